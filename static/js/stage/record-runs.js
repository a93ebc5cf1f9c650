// @ts-check
/** One take, row by row in the order in which it ran: planned, actual, over or under, and why. */

import { memo } from '../core/memo.js';
import { eventPath } from '../core/page.js';
import { html, Icon, t, timeHMS, useEffect, useState } from '../core/ui.js';
import { act, ActError, useAct } from '../office/office.js';
import { length, signed } from './figures.js';
import { takeName } from './record-state.js';
import { Over, TakeName } from './record-takes.js';

/** @typedef {import('./record-state.js').Run} Run */
/** @typedef {import('./record-state.js').RecordState} RecordState */

const COLUMNS = /** @type {const} */ (['cue', 'title', 'due', 'started', 'late', 'ended', 'planned', 'length', 'over', 'added', 'paused', 'cause']);
const WORDS = new Set(['cue', 'title', 'cause']);

/** @param {{state: RecordState, writes: boolean}} props */
export function Runs({ state, writes }) {
  const take = state.take.value;
  if (!take) return null;
  const runs = state.runs.value;
  const query = `track=${encodeURIComponent(take.track)}&take=${take.take}`;
  return html`<section class="runs" aria-labelledby="runs"><h2 class="list-head" id="runs">${t('stage.record.of_take', { take: takeName(take) })}</h2>
    ${writes && html`<${TakeName} key=${take.take} take=${take} onDone=${state.load} />`}
    ${runs.length > 0 && html`<p class="buttons no-print"><a class="button" href=${`${eventPath()}/stage/record.xlsx?${query}`} download=""><${Icon} name="download" /> ${t('stage.record.excel')}</a>
      <a class="button" href=${`${eventPath()}/stage/record.csv?${query}`} download="">${t('stage.record.csv')}</a>
      <button type="button" class="button" onClick=${() => window.print()}><${Icon} name="printer" /> ${t('stage.record.print')}</button></p>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="runs"><table class="table dense"><thead><tr>${COLUMNS.map((one) => html`<th scope="col" key=${one} class=${`${one} ${WORDS.has(one) ? '' : 'number'}`}>${t(`stage.record.${one === 'title' ? 'content' : one}`)}</th>`)}</tr></thead>
      <tbody>${runs.map((one) => html`<${Line} key=${`${one.take}/${one.n}`} run=${one} writes=${writes} onDone=${state.load} />`)}</tbody>
      <tfoot><tr><th scope="row" colspan="2">${t('stage.record.total')}</th><td class="due"></td><td class="started"></td><td class="late"></td><td class="ended"></td><td class="number planned">${length(take.planned)}</td>
        <td class="number length">${length(take.took)}</td><td class="number over"><${Over} by=${take.took - take.planned} /></td><td class="added"></td><td class="paused"></td><td class="cause"></td></tr></tfoot></table></div>`}</section>`;
}

/** What is nothing is left out: the eye finds what was. @param {number} ms */
const some = (ms) => (ms === 0 ? '' : signed(ms));

const Line = memo((/** @type {{run: Run, writes: boolean, onDone: () => unknown}} */ { run, writes, onDone }) => html`<tr>
  <td class="cue">${run.cue}</td><th scope="row" class="title">${run.title || run.row}</th>
  <td class="number due"><time>${timeHMS(run.due)}</time></td><td class="number started"><time>${timeHMS(run.started)}</time></td><td class="number late">${some(run.late)}</td>
  <td class="number ended"><time>${timeHMS(run.ended)}</time></td><td class="number planned">${length(run.duration)}</td><td class="number length"><b>${length(run.took)}</b></td>
  <td class="number over"><${Over} by=${run.over} /></td><td class="number added">${some(run.added)}</td><td class="number paused">${run.paused > 0 ? length(run.paused) : ''}</td>
  <td class="cause">${writes ? html`<${Cause} run=${run} onDone=${onDone} />` : run.cause}</td></tr>`);

/** @param {{run: Run, onDone: () => unknown}} props */
function Cause({ run, onDone }) {
  const [words, setWords] = useState(run.cause);
  const { busy, error, run: work } = useAct();
  useEffect(() => setWords(run.cause), [run.cause]);
  /** @param {Event} event */
  async function save(event) {
    event.preventDefault();
    const body = { track: run.track, take: run.take, n: run.n, cause: words };
    if (words.trim() !== run.cause && await work('cause', () => act('/stage/causes', body))) onDone();
  }
  return html`<span class="print-only">${run.cause}</span><form class="cause-form no-print" onSubmit=${save}>
    <input class="cause-field" value=${words} maxlength="300" aria-label=${t('stage.record.cause.of', { title: run.title || run.row })} onInput=${(/** @type {any} */ e) => setWords(e.currentTarget.value)} />
    ${words.trim() !== run.cause && html`<button type="submit" class="button" disabled=${Boolean(busy)}>${t('stage.record.save')}</button>`}<${ActError} error=${error} /></form>`;
}
