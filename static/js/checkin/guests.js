/** Guests: find anybody without accents, see their evening, change what may be changed, show the code. */

import { mount } from '../core/page.js';
import { effect, html, Icon, Pill, signal, t, timeHM, untracked } from '../core/ui.js';
import { ActError, Empty, FeedEnded, openOffice, read } from '../office/office.js';
import { GuestDetail } from './guest-detail.js';
import { fullName, statusPill } from './guest-words.js';

const PAGE = 50;
const TYPING_MS = 150;

const { store, feed } = await openOffice({ onBatch });
const asked = new URLSearchParams(location.search);
const query = signal(asked.get('q') ?? '');
const delegation = signal(asked.get('delegation') ?? '');
const status = signal(asked.get('status') ?? '');
const found = signal(/** @type {{guests: any[], more: boolean} | null} */ (null));
const problem = signal(/** @type {unknown} */ (null));
const chosen = signal(decodeURIComponent(location.hash.slice(1)));
/** Rises when the journal says that a guest changed: open details and the list are read again. */
const changed = signal(0);
let latest = 0;

/** @param {import('../core/store.js').Batch} batch */
function onBatch(batch) {
  if (batch.changes?.some((one) => one.kind.startsWith('checkin.'))) changed.value += 1;
}

/** @param {string} [after] */
async function search(after) {
  latest += 1;
  const mine = latest;
  const params = new URLSearchParams({ limit: String(PAGE) });
  for (const [name, value] of Object.entries({ q: query.peek().trim(), delegation: delegation.peek(), status: status.peek(), after: after ?? '' })) {
    if (value) params.set(name, value);
  }
  try {
    const { guests } = await read(`/guests?${params}`);
    if (mine !== latest) return;
    problem.value = null;
    const before = after ? (found.peek()?.guests ?? []) : [];
    // A search is ranked and cut by the server; only the plain list goes on by id.
    found.value = { guests: [...before, ...guests], more: guests.length === PAGE && !query.peek().trim() };
  } catch (error) {
    if (mine === latest) problem.value = error;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
effect(() => {
  void [query.value, delegation.value, status.value, changed.value];
  clearTimeout(typing);
  typing = setTimeout(() => untracked(() => void search()), TYPING_MS);
});
addEventListener('hashchange', () => { chosen.value = decodeURIComponent(location.hash.slice(1)); });

function Find() {
  const delegations = [...store.list('delegation')].sort((a, b) => a.order - b.order);
  const statuses = ['invited', 'confirmed', 'declined', 'cancelled'];
  return html`<form class="find-guests" role="search" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); void search(); }}>
    <div class="field find-box wide"><label for="find">${t('office.guests.find')}</label><span class="with-icon"><${Icon} name="search" />
      <input id="find" type="search" placeholder=${t('office.guests.example')} autocomplete="off" value=${query.value} onInput=${(/** @type {any} */ e) => { query.value = e.currentTarget.value; }} /></span></div>
    <div class="field"><label for="by-delegation">${t('office.guests.delegation')}</label><select id="by-delegation" value=${delegation.value} onChange=${(/** @type {any} */ e) => { delegation.value = e.currentTarget.value; }}>
      <option value="">${t('office.guests.all_delegations')}</option>${delegations.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></div>
    <div class="field"><label for="by-status">${t('office.guests.status')}</label><select id="by-status" value=${status.value} onChange=${(/** @type {any} */ e) => { status.value = e.currentTarget.value; }}>
      <option value="">${t('office.guests.all_statuses')}</option>${statuses.map((one) => html`<option key=${one} value=${one}>${t(`office.status.${one}`)}</option>`)}</select></div></form>`;
}

/** @param {{guest: any, current: boolean}} props */
function GuestRow({ guest, current }) {
  return html`<li><a class=${`row ${current ? 'now' : ''}`} href=${`#${encodeURIComponent(guest.id)}`} aria-current=${current ? 'true' : undefined}>
    <span><span class="title">${fullName(guest)}</span><span class="about">${[guest.title, guest.unit].filter(Boolean).join(', ')}</span></span>
    <span class="side pills">${guest.vip && html`<${Pill} icon="crown" state="brand">VIP</${Pill}>`}
      ${guest.inside ? html`<${Pill} icon="check" state="go">${t('office.guests.inside')} <time>${timeHM(guest.in_at)}</time></${Pill}>` : html`<${statusPill} guest=${guest} />`}</span></a></li>`;
}

function List() {
  if (problem.value) {
    return html`<${ActError} error=${problem.value} /><p class="buttons"><button type="button" class="button" onClick=${() => search()}>${t('core.act.retry')}</button></p>`;
  }
  if (!found.value) return html`<p class="quiet" role="status">${t('core.loading')}</p>`;
  const { guests, more } = found.value;
  if (!guests.length) {
    return html`<${Empty} icon="search" title=${t('office.guests.none_found')}><p>${t('office.guests.none_next')}</p></${Empty}>`;
  }
  return html`<p class="hidden-text" role="status">${t('office.guests.count', { n: guests.length })}</p>
    <ul class="rows">${guests.map((guest) => html`<${GuestRow} key=${guest.id} guest=${guest} current=${guest.id === chosen.value} />`)}</ul>
    ${more && html`<p class="pad"><button type="button" class="button wide" onClick=${() => search(guests.at(-1)?.id)}>${t('core.act.more')}</button></p>`}`;
}

function Guests() {
  const id = chosen.value;
  return html`<${FeedEnded} feed=${feed} /><div class=${`guests ${id ? 'with-detail' : ''}`}>
    <section class="guests-list" aria-label=${t('office.guests.list')}><${Find} /><${List} /></section>
    <section class="guests-detail" aria-label=${t('office.guests.detail')}>${id ? html`<${GuestDetail} key=${id} id=${id} changed=${changed.value} store=${store} />`
      : html`<p class="quiet pad">${t('office.guests.choose')}</p>`}</section></div>`;
}

mount('guests', html`<${Guests} />`);
