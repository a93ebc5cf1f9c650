/** Figures of the stage: how a countdown, a length and an offset are written. Pure. */

import { span } from '../core/when.js';

/** A minute that has begun counts whole until it is over, so 00:00 and the end come together. @param {number} remaining ms */
const seconds = (remaining) => (remaining >= 0 ? Math.ceil(remaining / 1000) : Math.floor(-remaining / 1000));

/** Parts of a countdown: ['05', '33'], ['+01', '09'], ['1', '15', '00']. @param {number} remaining ms */
export function digits(remaining) {
  const [first = '', ...rest] = span(seconds(remaining) * 1000).split(':');
  return [remaining < 0 ? `+${first}` : first, ...rest];
}

/** 4:00, 12:05, 1:02:03 @param {number} ms */
export const length = (ms) => span(Math.abs(ms)).replace(/^0(\d)/, '$1');

/** +4:00, −0:30, 0:00; a true minus sign. @param {number} ms */
export function signed(ms) {
  const whole = Math.trunc(ms / 1000) * 1000;
  return `${whole > 0 ? '+' : whole < 0 ? '\u2212' : ''}${length(whole)}`;
}

/** A caller's "cut": rounded up, for what is left out by rounding would still be late. @param {number} slack ms, negative */
export const toCut = (slack) => length(Math.ceil(-slack / 1000) * 1000);

const ON_TIME_MS = 3000;
/** @param {number} offset ms @returns {'late' | 'early' | 'on_time'} */
export const lateness = (offset) => (offset > ON_TIME_MS ? 'late' : offset < -ON_TIME_MS ? 'early' : 'on_time');
