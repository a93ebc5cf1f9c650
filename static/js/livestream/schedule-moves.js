// @ts-check
/** What a hand does to a slot, as the changes that go to the server. Pure. */

import { MINUTE, snap } from './schedule-layout.js';
import { NONE } from './schedule-grid.js';

/** @typedef {import('./schedule-grid.js').Row} Row @typedef {import('./schedule-grid.js').View} View */
/** @typedef {{starts: number, ends: number, room?: string, host?: string, channel?: string}} Place  where a held slot would stand */
/** `seen`: the version that the hand took. @typedef {{id: string, seen: number, view: View, as: 'move' | 'length', by: 'pointer' | 'keys', from: Place & {column: string}, column: string, starts: number, ends: number}} Held */

export const STEP = 5;
export const BIG_STEP = 15;
/** Shorter is no slot. */
const LEAST = 5 * MINUTE;
/** States in which a slot may be moved; what ran stays where it ran. */
const LOOSE = new Set(['draft', 'requested', 'confirmed', 'ready']);
/** People were told: they must acknowledge again, and the coordinator says why. */
export const FIRM = new Set(['confirmed', 'ready']);

/** @param {Row | undefined} slot */
export const mayMove = (slot) => Boolean(slot && LOOSE.has(slot.state));

/** Take a slot into the hand. @param {Row} slot @param {View} view @param {string} column @param {'move' | 'length'} as @param {'pointer' | 'keys'} by @returns {Held} */
export function take(slot, view, column, as, by) {
  const { id, starts, ends, version } = slot;
  return { id, seen: version ?? 0, view, as, by, from: { starts, ends, column }, column, starts, ends };
}

/** Carried by the mouse or a finger. @param {Held} held @param {{at: number, column: string | null, step?: number}} to `at`: where its begin (or, by its lower edge, its end) would be @returns {Held} */
export function carried(held, { at, column, step = STEP }) {
  const length = held.from.ends - held.from.starts;
  if (held.as === 'length') return { ...held, ends: Math.max(held.starts + LEAST, snap(at, step)) };
  const starts = snap(at, step);
  return { ...held, starts, ends: starts + length, column: column ?? held.column };
}

/** Where the arrows lead. Up and down go by 15 minutes, with Shift by 5; with Alt the end alone; left and right to the next column. @param {Held} held @param {{key: string, shift?: boolean, alt?: boolean}} press @param {string[]} columns @returns {Held | null} null: not one of these keys */
export function nudged(held, { key, shift = false, alt = false }, columns) {
  const way = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[key];
  if (!way) return null;
  if (key === 'ArrowLeft' || key === 'ArrowRight') return { ...held, column: sideways(columns, held.column, way) };
  const by = way * (shift ? STEP : BIG_STEP) * MINUTE;
  if (alt) return { ...held, ends: Math.max(held.starts + LEAST, held.ends + by) };
  return { ...held, starts: held.starts + by, ends: held.ends + by };
}

/** The column beside; nothing is moved into "no place yet". @param {string[]} columns @param {string} from @param {number} way */
function sideways(columns, from, way) {
  const real = columns.filter((id) => id !== NONE);
  const at = real.indexOf(from);
  if (at < 0) return (way > 0 ? real[0] : real.at(-1)) ?? from;
  return real[Math.min(real.length - 1, Math.max(0, at + way))] ?? from;
}

/** @param {Held} held */
export const hasMoved = ({ from, starts, ends, column }) => from.starts !== starts || from.ends !== ends || from.column !== column;

/** The fields of the slot that the hand changes, as the rules read them (ms). @param {Held} held @param {Record<string, any>} session @returns {Record<string, any>} */
export function moveOf(held, session) {
  /** @type {Record<string, any>} */
  const changes = {};
  if (held.starts !== held.from.starts) changes.starts = held.starts;
  if (held.ends !== held.from.ends) changes.ends = held.ends;
  if (held.column !== held.from.column) changes[held.view] = held.view === 'room' && held.column === session.room ? NONE : held.column;
  return changes;
}

/** Instants as the API writes them. @param {Record<string, any>} changes */
export function asBody(changes) {
  const body = { ...changes };
  if (Array.isArray(body.goods)) body.goods = body.goods.map(({ product, pieces, price }) => ({ product, pieces: pieces ?? 0, ...(typeof price === 'number' ? { price } : {}) }));
  for (const field of ['starts', 'ends']) if (typeof body[field] === 'number') body[field] = new Date(body[field]).toISOString();
  return body;
}

/**
 * What differs between a form and the slot: only that is sent, so that two people in two fields do not collide.
 * @param {Row} slot @param {Record<string, any>} form
 */
export function formChanges(slot, form) {
  return Object.fromEntries(Object.entries(form).filter(([field, value]) => JSON.stringify(value ?? null) !== JSON.stringify(slot[field] ?? null)));
}

/** A slot with what a hand or a form would change. @param {Row} slot @param {Record<string, any>} changes @returns {Row} */
export const changed = (slot, changes) => ({ ...slot, ...changes });
