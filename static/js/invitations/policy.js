/** The rules of the event and the words of its invitations; the page of personal data leads here for its part of them. */

import { fromZoned, html, Icon, Notice, t, toast, toZoned, useEffect, useState } from '../core/ui.js';
import { act, ActError, Field, read, useAct } from '../office/office.js';

const WALK_INS = ['allowed', 'approval', 'closed'];
const LONGEST_DAYS = 3650;

/** @param {any} form what is sent: an hour that is empty is said in words of its own */
function changesOf({ reply_by: by, retention_days: days, ...form }) {
  const names = ['walk_ins', 'letter', 'map_text', 'signer', 'contact', 'controller'];
  return { ...Object.fromEntries(names.map((name) => [name, form[name]])), retention_days: Number(days), ...(by ? { reply_by: by } : { no_reply_by: true }) };
}

export function Policy() {
  const [form, setForm] = useState(/** @type {any} */ (null));
  const { busy, error, run } = useAct();
  useEffect(() => { void run('read', async () => setForm(await read('/policy'))); }, []);
  /** @param {string} name */
  const put = (name) => (/** @type {any} */ e) => setForm({ ...form, [name]: e.currentTarget.value });
  const save = () => run('save', async () => {
    await act('/policy', { changes: changesOf(form) });
    toast(t('invitations.policy.saved'));
  });
  return html`<details class="more rules" id="rules" open=${location.hash === '#rules'}><summary>${t('invitations.policy.title')}</summary>
    ${form && html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
      <div class="policy"><section class="policy-part"><${Rules} form=${form} put=${put} /></section>
        <section class="policy-part"><${Letter} form=${form} put=${put} onHour=${(/** @type {string | null} */ by) => setForm({ ...form, reply_by: by })} /></section></div>
      <${Notice} title=${t('invitations.page.data')}><p>${t('invitations.page.notice', { organiser: form.controller || t('invitations.page.organiser'), days: form.retention_days })}</p></${Notice}>
      <p class="buttons"><button class="button main" disabled=${Boolean(busy)}><${Icon} name="save" /> ${t('core.act.save')}</button></p></form>`}
    <${ActError} error=${error} /></details>`;
}

/** @typedef {(name: string) => (e: any) => void} Put */

/** @param {{form: any, put: Put}} props */
function Rules({ form, put }) {
  return html`<h2 class="list-head">${t('invitations.policy.rules')}</h2>
    <${Field} kind="select" label=${t('invitations.policy.walk_ins')} hint=${t('invitations.policy.walk_ins_hint')} value=${form.walk_ins} onChange=${put('walk_ins')}>
      ${WALK_INS.map((one) => html`<option key=${one} value=${one}>${t(`invitations.policy.walk_ins.${one}`)}</option>`)}</${Field}>
    <${Field} type="number" inputmode="numeric" min="1" max=${LONGEST_DAYS} required label=${t('invitations.policy.retention_days')} hint=${t('invitations.policy.retention_hint')}
      value=${form.retention_days} onInput=${put('retention_days')} />
    ${['controller', 'contact'].map((one) => html`<${Field} key=${one} maxlength="200" label=${t(`invitations.policy.${one}`)} hint=${t(`invitations.policy.${one}_hint`)} value=${form[one]} onInput=${put(one)} />`)}`;
}

/** @param {{form: any, put: Put, onHour: (by: string | null) => void}} props */
function Letter({ form, put, onHour }) {
  return html`<h2 class="list-head">${t('invitations.policy.words')}</h2>
    <${Field} label=${t('invitations.policy.reply_by')} hint=${t('invitations.policy.reply_by_hint')} type="datetime-local" value=${form.reply_by ? toZoned(form.reply_by) : ''}
      onChange=${(/** @type {any} */ e) => onHour(e.currentTarget.value ? fromZoned(e.currentTarget.value) : null)} />
    <${Field} kind="textarea" rows="4" maxlength="500" label=${t('invitations.policy.letter')} hint=${t('invitations.policy.letter_hint')} value=${form.letter} onInput=${put('letter')} />
    <${Field} kind="textarea" rows="4" maxlength="500" label=${t('invitations.policy.map_text')} value=${form.map_text} onInput=${put('map_text')} />
    <${Field} maxlength="200" label=${t('invitations.policy.signer')} hint=${t('invitations.policy.signer_hint')} value=${form.signer} onInput=${put('signer')} />`;
}
