// @ts-check
/** Which picture a monitor tries, and when it dares to try the better one again. */
import assert from "node:assert/strict";
import test from "node:test";
import { RUNGS, failed, onTop, stumbled, waited } from "../../static/js/bridge/ladder.js";
import { STEPS, queued, stepFor } from "../../static/js/bridge/contribute.js";

const mode = (/** @type {{rung: number}} */ ladder) => RUNGS[ladder.rung];

test("what cannot be opened is left for the one below, and sound is the last", () => {
  let ladder = onTop(0);
  assert.equal(mode(ladder), "ts");
  ladder = failed(ladder, 100);
  assert.equal(mode(ladder), "hls");
  ladder = failed(ladder, 200);
  assert.equal(mode(ladder), "audio");
  assert.equal(mode(failed(ladder, 300)), "audio");
});

test("one stumble is forgiven, two within half a minute are not", () => {
  const once = stumbled(onTop(0), 1000);
  assert.equal(mode(once), "ts");
  assert.equal(mode(stumbled(once, 20_000)), "hls");
  assert.equal(mode(stumbled(once, 40_000)), "ts");
});

test("after a quiet time the better picture is tried again, later each time it fails", () => {
  let ladder = failed(onTop(0), 1000);
  const first = ladder.climb_ms;
  assert.equal(waited(ladder, 1000 + first - 1), ladder);
  ladder = waited(ladder, 1000 + first);
  assert.equal(mode(ladder), "ts");
  ladder = failed(ladder, 1000 + first + 500);
  assert.equal(mode(ladder), "hls");
  assert.ok(ladder.climb_ms > first);
  for (let n = 0; n < 20; n += 1) ladder = failed(waited(ladder, ladder.since + ladder.climb_ms), ladder.since + ladder.climb_ms + 1);
  assert.ok(ladder.climb_ms <= 300_000);
});

test("a stumble below puts the climb off", () => {
  const low = stumbled(failed(onTop(0), 0), 10_000);
  assert.equal(mode(waited(low, low.climb_ms)), "hls");
  assert.equal(mode(waited(low, 10_000 + low.climb_ms)), "ts");
});

test("a good hour makes an old failure forgotten", () => {
  const low = failed(failed(onTop(0, 0), 10), 20);
  const back = waited(waited(low, low.climb_ms + 20), 10_000_000);
  assert.equal(mode(back), "ts");
  assert.equal(failed(back, 20_000_000).climb_ms, failed(onTop(0), 30_000_000).climb_ms);
});

test("a monitor that wants less never climbs above it", () => {
  const modest = onTop(0, 1);
  assert.equal(mode(modest), "hls");
  assert.equal(waited(modest, 10_000_000), modest);
});

test("a line that cannot carry the picture gets a smaller one, and the smallest stays", () => {
  assert.equal(queued(2_500_000, 2_500_000), 8);
  assert.equal(stepFor(0, 1), 0);
  assert.equal(stepFor(0, 5), 1);
  assert.equal(stepFor(STEPS.length - 1, 50), STEPS.length - 1);
});
