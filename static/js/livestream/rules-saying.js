// @ts-check
/** The names and numbers of a conflict, for its sentences live.conflict.<kind>.{title,text,fix}. Twin of ops/livestream/rules/saying.py. */
import { prepare } from './rules-index.js';
import { clockOf, dayOf } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Row} Row */
/** @typedef {import('./rules-kinds.js').Conflict} Conflict */
/** @typedef {import('./rules-index.js').Index} Index */
/** @typedef {import('./rules-index.js').Seen} Seen */

const NAMED = new Set(['room', 'person', 'kit', 'channel', 'producer', 'product']);
/** @type {Record<string, string>} */
export const PLATFORMS = { tiktok: 'TikTok', shopee: 'Shopee', lazada: 'Lazada', facebook: 'Facebook', youtube: 'YouTube', zalo: 'Zalo' };

/** 20:00 14/11 @param {Index} index @param {number} at */
function moment(index, at) {
  const day = dayOf(at, index.offset);
  return `${clockOf(at, index.offset)} ${day.slice(8)}/${day.slice(5, 7)}`;
}

/** How a slot is called in a sentence: 20:00 14/11 · Gian 07. @param {Index} index @param {Seen | undefined} one @returns {string} */
function labelOf(index, one) {
  if (!one) return '';
  const where = index.get('rooms', one.room).name || one.slot.title || one.session.title || one.id;
  return one.span ? `${moment(index, one.span[0])} · ${where}` : String(where);
}

/** The name of what is fought over. @param {Index} index @param {{kind: string, id: string} | null} resource @returns {string} */
function nameOf(index, resource) {
  if (!resource) return '';
  if (resource.kind === 'platform') return PLATFORMS[resource.id] ?? resource.id;
  return String((NAMED.has(resource.kind) ? index.get(`${resource.kind}s`, resource.id).name : '') || resource.id);
}

/** 14/11/2025 @param {string | null | undefined} day */
const dateOf = (day) => (day ? day.split('-').reverse().join('/') : '');
/** 1.160.000 @param {unknown} value */
const money = (value) => String(value).replace(/\B(?=(?:\d{3})+$)/g, '.');

/**
 * Every name a sentence may use, as text.
 * @param {Conflict} conflict @param {Row | Index} facts @param {string} [lang] @returns {Record<string, string>}
 */
export function paramsOf(conflict, facts, lang = 'vi') {
  const index = prepare(facts);
  const labels = conflict.slots.map((id) => labelOf(index, index.seen.get(id)));
  const { more, at } = conflict;
  /** @type {Record<string, string>} */
  const found = { slots: labels.join('; '), a: labels[0], b: labels[labels.length - 1], name: nameOf(index, conflict.resource) };
  if (at) Object.assign(found, { from: moment(index, at[0]), until: moment(index, at[1]) });
  for (const name of ['from', 'until']) if (typeof more[name] === 'number') found[name] = moment(index, more[name]);
  for (const [name, value] of Object.entries(more)) {
    if (!(name in found) && (typeof value === 'string' || Number.isInteger(value))) found[name] = String(value);
  }
  return Object.assign(found, special(index, more, lang));
}

/** What is no plain text or number yet. @param {Index} index @param {Row} more @param {string} lang @returns {Record<string, string>} */
function special(index, more, lang) {
  /** @type {Record<string, string>} */
  const found = {};
  if (more.move) Object.assign(found, { moving: labelOf(index, index.seen.get(more.move.slot)), to: clockOf(more.move.starts, index.offset) });
  if (more.products) found.products = more.products.map((/** @type {string} */ id) => nameOf(index, { kind: 'product', id })).join(', ');
  if (more.words) found.words = more.words.map((/** @type {string} */ word) => `“${word}”`).join(', ');
  if (typeof more.percent === 'number') found.percent = lang === 'vi' ? String(more.percent).replace('.', ',') : String(more.percent);
  if ('price' in more) Object.assign(found, { price: money(more.price), before: money(more.before) });
  if ('platform' in more) found.platform = PLATFORMS[more.platform] ?? String(more.platform);
  if (typeof more.until === 'string') found.until = dateOf(more.until);
  return found;
}
