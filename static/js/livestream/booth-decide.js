// What this phone decides alone, by the rules that the server has as well: whether an act goes, and what it makes of the slot.

import { lang } from '../core/words.js';
import { freeCells, gate, paramsOf, step } from './rules.js';

/** @typedef {import('./booth-slots.js').Slot} Slot */
/** @typedef {Record<string, any>} Facts */
/** @typedef {{ok: true, already: boolean, set: Record<string, any>} | {ok: false, code: string, more: Record<string, any>}} Verdict */
/** @typedef {{key: string, kind: string, params: Record<string, any>, fix: string, owner: string}} Line what stands in the way, and whose it is */

/** What only the run sheet does with a slot that is a row of it: one start, one record. */
const BY_THE_STAGE = new Set(['go_live', 'undo_live', 'end', 'reopen']);
const DAY_MS = 86_400_000;
const CELLS_SHOWN = 8;
const NEAR_MS = 8 * 3600_000;

/** What was asked of the same facts before: the page is drawn each second, the answer holds for a minute. @type {WeakMap<Facts, Map<string, any>>} */
const asked = new WeakMap();

/** @template T @param {Facts} facts @param {string} key @param {() => T} answer @returns {T} */
function once(facts, key, answer) {
  const known = asked.get(facts) ?? new Map();
  asked.set(facts, known);
  if (!known.has(key)) known.set(key, answer());
  return known.get(key);
}

/** @param {{id: string, post?: string | null}} device */
export const actorOf = ({ id, post }) => ({ id: `device:${id}`, roles: ['booth'], rooms: post ? [post] : [], persons: [], producers: [] });

/** The slots that an act on this one can meet: those on air, and those within hours of it. A week of them is read in vain on a slow phone. @param {Facts} facts @param {Slot} slot @param {number} now @returns {Facts} */
function around(facts, slot, now) {
  const near = Object.entries(facts.slots).filter(([id, one]) => id === slot.id || one.state === 'live' || (one.ends + NEAR_MS > slot.starts && one.starts < slot.ends + NEAR_MS));
  return { ...facts, now, slots: Object.fromEntries(near) };
}

/** @param {Facts} facts @param {Slot} slot @param {string} action @param {{id: string, post?: string | null}} device @param {number} at @param {Record<string, any>} [more] @returns {Verdict} */
export function decide(facts, slot, action, device, at, more = {}) {
  const row = slot.sheet_row && BY_THE_STAGE.has(action) && facts.stage_rows.find((/** @type {any} */ one) => one.id === slot.sheet_row);
  if (row) return { ok: false, code: 'on_stage', more: { row: row.id, title: row.title } };
  const told = step(slot, action, actorOf(device), at, /** @type {any} */ (around(facts, slot, at)), more);
  if (!told.ok) return { ok: false, code: told.refused, more: told.more ?? {} };
  return { ok: true, already: Boolean(told.already), set: told.changes ?? {} };
}

/** @param {Facts} facts @param {any} conflict */
function ownerOf(facts, { fix, resource }, slot = /** @type {Slot | null} */ (null)) {
  if (fix === 'verify_person') return facts.persons[resource?.id]?.name ?? '';
  if (fix !== 'fetch_paper' && fix !== 'drop_goods') return '';
  const producer = resource?.kind === 'product' ? facts.products[resource.id]?.producer : resource?.kind === 'producer' ? resource.id : (facts.sessions[slot?.session ?? '']?.producers ?? [])[0];
  return facts.producers[producer]?.name ?? '';
}

/** What keeps a slot from being ready, one line each, with who can mend it. @param {Facts} facts @param {Slot} slot @param {number} now @returns {Line[]} */
export const inTheWay = (facts, slot, now) => once(facts, `gate ${slot.id} ${now}`, () => {
  const then = around(facts, slot, now);
  return gate(/** @type {any} */ (then), slot.id, 'ready').map((one) => ({ key: one.key, kind: one.kind, params: paramsOf(one, /** @type {any} */ (then), lang()), fix: one.fix, owner: ownerOf(facts, one, slot) }));
});

/** What a person looks at with their own eyes before going on air; a price only where there are goods. @param {Slot} slot */
export const ticksOf = (slot) => ['sign', ...(slot.goods?.length ? ['price'] : []), 'channel'];

/** @param {Slot} slot */
export const unticked = (slot) => ticksOf(slot).filter((one) => !slot.ticks?.[one]);

/** Local date of an instant. @param {number} at @param {number} offsetMin */
export const dayOf = (at, offsetMin) => new Date(at + offsetMin * 60_000).toISOString().slice(0, 10);

/**
 * Free cells near a slot, the nearest first: today's and the next day's that lie ahead and have no block.
 * @param {Facts} facts @param {Slot} slot @param {number} now
 * @returns {{starts: number, ends: number, warnings: string[]}[]}
 */
export const cellsNear = (facts, slot, now) => once(facts, `cells ${slot.id} ${now}`, () => findCells({ ...facts, now }, slot, now));

/** The slot's own day first; the next only when that has too few. @param {Facts} facts @param {Slot} slot @param {number} now */
function findCells(facts, slot, now) {
  /** @type {{starts: number, ends: number, warnings: string[]}[]} */
  let free = [];
  for (const at of [slot.starts, slot.starts + DAY_MS]) {
    if (free.length < CELLS_SHOWN * 2) free = [...free, ...freeCells(/** @type {any} */ (facts), slot, dayOf(at, facts.offset_min)).filter((one) => one.starts > now && one.starts !== slot.starts)];
  }
  const near = (/** @type {{starts: number}} */ one) => Math.abs(one.starts - slot.starts);
  return spread(free.sort((a, b) => near(a) - near(b) || a.starts - b.starts)).slice(0, CELLS_SHOWN).sort((a, b) => a.starts - b.starts);
}

/** Not four times the same hour: of what begins within half an hour of another only the nearer. @param {{starts: number, ends: number, warnings: string[]}[]} cells */
function spread(cells) {
  /** @type {typeof cells} */
  const kept = [];
  for (const one of cells) if (kept.every((other) => Math.abs(other.starts - one.starts) >= 30 * 60_000)) kept.push(one);
  return kept;
}
