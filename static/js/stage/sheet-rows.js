/** One row of the grid. It is drawn again only when something of itself is another value. */

import { memo } from '../core/memo.js';
import { html, Icon, t } from '../core/ui.js';
import { startText, textOf } from './sheet-columns.js';
import { clockOf, cueOf } from './words.js';

/** @typedef {import('./sheet-columns.js').Column} Column @typedef {import('./sheet-queue.js').Draft} Draft @typedef {import('./sheet-people.js').Other} Other */
/**
 * @typedef {{row: import('../core/store.js').Row, kind: string, start: number, duration: number, begins: string, skip: boolean, expected: number | null, state: string,
 *   n: number, columns: Column[], shut: readonly (string | null)[], dayStart: number, cursor: number, from: number, to: number, picked: boolean, hit: boolean, writing: boolean,
 *   drafts: Draft[] | null, who: Other[] | null}} RowProps
 */

const STATES = /** @type {Record<string, string>} */ ({ live: 'play', done: 'check', running: 'play', standby: 'hand' });
const DRAFTS = /** @type {Record<string, string>} */ ({ unsent: 'cloud-off', conflict: 'triangle-alert', refused: 'triangle-alert' });

/** What is special about a row, as icons with their words. @param {RowProps} props */
function marksOf({ row, kind, begins, skip }) {
  const { plan } = row;
  const marks = /** @type {[unknown, string, string][]} */ ([
    [begins === 'hard', 'lock', 'hard'], [kind === 'milestone', 'map-pin', 'milestone'], [kind === 'delay', 'clock', 'delay'], [plan.flag, 'pin', 'flag'], [skip, 'ban', 'skip'],
    [plan.parallel, 'repeat', 'parallel'], [plan.wait, 'hand', 'wait'], [plan.count_to_end, 'clock', 'count_to_end'],
  ]);
  return marks.filter(([on]) => on).map(([, icon, word]) => html`<span class="mark" key=${word}><${Icon} name=${icon} /> ${t(`stage.edit.mark.${word}`)}</span>`);
}

/** Planned, and expected where that is another time. @param {RowProps} props @param {string} text */
function startOf({ expected, start, dayStart, state }, text) {
  const late = expected !== null && state !== 'live' && Math.abs(expected - start) > 1000;
  return late && text ? html`<s>${text}</s> <b><span class="hidden-text">${t('stage.edit.expected')} </span>${startText(expected, dayStart, clockOf)}</b>` : text;
}

/** @param {{props: RowProps, column: Column, i: number}} about */
function Cell({ props, column, i }) {
  const { row, start, duration, kind, dayStart, cursor, from, to, picked, shut, drafts, who, writing } = props;
  const draft = drafts?.find((one) => one.column === column.id);
  const fact = /** @type {any} */ ({ start, duration, kind });
  const text = draft ? draft.text : textOf({ row, fact }, column, { dayStart, clockOf });
  const here = who?.filter((one) => one.field === column.id) ?? [];
  const look = [
    'cell', `c-${column.kind === 'words' ? column.wide : column.kind}`, picked && i >= from && i <= to ? 'picked' : '', i === cursor ? 'cursor' : '', shut[i] ? 'closed' : '',
    draft ? draft.state : '', here[0] ? `who-${here[0].tone}` : '', writing && i === cursor ? 'writing' : '',
  ].filter(Boolean).join(' ');
  const words = column.kind === 'start' && !draft ? startOf(props, text) : text;
  return html`<div role="gridcell" id=${`cell-${row.id}-${i}`} class=${look} data-col=${i} aria-selected=${i === cursor ? 'true' : undefined} aria-readonly=${shut[i] ? 'true' : undefined}>
    <span class="text">${words}</span>${column.wide === 'title' && html`<span class="marks">${marksOf(props)}</span>`}
    ${draft && DRAFTS[draft.state] && html`<span class="mark state"><${Icon} name=${DRAFTS[draft.state]} label=${t(`stage.edit.draft.${draft.state}`)} /></span>`}
    ${here.length > 0 && html`<span class="who">${here.map((one) => one.initials).join(' ')}<span class="hidden-text"> ${here.map((one) => one.name).join(', ')}</span></span>`}</div>`;
}

export const SheetRow = memo((/** @type {RowProps} */ props) => {
  const { row, kind, state, n, columns, picked, hit } = props;
  const look = ['line', kind, state, picked ? 'chosen' : '', hit ? 'hit' : '', row.plan.group ? 'child' : ''].filter(Boolean).join(' ');
  return html`<div role="row" class=${look} data-row=${row.id} aria-rowindex=${n + 2} aria-current=${state === 'live' ? 'true' : undefined}>
    <div role="rowheader" class="grip" title=${t('stage.edit.grip')}>${STATES[state] ? html`<${Icon} name=${STATES[state]} label=${t(`stage.state.${state}`)} />` : html`<span class="dots" aria-hidden="true"></span>`}<span class="hidden-text">${cueOf(row) || n + 1}</span></div>
    ${columns.map((column, i) => html`<${Cell} key=${column.id} props=${props} column=${column} i=${i} />`)}</div>`;
});

/**
 * Things by row; a row whose things are the same keeps its list, and is not drawn again.
 * @template {{row: string}} T
 * @param {Iterable<T>} things @param {Map<string, T[]>} before @returns {Map<string, T[]>}
 */
export function byRow(things, before) {
  /** @type {Map<string, T[]>} */
  const rows = new Map();
  for (const one of things) rows.set(one.row, [...(rows.get(one.row) ?? []), one]);
  for (const [row, some] of rows) {
    const old = before.get(row);
    if (old && old.length === some.length && old.every((one, i) => one === some[i])) rows.set(row, old);
  }
  return rows;
}
