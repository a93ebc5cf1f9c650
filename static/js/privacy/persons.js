/** Find one person, see what is kept about them, blank them. */

import { call } from '../core/api.js';
import { eventPath, pageFacts } from '../core/page.js';
import { Hold, html, Icon, t, toast, useState } from '../core/ui.js';
import { act, ActError, Empty, Field, useAct } from '../office/office.js';
import { load } from './state.js';

const REASONS = ['asked', 'withdrawn', 'not_needed', 'mistake'];

export function FindPerson() {
  const [words, setWords] = useState('');
  const [found, setFound] = useState(/** @type {any[] | null} */ (null));
  const { busy, error, run } = useAct();
  const find = () => run('find', async () => { setFound((await call('POST', `${eventPath()}/persons`, { words })).guests); });
  return html`<section aria-labelledby="find"><h2 class="list-head" id="find">${t('privacy.find')}</h2>
    <form class="stack form-gap" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void find(); }}>
      <${Field} label=${t('privacy.find.label')} hint=${t('privacy.find.hint')} type="search" value=${words} required minlength="2" maxlength="100" autocomplete="off"
        onInput=${(/** @type {any} */ e) => setWords(e.currentTarget.value)} />
      <button class="button main" disabled=${Boolean(busy)}><${Icon} name="search" /> ${t('privacy.find.act')}</button></form>
    <${ActError} error=${error} />
    ${found?.length === 0 && html`<${Empty} icon="user-x" title=${t('privacy.find.none')}><p>${t('privacy.find.none_next')}</p></${Empty}>`}
    ${found && found.length > 0 && html`<ul class="rows" id="found">${found.map((one) => html`<${Person} key=${one.id} guest=${one} onGone=${find} />`)}</ul>`}</section>`;
}

/** @param {{guest: any, onGone: () => unknown}} props */
function Person({ guest, onGone }) {
  const [open, setOpen] = useState(false);
  const page = `/e/${encodeURIComponent(pageFacts().event)}/privacy/person#${encodeURIComponent(guest.id)}`;
  return html`<li><div class="row"><div><p class="title">${guest.honorific} ${guest.name}</p><p>${[guest.title, guest.unit].filter(Boolean).join(', ')}</p>
      <p class="about">${[guest.phone, guest.email].filter(Boolean).join(' · ')}</p></div>
    <div class="side buttons"><a class="button" href=${page}>${t('privacy.find.open')}</a>
      <button type="button" class="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>${t('privacy.erase')}</button></div></div>
    ${open && html`<${Erase} guest=${guest} onGone=${onGone} onDone=${() => setOpen(false)} />`}</li>`;
}

/** @param {{guest: any, onGone: () => unknown, onDone: () => void}} props */
function Erase({ guest, onGone, onDone }) {
  const [reason, setReason] = useState('asked');
  const { busy, error, run } = useAct();
  async function erase() {
    if (!(await run('erase', () => act(`/guests/${encodeURIComponent(guest.id)}/erase`, { reason })))) return;
    toast(t('privacy.erase.done'));
    await Promise.all([load(), onGone()]);
  }
  return html`<div class="in-place"><p><b>${t('privacy.erase.ask', { name: guest.name })}</b></p><p class="quiet">${t('privacy.erase.backups')}</p>
    <${Field} kind="select" label=${t('privacy.erase.reason')} value=${reason} onChange=${(/** @type {any} */ e) => setReason(e.currentTarget.value)}>
      ${REASONS.map((one) => html`<option key=${one} value=${one}>${t(`privacy.erase.reason.${one}`)}</option>`)}</${Field}>
    <${ActError} error=${error} />
    <p class="buttons"><${Hold} kind="live" disabled=${Boolean(busy)} onHold=${erase}>${t('privacy.erase.hold')}</${Hold}>
      <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></div>`;
}
