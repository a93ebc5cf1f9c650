// @ts-check
/** The schedule screen: where slots stand, what a hand makes of them, what the rules are given. */
import assert from "node:assert/strict";
import test from "node:test";
import { factsOf, inMs, readRow, standingFacts, travelOf } from "../../static/js/livestream/schedule-facts.js";
import { allColumns, columnOf, neighbour, shownColumns, spread } from "../../static/js/livestream/schedule-grid.js";
import { dayAfter, dayBounds, dayOf, instantAt, lanesOf, matters, MINUTE, nearColumns, onDay, placeOf, PX_PER_MINUTE, startOf, weekOf } from "../../static/js/livestream/schedule-layout.js";
import { asBody, carried, formChanges, hasMoved, mayMove, moveOf, nudged, take } from "../../static/js/livestream/schedule-moves.js";
import { concerned, unpublished } from "../../static/js/livestream/schedule-published.js";
import { settingsToSend, typedSettings } from "../../static/js/livestream/schedule-standing.js";
import { closedTimes, joined, notFree, shaded } from "../../static/js/livestream/schedule-shades.js";

const VN = 420;
const at = (/** @type {string} */ clock, day = "2025-11-14") => Date.parse(`${day}T${clock}:00+07:00`);
/** @param {string} id @param {string} from @param {string} to @param {Record<string, any>} [more] */
const slot = (id, from, to, more = {}) => ({ id, session: "P1", room: "", host: "NL01", channel: "K01", assistants: [], state: "draft", starts: at(from), ends: at(to), ...more });
const SESSIONS = new Map([["P1", { id: "P1", title: "Gốm Chu Đậu", room: "R01" }]]);

test("a day is a local day, and midnight belongs to the next one", () => {
  assert.equal(dayOf(at("00:00"), VN), "2025-11-14");
  assert.equal(dayOf(at("23:59"), VN), "2025-11-14");
  const late = { id: "a", starts: at("23:00"), ends: at("00:00", "2025-11-15") };
  assert.equal(onDay(late, "2025-11-14", VN), true);
  assert.equal(onDay(late, "2025-11-15", VN), false, "half-open");
  assert.equal(dayAfter("2025-12-31"), "2026-01-01");
  assert.deepEqual([weekOf("2025-11-16")[0], weekOf("2025-11-16")[6]], ["2025-11-10", "2025-11-16"]);
});

test("nothing of a day lies outside of its grid", () => {
  const bounds = dayBounds([slot("a", "06:20", "07:00"), slot("b", "22:30", "23:50")], "2025-11-14", VN, { opens: "09:30", closes: "22:00" });
  assert.ok(bounds.from <= at("06:00") && bounds.until === startOf("2025-11-15", VN));
  const empty = dayBounds([], "2025-11-14", VN);
  assert.deepEqual([empty.from, empty.until], [at("08:00"), at("23:00")]);
});

test("a day opens at what matters of it", () => {
  const [bounds, hour] = [{ from: 0, until: 12 * 60 * MINUTE }, 60 * MINUTE];
  const slots = [{ starts: 5 * hour, ends: 6 * hour }, { starts: 3 * hour, ends: 4 * hour }];
  assert.equal(matters(slots, 2 * hour, bounds), 3 * hour, "before the first slot nothing is seen but empty hours");
  assert.equal(matters(slots, 3.5 * hour, bounds), 3.5 * hour);
  assert.equal(matters(slots, 4.5 * hour, bounds), 4.5 * hour);
  assert.equal(matters(slots, 7 * hour, bounds), 5 * hour, "when all is over, what was last");
  assert.equal(matters(slots, 40 * hour, bounds), 3 * hour, "another day begins with its first");
  assert.equal(matters(slots, -hour, bounds), 3 * hour);
  assert.equal(matters([], 40 * hour, bounds), 0);
});

