/** Words for what is kept about one person: names of fields, values as people say them, names behind ids. */

import { dateDMY, hasWord, t, timeHMS } from '../core/ui.js';

/** Name by id: blocks, delegations, and actors as `staff:<id>`. @typedef {Map<string, string>} Known */

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const ACTOR = /^(staff|device|guest):/;
/** Keys by which the program finds its rows; the file has them all. */
const KEYS = /^(ref|id|seq|base|target|match|undone_by|dev_seq|offset_ms|told|told_reason|unit_code)$|_(ref|id|event)$/;
/** Values that have words elsewhere. @type {Record<string, string[]>} */
const WORDS_OF = {
  status: ['office.status'], method: ['office.method'], reason: ['office.reason'], lifted: ['office.reason'], policy: ['office.gates.reentry'],
  resolution: ['office.issues.act'], layout: ['badges.layout', 'invitations.layout'], what: ['privacy.what'], kind: ['guestlist.kind'], why: ['office.quarantine'],
};

/** The word of the office for a field where there is one, else its own name in the file. @param {string} name */
export function fieldName(name) {
  const key = ['privacy.field', 'office.field', 'guestlist.field'].map((domain) => `${domain}.${name}`).find(hasWord);
  return key ? t(key) : name;
}

/** What of a row is a fact about the person. @param {Record<string, unknown>} row @param {string} part @returns {[string, unknown][]} */
export function facts(row, part) {
  return Object.entries(row)
    .map(([name, value]) => /** @type {[string, unknown]} */ ([name, opened(value)]))
    .filter(([name, value]) => (part === 'guest' && name === 'id') || (!KEYS.test(name) && !isNothing(value)));
}

/** @param {unknown} value */
const isNothing = (value) => value === null || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0);

/** Lines of a list and items kept aside are stored as JSON. @param {unknown} value */
function opened(value) {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** @param {string} name @param {unknown} value @param {Known} known @returns {string} */
export function shown(name, value, known) {
  if (typeof value === 'boolean') return t(value ? 'guestlist.yes' : 'guestlist.no');
  if (Array.isArray(value)) return value.map((one) => shown(name, one, known)).join(', ');
  if (typeof value === 'object' && value) {
    return Object.entries(value).filter(([, inner]) => !isNothing(inner)).map(([key, inner]) => `${fieldName(key)}: ${shown(key, inner, known)}`).join(' · ');
  }
  return words(name, String(value), known);
}

/** The part of a list that was handed out. @param {string} detail @param {(id: string) => string | undefined} nameOf a block or delegation */
export function detailWords(detail, nameOf) {
  const [first, last] = [detail.split(' ')[0], detail.split(' ').at(-1)];
  if (first === 'guest') return t('privacy.detail.guest', { id: last });
  const key = [`badges.layout.${detail}`, `invitations.layout.${last === 'png' ? last : first}`, `privacy.detail.${detail}`].find(hasWord);
  return key ? t(key) : nameOf(detail) ?? detail;
}

/** @param {string} name @param {string} value @param {Known} known */
function words(name, value, known) {
  if (INSTANT.test(value)) return `${timeHMS(value)} ${dateDMY(value)}`;
  if (ACTOR.test(value)) return known.get(value) ?? t(`privacy.value.actor.${value.split(':')[0]}`);
  if (name === 'detail') return detailWords(value, (id) => known.get(`category:${id}`) ?? known.get(`delegation:${id}`));
  if (name === 'changed_since') return value.split(' ').map(fieldName).join(', ');
  if (name === 'category' || name === 'delegation') return known.get(`${name}:${value}`) ?? value;
  const key = [`privacy.value.${name}`, ...(WORDS_OF[name] ?? [])].map((domain) => `${domain}.${value}`).find(hasWord);
  return key ? t(key) : value;
}
