// @ts-check
/** What a site's lamp says, from its cues and the instant: the twin of ops/bridge/rules/tally.py. */
import { cancelled, STALE_MS } from "./rules-cues.js";

/** @typedef {"OFF" | "STANDBY" | "NEXT" | "ON_AIR" | "CLEAR" | "UNKNOWN"} TallyState */
/** @typedef {{ state: TallyState, cue: string, at: number }} Tally  `at`: since when; of NEXT, until when */

/** @type {Record<string, TallyState>} */
const BECOMES = { standby: "STANDBY", on_air: "ON_AIR", out: "CLEAR", off: "OFF" };

/** The lamp of a site at `now`; without a young heartbeat nothing may be claimed.
 * @param {import("./rules-cues.js").Cue[]} cues @param {string} site @param {number} now @param {number | null} beatAt @returns {Tally} */
export function tallyOf(cues, site, now, beatAt) {
  const told = toldTally(cues, site, now);
  return beatAt === null || now - beatAt > STALE_MS ? { ...told, state: "UNKNOWN" } : told;
}

/** What the hub's word is, heard or not. @param {import("./rules-cues.js").Cue[]} cues @param {string} site @param {number} now @returns {Tally} */
export function toldTally(cues, site, now) {
  const mine = cues.filter((one) => site in one.sites && one.kind !== "cancel" && !cancelled(one, cues));
  mine.sort((a, b) => a.fire_at - b.fire_at || a.seq - b.seq);
  const last = mine.filter((one) => one.fire_at <= now).at(-1);
  const ahead = mine.find((one) => one.fire_at > now && one.kind === "on_air");
  if (ahead && last?.kind !== "on_air") return { state: "NEXT", cue: ahead.id, at: ahead.fire_at };
  if (!last) return { state: "OFF", cue: "", at: 0 };
  return { state: BECOMES[last.kind], cue: last.id, at: last.fire_at };
}

/** When a lamp next changes by itself. @param {import("./rules-cues.js").Cue[]} cues @param {number} after @returns {number | null} */
export function nextInstant(cues, after) {
  const ahead = cues.filter((one) => one.kind !== "cancel" && one.fire_at > after && !cancelled(one, cues));
  return ahead.length ? Math.min(...ahead.map((one) => one.fire_at)) : null;
}