test("a height is an instant and back", () => {
  const bounds = { from: at("08:00"), until: at("23:00") };
  const { top, height } = placeOf(slot("a", "19:15", "20:00"), bounds);
  assert.equal(Math.round(height), Math.round(45 * PX_PER_MINUTE));
  assert.equal(Math.round(instantAt(top, bounds) / MINUTE), at("19:15") / MINUTE);
});

test("slots over one another stand side by side, touching ones do not", () => {
  const lanes = lanesOf([slot("a", "19:00", "20:00"), slot("b", "19:30", "20:30"), slot("c", "20:30", "21:00"), slot("d", "20:00", "20:15")]);
  assert.deepEqual(lanes.get("a"), { lane: 0, of: 2 });
  assert.deepEqual(lanes.get("b"), { lane: 1, of: 2 });
  assert.deepEqual(lanes.get("d"), { lane: 0, of: 2 });
  assert.deepEqual(lanes.get("c"), { lane: 0, of: 1 });
});

test("only columns near the screen are drawn", () => {
  assert.deepEqual(nearColumns(40, { left: 0, width: 900 }, 200), { first: 0, last: 8 });
  assert.equal(nearColumns(40, { left: 4000, width: 900 }, 200).first, 17);
});

test("a slot stands in its own room, else in that of its session; a helper sees it too", () => {
  assert.equal(columnOf("room", slot("a", "19:00", "20:00"), SESSIONS), "R01");
  assert.equal(columnOf("room", slot("a", "19:00", "20:00", { room: "G07" }), SESSIONS), "G07");
  const placed = spread("host", [slot("a", "19:00", "20:00", { assistants: ["NL02", "NL01"] }), slot("b", "19:00", "20:00", { host: "" })], SESSIONS);
  assert.deepEqual([...placed.keys()].sort(), ["", "NL01", "NL02"]);
  assert.equal(placed.get("NL02")?.[0]?.as, "help");
  const people = allColumns({ rooms: [], channels: [], persons: [{ id: "NL02", name: "Bình", roles: ["host"] }, { id: "NL01", name: "An", roles: ["host"] }, { id: "X", name: "Chi", roles: ["assistant"] }] }, "host");
  assert.deepEqual(shownColumns(people, placed, { name: "Chưa có" }).map(({ id }) => id), ["", "NL01", "NL02"]);
});

test("arrows lead to the next slot, and over empty columns to the nearest in time", () => {
  const columns = ["A", "B", "C"].map((id) => ({ id, name: id, about: "" }));
  const placed = spread("room", [slot("a", "19:00", "20:00", { room: "A" }), slot("b", "20:00", "21:00", { room: "A" }), slot("c", "10:00", "11:00", { room: "C" }), slot("d", "19:30", "20:00", { room: "C" })], SESSIONS);
  assert.equal(neighbour(placed, columns, { id: "a", column: "A" }, { down: 1 })?.id, "b");
  assert.equal(neighbour(placed, columns, { id: "b", column: "A" }, { down: 1 }), null);
  assert.deepEqual(neighbour(placed, columns, { id: "a", column: "A" }, { right: 1 }), { id: "d", column: "C" });
});

test("what a hand carries keeps its length and lands on five minutes", () => {
  const one = slot("a", "19:00", "19:45");
  const held = take(one, "room", "R01", "move", "pointer");
  assert.equal(hasMoved(held), false);
  const there = carried(held, { at: at("20:07") + 12_000, column: "G07" });
  assert.deepEqual([there.starts, there.ends, there.column], [at("20:05"), at("20:50"), "G07"]);
  assert.deepEqual(moveOf(there, { room: "R01" }), { starts: at("20:05"), ends: at("20:50"), room: "G07" });
  assert.deepEqual(asBody(moveOf(there, {})), { starts: "2025-11-14T13:05:00.000Z", ends: "2025-11-14T13:50:00.000Z", room: "G07" });
  const home = carried(take({ ...one, room: "G07" }, "room", "G07", "move", "pointer"), { at: one.starts, column: "R01" });
  assert.deepEqual(moveOf(home, { room: "R01" }), { room: "" }, "back in the room of its session");
  assert.equal(carried(take(one, "room", "R01", "length", "pointer"), { at: at("18:00"), column: null }).ends, at("19:05"), "never shorter than five minutes");
});

