// What this tablet may know about a guest, put into the form that the shared rules take, and their answer read back.
// Pure: rows, unsent entries and an instant in, a verdict out.

import { ADMITTED, decideBase, mayLift, settle } from './rules.js';

/** @typedef {import('../core/store.js').Row} Row */
/** @typedef {import('../core/outbox.js').Entry} Entry */
/** @typedef {import('./types.js').Attempt} Attempt */
/** @typedef {{ at: number | string, gate: string, device: string, by: string }} First */
/**
 * @typedef {{ row: Row | null, revoked: boolean, gate: Row | null, at: number, direction: 'in' | 'out', override: boolean,
 *   supervisor: boolean, entries: Entry[], here: { gate: string, device: string } }} Question
 */
/**
 * @typedef {{ admit: boolean, reason: string, base: string, policy: string, lifted: string | null, attention: boolean,
 *   first: First | null, mayOverride: boolean }} Verdict
 */

const FROM_ROW = 'row';
const OWN = 'own';
/** A tablet without a gate decides by the person alone; the server knows more and speaks later. */
const NO_GATE = { id: '', categories: [], opens_at: null, closes_at: null, reentry: 'after_exit', needs_confirmation: false, desk_override: false };

/** @param {string | number | null | undefined} at */
const ms = (at) => (at === null || at === undefined ? null : new Date(at).getTime());

/** @param {Row | null} row @returns {import('./types.js').GateFacts} */
export function gateFacts(row) {
  if (!row) return NO_GATE;
  return {
    id: row.id, categories: row.categories ?? [], opens_at: ms(row.opens_at), closes_at: ms(row.closes_at),
    reentry: row.reentry ?? 'once', needs_confirmation: Boolean(row.needs_confirmation), desk_override: Boolean(row.desk_override),
  };
}

/** @param {Row} row @param {boolean} revoked @returns {import('./types.js').GuestFacts} */
export function guestFacts(row, revoked) {
  return {
    id: row.id, category: row.category ?? '', status: row.status ?? 'invited', blocked: Boolean(row.blocked),
    attention: Boolean(row.attention), code_revoked: revoked, unapproved: row.approval === 'pending' || row.approval === 'refused',
  };
}

/** @param {Partial<Attempt> & { ref: string, at: number, direction: string }} some @returns {Attempt} */
const attempt = (some) => ({ device: '', dev_seq: 0, base: 'ok', policy: 'multiple', told: null, override: false, undone: false, resolution: null, ...some });

/**
 * The server's row as attempts: how often somebody was in before does not matter, only whether, and whether still.
 * @param {Row} row @returns {Attempt[]}
 */
function attemptsOfRow(row) {
  if (!row.inside && !row.entries) return [];
  const came = ms(row.in_at) ?? 0;
  const entry = attempt({ ref: FROM_ROW, at: came, direction: 'in' });
  return row.inside ? [entry] : [entry, attempt({ ref: `${FROM_ROW}-out`, at: Math.max(ms(row.out_at) ?? 0, came + 1), direction: 'out' })];
}

/** @param {Entry} entry @param {Set<string>} undone @returns {Attempt} */
function attemptOfEntry({ ref, n, item, about }, undone) {
  return attempt({
    ref, at: Date.parse(item.device_at) + (item.offset_ms ?? 0), device: OWN, dev_seq: n, direction: item.direction,
    base: about.base, policy: about.policy, told: item.told?.admit ?? null, override: item.override !== null, undone: undone.has(ref),
  });
}

/**
 * What was done here and is not yet in the server's row, undone scans of the server's row included.
 * @param {Row} row @param {Entry[]} entries @returns {{ row: Row, own: Attempt[] }}
 */
function ownPart(row, entries) {
  const mine = entries.filter((entry) => entry.about.guest === row.id);
  const undos = mine.filter((entry) => entry.item.type === 'undo');
  const targets = new Set(undos.map((entry) => entry.item.target));
  const scans = mine.filter((entry) => entry.item.type === 'scan');
  const waiting = new Set(scans.map((entry) => entry.ref));
  const late = undos.find((entry) => !waiting.has(entry.item.target));
  return { row: late ? takenBack(row, late.about.direction) : row, own: scans.map((entry) => attemptOfEntry(entry, targets)) };
}

/** @param {Row} row @param {string} direction @returns {Row} */
function takenBack(row, direction) {
  if (direction === 'out') return { ...row, inside: true };
  return { ...row, inside: false, entries: Math.max(0, (row.entries ?? 1) - 1), in_at: null };
}

/**
 * Where a guest stands as far as this tablet knows: the server's row and what still waits here.
 * @param {Row} row @param {Entry[]} entries @returns {{ inside: boolean, entries: number, at: number | null }}
 */
export function standing(row, entries) {
  const known = ownPart(row, entries);
  if (known.own.length === 0) return { inside: Boolean(known.row.inside), entries: known.row.entries ?? 0, at: ms(known.row.in_at) };
  const [, presence] = settle([...attemptsOfRow(known.row), ...known.own]);
  const last = known.own.find((one) => one.ref === presence.last_in);
  return { inside: presence.inside, entries: presence.entries, at: last?.at ?? ms(known.row.in_at) };
}

/** The verdict of this tablet alone. @param {Question} asked @returns {Verdict} */
export function decideHere(asked) {
  const { row, revoked, at, direction, override, supervisor } = asked;
  const gate = gateFacts(asked.gate);
  const base = decideBase(row && guestFacts(row, revoked), gate, { at, direction, override, supervisor });
  const common = { base: base.reason, policy: gate.reentry, lifted: base.lifted, attention: base.attention };
  const liftsPresence = override && mayLift('already_in', gate.desk_override, supervisor);
  const { reason, admit, first } = row ? withPresence(asked, row, base.reason, gate.reentry, liftsPresence) : { reason: base.reason, admit: ADMITTED.has(base.reason), first: null };
  return { ...common, admit, reason, first, mayOverride: !admit && mayLift(reason, gate.desk_override, supervisor) };
}

/**
 * @param {Question} asked @param {Row} row @param {string} base @param {string} policy @param {boolean} override
 * @returns {{ reason: string, admit: boolean, first: First | null }}
 */
function withPresence(asked, row, base, policy, override) {
  const known = ownPart(row, asked.entries);
  const before = [...attemptsOfRow(known.row), ...known.own];
  // A clock that is behind must not put this scan before what is already known to have happened.
  const at = Math.max(asked.at, ...before.map((one) => one.at + 1));
  const now = attempt({ ref: 'now', at, device: OWN, dev_seq: Infinity, direction: asked.direction, base, policy, override });
  const [standings] = settle([...before, now]);
  const { reason, admit, first } = standings.now;
  return { reason, admit, first: first ? firstOf(first, known.row, asked) : null };
}

/** @param {string} ref @param {Row} row @param {Question} asked @returns {First | null} */
function firstOf(ref, row, { entries, here }) {
  if (ref === FROM_ROW) return { at: row.in_at, gate: row.in_gate ?? '', device: row.in_device ?? '', by: row.in_by ?? '' };
  const entry = entries.find((one) => one.ref === ref);
  if (!entry) return null;
  return { at: Date.parse(entry.item.device_at) + (entry.item.offset_ms ?? 0), gate: here.gate, device: here.device, by: entry.item.operator ?? '' };
}
