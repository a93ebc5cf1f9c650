// The evening as a strip: a line for every track, planned thin and expected thick, with a line that says now; below it the
// same rows as a list, so that a row of ten seconds has its whole title too. On a phone the list is the timeline.

import { memo } from '../core/memo.js';
import { html, Icon, Pill, second, signal, t, timeHM, timeHMS, useEffect, useRef } from '../core/ui.js';
import { Digits, Offset, reading, Said } from './timer-view.js';
import { isPlaced, lanesOf, layOut, rangeOf, splitAt, ticksOf } from './timeline-rules.js';
import { clockOf, cueOf, length, titleOf, toCut } from './words.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./timeline-rules.js').Item} Item */

const MARKS = /** @type {Record<string, string>} */ ({ live: 'play', done: 'check', running: 'play', skipped: 'ban', passed: 'minus', upcoming: 'clock', standby: 'hand' });
/** Of the strip's width, in hours; 0: the whole evening fits. */
const CLOSE_HOURS = 1.5;
const LATE_MS = 30_000;
const TICKS_WIDE = 14;
/** Nearer than this to an edge of the strip, in hundredths, the word stands beside its line. */
const EDGE = 7;
const close = signal(false);

/** The same evening for all tracks of the show. @param {Show} show */
function tracksOf(show) {
  const clocks = new Map(show.facts.value.tracks.map((one) => [one.id, one]));
  return show.tracks.value.map((track) => {
    const lines = show.sheets.value.get(track.id)?.lines ?? [];
    const live = clocks.get(track.id)?.live ?? null;
    const items = layOut(lines, show.counted.value.get(track.id) ?? null, /** @type {any} */ (show.ran.value), live);
    return { track, standby: clocks.get(track.id)?.standby ?? null, items, placed: isPlaced(lines, items) };
  }).filter((one) => one.items.length);
}

/** @param {{item: Item, from: number, span: number, lane: number, standby: boolean}} props */
const Bar = memo((/** @type {any} */ { state, left, width, planLeft, planWidth, lane, hard, cue, title, label, id }) => html`<li class=${`bar ${state} ${hard ? 'hard' : ''}`} data-bar=${id} style=${{ '--lane': lane }} title=${label}>
  <span class="bar-plan" style=${{ left: `${planLeft}%`, width: `${planWidth}%` }}></span>
  <span class="bar-real" style=${{ left: `${left}%`, width: `${width}%` }}>${hard && html`<${Icon} name="lock" />`}<span class="bar-words">${cue}${title && html`<b>${cue && ' · '}${title}</b>`}</span></span><span class="hidden-text">${label}</span></li>`);

/** @param {{show: Show, one: ReturnType<typeof tracksOf>[number], range: [number, number]}} props */
function Track({ show, one, range }) {
  const [from, to] = range;
  const share = (/** @type {number} */ ms) => (ms / (to - from)) * 100;
  const lanes = lanesOf(one.items.filter((item) => item.state !== 'skipped'));
  const most = Math.max(0, ...lanes.values());
  return html`<div class="strip-track">${show.tracks.value.length > 1 && html`<p class="strip-name">${one.track.name}</p>`}
    <ul class="bars" style=${{ '--lanes': most + 1 }}>${one.items.filter((item) => item.state !== 'skipped').map((item) => {
      const state = item.id === one.standby ? `${item.state} standby` : item.state;
      return html`<${Bar} key=${item.id} id=${item.id} state=${`${state}${item.slack !== null && item.slack < 0 ? ' short' : ''}`} lane=${lanes.get(item.id) ?? 0} hard=${item.hard} cue=${cueOf(item.line.row)} title=${close.value ? titleOf(item.line.row) : ''} label=${`${timeHM(item.real[0])} ${titleOf(item.line.row)}`}
        left=${share(item.real[0] - from).toFixed(3)} width=${share(item.real[1] - item.real[0]).toFixed(3)} planLeft=${share(item.plan[0] - from).toFixed(3)} planWidth=${share(item.plan[1] - item.plan[0]).toFixed(3)} />`;
    })}</ul></div>`;
}

