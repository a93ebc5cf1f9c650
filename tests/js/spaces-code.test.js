// @ts-check
/** The code of a booth, alone on its tablet: the same as the server's (tests/vectors/spaces-codes.json), by the key of the right day. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { codeOf, keyAt, shownAt, spaced, stepOf } from "../../static/js/spaces/space-code.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/spaces-codes.json", import.meta.url), "utf8"));
const key = (/** @type {string} */ day, /** @type {string} */ from, /** @type {string} */ until) => ({ day, from, until, key: vectors[0].key });
const KEYS = [key("2025-11-14", "2025-11-13T17:00:00Z", "2025-11-14T17:00:00Z"), key("2025-11-15", "2025-11-14T17:00:00Z", "2025-11-15T17:00:00Z")];

for (const one of vectors) {
  test(`${one.booth}, step ${one.step}`, async () => assert.equal(await codeOf(one.key, one.booth, one.step), one.code));
}

test("midnight in Viet Nam changes the key between two steps", () => {
  const midnight = Date.parse("2025-11-14T17:00:00Z");
  assert.equal(keyAt(KEYS, stepOf(midnight - 1))?.day, "2025-11-14");
  assert.equal(keyAt(KEYS, stepOf(midnight))?.day, "2025-11-15");
  assert.equal(keyAt(KEYS, stepOf(midnight + 24 * 3600_000)), null);
});

test("what is shown names the code, both addresses and when it changes", async () => {
  const codes = { booth: vectors[0].booth, key: "AbCd2345", step_s: 30, keys: KEYS, base: "https://sk.vn" };
  const at = Date.parse("2025-11-14T05:00:12Z");
  const shown = await shownAt(codes, at);
  assert.equal(shown?.until, Date.parse("2025-11-14T05:00:30Z"));
  assert.equal(shown?.url, `https://sk.vn/k/AbCd2345/${shown?.code}`);
  assert.equal(shown?.lead, `https://sk.vn/k/AbCd2345/lead/${shown?.code}`);
  assert.equal(shown?.code, await codeOf(vectors[0].key, codes.booth, stepOf(at)));
  assert.equal(await shownAt(codes, Date.parse("2025-11-20T05:00:00Z")), null);
});

test("read aloud in threes", () => assert.equal(spaced("7K3QX9"), "7K3 QX9"));
