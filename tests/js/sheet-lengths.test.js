// @ts-check
/** What a crew types into the columns of time, read as the server reads it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { between, DAY, HOUR, MINUTE, placeClock, readLength, readSpan } from "../../static/js/stage/sheet-lengths.js";

const { lengths, spans } = JSON.parse(readFileSync(new URL("../vectors/lengths.json", import.meta.url), "utf8"));

test("lengths", () => {
  for (const [text, ms] of lengths) assert.equal(readLength(text), ms, text);
});

test("readings and ranges", () => {
  for (const [text, start, end] of spans) assert.deepEqual(readSpan(text), start === null ? null : { start, end }, text);
});

test("letters with their accents apart are the same letters", () => {
  assert.equal(readLength("5 phút".normalize("NFD")), 5 * MINUTE);
});

test("from one reading to the next, over midnight too", () => {
  assert.equal(between(23 * HOUR, HOUR), 2 * HOUR);
  assert.equal(between(19 * HOUR, 20 * HOUR), HOUR);
});

test("a reading lies on the day nearest to where the row stands", () => {
  const day = 1_000 * DAY;
  assert.equal(placeClock(15 * MINUTE, day + DAY - 10 * MINUTE, day), day + DAY + 15 * MINUTE, "00:15 behind 23:50");
  assert.equal(placeClock(9 * HOUR, day + 18 * HOUR, day), day + 9 * HOUR);
  assert.equal(placeClock(23 * HOUR, day + HOUR, day), day + 23 * HOUR, "never before the day of the event");
  assert.equal(placeClock(24.5 * HOUR, day + HOUR, day), day + 24.5 * HOUR);
});
