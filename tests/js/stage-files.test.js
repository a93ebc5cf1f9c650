// @ts-check
/** Blanks filled as on paper (tests/vectors/blanks.json), and what goes with a file to the server. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { byLine, columnWords, ranges, rechosen } from "../../static/js/stage/import-file.js";
import { fill, knownPeople, peopleIn } from "../../static/js/stage/names.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/blanks.json", import.meta.url), "utf8"));

for (const { text, frozen, said, people } of vectors.cases) {
  test(`blanks: ${text}`, () => {
    const known = knownPeople(vectors.categories, vectors.guests, frozen ? vectors.freezes : []);
    const words = fill(text, known, "").map((one) => (one.list ? one.list.map(({ who }) => who).join("; ") : one.blank ? `[${one.text}]` : one.text));
    assert.equal(words.join(""), said);
    assert.deepEqual(peopleIn(text, known).map((one) => one.id), people);
  });
}

test("row numbers are told as ranges", () => {
  assert.equal(ranges([]), "");
  assert.equal(ranges([7]), "7");
  assert.equal(ranges(new Set([9, 1, 2, 3, 7, 10])), "1-3,7,9-10");
});

test("a column that is chosen anew takes its field from whoever had it", () => {
  const columns = [["title", 3], ["owner", 4], ["", 5]].map(([field, at]) => ({ at: Number(at), field: String(field), cell: `A${at}`, title: "", sample: "" }));
  const chosen = rechosen(new Map(), columns, 5, "title");
  assert.equal(columnWords(chosen), "3:,5:title");
  assert.equal(columnWords(rechosen(chosen, columns, 4, "")), "3:,4:,5:title");
});

test("doubts stand with the row of their cell", () => {
  const doubts = [["Kịch bản 2!B15", 15], ["C15", 15], ["Sheet1!AA3", 3]].map(([cell, line]) => ({ cell: String(cell), line, code: "", said: "", note: true, words: "" }));
  assert.deepEqual([...byLine(doubts)].map(([line, some]) => [line, some.length]), [[15, 2], [3, 1]]);
});
