// @ts-check
/** Which cues are a department's own. */
import assert from "node:assert/strict";
import test from "node:test";
import { departments, ownCues, workIn } from "../../static/js/stage/crew-cues.js";

/** @param {string} id @param {number} order @param {string} department */
const column = (id, order, department) => ({ id, order, department, name: `Cột ${id}` });
/** @param {string} id @param {Record<string, string>} cells */
const line = (id, cells) => /** @type {any} */ ({ row: { id, cells } });
/** @param {Record<string, [state: string, at: number | null]>} rows */
const counted = (rows) =>
  /** @type {any} */ ({ rows: Object.entries(rows).map(([id, [state, expected_start]]) => ({ id, state, expected_start })) });

const AUDIO = { id: "audio", columns: ["mic", "music"], names: [] };

test("departments stand in the order of their columns, each once; a column of nobody is left out", () => {
  const found = departments([column("led", 3, "led"), column("music", 4, "audio"), column("title", 1, ""), column("mic", 2, "audio")]);
  assert.deepEqual(found, [
    { id: "audio", columns: ["mic", "music"], names: ["Cột mic", "Cột music"] },
    { id: "led", columns: ["led"], names: ["Cột led"] },
  ]);
});

test("the work of a department is what stands in its columns, blanks left out", () => {
  assert.equal(workIn(line("a", { mic: " Micro bục ", music: "", light: "Tối" }).row, AUDIO), "Micro bục");
  assert.equal(workIn(line("a", { mic: "Micro", music: "Nhạc" }).row, AUDIO), "Micro\nNhạc");
});

test("own cues only, the nearest first, what has no time last in the order of the sheet", () => {
  const work = { mic: "x" };
  const lines = [line("done", work), line("live", work), line("others", { light: "x" }), line("late", work), line("beside", work), line("open", work), line("open2", work), line("out", work)];
  const state = counted({
    done: ["done", 1], live: ["live", 2], others: ["upcoming", 3], late: ["upcoming", 9], beside: ["upcoming", 5],
    open: ["upcoming", null], open2: ["upcoming", null], out: ["skipped", null],
  });
  const { now, coming } = ownCues(lines, state, AUDIO);
  assert.deepEqual(now.map((one) => one.row.id), ["live"]);
  assert.deepEqual(coming.map((one) => one.row.id), ["beside", "late", "open", "open2"]);
});

test("a row that runs beside the live one is on as well", () => {
  const { now } = ownCues([line("beside", { music: "Nhạc nền" })], counted({ beside: ["running", 1] }), AUDIO);
  assert.deepEqual(now.map((one) => one.text), ["Nhạc nền"]);
});

test("nothing is counted before the clock is known", () => {
  assert.deepEqual(ownCues([line("a", { mic: "x" })], null, AUDIO), { now: [], coming: [] });
});
