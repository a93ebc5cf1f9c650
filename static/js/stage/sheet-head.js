/** Above the grid: the tracks, who is here, the way back, and everything that is in the way of what was typed. */

import { html, Icon, Notice, Pill, t, timeHM } from '../core/ui.js';
import { EDITORS } from './sheet-columns.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-acts.js').Acts} Acts @typedef {import('./sheet-people.js').Other} Other */
/** @typedef {{label: string, by: string, steps: number} | null} Turn */

const SHOWN = 4;

/** @param {{ed: Editor}} props */
export function Tracks({ ed }) {
  const tracks = ed.show.tracks.value;
  return html`<div class="buttons" role="group" aria-label=${t('stage.call.track')}>${tracks.map((one) => html`<button type="button" key=${one.id} class=${`button ${one.id === ed.track.value ? 'main' : ''}`} aria-pressed=${one.id === ed.track.value}
      onClick=${() => ed.chooseTrack(one.id)}>${one.locked && html`<${Icon} name="lock" label=${t('stage.edit.locked')} />`} ${one.name}</button>`)}
    ${edits(ed) && html`<button type="button" class="button plain" onClick=${() => { ed.open.value = 'track'; }}><${Icon} name="plus" /> ${t('stage.edit.new_track')}</button>`}</div>`;
}

/** @param {Editor} ed */
const edits = (ed) => ed.roles.some((role) => EDITORS.includes(role));

/** Who else has the sheet open, and where. @param {{ed: Editor, others: Other[]}} props */
export function People({ ed, others }) {
  if (!others.length) return null;
  return html`<ul class="people" aria-label=${t('stage.edit.here')}>${others.map((one) => html`<li key=${one.client} class=${`who-${one.tone}`}><span class="badge" aria-hidden="true">${one.initials}</span> ${one.name}${placeOf(ed, one)}</li>`)}</ul>`;
}

/** @param {Editor} ed @param {Other} one */
function placeOf(ed, { track, row, field }) {
  const known = track === ed.track.value ? ed.show.line(row) : null;
  if (!known) return track && track !== ed.track.value ? ` · ${ed.show.tracks.value.find((other) => other.id === track)?.name ?? ''}` : '';
  const column = ed.columns.value.find((other) => other.id === field)?.name;
  return ` · ${[ed.named(known), column].filter(Boolean).join(', ')}`;
}

/** @param {{ed: Editor, acts: Acts, turns: {undo: Turn, redo: Turn}}} props */
export function Tools({ ed, acts, turns }) {
  const toggle = (/** @type {any} */ what) => () => { ed.open.value = ed.open.peek() === what ? '' : what; };
  const may = ed.mayPlan.value;
  const back = (/** @type {'undo' | 'redo'} */ way) => html`<button type="button" class=${`button turn ${way}`} disabled=${!may || !turns[way]} onClick=${acts[way]}><${Icon} name="undo-2" /> <span>${t(`stage.edit.${way}`)}${turns[way] && html`<small>${turns[way]?.label || t('stage.edit.no_label')} · ${turns[way]?.by}</small>`}</span></button>`;
  const more = html`${edits(ed) && html`<button type="button" class="button" disabled=${!may} aria-pressed=${ed.open.value === 'renumber'} onClick=${toggle('renumber')}>${t('stage.edit.renumber')}</button>
      <button type="button" class="button" aria-pressed=${ed.open.value === 'columns'} onClick=${toggle('columns')}>${t('stage.edit.columns')}</button>
      <button type="button" class="button" aria-pressed=${ed.locked.value} onClick=${() => acts.lock(!ed.locked.peek())}><${Icon} name="lock" /> ${t(ed.locked.value ? 'stage.edit.unlock' : 'stage.edit.lock_sheet')}</button>`}
    <button type="button" class="button" aria-pressed=${ed.open.value === 'keys'} onClick=${toggle('keys')}><${Icon} name="keyboard" /> ${t('stage.edit.keys')}</button>`;
  return html`<div class="buttons sheet-tools" role="group" aria-label=${t('stage.edit.tools')}>
    ${edits(ed) && html`${back('undo')}${back('redo')}<button type="button" class="button main" disabled=${!may} onClick=${() => acts.insert()}><${Icon} name="plus" /> ${t('stage.edit.insert')}</button>`}
    <button type="button" class="button" aria-pressed=${ed.open.value === 'find'} onClick=${toggle('find')}><${Icon} name="search" /> ${t('stage.edit.find')}</button>
    ${ed.asList.value ? html`<details class="more"><summary>${t('stage.call.more')}</summary><div class="buttons">${more}</div></details>` : more}</div>`;
}

