// @ts-check
/** The stamp card by itself: codes in addresses and as typed, what waits, what becomes of what the server does not take. */
import assert from "node:assert/strict";
import test from "node:test";
import { codeOf, fate, giftState, keyOf, nextGift, places, queued, readAddress, spelled, tooOld, without } from "../../static/js/spaces/card-rules.js";
import { asText, readText } from "../../static/js/office/date-rules.js";
import { holdsBack, inGroups, prizesOf, stepOf } from "../../static/js/spaces/draw-rules.js";
import { days, level } from "../../static/js/spaces/heat-rules.js";
import { timesOf } from "../../static/js/spaces/demo-times.js";
import { offer, tokenOf } from "../../static/js/spaces/prize-rules.js";

const HOME = "https://sk.vn";
const one = (/** @type {string} */ ref, booth = "AbCd2345", code = "7K3QX9", at = 0) => ({ ref, booth, code, scanned_at: "2025-11-14T05:00:00.000Z", offset_ms: 0, at });
const CARD = /** @type {any} */ ({
  id: "AB12CD34", event: { id: "e", name: "Sự kiện", short: "SK", zone: "Asia/Ho_Chi_Minh" }, used: null,
  stamps: [{ booth: "B1", name: "Gian 1", at: "2025-11-14T05:00:00Z", way: "code", weak: false }],
  booths: [{ id: "B1", key: "keyB1aaa", name: "Gian 1" }, { id: "B2", key: "keyB2aaa", name: "Gian 2" }, { id: "B3", key: "keyB3aaa", name: "Gian 3" }],
  gifts: [{ id: "g8", name: "Túi", stamps: 8, missing: 7, ready: false }, { id: "g5", name: "Móc khóa", stamps: 5, missing: 4, ready: false }],
});

test("codes as fingers type them", () => {
  assert.equal(codeOf(" 7k3-qx9 "), "7K3QX9");
  assert.equal(codeOf("oIl2O3"), "011203");
  assert.equal(codeOf("ABCDE FGHJK"), "ABCDEFGHJK");
  for (const bad of ["", "7K3QX", "7K3QX9A", "7K3QU9", "7K3QX9!", "ÀK3QX9"]) assert.equal(codeOf(bad), null, bad);
  assert.equal(keyOf(" AbCd 2345"), "abcd2345");
  assert.equal(keyOf("AbCd"), null);
});

test("addresses of ours, and of nobody else", () => {
  const of = (/** @type {string} */ text) => readAddress(text, HOME);
  assert.deepEqual(of("https://sk.vn/k/AbCd2345/7K3QX9"), { kind: "stamp", booth: "AbCd2345", code: "7K3QX9" });
  assert.deepEqual(of("https://SK.VN/k/AbCd2345"), { kind: "booth", booth: "AbCd2345" });
  assert.deepEqual(of("https://sk.vn/k/AbCd2345/lead/7K3QX9"), { kind: "lead", booth: "AbCd2345", code: "7K3QX9" });
  assert.deepEqual(of("https://sk.vn/k#abcdefgh1234"), { kind: "card", token: "abcdefgh1234" });
  assert.deepEqual(of("https://sk.vn/k/#abcdefgh1234"), { kind: "card", token: "abcdefgh1234" });
  for (const other of ["https://evil.vn/k/AbCd2345/7K3QX9", "https://sk.vn/I/0123456789ABCDEF", "hello", "https://sk.vn/k", "https://sk.vn/", "http://[bad"]) assert.deepEqual(of(other), { kind: "none" }, other);
});

test("the same code of the same booth waits once, and the newest sixty are kept", () => {
  const queue = queued([one("a")], one("b"));
  assert.deepEqual(queue.map(({ ref }) => ref), ["a"]);
  assert.equal(queued(queue, one("c", "AbCd2345", "7K3QX8")).length, 2);
  const many = Array.from({ length: 60 }, (_, n) => one(`r${n}`, "AbCd2345", String(100000 + n)));
  const more = queued(many, one("new"));
  assert.deepEqual([more.length, more.at(-1)?.ref, more[0].ref], [60, "new", "r1"]);
  assert.deepEqual(without(queue, "a"), []);
  assert.deepEqual(tooOld([one("old", "x", "1", 0), one("young", "x", "2", 7_300_000)], 7_300_000).map(({ ref }) => ref), ["old"]);
});

test("what the server says no to is dropped, what nobody answered is kept, a token that is gone is forgotten once", () => {
  assert.equal(fate({ status: 0, answered: false }, true), "again");
  assert.equal(fate({ status: 200, answered: false }, true), "again", "a page of the Wi-Fi is no answer");
  assert.equal(fate({ status: 429, answered: true }, true), "again");
  assert.equal(fate({ status: 503, answered: true }, true), "again");
  assert.equal(fate({ status: 409, answered: true }, true), "drop");
  assert.equal(fate({ status: 404, answered: true }, true), "card");
  assert.equal(fate({ status: 404, answered: true }, false), "drop");
});

