// @ts-check
/** Times that a host types: a day and two clock readings become two instants, and back. Pure. */

/** @typedef {{id?: string, from: string, until: string, note?: string}} Span instants in ISO */

const MINUTE = 60_000;

/** `19:15`, `1915`, `19h`, `9.05` in minutes of the day; null: no time. @param {string} text */
export function readMinutes(text) {
  const found = /^\s*(\d{1,2})\s*[:h.]?\s*(\d{2})?\s*$/.exec(text);
  if (!found) return null;
  const all = Number(found[1]) * 60 + Number(found[2] ?? 0);
  return Number(found[2] ?? 0) > 59 || all > 24 * 60 ? null : all;
}

/** "9h15" as "09:15"; the midnight that ends a day is 00:00, undefined: it is no time of a day. @param {string} text */
export function readHour(text) {
  const minutes = readMinutes(text);
  return minutes === null ? undefined : `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** @param {{day: string, from: string, until: string}} typed @param {(text: string) => string | null} zoned a local `YYYY-MM-DDTHH:MM` as an instant @returns {{from: string, until: string} | null} */
export function spanOf({ day, from, until }, zoned) {
  const begin = readMinutes(from);
  const end = readMinutes(until);
  const midnight = zoned(`${day}T00:00`);
  if (begin === null || end === null || end <= begin || !midnight) return null;
  const at = (/** @type {number} */ minutes) => new Date(Date.parse(midnight) + minutes * MINUTE).toISOString();
  return { from: at(begin), until: at(end) };
}

/** What goes to the server: all times of one kind, with one more or one less. @param {Span[]} spans */
export const asSent = (spans) => spans.map(({ from, until, note }) => ({ from, until, ...(note ? { note } : {}) }));
