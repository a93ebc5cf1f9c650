// @ts-check
/** The booth's phone: which slot it is about, what was pressed and not yet taken, takings typed by a thumb, facts from rows. */
import assert from "node:assert/strict";
import test from "node:test";
import { goodsChange, laidOver, notYetIn, refusedToo, stockOf, toRead, wayBack } from "../../static/js/livestream/booth-acts.js";
import { factsOf, withInstants } from "../../static/js/livestream/booth-facts.js";
import { digitsOf, doubts, fits, press, valuesOf } from "../../static/js/livestream/booth-numbers.js";
import { makeSend } from "../../static/js/livestream/booth-send.js";
import { askAgainAt, choose, faceOf, lastFigures, nudged, overdue, owing, ownSlots, takenAway, takenRef } from "../../static/js/livestream/booth-slots.js";
import { ApiError } from "../../static/js/core/api.js";
import { SendError } from "../../static/js/core/outbox.js";

const MIN = 60_000;
const NOON = Date.parse("2025-11-14T05:00:00Z"); // 12:00 in Hai Phong
/** @param {string} id @param {number} at minutes after noon @param {Record<string, any>} [more] */
const slot = (id, at, more = {}) => /** @type {any} */ ({ id, session: "s1", channel: "K1", room: "", starts: NOON + at * MIN, ends: NOON + (at + 30) * MIN, state: "confirmed", ...more });
const SESSIONS = { s1: { id: "s1", room: "G07" }, s2: { id: "s2", room: "G01" } };

test("own slots: the slot's room counts before the session's, drafts and cancelled ones are not shown", () => {
  const all = [slot("b", 60), slot("a", 0), slot("else", 0, { session: "s2" }), slot("moved", 30, { session: "s2", room: "G07" }), slot("x", 0, { state: "cancelled" }), slot("d", 0, { state: "draft" })];
  assert.deepEqual(ownSlots(all, SESSIONS, "G07").map((one) => one.id), ["a", "moved", "b"]);
});

test("a slot that was cancelled is told to its booth until it is read or would be over", () => {
  const gone = (/** @type {string} */ id, /** @type {number} */ at, more = {}) => slot(id, at, { state: "cancelled", ...more });
  const all = [gone("b", 60), gone("a", 0), gone("far", 13 * 60), gone("else", 0, { session: "s2" }), slot("kept", 0), gone("past", -31)];
  const ids = (/** @type {Set<string>} */ read) => takenAway(all, SESSIONS, "G07", NOON, read).map((one) => one.id);
  assert.deepEqual(ids(new Set()), ["a", "b"]);
  assert.deepEqual(ids(new Set([takenRef({ id: "a" })])), ["b"]);
});

test("on air comes first, then what was just ended, then what comes; what nobody began leaves after half an hour", () => {
  const [a, b, c] = [slot("a", 0), slot("b", 60), slot("c", 120)];
  const ids = (/** @type {any} */ { slot: one, next }) => [one?.id ?? null, next?.id ?? null];
  assert.deepEqual(ids(choose([a, b, c], NOON - 5 * MIN)), ["a", "b"]);
  assert.deepEqual(ids(choose([a, { ...b, state: "live" }, c], NOON)), ["b", "c"]);
  assert.deepEqual(ids(choose([{ ...a, state: "ended" }, b, c], NOON + 31 * MIN, "a")), ["a", "b"]);
  assert.deepEqual(ids(choose([{ ...a, state: "ended" }, b, c], NOON + 31 * MIN)), ["b", "c"]);
  assert.deepEqual(ids(choose([a, b], NOON + 61 * MIN)), ["b", null], "not begun, half an hour after its end");
  assert.deepEqual(ids(choose([], NOON)), [null, null]);
});

