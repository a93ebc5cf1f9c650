// Blanks of the MC's words, filled from reception: {{ho_ten}} and its like from who stands first of the unit that the
// sentence names, {{danh_sach…}} from the introductions. What nobody can fill stays a blank, for it must be seen. Pure.

import { arrange, reading } from '../protocol/order.js';

/**
 * @typedef {import('../protocol/order.js').Person} Person
 * @typedef {import('../protocol/order.js').Guest} Guest
 * @typedef {{people: Person[], blocks: import('../protocol/order.js').Block[], guests: Map<string, Guest>, units: Map<string, string>, frozen: boolean}} Known
 *   `units`: the folded unit of a guest, by id
 * @typedef {{text: string, blank: boolean, person?: Person, list?: Person[], words?: string[]}} Part `words`: how the others of a list are greeted together
 */

const BLANK = /\{\{([^{}]+)\}\}/g;
const WHOLE = ['introductions', 'danh_sach', 'danh_sach_dai_bieu', 'gioi_thieu', 'gioi_thieu_dai_bieu'];
const SOME = /^(?:introductions|danh_sach|gioi_thieu)_(.+)$/;
/** @type {Record<string, (guest: Guest) => string>} */
const OF_ONE = {
  ong_ba: (guest) => guest.honorific, ho_ten: (guest) => guest.name, chuc_vu: (guest) => guest.title, don_vi: (guest) => guest.unit,
  honorific: (guest) => guest.honorific, name: (guest) => guest.name, title: (guest) => guest.title, unit: (guest) => guest.unit,
};

/** so_cong_thuong from "Sở Công Thương" @param {string} text */
export const fold = (text) => text.toLowerCase().replaceAll('đ', 'd').normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '');

/**
 * Who may be named, in the order of the introductions: as they were frozen, with who came since; before that, as they stand.
 * @param {any[]} categories @param {any[]} guests @param {any[]} freezes @returns {Known}
 */
export function knownPeople(categories, guests, freezes) {
  const live = arrange(categories, guests);
  const newest = freezes.reduce((last, one) => (!last || one.version > last.version ? one : last), null);
  const blocks = newest ? reading(newest.blocks, live).map((one) => ({ ...one, people: [...one.people, ...one.since] })) : live;
  const people = blocks.flatMap((one) => one.people);
  const known = new Map(guests.map((one) => [one.id, one]));
  const units = new Map(people.map((one) => [one.id, unitKey(known.get(one.id))]));
  return { blocks, people, guests: known, units, frozen: newest !== null };
}

/** The words that follow a blank and may name its unit: to the end of the sentence. @param {string} text @param {number} from */
function restOfSentence(text, from) {
  const rest = text.slice(from).replace(/\{\{(?:ong_ba|ho_ten|chuc_vu|honorific|name|title)\}\}/g, ' ');
  return rest.split(/[.;\n](?:\s|$)|\{\{/)[0] ?? '';
}

/** A unit is meant by what stands before its first comma. @param {Guest | undefined} guest */
const unitKey = (guest) => fold((guest?.unit ?? '').split(',')[0] ?? '');

/** The first one of the unit that a sentence names. @param {string} words @param {Known} known @returns {Person | null} */
export function firstOf(words, known) {
  const said = `_${fold(words)}_`;
  const named = known.people.map((one) => ({ one, key: known.units.get(one.id) ?? '' })).filter(({ key }) => key && said.includes(`_${key}_`));
  const longest = Math.max(0, ...named.map(({ key }) => key.length));
  return named.find(({ key }) => key.length === longest)?.one ?? null;
}

/** A part of the introductions: a block by its id or name, else whose unit begins so. @param {string} key @param {Known} known */
function listOf(key, known) {
  if (WHOLE.includes(key)) return known.blocks;
  const wanted = SOME.exec(key)?.[1];
  if (!wanted) return [];
  const block = known.blocks.filter((one) => [fold(one.id), fold(one.name)].includes(wanted));
  if (block.length) return block;
  const people = known.people.filter((one) => `${known.units.get(one.id) ?? ''}_`.startsWith(`${wanted}_`));
  return people.length ? [{ people, together: '' }] : [];
}

/**
 * @param {string} key folded name of a blank @param {string} rest the sentence behind it @param {Known | null} known @param {string} now 18:40
 * @returns {Part | null} null: nobody can say
 */
function filled(key, rest, known, now) {
  if (key === 'gio' || key === 'time') return { text: now, blank: false };
  if (!known) return null;
  const field = OF_ONE[key];
  if (field) {
    const person = firstOf(rest, known);
    const guest = person && known.guests.get(person.id);
    const text = guest ? field(guest) : '';
    return person && text ? { text, blank: false, person } : null;
  }
  const blocks = listOf(key, known);
  const list = blocks.flatMap((one) => one.people);
  const words = blocks.map((one) => one.together).filter(Boolean);
  return list.length || words.length ? { text: '', blank: false, list, words } : null;
}

/**
 * Words with their blanks filled as far as they can be.
 * @param {string} text @param {Known | null} known @param {string} now @returns {Part[]}
 */
export function fill(text, known, now) {
  /** @type {Part[]} */
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(BLANK)) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index), blank: false });
    from = found.index + found[0].length;
    const key = fold(found[1] ?? '');
    parts.push(filled(key, restOfSentence(text, from), known, now) ?? { text: key, blank: true });
  }
  if (from < text.length) parts.push({ text: text.slice(from), blank: false });
  return parts;
}

/** Who is named in a text, each once, in the order of its words. @param {string} text @param {Known | null} known */
export function peopleIn(text, known) {
  const all = fill(text, known, '').flatMap((one) => one.list ?? (one.person ? [one.person] : []));
  return all.filter((one, place) => all.findIndex((other) => other.id === one.id) === place);
}

/** Syllables, as they are counted for a pace of reading. @param {string} text */
export const syllables = (text) => text.split(/\s+/).filter(Boolean).length;
