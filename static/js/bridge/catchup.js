/**
 * How fast a live picture is played. What lies ready ahead of it and was not needed for a second and a half is only delay: it is
 * played away. A line that stutters needs what it has, and keeps it. Pure; instants in ms, what lies ahead in seconds.
 */

const WINDOW_MS = 1500;
const LOOKS = 5;
/** So much is left in hand. */
const FLOOR_S = 0.12;
/** So little above the floor is not worth another speed. */
const SLACK_S = 0.04;
/** A little is played away unnoticed, a whole half second in two seconds. */
const FASTER = 1.08;
const FASTEST = 1.3;
const HASTE = 1.2;
/** Further behind than this nobody wants to watch it all: it goes on from near the end. */
const JUMP_S = 1.5;
const LANDING_S = 0.3;

/** @typedef {{at: number, ahead: number}} Look */
/** @typedef {{looks: Look[], rate: number, jump: number | null}} Pace jump: seconds to leave out, now */

/** @returns {Pace} */
export const atEase = () => ({ looks: [], rate: 1, jump: null });

/** @param {Pace} pace @param {number} now @param {number} ahead @returns {Pace} */
export function paced(pace, now, ahead) {
  if (ahead > JUMP_S) return { ...atEase(), jump: ahead - LANDING_S };
  const looks = [...pace.looks.filter(({ at }) => now - at < WINDOW_MS), { at: now, ahead }];
  const unneeded = Math.min(...looks.map((look) => look.ahead)) - FLOOR_S;
  const rate = Math.min(FASTEST, Math.max(FASTER, 1 + HASTE * unneeded));
  return { looks, rate: looks.length >= LOOKS && unneeded > SLACK_S ? rate : 1, jump: null };
}
