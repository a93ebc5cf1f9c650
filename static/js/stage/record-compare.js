// @ts-check
/** Takes beside each other, and the lengths they propose: accepted all at once or row by row, taken back like any edit. */

import { html, Notice, t, timeHMS, toast, useEffect, useState } from '../core/ui.js';
import { act, ActError, Field, read, useAct } from '../office/office.js';
import { length, signed } from './figures.js';
import { takeName } from './record-state.js';

/**
 * @typedef {import('./record-state.js').RecordState} RecordState
 * @typedef {import('../core/store.js').Store} Store
 * @typedef {{row: string, cue: string, title: string, planned: number, takes: Record<string, number>, shortest: number, longest: number,
 *   average: number, proposed: number | null, chosen: boolean}} LengthRow
 * @typedef {{rows: LengthRow[], edits: {row: string, values: {duration: number}}[], planned_end: number | null, new_end: number | null}} Found
 */

/** Rows that are taken in: the shorter list of the two goes to the server. @param {LengthRow[]} rows @param {ReadonlySet<string>} left */
function chosenQuery(rows, left) {
  const open = rows.filter((one) => one.proposed !== null).map((one) => one.row);
  const taken = open.filter((row) => !left.has(row));
  const leave = open.filter((row) => left.has(row));
  if (!leave.length) return '';
  return taken.length && taken.length < leave.length ? `&only=${taken.join(',')}` : `&leave=${leave.join(',')}`;
}

/** @param {{state: RecordState, store: Store, writes: boolean}} props */
export function Compare({ state, store, writes }) {
  const takes = state.compared.value;
  const [by, setBy] = useState('median');
  const [left, setLeft] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const [found, setFound] = useState(/** @type {Found | null} */ (null));
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));
  const numbers = takes.map((one) => one.take).join(',');
  useEffect(() => {
    let mine = true;
    if (!numbers) return setFound(null);
    const query = `track=${encodeURIComponent(state.track.peek())}&takes=${numbers}&by=${by}${chosenQuery(found?.rows ?? [], left)}`;
    read(`/stage/lengths?${query}`).then((answer) => { if (mine) { setFound(answer); setProblem(null); } }, (error) => { if (mine) setProblem(error); });
    return () => { mine = false; };
  }, [numbers, by, left, state.found.value]);

  return html`<section class="compare no-print" aria-labelledby="compare"><h2 class="list-head" id="compare">${t('stage.record.compare')}</h2><p class="quiet">${t('stage.record.compare.hint')}</p>
    ${problem ? html`<${ActError} error=${problem} />` : null}
    ${!takes.length ? html`<${Notice} title=${t('stage.record.pick_takes')} />` : html`<${Field} kind="select" label=${t('stage.record.by')} hint=${t('stage.record.by.hint')} value=${by} onChange=${(/** @type {any} */ e) => setBy(e.currentTarget.value)}>
      ${['median', 'mean'].map((one) => html`<option key=${one} value=${one}>${t(`stage.record.by.${one}`)}</option>`)}</${Field}>`}
    ${found && takes.length > 0 && html`<${Lengths} found=${found} takes=${takes} left=${left} setLeft=${setLeft} writes=${writes} />
      ${writes && html`<${Write} state=${state} store=${store} found=${found} />`}`}</section>`;
}

/** @param {{found: Found, takes: import('./record-state.js').Take[], left: ReadonlySet<string>, setLeft: (left: ReadonlySet<string>) => void, writes: boolean}} props */
function Lengths({ found, takes, left, setLeft, writes }) {
  const open = found.rows.filter((one) => one.proposed !== null);
  /** @param {string} row @param {boolean} on */
  const tick = (row, on) => {
    const next = new Set(left);
    if (on) next.delete(row);
    else next.add(row);
    setLeft(next);
  };
  return html`${writes && open.length > 0 && html`<p class="buttons"><button type="button" class="button" onClick=${() => setLeft(new Set())}>${t('stage.record.all')}</button>
      <button type="button" class="button" onClick=${() => setLeft(new Set(open.map((one) => one.row)))}>${t('stage.record.none')}</button></p>`}
    <div class="scroll" tabindex="0" role="group" aria-labelledby="compare"><table class="table dense"><thead><tr><th scope="col" class="cue">${t('stage.record.cue')}</th><th scope="col" class="title">${t('stage.record.content')}</th><th scope="col" class="number">${t('stage.record.planned')}</th>
      ${takes.map((one) => html`<th scope="col" class="number take" key=${one.take}>${takeName(one)}</th>`)}<th scope="col" class="number">${t('stage.record.average')}</th><th scope="col" class="number">${t('stage.record.diff')}</th></tr></thead>
      <tbody>${found.rows.map((one) => html`<tr key=${one.row}><td class="cue">${one.cue}</td><th scope="row" class="title">${one.title || one.row}</th><td class="number">${length(one.planned)}</td>
        ${takes.map(({ take }) => html`<td class="number" key=${take}>${take in one.takes ? html`${length(one.takes[take] ?? 0)}` : html`<span class="quiet">–</span>`}</td>`)}
        <td class="number"><b>${length(one.average)}</b></td><td class="number change">${one.proposed === null ? '' : writes ? html`<label class="tick"><span class="num">${signed(one.proposed - one.planned)}</span><input type="checkbox" aria-label=${t('stage.record.write', { title: one.title || one.row })} checked=${!left.has(one.row)} onChange=${(/** @type {any} */ e) => tick(one.row, e.currentTarget.checked)} /></label>` : signed(one.proposed - one.planned)}</td></tr>`)}</tbody></table></div>`;
}

/** @param {{state: RecordState, store: Store, found: Found}} props */
function Write({ state, store, found }) {
  const { busy, error, run } = useAct();
  const { edits } = found;
  const open = found.rows.some((one) => one.proposed !== null);
  const seen = () => Object.fromEntries(edits.flatMap(({ row }) => {
    const rev = store.get('sheet_row', row)?.revs?.duration;
    return rev === undefined ? [] : [[`${row}/duration`, rev]];
  }));
  const undo = () => run('undo', async () => { await act('/stage/undo', {}); await state.load(); });
  const write = () => run('write', async () => {
    await act('/stage/edit', { track: state.track.peek(), label: t('stage.record.write_label'), edits, seen: seen() });
    toast(t('stage.record.written', { n: edits.length }), { act: t('core.act.undo'), onAct: undo });
    await state.load();
  });
  if (!open) return html`<${Notice} icon="check" title=${t('stage.record.nothing_to_change')} />`;
  return html`<div class="write">${found.planned_end !== null && found.new_end !== null && html`<p role="status">${t('stage.record.new_end', { old: timeHMS(found.planned_end), new: timeHMS(found.new_end) })} <b class="num">(${signed(found.new_end - found.planned_end)})</b></p>`}
    <button type="button" class="button main" disabled=${Boolean(busy) || edits.length === 0} onClick=${write}>${t('stage.record.to_sheet', { n: edits.length })}</button><${ActError} error=${error} /></div>`;
}
