// @ts-check
/** The whole check and that of a few slots, and what stands in the way of an act. Twin of ops/livestream/rules/checking.py and gates.py. */
import { cold, forbidden, lead, limits, promotion, wording } from './rules-goods.js';
import { Index, Seen, inOrder, markOf, prepare } from './rules-index.js';
import { FIRM, NEVER_OVERRIDABLE, OPEN, enough } from './rules-kinds.js';
import { allPairs, crowds, pairsOf } from './rules-pairs.js';
import { bridge, complete, eventHours, identity, onFile, peopleFree, roomHours, stage } from './rules-places.js';
import { held } from './rules-times.js';

/** @typedef {import('./rules-kinds.js').Conflict} Conflict */
/** @typedef {import('./rules-kinds.js').Row} Row */

const ALONE = [eventHours, roomHours, peopleFree, stage, bridge, forbidden, cold, promotion, onFile, identity, limits, lead, wording];

/** What one slot does wrong by itself. What is over is not judged any more. @param {Index} index @param {Seen} one @returns {Generator<Conflict>} */
function* alone(index, one) {
  if (!OPEN.has(one.state)) return;
  yield* complete(index, one);
  if (!one.span) return;
  for (const rule of ALONE) yield* rule(index, one, one.span);
}

/**
 * All conflicts, or those that touch one of `ids`; `moved` {slot id: {field: value}} asks what would be.
 * @param {Row | Index} facts @param {Iterable<string> | null} [ids] @param {Record<string, Row> | null} [moved] @returns {Conflict[]}
 */
export function check(facts, ids = null, moved = null) {
  let index = prepare(facts);
  if (moved) index = index.moved(moved);
  const ones = ids === null ? null : [...ids].map((id) => index.seen.get(id)).filter((one) => one !== undefined);
  return inOrder((ones === null ? everything(index) : touching(index, ones)).values(), index.seen);
}

/** Every rule over every slot. @param {Index} index */
function everything(index) {
  /** @type {Map<string, Conflict>} */
  const found = new Map();
  for (const one of index.seen.values()) for (const row of alone(index, one)) found.set(row.key, row);
  for (const row of allPairs(index)) found.set(row.key, row);
  for (const row of crowds(index, null)) found.set(row.key, row);
  return found;
}

/** Every rule over some slots and those they meet. @param {Index} index @param {Seen[]} ones */
function touching(index, ones) {
  /** @type {Map<string, Conflict>} */
  const found = new Map();
  const wanted = new Set(ones.map((one) => one.id));
  for (const one of ones) {
    for (const row of alone(index, one)) found.set(row.key, row);
    for (const row of pairsOf(index, one)) found.set(row.key, row);
  }
  for (const row of crowds(index, ones)) if (row.slots.some((id) => wanted.has(id))) found.set(row.key, row);
  return found;
}

/** act: the levels of `stops` in its way, are live slots seen as planned? @type {Record<string, [string[], boolean]>} */
const ACTS = {
  confirm: [['confirm', 'ack'], false], move: [['confirm', 'ack'], false], extend: [['confirm'], false], reopen: [['confirm'], false],
  ready: [['confirm', 'ready'], true], go_live: [['confirm', 'ready'], true],
};

/**
 * The conflicts that an act would have to answer for. A draft stops nobody, nor does what has ended.
 * @param {Row | Index} facts @param {string} slotId @param {string} forWhat @param {Record<string, Row> | null} [moved] @returns {Conflict[]}
 */
export function gate(facts, slotId, forWhat, moved = null) {
  let index = prepare(facts);
  if (moved) index = index.moved(moved);
  const [stops, planned] = ACTS[forWhat];
  const around = firmAround(index, /** @type {Seen} */ (index.seen.get(slotId)), planned);
  return check(around, [slotId]).filter((row) => stops.includes(row.stops) && !answered(row, around));
}

/** The slot, and the firm slots that want anything of what it wants. @param {Index} index @param {Seen} one @param {boolean} planned */
function firmAround(index, one, planned) {
  /** @type {Map<string, Seen>} */
  const others = new Map();
  for (const [kind, name] of one.resources()) for (const other of index.of(kind, name)) if (FIRM.has(other.state)) others.set(other.id, other);
  others.delete(one.id);
  const seen = [...others.values()].map((other) => (planned && other.state === 'live' ? new Seen(index.facts, other.slot, held(other.slot, index.now, true)) : other));
  return new Index(index.facts, [one, ...seen], index);
}

/** Was it overridden with a reason (a warning: or acknowledged) for exactly this state of its slots? @param {Conflict} conflict @param {Index} around */
function answered(conflict, around) {
  if (NEVER_OVERRIDABLE.has(conflict.kind)) return false;
  const carriers = conflict.slots.map((id) => around.seen.get(id)?.slot ?? {});
  const mine = (/** @type {Row} */ row) => names(conflict, row);
  if (carriers.some((slot) => (slot.overrides ?? []).some((/** @type {Row} */ row) => mine(row) && enough(row.reason)))) return true;
  return conflict.level !== 'block' && carriers.some((slot) => (slot.acks ?? []).some(mine));
}

/** Is this the conflict that an override or ack is about? A name under a crowd holds for fewer of the same, each as it was. @param {{kind: string, with: string}} conflict @param {Row} row */
export function names(conflict, row) {
  if (row.kind !== conflict.kind || !row.with) return false;
  const [signed, found] = [parts(row.with), parts(conflict.with)];
  return signed.about === found.about && [...found.marks].every(([id, mark]) => signed.marks.get(id) === mark);
}

/** What a `with` is about, and the mark of each of its slots. @param {string} text */
function parts(text) {
  const at = text.lastIndexOf('#');
  const [kind, ids = '', ...tail] = text.slice(0, Math.max(at, 0)).split('|');
  const slots = ids.split(',');
  const found = text.slice(at + 1).split('.');
  return { about: [kind, tail.join('|'), ...found.slice(slots.length)].join('\n'), marks: new Map(slots.map((id, place) => [id, found[place] ?? ''])) };
}

/** What is left of overrides and acks: everything while time, people and goods are the same, else nothing. @param {Row} before @param {Row} after */
export function overridesAlive(before, after) {
  const same = markOf(before) === markOf(after);
  return { overrides: same ? [...(after.overrides ?? [])] : [], acks: same ? [...(after.acks ?? [])] : [] };
}
