// A scanner that types (keyboard wedge) is always heard, wherever the focus is. It is told from a person by its speed.
// A Vietnamese input method on the tablet bends what it types (AA to Â, DD to Đ, W to Ư): that is noticed and explained.

const GAP_MS = 60;
const ENTER_GAP_MS = 150;
const SHORTEST = 12;
const SHORTEST_DAMAGED = 8;

/** Did an input method work on this text? Codes and addresses are plain ASCII. @param {string} text */
export const isBent = (text) => /[^\x20-\x7e]/.test(text);

/** @typedef {{ box: HTMLInputElement, value: string, start: number | null }} Before */
/** @typedef {{ text: string, composed: number, last: number, before: Before | null }} Burst */

/** @returns {Burst} */
const nothing = () => ({ text: '', composed: 0, last: -Infinity, before: null });

/** @param {Element | null} place @returns {Before | null} */
function remember(place) {
  if (!(place instanceof HTMLInputElement)) return null;
  return { box: place, value: place.value, start: place.selectionStart };
}

/** What the wedge typed into a box was not meant for it. @param {Before | null} before */
function takeBack(before) {
  if (!before || before.box.value === before.value) return;
  before.box.value = before.value;
  before.box.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * @param {{ onText: (text: string) => void, onBent: (text: string) => void, active: () => boolean }} hooks
 * @returns {() => void} stop listening
 */
export function listenToWedge(hooks) {
  let burst = nothing();

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!hooks.active() || event.ctrlKey || event.altKey || event.metaKey) return;
    const gap = event.timeStamp - burst.last;
    if (event.key === 'Enter') return finish(event, gap);
    // "Process" and "Unidentified" are keys that an input method keeps for itself.
    const composed = event.isComposing || event.key === 'Process' || event.key === 'Unidentified';
    if (event.key.length !== 1 && !composed) return;
    if (gap > GAP_MS) burst = { ...nothing(), before: remember(document.activeElement) };
    burst.last = event.timeStamp;
    if (composed) burst.composed += 1;
    if (event.key.length === 1) burst.text += event.key;
  }

  /** @param {KeyboardEvent} event @param {number} gap */
  function finish(event, gap) {
    const { text, composed, before } = burst;
    burst = nothing();
    if (gap > ENTER_GAP_MS) return;
    const bent = (isBent(text) || composed > 0) && text.length + composed >= SHORTEST_DAMAGED;
    if (!bent && text.length < SHORTEST) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    takeBack(before);
    if (bent) hooks.onBent(text);
    else hooks.onText(text);
  }

  window.addEventListener('keydown', onKey, true);
  return () => window.removeEventListener('keydown', onKey, true);
}
