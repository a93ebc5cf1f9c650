/** What the whole plan is judged by, as it is typed and as it is sent; and how a time of day is read. */

import { dayAfter } from './schedule-layout.js';

/** @typedef {{first: string, last: string, opens: string, closes: string, declared: boolean, file: string, name: string, phone: string, buffers: Record<string, string>}} Typed */

export const BUFFERS = ['room', 'person', 'kit', 'channel'];
const MOST_DAYS = 60;

/** @param {Record<string, any>} kept @returns {Typed} */
export function typedSettings(kept) {
  const { days = [], mall = {}, promo = {}, help = {}, buffers = {} } = kept;
  return {
    first: days[0] ?? '', last: days.at(-1) ?? '', opens: mall.opens ?? '', closes: mall.closes ?? '', declared: Boolean(promo.declared), file: promo.file_number ?? '',
    name: help.name ?? '', phone: help.phone ?? '', buffers: Object.fromEntries(BUFFERS.map((one) => [one, String(buffers[one] ?? '')])),
  };
}

/** Every day from the first to the last; none when they are the wrong way round, or too many. @param {string} first @param {string} last */
export function daysBetween(first, last) {
  const days = [];
  for (let day = first; day && day <= last && days.length <= MOST_DAYS; day = dayAfter(day, 1)) days.push(day);
  return days.length > MOST_DAYS ? [] : days;
}

/**
 * What is to be sent: only the parts that were changed; the name of the field that cannot be read.
 * @param {Typed} before @param {Typed} now @returns {{values: Record<string, any>, bad: string}}
 */
export function settingsToSend(before, now) {
  const other = (/** @type {(keyof Typed)[]} */ ...names) => names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
  /** @type {Record<string, any>} */
  const values = {};
  if (other('first', 'last')) values.days = daysBetween(now.first, now.last);
  if (other('opens', 'closes')) values.mall = { opens: readClock(now.opens), closes: readClock(now.closes) };
  if (other('declared', 'file')) values.promo = { declared: now.declared, file_number: now.file.trim() };
  if (other('name', 'phone')) values.help = { name: now.name.trim(), phone: now.phone.trim() };
  if (other('buffers')) values.buffers = Object.fromEntries(BUFFERS.map((one) => [one, Number(now.buffers[one])]));
  return { values, bad: faultOf(values) };
}

/** @param {Record<string, any>} values */
function faultOf({ days, mall, buffers, help }) {
  if (days && !days.length) return 'days';
  if (mall && (!mall.opens || !mall.closes || mall.opens >= mall.closes)) return 'mall';
  if (buffers && !Object.values(buffers).every((one) => Number.isInteger(one) && one >= 0 && one <= 24 * 60)) return 'buffers';
  return help && !/^[0-9+ .()-]{0,30}$/.test(help.phone) ? 'phone' : '';
}

/** `19:15`, `1915`, `19h15`, `9:05` as `HH:MM`; null: it tells no time. @param {string} text */
export function readClock(text) {
  const found = /^\s*(\d{1,2})\s*[:hg.]?\s*(\d{2})?\s*$/.exec(text) ?? [];
  const hours = Number(found[1]);
  const minutes = Number(found[2] ?? 0);
  return found[1] === undefined || hours > 24 || minutes > 59 || (hours === 24 && minutes) ? null : `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
