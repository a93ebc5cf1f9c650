// @ts-check
/** Booth by hour: colour and number; an hour in which a tablet was silent is hatched and never shown as 0. */

import { call } from '../core/api.js';
import { eventPath } from '../core/page.js';
import { dateDMY, html, Icon, number, signal, t, toZoned, useEffect } from '../core/ui.js';
import { ActError, Empty } from '../office/office.js';
import { days, level } from './heat-rules.js';

const MEASURES = ['scans', 'demos', 'leads', 'live', 'tours'];
const asked = signal({ measure: 'scans', day: '', days: 1 });
/** @type {import('../core/vendor.js').Signal<any>} */
const found = signal(null);
/** @type {import('../core/vendor.js').Signal<unknown>} */
const problem = signal(null);
let latest = 0;

const query = () => new URLSearchParams({ measure: asked.value.measure, days: String(asked.value.days), ...(asked.value.day ? { day: asked.value.day } : {}) });

async function look() {
  latest += 1;
  const mine = latest;
  try {
    const told = await call('GET', `${eventPath()}/spaces/heat?${query()}`);
    if (mine !== latest) return;
    found.value = told;
    problem.value = null;
  } catch (error) {
    if (mine === latest) problem.value = error;
  }
}

/** What a cell says to eyes and to a screen reader. @param {{cell: any, most: number}} props */
function Cell({ cell, most }) {
  const words = cell.silent ? t('spaces.heat.silent') : !cell.open ? t('spaces.heat.closed') : '';
  const shown = cell.value === null ? (cell.silent ? '?' : '') : number(cell.value);
  return html`<td class=${`heat-cell ${cell.silent ? 'silent' : cell.value === null ? 'none' : `h${level(cell.value, most)}`}`} data-silent=${cell.silent ? 'yes' : undefined}><span class="num">${shown}</span>${words && html`<span class="hidden-text"> ${words}</span>`}</td>`;
}

/** @param {{data: any}} props */
const Chart = ({ data }) => html`<div class="scroll" role="region" tabindex="0" aria-label=${t('spaces.heat.caption', { what: t(`spaces.heat.measure.${data.measure}`) })}><table class="table heat"><caption class="hidden-text">${t('spaces.heat.caption', { what: t(`spaces.heat.measure.${data.measure}`) })}</caption>
  <thead><tr><th scope="col">${t('spaces.office.booth')}</th>${data.hours.map((/** @type {any} */ hour, /** @type {number} */ i) => html`<th scope="col" class="number" key=${hour.at}>${(i === 0 || data.hours[i - 1].day !== hour.day) && asked.value.days > 1 ? html`<span class="day">${hour.day.slice(8)}/${hour.day.slice(5, 7)}</span>` : ''}<span class="num">${hour.hour}</span><span class="hidden-text">${t('spaces.heat.hour')}</span></th>`)}<th scope="col" class="number">${t('spaces.heat.sum')}</th></tr></thead>
  <tbody>${data.rows.map((/** @type {any} */ row) => html`<tr key=${row.booth}><th scope="row">${row.name}${row.area && html`<span class="quiet under">${row.area}</span>`}</th>${row.cells.map((/** @type {any} */ cell, /** @type {number} */ i) => html`<${Cell} key=${data.hours[i].at} cell=${cell} most=${data.most} />`)}<td class="number"><b>${number(row.sum)}</b></td></tr>`)}</tbody>
  <tfoot><tr><th scope="row">${t('spaces.heat.all')}</th>${data.sums.map((/** @type {any} */ sum, /** @type {number} */ i) => html`<td class="number" key=${data.hours[i]?.at ?? 'all'}>${sum === null || data.rows.every((/** @type {any} */ row) => row.cells[i]?.value === null) ? '–' : number(sum)}</td>`)}${data.sums.length === data.hours.length && html`<td class="number">${number(data.rows.reduce((/** @type {number} */ all, /** @type {any} */ row) => all + row.sum, 0))}</td>`}</tr></tfoot></table></div>`;

/** @param {{store: import('../core/store.js').Store}} props */
export function Heat({ store }) {
  const event = store.list('event')[0];
  const tallies = store.version('space_tally').value;
  const { measure, day, days: many } = asked.value;
  useEffect(() => { void look(); }, [measure, day, many, tallies]);
  const put = (/** @type {string} */ name, /** @type {any} */ value) => { asked.value = { ...asked.peek(), [name]: value }; };
  const data = found.value;
  const shownDay = day || data?.hours[0]?.day || '';
  const all = event ? days(toZoned(event.starts_at).slice(0, 10), toZoned(event.ends_at).slice(0, 10), shownDay) : [];
  return html`<section aria-labelledby="heat"><h2 class="list-head" id="heat">${t('spaces.heat.title')}</h2>
    <div class="field-pair filter no-print"><div class="field"><label for="measure">${t('spaces.heat.by')}</label><select id="measure" value=${measure} onChange=${(/** @type {any} */ e) => put('measure', e.currentTarget.value)}>${MEASURES.map((one) => html`<option key=${one} value=${one}>${t(`spaces.heat.measure.${one}`)}</option>`)}</select></div>
      <div class="field"><label for="day">${t('spaces.heat.day')}</label><select id="day" value=${shownDay} onChange=${(/** @type {any} */ e) => put('day', e.currentTarget.value)}>${all.map((one) => html`<option key=${one} value=${one}>${dateDMY(`${one}T05:00:00Z`)}</option>`)}</select></div>
      <div class="field"><label for="days">${t('spaces.heat.days')}</label><select id="days" value=${String(many)} onChange=${(/** @type {any} */ e) => put('days', Number(e.currentTarget.value))}>${[1, 2, 3, 7].map((n) => html`<option key=${n} value=${String(n)}>${n}</option>`)}</select></div></div>
    <${ActError} error=${problem.value} />
    ${!data && !problem.value && html`<p class="quiet" role="status">${t('core.loading')}</p>`}
    ${data && (data.rows.length ? html`<${Chart} data=${data} /><ul class="legend" aria-label=${t('spaces.heat.legend')}>${[0, 1, 2, 3, 4, 5].map((n) => html`<li key=${n}><span class=${`heat-cell key h${n}`} aria-hidden="true"></span>${n === 0 ? '0' : n === 5 ? t('spaces.heat.most', { n: number(data.most ?? 0) }) : ''}</li>`)}<li><span class="heat-cell key silent" aria-hidden="true"></span>${t('spaces.heat.silent')}</li></ul>
      <p class="quiet small">${t(`spaces.heat.about.${data.measure}`)}</p>` : html`<${Empty} icon="map" title=${t('spaces.heat.none')}><p>${t('spaces.heat.none_next')}</p><p class="buttons"><a class="button main" href="#setup">${t('spaces.heat.none_act')}</a></p></${Empty}>`)}
    <p class="buttons pad-top no-print"><a class="button" id="heat-csv" href=${`${eventPath()}/spaces/heat.csv?${query()}`} download><${Icon} name="download" /> ${t('spaces.heat.csv')}</a></p></section>`;
}
