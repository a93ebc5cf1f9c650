// @ts-check
/** A table with a line for each slot: what stands, since when, from where, by whom, and what is due. */

import { memo } from '../core/memo.js';
import { dateDMY, Fragment, html, Icon, Notice, Pill, t, timeHM } from '../core/ui.js';
import { Slot } from './numbers-slot.js';
import { begin, MAIN, PLATFORMS } from './numbers-state.js';
import { metricName, shown, Status } from './numbers-words.js';

/** @typedef {import('./numbers-state.js').NumbersState} NumbersState */
/** @typedef {import('./numbers-state.js').SlotNumbers} SlotNumbers */

/** @param {{state: NumbersState}} props */
export function Due({ state }) {
  const due = state.due.value;
  if (!due.length) return null;
  const of = (/** @type {string} */ kind) => due.filter((one) => one.due === kind);
  return html`<${Notice} kind="look" icon="bell" title=${t('live.numbers.due', { n: due.length })}><ul>${['again', 'numbers', 'final'].filter((kind) => of(kind).length).map((kind) => html`<li key=${kind}>${t(`live.numbers.due.${kind}`, { n: of(kind).length })}: ${of(kind).slice(0, 6).map((one, n) => html`${n > 0 && ', '}<a href=${`#slot-${one.id}`} onClick=${() => { state.day.value = ''; state.open.value = one.id; }}><time>${timeHM(begin(one))}</time> ${dateDMY(begin(one)).slice(0, 5)} ${one.title}</a>`)}${of(kind).length > 6 && ' …'}</li>`)}</ul></${Notice}>`;
}

/** @param {{state: NumbersState, writes: boolean}} props */
export function Slots({ state, writes }) {
  const days = state.days.value;
  return html`<section class="of-slots" aria-labelledby="slots"><h2 class="list-head" id="slots">${t('live.numbers.slots')}</h2>
    ${days.length > 1 && html`<div class="kinds no-print" role="group" aria-label=${t('live.numbers.day')}>${['', ...days].map((day) => html`<button type="button" key=${day} class="button" aria-pressed=${state.day.value === day} onClick=${() => { state.day.value = day; }}>${day ? day.slice(0, 5) : t('live.numbers.all_days')}</button>`)}</div>`}
    <div class="scroll" tabindex="0" role="group" aria-labelledby="slots"><table class="table dense numbers"><thead><tr><th scope="col">${t('live.numbers.file.title')}</th>${MAIN.map((one) => html`<th scope="col" class="number" key=${one}>${metricName(one)}</th>`)}
      <th scope="col">${t('live.numbers.file.status')}</th><th scope="col">${t('live.numbers.file.source')}</th></tr></thead>
      <tbody>${state.slots.value.map((one) => html`<${Line} key=${one.id} slot=${one} open=${state.open.value === one.id} state=${state} writes=${writes} />`)}</tbody></table></div></section>`;
}

const Line = memo((/** @type {{slot: SlotNumbers, open: boolean, state: NumbersState, writes: boolean}} */ { slot, open, state, writes }) => {
  const told = MAIN.map((one) => slot.metrics[one]).filter((one) => one && one.value !== null);
  const newest = told.reduce((/** @type {any} */ best, one) => (!best || (one && one.as_of > best.as_of) ? one : best), null);
  const status = !told.length ? 'missing' : told.length === MAIN.length && told.every((one) => one?.status === 'final') ? 'final' : 'provisional';
  const about = [PLATFORMS[slot.platform] ?? slot.platform, slot.channel_name, slot.room_name].filter(Boolean).join(' · ');
  return html`<${Fragment}><tr id=${`slot-${slot.id}`} class=${slot.due ? 'look' : ''}><th scope="row" class="title"><button type="button" class="button plain" aria-expanded=${open} onClick=${() => { state.open.value = open ? '' : slot.id; }}><${Icon} name=${open ? 'chevron-down' : 'chevron-right'} /> <span>${slot.title}</span></button>
      <span class="about"><time>${timeHM(begin(slot))}</time> ${dateDMY(begin(slot)).slice(0, 5)} · ${about}</span></th>
    ${MAIN.map((one) => html`<td class="number" key=${one}>${shown(one, slot.metrics[one]?.value)}${(slot.metrics[one]?.parts ?? 1) > 1 && html` <span class="about">${t('live.numbers.parts', { n: slot.metrics[one]?.parts })}</span>`}</td>`)}
    <td><${Status} status=${status} />${slot.due && html` <${Pill} state="look" icon="bell">${t(`live.numbers.due.short.${slot.due}`)}</${Pill}>`}</td>
    <td>${newest ? html`${t(`live.numbers.source.${newest.source}`)} · ${timeHM(newest.as_of)}${slot.by && html`<span class="about">${slot.by}</span>`}${slot.files.length > 0 && html`<span class="about"><${Icon} name="camera" /> ${t('live.numbers.proofs', { n: slot.files.length })}</span>`}` : html`<span class="quiet">${t('live.numbers.nobody_short')}</span>`}</td></tr>
    ${open && html`<tr class="opened"><td colspan=${MAIN.length + 3}><${Slot} slot=${slot} writes=${writes} onDone=${state.load} /></td></tr>`}</${Fragment}>`;
});
