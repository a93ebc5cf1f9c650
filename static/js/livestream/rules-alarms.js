// @ts-check
/** What should ring, and where a slot could stand. Twin of ops/livestream/rules/alarms.py and cells.py. */
import { check } from './rules-check.js';
import { prepare } from './rules-index.js';
import { byText } from './rules-kinds.js';
import { DAY, MINUTE, instantOf } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Row} Row */
/** @typedef {import('./rules-index.js').Index} Index */

const NOT_READY = 10 * MINUTE;
const LATE = 5 * MINUTE;
const NO_SHOW = 15 * MINUTE;
const QUARTER = 15 * MINUTE;

/** Every alarm of a slot in its state, gravest first: [from, until, kind]. A reported delay is waited for. @param {Row} slot @returns {[number, number, string][]} */
function rings(slot) {
  const { state, starts = null, ends = null } = slot;
  if (starts === null || ends === null) return [];
  if (state === 'live') return [[ends, Infinity, 'overrun']];
  if (state !== 'confirmed' && state !== 'ready') return [];
  const told = (slot.late_min || 0) * MINUTE;
  /** @type {[number, number, string][]} */
  const found = [[ends, Infinity, 'auto_no_show'], [starts + Math.max(NO_SHOW, told), ends, 'propose_no_show'], [starts + Math.max(LATE, told), ends, 'late']];
  if (state === 'confirmed') found.push([starts - NOT_READY, ends, 'not_ready']);
  return found;
}

/** What rings now, gravest first. @param {Row} slot @param {number} now @returns {string[]} */
export const alarms = (slot, now) => rings(slot).filter(([start, until]) => start <= now && now < until).map(([, , kind]) => kind);

/** The next instant at which an alarm begins to ring. @param {Iterable<Row> | Record<string, Row>} slots @param {number} now @returns {number | null} */
export function nextAlarm(slots, now) {
  const rows = Symbol.iterator in slots ? [.../** @type {Iterable<Row>} */ (slots)] : Object.values(slots);
  const starts = rows.flatMap(rings).filter(([start, until]) => now < start && start < until).map(([start]) => start);
  return starts.length ? Math.min(...starts) : null;
}

/**
 * Every quarter of an hour of the local day, still to come, without a block; with the warnings it brings.
 * @param {Row | Index} facts @param {Row} slot @param {string} day @returns {{starts: number, ends: number, warnings: string[]}[]}
 */
export function freeCells(facts, slot, day) {
  const index = prepare(facts);
  const length = slot.ends - slot.starts;
  const begin = instantOf(day, index.offset);
  const found = [];
  for (let starts = begin; starts < begin + DAY; starts += QUARTER) {
    if (starts < index.now || !(length > 0)) continue;
    // Asked as a draft: it is not there yet, so nothing of it is on air and lead times count.
    const there = { ...slot, starts, ends: starts + length, state: 'draft', actual_start: null };
    const rows = check(index, [slot.id], { [slot.id]: there });
    if (rows.some((row) => row.stops === 'confirm')) continue;
    const warnings = [...new Set(rows.filter((row) => row.stops === 'ack').map((row) => row.kind))].sort(byText);
    found.push({ starts, ends: starts + length, warnings });
  }
  return found;
}
