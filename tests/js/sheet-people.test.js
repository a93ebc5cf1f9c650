// @ts-check
/** The others at the sheet: two letters, a colour that stays, and no new object while nothing changed. */
import assert from "node:assert/strict";
import test from "node:test";
import { initialsOf, othersOf, toneOf } from "../../static/js/stage/sheet-people.js";

const BINH = { client: "b", name: "Trần Thị Bình", track: "stage", row: "r1", field: "title" };

test("two letters of a name", () => {
  assert.deepEqual(["Trần Thị Bình", "MC", "đạo diễn", "", "Ơn"].map(initialsOf), ["TB", "MC", "ĐD", "?", "ƠN"]);
});

test("a person keeps a colour, whoever looks", () => {
  const tones = ["An", "Bình", "Chi", "Dũng", "Giang", "Hà"].map(toneOf);
  assert.deepEqual(tones, ["An", "Bình", "Chi", "Dũng", "Giang", "Hà"].map(toneOf));
  assert.ok(tones.every((tone) => tone >= 1 && tone <= 4));
  assert.ok(new Set(tones).size > 1);
});

test("everybody but oneself; who has not moved is the same object", () => {
  const first = othersOf([BINH, { ...BINH, client: "me" }], "me", []);
  assert.deepEqual(first.map((one) => [one.client, one.initials]), [["b", "TB"]]);
  assert.equal(othersOf([{ ...BINH }], "me", first)[0], first[0]);
  assert.notEqual(othersOf([{ ...BINH, row: "r2" }], "me", first)[0], first[0]);
});
