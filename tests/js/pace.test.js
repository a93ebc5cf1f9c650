// @ts-check
/** What waits for the screen: it comes after the frame, once, and without a frame it comes all the same. */
import assert from "node:assert/strict";
import test from "node:test";
import { afterPaint, painted, soon } from "../../static/js/core/pace.js";

const scope = /** @type {any} */ (globalThis);
const wait = (/** @type {number} */ ms) => new Promise((done) => { setTimeout(done, ms); });

/** A page whose next frame comes when it is called. */
function frames() {
  /** @type {(() => void)[]} */
  const asked = [];
  scope.requestAnimationFrame = (/** @type {() => void} */ run) => asked.push(run);
  return { asked, draw: () => { for (const run of asked.splice(0)) run(); } };
}

test("nothing runs before the frame, all of it after, in order and from one request", async () => {
  const { asked, draw } = frames();
  /** @type {string[]} */
  const told = [];
  painted(() => told.push("a"));
  painted(() => told.push("b"));
  assert.equal(asked.length, 1);
  await wait(60);
  assert.deepEqual(told, []);
  draw();
  painted(() => told.push("later"));
  assert.deepEqual(told, [], "the frame itself carries nothing of it");
  await wait(60);
  assert.deepEqual(told, ["a", "b"]);
  draw();
  await wait(60);
  assert.deepEqual(told, ["a", "b", "later"]);
});

test("a hidden page draws nothing, yet what waits comes, and once only", async () => {
  const { draw } = frames();
  let runs = 0;
  painted(() => { runs += 1; });
  await wait(330);
  assert.equal(runs, 1);
  draw();
  await wait(60);
  assert.equal(runs, 1);
});

test("asked for ten times, run once; a request begins after the frame", async () => {
  const { draw } = frames();
  let runs = 0;
  const tick = soon(() => { runs += 1; });
  for (let i = 0; i < 10; i += 1) tick();
  const sent = afterPaint(async (/** @type {number} */ n) => n + runs)(1);
  draw();
  assert.equal(await sent, 2);
  assert.equal(runs, 1);
});
