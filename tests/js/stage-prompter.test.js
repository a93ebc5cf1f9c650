// @ts-check
/** The prompter's place and pace, blanks filled from reception, the evening laid along a line: the pure parts. */
import assert from "node:assert/strict";
import test from "node:test";
import { pageOf, preparing } from "../../static/js/stage/backstage-rules.js";
import { fill, firstOf, fold, knownPeople, peopleIn } from "../../static/js/stage/names.js";
import { acted, handFor, paceFor, placeAt } from "../../static/js/stage/prompter-pace.js";
import { isPlaced, lanesOf, layOut, rangeOf, splitAt, ticksOf } from "../../static/js/stage/timeline-rules.js";

const MINUTE = 60_000;
const text = (/** @type {Record<string, unknown>} */ more = {}) => ({ row: "a", words: 100, started: 1000, remaining: MINUTE, ...more });
const hand = (/** @type {Record<string, unknown>} */ more = {}) => ({ row: "a", place: 10, wpm: 120, running: true, at: 1000, ...more });

test("a pace ends the words with the time, as far as a person can say them", () => {
  assert.equal(paceFor(150, MINUTE), 150);
  assert.equal(paceFor(20, 10 * MINUTE), 100);
  assert.equal(paceFor(2000, MINUTE), 260);
  assert.equal(paceFor(100, null), 160);
  assert.equal(paceFor(100, 0), 160);
});

test("the place moves with the pace and stops at the end", () => {
  assert.equal(placeAt(hand(), 1000 + MINUTE / 2, 100), 70);
  assert.equal(placeAt(hand(), 1000 + 10 * MINUTE, 100), 100);
  assert.equal(placeAt(hand({ running: false }), 1000 + MINUTE, 100), 10);
  assert.equal(placeAt(hand(), 0, 100), 10, "a clock that is a little behind does not roll back");
});

test("a new cue begins at its head and rolls on if it rolled", () => {
  assert.deepEqual(handFor(hand(), text({ row: "b", started: 9000 })), { row: "b", place: 0, wpm: 100, running: true, at: 9000 });
  assert.equal(handFor(hand({ running: false }), text({ row: "b" })).running, false);
  assert.equal(handFor(hand(), text({ row: "b", started: null })).running, false, "what is only prepared does not roll");
  assert.equal(handFor(null, text()).running, false);
  assert.equal(handFor(hand({ at: 500 }), text()).place, 0, "the hand of an earlier run is not this one's");
  assert.equal(handFor(hand(), text()).place, 10);
});

test("acts move, hurry, stop and begin anew", () => {
  const at = 1000 + MINUTE / 2;
  assert.deepEqual(acted(hand(), "toggle", at, text()), hand({ place: 70, running: false, at }));
  assert.equal(acted(hand(), "faster", at, text()).wpm, 130);
  assert.equal(acted(hand({ wpm: 40 }), "slower", at, text()).wpm, 40);
  assert.equal(acted(hand(), "back", at, text()).place, 63);
  assert.equal(acted(hand(), "page_back", 1000, text()).place, 0);
  assert.equal(acted(hand({ place: 90 }), "page_on", 1000, text()).place, 100);
  assert.equal(acted(hand(), "top", at, text()).place, 0);
  const over = acted(hand({ place: 100, running: false }), "toggle", at, text());
  assert.deepEqual([over.place, over.running], [0, true]);
});

const GUESTS = [
  { id: "1", honorific: "Bà", name: "Nguyễn Thị Một", title: "Giám đốc", unit: "Sở Công Thương thành phố Hải Phòng", category: "chu_tri", rank: 10, order: 1, inside: true, intro: "", pronounce: "Một", stands_for: null },
  { id: "2", honorific: "Ông", name: "Trần Văn Hai", title: "Phó Giám đốc", unit: "Sở Công Thương thành phố Hải Phòng", category: "chu_tri", rank: 20, order: 2, inside: true, intro: "", pronounce: "", stands_for: null },
  { id: "3", honorific: "Ông", name: "Lê Văn Ba", title: "Cục trưởng", unit: "Cục Thương mại điện tử và Kinh tế số, Bộ Công Thương", category: "tw", rank: 10, order: 3, inside: true, intro: "", pronounce: "", stands_for: null },
  { id: "4", honorific: "Bà", name: "Phạm Thị Bốn", title: "Giám đốc", unit: "Sở Tài chính", category: "so", rank: 10, order: 4, inside: false, intro: "", pronounce: "", stands_for: null },
];
const BLOCKS = [["tw", "Trung ương", -1], ["chu_tri", "Chủ trì", 1], ["so", "Sở, ngành", -1]].map(([id, name, named], order) => ({ id, name, named, order, collective: "" }));
const known = knownPeople(BLOCKS, GUESTS, []);
const said = (/** @type {string} */ words, who = known) => fill(words, who, "18:40").map((one) => (one.list ? one.list.map(({ who: name }) => name).join("; ") : one.blank ? `[${one.text}]` : one.text)).join("");

