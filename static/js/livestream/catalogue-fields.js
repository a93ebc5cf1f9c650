// @ts-check
/** Fields of each kind of row: how they are asked for, and how a value of a form becomes one of the row. */

import { t } from '../core/ui.js';
import { readHour } from './host-times.js';
import { byName, platformName, store } from './catalogue-state.js';

/**
 * @typedef {{name: string, as: 'text' | 'long' | 'day' | 'hour' | 'count' | 'part' | 'tick' | 'choice' | 'several' | 'words' | 'phone',
 *   needed?: boolean, options?: () => Array<[string, string]>, none?: boolean, hint?: string}} Spec
 */

export const MARKS = ['fresh', 'cold', 'supplement', 'cosmetic', 'medicine', 'prescription', 'tobacco', 'machine'];
export const PLATFORMS = ['tiktok', 'shopee', 'lazada', 'facebook', 'youtube', 'restream'];
/** @param {string} prefix @param {string[]} names @returns {() => Array<[string, string]>} */
const worded = (prefix, names) => () => names.map((name) => [name, t(`${prefix}.${name}`)]);
/** @param {string} entity @param {(row: any) => boolean} [fits] @returns {() => Array<[string, string]>} */
const rows = (entity, fits = () => true) => () => byName(store.list(entity).filter(fits)).map((row) => [row.id, row.name]);
/** @returns {Array<[string, string]>} */
export const platforms = () => PLATFORMS.map((one) => [one, platformName(one)]);

/** @type {Record<string, Spec[]>} */
export const SPECS = {
  producer: [
    { name: 'name', as: 'text', needed: true }, { name: 'kind', as: 'choice', options: worded('live.cat.producer_kind', ['enterprise', 'cooperative', 'group', 'household', 'other']) },
    { name: 'tax_code', as: 'text' }, { name: 'commune', as: 'text', hint: 'commune' }, { name: 'address', as: 'text' }, { name: 'contact', as: 'text' },
    { name: 'phone', as: 'phone' }, { name: 'note', as: 'long' },
  ],
  product: [
    { name: 'name', as: 'text', needed: true }, { name: 'producer', as: 'choice', needed: true, options: rows('producer') }, { name: 'industry', as: 'text' },
    { name: 'pack', as: 'text' }, { name: 'price', as: 'count' }, { name: 'live_price', as: 'count' }, { name: 'stock', as: 'count' }, { name: 'alcohol', as: 'part' },
    { name: 'certificate_no', as: 'text' }, { name: 'certificate_from', as: 'day' }, { name: 'certificate_until', as: 'day' }, { name: 'page_url', as: 'text' },
    { name: 'programmes', as: 'words', hint: 'programmes' }, { name: 'marks', as: 'several', options: worded('live.cat.mark', MARKS) }, { name: 'voucher', as: 'tick' }, { name: 'claims', as: 'long' },
  ],
  person: [
    { name: 'name', as: 'text', needed: true }, { name: 'phone', as: 'phone' }, { name: 'home_site', as: 'choice', none: true, options: rows('live_site') },
    { name: 'roles', as: 'several', options: worded('live.cat.person_role', ['host', 'assistant']) },
  ],
  room: [
    { name: 'name', as: 'text', needed: true }, { name: 'kind', as: 'choice', options: worded('live.cat.room_kind', ['room', 'booth']) },
    { name: 'site', as: 'choice', needed: true, options: rows('live_site') }, { name: 'producer', as: 'choice', none: true, options: rows('producer') },
    { name: 'opens', as: 'hour' }, { name: 'closes', as: 'hour' }, { name: 'power', as: 'text' }, { name: 'uplink', as: 'text' },
    { name: 'order', as: 'count' }, { name: 'cold', as: 'tick' }, { name: 'hears_stage', as: 'tick' },
  ],
  channel: [
    { name: 'name', as: 'text', needed: true }, { name: 'platform', as: 'choice', needed: true, options: platforms },
    { name: 'owner', as: 'choice', none: true, options: rows('producer') }, { name: 'url', as: 'text' },
    { name: 'key_holder', as: 'choice', none: true, options: rows('live_person') },
  ],
  kit: [{ name: 'name', as: 'text', needed: true }, { name: 'pieces', as: 'count' }],
  site: [{ name: 'name', as: 'text', needed: true }],
};
/** @type {Record<string, string>} */
export const KIND = { producer: 'producer', product: 'product', live_person: 'person', live_room: 'room', channel: 'channel', live_kit: 'kit', live_site: 'site' };

/** A value of a row as a form shows it. @param {Spec} spec @param {any} value */
export function shownIn(spec, value) {
  if (spec.as === 'phone') return '';
  if (spec.as === 'words') return (value ?? []).join('; ');
  if (spec.as === 'several') return value ?? [];
  if (spec.as === 'tick') return Boolean(value);
  if (spec.as === 'part') return value === null || value === undefined ? '' : String(value).replace('.', ',');
  return value === null || value === undefined ? '' : String(value);
}

/** What stands in the form as a value of the row; undefined: it cannot be read as one. @param {Spec} spec @param {any} text */
export function fieldValue(spec, text) {
  if (spec.as === 'count') {
    const plain = String(text).replace(/[.\s₫đ]/g, '');
    return plain === '' ? (spec.name === 'order' ? 0 : null) : /^\d+$/.test(plain) ? Number(plain) : undefined;
  }
  if (spec.as === 'part') {
    const plain = String(text).trim().replace('%', '').replace(',', '.');
    return plain === '' ? null : Number.isFinite(Number(plain)) ? Number(plain) : undefined;
  }
  if (spec.as === 'hour' && String(text).trim()) return readHour(String(text));
  if (spec.as === 'words') return String(text).split(';').map((one) => one.trim()).filter(Boolean);
  if (spec.as === 'tick') return Boolean(text);
  if (spec.as === 'several') return [...text].sort();
  return String(text).trim();
}
