// @ts-check
/** The laid out file: every row, id and code is found, and nothing else. */
import assert from "node:assert/strict";
import test from "node:test";
import { BLOCK_ROWS, findKey, makeTable, openGuestFile, packRows, tableOfCodes } from "../../static/js/checkin/roster-file.js";

const ROWS = Array.from({ length: 2 * BLOCK_ROWS + 7 }, (_, i) => ({
  id: `khách/${i}`, name: `Đặng Thị ${i} \u{1f600}"\\`, code: `code-${i}`, ...(i % 50 === 0 && { revoked: [`old-${i}-a`, `old-${i}-b`] }),
}));

/** @param {import("../../static/js/core/store.js").Row[]} rows */
function fileOf(rows) {
  const blocks = [];
  for (let i = 0; i < rows.length; i += BLOCK_ROWS) blocks.push(packRows(rows.slice(i, i + BLOCK_ROWS)));
  return openGuestFile(structuredClone({ ids: makeTable(rows.map((row) => row.id)), ...tableOfCodes(rows), blocks }));
}

test("every guest is found by id, number and code, as it was in the file", () => {
  const file = fileOf(ROWS);
  assert.equal(file.size, ROWS.length);
  assert.deepEqual(file.all(), ROWS);
  for (const [i, row] of ROWS.entries()) {
    assert.equal(file.numberOf(row.id), i);
    assert.equal(file.get(row.id), file.rowAt(i));
    assert.deepEqual(file.holder(row.code), { id: row.id, revoked: false });
    for (const old of row.revoked ?? []) assert.deepEqual(file.holder(old), { id: row.id, revoked: true });
  }
});

test("what is not there is not found", () => {
  const file = fileOf(ROWS);
  for (const id of ["", "khách/", "khách/2007", "code-1", "khách/10 "]) assert.equal(file.has(id), false, id);
  for (const hash of ["", "code-", "code-2007", "old-1-a", "khách/1"]) assert.equal(file.holder(hash), null, hash);
  assert.equal(fileOf([]).get("a"), undefined);
  assert.deepEqual(fileOf([]).all(), []);
});

test("a code that somebody holds now is not a replaced one", () => {
  const file = fileOf([{ id: "a", code: "one", revoked: ["two"] }, { id: "b", code: "two" }, { id: "c" }]);
  assert.deepEqual(file.holder("two"), { id: "b", revoked: false });
});

test("keys that are parts of each other are kept apart", () => {
  const keys = ["a", "ab", "b", "", "ba", "aba"];
  const table = makeTable(keys);
  assert.deepEqual(keys.map((key) => findKey(table, key)), [0, 1, 2, 3, 4, 5]);
  assert.equal(findKey(table, "bab"), -1);
});