test("booths of the card with what waits laid over", () => {
  const seen = places({ token: "t", card: CARD, queue: [one("a", "keyB2aaa")] }).map(({ booth, state }) => [booth.id, state]);
  assert.deepEqual(seen, [["B1", "got"], ["B2", "waiting"], ["B3", "open"]]);
  assert.deepEqual(places({ token: "", card: null, queue: [one("a")] }), []);
});

test("the nearest gift first; the last stamp is the staff's", () => {
  assert.equal(nextGift(CARD)?.id, "g5");
  assert.equal(nextGift({ ...CARD, gifts: [] }), null);
  const gift = (/** @type {number} */ missing, ready = false) => ({ id: "g", name: "g", stamps: 5, missing, ready });
  assert.deepEqual(giftState(gift(2), false), { key: "missing", n: 2 });
  assert.deepEqual(giftState(gift(1), false), { key: "staff", n: 0 });
  assert.deepEqual(giftState(gift(1), true), { key: "missing", n: 1 });
  assert.deepEqual(giftState(gift(0, true), true), { key: "ready", n: 0 });
  assert.equal(spelled("AB12CD34"), "AB12 CD34");
});

test("prize desk: what a reader gives, what may be handed out", () => {
  const token = "A".repeat(22);
  assert.equal(tokenOf(` ${token}\n`, HOME), token);
  assert.equal(tokenOf(`https://sk.vn/k#${token}`, HOME), token);
  for (const bad of ["AB12CD34", `https://evil.vn/k#${token}`, `https://sk.vn/lead#${token}`, "https://sk.vn/k/AbCd2345/7K3QX9"]) assert.equal(tokenOf(bad, HOME), null, bad);
  assert.equal(offer({ left: 3, missing: 0, ready: true }, true), "go");
  assert.equal(offer({ left: 0, missing: 0, ready: true }, true), "gone");
  assert.equal(offer({ left: null, missing: 1, ready: false }, false), "staff");
  assert.equal(offer({ left: null, missing: 1, ready: false }, true), "missing");
});

test("draw: the button stays locked until three people with numbers stand there", () => {
  const who = (/** @type {string} */ name, number = "7") => ({ name, role: "Sở Công Thương", number });
  const three = [who("Ông An"), who("Bà Bình"), who("Ông Chi")];
  assert.deepEqual(holdsBack(three, []), []);
  assert.deepEqual(holdsBack(three, ["over"]), ["over"]);
  assert.deepEqual(holdsBack([...three.slice(0, 2), who("Ông Chi", "0")], []), ["witnesses"]);
  assert.deepEqual(holdsBack([...three.slice(0, 2), who("ông an")], []), ["same_witness"]);
  assert.equal(stepOf({ state: "draft", locked: ["prizes"] }), "register");
  assert.equal(stepOf({ state: "draft", locked: [] }), "freeze");
  assert.equal(stepOf({ state: "frozen", locked: ["not_yet"] }), "run");
  assert.equal(stepOf({ state: "drawn", locked: [] }), "done");
  assert.deepEqual(prizesOf([{ name: " Giải nhất ", pieces: "1" }, { name: " ", pieces: "3" }]), [{ name: "Giải nhất", pieces: 1 }]);
  assert.equal(inGroups("a".repeat(64)).length, 8);
});

test("heat: something is never the colour of nothing", () => {
  assert.deepEqual([0, 1, 20, 21, 99, 100].map((value) => level(value, 100)), [0, 1, 1, 2, 5, 5]);
  assert.equal(level(1, 0), 5);
  assert.deepEqual(days("2025-11-29", "2025-12-01", "2025-12-03"), ["2025-11-29", "2025-11-30", "2025-12-01", "2025-12-03"]);
});

test("times of a demo as people write them", () => {
  assert.deepEqual(timesOf("9:00, 14h30; 16 giờ"), ["09:00", "14:30", "16:00"]);
  assert.deepEqual(timesOf("14:30, 9.15, 14:30"), ["09:15", "14:30"]);
  assert.deepEqual(timesOf(""), []);
  for (const bad of ["25:00", "9:70", "sáng"]) assert.equal(timesOf(bad), null, bad);
});

test("dates as people here write them", () => {
  assert.deepEqual(["14/11/2025", "4/2/2025", " 29.2.2024 ", "", "30/02/2025", "11/14/2025", "2025-11-14", "mai"].map((one) => readText(one)), ["2025-11-14", "2025-02-04", "2024-02-29", "", null, null, null, null]);
  assert.deepEqual(["14/11/2025 08:30", "8h30 14/11/2025", "14/11/2025, 24:00", "14/11/2025", "08:30"].map((one) => readText(one, true)), ["2025-11-14T08:30", "2025-11-14T08:30", null, null, null]);
  for (const one of ["2025-11-14", "2025-11-14T08:30", ""]) assert.equal(readText(asText(one), one.includes("T")), one);
});
