// @ts-check
/** What belongs to a host: accounts on platforms, when they are away or free, their own link. */

import { fromZoned, html, Icon, Notice, Pill, t, timeOrDay, toast, toZoned, useState } from '../core/ui.js';
import { clock } from '../core/clock.js';
import { DateText } from '../office/date-text.js';
import { act, ActError, Field, useAct } from '../office/office.js';
import { platforms } from './catalogue-fields.js';
import { dayWords, platformName, writes } from './catalogue-state.js';

const STATES = ['unverified', 'verified', 'refused'];
/** @type {Record<string, string>} */
const LOOKS = { verified: 'go', unverified: 'look', refused: 'no' };
/** @type {Record<string, string>} */
const ICONS = { verified: 'shield-check', unverified: 'circle-help', refused: 'ban' };

/** @param {{person: any}} props */
export function PersonParts({ person }) {
  return html`<${Accounts} person=${person} /><${Times} person=${person} />${writes && html`<${OwnLink} person=${person} />`}`;
}

/** @param {{person: any}} props */
function Accounts({ person }) {
  const [open, setOpen] = useState('');
  return html`<section class="part"><h3>${t('live.cat.accounts')}</h3>
    ${person.identities.length === 0 && html`<p class="quiet">${t('live.cat.accounts_none')}</p>`}
    <ul class="rows">${person.identities.map((/** @type {any} */ one) => html`<li key=${one.id}><div class=${`row ${one.state === 'verified' ? '' : 'look'}`}>
      <div><p class="title">${platformName(one.platform)} · ${one.handle}</p><p class="about">${one.valid_until ? t('live.cat.until', { day: dayWords(one.valid_until) }) : ''}${one.verified_by ? ` · ${one.verified_by}` : ''}</p></div>
      <div class="side buttons"><${Pill} state=${LOOKS[one.state]} icon=${ICONS[one.state]}>${t(`live.cat.identity.${one.state}`)}</${Pill}>
        ${writes && html`<button type="button" class="button" aria-expanded=${open === one.id} onClick=${() => setOpen(open === one.id ? '' : one.id)}>${t('live.cat.work')}</button>`}</div></div>
      ${open === one.id && html`<${Account} person=${person} account=${one} onDone=${() => setOpen('')} />`}</li>`)}</ul>
    ${open === 'new' && html`<${Account} person=${person} account=${null} onDone=${() => setOpen('')} />`}
    ${writes && open !== 'new' && html`<p class="buttons"><button type="button" class="button" onClick=${() => setOpen('new')}><${Icon} name="plus" /> ${t('live.cat.account_add')}</button></p>`}</section>`;
}

/** @param {{person: any, account: any, onDone: () => void}} props */
function Account({ person, account, onDone }) {
  const [draft, setDraft] = useState({ platform: account?.platform ?? 'tiktok', handle: account?.handle ?? '', state: account?.state ?? 'unverified', valid_until: account?.valid_until ?? '' });
  const { busy, error, run } = useAct();
  const path = `/live/people/${encodeURIComponent(person.id)}/identities`;
  const typed = (/** @type {string} */ name) => (/** @type {any} */ e) => setDraft({ ...draft, [name]: e.currentTarget.value });
  const save = () => run('save', async () => { await act(path, { identity: account?.id ?? null, ...draft }); onDone(); });
  const remove = () => run('remove', async () => { await act(`${path}/${encodeURIComponent(account.id)}/remove`); onDone(); });
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}><div class="field-pair">
      <${Field} label=${t('live.cat.field.platform')} kind="select" value=${draft.platform} onChange=${typed('platform')}>${platforms().map(([id, words]) => html`<option key=${id} value=${id}>${words}</option>`)}</${Field}>
      <${Field} label=${t('live.cat.handle')} value=${draft.handle} required maxlength="100" autocomplete="off" onInput=${typed('handle')} />
      <${Field} label=${t('live.cat.identity')} kind="select" value=${draft.state} onChange=${typed('state')} hint=${t('live.cat.identity_hint')}>${STATES.map((one) => html`<option key=${one} value=${one}>${t(`live.cat.identity.${one}`)}</option>`)}</${Field}>
      <${DateText} label=${t('live.cat.valid_until')} value=${draft.valid_until} onValue=${(/** @type {string} */ value) => setDraft({ ...draft, valid_until: value })} /></div>
    <${ActError} error=${error} /><p class="buttons"><button class="button main" disabled=${Boolean(busy) || !draft.handle.trim()}><${Icon} name="save" /> ${t('core.act.save')}</button>
      <button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button>
      ${account && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${remove}><${Icon} name="trash-2" /> ${t('live.cat.remove')}</button>`}</p></form>`;
}

