// @ts-check
/** Where a slot stands on the screen. Pure: instants and numbers in, pixels out. */

/** @typedef {{id: string, starts: number, ends: number}} Span */
/** @typedef {{from: number, until: number}} Bounds */

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** Height of a minute; a slot of half an hour has room for its time, its title and who is in it. */
export const PX_PER_MINUTE = 3.4;
export const COLUMN_PX = 176;
export const AXIS_PX = 64;
/** How far beyond the edge of the screen things are drawn. */
const BEYOND_PX = 600;
const LEAST_PX = 24;

/** The local day of an instant. @param {number} at @param {number} offsetMin */
export const dayOf = (at, offsetMin) => new Date(at + offsetMin * MINUTE).toISOString().slice(0, 10);

/** Where a local day begins. @param {string} day @param {number} offsetMin */
export const startOf = (day, offsetMin) => Date.parse(`${day}T00:00:00Z`) - offsetMin * MINUTE;

/** @param {string} day @param {number} by days */
export const dayAfter = (day, by = 1) => new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY).toISOString().slice(0, 10);

/** Seven days with this one in them: counted from the first day of the schedule, else from Monday. @param {string} day @param {string} [first] */
export function weekOf(day, first) {
  const at = (/** @type {string} */ one) => Math.round(Date.parse(`${one}T00:00:00Z`) / DAY);
  const since = first ? at(day) - at(first) : new Date(`${day}T00:00:00Z`).getUTCDay() + 6;
  return Array.from({ length: 7 }, (_, n) => dayAfter(day, n - (((since % 7) + 7) % 7)));
}

/** `HH:MM` of a local day as an instant; empty: the day's begin. @param {string} day @param {string} clock @param {number} offsetMin */
export function clockAt(day, clock, offsetMin) {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return startOf(day, offsetMin) + (hours * 60 + minutes) * MINUTE;
}

/** @param {number} at @param {number} step minutes */
export const snap = (at, step) => Math.round(at / (step * MINUTE)) * step * MINUTE;

/** Does it touch the day? Half-open, like all intervals. @param {{starts: number, ends: number}} one @param {string} day @param {number} offsetMin */
export function onDay(one, day, offsetMin) {
  const from = startOf(day, offsetMin);
  return one.starts < from + DAY && Math.max(one.ends, one.starts + 1) > from;
}

/**
 * Full hours around what is opened and what is planned, so that nothing lies outside.
 * @param {{starts: number, ends: number}[]} slots @param {string} day @param {number} offsetMin @param {{opens?: string, closes?: string}} [hours]
 * @returns {Bounds}
 */
export function dayBounds(slots, day, offsetMin, { opens = '', closes = '' } = {}) {
  const begin = startOf(day, offsetMin);
  const hour = 60 * MINUTE;
  const first = Math.min(clockAt(day, opens || '09:00', offsetMin), ...slots.map(({ starts }) => starts));
  const last = Math.max(clockAt(day, closes || '22:00', offsetMin), ...slots.map(({ ends }) => ends));
  return {
    from: Math.max(begin, Math.floor(first / hour) * hour - hour),
    until: Math.min(begin + DAY, Math.ceil(last / hour) * hour + hour),
  };
}

/**
 * Where a day is opened: now while it runs, its first slot before that and on other days, its last when all is over.
 * @param {{starts: number, ends: number}[]} slots @param {number} now @param {Bounds} bounds
 */
export function matters(slots, now, bounds) {
  const first = slots.length ? Math.min(...slots.map(({ starts }) => starts)) : bounds.from;
  if (now < bounds.from || now >= bounds.until) return first;
  const last = slots.length ? Math.max(...slots.map(({ starts }) => starts)) : now;
  const over = slots.every(({ ends }) => ends <= now);
  return over ? last : Math.max(now, first);
}

/** @param {Bounds} bounds */
export const heightOf = ({ from, until }) => ((until - from) / MINUTE) * PX_PER_MINUTE;

/** @param {{starts: number, ends: number}} one @param {Bounds} bounds */
export function placeOf({ starts, ends }, bounds) {
  const top = ((Math.max(starts, bounds.from) - bounds.from) / MINUTE) * PX_PER_MINUTE;
  const bottom = ((Math.min(ends, bounds.until) - bounds.from) / MINUTE) * PX_PER_MINUTE;
  return { top, height: Math.max(LEAST_PX, bottom - top) };
}

/** The instant at a height. @param {number} y @param {Bounds} bounds */
export const instantAt = (y, bounds) => bounds.from + (y / PX_PER_MINUTE) * MINUTE;

/** Every quarter of an hour, told apart by how strong its line is. @param {Bounds} bounds */
export function ticksOf({ from, until }) {
  const quarter = 15 * MINUTE;
  return Array.from({ length: Math.round((until - from) / quarter) }, (_, n) => from + n * quarter);
}

/**
 * Slots that lie over one another in a column stand side by side.
 * @template {Span} T
 * @param {T[]} some
 * @returns {Map<string, {lane: number, of: number}>}
 */
export function lanesOf(some) {
  const found = new Map();
  /** @type {T[][]} */
  let crowd = [];
  let until = -Infinity;
  const close = () => { for (const lane of crowd) for (const one of lane) found.set(one.id, { lane: crowd.indexOf(lane), of: crowd.length }); };
  for (const one of [...some].sort((a, b) => a.starts - b.starts || b.ends - a.ends || (a.id < b.id ? -1 : 1))) {
    if (one.starts >= until) { close(); crowd = []; until = -Infinity; }
    const free = crowd.find((lane) => (lane.at(-1)?.ends ?? 0) <= one.starts);
    if (free) free.push(one); else crowd.push([one]);
    until = Math.max(until, one.ends);
  }
  close();
  return found;
}

/** Is it on the screen or close to it? @param {{top: number, height: number}} place @param {{top: number, height: number}} view */
export const isNear = (place, view) => place.top < view.top + view.height + BEYOND_PX && place.top + place.height > view.top - BEYOND_PX;

/** First and last column that is worth drawing. @param {number} count @param {{left: number, width: number}} view @param {number} [columnPx] */
export function nearColumns(count, { left, width }, columnPx = COLUMN_PX) {
  const first = Math.max(0, Math.floor((left - BEYOND_PX) / columnPx));
  return { first, last: Math.min(count, Math.ceil((left + width + BEYOND_PX) / columnPx)) };
}