/** @param {{show: Show, tracks: ReturnType<typeof tracksOf>}} props */
function StripOf({ show, tracks }) {
  const now = second.value * 1000;
  const range = rangeOf(tracks.flatMap((one) => one.items), now);
  const [from, to] = range;
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const share = ((now - from) / (to - from)) * 100;
  const inside = share >= 0 && share <= 100;
  const hours = (to - from) / 3_600_000;
  const width = close.value ? Math.max(100, (hours / CLOSE_HOURS) * 100) : 100;
  // The line that says now stays at a third of the window, moved once in ten seconds: a strip that crawls cannot be read.
  const shown = Math.floor(second.value / 10);
  const edge = share < EDGE ? 'first' : share > 100 - EDGE ? 'last' : '';
  useEffect(() => {
    const box = place.current;
    if (box && inside) box.scrollLeft = (box.scrollWidth * share) / 100 - box.clientWidth / 3;
  }, [shown, close.value, inside]);
  return html`<div class="strip-box" ref=${place} tabindex="0" role="region" aria-label=${t('stage.timeline.strip')}><div class="strip-inner" style=${{ width: `${width}%` }}>
    <ol class="scale">${ticksOf(range, close.value ? TICKS_WIDE * Math.ceil(width / 100) : TICKS_WIDE).map((at) => html`<li key=${at} style=${{ left: `${((at - from) / (to - from)) * 100}%` }}><time>${timeHM(at)}</time></li>`)}</ol>
    ${tracks.map((one) => html`<${Track} key=${one.track.id} show=${show} one=${one} range=${range} />`)}
    ${inside && html`<p class=${`now-line ${edge}`} style=${{ left: `${share.toFixed(3)}%` }}><span>${t('stage.timeline.now')} <time>${timeHM(now)}</time></span></p>`}</div></div>`;
}

/** Between two rows: nothing planned, or both at once. @param {{ms: number}} props */
const Between = ({ ms }) => (ms > 0 ? html`<li class="between"><span><${Icon} name="minus" /> ${t('stage.timeline.gap', { by: length(ms) })}</span></li>`
  : html`<li class="between look"><span><${Icon} name="triangle-alert" /> ${t('stage.timeline.overlap', { by: length(ms) })}</span></li>`);

const Entry = memo((/** @type {any} */ { id, state, cue, title, owner, planned, real, until, hard, slack, beside, late, placed }) => html`<li class=${`entry ${state} ${late ? 'moved' : ''}`} data-entry=${id} aria-current=${state === 'live' ? 'true' : undefined}>
  <p class="entry-time">${placed && html`<time>${timeHM(real)}</time>`}${late && html` <s><time>${timeHM(planned)}</time></s>`}</p>
  <div><p class="entry-title">${cue && html`<span class="num">${cue}</span> · `}${title}</p><p class="quiet">${[owner, length(until - real)].filter(Boolean).join(' · ')}</p></div>
  <p class="entry-marks"><span class="entry-state"><${Icon} name=${MARKS[state] ?? 'clock'} /> ${t(`stage.timeline.state.${state}`)}</span>
    ${hard && html`<${Pill} icon="lock" state=${slack !== null && slack < 0 ? 'look' : ''}>${slack !== null && slack < 0 ? t('stage.call.cut_by', { by: toCut(slack), at: clockOf(planned) }) : t('stage.call.hard')}</${Pill}>`}${beside && html`<${Pill} icon="repeat">${t('stage.call.parallel')}</${Pill}>`}</p></li>`);

