// @ts-check
/** The life of a cue, at the hub and at a site: the twin of ops/bridge/rules/cues.py (its docstrings say what holds). */

/** @typedef {"sent" | "armed" | "fired" | "late" | "missed" | "cancelled"} CueState */
/** @typedef {{ state: CueState, received_at?: number | null, late_by?: number | null, fired_at?: number | null, err?: number | null }} Said */
/**
 * @typedef {object} Cue
 * @property {string} id
 * @property {number} seq
 * @property {"standby" | "on_air" | "out" | "off" | "cancel"} kind
 * @property {string} of
 * @property {number} fire_at  hub ms
 * @property {number} ttl  ms
 * @property {number} sent_at
 * @property {Record<string, Said>} sites
 */

export const TIMED = ["on_air", "out"];
export const OVER = ["fired", "late", "missed", "cancelled"];
const DELIVERIES = 200;
/** Without a heartbeat for so long a line counts as lost. */
export const STALE_MS = 1_500;

/** What a site does with a cue that has just come in.
 * @param {Cue} cue @param {number} now @param {Record<string, CueState>} known @returns {[CueState, number]} state, ms late */
export function receive(cue, now, known) {
  if (cue.id in known) return [known[cue.id], 0];
  const late = now - cue.fire_at;
  if (!TIMED.includes(cue.kind)) return ["fired", Math.max(0, late)];
  if (late < 0) return ["armed", 0];
  return [late <= cue.ttl ? "late" : "missed", late];
}

/** What an armed cue becomes when its timer goes off: a page may have slept over its instant.
 * @param {Cue} cue @param {number} now @param {CueState} state @returns {[CueState, number]} */
export function atInstant(cue, now, state) {
  const late = now - cue.fire_at;
  if (state !== "armed" || late < 0) return [state, 0];
  return [late > cue.ttl ? "missed" : "fired", late];
}

/** Whether a report moves a cue on; what is over stays as it was said first.
 * @param {CueState} before @param {CueState} after @returns {boolean} */
export function mayGo(before, after) {
  if (before === "sent") return after === "armed" || OVER.includes(after);
  return before === "armed" && OVER.includes(after);
}

/** Whether a cue was taken back before its instant. @param {Cue} cue @param {Cue[]} cues @returns {boolean} */
export const cancelled = (cue, cues) =>
  cues.some((one) => one.kind === "cancel" && one.of === cue.id && one.sent_at < cue.fire_at);

/** Who has the cue and who has not.
 * @param {Cue} cue @param {number} now @returns {{ together: string[], not_armed: string[], unknown: string[], missed: string[] }} */
export function armedOf(cue, now) {
  /** @type {{ together: string[], not_armed: string[], unknown: string[], missed: string[] }} */
  const found = { together: [], not_armed: [], unknown: [], missed: [] };
  for (const site of Object.keys(cue.sites).sort()) {
    const { state } = cue.sites[site];
    if (state === "missed") found.missed.push(site);
    else if (state !== "sent") found.together.push(site);
    else found[now < cue.fire_at ? "not_armed" : "unknown"].push(site);
  }
  return found;
}

/** The 99th of a hundred; of fewer, the slowest. What came after the line had been given up was replayed when it was back:
 * that says how long it was away, not how slow it is. @param {number[]} deliveries @returns {number} */
export function p99(deliveries) {
  const ordered = deliveries.slice(-DELIVERIES).filter((one) => one < STALE_MS).sort((a, b) => a - b);
  if (!ordered.length) return 0;
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * 0.99))];
}

/** How long before its instant a timed cue must be sent, ms.
 * @param {number[]} deliveries @param {number} [least] @returns {number} */
export const leadNeeded = (deliveries, least = 1_000) => Math.floor(Math.max(least, 2 * p99(deliveries)) + 0.5);

/** Whether a cue was lost on the way. @param {number} prev @param {number} last @returns {boolean} */
export const missing = (prev, last) => prev > last;
