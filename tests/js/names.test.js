// @ts-check
/** Vietnamese names in JavaScript: the vectors that Python answers too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { cleanText, sortKey } from "../../static/js/core/name-keys.js";
import { fold, matches } from "../../static/js/core/names.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/names.json", import.meta.url), "utf8"));

for (const { name, text, limit, expect } of vectors.clean_text) {
  test(`clean: ${name}`, () => assert.equal(cleanText(text, limit), expect));
}
for (const { text, expect } of vectors.fold) {
  test(`fold: ${JSON.stringify(text)}`, () => assert.equal(fold(text), expect));
}
for (const { query, text, expect } of vectors.matches) {
  test(`matches: "${query}" in "${text}"`, () => assert.equal(matches(query, text), expect));
}
for (const { query, name, expect } of vectors.search) {
  test(`search: "${query}" finds "${name}"`, () => assert.equal(matches(fold(query), fold(name)), expect));
}
for (const ordered of vectors.sort_order) {
  test(`order: ${ordered.join(", ")}`, () => {
    const keys = ordered.map(sortKey);
    assert.deepEqual(keys, [...new Set(keys)].sort());
  });
}
for (const alike of vectors.sort_same) {
  test(`same key: ${alike.join(", ")}`, () => assert.equal(new Set(alike.map(sortKey)).size, 1));
}
for (const { name, expect } of vectors.sort_key) {
  test(`key: "${name}"`, () => assert.equal(sortKey(name), expect));
}

test("20,000 names: the search finds all of them and no other", () => {
  const given = vectors.search.map((/** @type {{name: string}} */ row) => fold(row.name));
  const list = Array.from({ length: 20_000 }, (_, i) => `${given[i % given.length]} ${i}`);
  const found = list.filter((text) => matches("ng th h", text));
  assert.equal(found.length, list.filter((text) => /^nguyen thi huong/.test(text)).length);
});
