// @ts-check
/** The livestream rules of the browser, held to the vectors that hold Python's. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as rules from "../../static/js/livestream/rules.js";

const VECTORS = JSON.parse(readFileSync(new URL("../vectors/livestream.json", import.meta.url), "utf8"));

/** Objects field by field, everything else as the patch says. @param {any} value @param {any} patch @returns {any} */
function merged(value, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const found = value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
  for (const [name, inner] of Object.entries(patch)) found[name] = merged(found[name], inner);
  return found;
}

/** The facts of a case; a slot set to null is not there. @param {any} patch */
function factsOf(patch) {
  const facts = merged(VECTORS.base, patch);
  facts.slots = Object.fromEntries(Object.entries(facts.slots).filter(([, slot]) => slot));
  return facts;
}

const short = (/** @type {any} */ conflict) => conflict.key.split("|").filter(Boolean).join(" ");

test("conflicts and what they say", () => {
  assert.ok(VECTORS.check.length > 350);
  for (const { name, patch, ids, moved, expect, details = {} } of VECTORS.check) {
    const found = rules.check(factsOf(patch), ids ?? null, moved ?? null);
    assert.deepEqual(found.map(short).sort(), [...expect].sort(), name);
    for (const [part, expected] of Object.entries(details)) {
      const told = /** @type {any} */ (found[0])[part];
      assert.deepEqual(part === "more" ? Object.fromEntries(Object.keys(expected).map((key) => [key, told[key]])) : told, expected, name);
    }
    for (const row of found) assert.deepEqual([row.level, row.stops, row.fix], [...rules.KINDS[row.kind]], name);
  }
});

test("gates", () => {
  for (const { name, slot, for: what, patch, moved, expect } of VECTORS.gate) {
    assert.deepEqual(rules.gate(factsOf(patch), slot, what, moved ?? null).map(short).sort(), expect, name);
  }
});

test("steps", () => {
  for (const { name, do: action, actor, at, set, patch, more, ...expected } of VECTORS.step) {
    const facts = factsOf(merged(patch, { slots: { a: set } }));
    const done = /** @type {any} */ (rules.step(facts.slots.a, action, actor, at, facts, more));
    assert.equal(done.refused ?? null, expected.refused ?? null, name);
    assert.equal(done.already ?? false, expected.already ?? false, name);
    assert.deepEqual(done.changes ?? {}, expected.changes ?? {}, name);
    assert.equal(done.tell ?? false, expected.tell ?? false, name);
    for (const [key, value] of Object.entries(expected.with ?? {})) assert.deepEqual(done.more[key], value, name);
  }
});

test("alarms, held intervals, free cells, names", () => {
  const slot = VECTORS.base.slots.a;
  for (const { set, at, expect, next } of VECTORS.alarms) {
    assert.deepEqual(rules.alarms({ ...slot, ...set }, at), expect);
    assert.equal(rules.nextAlarm([{ ...slot, ...set }], at), next);
    assert.equal(rules.nextAlarm({ a: { ...slot, ...set } }, at), next);
  }
  for (const { set, now, expect } of VECTORS.held) assert.deepEqual(rules.held({ ...slot, ...set }, now), expect);
  for (const { name, patch, slot: id, day, expect } of VECTORS.cells) {
    const facts = factsOf(patch);
    assert.deepEqual(rules.freeCells(facts, facts.slots[id], day), expect, name);
  }
  for (const { name, patch, kind, expect } of VECTORS.say) {
    const facts = factsOf(patch);
    const [conflict] = rules.check(facts).filter((row) => row.kind === kind);
    const params = rules.paramsOf(conflict, facts);
    assert.deepEqual(Object.fromEntries(Object.keys(expect).map((key) => [key, params[key]])), expect, name);
  }
});

test("nobody lifts what the law forbids", () => {
  for (const kind of Object.keys(rules.KINDS)) {
    const refusal = rules.mayOverride(/** @type {any} */ ({ kind }), "Có văn bản của cơ quan");
    assert.equal(refusal, rules.NEVER_OVERRIDABLE.has(kind) ? "never" : null);
  }
});

test("a name under a crowd holds for fewer of the same", () => {
  const goods = [{ product: "g1", pieces: 50, price: null }];
  /** @type {Record<string, any>} */
  const slots = { a: { goods, state: "draft" }, b: { goods, state: "confirmed" }, c: { goods, state: "draft" } };
  const seen = rules.check(factsOf({ slots }), ["a"]).find((/** @type {any} */ one) => one.kind === "stock.short");
  assert.ok(seen);
  assert.deepEqual([...seen.slots].sort(), ["a", "b", "c"]);
  const open = () => rules.gate(factsOf({ slots }), "a", "confirm").some((/** @type {any} */ one) => one.kind === "stock.short");
  assert.ok(open());
  slots.a = { ...slots.a, acks: [{ kind: seen.kind, with: seen.with, by: "u1" }] };
  assert.ok(!open());
  slots.b = { ...slots.b, goods: [{ product: "g1", pieces: 60, price: null }] };
  assert.ok(open(), "b has changed since");
});
