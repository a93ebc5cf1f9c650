/** The mouse and the finger on the grid: a tap chooses, a longer way carries the slot, its lower edge makes it longer. */

import { columnOf } from './schedule-grid.js';
import { AXIS_PX, COLUMN_PX, instantAt, placeOf } from './schedule-layout.js';
import { carried, hasMoved, mayMove, take } from './schedule-moves.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule @typedef {import('./schedule-acts.js').Acts} Acts */
/** @typedef {{slot: any, as: 'move' | 'length', x: number, y: number, grab: number, pointer: number, place: HTMLElement, began: boolean, last: {x: number, y: number}}} Carry */

const FAR_ENOUGH_PX = 6;
const EDGE_PX = 56;
const SCROLL_PX = 16;

/** @param {EventTarget | null} target @param {string} what */
const near = (target, what) => (target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(what)) : null);

/** @param {Schedule} sc @param {Acts} acts */
export function pointers(sc, acts) {
  return {
    /** @param {PointerEvent} e */
    onPointerDown(e) { if (e.button === 0) begin(e, sc, acts); },
    /** @param {MouseEvent} e */
    onClick(e) {
      const id = near(e.target, '[data-slot]')?.dataset.slot;
      if (id && !justCarried) sc.goTo(id);
      justCarried = false;
    },
    /** @param {MouseEvent} e */
    onDblClick(e) {
      const column = near(e.target, '[data-slot]') ? null : near(e.target, '[data-column]');
      if (column && sc.may.plan) acts.newSlot({ column: column.dataset.column ?? '', at: instantAt(e.clientY - column.getBoundingClientRect().top, sc.bounds.peek()) });
    },
  };
}

/** The click that follows a drop chooses nothing. */
let justCarried = false;

/** @param {PointerEvent} e @param {Schedule} sc @param {Acts} acts */
function begin(e, sc, acts) {
  const card = near(e.target, '[data-slot]');
  const slot = sc.byId.peek().get(card?.dataset.slot ?? '');
  const place = near(e.target, '.plan-place');
  if (!card || !place || !slot || !sc.may.plan || !mayMove(slot) || sc.held.peek()) return;
  // A finger scrolls, until the slot is chosen: then it carries (touch-action of .chosen is none).
  if (e.pointerType === 'touch' && sc.chosen.peek() !== slot.id) return;
  justCarried = false;
  const as = near(e.target, '[data-edge]') ? 'length' : 'move';
  const { top } = placeOf(slot, sc.bounds.peek());
  carry({ slot, as, x: e.clientX, y: e.clientY, grab: heightOn(place, e.clientY) - top, pointer: e.pointerId, place, began: false, last: { x: e.clientX, y: e.clientY } }, sc, acts);
}

/** How far down the day a point of the screen lies. @param {HTMLElement} place @param {number} y */
function heightOn(place, y) {
  const body = place.querySelector('.plan-body');
  return y - (body?.getBoundingClientRect().top ?? 0);
}

/** @param {Carry} c @param {Schedule} sc @param {Acts} acts */
function carry(c, sc, acts) {
  let frame = 0;
  const onMove = (/** @type {PointerEvent} */ e) => {
    if (e.pointerId !== c.pointer) return;
    c.last = { x: e.clientX, y: e.clientY };
    if (!c.began && Math.hypot(e.clientX - c.x, e.clientY - c.y) < FAR_ENOUGH_PX) return;
    if (!c.began) start(c, sc);
    if (!frame) frame = requestAnimationFrame(step);
  };
  const step = () => {
    frame = 0;
    if (!sc.held.peek()) return;
    if (scrollAtEdge(c.place, c.last)) frame = requestAnimationFrame(step);
    follow(c, sc);
  };
  const onEnd = (/** @type {Event} */ e) => {
    if (e instanceof PointerEvent && e.pointerId !== c.pointer) return;
    if (e instanceof KeyboardEvent && e.key !== 'Escape') return;
    cancelAnimationFrame(frame);
    removeEventListener('pointermove', onMove);
    for (const name of ENDS) removeEventListener(name, onEnd);
    if (c.began) drop(sc, acts, e.type === 'pointerup');
  };
  addEventListener('pointermove', onMove);
  for (const name of ENDS) addEventListener(name, onEnd);
}

const ENDS = ['pointerup', 'pointercancel', 'keydown'];

/** @param {Carry} c @param {Schedule} sc */
function start(c, sc) {
  c.began = true;
  justCarried = true;
  sc.chosen.value = c.slot.id;
  sc.held.value = take(c.slot, sc.view.peek(), columnOf(sc.view.peek(), c.slot, sc.sessions.peek()), c.as, 'pointer');
}

/** @param {Carry} c @param {Schedule} sc */
function follow(c, sc) {
  const held = sc.held.peek();
  if (!held) return;
  const y = heightOn(c.place, c.last.y);
  const at = instantAt(c.as === 'length' ? y : y - c.grab, sc.bounds.peek());
  const next = carried(held, { at, column: columnAt(c, sc) });
  if (next.starts !== held.starts || next.ends !== held.ends || next.column !== held.column) sc.held.value = next;
}

/** @param {Carry} c @param {Schedule} sc */
function columnAt(c, sc) {
  const left = c.place.getBoundingClientRect().left + AXIS_PX;
  const n = Math.floor((c.last.x - left + c.place.scrollLeft) / COLUMN_PX);
  const found = sc.columns.peek()[n]?.id;
  return found || null;
}

/** @param {HTMLElement} place @param {{x: number, y: number}} at */
function scrollAtEdge(place, { x, y }) {
  const box = place.getBoundingClientRect();
  const down = y > box.bottom - EDGE_PX ? SCROLL_PX : y < box.top + EDGE_PX * 1.8 ? -SCROLL_PX : 0;
  const right = x > box.right - EDGE_PX ? SCROLL_PX : x < box.left + AXIS_PX + EDGE_PX / 2 ? -SCROLL_PX : 0;
  const before = [place.scrollTop, place.scrollLeft];
  place.scrollTop += down;
  place.scrollLeft += right;
  return place.scrollTop !== before[0] || place.scrollLeft !== before[1];
}

/** @param {Schedule} sc @param {Acts} acts @param {boolean} meant */
function drop(sc, acts, meant) {
  const held = sc.held.peek();
  if (held && meant && hasMoved(held)) void acts.put(held);
  else sc.held.value = null;
}
