// @ts-check
/**
 * The door's decisions, as pure functions: who may pass, and what a guest's attempts add up to. The twin of
 * ops/checkin/rules.py; tests/vectors/scan_rules.json holds both to the same answers.
 * What only the server decides (undo, the time of a scan, missing numbers) is only there.
 * Instants are whole milliseconds since the epoch (UTC). Nothing here reads a clock or a store.
 */

/** @import { Attempt, Base, GateFacts, GuestFacts, Judged, Presence, ScanFacts, Standing } from './types.js' */

/** @type {ReadonlySet<string>} */
export const ADMITTED = new Set(["ok", "reentry", "multiple", "override", "exit", "exit_unmatched", "exit_unknown"]);
/** @type {ReadonlySet<string>} */
export const REFUSED = new Set(["unknown", "wrong_event", "revoked_code", "not_approved", "cancelled", "blocked", "not_confirmed", "wrong_gate", "too_early", "too_late", "already_in", "no_reentry", "refused_at_desk"]);
// The checks run from grave to light, so whoever may lift the first refusal may lift all that follow it.
/** @type {ReadonlySet<string>} */
export const DESK_MAY_OVERRIDE = new Set(["not_confirmed", "wrong_gate", "too_early", "too_late", "already_in", "no_reentry"]);
/** @type {ReadonlySet<string>} */
export const SUPERVISOR_MAY_OVERRIDE = new Set([...DESK_MAY_OVERRIDE, "revoked_code", "not_approved", "cancelled", "blocked"]);
export const UNDO_WITHIN_MS = 60_000;

/** @type {Readonly<Presence>} */
export const NOBODY = Object.freeze({
  inside: false,
  entries: 0,
  first_in: null,
  last_in: null,
  last_out: null,
  extra: 0,
});

/**
 * Every rule that needs no history. Presence is `settle`'s business.
 * @param {GuestFacts | null} guest @param {GateFacts} gate @param {ScanFacts} scan @param {boolean} [knownElsewhere] @returns {Base}
 */
export function decideBase(guest, gate, scan, knownElsewhere = false) {
  const attention = guest?.attention ?? false;
  const plain = { override: false, override_refused: false, attention, lifted: null };
  if (scan.direction === "out") return { ...plain, reason: guest ? "exit" : "exit_unknown" };
  const refusal = findRefusal(guest, gate, scan.at, knownElsewhere);
  if (refusal === null) return { ...plain, reason: "ok" };
  if (scan.override && mayLift(refusal, gate.desk_override, scan.supervisor)) {
    return { ...plain, reason: "override", override: true, lifted: refusal };
  }
  return { ...plain, reason: refusal, override_refused: scan.override };
}

/**
 * The first reason, in the order of docs/api.md, why this entry may not be. Windows are [opens, closes).
 * @param {GuestFacts | null} guest @param {GateFacts} gate @param {number} at @param {boolean} knownElsewhere @returns {string | null}
 */
export function findRefusal(guest, gate, at, knownElsewhere) {
  if (guest === null) return knownElsewhere ? "wrong_event" : "unknown";
  if (guest.code_revoked) return "revoked_code";
  if (guest.unapproved) return "not_approved";
  if (guest.status === "cancelled") return "cancelled";
  if (guest.blocked) return "blocked";
  if (gate.needs_confirmation && guest.status !== "confirmed") return "not_confirmed";
  if (gate.categories.length > 0 && !gate.categories.includes(guest.category)) return "wrong_gate";
  if (gate.opens_at !== null && at < gate.opens_at) return "too_early";
  if (gate.closes_at !== null && at >= gate.closes_at) return "too_late";
  return null;
}

/**
 * Whether this authority may set that refusal aside. Also answers for presence (`already_in`, `no_reentry`).
 * @param {string} reason @param {boolean} deskOverride @param {boolean} supervisor @returns {boolean}
 */
export function mayLift(reason, deskOverride, supervisor) {
  if (supervisor) return SUPERVISOR_MAY_OVERRIDE.has(reason);
  return deskOverride && DESK_MAY_OVERRIDE.has(reason);
}

/**
 * Whom an invitation lets in. Whoever shows the one of somebody who sent a deputy is that deputy.
 * `told` is whom the tablet named to the person at the door; that holds, whatever was heard since. An invited person
 * who came after all, before the deputy, is not turned into the deputy by the next scan.
 * @param {string} holder @param {string | null} standIn @param {boolean} beenIn @param {string | null} told @returns {string}
 */
export function whoEnters(holder, standIn, beenIn, told) {
  if (told !== null) return told;
  return standIn !== null && !beenIn ? standIn : holder;
}

/**
 * What all attempts of one guest come to, in the order they happened. Upload order plays no part.
 * `before` is what is known without its attempts: a tablet has the server's row, not the history behind it.
 * @param {Iterable<Attempt>} attempts @param {Presence} [before] @returns {[Record<string, Standing>, Presence]} standings by ref
 */
