// @ts-check
/** The live wall counts on by its own clock. */
import assert from "node:assert/strict";
import test from "node:test";
import { minutesTo, NEXT_AT_MOST, nowAndNext } from "../../static/js/livestream/wall-rules.js";

const MINUTE = 60_000;
const slot = (/** @type {string} */ id, /** @type {number} */ at, state = "planned") => ({
  id, title: id, starts: at, ends: at + 60 * MINUTE, state, actual_start: null, platform: "tiktok", channel_name: "", room_name: "", producers: [],
});

test("what is on air comes from the server, what comes next from the clock", () => {
  const slots = [slot("a", 0, "live"), slot("b", 90 * MINUTE), slot("c", 0, "ended"), slot("d", 0, "cancelled"), slot("e", 30 * MINUTE)];
  const { live, next } = nowAndNext(slots, 80 * MINUTE, false);
  assert.deepEqual(live.map((one) => one.id), ["a"]);
  assert.deepEqual(next.map((one) => one.id), ["e", "b"]);
  assert.deepEqual(nowAndNext(slots, 90 * MINUTE, false).next.map((one) => one.id), ["b"]);
});

test("without a network a live that must long be over is not called live", () => {
  const slots = [slot("a", 0, "live")];
  assert.equal(nowAndNext(slots, 91 * MINUTE, true).live.length, 0);
  assert.equal(nowAndNext(slots, 89 * MINUTE, true).live.length, 1);
  assert.equal(nowAndNext(slots, 91 * MINUTE, false).live.length, 1);
});

test("a few are shown, and minutes are never negative", () => {
  const many = Array.from({ length: 9 }, (_, n) => slot(`s${n}`, n * MINUTE));
  assert.equal(nowAndNext(many, 0, false).next.length, NEXT_AT_MOST);
  assert.deepEqual([minutesTo(90_000, 0), minutesTo(0, 90_000), minutesTo(60_000, 0)], [2, 0, 1]);
});
