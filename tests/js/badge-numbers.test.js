// @ts-check
/** What a person types off a paper list, and what is made of it. */
import assert from "node:assert/strict";
import test from "node:test";

import { echo, readNumbers, scanItems, tally, undoItems } from "../../static/js/badges/numbers.js";

test("numbers, ranges, any separator, each once", () => {
  assert.deepEqual(readNumbers("12 15 18-22"), { numbers: [12, 15, 18, 19, 20, 21, 22], unread: [] });
  assert.deepEqual(readNumbers(" 3,1; 2\n1 2 - 4 7–8 9—9").numbers, [3, 1, 2, 4, 7, 8, 9]);
  assert.deepEqual(readNumbers("").numbers, []);
  assert.deepEqual(readNumbers("007").numbers, [7]);
});

test("what is no number is said, not guessed", () => {
  assert.deepEqual(readNumbers("12 x15 22-18 1-9999999 5-"), { numbers: [12], unread: ["x15", "22-18", "1-9999999", "5-"] });
  assert.deepEqual(readNumbers("1-501"), { numbers: [], unread: ["1-501"] }, "a slip of the finger lets nobody in by the hundred");
  assert.equal(readNumbers("1-500").numbers.length, 500);
  assert.deepEqual(readNumbers("-5 1-2-3").unread, ["-5", "1-2-3"]);
});

const guest = (/** @type {number} */ number, inside = false) => ({
  number, id: `k${number}`, honorific: "Bà", name: `Khách ${number}`, title: "", unit: "", inside, in_at: null,
});
const known = new Map([guest(1), guest(2, true), guest(3)].map((one) => [one.number, one]));

test("an echo says who is meant and what will happen", () => {
  const lines = echo([1, 2, 3, 9], known, new Set([3]));
  assert.deepEqual(lines.map((one) => one.state), ["ready", "inside", "done", "unknown"]);
  assert.equal(lines[0]?.who?.name, "Khách 1");
});

test("items say that the guest was let in then, by the list; what was stored goes out once", () => {
  let refs = 0;
  const newRef = () => { refs += 1; return `ref${refs}`; };
  const at = "2025-11-14T11:00:00.000Z";
  const sent = scanItems(echo([1, 2, 3, 9], known, new Set([3])), { gate: "A", at, operator: "Lan", newRef });
  assert.deepEqual(sent.map((one) => one.number), [1, 2]);
  assert.deepEqual(sent[0]?.item, {
    type: "scan", ref: "ref1", guest: "k1", gate: "A", direction: "in", device_at: at, offset_ms: 0, method: "list",
    told: { admit: true, reason: "ok" }, operator: "Lan",
  });
  const [back] = undoItems(sent, { reason: "nhầm", newRef });
  assert.deepEqual(back, { type: "undo", ref: "ref3", target: "ref1", device_at: at, offset_ms: 0, reason: "nhầm", operator: "Lan" });
});

test("answers are counted by how they ended", () => {
  assert.deepEqual(tally([{ state: "accepted", error: null }, { state: "conflict", error: null }, { state: "accepted", error: null }]), { accepted: 2, conflict: 1 });
});