export function settle(attempts, before = NOBODY) {
  /** @type {Record<string, Standing>} */
  const standings = {};
  let presence = before;
  for (const attempt of [...attempts].sort(byWhen)) {
    [standings[attempt.ref], presence] = judge(attempt, presence);
  }
  return [standings, presence];
}

/** @param {Attempt} a @param {Attempt} b */
function byWhen(a, b) {
  return (
    a.at - b.at || order(a.device, b.device) || a.dev_seq - b.dev_seq || order(a.ref, b.ref)
  );
}

/** @param {string} a @param {string} b */
function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {Attempt} attempt @param {Presence} before @returns {Judged} */
function judge(attempt, before) {
  const { ref } = attempt;
  if (attempt.undone) {
    return [{ ref, admit: false, reason: "undone", state: "undone", first: null }, before];
  }
  if (attempt.direction === "out") return leave(attempt, before);
  const reason = REFUSED.has(attempt.base) ? attempt.base : presenceReason(attempt, before);
  if (attempt.told === false) return turnAway(attempt, before, reason);
  const first = collision(reason, before);
  // A supervisor found out that nobody went in: that holds whatever comes later.
  if (attempt.resolution === "not_admitted") {
    return [{ ref, admit: false, reason, state: "resolved", first }, before];
  }
  if (ADMITTED.has(reason)) {
    return [{ ref, admit: true, reason, state: "counted", first: null }, enter(attempt, before)];
  }
  if (attempt.told === null) return [{ ref, admit: false, reason, state: "refused", first }, before];
  return REFUSED.has(attempt.base) ? dispute(attempt, before) : conflict(attempt, before, reason);
}

/**
 * An exit is never refused, whatever a tablet claims to have said.
 * @param {Attempt} attempt @param {Presence} before @returns {Judged}
 */
function leave({ ref }, before) {
  const standing = { ref, admit: true, state: "counted", first: null };
  if (!before.inside) return [{ ...standing, reason: "exit_unmatched" }, before];
  return [{ ...standing, reason: "exit" }, { ...before, inside: false, last_out: ref }];
}

/** @param {Attempt} attempt @param {Presence} before @returns {string} */
function presenceReason(attempt, before) {
  const usual = usualReason(attempt, before);
  return attempt.override && REFUSED.has(usual) ? "override" : usual;
}

/** @param {Attempt} attempt @param {Presence} before @returns {string} */
function usualReason({ policy, base }, before) {
  if (before.inside) return policy === "multiple" ? "multiple" : "already_in";
  if (before.entries > 0) return policy === "once" ? "no_reentry" : "reentry";
  return base === "override" ? "override" : "ok";
}

/** @param {string} reason @param {Presence} before @returns {string | null} */
function collision(reason, before) {
  return reason === "already_in" || reason === "no_reentry" ? before.last_in : null;
}

/** @param {Attempt} attempt @param {Presence} before @returns {Presence} */
function enter({ ref }, before) {
  const first_in = before.first_in ?? ref;
  return { ...before, inside: true, entries: before.entries + 1, first_in, last_in: ref };
}

/**
 * The person was sent away; that the rules would have let them in changes nothing about where they stand.
 * @param {Attempt} attempt @param {Presence} before @param {string} found @returns {Judged}
 */
function turnAway({ ref }, before, found) {
  const reason = REFUSED.has(found) ? found : "refused_at_desk";
  return [{ ref, admit: false, reason, state: "refused", first: collision(reason, before) }, before];
}

/**
 * A tablet let in somebody the rules refuse. They are inside, so they count until a supervisor says otherwise.
 * @param {Attempt} attempt @param {Presence} before @returns {Judged}
 */
function dispute(attempt, before) {
  const { ref, base, resolution } = attempt;
  const first = before.inside ? before.last_in : null;
  const state = resolution ? "resolved" : "disputed";
  const standing = { ref, admit: true, reason: base, state, first };
  if (resolution === "same_person") return [standing, before];
  return [standing, before.inside ? countExtra(attempt, before) : enter(attempt, before)];
}

/**
 * Two tablets let in one guest: the earlier entry counts, this one waits for a supervisor.
 * @param {Attempt} attempt @param {Presence} before @param {string} reason @returns {Judged}
 */
function conflict(attempt, before, reason) {
  const state = attempt.resolution ? "resolved" : "conflict";
  const first = collision(reason, before);
  return [{ ref: attempt.ref, admit: true, reason, state, first }, countExtra(attempt, before)];
}

/** @param {Attempt} attempt @param {Presence} before @returns {Presence} */
function countExtra({ resolution }, before) {
  return resolution === "two_people" ? { ...before, extra: before.extra + 1 } : before;
}
