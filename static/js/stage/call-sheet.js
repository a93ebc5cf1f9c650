/** The caller's right side: how late it is, what must be cut, and the whole sheet. */

import { html, Icon, Pill, signal, t, timeHM, timeHMS, useEffect, useMemo, useRef, useSignalEffect, useState } from '../core/ui.js';
import { memo } from '../core/memo.js';
import { painted } from '../core/pace.js';
import { Pieces } from './call-chunks.js';
import { cell, clockOf, cueOf, lateness, length, signed, titleOf, toCut } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./call-acts.js').Acts} Acts */

const LATE = /** @type {const} */ ({ late: ['triangle-alert', 'look'], early: ['clock', ''], on_time: ['check', ''] });

/** @param {{show: Show}} props */
export function Offsets({ show }) {
  const state = show.state.value;
  const relative = show.clock.value?.relative;
  const offset = state?.offset ? state.offset[relative ? 'relative' : 'absolute'] : null;
  const [icon, look] = LATE[lateness(offset ?? 0)];
  return html`<div class="offsets"><div class=${`late ${look}`}><span class="label">${t(relative ? 'stage.call.against_start' : 'stage.call.against_plan')}</span>
      ${offset === null ? html`<b>${t('stage.call.no_offset')}</b>` : html`<b class="num">${signed(offset)}</b><span><${Icon} name=${icon} /> ${t(`stage.call.${lateness(offset)}`)}</span>`}</div>
    <div class="end"><span class="label">${t('stage.call.expected_end')}</span><b>${state?.expected_end ? html`<time>${timeHMS(state.expected_end)}</time>` : t('stage.call.no_offset')}</b></div>
    <${Slack} show=${show} /></div>`;
}

/** The next hard row: what is to spare, or what must go. @param {{show: Show}} props */
function Slack({ show }) {
  const [first, ...later] = show.state.value?.hard ?? [];
  if (!first) return html`<div class="slack"><span class="label">${t('stage.call.next_hard')}</span><b>${t('stage.call.no_hard')}</b></div>`;
  const title = titleOf(show.line(first.row)?.row);
  const label = html`<span class="label">${t('stage.call.next_hard')} · <time>${timeHMS(first.start)}</time> · ${title}</span>`;
  if (first.slack >= 0) return html`<div class="slack">${label}<b>${t('stage.call.spare', { by: length(first.slack) })}</b><${LaterHard} show=${show} hard=${later} /></div>`;
  return html`<div class="slack look">${label}<b>${t('stage.call.cut_by', { by: toCut(first.slack), at: clockOf(first.start) })}</b><${LaterHard} show=${show} hard=${later} /></div>`;
}

/** The first later hard row that needs more than the next one. @param {{show: Show, hard: {row: string, start: number, slack: number}[]}} props */
function LaterHard({ show, hard }) {
  const worse = hard.find((one) => one.slack < 0);
  if (!worse) return null;
  return html`<span>${t('stage.call.cut_by', { by: toCut(worse.slack), at: clockOf(worse.start) })}: ${titleOf(show.line(worse.row)?.row)}</span>`;
}

const MARKS = /** @type {Record<string, string>} */ ({ live: 'play', done: 'check', running: 'play', skipped: 'ban', standby: 'hand', passed: 'minus' });

/**
 * Short: chosen to stand by. Held: it runs now. By keys the same; a screen reader chooses, and GO is beside it.
 * @param {{title: string, owner: string, disabled: boolean, onTap: () => unknown, onHold: () => unknown}} props
 */
