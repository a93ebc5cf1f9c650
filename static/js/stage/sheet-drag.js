/** The mouse and the finger in the grid: choosing cells, taking a row by its handle and putting it elsewhere. */

import { signal } from '../core/ui.js';
import { focusField } from './sheet-field.js';

/** @typedef {import('./sheet-state.js').Editor} Editor @typedef {import('./sheet-acts.js').Acts} Acts */

const FAR_ENOUGH_PX = 6;
const EDGE_PX = 48;
const SCROLL_PX = 14;

/** Where the rows that are held would land: `top` in the scroller, `after` the row above. @type {import('../core/vendor.js').Signal<{top: number, after: string | null} | null>} */
export const dragging = signal(/** @type {{top: number, after: string | null} | null} */ (null));
/** A block of cells is being drawn with the mouse. */
let drawing = false;

/** @param {EventTarget | null} target @param {string} what */
const near = (target, what) => (target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(what)) : null);

/** @param {EventTarget | null} target */
function placeOf(target) {
  const cell = near(target, '[data-col]');
  const row = near(target, '[data-row]')?.dataset.row;
  return cell && row ? { row, col: Number(cell.dataset.col) } : null;
}

/** @param {Editor} ed @param {Acts} acts */
function leaveCell(ed, acts) {
  const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById('sheet-field'));
  return !ed.editing.peek() || acts.commit(field?.value ?? '');
}

/** @param {Editor} ed @param {Acts} acts */
export function pointers(ed, acts) {
  return {
    /** @param {PointerEvent} e */
    onPointerDown(e) {
      if (e.button !== 0 || near(e.target, '#sheet-field.on')) return;
      const grip = near(e.target, '.line .grip');
      if (grip) return take(e, grip, ed, acts);
      if (e.pointerType === 'touch') return;
      choose(e, ed, acts);
      drawing = true;
    },
    /** @param {PointerEvent} e */
    onPointerOver(e) {
      if (!(e.buttons & 1)) drawing = false;
      const place = drawing && !ed.editing.peek() ? placeOf(e.target) : null;
      if (place) ed.goTo(place, true);
    },
    onPointerUp() { drawing = false; },
    /** A finger chooses first; the second tap on the same cell writes. @param {PointerEvent} e */
    onClick(e) {
      const place = e.pointerType === 'touch' ? placeOf(e.target) : null;
      if (!place) return;
      const { row, col } = ed.choice.peek().cursor;
      if (row === place.row && col === place.col && ed.begin('edit')) focusField();
      else if (leaveCell(ed, acts)) ed.goTo(place);
    },
    /** @param {MouseEvent} e */
    onDblClick(e) { if (placeOf(e.target) && ed.begin('edit')) focusField(); },
  };
}

/** @param {PointerEvent} e @param {Editor} ed @param {Acts} acts */
function choose(e, ed, acts) {
  const place = placeOf(e.target);
  if (!place) return;
  e.preventDefault();
  if (!leaveCell(ed, acts)) return;
  if (e.ctrlKey || e.metaKey) ed.toggle(place.row);
  else ed.goTo(place, e.shiftKey);
  focusField();
}

/** A row by its handle: a short press chooses it, a longer way moves it. @param {PointerEvent} e @param {HTMLElement} grip @param {Editor} ed @param {Acts} acts */
function take(e, grip, ed, acts) {
  const row = near(grip, '[data-row]')?.dataset.row ?? '';
  const scroller = near(grip, '.grid-place');
  if (!scroller || !leaveCell(ed, acts)) return;
  e.preventDefault();
  grip.setPointerCapture(e.pointerId);
  const held = new Set(ed.chosen.peek().includes(row) ? ed.chosen.peek() : [row]);
  const from = e.clientY;
  const onMove = (/** @type {PointerEvent} */ move) => {
    if (!ed.mayPlan.peek() || (!dragging.peek() && Math.abs(move.clientY - from) < FAR_ENOUGH_PX)) return;
    scrollAtEdge(scroller, move.clientY);
    dragging.value = landing(scroller, move.clientY) ?? dragging.peek();
  };
  const onEnd = (/** @type {PointerEvent} */ end) => {
    grip.removeEventListener('pointermove', onMove);
    for (const name of ['pointerup', 'pointercancel']) grip.removeEventListener(name, /** @type {any} */ (onEnd));
    const land = dragging.peek();
    dragging.value = null;
    if (land && end.type === 'pointerup') void acts.move(held, land.after);
    else if (!land) pick(ed, row, end);
    if (end.pointerType !== 'touch') focusField(); // a finger wants no keyboard for this
  };
  grip.addEventListener('pointermove', onMove);
  for (const name of ['pointerup', 'pointercancel']) grip.addEventListener(name, /** @type {any} */ (onEnd));
}

/** The whole row. @param {Editor} ed @param {string} row @param {PointerEvent} e */
function pick(ed, row, e) {
  if (e.ctrlKey || e.metaKey) return ed.toggle(row);
  const last = ed.columns.peek().length - 1;
  if (!e.shiftKey) ed.goTo({ row, col: last });
  ed.goTo({ row, col: 0 }, true);
}

/** @param {HTMLElement} scroller @param {number} y */
function scrollAtEdge(scroller, y) {
  const { top, bottom } = scroller.getBoundingClientRect();
  if (y > bottom - EDGE_PX) scroller.scrollTop += SCROLL_PX;
  else if (y < top + EDGE_PX * 2) scroller.scrollTop -= SCROLL_PX;
}

/** @param {HTMLElement} scroller @param {number} y */
function landing(scroller, y) {
  const lines = /** @type {HTMLElement[]} */ ([...scroller.querySelectorAll('.line')]);
  const line = lines.find((one) => one.getBoundingClientRect().bottom > y) ?? lines.at(-1);
  if (!line) return null;
  const box = line.getBoundingClientRect();
  const below = y > box.top + box.height / 2;
  const offset = scroller.scrollTop - scroller.getBoundingClientRect().top;
  const above = below ? line.dataset.row : lines[lines.indexOf(line) - 1]?.dataset.row;
  return { top: (below ? box.bottom : box.top) + offset, after: above ?? null };
}