/** @param {{items: Item[], standby: string | null, placed: boolean}} props */
const Entries = ({ items, standby, placed }) => html`<ol class="entries">${items.map((item) => {
  const { row } = item.line;
  const late = placed && Math.abs(item.late) >= LATE_MS && item.state !== 'skipped' && item.state !== 'passed';
  return html`${Math.abs(item.between) >= 1000 && html`<${Between} key=${`${item.id}-before`} ms=${item.between} />`}
    <${Entry} key=${item.id} id=${item.id} state=${item.id === standby && item.state === 'upcoming' ? 'standby' : item.state} cue=${cueOf(row)} title=${titleOf(row)} owner=${String(row.cells?.owner ?? '')} planned=${item.plan[0]} real=${late ? item.real[0] : item.plan[0]}
      until=${late ? item.real[1] : item.plan[1]} hard=${item.hard} slack=${item.slack} beside=${item.beside} late=${late} placed=${placed} />`;
})}</ol>`;

/** What is over stands aside: on a wall nobody scrolls. @param {{one: ReturnType<typeof tracksOf>[number], name: string}} props */
function List({ one, name }) {
  const here = splitAt(one.items);
  const [over, rest] = [one.items.slice(0, here), one.items.slice(here)];
  return html`<section class="entries-of">${name && html`<h2 class="list-head">${name}</h2>`}${!one.placed && html`<p><${Pill} state="look" icon="clock">${t('stage.timeline.no_start')}</${Pill}></p>`}
    ${over.length > 0 && html`<details class="more earlier"><summary>${t('stage.timeline.earlier', { n: over.length })}</summary><${Entries} items=${over} standby=${null} placed=${one.placed} /></details>`}<${Entries} items=${rest} standby=${one.standby} placed=${one.placed} /></section>`;
}

/** @param {{show: Show}} props */
function Head({ show }) {
  const { ms, word, icon, look } = reading(show);
  const row = show.live.value?.row ?? show.standby.value?.row;
  return html`<div class="line-head"><div class=${`line-now ${look}`}><p class="phase"><${Icon} name=${icon} /> <span>${word}</span></p><${Digits} ms=${ms} /></div>
    <div class="line-title">${row && html`<p class="tag">${t(show.live.value ? 'stage.mc.now' : 'stage.mc.next')}</p>`}<p class="next-name">${row ? titleOf(row) : t('stage.call.over')}</p></div>
    <div class="line-facts">${show.clock.value?.held && html`<${Pill} state="look" icon="hand">${t('stage.call.held')}</${Pill}>`}<${Offset} show=${show} />${show.state.value?.expected_end && html`<p>${t(row ? 'stage.call.expected_end' : 'stage.call.ended_at')} <time>${timeHMS(show.state.value.expected_end)}</time></p>`}
      <button type="button" class="button" aria-pressed=${close.value} onClick=${() => { close.value = !close.value; }}><${Icon} name="search" /> ${t(close.value ? 'stage.timeline.whole' : 'stage.timeline.close')}</button></div></div>`;
}

/** What both the device's page and the office's show. @param {{show: Show}} props */
export function Evening({ show }) {
  const tracks = tracksOf(show);
  if (!tracks.length) return null;
  const placed = tracks.filter((one) => one.placed);
  return html`<${Head} show=${show} />${placed.length > 0 && html`<${StripOf} show=${show} tracks=${placed} />`}
    <p class="legend"><span><i class="key plan"></i>${t('stage.timeline.planned')}</span><span><i class="key real"></i>${t('stage.timeline.expected')}</span><span><i class="key done"></i>${t('stage.timeline.state.done')}</span><span><i class="key live"></i>${t('stage.timeline.state.live')}</span><span><i class="key short"></i>${t('stage.timeline.short')}</span><span><${Icon} name="lock" /> ${t('stage.call.hard')}</span></p>
    <div class="entries-all">${tracks.map((one) => html`<${List} key=${one.track.id} one=${one} name=${tracks.length > 1 ? one.track.name : ''} />`)}</div>`;
}

/** @param {{show: Show, device: {id: string, role: string} | undefined}} props */
export const Screen = ({ show, device }) => html`<main class="line-work"><h1 class="hidden-text">${t('stage.timeline.title')}</h1><${Said} show=${show} device=${device} /><${Evening} show=${show} /></main>`;