function RowButton({ title, owner, disabled, onTap, onHold }) {
  const [held, setHeld] = useState(false);
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const fired = useRef(false);
  const start = () => {
    fired.current = false;
    clearTimeout(timer.current);
    setHeld(true);
    timer.current = setTimeout(() => { fired.current = true; setHeld(false); onHold(); }, HOLD_MS);
  };
  const stop = () => { clearTimeout(timer.current); timer.current = undefined; setHeld(false); };
  useEffect(() => stop, []);
  const key = (/** @type {KeyboardEvent} */ e) => [' ', 'Enter'].includes(e.key);
  return html`<button type="button" class=${`button plain hold cue-button ${held ? 'held' : ''}`} disabled=${disabled}
    onPointerDown=${(/** @type {PointerEvent} */ e) => { if (e.button === 0) start(); }} onPointerUp=${stop} onPointerLeave=${stop} onPointerCancel=${stop} onBlur=${stop}
    onContextMenu=${(/** @type {Event} */ e) => e.preventDefault()}
    onKeyDown=${(/** @type {KeyboardEvent} */ e) => { if (key(e)) { e.preventDefault(); if (!e.repeat) start(); } }}
    onKeyUp=${(/** @type {KeyboardEvent} */ e) => { if (!key(e)) return; e.preventDefault(); const waiting = timer.current; stop(); if (waiting && !fired.current) onTap(); }}
    onClick=${() => { if (fired.current) fired.current = false; else onTap(); }}><span>${title} ${owner && html`<span class="owner">${owner}</span>`}</span></button>`;
}
const HOLD_MS = 800;

/** @param {{line: import('./show.js').Line, slack: number | null}} props */
function Marks({ line, slack }) {
  const { row, fact } = line;
  const hard = fact.begins === 'hard';
  const words = slack !== null && slack < 0 ? t('stage.call.cut_by', { by: toCut(slack), at: clockOf(fact.start) }) : t('stage.call.hard');
  return html`${hard && html` <${Pill} icon="lock" state=${slack !== null && slack < 0 ? 'look' : ''}>${words}</${Pill}>`}
    ${row.plan.parallel && html` <${Pill} icon="repeat">${t('stage.call.parallel')}</${Pill}>`}${fact.skip && html` <${Pill} icon="ban">${t('stage.call.skipped')}</${Pill}>`}`;
}

/** @typedef {{line: import('./show.js').Line, state: string, expected: number | null, slack: number | null, started: number | null, ended: number | null, acts: Acts | null}} SheetRowProps */

const SheetRow = memo((/** @type {SheetRowProps} */ { line, state, expected, slack, started, ended, acts }) => {
  const { row, fact } = line;
  const { id } = row;
  const late = expected !== null && expected > fact.start + 1000;
  const look = [state, fact.begins === 'hard' ? 'hard' : ''].filter(Boolean).join(' ');
  const body = fact.plays && acts
    ? html`<${RowButton} title=${titleOf(row)} owner=${cell(row, 'owner')} disabled=${state === 'live'} onTap=${() => acts.choose(id)} onHold=${() => acts.step('start', { row: id })} />`
    : html`<span class="words">${titleOf(row)} ${cell(row, 'owner') && html`<span class="owner">${cell(row, 'owner')}</span>`}</span>`;
  return html`<tr class=${look} data-row=${id} aria-current=${state === 'live' ? 'true' : undefined}>
    <td class="mark">${MARKS[state] ? html`<${Icon} name=${MARKS[state]} label=${t(`stage.state.${state}`)} />` : null}</td><td class="number">${cueOf(row)}</td>
    <th scope="row">${body}<${Marks} line=${line} slack=${slack} /><span class="narrow-only small quiet">${t('stage.call.planned')} <time>${timeHMS(fact.start)}</time> · <span class="num">${length(fact.duration)}</span></span></th>
    <td class="number planned">${late ? html`<s>${timeHMS(fact.start)}</s>` : timeHMS(fact.start)}</td>
    <td class=${`number ${slack !== null && slack < 0 ? 'short' : ''}`}>${expected === null || state === 'live' ? '' : html`<b>${timeHMS(expected)}</b>`}</td>
    <td class="number">${started !== null && html`<b>${timeHMS(started)}</b>${ended !== null && html`<span class="took">${length(ended - started)}</span>`}`}</td>
    <td class="number length">${length(fact.duration)}</td></tr>`;
});