test("the face of a slot", () => {
  const face = (/** @type {string} */ state, /** @type {number} */ at) => faceOf(slot("a", 0, { state }), NOON + at * MIN);
  assert.deepEqual([face("confirmed", -61), face("confirmed", -60), face("requested", -5), face("ready", -5), face("live", 3), face("ended", 31), face("no_show", 31)],
    ["wait", "prepare", "prepare", "ready", "live", "over", "done"]);
  assert.equal(faceOf(null, NOON), "none");
});

test("the middle of the show asks once for the viewers of the moment, counted from the true start", () => {
  const live = slot("a", 0, { state: "live", actual_start: NOON + 10 * MIN });
  assert.equal(nudged(live, NOON + 19 * MIN, new Set()), false);
  assert.equal(nudged(live, NOON + 20 * MIN, new Set()), true);
  assert.equal(nudged(live, NOON + 20 * MIN, new Set(["a"])), false);
  assert.equal(nudged(live, NOON + 30 * MIN, new Set()), false, "an overrun is not disturbed");
});

test("takings are owed until somebody typed them; asked for after a quarter of an hour, then in the morning", () => {
  const over = slot("a", 0, { state: "ended", actual_end: NOON + 28 * MIN });
  const sums = /** @type {Record<string, any>} */ ({ b: { metrics: { gmv: { value: 0, status: "provisional" } } }, c: { metrics: { gmv: null, peak: 12 } } });
  const all = [over, slot("b", 60, { state: "ended" }), slot("c", 90, { state: "ended" }), slot("d", 120, { state: "ended" })];
  const owed = owing(all, (id) => sums[id], new Set(["d"]));
  assert.deepEqual(owed.map((one) => one.id), ["a", "c"], "0 is an answer, null is none");
  assert.deepEqual(overdue([over], NOON + 42 * MIN, {}), []);
  assert.equal(overdue([over], NOON + 43 * MIN, {}).length, 1);
  assert.equal(askAgainAt(over, NOON + 30 * MIN, 420), NOON + 43 * MIN);
  assert.equal(askAgainAt(over, NOON + 50 * MIN, 420), Date.parse("2025-11-15T01:00:00Z"), "08:00 of the next day in Hai Phong");
  assert.equal(overdue([over], NOON + 60 * MIN, { a: NOON + 90 * MIN }).length, 0);
});

test("the last figures are those of the same channel, else of the booth", () => {
  const sums = /** @type {Record<string, any>} */ ({ a: { metrics: { gmv: 5, orders: 1 } }, b: { metrics: { gmv: 7 } } });
  const all = [slot("a", 0), slot("b", 60, { channel: "K2" }), slot("c", 120), slot("d", 180, { channel: "K3" })];
  assert.deepEqual(lastFigures(all, all[2] ?? all[0], (id) => sums[id]), { gmv: 5, orders: 1, peak: null });
  assert.deepEqual(lastFigures(all, all[3] ?? all[0], (id) => sums[id]), { gmv: 7, orders: null, peak: null });
});

test("what was pressed lies over the row until the row holds it", () => {
  const row = slot("a", 0, { ticks: { sign: { by: "x", at: 1 } }, goods: [{ product: "p", pieces: 9, pinned: true }, { product: "q", pieces: 2 }] });
  const about = (/** @type {any} */ patch, at = 1) => ({ ref: `r${at}`, slot: "a", act: "", words: "", at, patch });
  const seen = laidOver(row, [about({ set: { state: "ready" } }), about({ ticks: { price: { by: "me", at: 2 } } }, 2), about({ goods: { product: "q", values: { pinned: true } } }, 3), { ...about({ set: { state: "live" } }), slot: "b" }]);
  assert.equal(seen.state, "ready");
  assert.deepEqual(Object.keys(seen.ticks), ["sign", "price"]);
  assert.deepEqual(seen.goods.map((/** @type {any} */ one) => one.pinned), [false, true], "one product is pinned at a time");
  assert.equal(row.state, "confirmed");
  assert.deepEqual(notYetIn([{ ...about({}), seq: 7 }, { ...about({}), seq: 9 }, { ...about({}), seq: null }], 8).map((one) => one.seq), [9]);
});

