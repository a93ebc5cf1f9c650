// @ts-check
/** The cursor, the choice, and text that other spreadsheets read. */
import assert from "node:assert/strict";
import test from "node:test";
import { at, chosenColumns, chosenRows, fromTsv, stay, step, tab, toggle, toTsv } from "../../static/js/stage/sheet-grid.js";

const ROWS = ["a", "b", "c"];
const place = (/** @type {string} */ row, /** @type {number} */ col) => ({ row, col });

test("the cursor stays inside", () => {
  assert.deepEqual(step(at(place("a", 0)), ROWS, 4, { down: -1, right: -1 }).cursor, place("a", 0));
  assert.deepEqual(step(at(place("b", 3)), ROWS, 4, { down: 9, right: 9 }).cursor, place("c", 3));
});

test("tab goes on in the next row", () => {
  assert.deepEqual(tab(at(place("a", 3)), ROWS, 4, 1).cursor, place("b", 0));
  assert.deepEqual(tab(at(place("b", 0)), ROWS, 4, -1).cursor, place("a", 3));
  assert.deepEqual(tab(at(place("c", 3)), ROWS, 4, 1).cursor, place("c", 3));
});

test("a block grows from its corner, and rows are added one by one", () => {
  const block = step(at(place("a", 1)), ROWS, 4, { down: 1, right: 1, extend: true });
  assert.deepEqual([chosenRows(block, ROWS), chosenColumns(block)], [["a", "b"], [1, 2]]);
  const more = toggle(at(place("a", 1)), "c");
  assert.deepEqual(chosenRows(more, ROWS), ["a", "c"]);
  assert.deepEqual(chosenRows(toggle(more, "c"), ROWS), ["a"]);
});

test("when a row goes, the cursor stands on what took its place", () => {
  assert.deepEqual(stay(at(place("b", 2)), ROWS, ["a", "c"]).cursor, place("c", 2));
  assert.deepEqual(stay(at(place("c", 2)), ROWS, ["a", "b"]).cursor, place("b", 2));
  assert.deepEqual(stay(at(place("a", 1)), ROWS, []).cursor, place("", 1));
});

test("cells to text and back, whatever stands in them", () => {
  const block = [["01", 'nói "chào"'], ["hai\ndòng", "a\tb"], ["", ""]];
  assert.deepEqual(fromTsv(toTsv(block)), block);
  assert.deepEqual(fromTsv("một\thai\r\nba\tbốn\r\n"), [["một", "hai"], ["ba", "bốn"]]);
  assert.deepEqual(fromTsv('5\'30"'), [['5\'30"']], "a mark of seconds is no quotation");
  assert.deepEqual(fromTsv(""), [[""]]);
});
