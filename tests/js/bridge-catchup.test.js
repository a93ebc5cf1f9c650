import assert from 'node:assert/strict';
import { test } from 'node:test';

import { atEase, paced } from '../../static/js/bridge/catchup.js';

const LOOK_MS = 100;
const FREE_S = 0.12;

/**
 * A line whose data comes `late(ms)` seconds after its time, and a player on it. In real time; what is ready is what has
 * come and was not yet shown.
 * @param {(ms: number) => number} late @param {number} first seconds in hand at the start @param {number} ms
 */
function watch(late, first, ms) {
  let pace = atEase();
  let shown = -first - late(0);
  let stood = 0;
  const behind = [];
  for (let now = 0; now <= ms; now += LOOK_MS) {
    const come = now / 1000 - late(now);
    pace = paced(pace, now, Math.max(0, come - shown));
    if (pace.jump) shown += pace.jump;
    const wanted = shown + (pace.rate * LOOK_MS) / 1000;
    const there = (now + LOOK_MS) / 1000 - late(now + LOOK_MS);
    if (wanted > there) stood += wanted - there;
    shown = Math.min(wanted, Math.max(shown, there));
    behind.push((now + LOOK_MS) / 1000 - shown);
  }
  return { behind, last: /** @type {number} */ (behind.at(-1)), stood };
}

test('on a steady line the delay goes down to what is left in hand, and stays', () => {
  const { behind, last, stood } = watch(() => 0.05, 0.6, 12_000);
  assert.ok(last < 0.05 + FREE_S + 0.07, `${last} s behind`);
  assert.ok(last > 0.05 + FREE_S - 0.02);
  assert.equal(stood, 0);
  for (const [n, one] of behind.entries()) if (n) assert.ok(one <= /** @type {number} */ (behind[n - 1]) + 1e-9, 'it never falls back');
});

test('a line that stutters every second keeps what it needs: one surprise, then it stands still no more', () => {
  const stutter = (/** @type {number} */ ms) => (ms > 5000 && ms % 1000 < 300 ? 0.45 : 0.05);
  const calm = watch(stutter, 0.3, 4800);
  const once = watch(stutter, 0.3, 5900);
  const often = watch(stutter, 0.3, 30_000);
  assert.equal(calm.stood, 0);
  assert.ok(once.stood > 0.2 && once.stood < 0.5, `${once.stood} s`);
  assert.ok(often.stood <= once.stood + 0.01, `${often.stood} s in half a minute`);
  assert.ok(often.last < 0.45 + FREE_S + 0.07, `${often.last} s behind`);
});

test('what one stumble left behind is played away in two seconds', () => {
  const once = (/** @type {number} */ ms) => (ms > 5000 && ms < 5600 ? 0.05 + (ms - 5000) / 1000 : 0.05);
  const { behind } = watch(once, 0.2, 12_000);
  assert.ok(Math.max(...behind.slice(50, 60)) > 0.5);
  assert.ok(/** @type {number} */ (behind[85]) < 0.4, `${behind[85]} s behind`);
});

test('after a long silence it goes on from near the end', () => {
  const silent = (/** @type {number} */ ms) => (ms > 5000 && ms < 9000 ? 0.05 + (ms - 5000) / 1000 : 0.05);
  const { behind } = watch(silent, 0.2, 15_000);
  assert.ok(/** @type {number} */ (behind[93]) < 0.5, `${behind[93]} s behind right after it`);
});

test('a single look is no reason to hurry', () => {
  assert.equal(paced(atEase(), 0, 0.9).rate, 1);
});
