/** Bring a slot into sight, also one that is not drawn because it is far from the screen. */

import { COLUMN_PX, AXIS_PX, placeOf } from './schedule-layout.js';

/** @typedef {import('./schedule-state.js').Schedule} Schedule */

const HEADS_PX = 64;
const AIR_PX = 24;
const LEAST_PX = 240;

/** How far a stretch lies outside of a window, with a little air. @param {number} at @param {number} size @param {number} from @param {number} room */
export function outside(at, size, from, room) {
  if (at < from) return at - from - AIR_PX;
  const over = at + Math.min(size, room) - (from + room);
  return over > 0 ? over + AIR_PX : 0;
}

/** On a low screen the lower part of the grid lies below the window, on a tablet below what is open. @param {HTMLElement} place */
function shownOf(place) {
  const { top, left } = place.getBoundingClientRect();
  const side = document.querySelector('.plan-work.asked > .plan-side')?.getBoundingClientRect();
  const lower = side && side.left <= left ? Math.min(side.top, innerHeight) : innerHeight;
  return Math.max(LEAST_PX, Math.min(place.clientHeight, lower - top));
}

/** Where a panel lies over the lower part, the grid takes the upper one. @param {HTMLElement} place */
function toTop(place) {
  const side = document.querySelector('.plan-work.asked > .plan-side');
  if (side && getComputedStyle(side).bottom === '0px' && place.getBoundingClientRect().bottom > side.getBoundingClientRect().top) place.scrollIntoView({ block: 'start' });
}

/** @param {Schedule} sc @param {string} id */
export function reveal(sc, id) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector('.plan-place'));
  const slot = sc.drawn.peek().find((one) => one.id === id);
  if (!place || !slot) return;
  toTop(place);
  const { top, height } = placeOf(slot, sc.bounds.peek());
  const ids = sc.columns.peek().map((one) => one.id);
  const column = ids.findIndex((one) => sc.placed.peek().get(one)?.some((item) => item.slot.id === id && item.as === 'own'));
  place.scrollTop += outside(top, height, place.scrollTop, shownOf(place) - HEADS_PX);
  if (column >= 0) place.scrollLeft += outside(column * COLUMN_PX, COLUMN_PX, place.scrollLeft, place.clientWidth - AXIS_PX);
}