/** @param {{person: any}} props */
function Times({ person }) {
  const [open, setOpen] = useState(false);
  const now = clock.now();
  const said = (/** @type {any} */ one) => `${timeOrDay(one.from, now)} – ${timeOrDay(one.until, now)}${one.note ? ` · ${one.note}` : ''}`;
  return html`<section class="part"><h3>${t('live.cat.times')}</h3>
    <p>${person.free.length ? html`${t('live.cat.free')}: ${person.free.map(said).join('; ')}` : t('live.cat.always_free')}</p>
    ${person.away.length > 0 && html`<p>${t('live.cat.away')}: ${person.away.map(said).join('; ')}</p>`}
    ${open ? html`<${TimesForm} person=${person} onDone=${() => setOpen(false)} />`
      : writes && html`<p class="buttons"><button type="button" class="button" onClick=${() => setOpen(true)}><${Icon} name="clock" /> ${t('live.cat.times_change')}</button></p>`}</section>`;
}

/** @param {{person: any, onDone: () => void}} props */
function TimesForm({ person, onDone }) {
  const lines = (/** @type {any[]} */ rows) => rows.map((one) => ({ from: toZoned(one.from), until: toZoned(one.until), note: one.note ?? '' }));
  const [draft, setDraft] = useState(/** @type {Record<string, any[]>} */ ({ away: lines(person.away), free: lines(person.free) }));
  const { busy, error, run } = useAct();
  const change = (/** @type {string} */ list, /** @type {number} */ at, /** @type {any} */ values) => setDraft({ ...draft, [list]: (draft[list] ?? []).map((one, n) => (n === at ? { ...one, ...values } : one)) });
  const save = () => run('save', async () => {
    const sent = (/** @type {string} */ list) => (draft[list] ?? []).filter((one) => one.from && one.until).map((one) => ({ from: fromZoned(one.from), until: fromZoned(one.until), note: one.note }));
    await act(`/live/people/${encodeURIComponent(person.id)}/times`, { seen: person.revision, away: sent('away'), free: sent('free') });
    toast(t('live.cat.saved'));
    onDone();
  });
  return html`<form class="in-place" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void save(); }}>
    ${['away', 'free'].map((list) => html`<fieldset class="spans" key=${list}><legend>${t(`live.cat.${list}`)}</legend>
      ${(draft[list] ?? []).map((one, at) => html`<div class="field-pair" key=${at}><${DateText} label=${t('live.cat.from')} time value=${one.from} onValue=${(/** @type {string} */ from) => change(list, at, { from })} />
        <${DateText} label=${t('live.cat.to')} time value=${one.until} onValue=${(/** @type {string} */ until) => change(list, at, { until })} />
        ${list === 'away' && html`<${Field} label=${t('live.cat.field.note')} value=${one.note} maxlength="100" onInput=${(/** @type {any} */ e) => change(list, at, { note: e.currentTarget.value })} />`}
        <p class="buttons"><button type="button" class="button" onClick=${() => setDraft({ ...draft, [list]: (draft[list] ?? []).filter((_, n) => n !== at) })}><${Icon} name="trash-2" /> ${t('live.cat.remove')}</button></p></div>`)}
      <p class="buttons"><button type="button" class="button" onClick=${() => setDraft({ ...draft, [list]: [...(draft[list] ?? []), { from: '', until: '', note: '' }] })}><${Icon} name="plus" /> ${t(`live.cat.${list}_add`)}</button></p></fieldset>`)}
    <p class="quiet">${t('live.cat.free_hint')}</p><${ActError} error=${error} />
    <p class="buttons"><button class="button main" disabled=${Boolean(busy)}><${Icon} name="save" /> ${t('core.act.save')}</button><button type="button" class="button" onClick=${onDone}>${t('core.act.cancel')}</button></p></form>`;
}

/** @param {{person: any}} props */
function OwnLink({ person }) {
  const [url, setUrl] = useState('');
  const { busy, error, run } = useAct();
  const path = `/live/people/${encodeURIComponent(person.id)}/link`;
  const make = () => run('make', async () => { setUrl((await act(path)).url); });
  const take = () => run('take', async () => { await act(`${path}/remove`); setUrl(''); });
  const copy = async () => { await navigator.clipboard?.writeText(url).catch(() => undefined); toast(t('live.cat.copied')); };
  return html`<section class="part"><h3>${t('live.cat.link')}</h3><p class="quiet">${t(person.has_link ? 'live.cat.link_there' : 'live.cat.link_none')}</p>
    ${url && html`<${Notice} title=${t('live.cat.link_once')}><p class="address">${url}</p><p class="buttons"><button type="button" class="button main" onClick=${copy}><${Icon} name="copy" /> ${t('live.cat.copy')}</button></p></${Notice}>`}
    <${ActError} error=${error} /><p class="buttons"><button type="button" class="button" disabled=${Boolean(busy)} onClick=${make}><${Icon} name="key-round" /> ${t(person.has_link ? 'live.cat.link_again' : 'live.cat.link_make')}</button>
      ${person.has_link && html`<button type="button" class="button" disabled=${Boolean(busy)} onClick=${take}><${Icon} name="ban" /> ${t('live.cat.link_take')}</button>`}</p></section>`;
}
