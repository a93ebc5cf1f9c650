// @ts-check
/**
 * A clock that is disciplined over a bad line: the twin of ops/bridge/rules/clock.py, held to tests/vectors/bridge.json.
 *
 * Of the last 120 exchanges the quickest quarter, at most 8, and of these the median: lost packets only show up as long
 * round trips. What no round trip can tell is how unequal the two ways are: the bound is half of the shortest one.
 */

const KEPT = 120;
const QUICKEST = 8;
const JUMP_MS = 50;
const BURST_EVERY_MS = 100;
const BURST_MS = 3_000;
const EVERY_MS = 250;

/** @typedef {{ offset: number, rtt: number }} Sample  offset is hub minus local; ms */
/**
 * @typedef {object} BridgeClock
 * @property {number | null} offset  hub minus local in ms; null before the first exchange
 * @property {number} pm  the honest bound, ± ms
 * @property {number} rtt  of the newest exchange
 * @property {number} n  samples it stands on
 * @property {number} epoch  how often the estimate had to be begun anew
 * @property {(t0: number, t1: number, t2: number, t3: number) => void} add
 * @property {(local: number) => number} hubTime
 * @property {(hub: number) => number} localTime
 */

/** @param {number[]} values @returns {number} */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** @returns {BridgeClock} a clock that has heard nothing yet */
export function createClock() {
  /** @type {Sample[]} */
  let samples = [];
  /** @type {Sample[]} */
  let against = [];

  let bound = 0;

  /** Whether no line could explain it: the error of an exchange is at most half of its round trip, and the estimate is
   * no better than the slowest exchange that it stands on.
   * @param {Sample} sample @returns {boolean} */
  const contradicts = (sample) =>
    clock.offset !== null && Math.abs(sample.offset - clock.offset) > JUMP_MS + sample.rtt / 2 + bound;

  /** @param {Sample} newest */
  const settle = (newest) => {
    const most = Math.max(1, Math.min(QUICKEST, samples.length >> 2));
    const quick = [...samples].sort((a, b) => a.rtt - b.rtt).slice(0, most);
    clock.offset = median(quick.map((one) => one.offset));
    clock.pm = quick[0].rtt / 2;
    bound = quick[quick.length - 1].rtt / 2;
    clock.rtt = newest.rtt;
    clock.n = samples.length;
  };

  /** @type {BridgeClock} */
  const clock = {
    offset: null,
    pm: 0,
    rtt: 0,
    n: 0,
    epoch: 0,
    add(t0, t1, t2, t3) {
      const sample = { offset: (t1 - t0 + (t2 - t3)) / 2, rtt: t3 - t0 - (t2 - t1) };
      if (sample.rtt < 0) return;
      if (contradicts(sample)) {
        against.push(sample);
        if (against.length < 2) return;
        samples = against;
        clock.epoch += 1;
      } else {
        samples.push(sample);
      }
      against = [];
      samples = samples.slice(-KEPT);
      settle(sample);
    },
    hubTime: (local) => local + (clock.offset ?? 0),
    localTime: (hub) => hub - (clock.offset ?? 0),
  };
  return clock;
}

/** Ms until the next question, `sinceMs` after the connection came up.
 * @param {number} sinceMs @returns {number} */
export const askEvery = (sinceMs) => (sinceMs < BURST_MS ? BURST_EVERY_MS : EVERY_MS);
