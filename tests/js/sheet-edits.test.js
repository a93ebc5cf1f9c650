// @ts-check
/** What a hand does to the sheet, as edits. */
import assert from "node:assert/strict";
import test from "node:test";
import { columnsOf, fieldOf, textOf, whyNot } from "../../static/js/stage/sheet-columns.js";
import * as edits from "../../static/js/stage/sheet-edits.js";
import { DAY, HOUR, MINUTE } from "../../static/js/stage/sheet-lengths.js";

const DAY_START = 2_000 * DAY;
const day = { dayStart: DAY_START, shift: 0 };
/** @param {string} id @param {any} [plan] @param {any} [cells] @param {number} [start] @returns {any} */
const line = (id, plan = {}, cells = {}, start = DAY_START + 18 * HOUR) => ({
  row: { id, plan, cells, revs: {} }, fact: { id, kind: plan.kind ?? "timed", start, duration: plan.duration ?? 0, due: 0, lag: 0 },
});
const ids = (/** @type {string[]} */ ...names) => new Set(names);
const sheet = [line("a"), line("g", { kind: "group" }), line("b", { group: "g" }), line("c", { group: "g" }), line("d"), line("e")];
/** @param {edits.Edit[]} list */
const moves = (list) => list.filter((one) => one.edit === "move").map((one) => `${one.row}>${one.after}`);
/** @param {edits.Edit[]} list */
const groups = (list) => list.filter((one) => one.edit === "set").map((one) => `${one.row}:${one.values.group}`);

const TOLD = [
  { id: "title", name: "Nội dung", order: 3, writers: [] }, { id: "owner", name: "Phụ trách", order: 2, writers: [] },
  { id: "mc_script", name: "Lời dẫn", order: 5, writers: ["mc"] }, { id: "cue", name: "Cue", order: 1, writers: [] },
];
const columns = columnsOf(TOLD, { start: "Bắt đầu", length: "Dài" });
const [, start, length] = /** @type {any[]} */ (columns);

test("cue, start, length, title, then the others in their order", () => {
  assert.deepEqual(columns.map((one) => one.id), ["cue", "#start", "#length", "title", "owner", "mc_script"]);
});

test("editors write everywhere, others where the column names them, nobody in a locked sheet", () => {
  const script = /** @type {any} */ (columns[5]);
  assert.equal(whyNot(start, ["stage_manager"], false), null);
  assert.equal(whyNot(start, ["mc"], false), "times");
  assert.equal(whyNot(script, ["mc"], false), null);
  assert.equal(whyNot(/** @type {any} */ (columns[4]), ["mc"], false), "column");
  assert.equal(whyNot(script, ["organiser"], true), "locked");
});

test("what stands in a cell of time can be typed again", () => {
  const about = { dayStart: DAY_START, clockOf: (/** @type {number} */ at) => new Date(at).toISOString().slice(11, 16) };
  assert.equal(textOf(line("a", { duration: 90_000 }), length, about), "1:30");
  assert.equal(textOf(line("a"), start, about), "18:00");
  assert.equal(textOf(line("a", {}, {}, DAY_START + DAY + HOUR), start, about), "01:00 +1");
  assert.equal(textOf(line("d", { kind: "delay", amount: -MINUTE }), length, about), "−1:00");
  assert.equal(textOf(line("g", { kind: "group", target: 10 * MINUTE }), length, about), "10:00");
});

test("a start that is typed is fixed, or stays hard; an empty one follows", () => {
  const { edits: [fixed] } = edits.cellEdits(line("a"), start, "19h05", day);
  assert.deepEqual(fixed, { edit: "set", row: "a", values: { begins: "fixed", start: DAY_START + 19 * HOUR + 5 * MINUTE } });
  const [hard] = edits.cellEdits(line("a", { begins: "hard" }), start, "19h05 - 19h15", day).edits;
  assert.deepEqual(hard?.values, { begins: "hard", start: DAY_START + 19 * HOUR + 5 * MINUTE, duration: 10 * MINUTE });
  assert.deepEqual(edits.cellEdits(line("a"), start, " ", day).edits[0]?.values, { begins: "linked", start: null });
  assert.equal(edits.cellEdits(line("a"), start, "tối", day).problem, "bad_start");
  assert.equal(edits.cellEdits(line("g", { kind: "group" }), start, "19h", day).problem, "no_start");
});

test("a rehearsal's shift is not written into the plan", () => {
  const shifted = edits.cellEdits(line("a", {}, {}, DAY_START + DAY + 18 * HOUR), start, "19h", { dayStart: DAY_START, shift: DAY });
  assert.equal(shifted.edits[0]?.values.start, DAY_START + 19 * HOUR);
});

test("a length is a length, a target, an amount, or a later end", () => {
  const typed = (/** @type {any} */ one, /** @type {string} */ text) => edits.cellEdits(one, length, text, day).edits[0]?.values;
  assert.deepEqual(typed(line("a"), "3p30"), { duration: 210_000 });
  assert.deepEqual(typed(line("g", { kind: "group" }), "30'"), { target: 30 * MINUTE });
  assert.deepEqual(typed(line("g", { kind: "group" }), ""), { target: null });
  assert.deepEqual(typed(line("d", { kind: "delay" }), "-5'"), { amount: -5 * MINUTE });
  assert.deepEqual(typed(line("d", { kind: "delay" }), "+5'"), { amount: 5 * MINUTE });
  assert.deepEqual(typed(line("a", { lock: "end" }), "10'"), { end: DAY_START + 18 * HOUR + 10 * MINUTE });
  for (const text of ["-5'", "lâu"]) assert.equal(edits.cellEdits(line("a"), length, text, day).problem, "bad_length");
  assert.equal(fieldOf(length, line("a", { lock: "end" }).row), "end");
});