test("stock goes down by one and never below nothing; a refusal is kept once, the newest first", () => {
  assert.equal(stockOf({ pieces: 3 }), 3);
  assert.deepEqual(goodsChange({ pieces: 3 }, "minus"), { stock_left: 2 });
  assert.deepEqual(goodsChange({ stock_left: 0 }, "minus"), { stock_left: 0 });
  assert.equal(stockOf({ stock_left: 5, sold_out: true }), 0);
  assert.deepEqual(goodsChange({ pinned: true }, "pin"), { pinned: false });
  const one = (/** @type {string} */ ref) => ({ ref, words: "", at: 1, slot: "a", code: "state", message: "" });
  assert.deepEqual(refusedToo([one("a"), one("b")], one("b")).map((other) => other.ref), ["b", "a"]);
});

test("the way back is open for a minute, and only while the act stands", () => {
  const last = (/** @type {string} */ act) => ({ ref: "r", slot: "a", act, words: "", at: NOON, patch: {} });
  assert.deepEqual(wayBack(slot("a", 0, { state: "live" }), last("go_live"), NOON + 20_000, MIN), { act: "undo_live", left: 40_000 });
  assert.deepEqual(wayBack(slot("a", 0, { state: "ended" }), last("end"), NOON + 59_999, MIN)?.act, "reopen");
  assert.equal(wayBack(slot("a", 0, { state: "ended" }), last("end"), NOON + MIN, MIN), null);
  assert.equal(wayBack(slot("a", 0, { state: "ended" }), last("go_live"), NOON, MIN), null, "somebody else ended it");
});

test("digits come in by a thumb, groups of three, or off real keys", () => {
  const type = (/** @type {string[]} */ ...keys) => keys.reduce((text, key) => press(text, key, "gmv"), "");
  assert.equal(type("0", "1", "8", "back", "5", "000"), "15000");
  assert.equal(type("0", "0"), "0");
  assert.equal(type("000"), "0");
  assert.equal(press("1234567", "8", "orders"), "1234567", "no more than fits");
  assert.equal(digitsOf("18.560.000 ₫", "gmv"), "18560000");
  assert.deepEqual(valuesOf({ gmv: "18560000", orders: "", peak: "0" }), { gmv: 18_560_000, orders: null, peak: 0 }, "an empty field is not 0");
});

test("a nought too many or too few is asked about, a plain day is not", () => {
  const last = { gmv: 15_000_000, orders: 14, peak: 412 };
  const known = { prices: [1_160_000, 65_000], last };
  assert.deepEqual(doubts({ gmv: 18_560_000, orders: 16, peak: 500 }, known), {});
  assert.equal(doubts({ gmv: 18_560_000, orders: 16_000, peak: 500 }, known).orders?.code, "each_too_little");
  assert.deepEqual(doubts({ gmv: 18_560_000, orders: 1600, peak: 400 }, known).orders, { code: "each_too_little", more: { each: 11_600 } });
  assert.equal(doubts({ gmv: 18_560_000_000, orders: 16, peak: 400 }, known).gmv?.code, "each_too_much");
  assert.equal(doubts({ gmv: 18_560_000, orders: 16, peak: 40_000 }, known).peak?.code, "much_more");
  assert.equal(doubts({ gmv: 18_560_000, orders: 0, peak: 400 }, known).orders?.code, "takings_without_orders");
  assert.deepEqual(doubts({ gmv: 0, orders: 0, peak: 0 }, known), {}, "a slot may sell nothing");
  assert.deepEqual(doubts({ gmv: null, orders: 16, peak: null }, known), {});
  assert.deepEqual(fits({ gmv: 18_560_000, orders: 16, peak: null }, known.prices), { pieces: 16, price: 1_160_000 });
});

