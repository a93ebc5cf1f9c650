/** How each row of the caller's sheet looks now. A cue tells the few rows that it changes, all others a frame later. */

import { effect, signal } from '../core/ui.js';

/** @typedef {import('./show.js').Show} Show */
/** @typedef {import('./show.js').Line} Line */
/** @typedef {{state: string, expected: number | null, slack: number | null, started: number | null, ended: number | null}} Look */
/** @typedef {{line: Line, place: number, look: import('../core/vendor.js').Signal<Look>}} Drawn */

const NOTHING = { live: null, standby: null };

/**
 * Nothing is listened to. @param {Show} show @param {string} id @param {number} place @returns {Look}
 */
function lookOf(show, id, place) {
  const { live, standby } = show.clock.peek() ?? NOTHING;
  const one = show.later().peek()?.rows[place];
  const { state = '', expected_start: expected = null, slack = null } = one?.id === id ? one : {};
  if (live?.row === id) return { state: 'live', expected, slack, started: live.started, ended: null };
  const run = show.ran.peek().get(id);
  return { state: stateNow(id, standby, state), expected, slack, started: run?.started ?? null, ended: run?.ended ?? null };
}

/** @param {string} id @param {string | null} standby @param {string} counted as it was counted before the cue */
const stateNow = (id, standby, counted) => (id === standby ? 'standby' : counted === 'live' ? 'done' : counted);

/**
 * What is live and what stands by is known at once; when the row is expected and when it really was comes a frame later.
 * @param {Show} show @param {string} id @param {Look} look @returns {Look}
 */
function atOnce(show, id, look) {
  const { live, standby } = show.clock.peek() ?? NOTHING;
  return { ...look, state: live?.row === id ? 'live' : stateNow(id, standby, look.state) };
}

/** @param {Look} one @param {Look} other */
const alike = (one, other) => one.state === other.state && one.expected === other.expected && one.slack === other.slack
  && one.started === other.started && one.ended === other.ended;

/** @param {Show} show */
export function looksOf(show) {
  /** A line is another one after each change of the sheet. @type {Map<string, Drawn>} */
  const drawn = new Map();
  /** The rows that the last cue has moved. @type {Set<string>} */
  let moved = new Set();

  /** @param {Drawn} one @param {Look} next */
  function renew(one, next) {
    if (!alike(next, one.look.peek())) one.look.value = next;
  }

  function cue() {
    const { live, standby } = show.clock.value ?? NOTHING;
    const next = new Set([live?.row, standby].filter(Boolean));
    for (const id of new Set([...moved, ...next])) {
      const one = drawn.get(id);
      if (one) renew(one, atOnce(show, id, one.look.peek()));
    }
    moved = next;
  }

  function rest() {
    void show.later().value;
    for (const one of drawn.values()) renew(one, lookOf(show, one.line.row.id, one.place));
  }

  return {
    /** @param {Line} line @param {number} place in the sheet @returns {{readonly value: Look}} */
    of(line, place) {
      const { id } = line.row;
      const found = drawn.get(id);
      if (found?.line === line && found.place === place) return found.look;
      const one = { line, place, look: signal(lookOf(show, id, place)) };
      drawn.set(id, one);
      return one.look;
    },
    /** One reader for all rows. @returns {() => void} ends it */
    follow() {
      const ends = [effect(cue), effect(rest)];
      return () => { for (const end of ends) end(); };
    },
  };
}
