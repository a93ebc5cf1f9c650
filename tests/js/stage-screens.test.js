// @ts-check
/** What the MC has before them, and which messages are theirs. */
import assert from "node:assert/strict";
import test from "node:test";
import { digits, lateness, length, signed, toCut } from "../../static/js/stage/figures.js";
import { messagesFor, reading } from "../../static/js/stage/mc-read.js";

/** @param {string} id @param {string} [words] */
const row = (id, words = "") => ({ id, cells: { mc_script: words } });
const [welcome, speech, thanks] = [row("welcome", "Kính chào"), row("speech", "  "), row("thanks", "Cảm ơn")];
/** @param {ReturnType<typeof reading>} seen */
const ids = ({ row: one, other, now }) => [one?.id ?? null, other?.id ?? null, now];

test("the words of the row that is on, with the next one beside", () => {
  assert.deepEqual(ids(reading(welcome, speech, thanks, null)), ["welcome", "speech", true]);
});

test("read to the end, the next row's words come forward, and back again", () => {
  assert.deepEqual(ids(reading(welcome, thanks, null, "welcome")), ["thanks", "welcome", false]);
  assert.deepEqual(ids(reading(welcome, thanks, null, null)), ["welcome", "thanks", true]);
});

test("what was read of an earlier row says nothing of this one", () => {
  assert.deepEqual(ids(reading(thanks, null, null, "welcome")), ["thanks", null, true]);
});

test("while somebody else speaks, the MC looks ahead", () => {
  assert.deepEqual(ids(reading(speech, thanks, null, null)), ["thanks", "speech", false]);
  assert.deepEqual(ids(reading(speech, null, null, null)), ["speech", null, true]);
});

test("before the first row, and after the last", () => {
  assert.deepEqual(ids(reading(null, welcome, speech, null)), ["welcome", "speech", false]);
  assert.deepEqual(ids(reading(null, null, null, null)), [null, null, false]);
});

test("messages to all, to the role and to this device, newest first, until they are cleared", () => {
  /** @param {string} id @param {string} target @param {number} sent_at @param {number | null} [cleared_at] */
  const message = (id, target, sent_at, cleared_at = null) => ({ id, target, sent_at, cleared_at });
  const all = [
    message("a", "all", 1), message("b", "role:mc", 3), message("c", "role:crew", 4), message("d", "device:x", 2),
    message("e", "device:y", 5), message("f", "role:mc", 6, 7),
  ];
  assert.deepEqual(messagesFor(all, { id: "x", role: "mc" }).map((one) => one.id), ["b", "d", "a"]);
});

test("a countdown shows a second until it is over, and overtime counts whole seconds", () => {
  assert.deepEqual(digits(333_000), ["05", "33"]);
  assert.deepEqual(digits(332_001), ["05", "33"]);
  assert.deepEqual(digits(0), ["00", "00"]);
  assert.deepEqual(digits(-69_900), ["+01", "09"]);
  assert.deepEqual(digits(4_500_000), ["1", "15", "00"]);
});

test("an offset has its sign, a cut is never rounded down", () => {
  assert.deepEqual([240_000, -30_999, 400, 0].map(signed), ["+4:00", "\u22120:30", "0:00", "0:00"]);
  assert.deepEqual([toCut(-240_000), toCut(-240_001)], ["4:00", "4:01"]);
  assert.deepEqual([length(3_723_000), length(725_000)], ["1:02:03", "12:05"]);
  assert.deepEqual([3001, 3000, -3001].map(lateness), ["late", "on_time", "early"]);
});