const Heading = memo((/** @type {{line: import('./show.js').Line, end: number | null}} */ { line, end }) => html`<tr class="group"><th scope="rowgroup" colspan="7">${titleOf(line.row)}
  ${end !== null && html` <span class="num">· ${t('stage.call.group_end', { at: timeHM(end) })}</span>`}</th></tr>`);

const Delay = memo((/** @type {{line: import('./show.js').Line}} */ { line }) => html`<tr class="delay"><td class="mark"><${Icon} name="clock" /></td><td></td>
  <th scope="row" colspan="5">${titleOf(line.row) === line.row.id ? t('stage.call.delay') : titleOf(line.row)} <span class="num">${signed(line.row.plan.amount ?? 0)}</span></th></tr>`);

/**
 * A cue moves the expected time of every row behind it. What is live and what stands by is drawn at once; those times
 * come with the next frame. @param {Show} show
 */
function useAFrameLater(show) {
  const later = useMemo(() => signal(show.state.peek()), [show]);
  useSignalEffect(() => {
    const now = show.state.value;
    painted(() => { if (show.state.peek() === now) later.value = now; });
  });
  return later.value;
}

/** Without `acts` it is only looked at. @param {{show: Show, acts: Acts | null}} props */
export function Sheet({ show, acts }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const state = show.state.value;
  const times = useAFrameLater(show);
  const ends = new Map((times?.groups ?? []).map((one) => [one.id, one.expected_end]));
  const ran = show.ran.value;
  const standby = show.standby.value?.row.id;
  const live = show.clock.value?.live;
  const near = live?.row ?? standby;
  useEffect(() => { keepInView(place.current, near); }, [near]);
  const heads = ['cue', 'content', 'planned', 'expected', 'actual', 'length'];
  /** Rows of the state stand in the order of the sheet. @param {import('./show.js').Line} line @param {number} at */
  const draw = (line, at) => {
    const { id } = line.row;
    if (line.fact.kind === 'group') return html`<${Heading} key=${id} line=${line} end=${ends.get(id) ?? null} />`;
    if (line.fact.kind === 'delay') return html`<${Delay} key=${id} line=${line} />`;
    const one = state?.rows[at];
    const expected = times?.rows[at]?.id === id ? times.rows[at] : one;
    const run = ran.get(id);
    const on = live?.row === id;
    return html`<${SheetRow} key=${id} line=${line} acts=${acts} state=${id === standby ? 'standby' : one?.state ?? ''} expected=${expected?.expected_start ?? null} slack=${expected?.slack ?? null}
      started=${on ? live.started : run?.started ?? null} ended=${on ? null : run?.ended ?? null} />`;
  };
  return html`<div class="sheet" ref=${place} tabindex="0" role="region" aria-label=${t('stage.call.sheet')}><table class="table dense"><thead><tr><th scope="col"><span class="hidden-text">${t('stage.call.column.state')}</span></th>
    ${heads.map((key) => html`<th scope="col" key=${key} class=${`${key === 'content' ? '' : 'number'} ${key}`}>${t(`stage.call.column.${key}`)}</th>`)}</tr></thead>
    <${Pieces} lines=${show.lines.value} held=${[live?.row, standby]} draw=${draw} /></table></div>`;
}

/** The live row stays near the top, without moving a page that the caller scrolls. @param {HTMLElement | null} sheet @param {string | undefined} id */
function keepInView(sheet, id) {
  const row = id && sheet?.querySelector(`[data-row="${CSS.escape(id)}"]`);
  if (!sheet || !(row instanceof HTMLElement) || sheet.scrollHeight <= sheet.clientHeight) return;
  sheet.scrollTop = Math.max(0, row.offsetTop - row.offsetHeight * 2);
}
