// @ts-check
/** The tablet of a booth: whose it is, taps that wait, lamps, the way back, demos, minutes that ran, the PIN. */
import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import test from "node:test";
import { demosNow, insideNow, isOpen, lampOf, over, pinFits, placeOf, ranMinutes, undoable, UNDO_MS } from "../../static/js/spaces/space-rules.js";

const tap = (/** @type {string} */ ref, /** @type {number} */ by, more = {}) => /** @type {any} */ ({ ref, kind: "count", area: "A", by, words: ref, at: 1000, ...more });

test("a post is a booth, the room of a booth, or an area", () => {
  const [booths, areas] = [[{ id: "B1", area: "A", room: "G07" }, { id: "B2", area: "B", room: "" }], [{ id: "A" }, { id: "B" }]];
  const at = (/** @type {string} */ post) => { const { booth, area } = placeOf(post, booths, areas); return [booth?.id, area?.id]; };
  assert.deepEqual(at("B2"), ["B2", "B"]);
  assert.deepEqual(at("G07"), ["B1", "A"]);
  assert.deepEqual(at("B"), [undefined, "B"]);
  assert.deepEqual(at(""), [undefined, undefined]);
});

test("people inside: rows, and over them what waits; nobody leaves an empty place", () => {
  assert.equal(insideNow(3, [tap("a", 5), tap("b", -1), tap("c", 1, { area: "other" })], "A"), 7);
  assert.equal(insideNow(0, [tap("a", -5), tap("b", 1)], "A"), 1);
  assert.deepEqual(over([tap("a", 1, { seq: 4 }), tap("b", 1, { seq: 6 })], [tap("c", 1)], 5).map(({ ref }) => ref), ["b", "c"]);
});

test("99.9 per cent is not full, and without a safety number nothing is known", () => {
  assert.deepEqual([79, 80, 99, 100].map((n) => lampOf(n, 100).lamp), ["green", "amber", "amber", "red"]);
  assert.deepEqual(lampOf(999, 1000), { percent: 99, lamp: "amber" });
  assert.deepEqual([79, 80, 100].map((n) => lampOf(n, 100, false).lamp), ["unknown", "amber", "red"], "alone it never says that there is room");
  assert.deepEqual(lampOf(5, null), { percent: null, lamp: "unknown" });
});

test("open from the opening until before the closing, over midnight too; without hours always", () => {
  const at = (/** @type {string} */ opens, /** @type {string} */ closes) => ["01:59", "02:00", "09:29", "09:30", "21:59", "22:00"].map((now) => isOpen(now, opens, closes));
  assert.deepEqual(at("09:30", "22:00"), [false, false, false, true, true, false]);
  assert.deepEqual(at("22:00", "02:00"), [true, false, false, false, false, true]);
  assert.ok(at("", "").every(Boolean));
  assert.ok(at("09:30", "09:30").every(Boolean));
});

test("the newest tap that was not taken back, for ten minutes", () => {
  const taps = [tap("a", 1), tap("b", 5), /** @type {any} */ ({ ref: "u", kind: "undo", of: "b", words: "", at: 1100 })];
  assert.equal(undoable(taps, 2000)?.ref, "a");
  assert.equal(undoable(taps.slice(0, 2), 2000)?.ref, "b");
  assert.equal(undoable(taps, 1000 + UNDO_MS), null);
});

test("demos: what runs first, then what comes, then what is over", () => {
  const demos = [{ id: "late", title: "", times: ["08:00"], minutes: 10 }, { id: "next", title: "", times: ["14:30", "09:00"], minutes: 15 }, { id: "now", title: "", times: ["13:50"], minutes: 20 }];
  const told = demosNow(demos, "14:00");
  assert.deepEqual(told.map(({ demo }) => demo.id), ["now", "next", "late"]);
  assert.deepEqual([told[0].running, told[1].next, told[2].next], ["13:50", "14:30", null]);
  assert.equal(demosNow(demos, "14:10").find(({ demo }) => demo.id === "now")?.running, null);
});

test("minutes that ran: each once, of the last day only", () => {
  const now = 30_000_000 * 60_000;
  assert.deepEqual(ranMinutes([30_000_000 - 1440, 30_000_000 - 1, 30_000_000 - 1, 30_000_005], now), [30_000_000 - 1, 30_000_000]);
});

test("the PIN is checked here, against what the server keeps of it", async () => {
  const salt = Buffer.from("0123456789abcdef");
  const stored = { salt: salt.toString("base64"), rounds: 1000, hash: pbkdf2Sync("2468", salt, 1000, 32, "sha256").toString("base64") };
  assert.equal(await pinFits(stored, "2468"), true);
  assert.equal(await pinFits(stored, "2469"), false);
});
