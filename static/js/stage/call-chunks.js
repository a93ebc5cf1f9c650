/**
 * A long sheet in pieces: those that are near the screen are drawn, and the one with the live row or the one that stands
 * by; the others leave room. A sheet of an ordinary evening is drawn whole, to be found and read from end to end.
 * A cue draws no piece anew but one that is held from now on: rows know by themselves what has changed.
 */

import { Component, computed } from '../core/vendor.js';
import { html } from '../core/ui.js';

/** @typedef {import('./show.js').Line} Line */
/** @typedef {{readonly value: number[]}} Held places of rows that are drawn wherever they stand */
/** @typedef {{lines: Line[], from: number, held: Held, draw: (line: Line, place: number) => any}} PieceProps */

const ROWS = 6;
/** Up to so many rows cost less than leaving them out. */
const WHOLE = 120;
const COLUMNS = 7;
/** So much above and below the screen is drawn, too. */
const NEAR = '160px';
/** Until a piece was seen, in px a row. */
const GUESS = 60;

/** Who is told when an element comes near the screen, or goes. @type {WeakMap<Element, (near: boolean) => void>} */
const watched = new WeakMap();
/** Made with the first long sheet. @type {IntersectionObserver | undefined} */
let observer;

/** @param {Element} element @param {(near: boolean) => void} tell */
function watch(element, tell) {
  observer ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting);
  }, /** @type {any} */ ({ rootMargin: NEAR, scrollMargin: NEAR }));
  watched.set(element, tell);
  observer.observe(element);
}

class Piece extends Component {
  near = false;
  drawn = false;
  /** One of its rows must be drawn. */
  wanted = computed(() => {
    const { held, from } = /** @type {PieceProps} */ (/** @type {unknown} */ (this.props));
    return held.value.some((place) => place >= from && place < from + ROWS);
  });
  height = ROWS * GUESS;
  /** @type {HTMLElement | null} */
  body = null;
  /** @param {HTMLElement | null} one */
  keep = (one) => { this.body = one ?? this.body; };

  componentDidMount() {
    if (this.body) watch(this.body, (near) => this.follow(near));
  }

  componentWillUnmount() {
    if (this.body) observer?.unobserve(this.body);
  }

  /** @param {boolean} near */
  follow(near) {
    if (near === this.near) return;
    if (!near && this.body) this.height = this.body.offsetHeight;
    this.near = near;
    this.forceUpdate();
  }

  /** Empty room stays as it is. */
  shouldComponentUpdate() {
    return this.drawn || this.near || this.wanted.peek();
  }

  render() {
    const { lines, from, draw } = /** @type {PieceProps} */ (/** @type {unknown} */ (this.props));
    this.drawn = this.wanted.value || this.near;
    if (!this.drawn) return html`<tbody ref=${this.keep} aria-hidden="true"><tr key="room"><td colspan=${COLUMNS} style=${{ height: `${this.height}px` }}></td></tr></tbody>`;
    return html`<tbody ref=${this.keep}>${lines.slice(from, from + ROWS).map((line, n) => draw(line, from + n))}</tbody>`;
  }
}

/**
 * The bodies of a table.
 * @param {{lines: Line[], held: Held, draw: (line: Line, place: number) => any}} props
 */
export function Pieces({ lines, held, draw }) {
  if (lines.length <= WHOLE) return html`<tbody>${lines.map(draw)}</tbody>`;
  return Array.from({ length: Math.ceil(lines.length / ROWS) }, (_, n) => html`<${Piece} key=${n} lines=${lines} from=${n * ROWS} held=${held} draw=${draw} />`);
}
