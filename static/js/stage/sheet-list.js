/** The sheet on a phone: a list of rows; what is chosen opens beneath with everything that can be changed. */

import { html, Icon, t } from '../core/ui.js';
import { memo } from '../core/memo.js';
import { length } from './figures.js';
import { startText } from './sheet-columns.js';
import { clockOf, cueOf, titleOf } from './words.js';

/** @typedef {import('./sheet-state.js').Editor} Editor */
/** @typedef {{row: import('../core/store.js').Row, start: number, duration: number, kind: string, state: string, dayStart: number, chosen: boolean, stuck: boolean, onPick: (row: string) => void}} ItemProps */

const Item = memo((/** @type {ItemProps} */ { row, start, duration, kind, state, dayStart, chosen, stuck, onPick }) => html`<li data-row=${row.id}><button type="button" class=${`row slim item ${kind} ${state === 'live' ? 'now' : ''} ${chosen ? 'chosen' : ''}`} aria-pressed=${chosen} onClick=${() => onPick(row.id)}>
  <span class="when">${kind === 'group' ? '' : html`<time>${startText(start, dayStart, clockOf)}</time> <span class="num">${kind === 'timed' ? length(duration) : ''}</span>`}</span>
  <span class="what">${cueOf(row) && html`<span class="num">${cueOf(row)}</span> `}${state === 'live' && html`<${Icon} name="play" label=${t('stage.state.live')} /> `}${titleOf(row)}${stuck && html` <${Icon} name="cloud-off" label=${t('stage.edit.draft.unsent')} />`}</span></button></li>`);

/** @param {Editor} ed */
const picker = (ed) => (/** @type {string} */ row) => { ed.goTo({ row, col: 0 }); ed.panel.value = true; document.querySelector('.panel')?.scrollIntoView({ block: 'start' }); };
/** @type {WeakMap<Editor, (row: string) => void>} */
const pickers = new WeakMap();

/** @param {{ed: Editor}} props */
export function List({ ed }) {
  const { show } = ed;
  ed.follow();
  const states = new Map((show.state.value?.rows ?? []).map((one) => [one.id, one.state]));
  const stuck = new Set([...ed.queue.drafts.value.values()].filter((one) => one.state !== 'sent' && one.state !== 'sending').map((one) => one.row));
  const chosen = new Set(ed.chosen.value);
  const onPick = pickers.get(ed) ?? picker(ed);
  pickers.set(ed, onPick);
  return html`<ul class="rows sheet-list" aria-label=${t('stage.edit.sheet', { track: show.track.value?.name ?? '' })}>${show.lines.value.map(({ row, fact }) => html`<${Item} key=${row.id} row=${row} start=${fact.start} duration=${fact.duration} kind=${fact.kind} state=${states.get(row.id) ?? ''}
    dayStart=${ed.day.value.dayStart} chosen=${chosen.has(row.id)} stuck=${stuck.has(row.id)} onPick=${onPick} />`)}</ul>`;
}
