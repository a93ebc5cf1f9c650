// Which slots are this booth's, which one is on or comes next, and what is still owed for those that are over. Pure.

/** @typedef {Record<string, any> & {id: string, starts: number, ends: number, state: string}} Slot instants in ms */
/** @typedef {{gmv: number | null, orders: number | null, peak: number | null}} Figures */

export const READY_FROM_MS = 60 * 60_000;
export const LIVE_FROM_MS = 10 * 60_000;
export const UNDO_MS = 60_000;
export const REMIND_AFTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const MORNING_MS = 8 * 3600_000;
/** A planned slot that nobody began stays on the screen for so long: its late start is still to be decided. */
const STALE_MS = 30 * 60_000;
/** A slot that was cancelled is told so long before its start. */
const HEARD_MS = 12 * 3600_000;
const COMING = new Set(['confirmed', 'ready', 'requested', 'draft']);
const OVER = new Set(['ended']);

/** @param {Slot} slot @param {Record<string, any>} sessions */
export const roomOf = (slot, sessions) => slot.room || sessions[slot.session]?.room || '';

/** The slots of a room, the earliest first; cancelled ones are nobody's. @param {readonly Slot[]} slots @param {Record<string, any>} sessions @param {string} room */
export const ownSlots = (slots, sessions, room) => slots.filter((one) => roomOf(one, sessions) === room && one.state !== 'cancelled' && one.state !== 'draft')
  .sort((a, b) => a.starts - b.starts || (a.id < b.id ? -1 : 1));

/** What was taken from this room and would still be to come: whoever made ready for it has to hear that. @param {readonly Slot[]} slots @param {Record<string, any>} sessions @param {string} room @param {number} now @param {Set<string>} read those that somebody here has read */
export const takenAway = (slots, sessions, room, now, read) => slots.filter((one) => one.state === 'cancelled' && roomOf(one, sessions) === room && now < one.ends && one.starts < now + HEARD_MS && !read.has(takenRef(one)))
  .sort((a, b) => a.starts - b.starts);

/** Under which name it is remembered as read. @param {{id: string}} slot */
export const takenRef = ({ id }) => `cancelled ${id}`;

/**
 * What the screen is about, and what comes after it. On air comes first, then what is ended and not yet accounted for by hand, then what comes.
 * @param {readonly Slot[]} slots own ones, sorted @param {number} now @param {string} [stay] a slot that was just ended here
 * @returns {{slot: Slot | null, next: Slot | null}}
 */
export function choose(slots, now, stay = '') {
  const live = slots.find((one) => one.state === 'live');
  const just = slots.find((one) => one.id === stay && OVER.has(one.state));
  const coming = slots.filter((one) => COMING.has(one.state) && now < one.ends + STALE_MS);
  const slot = live ?? just ?? coming[0] ?? null;
  return { slot, next: coming.find((one) => one !== slot && (!slot || one.starts >= slot.starts)) ?? null };
}

/** The face of the page for a slot. @param {Slot | null} slot @param {number} now @returns {'none' | 'wait' | 'prepare' | 'ready' | 'live' | 'over' | 'done'} */
export function faceOf(slot, now) {
  if (!slot) return 'none';
  if (slot.state === 'live') return 'live';
  if (slot.state === 'ready') return 'ready';
  if (OVER.has(slot.state)) return 'over';
  if (!COMING.has(slot.state)) return 'done';
  return now < slot.starts - READY_FROM_MS ? 'wait' : 'prepare';
}

/** Milliseconds to what is next on the clock: the start, or the planned end while on air; below zero when it is past. @param {Slot} slot @param {number} now */
export const left = (slot, now) => (slot.state === 'live' ? slot.ends : slot.starts) - now;

/** In the middle of a show the viewers of the moment are asked for once: the platform forgets them at the end. @param {Slot | null} slot @param {number} now @param {Set<string>} answered */
export function nudged(slot, now, answered) {
  if (slot?.state !== 'live' || answered.has(slot.id)) return false;
  const from = slot.actual_start ?? slot.starts;
  return now >= from + (slot.ends - from) / 2 && now < slot.ends;
}

/** One number out of a feed row, whichever way it is told. @param {any} metrics @param {string} metric @returns {number | null} */
export function metric(metrics, metric) {
  const told = metrics?.[metric];
  const value = told !== null && typeof told === 'object' ? told.value : told;
  return typeof value === 'number' ? value : null;
}

/** @param {any} row of the sums @returns {Figures} */
export const figuresOf = (row) => ({ gmv: metric(row?.metrics, 'gmv'), orders: metric(row?.metrics, 'orders'), peak: metric(row?.metrics, 'peak') });

/**
 * Slots that are over and whose takings nobody has typed; `answered` are those that were sent from here, or said to have none.
 * @param {readonly Slot[]} slots @param {(id: string) => any} sumOf @param {Set<string>} answered
 */
export const owing = (slots, sumOf, answered) => slots.filter((one) => OVER.has(one.state) && !answered.has(one.id) && figuresOf(sumOf(one.id)).gmv === null);

/** "Not yet" was the answer: asked again a quarter of an hour after the end, and then the next morning. @param {Slot} slot @param {number} now @param {number} offsetMin of the event's zone */
export function askAgainAt(slot, now, offsetMin) {
  const first = (slot.actual_end ?? slot.ends) + REMIND_AFTER_MS;
  if (now < first) return first;
  const local = now + offsetMin * 60_000;
  const morning = Math.floor(local / DAY_MS) * DAY_MS + MORNING_MS;
  return (local < morning ? morning : morning + DAY_MS) - offsetMin * 60_000;
}

/** Those that are to be asked for aloud. @param {readonly Slot[]} owed @param {number} now @param {Record<string, number>} later slot -> not before */
export const overdue = (owed, now, later) => owed.filter((one) => now >= (later[one.id] ?? (one.actual_end ?? one.ends) + REMIND_AFTER_MS));

/** What the same channel took last, else the booth: to be shown in grey. @param {readonly Slot[]} slots @param {Slot} slot @param {(id: string) => any} sumOf @returns {Figures} */
export function lastFigures(slots, slot, sumOf) {
  const before = slots.filter((one) => one.id !== slot.id && one.starts < slot.starts).reverse();
  const told = (/** @type {Slot} */ one) => figuresOf(sumOf(one.id)).gmv !== null;
  const last = before.find((one) => one.channel === slot.channel && told(one)) ?? before.find(told);
  return figuresOf(last ? sumOf(last.id) : null);
}
