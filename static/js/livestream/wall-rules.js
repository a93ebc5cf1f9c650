// Who is on air and who comes next, from the slots that a wall holds and its own clock. Pure, so it goes on without a network.

/**
 * @typedef {{id: string, title: string, starts: number, ends: number, state: string, actual_start: number | null, platform: string,
 *   channel_name: string, room_name: string, producers: string[]}} Slot
 * @typedef {{value: number | null, have: number, of: number, status: string, as_of: number | null}} Total
 * @typedef {{event: {id: string, name: string, short: string, venue: string, zone: string}, slots: Slot[], totals: Record<string, Total> | null, at: number}} Told
 */

export const NEXT_AT_MOST = 4;
export const SILENT_MS = 25_000;
const FORGOTTEN_MS = 30 * 60_000;

/**
 * What is on air, what comes next. Without a network nobody hears "xuống sóng": a slot that should have ended half an hour ago
 * is not called live any more.
 * @param {Slot[]} slots @param {number} now @param {boolean} silent
 */
export function nowAndNext(slots, now, silent) {
  const live = slots.filter((one) => one.state === 'live' && (!silent || now < one.ends + FORGOTTEN_MS));
  const next = slots.filter((one) => one.state === 'planned' && one.ends > now).sort((a, b) => a.starts - b.starts);
  return { live, next: next.slice(0, NEXT_AT_MOST) };
}

/** Minutes from now; whole, never negative. @param {number} at @param {number} now */
export const minutesTo = (at, now) => Math.max(0, Math.ceil((at - now) / 60_000));
