// @ts-check
/** What was typed is never lost: lost links, two hands in one cell, a page that is loaded again. */
import assert from "node:assert/strict";
import test from "node:test";
import { createQueue } from "../../static/js/stage/sheet-queue.js";

/** @param {string} row @param {string} text @param {Record<string, number>} [base] */
const cell = (row, text, base = {}) => ({ key: `${row}/title`, track: "stage", row, column: "title", text, base, edits: [{ edit: "cells", row, values: { title: text } }] });
const settled = () => new Promise((done) => { setTimeout(done, 5); });

/** A server whose answers the test gives. @param {any[]} answers an object that is answered, or that is thrown when it has a code @param {any} [memory] */
function office(answers, memory = null) {
  /** @type {any[]} */
  const sent = [];
  /** @type {string[]} */
  const told = [];
  const queue = createQueue({
    send: async (path, body) => {
      sent.push({ path, ...body });
      const answer = answers.shift() ?? { seq: 1 };
      if (answer.code) throw answer;
      return answer;
    },
    position: () => 0, words: (error) => `words of ${/** @type {any} */ (error).code}`, tell: (words) => told.push(words), memory,
  });
  return { queue, sent, told, states: () => Object.fromEntries([...queue.drafts.peek().values()].map((one) => [one.row, one.state])) };
}

const LOST = { code: "no_network", answered: false };
const CHANGED = { code: "cell_changed", answered: true, fields: { row: "a", field: "title", theirs: "của Bình", by: "Bình" } };

test("a cell keeps what was typed until the feed has come so far", async () => {
  const { queue, sent, states } = office([{ seq: 7 }]);
  await queue.put("stage", "Sửa", [cell("a", "Mới", { title: 3 })]);
  assert.deepEqual([sent[0].seen, sent[0].label, states()], [{ "a/title": 3 }, "Sửa", { a: "sent" }]);
  queue.settle(6);
  assert.deepEqual(states(), { a: "sent" });
  queue.settle(7);
  assert.deepEqual(states(), {});
});

test("typing on in the same cell is no conflict with oneself", async () => {
  const { queue, sent, states } = office([{ seq: 7 }, { seq: 8 }]);
  void queue.put("stage", "", [cell("a", "M", { title: 3 })]);
  await queue.put("stage", "", [cell("a", "Mới", { title: 3 })]);
  assert.deepEqual(sent.map((one) => one.seen["a/title"]), [3, 7]);
  queue.settle(7);
  assert.deepEqual(states(), { a: "sent" }, "the first one came back, the second one still shows");
});

test("without a link it waits, marked, in order, under the same ref", async () => {
  const { queue, sent, states } = office([LOST]);
  void queue.put("stage", "", [cell("a", "một")]);
  void queue.put("stage", "", [cell("b", "hai")]);
  await settled();
  assert.deepEqual([states(), queue.waiting.peek(), sent.length], [{ a: "unsent", b: "unsent" }, 2, 1]);
  queue.retry();
  await settled();
  assert.deepEqual(sent.map((one) => one.edits[0].row), ["a", "a", "b"]);
  assert.equal(sent[0].ref, sent[1].ref);
  assert.deepEqual([states(), queue.waiting.peek()], [{ a: "sent", b: "sent" }, 0]);
});

test("somebody else was in the cell: both values are kept, the rest of the list goes on", async () => {
  const { queue, sent, states } = office([CHANGED, { seq: 9 }]);
  await queue.put("stage", "", [cell("a", "của tôi", { title: 3 }), cell("b", "hai")]);
  assert.deepEqual(states(), { a: "conflict", b: "sent" });
  const draft = queue.drafts.peek().get("a/title");
  assert.deepEqual([draft?.text, draft?.theirs, draft?.by], ["của tôi", "của Bình", "Bình"]);
  assert.deepEqual(sent[1].edits.map((/** @type {any} */ one) => one.row), ["b"]);
  assert.notEqual(sent[0].ref, sent[1].ref);
  queue.force("a/title", "Ghi", { title: 8 });
  await settled();
  assert.deepEqual([sent[2].seen, sent[2].edits[0].values.title], [{ "a/title": 8 }, "của tôi"]);
});

test("written again before the feed has told of the other change, it is written blindly", async () => {
  const { queue, sent } = office([CHANGED]);
  await queue.put("stage", "", [cell("a", "x", { title: 3 })]);
  queue.force("a/title", "", { title: 3 });
  await settled();
  assert.deepEqual(sent[1].seen, {});
});

test("or the other value stays", async () => {
  const { queue, sent, states } = office([CHANGED]);
  await queue.put("stage", "", [cell("a", "x")]);
  queue.drop("a/title");
  await settled();
  assert.deepEqual([states(), sent.length], [{}, 1]);
});

test("what the rules refuse is said, and the words stay where they were typed", async () => {
  const locked = { code: "sheet_locked", answered: true };
  const { queue, told, states } = office([locked, locked]);
  assert.equal(await queue.edit("stage", "Xóa", [{ edit: "delete", row: "a" }]), null);
  assert.deepEqual(told, ["words of sheet_locked"]);
  await queue.put("stage", "", [cell("a", "chữ")]);
  assert.deepEqual([states(), queue.drafts.peek().get("a/title")?.why, told.length], [{ a: "refused" }, "words of sheet_locked", 1]);
});

test("a page that is loaded again sends what it had not sent", async () => {
  /** @type {Map<string, string>} */
  const map = new Map();
  const memory = { getItem: (/** @type {string} */ key) => map.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => { map.set(key, value); } };
  const first = office([LOST], memory);
  void first.queue.put("stage", "", [cell("a", "một", { title: 3 })]);
  void first.queue.put("stage", "", [cell("gone", "hai")]);
  await settled();
  const second = office([], memory);
  second.queue.restore((one) => one.row === "a", () => "Gửi lại");
  await settled();
  assert.deepEqual(second.sent.map((one) => [one.edits[0].values.title, one.seen, one.label]), [["một", { "a/title": 3 }, "Gửi lại"]]);
  assert.deepEqual(second.states(), { a: "sent", gone: "refused" }, "words of a row that is gone are still shown");
});
