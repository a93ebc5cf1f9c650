/** Letters as large as the badge takes: the first step at which everything stands in its room. */

const STEPS = 8;

/** @param {HTMLElement} room the part of a badge with the person's words */
export function fit(room) {
  for (let step = 0; step < STEPS; step += 1) {
    room.dataset.step = String(step);
    if (stands(room)) return step;
  }
  return STEPS - 1;
}

/** Nothing runs over below, no word is wider than the badge, a name takes three lines at most. @param {HTMLElement} room */
function stands(room) {
  const name = /** @type {HTMLElement | null} */ (room.querySelector('.name'));
  if (room.scrollHeight > room.clientHeight + 1 || room.scrollWidth > room.clientWidth + 1) return false;
  return !name || (wordsWhole(name) && lines(name) <= 3);
}

/** @param {HTMLElement} one */
const lines = (one) => Math.round(one.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(one).lineHeight));

/** A word broken inside is one whose letters stand on two lines. @param {HTMLElement} one */
function wordsWhole(one) {
  const text = one.firstChild;
  if (!text) return true;
  const range = document.createRange();
  for (const { 0: word, index } of (text.textContent ?? '').matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    if (new Set([...range.getClientRects()].map((rect) => Math.round(rect.top))).size > 1) return false;
  }
  return true;
}
