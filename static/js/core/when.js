/** Times for people, always in the event's zone and never in the device's. 24-hour clock, dd/mm/yyyy. */

import { lang } from './words.js';

let zone = 'Asia/Ho_Chi_Minh';
/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string | undefined | null} name IANA zone of the event */
export function setZone(name) {
  if (name) zone = name;
}

/** @param {Intl.DateTimeFormatOptions} options */
function format(options) {
  const key = zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
    formats.set(key, found);
  }
  return found;
}

/** @typedef {string | number | null | undefined} Instant ISO text or ms */
/** @param {Instant} at @param {Intl.DateTimeFormatOptions} options */
function write(at, options) {
  if (at === null || at === undefined || at === '') return '';
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : format(options).format(date);
}

/** 18:20 @param {Instant} at */
export const timeHM = (at) => write(at, { hour: '2-digit', minute: '2-digit' });
/** 18:20:05; a sheet shows hundreds. @param {Instant} at */
export function timeHMS(at) {
  if (at === null || at === undefined || at === '') return '';
  const instant = new Date(at).getTime();
  if (Number.isNaN(instant)) return '';
  const seconds = Math.floor((instant + zoneOffset(instant)) / 1000);
  return [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Clocks change at a quarter of an hour: what a zone is ahead of UTC is asked once for each. @type {Map<string, number>} */
const offsets = new Map();

/** @param {number} at */
function zoneOffset(at) {
  const quarter = Math.floor(at / 900_000) * 900_000;
  const key = `${zone} ${quarter}`;
  let found = offsets.get(key);
  if (found === undefined) {
    const part = Object.fromEntries(format({ dateStyle: 'short', timeStyle: 'medium' }).formatToParts(quarter).map(({ type, value }) => [type, Number(value)]));
    found = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second) - quarter;
    if (offsets.size > 500) offsets.clear();
    offsets.set(key, found);
  }
  return found;
}
/** 14/11/2025 @param {Instant} at */
export const dateDMY = (at) => write(at, { day: '2-digit', month: '2-digit', year: 'numeric' });
/** 14/11 18:20 on another day than `now`, else 18:20 @param {Instant} at @param {number} now */
export const timeOrDay = (at, now) =>
  dateDMY(at) === dateDMY(now) ? timeHM(at) : `${timeHM(at)} ${write(at, { day: '2-digit', month: '2-digit' })}`;

const DAYS_VI = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];

/** thứ Sáu, ngày 14 tháng 11 năm 2025 (CLDR leaves out "ngày" and "năm") @param {Instant} at */
export function longDate(at) {
  if (lang() === 'en') return write(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const [day, month, year] = dateDMY(at).split('/').map(Number);
  if (!day || !month || !year) return '';
  return `${DAYS_VI[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]}, ngày ${day} tháng ${month} năm ${year}`;
}

/** 00:12, 07:05, 1:02:03 @param {number} ms */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** Made once: making one takes longer than drawing a row. @type {Intl.NumberFormat | undefined} */
let numbers;

/** 1.250 in Vietnamese, 1,250 in English @param {number} value */
export function number(value) {
  numbers ??= new Intl.NumberFormat(lang() === 'en' ? 'en-GB' : 'vi-VN');
  return numbers.format(value);
}

/** 2025-11-14T18:20 in the event's zone, for a datetime-local field. @param {Instant} at */
export function toZoned(at) {
  const [day, month, year] = dateDMY(at).split('/');
  return year ? `${year}-${month}-${day}T${timeHM(at)}` : '';
}

/** The instant of such a field's text, ISO in UTC; null for an empty one. @param {string} text */
export function fromZoned(text) {
  const meant = Date.parse(`${text}Z`);
  if (!text || Number.isNaN(meant)) return null;
  // The zone's distance from UTC may differ between the guess and the answer when clocks change: look twice.
  let at = meant;
  for (let n = 0; n < 2; n += 1) at += meant - Date.parse(`${toZoned(at)}Z`);
  return new Date(at).toISOString();
}
