// @ts-check
/** Reading and writing "14/11/2025" and "14/11/2025 08:30". Pure. */

const DATE = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const TIME = /^(\d{1,2})[:h](\d{2})$/i;
const two = (/** @type {number} */ n) => String(n).padStart(2, '0');

/** "2025-11-14" of a day that the calendar has; else null. @param {string} text */
export function readDate(text) {
  const [, day, month, year] = (DATE.exec(text) ?? []).map(Number);
  if (!year || !month || !day) return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
}

/** "08:30"; null when it is no time of a day. @param {string} text */
function readTime(text) {
  const found = TIME.exec(text);
  const [hour, minute] = [Number(found?.[1]), Number(found?.[2])];
  return found && hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null;
}

/**
 * What was typed as a date, or with `time` as date and time in either order: "2025-11-14", "2025-11-14T08:30"; '' for
 * nothing, null for what is neither.
 * @param {string} text @param {boolean} [time]
 */
export function readText(text, time = false) {
  const parts = text.trim().split(/[\s,]+/).filter(Boolean);
  if (!parts.length) return '';
  if (parts.length !== (time ? 2 : 1)) return null;
  const date = readDate(parts.find((one) => DATE.test(one)) ?? '');
  if (!time || !date) return date;
  const clock = readTime(parts.find((one) => !DATE.test(one)) ?? '');
  return clock && `${date}T${clock}`;
}

/** "14/11/2025", with a time "14/11/2025 08:30". @param {string} text "2025-11-14" or "2025-11-14T08:30" */
export function asText(text) {
  const [date = '', time = ''] = text.split('T');
  return [date.split('-').reverse().join('/'), time.slice(0, 5)].filter(Boolean).join(' ');
}
