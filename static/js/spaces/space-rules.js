// @ts-check
/** What the tablet of a booth decides alone: whose it is, what was tapped and is not yet in the rows, lamps, demos, the PIN. Pure; times in ms. */

/** @typedef {{ref: string, kind: 'count' | 'tour' | 'demo' | 'undo' | 'mark', area?: string, by?: number, people?: number, demo?: string, of?: string, words: string, at: number, seq?: number | null}} Tap */
/** @typedef {Record<string, any>} Row */

export const UNDO_MS = 10 * 60_000;
export const CLEAR_MS = 20_000;
const AMBER = 80;
const FULL = 100;

/** The booth and the area at which a device stands: its post is a booth, the room of a booth, or an area. @param {string} post @param {Row[]} booths @param {Row[]} areas */
export function placeOf(post, booths, areas) {
  const booth = post ? booths.find((one) => one.id === post) ?? booths.find((one) => one.room && one.room === post) ?? null : null;
  return { booth, area: areas.find((one) => one.id === (booth ? booth.area : post)) ?? null };
}

/** Taps whose answer the rows do not hold yet, and those still on their way. @param {Tap[]} answered @param {Tap[]} waiting @param {number} seq */
export const over = (answered, waiting, seq) => [...answered.filter((one) => (one.seq ?? 0) > seq), ...waiting];

/** People inside as this tablet sees it; never below 0. @param {number} inside of the rows @param {Tap[]} taps laid over them @param {string} area */
export const insideNow = (inside, taps, area) => taps.filter((one) => one.area === area && one.by).reduce((sum, one) => Math.max(0, sum + (one.by ?? 0)), inside);

/**
 * Without a link the taps of other tablets are missing: this one alone can know that it is full, never that there is room.
 * @param {number} inside @param {number | null | undefined} safety @param {boolean} [linked] @returns {{percent: number | null, lamp: 'green' | 'amber' | 'red' | 'unknown'}}
 */
export function lampOf(inside, safety, linked = true) {
  if (!safety) return { percent: null, lamp: 'unknown' };
  const percent = Math.floor((inside * 100) / safety);
  return { percent, lamp: percent >= FULL ? 'red' : percent >= AMBER ? 'amber' : linked ? 'green' : 'unknown' };
}

const minutesOf = (/** @type {string} */ text) => (text ? Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5)) : 0);

/** Is a place open at a wall time? Nothing said, or the same twice: always; closing before the opening means the next day. @param {string} now "HH:MM" of the event's zone @param {string} opens @param {string} closes */
export function isOpen(now, opens, closes) {
  const [at, from, until] = [now, opens, closes].map(minutesOf);
  return from === until || (from < until ? from <= at && at < until : at >= from || at < until);
}

/** The newest tap that may still be taken back. @param {Tap[]} taps oldest first @param {number} now */
export function undoable(taps, now) {
  const undone = new Set(taps.filter((one) => one.kind === 'undo').map((one) => one.of));
  return taps.filter((one) => ['count', 'tour', 'demo'].includes(one.kind) && !undone.has(one.ref) && now - one.at < UNDO_MS).at(-1) ?? null;
}

/** Demos in the order of the day: running, next, over. @param {Row[]} demos @param {string} now "HH:MM" of the event's zone */
export function demosNow(demos, now) {
  const at = minutesOf(now);
  return demos.map((demo) => {
    const times = [...(demo.times ?? [])].sort();
    const running = times.find((one) => minutesOf(one) <= at && at < minutesOf(one) + Math.max(1, demo.minutes ?? 1)) ?? null;
    return { demo, times, running, next: times.find((one) => minutesOf(one) > at) ?? null };
  }).sort((a, b) => Number(Boolean(b.running)) - Number(Boolean(a.running)) || (a.next ?? '99:99').localeCompare(b.next ?? '99:99'));
}

/** Minutes in which this page ran and which the server has not heard of: whole minutes since 1970, the last 24 hours. @param {number[]} minutes @param {number} now */
export function ranMinutes(minutes, now) {
  const minute = Math.floor(now / 60_000);
  return [...new Set([...minutes, minute])].filter((one) => one > minute - 1440 && one <= minute).sort((a, b) => a - b).slice(-1440);
}

const base64 = (/** @type {string} */ text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** Is it the staff's PIN? Decided here, also without a network. @param {{salt: string, hash: string, rounds: number}} stored @param {string} typed */
export async function pinFits(stored, typed) {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(typed), 'PBKDF2', false, ['deriveBits']);
  const made = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: base64(stored.salt), iterations: stored.rounds }, key, 256);
  return btoa(String.fromCharCode(...new Uint8Array(made))) === stored.hash;
}
