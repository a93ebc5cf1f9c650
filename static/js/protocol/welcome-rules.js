// What the wall greets, and when. Pure: the page gives the time and keeps the state (welcome-queue's `State`) across reloads.
// presentable() is the twin of ops/checkin/presentable.py; tests/vectors/introductions.json holds both to the same answers.

/**
 * @typedef {{ id: string, honorific: string, name: string, title: string, unit: string, category: string, vip: boolean, in_at: string | null }} Arrival
 * @typedef {{ people: Arrival[], from: number, until: number }} Screen what is shown, since when and how long (ms)
 * @typedef {{ v: 1, done: string[], queue: Arrival[], screen: Screen | null }} State `done`: greeted, or never to be
 * @typedef {{ categories: string[] | null, vipFirst: boolean, paused: boolean }} Choice `categories` null: all
 */

const LIMITS = /** @type {const} */ ({ honorific: 20, name: 60, title: 140, unit: 140 });
const LONGEST_WORD = 24;
const PLAIN = /^[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{Mn}\p{Mc}\p{Nd} .,\-–'’()/&:;"“”+°]*$/u;
const EMPTY = /[\u115f\u1160\u17b4\u17b5\u3164\uffa0]/u;
const ADDRESS = /https?:|www\.|&#?[\p{L}\p{N}_]+;|[\p{L}\p{N}_]@/iu;
const NUMBER = /(?:[0-9][ .-]?){8,}/;
const PILED = /\p{M}{3}/u;

/** Only plain words of a fitting length, and a name that holds a letter. @param {Record<string, any>} row */
export function presentable(row) {
  const texts = Object.entries(LIMITS).map(([field, limit]) => /** @type {const} */ ([String(row[field] ?? '').normalize('NFC'), limit]));
  return /\p{L}/u.test(String(row.name ?? '')) && texts.every(([text, limit]) => plain(text, limit));
}

/** @param {string} text @param {number} limit */
function plain(text, limit) {
  if ([...text].length > limit || text.normalize('NFKC') !== text) return false;
  if (ADDRESS.test(text) || NUMBER.test(text) || PILED.test(text) || EMPTY.test(text)) return false;
  return PLAIN.test(text) && text.split(/[ \-/]/).every((word) => [...word].length <= LONGEST_WORD);
}

/** @param {Arrival} a @param {Arrival} b */
const byArrival = (a, b) => (a.in_at ?? '').localeCompare(b.in_at ?? '') || (a.id < b.id ? -1 : 1);

/** A wall that is switched on greets from now on: who is here already was met at the door. @param {Arrival[]} rows @returns {State} */
export const firstState = (rows) => ({ v: 1, done: rows.map((one) => one.id), queue: [], screen: null });

/**
 * Take in what the feed shows now: who is new waits; who is not there any more (a scan taken back), or is of a block that
 * is not chosen, does not.
 * @param {State} state @param {Arrival[]} rows everybody who came @param {Choice} choice @returns {State}
 */
export function takeIn(state, rows, choice) {
  const here = new Map(rows.map((one) => [one.id, one]));
  const known = new Set([...state.done, ...state.queue.map((one) => one.id), ...(state.screen?.people ?? []).map((one) => one.id)]);
  const wanted = (/** @type {Arrival} */ one) => (!choice.categories || choice.categories.includes(one.category)) && presentable(one);
  const waiting = state.queue.filter((one) => here.has(one.id)).map((one) => /** @type {Arrival} */ (here.get(one.id)));
  const all = [...waiting, ...rows.filter((one) => !known.has(one.id))];
  const passed = all.filter((one) => !wanted(one)).map((one) => one.id);
  return { ...state, done: [...state.done, ...passed], queue: inTurn(all.filter(wanted), choice.vipFirst) };
}

/** @param {Arrival[]} queue @param {boolean} vipFirst */
const inTurn = (queue, vipFirst) => [...queue].sort((a, b) => (vipFirst ? Number(b.vip) - Number(a.vip) : 0) || byArrival(a, b));

/**
 * How many at once and how long. Four every 4.5 seconds are 53 a minute: a bus that empties at the door is greeted
 * while it walks in.
 * @param {number} waiting @returns {{ count: number, ms: number }}
 */
export function pace(waiting) {
  if (waiting <= 1) return { count: 1, ms: 7000 };
  if (waiting <= 3) return { count: 1, ms: 5000 };
  if (waiting <= 6) return { count: 2, ms: 5000 };
  return { count: 4, ms: 4500 };
}

/**
 * What the wall shows at `now`. A greeting that a reload cut off goes on for what is left of it.
 * @param {State} state @param {number} now ms @param {Choice} choice @returns {State} the same object when nothing changes
 */
export function step(state, now, choice) {
  const { screen } = state;
  if (screen && now < screen.until && now >= screen.from - CLOCK_BACK_MS) return state;
  if (!screen && (choice.paused || !state.queue.length)) return state;
  const done = screen ? [...state.done, ...screen.people.map((one) => one.id)] : state.done;
  if (choice.paused || !state.queue.length) return { ...state, done, screen: null };
  const { count, ms } = pace(state.queue.length);
  return { ...state, done, queue: state.queue.slice(count), screen: { people: state.queue.slice(0, count), from: now, until: now + ms } };
}
/** A clock set back further than this ends a greeting instead of freezing it. */
const CLOCK_BACK_MS = 2000;

/** Those who wait are not greeted any more. @param {State} state @returns {State} */
export const letGo = (state) => ({ ...state, done: [...state.done, ...state.queue.map((one) => one.id)], queue: [] });

/** A state as it was kept, or null when it cannot be used. @param {string | null} text @returns {State | null} */
export function readState(text) {
  try {
    const kept = JSON.parse(text ?? '');
    return kept?.v === 1 && Array.isArray(kept.done) && Array.isArray(kept.queue) ? kept : null;
  } catch {
    return null;
  }
}
