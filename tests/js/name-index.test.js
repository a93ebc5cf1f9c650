// @ts-check
/** Search by name: what a plain walk over all guests finds, the index finds, also after changes and from kept text. */
import assert from "node:assert/strict";
import test from "node:test";
import { fold, matches } from "../../static/js/core/names.js";
import { createNameIndex } from "../../static/js/checkin/name-index.js";

const SLICE = 1000;
const FAMILY = ["Nguyễn", "Trần", "Lê", "Đặng", "Ngô"];
const MIDDLE = ["Thị", "Văn", "Thị Thu", "Hữu", ""];
const GIVEN = ["Hương", "Hùng", "Đạt", "Ánh", "Ngọc", "Thảo", "Nguyên"];
const UNITS = ["Sở Công Thương", "UBND phường Hồng Bàng", "Đặng Gia", ""];

/** @param {number} i @returns {import("../../static/js/core/store.js").Row} */
function guest(i) {
  const name = [FAMILY[i % 5], MIDDLE[i % 25 / 5 | 0], GIVEN[i % 7]].filter(Boolean).join(" ");
  return { id: `g${i}`, name, unit: UNITS[i % 4], vip: i % 40 === 0 };
}

const text = (/** @type {any} */ row) => `${fold(row.name)} ${fold(row.unit)}`;

/** @param {import("../../static/js/core/store.js").Row[]} rows */
function indexOf(rows) {
  const current = new Map(rows.map((row) => [row.id, row]));
  const index = createNameIndex({ unitOf: (row) => row.unit, current: (id) => current.get(id) });
  for (let i = 0; i < rows.length; i += SLICE) index.add(rows.slice(i, i + SLICE));
  return { index, current };
}

const QUERIES = ["h", "ng", "ng th h", "ngo ng", "ng ng", "ng ng ng", "dat tran", "Đặng", "so cong", "hong b", "gia dang", "xyz", "th th", "t th", "n n", "n ng ng", "le hung so", "-", ""];

/** @param {ReturnType<typeof indexOf>} world */
function agrees({ index, current }) {
  for (const query of QUERIES) {
    const folded = fold(query);
    const expected = folded ? [...current.values()].filter((row) => matches(folded, text(row))).map((row) => row.id).sort() : [];
    const { found, total } = index.search(query, 1_000_000);
    assert.deepEqual(found.map((row) => row.id).sort(), expected, `"${query}"`);
    assert.equal(total, expected.length, `"${query}"`);
  }
}

test("the index finds what a walk over all guests finds", () => {
  agrees(indexOf(Array.from({ length: 4321 }, (_, i) => guest(i))));
});

test("changed, new and removed guests are found as they are now", () => {
  const world = indexOf(Array.from({ length: 2500 }, (_, i) => guest(i)));
  const { index, current } = world;
  const put = (/** @type {any} */ row) => { current.set(row.id, row); index.change(row); };
  put({ ...guest(3), name: "Ngô Ngọc Hồng" });
  put({ ...guest(2400), inside: true });
  put({ ...guest(9000), name: "Đặng Đạt" });
  put({ ...guest(9000), name: "Hồ Hùng" });
  for (const id of ["g7", "g9000", "nobody"]) { current.delete(id); index.remove(id); }
  put({ ...guest(9001) });
  agrees(world);
  assert.equal(index.search("ngo ngoc hong", 5).found[0]?.id, "g3");
  assert.equal(index.search(guest(2400).name, 3000).found.find((row) => row.id === "g2400")?.inside, true, "the row as it stands now");
});

test("a change that comes while the list is still being read stands", () => {
  const rows = Array.from({ length: 2500 }, (_, i) => guest(i));
  const current = new Map(rows.map((row) => [row.id, row]));
  const index = createNameIndex({ unitOf: (row) => row.unit, current: (id) => current.get(id) });
  index.add(rows.slice(0, SLICE));
  const renamed = { ...guest(2300), name: "Lê Hùng Sơn" };
  current.set(renamed.id, renamed);
  index.change(renamed);
  index.add(rows.slice(SLICE));
  agrees({ index, current });
});

test("what was kept gives the same answers, also after changes", () => {
  const rows = Array.from({ length: 4100 }, (_, i) => guest(i));
  const kept = structuredClone(indexOf(rows).index.keep());
  const current = new Map(rows.map((row) => [row.id, row]));
  const numbers = new Map(rows.map((row, i) => [row.id, i]));
  let read = 0;
  const index = createNameIndex({ unitOf: (row) => row.unit, current: (id) => current.get(id) });
  index.reset(kept, { rowAt: (i) => { read += 1; return rows[i]; }, numberOf: (id) => numbers.get(id) });
  assert.equal(index.search("n", 30).found.length, 30);
  assert.equal(read, 30, "only rows that are shown are read");
  agrees({ index, current });
  const put = (/** @type {any} */ row) => { current.set(row.id, row); index.change(row); };
  put({ ...guest(3), name: "Ngô Ngọc Hồng" });
  put({ ...guest(9000), name: "Đặng Đạt" });
  current.delete("g8");
  index.remove("g8");
  agrees({ index, current });
});

test("an empty list is kept and found empty", () => {
  const { index } = indexOf([]);
  const again = indexOf([]).index;
  again.reset(structuredClone(index.keep()), { rowAt: () => assert.fail("no row"), numberOf: () => undefined });
  assert.deepEqual(again.search("a", 30), { found: [], total: 0 });
});

test("typed accents, then the beginning of the name, then the order of words, then VIPs come first", () => {
  const rows = [
    { id: "unit", name: "Lê Văn Tám", unit: "Hồng Hà" },
    { id: "later", name: "Lê Hồng", unit: "" },
    { id: "vip", name: "Hồng Anh", unit: "", vip: true },
    { id: "first", name: "Hồng Ân", unit: "" },
    { id: "accent", name: "Vũ Hông", unit: "" },
  ];
  const { index } = indexOf(rows);
  assert.deepEqual(index.search("hong", 9).found.map((row) => row.id), ["vip", "first", "later", "accent", "unit"]);
  assert.equal(index.search("Hông", 9).found[0].id, "accent");
  assert.deepEqual(index.search("hong", 1).found.map((row) => row.id), ["vip"]);
});

test("a word begins where a word begins", () => {
  const { index } = indexOf([guest(0), { id: "x", name: "Anh Thanh", unit: "" }]);
  assert.deepEqual(index.search("anh", 9).found.map((row) => row.id), ["x"]);
  assert.equal(index.search("nh", 9).total, 0);
});
