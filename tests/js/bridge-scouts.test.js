// @ts-check
/** Requests that look for the hub on a line that stays dead: some seconds apart, by both ways, not too many, home at once. */
import assert from "node:assert/strict";
import test from "node:test";
import { createScouts } from "../../static/js/bridge/site-scouts.js";

const turn = () => new Promise((done) => setImmediate(done));

/** Scouts whose requests are answered by hand. */
function party() {
  /** @type {{signal: AbortSignal, way: string | undefined, answer: (there: boolean) => void}[]} */
  const out = [];
  let there = 0;
  const scouts = createScouts(() => { there += 1; }, (signal, way) => new Promise((answer) => { out.push({ signal, way, answer }); }));
  return { scouts, out, count: () => there };
}

test("one every ten seconds, by either way in turn, twelve at most", () => {
  const { scouts, out } = party();
  for (let at = 0; at < 300_000; at += 100) scouts.send(at);
  assert.equal(out.length, 12);
  assert.deepEqual(out.slice(0, 3).map((one) => one.way), ["same-origin", "omit", "same-origin"]);
});

test("one that failed makes room, one that was answered tells", async () => {
  const { scouts, out, count } = party();
  for (let at = 0; at < 120_000; at += 10_000) scouts.send(at);
  out[0]?.answer(false);
  await turn();
  assert.equal(count(), 0);
  scouts.send(120_000);
  assert.equal(out.length, 13);
  out[5]?.answer(true);
  await turn();
  assert.equal(count(), 1);
});

test("those called home tell nothing, and the next search begins at once", async () => {
  const { scouts, out, count } = party();
  scouts.send(0);
  scouts.home();
  assert.equal(out[0]?.signal.aborted, true);
  out[0]?.answer(true);
  await turn();
  assert.equal(count(), 0);
  scouts.send(1_000);
  assert.equal(out.length, 2);
  assert.equal(out[1]?.signal.aborted, false);
});
