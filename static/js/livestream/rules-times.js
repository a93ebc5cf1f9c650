// @ts-check
/** Instants, local days and clock readings, and which interval a slot holds. Twin of ops/livestream/rules/times.py. */

/** @typedef {import('./rules-kinds.js').Row} Row */
/** @typedef {import('./rules-kinds.js').Span} Span */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * [from, until) that a slot holds; null: nothing. `planned`: a live one is seen as it was planned.
 * @param {Row} slot @param {number} now @param {boolean} [planned] @returns {Span | null}
 */
export function held(slot, now, planned = false) {
  const state = slot.state || 'draft';
  let starts = slot.starts ?? null;
  let ends = slot.ends ?? null;
  if (state === 'cancelled' || state === 'no_show' || starts === null || ends === null) return null;
  if (state === 'ended' || (state === 'live' && !planned)) starts = slot.actual_start ?? starts;
  if (state === 'ended') ends = slot.actual_end ?? ends;
  else if (state === 'live' && !planned) ends = Math.max(ends, now);
  return starts < ends ? [starts, ends] : null;
}

/** What two half-open intervals share; touching is nothing. @param {Span} a @param {Span} b @returns {Span | null} */
export function overlap(a, b) {
  const start = Math.max(a[0], b[0]);
  const end = Math.min(a[1], b[1]);
  return start < end ? [start, end] : null;
}

/** The instant at which the local day of `at` began. @param {number} at @param {number} offsetMin */
export function dayStart(at, offsetMin) {
  const shift = offsetMin * MINUTE;
  return Math.floor((at + shift) / DAY) * DAY - shift;
}

/** @type {Map<number, string>} */
const dates = new Map();

/** The local date, YYYY-MM-DD. @param {number} at @param {number} offsetMin */
export function dayOf(at, offsetMin) {
  const day = Math.floor((at + offsetMin * MINUTE) / DAY);
  let date = dates.get(day);
  if (date === undefined) dates.set(day, (date = new Date(day * DAY).toISOString().slice(0, 10)));
  return date;
}

/** @param {number} value */
const two = (value) => String(value).padStart(2, '0');

/** The local time, HH:MM. @param {number} at @param {number} offsetMin */
export function clockOf(at, offsetMin) {
  const minutes = Math.floor((((at + offsetMin * MINUTE) % DAY) + DAY) % DAY / MINUTE);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The instant at which a local date begins. @param {string} day @param {number} offsetMin */
export const instantOf = (day, offsetMin) => Date.parse(`${day}T00:00:00Z`) - offsetMin * MINUTE;

/** '09:30' as ms of the day; null: no clock reading. @param {unknown} text */
export function clockMs(text) {
  const found = /^(\d{1,2}):(\d{2})$/.exec(String(text ?? ''));
  return found ? (Number(found[1]) * 60 + Number(found[2])) * MINUTE : null;
}

/** A paper holds through its last local day; without one it does not end. @param {string | null | undefined} until @param {string} day */
export const validOn = (until, day) => !until || until >= day;

/** Intervals in order, those that touch made one. @param {Span[]} spans @returns {Span[]} */
export function merged(spans) {
  /** @type {Span[]} */
  const found = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}
