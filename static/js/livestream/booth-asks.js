// What the booth asks of the coordinator: a late start, a call, another time or one more slot; and what was answered.

import { html, Icon, Pill, second, signal, t, timeHM } from '../core/ui.js';
import { cellsNear } from './booth-decide.js';
import { reported, Wrong } from './booth-goods.js';
import { hours } from './booth-parts.js';

/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {import('./booth-deeds.js').Deeds} Deeds */
/** @typedef {Record<string, any>} Facts */
/** @typedef {{facts: Facts, slot: Slot, deeds: Deeds}} Parts */

export const LATE = [5, 10, 15];
const REASONS = ['goods', 'host', 'machine'];
const ANSWERS_SHOWN_MS = 45 * 60_000;

/** What is open below the buttons: '' nothing, 'late', or the reason of a swap. */
const opened = signal('');
/** The cell that was chosen. @type {import('../core/vendor.js').Signal<{starts: number, ends: number} | null>} */
const chosen = signal(null);

/** @param {string} what @param {Slot} slot */
function open(what, slot) {
  opened.value = isOpen(what, slot) ? '' : `${what} ${slot.id}`;
  chosen.value = null;
}

/** @param {string} what @param {Slot} slot */
const isOpen = (what, slot) => opened.value === `${what} ${slot.id}`;

function close() {
  opened.value = '';
  chosen.value = null;
}

/** Who is called, by name. @param {Facts} facts */
export const coordinatorOf = (facts) => facts.settings.help?.name || t('live.booth.coordinator');

/** One tap: the coordinator's screen rings, and the phone as well where a number is known. @param {{facts: Facts, slot: Slot | null, deeds: Deeds}} props */
export function Help({ facts, slot, deeds }) {
  const call = () => void deeds.request('help', slot?.id ?? '', t('live.booth.help.reason'));
  const words = html`<${Icon} name="phone" /> ${t('live.booth.call', { name: coordinatorOf(facts) })}`;
  const { phone } = facts.settings.help ?? {};
  if (phone) return html`<a class="button" data-act="help" href=${`tel:${phone.replace(/[^+\d]/g, '')}`} onClick=${call}>${words}</a>`;
  return html`<button type="button" class="button" data-act="help" onClick=${call}>${words}</button>`;
}

/** @param {Parts} props */
const Late = ({ slot, deeds }) => html`<div class="in-place" role="group" aria-label=${t('live.booth.late')}><p class="buttons equal">${LATE.map((n) => html`<button type="button" class="button" data-late=${n} onClick=${() => { close(); deeds.late(slot, n); }}>${t('live.booth.minutes', { n })}</button>`)}</p>
  <p><button type="button" class="button wide" data-act="cannot" onClick=${() => { close(); void deeds.request('cannot_come', slot.id, t('live.booth.cannot_come')); }}><${Icon} name="user-x" /> ${t('live.booth.cannot_come')}</button></p></div>`;

/** @param {Parts & {before: boolean}} props */
export function Acts({ facts, slot, deeds, before }) {
  const item = reported(slot);
  return html`<div class="asks"><p class="buttons equal">
      ${before && html`<button type="button" class="button" data-act="late" aria-expanded=${isOpen('late', slot)} onClick=${() => open('late', slot)}><${Icon} name="clock" /> ${t('live.booth.late')}</button>`}
      ${item && html`<${Wrong} slot=${slot} product=${item.product} what="other" deeds=${deeds} />`}
      <${Help} facts=${facts} slot=${slot} deeds=${deeds} /></p>
    ${before && isOpen('late', slot) && html`<${Late} facts=${facts} slot=${slot} deeds=${deeds} />`}</div>`;
}

/** @param {Parts & {reason: string}} props */
function Cells({ facts, slot, deeds, reason }) {
  const now = second.value * 1000;
  const cells = cellsNear(facts, slot, now - (now % 60_000));
  const send = () => {
    if (!chosen.value) return;
    const { starts, ends } = chosen.value;
    const kind = reason === 'extra' ? 'extra' : 'swap';
    void deeds.request(kind, slot.id, t(`live.booth.reason.${reason}`), { starts: new Date(starts).toISOString(), ends: new Date(ends).toISOString(), room: slot.room || facts.sessions[slot.session]?.room || '', channel: slot.channel, host: slot.host });
    close();
  };
  if (!cells.length) return html`<p>${t('live.booth.no_cells')}</p>`;
  return html`<ul class="cells" role="group" aria-label=${t('live.booth.free_cells')}>${cells.map((one) => html`<li key=${one.starts}><button type="button" class=${`button ${chosen.value?.starts === one.starts ? 'main' : ''}`} data-cell=${one.starts} aria-pressed=${chosen.value?.starts === one.starts}
      onClick=${() => { chosen.value = one; }}><span class="num">${hours(one, now)}</span></button></li>`)}</ul>
    <p><button type="button" class="button main wide" data-act="send-swap" disabled=${!chosen.value} onClick=${send}>${chosen.value ? t('live.booth.ask_for', { at: hours(chosen.value, now) }) : t('live.booth.choose_cell')}</button></p>`;
}

/** Reason, cell, send: three taps. @param {Parts} props */
export function Swap({ facts, slot, deeds }) {
  const reason = [...REASONS, 'extra'].find((one) => isOpen(one, slot));
  const chip = (/** @type {string} */ one) => html`<button type="button" class=${`button ${reason === one ? 'main' : ''}`} data-reason=${one} aria-expanded=${reason === one} onClick=${() => open(one, slot)}>${t(`live.booth.reason.${one}`)}</button>`;
  return html`<section class="swap" aria-labelledby="swap"><h2 class="list-head" id="swap">${t('live.booth.swap')}</h2><p class="buttons">${[...REASONS, 'extra'].map(chip)}</p>
    ${reason && html`<${Cells} facts=${facts} slot=${slot} deeds=${deeds} reason=${reason} />`}</section>`;
}

/** How an ask stands. @param {any} one */
function state(one) {
  if (!one.state) return html`<${Pill} state="look" icon="cloud-off">${t('live.booth.request.unsent')}</${Pill}>`;
  const [look, icon] = one.state === 'refused' ? ['no', 'x'] : one.state === 'open' ? ['', 'clock'] : ['go', 'check'];
  return html`<${Pill} state=${look} icon=${icon}>${t(`live.booth.request.${one.state}`, { who: one.answered_name || '' })}</${Pill}>`;
}

/**
 * Asks of this booth that are open, or were answered a moment ago; those that still wait here come first.
 * @param {{requests: any[], waiting: import('./booth-acts.js').About[]}} props
 */
export function Asked({ requests, waiting }) {
  const now = second.value * 1000;
  const unsent = waiting.filter((one) => one.act.startsWith('request.')).map((one) => ({ id: one.ref, kind: one.act.slice(8), made_at: one.at, words: '' }));
  const known = requests.filter((one) => one.state === 'open' || now - (one.answered_at ?? 0) < ANSWERS_SHOWN_MS);
  const all = [...unsent, ...known.sort((a, b) => b.made_at - a.made_at)].slice(0, 4);
  if (!all.length) return null;
  return html`<ul class="asked" aria-label=${t('live.booth.asked')}>${all.map((one) => html`<li key=${one.id} data-request=${one.kind}><span><b>${t(`live.booth.act.${one.kind}`, { n: one.wanted?.minutes ?? '' })}</b> <time>${timeHM(one.made_at)}</time>${one.words && html`<br />${one.words}`}</span> ${state(one)}</li>`)}</ul>`;
}