test("keys move by 15 and 5 minutes and from column to column", () => {
  const held = take(slot("a", "19:00", "20:00"), "host", "NL01", "move", "keys");
  const press = (/** @type {any} */ key, from = held) => /** @type {any} */ (nudged(from, key, ["", "NL01", "NL02"]));
  assert.equal(press({ key: "ArrowDown" }).starts, at("19:15"));
  assert.equal(press({ key: "ArrowUp", shift: true }).starts, at("18:55"));
  assert.deepEqual([press({ key: "ArrowDown", alt: true }).starts, press({ key: "ArrowDown", alt: true }).ends], [at("19:00"), at("20:15")]);
  assert.equal(press({ key: "ArrowRight" }).column, "NL02");
  assert.equal(press({ key: "ArrowLeft" }).column, "NL01", "nothing is moved to nobody");
  assert.equal(press({ key: "q" }), null);
});

test("what runs or ran is not moved; a form sends only what is different", () => {
  assert.deepEqual(["draft", "requested", "confirmed", "ready", "live", "ended", "cancelled", "no_show"].map((state) => mayMove(slot("a", "19:00", "20:00", { state }))), [true, true, true, true, false, false, false, false]);
  assert.deepEqual(formChanges(slot("a", "19:00", "20:00"), { host: "NL02", channel: "K01", assistants: [], starts: at("19:00") }), { host: "NL02" });
});

test("rows of the feed become facts; a row that stays is read once", () => {
  const row = { id: "a", starts: "2025-11-14T12:00:00.000Z", overrides: [{ at: "2025-11-14T12:00:00Z" }], told: {}, date: "2025-11-14", title: "12:00" };
  assert.deepEqual(inMs(row), { ...row, starts: at("19:00"), overrides: [{ at: at("19:00") }] });
  assert.equal(readRow(row), readRow(row));
  /** @type {Record<string, any[]>} */
  const rows = {
    live_site: [{ id: "S1", travel: { S2: 20 } }, { id: "S2", travel: { S1: 20 } }], product: [{ id: "SP1" }], live_slot: [row], live_settings: [{ id: "live", days: ["2025-11-15", "2025-11-14"] }],
    live_paper: [{ id: "p", owner_kind: "product", owner: "SP1", kind: "ocop", state: "accepted" }],
    live_stage: [{ id: "r1", title: "Quốc ca", from: "2025-11-14T12:00:00Z", until: "2025-11-14T12:05:00Z", quiet: true, people: ["NL01"], bridge: { rooms: ["R01"] } }],
  };
  const store = { list: (/** @type {string} */ entity) => rows[entity] ?? [] };
  const facts = /** @type {any} */ (factsOf(store, standingFacts(store, VN), 5));
  assert.deepEqual(travelOf(rows.live_site ?? []), [{ a: "S1", b: "S2", minutes: 20 }]);
  assert.equal(facts.products.SP1.papers[0].kind, "ocop");
  assert.deepEqual(facts.event, { from: at("00:00"), until: at("00:00", "2025-11-16") });
  assert.deepEqual(facts.stage.quiet, [{ row: "r1", title: "Quốc ca", from: at("19:00"), until: at("19:05") }]);
  assert.equal(facts.stage.people[0].person, "NL01");
  assert.deepEqual(facts.bridge[0].rooms, ["R01"]);
  assert.equal(facts.slots.a.starts, at("19:00"));
});

