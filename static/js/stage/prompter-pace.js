// How the prompter rolls: a place in words, a pace in words a minute, and the instant from which both count. Every screen
// works the place out from these, so all of them roll together. Pure.

/**
 * @typedef {{row: string, place: number, wpm: number, running: boolean, at: number}} Hand `place` in words, `at` in ms of the server
 * @typedef {{row: string, words: number, started: number | null, remaining: number | null}} Text what is to be read: `started` when its row is on
 */

export const SLOWEST = 40;
export const FASTEST = 400;
/** Formal reading aloud of Vietnamese, in syllables. */
const USUAL = 160;
const [CALM, HURRIED] = [100, 260];
const STEP_WPM = 10;
/** About a line, and about what is read in a quarter of a minute. */
export const LINE_WORDS = 7;
export const PAGE_WORDS = 40;

/** The pace at which so many words end with the time that is left; within what a person can say. @param {number} words @param {number | null} left ms */
export function paceFor(words, left) {
  if (left === null || left <= 0 || words <= 0) return USUAL;
  return Math.min(HURRIED, Math.max(CALM, Math.round(words / (left / 60_000) / 5) * 5));
}

/** Where the reader is at an instant, in words; a little below nothing is the head of the text. @param {Hand} hand @param {number} now @param {number} words */
export function placeAt(hand, now, words) {
  const gone = hand.running ? (Math.max(0, now - hand.at) / 60_000) * hand.wpm : 0;
  return Math.min(Math.max(words, hand.place), Math.max(0, hand.place + gone));
}

/**
 * The hand for this text: the one that is known, or, for a row that has just come, its beginning, rolling on if it rolled.
 * @param {Hand | null} known @param {Text} text @returns {Hand}
 */
export function handFor(known, text) {
  const stale = known !== null && text.started !== null && known.at < text.started;
  if (known && known.row === text.row && !stale) return known;
  const wpm = paceFor(text.words, text.remaining);
  return { row: text.row, place: 0, wpm, running: text.started !== null && Boolean(known?.running), at: text.started ?? 0 };
}

/** @typedef {'toggle' | 'faster' | 'slower' | 'back' | 'on' | 'page_back' | 'page_on' | 'top'} Act */

/** How far an act moves the text. @type {Partial<Record<Act, number>>} */
const MOVES = { back: -LINE_WORDS, on: LINE_WORDS, page_back: -PAGE_WORDS, page_on: PAGE_WORDS };

/**
 * The hand after an act. @param {Hand} hand @param {Act} act @param {number} now @param {Text} text @returns {Hand}
 */
export function acted(hand, act, now, text) {
  const place = placeAt(hand, now, text.words);
  const here = { ...hand, row: text.row, place, at: now };
  if (act === 'top') return { ...here, place: 0 };
  if (act === 'faster' || act === 'slower') return { ...here, wpm: Math.min(FASTEST, Math.max(SLOWEST, hand.wpm + (act === 'faster' ? STEP_WPM : -STEP_WPM))) };
  const by = MOVES[act];
  if (by !== undefined) return { ...here, place: Math.min(Math.max(text.words, 0), Math.max(0, place + by)) };
  if (hand.running) return { ...here, running: false };
  const again = place >= text.words && text.words > 0;
  return { ...here, place: again ? 0 : place, running: true };
}

/** What a key does; a presenter's remote sends Page Up and Page Down. @type {Record<string, Act>} */
export const KEYS = {
  ' ': 'toggle', Enter: 'toggle', PageDown: 'toggle', PageUp: 'page_back', ArrowUp: 'back', ArrowDown: 'on', ArrowRight: 'faster', ArrowLeft: 'slower',
  '+': 'faster', '-': 'slower', Home: 'top',
};
