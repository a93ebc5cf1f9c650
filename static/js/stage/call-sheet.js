/** The caller's right side: how late it is, what must be cut, and the whole sheet. */

import { computed, effect, html, Icon, Pill, t, timeHM, timeHMS, useEffect, useMemo, useRef } from '../core/ui.js';
import { memo } from '../core/memo.js';
import { painted } from '../core/pace.js';
import { Pieces } from './call-chunks.js';
import { looksOf } from './call-looks.js';
import { Mark, readMarks } from './call-marks.js';
import { listenToRows } from './call-press.js';
import { cell, clockOf, cueOf, lateness, length, signed, titleOf, toCut } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./show.js').Line} Line */
/** @typedef {import('./call-acts.js').Acts} Acts */

const LATE = /** @type {const} */ ({ late: ['triangle-alert', 'look'], early: ['clock', ''], on_time: ['check', ''] });

/** @param {{show: Show}} props */
export function Offsets({ show }) {
  const state = show.later().value;
  const { relative } = show.standing.value;
  const offset = state?.offset ? state.offset[relative ? 'relative' : 'absolute'] : null;
  const [icon, look] = LATE[lateness(offset ?? 0)];
  const over = !show.live.value && !show.standby.value && show.ran.value.size > 0;
  return html`<div class="offsets"><div class=${`late ${look}`}><span class="label">${t(relative ? 'stage.call.against_start' : 'stage.call.against_plan')}</span>
      ${offset === null ? html`<b>${t(over ? 'stage.mc.clock.ended' : 'stage.call.no_offset')}</b>` : html`<b class="num">${signed(offset)}</b><span><${Icon} name=${icon} /> ${t(`stage.call.${lateness(offset)}`)}</span>`}</div>
    <div class="end"><span class="label">${t(over ? 'stage.call.ended_at' : 'stage.call.expected_end')}</span><b>${state?.expected_end ? html`<time>${timeHMS(state.expected_end)}</time>` : t('stage.call.no_offset')}</b></div>
    <${Slack} show=${show} /></div>`;
}

