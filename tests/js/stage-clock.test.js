// @ts-check
/** The stage clock in JavaScript: every look of tests/vectors/stage.json, counted from the facts alone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { count } from "../../static/js/stage/clock.js";

const looks = JSON.parse(readFileSync(new URL("../vectors/stage_facts.json", import.meta.url), "utf8"));

for (const { name, now, facts, expect } of looks) {
  test(`${name} (${now / 60_000} min)`, () => assert.deepEqual(count(facts, now), expect));
}

test("the looks are not empty", () => assert.ok(looks.length >= 100));

test("counting changes nothing of the facts", () => {
  for (const { now, facts } of looks) {
    const before = structuredClone(facts);
    count(facts, now);
    assert.deepEqual(facts, before);
  }
});

test("the clock runs on without a message: second by second, nothing jumps", () => {
  const { facts, now } = looks.find((/** @type {any} */ look) => look.name.startsWith("R09"));
  const left = Array.from({ length: 900 }, (_, second) => count(facts, now + second * 1000).tracks[0]?.live?.remaining ?? NaN);
  for (const [second, remaining] of left.entries()) assert.equal(remaining, (left[0] ?? NaN) - second * 1000);
});
