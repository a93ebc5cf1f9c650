/** The day on paper: a table in the order of time, only there when the page is printed. */

import { html, t, timeHM } from '../core/ui.js';
import { clock } from '../core/clock.js';
import { goodsOf } from './schedule-acts.js';
import { whoLine } from './schedule-card.js';
import { inOrder } from './schedule-grid.js';
import { onDay, startOf } from './schedule-layout.js';
import { dayName, stateName, times } from './schedule-words.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule */

/** @param {{sc: Schedule, name: string}} props */
export function Paper({ sc, name }) {
  if (!sc.printing.value) return null;
  const days = sc.span.value === 'week' ? sc.week.value.filter((day) => sc.slots.value.some((one) => onDay(one, day, sc.offsetMin))) : [sc.day.value];
  const release = sc.release.value;
  return html`<section class="plan-paper print-only"><h1>${t('schedule.title')} · ${name}</h1><p>${release ? t('schedule.version', { n: release.version }) : t('schedule.no_version')} · ${t('schedule.printed', { time: timeHM(clock.now()) })}</p>
    ${days.map((day) => html`<table key=${day} class="table"><caption>${dayName(startOf(day, sc.offsetMin))}</caption><thead><tr>${['time', 'room', 'what', 'who', 'goods', 'state'].map((one) => html`<th key=${one} scope="col">${t(`schedule.paper.${one}`)}</th>`)}</tr></thead>
      <tbody>${inOrder(sc.slots.value.filter((one) => onDay(one, day, sc.offsetMin))).map((slot) => html`<tr key=${slot.id}><td>${times(slot)}</td><td>${sc.name('rooms', sc.room(slot))}</td><th scope="row">${sc.title(slot)}</th><td>${whoLine(sc, slot)}</td>
        <td>${goodsOf(sc, slot).map(({ product }) => sc.name('products', product)).join(', ')}</td><td>${stateName(slot.state)}${against(sc, slot)}</td></tr>`)}</tbody></table>`)}</section>`;
}

/** @param {Schedule} sc @param {any} slot */
function against(sc, slot) {
  const { block, warn } = sc.checker.marks(slot);
  const words = [block && t('schedule.n_block', { n: block }), warn && t('schedule.n_warn', { n: warn })].filter(Boolean).join(', ');
  return words ? ` (${words})` : '';
}