/** The next hard row: what is to spare, or what must go. @param {{show: Show}} props */
function Slack({ show }) {
  const [first, ...later] = show.later().value?.hard ?? [];
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
void readMarks([...new Set(Object.values(MARKS))]);

/** What is said of a row beside its title. @param {{line: Line, slack: number | null}} props */
const Notes = memo((/** @type {{line: Line, slack: number | null}} */ { line, slack }) => {
  const { row, fact } = line;
  const hard = fact.begins === 'hard';
  const words = slack !== null && slack < 0 ? t('stage.call.cut_by', { by: toCut(slack), at: clockOf(fact.start) }) : t('stage.call.hard');
  return html`${hard && html` <${Pill} icon="lock" state=${slack !== null && slack < 0 ? 'look' : ''}>${words}</${Pill}>`}
    ${row.plan.parallel && html` <${Pill} icon="repeat">${t('stage.call.parallel')}</${Pill}>`}${fact.skip && html` <${Pill} icon="ban">${t('stage.call.skipped')}</${Pill}>`}`;
});

/** Its words, which no cue changes. @param {{line: Line, calls: boolean, live: boolean}} props */
const Words = memo((/** @type {{line: Line, calls: boolean, live: boolean}} */ { line, calls, live }) => {
  const owner = cell(line.row, 'owner');
  const words = html`${titleOf(line.row)} ${owner && html`<span class="owner">${owner}</span>`}`;
  return line.fact.plays && calls ? html`<button type="button" class="button plain hold cue-button" disabled=${live}><span>${words}</span></button>` : html`<span class="words">${words}</span>`;
});

/** @param {{line: Line}} props */
const Planned = memo((/** @type {{line: Line}} */ { line: { fact } }) => html`<span class="narrow-only small quiet">${t('stage.call.planned')} <time>${timeHMS(fact.start)}</time> · <span class="num">${length(fact.duration)}</span></span>`);

/** @param {{line: Line, look: {readonly value: import('./call-looks.js').Look}, calls: boolean}} props */
function SheetRow({ line, look: found, calls }) {
  const { state, expected, slack, started, ended } = found.value;
  const { row, fact } = line;
  const live = state === 'live';
  const late = expected !== null && expected > fact.start + 1000;
  return html`<tr class=${fact.begins === 'hard' ? `${state} hard` : state} data-row=${row.id} aria-current=${live ? 'true' : undefined}>
    <td class="mark">${MARKS[state] ? html`<${Mark} name=${MARKS[state]} label=${t(`stage.state.${state}`)} />` : null}</td><td class="number">${cueOf(row)}</td>
    <th scope="row"><${Words} line=${line} calls=${calls} live=${live} /><${Notes} line=${line} slack=${slack} /><${Planned} line=${line} /></th>
    <td class="number planned">${late ? html`<s>${timeHMS(fact.start)}</s>` : timeHMS(fact.start)}</td>
    <td class=${slack !== null && slack < 0 ? 'number expected short' : 'number expected'}>${expected === null || live ? '' : timeHMS(expected)}</td>
    <td class="number actual">${started === null ? '' : timeHMS(started)}${ended !== null && started !== null && html`<span class="took">${length(ended - started)}</span>`}</td>
    <td class="number length">${length(fact.duration)}</td></tr>`;
}

/** @param {{show: Show, line: Line}} props */
function Heading({ show, line }) {
  const end = show.later().value?.groups.find((one) => one.id === line.row.id)?.expected_end ?? null;
  return html`<tr class="group"><th scope="rowgroup" colspan="7">${titleOf(line.row)}
    ${end !== null && html` <span class="num">· ${t('stage.call.group_end', { at: timeHM(end) })}</span>`}</th></tr>`;
}

const Delay = memo((/** @type {{line: Line}} */ { line }) => html`<tr class="delay"><td class="mark"><${Icon} name="clock" /></td><td></td>
  <th scope="row" colspan="5">${titleOf(line.row) === line.row.id ? t('stage.call.delay') : titleOf(line.row)} <span class="num">${signed(line.row.plan.amount ?? 0)}</span></th></tr>`);

/** Without `acts` it is only looked at. @param {{show: Show, acts: Acts | null}} props */
export function Sheet({ show, acts }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const look = useMemo(() => looksOf(show), [show]);
  const held = useMemo(() => computed(() => [show.live.value, show.standby.value].flatMap((line) => (line ? [show.placeOf(line.row.id)] : []))), [show]);
  useEffect(() => look.follow(), [look]);
  useEffect(() => followLive(show, () => place.current), [show]);
  useEffect(() => (acts && place.current ? listenToRows(place.current, { tap: acts.choose, hold: (row) => acts.step('start', { row }) }) : undefined), []);
  const heads = ['cue', 'content', 'planned', 'expected', 'actual', 'length'];
  /** @param {Line} line @param {number} at */
  const draw = (line, at) => {
    const { id } = line.row;
    if (line.fact.kind === 'group') return html`<${Heading} key=${id} show=${show} line=${line} />`;
    if (line.fact.kind === 'delay') return html`<${Delay} key=${id} line=${line} />`;
    return html`<${SheetRow} key=${id} line=${line} look=${look.of(line, at)} calls=${Boolean(acts)} />`;
  };
  return html`<div class="sheet" ref=${place} tabindex="0" role="region" aria-label=${t('stage.call.sheet')}><table class="table dense"><thead><tr><th scope="col"><span class="hidden-text">${t('stage.call.column.state')}</span></th>
    ${heads.map((key) => html`<th scope="col" key=${key} class=${`${key === 'content' ? '' : 'number'} ${key}`}>${t(`stage.call.column.${key}`)}</th>`)}</tr></thead>
    <${Pieces} lines=${show.lines.value} held=${held} draw=${draw} /></table></div>`;
}

/** @param {Show} show @param {() => HTMLElement | null} sheet */
function followLive(show, sheet) {
  const near = computed(() => show.live.value?.row.id ?? show.standby.value?.row.id);
  let wide = innerWidth;
  // A tablet that was turned has rows of another height.
  const turned = () => {
    if (innerWidth === wide) return;
    wide = innerWidth;
    painted(() => keepInView(sheet(), near.peek()));
  };
  addEventListener('resize', turned);
  const stop = effect(() => {
    const id = near.value;
    painted(() => keepInView(sheet(), id));
  });
  return () => {
    removeEventListener('resize', turned);
    stop();
  };
}

/** The live row stays near the top, the one before it whole above it, without moving a page that the caller scrolls. @param {HTMLElement | null} sheet @param {string | undefined} id */
function keepInView(sheet, id) {
  const row = id && sheet?.querySelector(`[data-row="${CSS.escape(id)}"]`);
  if (!sheet || !(row instanceof HTMLElement) || sheet.scrollHeight <= sheet.clientHeight) return;
  const first = row.previousElementSibling instanceof HTMLElement ? row.previousElementSibling : row;
  sheet.scrollTop = first.offsetTop - (sheet.querySelector('thead')?.offsetHeight ?? 0);
}