test("items go one after the other; an answer settles, also a no; a broken link keeps the rest", async () => {
  const item = (/** @type {string} */ ref) => ({ ref, event: "hp2025", path: "live/x", body: {} });
  const told = /** @type {Record<string, () => any>} */ ({
    a: () => ({ seq: 4, facts: {} }), b: () => { throw new ApiError({ code: "live_refused", message: "Chưa tới giờ", status: 409, answered: true, fields: { refusal: "too_early" } }); },
    c: () => { throw new ApiError({ code: "no_network" }); }, d: () => { throw new ApiError({ code: "busy", status: 503, answered: true }); },
    e: () => { throw new ApiError({ code: "device_revoked", status: 403, answered: true }); },
  });
  const send = makeSend(async ({ ref }) => told[ref]?.());
  const reply = await send([item("a"), item("b"), item("c"), item("d")]);
  assert.deepEqual(reply.answers.map((one) => [one.ref, one.state, one.seq ?? one.refused.code]), [["a", "taken", 4], ["b", "refused", "too_early"]]);
  await assert.rejects(send([item("c")]), (error) => error instanceof SendError && error.kind === "offline");
  await assert.rejects(send([item("d")]), (error) => error instanceof SendError && error.kind === "busy");
  await assert.rejects(send([item("e")]), (error) => error instanceof SendError && error.kind === "signed_out");
});

test("rows become facts: instants in ms, dates as they are, papers with their owners, an unchanged row once", () => {
  const rows = /** @type {Record<string, any[]>} */ ({
    live_slot: [{ id: "a", starts: "2025-11-14T05:00:00.000Z", goods: [{ product: "p" }] }], product: [{ id: "p", certificate_until: "2025-11-14" }],
    live_paper: [{ id: "1", owner_kind: "product", owner: "p", kind: "ocop", state: "accepted", valid_until: null }], live_settings: [{ id: "settings", days: ["2025-11-15", "2025-11-14"] }],
    live_site: [{ id: "S1", travel: { S2: 40 } }], live_stage: [{ id: "r", title: "Chào cờ", from: "2025-11-14T12:00:00.000Z", until: "2025-11-14T12:05:00.000Z", quiet: true, people: ["NL01"], bridge: {} }],
  });
  const facts = /** @type {any} */ (factsOf({ list: (entity) => rows[entity] ?? [] }, NOON));
  assert.equal(facts.slots.a.starts, NOON);
  assert.equal(facts.products.p.certificate_until, "2025-11-14");
  assert.deepEqual(facts.products.p.papers.map((/** @type {any} */ one) => one.kind), ["ocop"]);
  assert.deepEqual(facts.event, { from: Date.parse("2025-11-13T17:00:00Z"), until: Date.parse("2025-11-15T17:00:00Z") });
  assert.deepEqual(facts.travel, [{ a: "S1", b: "S2", minutes: 40 }]);
  assert.deepEqual([facts.stage.quiet.length, facts.stage.people[0].person, facts.bridge.length], [1, "NL01", 0]);
  assert.equal(withInstants(rows.live_slot?.[0]), facts.slots.a);
});

test("what does not count is read once, and not at all when it counts after all", () => {
  const local = [{ ref: "aa-1", words: "Lên sóng", at: 5, slot: "s", code: "still_on_air", message: "" }, { ref: "bb-2", words: "Ghim", at: 4, slot: "s", code: "state", message: "" }];
  const row = (/** @type {string} */ id, /** @type {string} */ state) => ({ id, kind: "press", slot: "s", state, reason: "still_on_air", made_at: 5, wanted: { do: "go_live" } });
  const refs = (/** @type {any[]} */ rows, read = new Set()) => toRead(local, rows, read, (act) => act).map((one) => one.ref);
  assert.deepEqual(refs([]), ["aa-1", "bb-2"]);
  assert.deepEqual(refs([row("p-aa1", "open"), row("p-cc3", "open")]), ["p-aa1", "p-cc3", "bb-2"], "one of another order of uploads is told as well");
  assert.deepEqual(refs([row("p-aa1", "accepted")]), ["bb-2"]);
  assert.deepEqual(refs([row("p-aa1", "open")], new Set(["p-aa1"])), ["bb-2"]);
});