test("a blank is filled with the first of the unit that its sentence names", () => {
  assert.equal(fold("Đặc khu Bạch Long Vĩ"), "dac_khu_bach_long_vi");
  assert.equal(said("Kính mời {{ong_ba}} {{ho_ten}}, {{chuc_vu}} Sở Công Thương thành phố Hải Phòng lên phát biểu."), "Kính mời Bà Nguyễn Thị Một, Giám đốc Sở Công Thương thành phố Hải Phòng lên phát biểu.");
  assert.equal(said("Kính mời {{ho_ten}}, Cục Thương mại điện tử và Kinh tế số."), "Kính mời Lê Văn Ba, Cục Thương mại điện tử và Kinh tế số.");
  assert.equal(firstOf("Sở Tài chính", known), null, "who has not come is not named");
  assert.equal(said("Mời {{ho_ten}} giao lưu. Sở Công Thương thành phố Hải Phòng."), "Mời [ho_ten] giao lưu. Sở Công Thương thành phố Hải Phòng.", "another sentence names nobody");
  assert.equal(fill("{{ho_ten}} Sở Công Thương thành phố Hải Phòng", null, "")[0]?.blank, true);
  assert.equal(said("Lúc {{gio}}, {{luot_xem}} lượt"), "Lúc 18:40, [luot_xem] lượt");
});

test("a list is the introductions, a block or a unit", () => {
  assert.equal(said("{{introductions}}"), "Ông Lê Văn Ba; Bà Nguyễn Thị Một");
  assert.equal(said("{{danh sách: Chủ trì}}"), "Bà Nguyễn Thị Một");
  assert.equal(said("{{danh_sach_so_cong_thuong}}"), "Bà Nguyễn Thị Một");
  assert.equal(said("{{danh_sach_nghi_thuc}}"), "[danh_sach_nghi_thuc]");
  const frozen = knownPeople(BLOCKS, GUESTS, [{ version: 1, blocks: [{ ...known.blocks[1], people: known.blocks[1]?.people }] }]);
  assert.equal(frozen.frozen, true);
  assert.deepEqual(peopleIn("{{danh_sach}} {{ho_ten}} Sở Công Thương thành phố Hải Phòng", frozen).map((one) => one.id), ["3", "1"]);
});

const line = (/** @type {string} */ id, /** @type {number} */ start, /** @type {number} */ length, /** @type {Record<string, unknown>} */ more = {}) => /** @type {any} */ ({ row: { id, cells: { owner: id } }, fact: { id, kind: "timed", begins: "linked", plays: true, start: start * MINUTE, duration: length * MINUTE, ...more } });
const LINES = [line("a", 0, 10), line("b", 15, 10), line("c", 20, 5, { begins: "hard" }), line("d", 20, 3, { plays: false })];
const STATE = /** @type {any} */ ({ live: null, rows: [
  { id: "a", state: "done", expected_start: null, expected_end: null, slack: null }, { id: "b", state: "upcoming", expected_start: 16 * MINUTE, expected_end: 26 * MINUTE, slack: null },
  { id: "c", state: "upcoming", expected_start: 26 * MINUTE, expected_end: 31 * MINUTE, slack: -6 * MINUTE }, { id: "d", state: "upcoming", expected_start: 26 * MINUTE, expected_end: 29 * MINUTE, slack: null },
] });

test("the evening is laid out as planned and as it stands", () => {
  const items = layOut(LINES, STATE, new Map([["a", { started: MINUTE, ended: 11 * MINUTE }]]), null);
  assert.deepEqual(items.map((one) => one.real), [[1, 11], [16, 26], [26, 31], [26, 29]].map((pair) => pair.map((one) => one * MINUTE)));
  assert.deepEqual(items.map((one) => one.between / MINUTE), [0, 5, -5, 0]);
  assert.deepEqual(items.map((one) => one.beside), [false, false, false, true]);
  assert.deepEqual(rangeOf(items, 12 * MINUTE), [0, 45 * MINUTE]);
  assert.deepEqual(rangeOf(items, 12 * 60 * MINUTE), [0, 45 * MINUTE], "a day that is far away does not stretch the evening");
  assert.deepEqual(ticksOf([0, 45 * MINUTE], 4), [0, 15, 30, 45].map((one) => one * MINUTE));
  assert.deepEqual([...lanesOf(items)], [["a", 0], ["b", 0], ["c", 0], ["d", 1]]);
  assert.equal(splitAt(items), 0);
});

test("the green room turns its pages by the clock and names each one once", () => {
  assert.deepEqual(pageOf([1, 2, 3, 4, 5], 2, 25), { page: 2, pages: 3, rows: [5] });
  assert.deepEqual(pageOf([], 2, 25), { page: 0, pages: 1, rows: [] });
  assert.deepEqual(preparing(LINES.slice(0, 3), STATE).map((one) => one.owner), ["b", "c"]);
});

test("a sheet has a place in the evening once somebody has said when it begins, or it has begun", () => {
  const sheet = (/** @type {string} */ begins) => /** @type {any} */ ([{ fact: { plays: false, begins: "fixed" } }, { fact: { plays: true, begins } }, { fact: { plays: true, begins: "hard" } }]);
  const items = (/** @type {string} */ state) => /** @type {any} */ ([{ state }]);
  assert.equal(isPlaced(sheet("fixed"), items("upcoming")), true);
  assert.equal(isPlaced(sheet("linked"), items("upcoming")), false);
  assert.equal(isPlaced(sheet("linked"), items("live")), true);
  assert.equal(isPlaced(sheet("linked"), items("done")), true);
});
