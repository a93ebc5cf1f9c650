/**
 * A long sheet in pieces: those that are near the screen are drawn, and the one with the live row or the one that stands
 * by; the others leave room. A sheet of an ordinary evening is drawn whole, to be found and read from end to end.
 * A cue draws no piece anew but one that is held from now on: rows know by themselves what has changed.
 */

import { Component, effect } from '../core/vendor.js';
import { html, useLayoutEffect, useMemo } from '../core/ui.js';

/** @typedef {import('./show.js').Line} Line */
/** @typedef {{readonly value: number[], peek: () => number[]}} Held places of rows that are drawn wherever they stand */
/** @typedef {{lines: Line[], from: number, held: Held, all: Set<Piece>, draw: (line: Line, place: number) => any}} PieceProps */

const ROWS = 8;
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

/** @param {number} place of a row @returns {number} that of the first row of its piece */
const pieceOf = (place) => place - (place % ROWS);

class Piece extends Component {
  near = false;
  drawn = false;
  /** One of its rows must be drawn. */
  wanted = this.own.held.peek().some((place) => pieceOf(place) === this.own.from);
  height = ROWS * GUESS;
  /** @type {HTMLElement | null} */
  body = null;
  /** @param {HTMLElement | null} one */
  keep = (one) => { this.body = one ?? this.body; };

  get own() { return /** @type {PieceProps} */ (/** @type {unknown} */ (this.props)); }

  componentDidMount() {
    this.own.all.add(this);
    if (this.body) watch(this.body, (near) => this.follow(near));
  }

  componentWillUnmount() {
    this.own.all.delete(this);
    if (this.body) observer?.unobserve(this.body);
  }

  /** @param {boolean} near */
  follow(near) {
    if (near === this.near) return;
    if (!near && this.body) this.height = this.body.offsetHeight;
    this.near = near;
    this.forceUpdate();
  }

  /** @param {boolean} wanted */
  want(wanted) {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    if (!this.near) this.forceUpdate();
  }

  /** Empty room stays as it is. */
  shouldComponentUpdate() {
    return this.drawn || this.near || this.wanted;
  }

  render() {
    const { lines, from, draw } = this.own;
    this.drawn = this.wanted || this.near;
    if (!this.drawn) return html`<tbody ref=${this.keep} aria-hidden="true"><tr key="room"><td colspan=${COLUMNS} style=${{ height: `${this.height}px` }}></td></tr></tbody>`;
    return html`<tbody ref=${this.keep}>${lines.slice(from, from + ROWS).map((line, n) => draw(line, from + n))}</tbody>`;
  }
}

/**
 * The bodies of a table.
 * @param {{lines: Line[], held: Held, draw: (line: Line, place: number) => any}} props
 */
export function Pieces({ lines, held, draw }) {
  const all = useMemo(() => /** @type {Set<Piece>} */ (new Set()), []);
  // One reader for all of them: eighty that listen for themselves cost more than the row that is drawn.
  useLayoutEffect(() => effect(() => {
    const wanted = new Set(held.value.map(pieceOf));
    for (const piece of all) piece.want(wanted.has(piece.own.from));
  }), [held]);
  if (lines.length <= WHOLE) return html`<tbody>${lines.map(draw)}</tbody>`;
  return Array.from({ length: Math.ceil(lines.length / ROWS) }, (_, n) => html`<${Piece} key=${n} lines=${lines} from=${n * ROWS} held=${held} all=${all} draw=${draw} />`);
}
