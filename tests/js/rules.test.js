// @ts-check
/** The door's decisions in JavaScript: the vectors that Python answers too, then upload order. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as rules from "../../static/js/checkin/rules.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/scan_rules.json", import.meta.url), "utf8"));
const { guest, gate, scan, attempt } = vectors.defaults;

/** @type {Record<string, (args: any) => unknown>} */
const RUN = {
  decide_base: (args) =>
    rules.decideBase(
      args.guest && { ...guest, ...args.guest },
      { ...gate, ...args.gate },
      { ...scan, ...args.scan },
      args.known_elsewhere,
    ),
  settle: (args) => {
    const attempts = args.attempts.map((/** @type {any} */ a) => ({ ...attempt, ...a }));
    const [standings, presence] = rules.settle(attempts, { ...rules.NOBODY, ...args.before });
    const plain = Object.entries(standings).map(([ref, { ref: own, ...rest }]) => {
      assert.equal(own, ref);
      return [ref, rest];
    });
    return { standings: Object.fromEntries(plain), presence: { ...presence } };
  },
  who_enters: (a) => rules.whoEnters(a.holder, a.stand_in, a.been_in, a.told),
};
/** Asked when something is handed in: no tablet decides it. */
const SERVER_ONLY = ["undo_allowed", "corrected_time", "missing_numbers"];

for (const { name, fn, args, expect } of vectors.cases) {
  if (SERVER_ONLY.includes(fn)) continue;
  test(`${fn}: ${name}`, () => assert.deepEqual(RUN[fn]?.(args), expect));
}

test("the vectors are not empty", () => assert.ok(vectors.cases.length >= 70));

test("settle gives the same end for every upload order of three tablets", () => {
  const facts = [
    { ref: "a", at: 1, device: "t1", told: true },
    { ref: "b", at: 2, device: "t2", told: true },
    { ref: "x", at: 3, device: "t3", direction: "out", base: "exit" },
    { ref: "c", at: 4, device: "t2", told: true, policy: "after_exit" },
    { ref: "d", at: 4, device: "t1", told: true, base: "blocked" },
  ].map((f) => ({ ...attempt, ...f }));
  const orders = permutations(facts);
  const wanted = rules.settle(facts);
  assert.equal(orders.length, 120);
  for (const order of orders) assert.deepEqual(rules.settle(order), wanted);
});

/**
 * @template T
 * @param {T[]} items
 * @returns {T[][]}
 */
function permutations(items) {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}
