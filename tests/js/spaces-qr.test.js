// @ts-check
/** Codes drawn on the device are those that another library draws (tests/vectors/spaces-qr.json, made with the Python package qrcode). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { pathOf, qr, sizeFor } from "../../static/js/spaces/qr.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/spaces-qr.json", import.meta.url), "utf8"));
const asText = (/** @type {boolean[][]} */ rows) => rows.map((row) => row.map((one) => (one ? "1" : "0")).join("")).join(" ");

for (const { text, version, level, mask, rows } of vectors) {
  test(`${text}, mask ${mask}`, () => {
    const made = qr(text, mask);
    assert.deepEqual([made.version, made.level], [version, level]);
    assert.equal(asText(made.rows), rows);
  });
}

test("without a wish the mask that is read best is taken", () => {
  const made = qr("HTTPS://SUKIEN.VN/K/G07/7K3QX9");
  assert.equal(asText(made.rows), asText(qr("HTTPS://SUKIEN.VN/K/G07/7K3QX9", made.mask).rows));
});

test("the path covers every dark module once, four modules from the edge", () => {
  const { rows } = qr("A");
  const covered = [...pathOf(rows).matchAll(/M(\d+) (\d+)h(\d+)/g)].flatMap(([, x, y, n]) => Array.from({ length: Number(n) }, (_, i) => `${Number(x) + i - 4} ${Number(y) - 4}`));
  const dark = rows.flatMap((row, y) => row.flatMap((one, x) => (one ? [`${x} ${y}`] : [])));
  assert.deepEqual(covered, dark);
});

test("what no code of ours can hold is refused, not cut", () => {
  assert.equal(sizeFor(109 * 8), null);
  assert.throws(() => qr("x".repeat(120)), RangeError);
});
