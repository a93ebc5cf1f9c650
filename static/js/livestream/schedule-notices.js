/** Every conflict of a slot: which slots, which thing, what it stops, and what to press. */

import { Field } from '../office/office.js';
import { hasWord, html, Icon, Notice, t, timeHM, useState } from '../core/ui.js';
import { mayMove } from './schedule-moves.js';
import { enough, REASON_LETTERS } from './schedule-limits.js';
import { times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts @typedef {import('./schedule-check.js').Conflict} Conflict */

/** Nobody may sign for these. */
export const NEVER = new Set(['goods.forbidden', 'slot.incomplete']);

/** What a platform counts has a sentence of its own: minutes, products, notice. @param {Conflict} one @param {'title' | 'text' | 'fix'} part @param {Schedule} sc */
export function sentence(one, part, sc) {
  const plain = `live.conflict.${one.kind}.${part}`;
  const counted = `${plain}.${one.more?.fact}`;
  const key = hasWord(counted) ? counted : plain;
  return hasWord(key) ? t(key, sc.checker.params(one)) : part === 'title' ? one.kind : '';
}

/** What is in the way first, then what needs a look, then what somebody signed for. @param {{sc: Schedule, acts: Acts, slot: any}} props */
export function Conflicts({ sc, acts, slot }) {
  const all = sc.checker.of(slot.id);
  const open = all.filter((one) => !sc.checker.signed(one));
  const signed = all.filter((one) => sc.checker.signed(one));
  const warns = open.filter(({ level }) => level === 'warn');
  return html`${open.length > 0 && html`<ol class="stack reasons">${open.map((one) => html`<li key=${one.key}><${Conflict} sc=${sc} acts=${acts} slot=${slot} one=${one} first=${one === open[0]} /></li>`)}</ol>`}
    ${warns.length > 1 && sc.may.ack && html`<p class="buttons"><button type="button" class="button" onClick=${() => acts.ack(slot, warns)}><${Icon} name="check" /> ${t('schedule.ack_all', { n: warns.length })}</button></p>`}
    ${signed.length > 0 && html`<details class="more"><summary>${t('schedule.signed', { n: signed.length })}</summary><ul class="stack">${signed.map((one) => html`<li key=${one.key} class="signed"><${Signed} sc=${sc} one=${one} /></li>`)}</ul></details>`}`;
}

/** Only the first one's way out is the main thing to press. @param {{sc: Schedule, acts: Acts, slot: any, one: Conflict, first: boolean}} props */
function Conflict({ sc, acts, slot, one, first }) {
  const [asking, setAsking] = useState(false);
  const block = one.level === 'block';
  return html`<${Notice} kind=${block ? 'live' : 'look'} icon=${block ? 'x' : 'triangle-alert'} title=${sentence(one, 'title', sc)}>
    <p>${sentence(one, 'text', sc)}</p><p class="quiet-ink">${sentence(one, 'fix', sc)}</p>
    <p class="buttons"><${Ways} sc=${sc} acts=${acts} slot=${slot} one=${one} look=${first ? 'main' : ''} />
      ${one.level === 'warn' && sc.may.ack && html`<button type="button" class="button" onClick=${() => acts.ack(slot, [one])}><${Icon} name="check" /> ${t('schedule.ack')}</button>`}
      ${block && !NEVER.has(one.kind) && sc.may.override && !asking && html`<button type="button" class="button" onClick=${() => setAsking(true)}>${t('schedule.override')}</button>`}
      ${NEVER.has(one.kind) && html`<span class="quiet-ink">${t('schedule.never')}</span>`}</p>
    ${asking && html`<${Override} acts=${acts} slot=${slot} one=${one} close=${() => setAsking(false)} />`}</${Notice}>`;
}

/** @param {{acts: Acts, slot: any, one: Conflict, close: () => void}} props */
function Override({ acts, slot, one, close }) {
  const [reason, setReason] = useState('');
  const short = !enough(reason);
  return html`<form class="stack" onSubmit=${async (/** @type {Event} */ e) => { e.preventDefault(); if (!short && (await acts.override(slot, one, reason.trim()))) close(); }}>
    <${Field} label=${t('schedule.reason')} hint=${t('schedule.reason_hint', { n: REASON_LETTERS })} kind="textarea" rows="2" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.currentTarget.value)} />
    <p class="buttons"><button class="button main" disabled=${short}>${t('schedule.override_do')}</button><button type="button" class="button plain" onClick=${close}>${t('core.act.cancel')}</button></p></form>`;
}

/** What to press: the rules name the kind of way out, here it becomes a button. @param {{sc: Schedule, acts: Acts, slot: any, one: Conflict, look: string}} props */
function Ways({ sc, acts, slot, one, look }) {
  const others = one.slots.filter((id) => id !== slot.id && sc.byId.value.has(id));
  const edit = () => { sc.open.value = { what: 'slot', id: slot.id }; };
  return html`<${Move} sc=${sc} acts=${acts} one=${one} look=${look} />
    ${one.fix === 'drop_goods' && sc.may.plan && goodsIn(one).map((id) => html`<button key=${id} type="button" class=${`button ${look}`} onClick=${() => acts.dropGoods(slot, id)}>${t('schedule.drop_goods', { name: sc.name('products', id) })}</button>`)}
    ${EDITED.has(one.fix) && sc.may.plan && html`<button type="button" class="button" onClick=${edit}>${t(`schedule.fix.${one.fix}`)}</button>`}
    ${CATALOGUE.has(one.fix) && html`<a class="button" href=${`/e/${encodeURIComponent(document.body.dataset.event ?? '')}/catalogue${rowOf(one)}`}>${t('schedule.fix.catalogue')}</a>`}
    ${others.slice(0, 3).map((id) => html`<button key=${id} type="button" class="button" onClick=${() => sc.goTo(id)}>${t('schedule.go_there', { slot: timeHM(sc.byId.value.get(id)?.starts), place: sc.name('rooms', sc.room(/** @type {any} */ (sc.byId.value.get(id)))) })}</button>`)}`;
}

const EDITED = new Set(['change_person', 'change_room', 'change_channel', 'change_kit', 'edit_text', 'lower_price', 'fewer_pieces', 'split', 'fill_in']);
const CATALOGUE = new Set(['fetch_paper', 'verify_person']);

/** @param {Conflict} one @returns {string[]} */
const goodsIn = (one) => [...new Set([...(one.resource?.kind === 'product' ? [one.resource.id] : []), ...[one.more?.product, ...(one.more?.products ?? [])].filter((id) => typeof id === 'string' && id)])];

/** The row of the catalogue that it is about. @param {Conflict} one */
function rowOf({ resource }) {
  const tab = { product: 'products', producer: 'producers', person: 'people' }[resource?.kind ?? ''];
  return tab && resource ? `#${tab}/${encodeURIComponent(resource.id)}` : '';
}

/** The first instant from which the later slot is clean of this; what is on air stays where it is. @param {{sc: Schedule, acts: Acts, one: Conflict, look: string}} props */
function Move({ sc, acts, one, look }) {
  const way = one.more?.move;
  const slot = way && sc.byId.value.get(way.slot);
  if (!slot || !mayMove(slot) || !sc.may.plan || typeof way.starts !== 'number') return null;
  const changes = { starts: way.starts, ends: way.starts + slot.ends - slot.starts };
  return html`<button type="button" class=${`button ${look}`} onClick=${() => acts.change(slot, changes, { pinned: true })}>${t('schedule.move_to', { slot: sc.title(slot), time: timeHM(way.starts) })}</button>`;
}

/** @param {{sc: Schedule, one: Conflict}} props */
function Signed({ sc, one }) {
  const sign = /** @type {any} */ (sc.checker.signed(one));
  return html`<p><b>${sentence(one, 'title', sc)}</b></p><p>${t('schedule.signed_by', { who: sc.who(sign?.by), time: timeHM(sign?.at) })}${sign?.reason ? `: ${sign.reason}` : ''}</p>`;
}

/** While the hand holds a slot: where it would stand, and what would be against it. @param {{sc: Schedule}} props */
export function HeldNote({ sc }) {
  const held = sc.held.value;
  if (!held) return null;
  const found = sc.heldConflicts.value;
  const slot = /** @type {any} */ (sc.byId.value.get(held.id));
  const [first] = [...found].sort((a, b) => (a.level < b.level ? -1 : 1));
  const look = !first ? '' : first.level === 'block' ? 'live' : 'look';
  const column = sc.columns.value.find(({ id }) => id === held.column)?.name ?? '';
  const said = [...new Set(found.map((one) => sentence(one, 'title', sc)))]; // two slots in the way of one channel are one reason here
  return html`<div class=${`held-note ${look}`} role="status"><b class="num">${times(held)}</b> <b>${column}</b> <span>${sc.title(slot)}</span>
    <span class="held-words">${first ? said.slice(0, 2).join(' · ') + (said.length > 2 ? ` · ${t('schedule.and_more', { n: said.length - 2 })}` : '') : t('schedule.clean')}</span>
    ${held.by === 'keys' && html`<span class="quiet-ink">${t('schedule.keys_held')}</span>`}</div>`;
}
