// @ts-check
/** Before the first figure: which slots come; and hours as people write them. */
import assert from "node:assert/strict";
import test from "node:test";
import { readHour } from "../../static/js/livestream/host-times.js";
import { coming } from "../../static/js/livestream/numbers-rules.js";

const slot = (/** @type {string} */ id, /** @type {string} */ from, /** @type {string} */ until, state = "confirmed") => ({ id, state, starts: `2025-11-14T${from}:00.000Z`, ends: `2025-11-14T${until}:00.000Z` });

test("slots that will be on air: the next first, none that is over, cancelled, or without an hour", () => {
  const slots = [slot("late", "12:00", "13:00"), slot("over", "01:00", "02:00"), slot("now", "03:00", "04:00", "live"), slot("gone", "05:00", "06:00", "cancelled"), slot("b", "05:00", "06:00"), slot("a", "05:00", "06:30", "draft"), { id: "none", state: "draft", starts: null, ends: null }];
  assert.deepEqual(coming(slots, Date.parse("2025-11-14T03:30:00.000Z")).map((one) => one.id), ["now", "a", "b", "late"]);
});

test("an hour is read as people write it", () => {
  assert.deepEqual(["9h15", "09:30", "9.05", "22h", "24:00", "1915"].map(readHour), ["09:15", "09:30", "09:05", "22:00", "00:00", "19:15"]);
  assert.deepEqual(["25:00", "9:75", "sáng", ""].map(readHour), [undefined, undefined, undefined, undefined]);
});
