// @ts-check
/** The city's totals: added where they may be, with what they cover, and marked as provisional until nothing is missing. */

import { eventPath } from '../core/page.js';
import { html, Icon, t, timeHM, dateDMY } from '../core/ui.js';
import { MAIN, MORE, PLATFORMS } from './numbers-state.js';
import { metricName, shown, Status } from './numbers-words.js';

/** @typedef {import('./numbers-state.js').NumbersState} NumbersState */
/** @typedef {import('./numbers-state.js').Total} Total */

/** @param {{state: NumbersState}} props */
export function Totals({ state }) {
  const found = state.found.value;
  if (!found) return null;
  const { totals, coverage } = found;
  const more = [...MORE.filter((one) => !['viewers', 'buyers', 'average'].includes(one)), 'aov', 'ctor', 'ctr'].filter((one) => totals[one]?.value !== null && totals[one] !== undefined);
  return html`<section class="totals" aria-labelledby="totals"><h2 class="list-head" id="totals">${t('live.numbers.totals')}</h2>
    <p class="cover"><b>${t('live.numbers.coverage', { have: coverage.have, of: coverage.of })}</b> <${Status} status=${coverage.have === 0 ? 'missing' : MAIN.every((one) => totals[one]?.status === 'final') ? 'final' : 'provisional'} /></p>
    <dl class="facts">${MAIN.map((one) => html`<${Big} key=${one} metric=${one} total=${totals[one]} state=${state} />`)}</dl>
    ${more.length > 0 && html`<details><summary>${t('live.numbers.more')}</summary><div class="scroll"><table class="table dense"><thead><tr><th scope="col">${t('live.numbers.figure')}</th><th scope="col" class="number">${t('live.numbers.file.total')}</th><th scope="col">${t('live.numbers.file.coverage')}</th><th scope="col">${t('live.numbers.by_platform')}</th></tr></thead>
      <tbody>${more.map((one) => html`<${Line} key=${one} metric=${one} total=${totals[one]} />`)}</tbody></table></div></details>`}
    <p class="quiet">${t('live.numbers.basis')}</p>
    <p class="buttons no-print"><a class="button" href=${`${eventPath()}/live/numbers.xlsx`} download=""><${Icon} name="download" /> Excel</a>
      <a class="button" href=${`${eventPath()}/live/numbers.csv`} download="">CSV</a></p></section>`;
}

/** @param {{metric: string, total: Total | undefined, state: NumbersState}} props */
function Big({ metric, total, state }) {
  if (!total) return null;
  const at = state.found.value?.slots.find((one) => one.id === total.slot);
  return html`<div><dt>${metricName(metric)}</dt><dd class="num">${shown(metric, total.value)}</dd>
    <dd class="about">${t('live.numbers.have', { have: total.have, of: total.of })}${total.as_of ? ` · ${t('live.numbers.as_of', { at: `${timeHM(total.as_of)} ${dateDMY(total.as_of)}` })}` : ''}${at ? ` · ${at.title}` : ''}</dd></div>`;
}

/** @param {{metric: string, total: Total | undefined}} props */
const Line = ({ metric, total }) => (total ? html`<tr><th scope="row">${metricName(metric)}</th><td class="number">${shown(metric, total.value)}</td><td>${t('live.numbers.have', { have: total.have, of: total.of })}</td>
  <td>${Object.entries(total.by_platform).map(([name, value]) => `${PLATFORMS[name] ?? name}: ${shown(metric, value)}`).join(' · ')}</td></tr>` : null);
