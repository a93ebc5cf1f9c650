/** What a device says of itself, in words. Pure. */

import { number, span, t } from '../core/ui.js';

/** A device reports every 10 s; three missed reports are worth a look. */
export const LOST_AFTER_MS = 35_000;
/** An error of the tablet's clock that a person should know of; it is corrected anyway. */
const CLOCK_LOOK_MS = 2000;
const BATTERY_LOOK = 20;

/** @typedef {Partial<import('../core/feed.js').Presence>} Said */

/** @param {Said | undefined} said @param {number} now server ms */
export const isLost = (said, now) => Boolean(said?.seen_at) && now - Date.parse(said?.seen_at ?? '') > LOST_AFTER_MS;

/**
 * Last heard of, as a state.
 * @param {Said | undefined} said @param {number} now
 * @returns {{words: string, look: boolean}}
 */
export function contact(said, now) {
  if (!said?.seen_at) return { words: t('office.device.never'), look: false };
  const ago = now - Date.parse(said.seen_at);
  if (ago > LOST_AFTER_MS) return { words: t('office.device.lost', { span: span(ago) }), look: true };
  return { words: t('office.device.here'), look: false };
}

/**
 * Battery, queue, clock: only what is known, each with a flag for "look".
 * @param {Said | undefined} said
 * @returns {Array<{key: string, words: string, look: boolean}>}
 */
export function condition(said) {
  if (!said) return [];
  const items = [];
  if (said.queue) items.push({ key: 'queue', words: t('office.device.queue', { n: number(said.queue) }), look: true });
  if (typeof said.battery === 'number') {
    items.push({ key: 'battery', words: t('office.device.battery', { n: said.battery }), look: said.battery <= BATTERY_LOOK });
  }
  if (typeof said.offset_ms === 'number') {
    items.push({ key: 'clock', words: t('office.device.clock', { off: offsetWords(said.offset_ms) }), look: Math.abs(said.offset_ms) > CLOCK_LOOK_MS });
  }
  return items;
}

/** 4 ms, 2,5 giây, 3:00:00 @param {number} ms server minus device */
export function offsetWords(ms) {
  const size = Math.abs(ms);
  if (size < 1000) return `${Math.round(size)} ms`;
  if (size < 60_000) return t('office.device.seconds', { n: number(Math.round(size / 100) / 10) });
  return span(size);
}

/** 7, 9–12 @param {Array<[number, number]> | undefined} missing */
export const missingWords = (missing) =>
  (missing ?? []).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');

/**
 * "Cổng A · Lễ tân"
 * @param {Record<string, any>} device
 * @param {string | null} [gateName] name of the gate it stands at
 */
export const postAndRole = (device, gateName) => [gateName ?? device.post_name, t(`core.role.${device.role}`)].filter(Boolean).join(' · ');
