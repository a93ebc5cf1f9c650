// @ts-check
/** Hours of a column in which nothing should stand: a closed room, somebody who is away, a quiet row on the stage. */

import { t } from '../core/words.js';
import { clockAt, placeOf } from './schedule-layout.js';

/** @typedef {{key: string, kind: 'closed' | 'away' | 'quiet', top: number, height: number, words: string}} Shade @typedef {import('./schedule-layout.js').Bounds} Bounds */
/** @typedef {{kind: Shade['kind'], from: number, until: number, words: string}} Time */

const GAP_MS = 3 * 60_000;
/** Lower than a line of words. */
const WORDS_PX = 20;

/** Before it opens and after it closes. @param {{opens?: string, closes?: string}} room @param {string} day @param {number} offsetMin @param {Bounds} bounds @returns {Time[]} */
export function closedTimes({ opens, closes }, day, offsetMin, bounds) {
  /** @type {Time[]} */
  const found = [];
  if (opens) found.push({ kind: 'closed', from: bounds.from, until: clockAt(day, opens, offsetMin), words: '' });
  if (closes) found.push({ kind: 'closed', from: clockAt(day, closes, offsetMin), until: bounds.until, words: '' });
  return found;
}

/** What lies outside of the times that somebody has named as free; no such time: always free. @param {{from: number, until: number}[]} free @param {Bounds} bounds @returns {Time[]} */
export function notFree(free, bounds) {
  if (!free.length) return [];
  /** @type {Time[]} */
  const found = [];
  let from = bounds.from;
  for (const one of [...free].sort((a, b) => a.from - b.from)) {
    if (one.from > from) found.push({ kind: 'away', from, until: one.from, words: '' });
    from = Math.max(from, one.until);
  }
  found.push({ kind: 'away', from, until: bounds.until, words: '' });
  return found;
}

/** Times of one kind that touch, or nearly, as one. @param {Time[]} times @returns {Time[]} */
export function joined(times) {
  /** @type {Time[]} */
  const found = [];
  for (const one of [...times].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && one.from <= last.until + GAP_MS) found[found.length - 1] = { ...last, until: Math.max(last.until, one.until) };
    else found.push(one);
  }
  return found;
}

/** @param {Time[]} times @param {Bounds} bounds @returns {Shade[]} */
export function shaded(times, bounds) {
  return times.filter(({ from, until }) => until > from && until > bounds.from && from < bounds.until).map(({ kind, from, until, words }) => {
    const { top, height } = placeOf({ starts: from, ends: until }, bounds);
    return { key: `${kind}/${from}`, kind, top, height, words: height < WORDS_PX ? '' : words };
  });
}

/** @param {import('./schedule-state.js').Schedule} sc @param {string} id @param {Bounds} bounds @returns {Shade[]} */
export function shadesOf(sc, id, bounds) {
  if (sc.view.value === 'room') return shaded(roomTimes(sc, sc.rooms.value.get(id), bounds), bounds);
  if (sc.view.value === 'host') return shaded(personTimes(sc.persons.value.get(id), bounds), bounds);
  return [];
}

/** @param {import('./schedule-state.js').Schedule} sc @param {any} room @param {Bounds} bounds @returns {Time[]} */
function roomTimes(sc, room, bounds) {
  if (!room) return [];
  const quiet = room.hears_stage ? joined(sc.quiet.value.map(({ from, until }) => ({ kind: /** @type {const} */ ('quiet'), from, until, words: t('schedule.quiet') }))) : [];
  return [...closedTimes(room, sc.day.value, sc.offsetMin, bounds), ...quiet];
}

/** @param {any} person @param {Bounds} bounds @returns {Time[]} */
function personTimes(person, bounds) {
  if (!person) return [];
  const ms = (/** @type {any} */ at) => (typeof at === 'number' ? at : Date.parse(at));
  const span = (/** @type {any} */ one) => ({ from: ms(one.from), until: ms(one.until) });
  const away = (person.away ?? []).map((/** @type {any} */ one) => ({ kind: 'away', ...span(one), words: one.note ?? '' }));
  return [...notFree((person.free ?? []).map(span), bounds), ...away];
}