test("closed hours and hours that nobody named as free are shaded", () => {
  const bounds = { from: at("08:00"), until: at("23:00") };
  const closed = shaded(closedTimes({ opens: "09:30", closes: "22:00" }, "2025-11-14", VN, bounds), bounds);
  assert.deepEqual(closed.map(({ height }) => Math.round(height / PX_PER_MINUTE)), [90, 60]);
  assert.deepEqual(notFree([], bounds), [], "nothing named: always free");
  assert.deepEqual(notFree([{ from: at("10:00"), until: at("12:00") }], bounds).map(({ from, until }) => [from, until]), [[at("08:00"), at("10:00")], [at("12:00"), at("23:00")]]);
});

test("quiet rows of the stage that touch are one", () => {
  const one = (/** @type {string} */ from, /** @type {string} */ until) => ({ kind: /** @type {const} */ ("quiet"), from: at(from), until: at(until), words: "" });
  assert.deepEqual(joined([one("19:05", "19:10"), one("19:00", "19:05"), one("19:30", "19:40")]).map(({ from, until }) => [from, until]), [[at("19:00"), at("19:10")], [at("19:30"), at("19:40")]]);
});

test("a week counts from the first day of the schedule", () => {
  assert.deepEqual([weekOf("2025-11-16", "2025-11-14")[0], weekOf("2025-11-21", "2025-11-14")[0], weekOf("2025-11-13", "2025-11-14")[6]], ["2025-11-14", "2025-11-21", "2025-11-13"]);
});

test("what people were told, and whom it concerns", () => {
  const one = slot("a", "19:00", "20:00", { state: "confirmed", told: { version: 2, starts: at("19:00"), ends: at("20:00"), room: "R01", channel: "K01", host: "NL01", assistants: [], title: "Gốm Chu Đậu", state: "confirmed" } });
  assert.equal(unpublished(one, SESSIONS), false);
  assert.equal(unpublished({ ...one, starts: at("19:05") }, SESSIONS), true);
  assert.equal(unpublished({ ...one, state: "cancelled" }, SESSIONS), true);
  assert.equal(unpublished({ ...one, told: {} }, SESSIONS), true);
  assert.equal(unpublished({ ...one, told: {}, state: "draft" }, SESSIONS), false, "nobody heard of a draft");
  assert.deepEqual(concerned({ host: "NL01", assistants: ["NL02", "NL01"], room: "R01" }), ["person:NL01", "person:NL02", "room:R01"]);
});

test("settings: only what was changed is sent, and nothing that cannot be read", () => {
  const before = typedSettings({ days: ["2025-11-13", "2025-11-14"], mall: { opens: "09:30", closes: "22:00" }, buffers: { room: 15, person: 10, kit: 5, channel: 5 } });
  assert.deepEqual(settingsToSend(before, { ...before }), { values: {}, bad: "" });
  assert.deepEqual(settingsToSend(before, { ...before, last: "2025-11-16" }).values, { days: ["2025-11-13", "2025-11-14", "2025-11-15", "2025-11-16"] });
  assert.deepEqual(settingsToSend(before, { ...before, opens: "8h" }).values, { mall: { opens: "08:00", closes: "22:00" } });
  assert.deepEqual(settingsToSend(before, { ...before, buffers: { ...before.buffers, room: "20" } }).values, { buffers: { room: 20, person: 10, kit: 5, channel: 5 } });
  assert.deepEqual(settingsToSend(before, { ...before, name: " Chị Vi ", phone: "0225 3" }).values, { help: { name: "Chị Vi", phone: "0225 3" } });
  /** @type {[string, Record<string, any>][]} */
  const wrong = [["days", { last: "2025-11-12" }], ["days", { last: "2026-11-12" }], ["mall", { opens: "22:30" }], ["mall", { closes: "tối" }], ["buffers", { buffers: { ...before.buffers, kit: "-1" } }], ["buffers", { buffers: { ...before.buffers, kit: "1.5" } }], ["phone", { phone: "gọi Vi" }]];
  for (const [fault, some] of wrong) assert.equal(settingsToSend(before, { ...before, ...some }).bad, fault);
});
