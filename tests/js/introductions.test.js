// @ts-check
/** Introductions and the wall in JavaScript: the vectors that Python answers too, then what only the screens do. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as order from "../../static/js/protocol/order.js";
import * as wall from "../../static/js/protocol/welcome-rules.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/introductions.json", import.meta.url), "utf8"));

test("the vectors are there", () => {
  for (const name of ["arrange", "person", "compare", "presentable"]) assert.ok(vectors[name].length > 5, name);
});

for (const one of vectors.arrange) {
  test(`arrange: ${one.note}`, () => {
    const blocks = order.arrange(one.categories, one.guests);
    assert.deepEqual(blocks.map((block) => [block.id, block.people.map((person) => person.id), block.others, block.together]), one.want);
    assert.deepEqual(order.arrange(one.categories, [...one.guests].reverse()), blocks, "the order of arrival does not matter");
  });
}

for (const one of vectors.person) {
  test(`person: ${one.want.line}`, () => assert.deepEqual(order.person(one.guest), one.want));
}

for (const one of vectors.compare) {
  test(`compare: ${one.note}`, () => assert.deepEqual(order.compare(one.frozen, one.live), one.want));
}

for (const one of vectors.presentable) {
  test(`presentable: ${one.note}`, () => assert.equal(wall.presentable(one.row), one.want));
}

// ---------- the frozen list as it is read ----------

const block = (/** @type {string} */ id, /** @type {string[]} */ people, /** @type {string[]} */ others = []) => ({
  id, name: id, others, together: others.length ? "x" : "",
  people: people.map((one) => ({ id: one, who: one, about: "", line: one, say: "", deputy: false })),
});

test("who came after freezing stands behind the block, the frozen order stays", () => {
  const frozen = [block("a", ["1", "2"]), block("c", ["5"])];
  const live = [block("a", ["9", "1"], ["2"]), block("b", ["7"]), block("c", ["5"])];
  const read = order.reading(frozen, live);
  assert.deepEqual(read.map((one) => [one.id, one.people.map((p) => p.id), one.since.map((p) => p.id)]), [
    ["a", ["1", "2"], ["9"]], ["b", [], ["7"]], ["c", ["5"], []],
  ]);
});

test("a first block that is new comes first", () => {
  assert.deepEqual(order.reading([block("b", ["1"])], [block("a", ["2"]), block("b", ["1"])]).map((one) => one.id), ["a", "b"]);
});

test("a block without a word to say is left out", () => {
  assert.deepEqual(order.reading([], [block("a", [], ["1"])]), []);
});

test("a longer list takes longer to read", () => {
  assert.ok(order.readingSeconds([block("a", ["Ông Trần Hữu Phúc Lâm"])]) > 0);
  assert.equal(order.readingSeconds([]), 0);
});

// ---------- the wall ----------

const ALL = { categories: null, vipFirst: true, paused: false };
const came = (/** @type {number} */ n, /** @type {any} */ more = {}) => ({
  id: `k${String(n).padStart(3, "0")}`, honorific: "Ông", name: "Lê Văn Đạt", title: "Giám đốc", unit: "Sở A", category: "a", vip: false,
  in_at: new Date(1e12 + n * 1000).toISOString(), ...more,
});
const started = () => wall.firstState([]);

/** Let the wall run until it is empty; answers who was shown, screen by screen, and the ms it took. @param {wall.State} state @param {any} choice */
function run(state, choice = ALL, at = 0, breakAt = /** @type {(state: wall.State) => wall.State} */ ((same) => same)) {
  const shown = [];
  let [now, one] = [at, state];
  for (let i = 0; i < 10_000; i += 1, now += 100) {
    const next = breakAt(wall.step(one, now, choice));
    if (next.screen && next.screen.from === now) shown.push(next.screen.people.map((person) => person.id));
    one = next;
    if (!one.screen && !one.queue.length) return { shown, ms: now - at, state: one };
  }
  throw new Error("the wall never ends");
}

test("40 in a minute are greeted within the minute, each once", () => {
  const rows = Array.from({ length: 40 }, (_, i) => came(i));
  const { shown, ms } = run(wall.takeIn(started(), rows, ALL));
  assert.deepEqual(shown.flat(), rows.map((one) => one.id));
  assert.ok(ms <= 60_000, `${ms}`);
});

