/** The day as a list, for a phone and for reading: time, what, where, what stands against it. */

import { clock } from '../core/clock.js';
import { html, Icon, Pill, t } from '../core/ui.js';
import { Marks, whoLine } from './schedule-card.js';
import { SlotPanel } from './schedule-panel.js';
import { stateWords, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */

/** Nothing will happen in it any more: it was, or its time went by as a draft. @param {any} slot @param {number} now */
const isOver = ({ state, ends }, now) => state === 'ended' || state === 'no_show' || ((state === 'draft' || state === 'requested') && ends < now);

/** @param {{sc: Schedule, acts: Acts, inPlace: boolean}} props `inPlace`: what is chosen opens below its row */
export function DayList({ sc, acts, inPlace }) {
  const chosen = sc.chosen.value;
  const every = [...sc.drawn.value].sort((a, b) => a.starts - b.starts);
  // In the afternoon nobody should have to scroll past the morning.
  const over = sc.day.value === sc.today.value ? every.filter((one) => isOver(one, clock.now())) : [];
  const slots = every.filter((one) => !over.includes(one));
  const item = (/** @type {any} */ slot) => html`<li key=${slot.id}><${Line} sc=${sc} slot=${slot} />${inPlace && chosen === slot.id && html`<${SlotPanel} sc=${sc} acts=${acts} />`}</li>`;
  const gone = sc.all.value.filter(({ state, starts }) => state === 'cancelled' && sc.isOfDay(starts));
  return html`<div>${over.length > 0 && html`<details class="more" open=${over.some(({ id }) => id === chosen)}><summary>${t('schedule.over', { n: over.length })}</summary><ul class="rows">${over.map(item)}</ul></details>`}
    <ul class="rows slot-rows">${slots.map(item)}</ul>
    ${gone.length > 0 && html`<details class="more"><summary>${t('schedule.cancelled', { n: gone.length })}</summary><ul class="rows">${gone.map((slot) => html`<li key=${slot.id}><${Line} sc=${sc} slot=${slot} /></li>`)}</ul></details>`}</div>`;
}

/** @param {{sc: Schedule, slot: any}} props */
function Line({ sc, slot }) {
  const marks = sc.checker.marks(slot);
  const { look, icon, words } = stateWords(slot.state, sc.ringing.value.get(slot.id));
  const chosen = sc.chosen.value === slot.id;
  const rail = slot.state === 'live' || marks.block ? 'live' : marks.warn ? 'look' : '';
  return html`<button type="button" class=${`row keep slot-row ${rail} ${chosen ? 'now' : ''}`} aria-expanded=${chosen} data-slot=${slot.id} onClick=${() => { if (chosen) sc.chosen.value = ''; else sc.goTo(slot.id); }}>
    <span><b class="num">${times(slot)}</b> <span class="quiet">${sc.name('rooms', sc.room(slot))}</span><span class="title">${sc.title(slot)}</span><span class="about">${whoLine(sc, slot)}</span>
      <span class="pills"><${Pill} state=${look} icon=${icon}>${words}</${Pill}><${Marks} ...${marks} /></span></span><${Icon} name=${chosen ? 'chevron-up' : 'chevron-down'} /></button>`;
}
