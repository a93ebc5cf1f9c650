/** The keyboard on the grid: arrows go from slot to slot; a slot taken with M goes with the arrows, Enter puts it down. */

import { t } from '../core/ui.js';
import { columnOf, inOrder, neighbour } from './schedule-grid.js';
import { reveal } from './schedule-reveal.js';
import { hasMoved, mayMove, nudged, take } from './schedule-moves.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */

const WAYS = /** @type {Record<string, {down?: number, right?: number}>} */ ({ ArrowUp: { down: -1 }, ArrowDown: { down: 1 }, ArrowLeft: { right: -1 }, ArrowRight: { right: 1 } });

/** @param {Schedule} sc */
const columnIds = (sc) => sc.columns.peek().map(({ id }) => id);

/** @param {Schedule} sc @param {string} id */
export function focusSlot(sc, id) {
  reveal(sc, id);
  const card = () => /** @type {HTMLElement | null} */ (document.querySelector(`.plan-place [data-slot="${CSS.escape(id)}"]`));
  requestAnimationFrame(() => { if (card()) card()?.focus({ preventScroll: true }); else requestAnimationFrame(() => card()?.focus({ preventScroll: true })); });
}

/** Take the chosen slot into the hand. @param {Schedule} sc */
export function takeChosen(sc) {
  const slot = sc.slot.peek();
  if (!slot || !sc.may.plan || !mayMove(slot)) return false;
  sc.held.value = take(slot, sc.view.peek(), columnOf(sc.view.peek(), slot, sc.sessions.peek()), 'move', 'keys');
  return true;
}

/** @param {Schedule} sc @param {Acts} acts */
export function listenToKeys(sc, acts) {
  addEventListener('keydown', (key) => {
    const at = key.target instanceof Element ? key.target : document.body;
    if (key.defaultPrevented || key.isComposing || at.closest('input, textarea, select')) return;
    const done = (key.ctrlKey || key.metaKey) && !key.altKey ? withControl(key, acts) : sc.held.peek()?.by === 'keys' ? whileHeld(key, sc, acts) : onCard(key, at, sc);
    if (done) key.preventDefault();
  });
}

/** @param {KeyboardEvent} key @param {Acts} acts */
function withControl(key, acts) {
  const name = key.key.toLowerCase();
  if (name === 'z' && !key.shiftKey) void acts.undo();
  else if (name === 'y' || (name === 'z' && key.shiftKey)) void acts.redo();
  else return false;
  return true;
}

/** @param {KeyboardEvent} key @param {Schedule} sc @param {Acts} acts */
function whileHeld(key, sc, acts) {
  const held = sc.held.peek();
  if (!held) return false;
  if (key.key === 'Escape') {
    sc.held.value = null;
    focusSlot(sc, held.id);
    return true;
  }
  if (key.key === 'Enter' || key.key === ' ') {
    if (hasMoved(held)) void acts.put(held); else sc.held.value = null;
    focusSlot(sc, held.id);
    return true;
  }
  const next = nudged(held, { key: key.key, shift: key.shiftKey, alt: key.altKey }, columnIds(sc));
  if (!next) return key.key !== 'Tab';
  sc.held.value = next;
  focusSlot(sc, held.id);
  return true;
}

/** @param {KeyboardEvent} key @param {Element} at @param {Schedule} sc */
function onCard(key, at, sc) {
  const id = at.closest('.plan-place [data-slot]')?.getAttribute('data-slot');
  if (!id || key.altKey) return false;
  const way = WAYS[key.key];
  if (way) return walk(id, way, sc);
  if (key.key.toLowerCase() !== 'm') return false;
  sc.goTo(id);
  if (!takeChosen(sc)) sc.problem.value = { words: t('schedule.not_movable') };
  return true;
}

/** @param {string} id @param {{down?: number, right?: number}} way @param {Schedule} sc */
function walk(id, way, sc) {
  const slot = sc.byId.peek().get(id);
  const column = slot ? columnOf(sc.view.peek(), slot, sc.sessions.peek()) : '';
  const next = neighbour(sc.placed.peek(), sc.columns.peek(), { id, column }, way);
  if (next) focusSlot(sc, next.id);
  return true;
}

/** The first slot of the day: where Tab comes in. @param {Schedule} sc */
export const firstSlot = (sc) => inOrder(sc.ofDay.value)[0]?.id ?? '';
