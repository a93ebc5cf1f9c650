/** What a file would change, row by row: new, changed with old and new of each cell, the same, gone, and what is doubtful. */

import { memo } from '../core/memo.js';
import { Fragment, hasWord, html, Icon, Pill, t, useState } from '../core/ui.js';

/** @typedef {import('./import-file.js').Row} Row */
/** @typedef {import('./import-file.js').Doubt} Doubt */
/** @typedef {import('./import-file.js').Preview} Preview */

const AT_ONCE = 100;
export const KINDS = ['new', 'changed', 'error', 'gone', 'same'];
const ICONS = /** @type {Record<string, string>} */ ({ new: 'plus', changed: 'pencil', same: 'check', gone: 'minus', error: 'triangle-alert' });
const MARKS = ['parallel', 'skip', 'hard'];

/** @param {{doubts: Doubt[]}} props */
export function Doubts({ doubts }) {
  if (!doubts.length) return null;
  return html`<ul class="cells">${doubts.map((one, n) => html`<li key=${n} class=${one.note ? 'note' : 'error'}><${Icon} name=${one.note ? 'info' : 'triangle-alert'} />
    <span>${one.cell && html`<b class="num">${one.cell}</b>: `}${one.words}</span></li>`)}</ul>`;
}

/** @param {string} field @param {string} value */
function said(field, value) {
  if (MARKS.includes(field)) return t(value ? 'stage.import.yes' : 'stage.import.no');
  return value || t('stage.import.nothing');
}

/** @param {{changes: Row['changes'], name: (field: string) => string}} props */
function Changes({ changes, name }) {
  if (!changes.length) return null;
  return html`<dl class="diff">${changes.map((one) => html`<div key=${one.field}><dt>${name(one.field)}</dt>
    <dd>${one.field === 'place' ? t('stage.import.moved') : html`<s>${said(one.field, one.old)}</s> <${Icon} name="arrow-right" label=${t('stage.import.became')} /> <ins>${said(one.field, one.new)}</ins>`}</dd></div>`)}</dl>`;
}

/** @param {{kind: string}} props */
const Kind = ({ kind }) => html`<${Pill} icon=${ICONS[kind]} state=${kind === 'new' ? 'go' : kind === 'error' ? 'no' : ''}>${t(`stage.import.kind.${kind}`)}</${Pill}>`;

const FileRow = memo(/** @param {{row: Row, doubts: Doubt[], open: boolean, ticked: boolean, onTick: (n: number, on: boolean) => void, name: (field: string) => string}} props */
  ({ row, doubts, open, ticked, onTick, name }) => {
    const title = row.title || t('stage.import.untitled');
    const wrong = doubts.some((one) => !one.note);
    const sort = row.kind !== 'timed' && hasWord(`stage.import.${row.kind}`) ? t(`stage.import.${row.kind}`) : row.parallel ? t('stage.import.parallel') : '';
    const about = html`<span>${(row.start || row.duration) && html`<span class="when">${[row.start, row.duration].filter(Boolean).join(' · ')}</span> `}<span class="title">${[row.cue, title].filter(Boolean).join(' · ')}</span>${sort && html` <span class="about">${sort}</span>`}</span>`;
    return html`<li data-n=${row.n} class=${`listed ${wrong ? 'error' : row.state} ${row.kind === 'group' ? 'section' : ''} ${row.parallel ? 'parallel' : ''}`}><header>
        ${open && row.state !== 'same' ? html`<label class="tick"><input type="checkbox" checked=${ticked} aria-label=${t('stage.import.take', { title })} onChange=${(/** @type {any} */ e) => onTick(row.n, e.currentTarget.checked)} /> ${about}</label>` : about}
        <span class="side"><span class="about num">${t('stage.import.row', { n: row.line })}</span>${wrong && html`<${Kind} kind="error" />`}<${Kind} kind=${row.state} /></span></header>
      <${Changes} changes=${row.changes} name=${name} /><${Doubts} doubts=${doubts} /></li>`;
  });

const NONE = /** @type {Doubt[]} */ ([]);

/**
 * @param {{found: Preview, kind: string, doubts: Map<number, Doubt[]>, open: boolean, ticked: Set<number>,
 *   onTick: (n: number, on: boolean) => void, name: (field: string) => string}} props
 */
export function Rows({ found, kind, doubts, open, ticked, onTick, name }) {
  const [shown, setShown] = useState(AT_ONCE);
  const wrong = (/** @type {Row} */ row) => (doubts.get(row.line) ?? NONE).some((one) => !one.note);
  const rows = found.rows.filter((row) => (kind === 'error' ? wrong(row) : kind === 'gone' ? false : !kind || row.state === kind));
  const gone = !kind || kind === 'gone' ? found.gone : [];
  if (!rows.length && !gone.length) return html`<p class="quiet pad">${t('stage.import.no_rows')}</p>`;
  const groups = new Set(found.rows.filter((row) => row.kind === 'group').map((row) => row.line));
  return html`<${Fragment}><ul class="rows">${rows.slice(0, shown).map((row) => html`<${FileRow} key=${row.n} row=${row} open=${open} ticked=${ticked.has(row.n)} onTick=${onTick} name=${name}
      doubts=${row.kind !== 'group' || !found.rows.some((one) => one.line === row.line && one.kind !== 'group') || !groups.has(row.line) ? doubts.get(row.line) ?? NONE : NONE} />`)}
    ${gone.map((one) => html`<li key=${one.id} class="listed gone"><header><span class="title">${[one.cue, one.title || t('stage.import.untitled')].filter(Boolean).join(' · ')}</span><span class="side"><${Kind} kind="gone" /></span></header></li>`)}</ul>
    ${rows.length > shown && html`<p class="pad"><button type="button" class="button wide" onClick=${() => setShown(shown + 4 * AT_ONCE)}>${t('stage.import.more', { n: rows.length - shown })}</button></p>`}</${Fragment}>`;
}

/** @param {{found: Preview, wrong: number, kind: string, onChoose: (kind: string) => void}} props */
export function Kinds({ found, wrong, kind, onChoose }) {
  const counts = /** @type {Record<string, number>} */ ({ ...found.counts, error: wrong });
  const button = (/** @type {string} */ value, /** @type {string} */ word, /** @type {number} */ n) => html`<button key=${value} type="button" class="button" data-kind=${value || 'all'}
    aria-pressed=${kind === value} onClick=${() => onChoose(value)}>${word} <span class="num">${n}</span></button>`;
  return html`<div class="kinds" role="group" aria-label=${t('stage.import.show')}>${button('', t('stage.import.kind.all'), found.rows.length + found.gone.length)}
    ${KINDS.filter((one) => counts[one]).map((one) => button(one, t(`stage.import.kind.${one}`), counts[one] ?? 0))}</div>`;
}