test("rows move as a block, and take the group of their place", () => {
  assert.deepEqual(moves(edits.moveEdits(sheet, ids("d", "e"), "b")), ["d>b", "e>d"]);
  assert.deepEqual(groups(edits.moveEdits(sheet, ids("d", "e"), "b")), ["d:g", "e:g"]);
  assert.deepEqual(groups(edits.moveEdits(sheet, ids("b"), "e")), ["b:null"]);
  assert.deepEqual(moves(edits.moveEdits(sheet, ids("a"), null)), [], "where it stands already");
  assert.deepEqual(groups(edits.moveEdits(sheet, ids("a"), "c")), [], "behind the last row of a group is outside of it");
});

test("a heading goes with its rows, and never into another group", () => {
  const two = [...sheet, line("h", { kind: "group" }), line("i", { group: "h" }), line("j", { group: "h" })];
  assert.deepEqual(moves(edits.moveEdits(two, ids("g"), "i")), ["g>j", "b>g", "c>b"]);
  assert.deepEqual(moves(edits.moveEdits(two, ids("h"), "b")), ["h>a", "i>h", "j>i"]);
});

test("one place up, one place down, and no further than the edges", () => {
  assert.deepEqual(moves(edits.nudgeEdits(sheet, ids("e"), -1)), ["e>c"]);
  assert.deepEqual(moves(edits.nudgeEdits(sheet, ids("d"), 1)), ["d>e"]);
  assert.deepEqual(edits.nudgeEdits(sheet, ids("e"), 1), []);
  assert.deepEqual(edits.nudgeEdits(sheet, ids("a"), -1), []);
});

test("a new row stands in the group above it", () => {
  assert.deepEqual(edits.insertEdits(sheet, "b", "n"), [{ edit: "insert", row: { id: "n", group: "g" }, after: "b" }]);
  assert.deepEqual(edits.insertEdits(sheet, "c", "n")[0]?.row, { id: "n", group: "g" });
  assert.deepEqual(edits.insertEdits(sheet, null, "n")[0], { edit: "insert", row: { id: "n" }, after: null });
});

test("a copy has the words without the number, and follows", () => {
  let n = 0;
  const one = [line("a", { begins: "hard", start: 5, duration: 60_000, flag: true, lock: "end", end: 9 }, { cue: "01", title: "Chào" })];
  const made = edits.cloneEdits(one, ids("a"), () => `n${++n}`);
  assert.deepEqual(made, [{ edit: "insert", after: "a", cells: { title: "Chào" },
    row: { id: "n1", begins: "linked", lock: "duration", count_to_end: false, duration: 60_000, flag: true } }]);
  assert.deepEqual(edits.cloneEdits(sheet, ids("g"), () => `m${++n}`).map((edit) => [edit.row.id, edit.row.group, edit.after]),
    [["m2", undefined, "c"], ["m3", "m2", "m2"], ["m4", "m2", "m3"]]);
});

test("a heading may go without its rows", () => {
  assert.deepEqual(edits.deleteEdits(sheet, ids("g", "b")),
    [{ edit: "set", row: "c", values: { group: null } }, { edit: "delete", row: "g" }, { edit: "delete", row: "b" }]);
});

test("grouped rows stand together under their heading, ungrouped ones behind it", () => {
  const made = edits.groupEdits(sheet, ids("a", "d"), "n", "Mở đầu", 60_000);
  assert.deepEqual(made[0], { edit: "insert", row: { id: "n", kind: "group", target: 60_000 }, after: null, cells: { title: "Mở đầu" } });
  assert.deepEqual([moves(made), groups(made)], [["d>a"], ["a:n", "d:n"]]);
  assert.deepEqual(edits.ungroupEdits(sheet, ids("b")), [{ edit: "set", row: "b", values: { group: null } }, { edit: "move", row: "b", after: "c" }]);
  assert.deepEqual(edits.ungroupEdits(sheet, ids("g")).map((one) => `${one.edit} ${one.row}`), ["set b", "set c", "delete g"]);
});

test("rows for another track keep their order and their heading", () => {
  assert.deepEqual(edits.giveEdits(sheet, ids("g", "e"), "two", "z").map((one) => [one.row, one.after, one.group]),
    [["g", "z", undefined], ["b", "g", "g"], ["c", "b", "g"], ["e", "c", undefined]]);
});

test("new numbers, all or some, as wide as the first", () => {
  const cues = (/** @type {any} */ some, /** @type {any} */ how) => edits.renumber(sheet, some, how).map((one) => `${one.row}=${one.cue}`);
  assert.deepEqual(cues(null, { prefix: "A", first: "08", step: 2 }), ["a=A08", "b=A10", "c=A12", "d=A14", "e=A16"]);
  assert.deepEqual(cues(ids("d", "g", "e"), { prefix: "", first: "1", step: 1 }), ["d=1", "e=2"]);
});