/** Everything that was typed and did not arrive. @param {{ed: Editor, acts: Acts, feed: import('../core/feed.js').Feed}} props */
export function Problems({ ed, acts, feed }) {
  const drafts = [...ed.queue.drafts.value.values()];
  const waiting = ed.queue.waiting.value;
  const stuck = drafts.filter((one) => one.state === 'conflict' || one.state === 'refused');
  const { link, since } = feed.state.value;
  const away = link === 'offline' || link === 'reconnecting';
  return html`<div class="problems">${ed.locked.value && html`<${Notice} icon="lock" title=${t('stage.edit.is_locked')} />`}
    ${(away || waiting > 0) && html`<${Notice} kind="look" icon="wifi-off" title=${away ? t('stage.edit.away', { at: timeHM(since) }) : t('stage.edit.unsent')}><p>${t('stage.edit.unsent_next', { n: waiting })}</p></${Notice}>`}
    ${ed.refused.value && html`<p class="refused" role="alert"><${Icon} name="triangle-alert" /> ${ed.refused.value}</p>`}
    ${stuck.slice(0, SHOWN).map((one) => html`<${Stuck} key=${one.key} ed=${ed} acts=${acts} draft=${one} />`)}
    ${stuck.length > SHOWN && html`<p class="buttons"><span>${t('stage.edit.more_stuck', { n: stuck.length - SHOWN })}</span><button type="button" class="button" onClick=${() => { for (const one of stuck) ed.queue.drop(one.key); }}>${t('stage.edit.drop_all')}</button></p>`}</div>`;
}

/** Two values of one cell, or one that was not taken: the hand decides. @param {{ed: Editor, acts: Acts, draft: import('./sheet-queue.js').Draft}} props */
function Stuck({ ed, acts, draft }) {
  const { state, by, theirs, text, key, why } = draft;
  const line = ed.show.line(draft.row);
  const column = ed.columns.value.find((one) => one.id === draft.column);
  const where = t('stage.edit.where', { column: column?.name ?? draft.column, row: ed.named(line) || t('stage.edit.row_gone') });
  const other = column && line && column.kind !== 'words' ? whatStands(draft) : theirs;
  if (state === 'conflict') {
    return html`<div class="notice look conflict" role="alert"><${Icon} name="triangle-alert" /><p><b>${t('stage.edit.conflict', { by, where })}</b></p>
      <dl class="both"><div><dt>${t('stage.edit.theirs', { by })}</dt><dd>${other || t('stage.edit.empty_cell')}</dd></div><div><dt>${t('stage.edit.mine')}</dt><dd>${text || t('stage.edit.empty_cell')}</dd></div></dl>
      <p class="buttons"><button type="button" class="button" onClick=${() => ed.queue.drop(key)}>${t('stage.edit.keep_theirs', { by })}</button><button type="button" class="button" onClick=${() => acts.mine(key)}>${t('stage.edit.write_mine')}</button></p></div>`;
  }
  return html`<div class="notice look conflict" role="alert"><${Icon} name="triangle-alert" /><p><b>${t('stage.edit.not_taken', { where })}</b> ${why || t('stage.edit.row_gone_why')}</p><p class="typed">${text}</p>
    <p class="buttons">${line && html`<button type="button" class="button" onClick=${() => acts.mine(key)}>${t('core.act.retry')}</button>`}<button type="button" class="button" onClick=${() => ed.queue.drop(key)}>${t('stage.edit.drop')}</button></p></div>`;
}

/** A time as the sheet shows it: the server tells milliseconds. @param {import('./sheet-queue.js').Draft} draft */
function whatStands(draft) {
  const { theirs = '' } = draft;
  const ms = Number(theirs);
  if (!Number.isFinite(ms)) return theirs;
  return draft.column === '#start' ? timeHM(ms) : t('stage.edit.minutes', { n: Math.round(ms / 6000) / 10 });
}

/** Rows that are live change at once: said, so that nobody is surprised. @param {{ed: Editor}} props */
export function LiveNote({ ed }) {
  const line = ed.show.live.value;
  return line ? html`<p class="live-note"><${Pill} icon="play" state="brand">${t('stage.edit.on', { row: ed.named(line) })}</${Pill}></p>` : null;
}