test("one by one while they come one by one, for long enough to read", () => {
  const { shown, ms } = run(wall.takeIn(started(), [came(1)], ALL));
  assert.deepEqual([shown, ms], [[["k001"]], 7000]);
});

test("who was here before the wall was switched on is not greeted", () => {
  const rows = [came(1), came(2)];
  assert.deepEqual(wall.takeIn(wall.firstState([rows[0]]), rows, ALL).queue.map((one) => one.id), ["k002"]);
});

test("kept and read again after every step: nobody skipped, nobody twice", () => {
  const rows = Array.from({ length: 25 }, (_, i) => came(i));
  const reload = (/** @type {wall.State} */ state) => {
    const again = wall.readState(JSON.stringify(state));
    assert.ok(again);
    return wall.takeIn(again, rows, ALL);
  };
  const { shown, state } = run(wall.takeIn(started(), rows, ALL), ALL, 0, reload);
  assert.deepEqual(shown.flat(), rows.map((one) => one.id));
  assert.deepEqual(wall.takeIn(state, rows, ALL), state);
});

test("VIPs first when that is chosen, by arrival otherwise", () => {
  const rows = [came(1), came(2), came(3, { vip: true })];
  assert.deepEqual(wall.takeIn(started(), rows, ALL).queue.map((one) => one.id), ["k003", "k001", "k002"]);
  assert.deepEqual(wall.takeIn(started(), rows, { ...ALL, vipFirst: false }).queue.map((one) => one.id), ["k001", "k002", "k003"]);
});

test("a scan taken back before its turn is not greeted; after its turn it is not greeted again", () => {
  const waiting = wall.takeIn(started(), [came(1), came(2)], ALL);
  assert.deepEqual(wall.takeIn(waiting, [came(2)], ALL).queue.map((one) => one.id), ["k002"]);
  const { state } = run(waiting);
  const without = wall.takeIn(state, [came(2)], ALL);
  assert.deepEqual(wall.takeIn(without, [came(1, { in_at: "2030-01-01T00:00:00.000Z" }), came(2)], ALL).queue, []);
});

test("while paused people wait, and come in turn afterwards", () => {
  const paused = { ...ALL, paused: true };
  const waiting = wall.takeIn(started(), [came(1), came(2)], paused);
  assert.equal(wall.step(waiting, 5, paused), waiting);
  assert.deepEqual(run(waiting).shown.flat(), ["k001", "k002"]);
});

test("only the chosen blocks; what is not fit for a wall stays off", () => {
  const rows = [came(1), came(2, { category: "b" }), came(3, { name: "<b>x</b>" })];
  const state = wall.takeIn(started(), rows, { ...ALL, categories: ["a"] });
  assert.deepEqual([state.queue.map((one) => one.id), state.done], [["k001"], ["k002", "k003"]]);
});

test("a block that is no longer chosen does not wait on", () => {
  const waiting = wall.takeIn(started(), [came(1), came(2, { category: "b" })], ALL);
  const state = wall.takeIn(waiting, [came(1), came(2, { category: "b" })], { ...ALL, categories: ["b"] });
  assert.deepEqual([state.queue.map((one) => one.id), state.done], [["k002"], ["k001"]]);
});

test("corrected while waiting: the corrected words are shown", () => {
  const state = wall.takeIn(started(), [came(1)], ALL);
  assert.equal(wall.takeIn(state, [came(1, { name: "Lê Văn Đạo" })], ALL).queue[0]?.name, "Lê Văn Đạo");
});

test("a clock that jumps back does not freeze a greeting", () => {
  const state = wall.step(wall.takeIn(started(), [came(1), came(2)], ALL), 1e6, ALL);
  assert.notEqual(wall.step(state, 1e5, ALL), state);
});

test("let go: who waits is not greeted any more", () => {
  assert.deepEqual(wall.letGo(wall.takeIn(started(), [came(1)], ALL)), { v: 1, done: ["k001"], queue: [], screen: null });
});

test("a damaged memory is no memory", () => {
  for (const text of [null, "", "{", "{}", '{"v":2}', '{"v":1,"done":[]}']) assert.equal(wall.readState(text), null);
});
