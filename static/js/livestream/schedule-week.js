/** The week: a row for each room, person or channel, a column for each day. */

import { html, t } from '../core/ui.js';
import { cardLook, Marks } from './schedule-card.js';
import { inOrder, spread } from './schedule-grid.js';
import { onDay, startOf } from './schedule-layout.js';
import { dayName, stateName, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule */

/** @param {{sc: Schedule}} props */
export function Week({ sc }) {
  const days = sc.week.value;
  const byDay = days.map((day) => spread(sc.view.value, sc.slots.value.filter((one) => onDay(one, day, sc.offsetMin)), sc.sessions.value));
  const columns = sc.weekColumns.value;
  return html`<div class="scroll week-place" tabindex="0" role="region" aria-label=${t('schedule.span.week')}><table class="week"><caption class="hidden-text">${t('schedule.week_caption')}</caption>
    <thead><tr><th scope="col">${t(`schedule.by.${sc.view.value}`)}</th>${days.map((day) => html`<th key=${day} scope="col" aria-current=${day === sc.today.value ? 'date' : undefined}><button type="button" class="button plain" onClick=${() => { sc.goToDay(day); sc.span.value = 'day'; }}>${dayName(startOf(day, sc.offsetMin))}</button></th>`)}</tr></thead>
    <tbody>${columns.map(({ id, name }) => html`<tr key=${id}><th scope="row">${name}</th>${byDay.map((placed, n) => html`<td key=${days[n]}>${inOrder((placed.get(id) ?? []).map(({ slot }) => slot)).map((slot) => html`<${Chip} key=${slot.id} sc=${sc} slot=${slot} />`)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** @param {{sc: Schedule, slot: any}} props */
function Chip({ sc, slot }) {
  const marks = sc.checker.marks(slot);
  return html`<button type="button" class=${`slot-chip ${cardLook(slot.state, marks)} ${sc.chosen.value === slot.id ? 'chosen' : ''}`} data-slot=${slot.id} onClick=${() => sc.goTo(slot.id)}>
    <span class="slot-top"><b class="num">${times(slot)}</b><${Marks} ...${marks} /></span><span>${sc.title(slot)}</span><span class="hidden-text">${stateName(slot.state)}</span></button>`;
}
