/**
 * Which picture a monitor tries: the fast one, the robust one, the sound alone. Pure; instants are ms.
 *
 * A rung that fails or stumbles twice is left for the one below. After a quiet time the one above is tried again, later
 * and later when it keeps failing: a monitor that hops up and down is worse than one that is two seconds behind.
 */

export const RUNGS = /** @type {const} */ (['ts', 'hls', 'audio']);
const STUMBLES = 2;
const WITHIN_MS = 30_000;
const FIRST_CLIMB_MS = 20_000;
const LAST_CLIMB_MS = 300_000;

/** @typedef {{top: number, rung: number, since: number, stumbles: number[], climb_ms: number}} Ladder */

/** @param {number} now @param {number} top the best rung it may take @returns {Ladder} */
export const onTop = (now, top = 0) => ({ top, rung: top, since: now, stumbles: [], climb_ms: FIRST_CLIMB_MS });

/** The picture could not be opened, or ended. @param {Ladder} ladder @param {number} now @returns {Ladder} */
export function failed(ladder, now) {
  if (ladder.rung === RUNGS.length - 1) return { ...ladder, since: now, stumbles: [] };
  // Only a fall soon after a climb makes the next climb later: an hour of good picture is forgiven one failure.
  const soon = now - ladder.since < ladder.climb_ms;
  const climb_ms = soon ? Math.min(ladder.climb_ms * 2, LAST_CLIMB_MS) : FIRST_CLIMB_MS;
  return { ...ladder, rung: ladder.rung + 1, since: now, stumbles: [], climb_ms };
}

/** It stood still for a moment. @param {Ladder} ladder @param {number} now @returns {Ladder} */
export function stumbled(ladder, now) {
  const stumbles = [...ladder.stumbles.filter((at) => now - at < WITHIN_MS), now];
  return stumbles.length >= STUMBLES ? failed(ladder, now) : { ...ladder, stumbles };
}

/** Time went by. @param {Ladder} ladder @param {number} now @returns {Ladder} the same, or one rung higher */
export function waited(ladder, now) {
  const quiet = now - Math.max(ladder.since, ...ladder.stumbles);
  if (ladder.rung === ladder.top || quiet < ladder.climb_ms) return ladder;
  return { ...ladder, rung: ladder.rung - 1, since: now, stumbles: [] };
}
