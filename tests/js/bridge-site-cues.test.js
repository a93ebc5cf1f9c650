// @ts-check
/** A site's cues: armed, fired once, told until the hub has heard; what comes too late is missed and never fired. */
import assert from "node:assert/strict";
import test from "node:test";
import { missedCue, reporter, siteCues } from "../../static/js/bridge/site-cues.js";

const START = 1_000_000;
/** @param {Record<string, unknown>} more @returns {any} */
const cue = (more = {}) => ({ id: "c1", seq: 1, prev: 0, kind: "on_air", of: "", cross: "", fire_at: START + 5_000, ttl: 2_000, lead: 5_000, script: "", sent_at: START, sites: { hue: { state: "sent" } }, ...more });

/** A site whose hub clock is moved by hand; each look at it costs a millisecond, so that waiting awake ends. @param {Record<string, any>} kept */
function site(kept = {}) {
  let now = START;
  /** @type {Map<string, {at: number, run: () => void}>} */
  const alarms = new Map();
  /** @type {string[]} */
  const fired = [];
  const cues = siteCues({
    hubNow: () => now++,
    wake: (id, at, run) => { alarms.set(id, { at, run }); },
    drop: (id) => { alarms.delete(id); },
    changed: () => {},
    onFired: (one, held) => { fired.push(`${one.id} ${held.state}`); },
    health: () => ({ pm: 4 }),
  }, kept);
  /** @param {number} at */
  const go = (at) => {
    now = at;
    for (const [id, alarm] of [...alarms]) if (alarm.at <= now) { alarms.delete(id); alarm.run(); }
  };
  return { cues, fired, go, alarms };
}

test("a cue is armed, told, fired at its instant and told again until the hub has heard", () => {
  const { cues, fired, go } = site();
  cues.take(cue());
  assert.equal(cues.held.c1?.state, "armed");
  assert.deepEqual(cues.reports().map((one) => one.name), ["bridge_ack"]);
  cues.heard(/** @type {any} */ (cues.reports()[0]));
  assert.deepEqual(cues.reports(), []);
  go(START + 4_995);
  assert.deepEqual(fired, ["c1 fired"]);
  const [report] = cues.reports();
  assert.equal(report?.name, "bridge_done");
  assert.ok(Math.abs(Number(report?.said.err)) <= 5, String(report?.said.err));
  cues.heard(/** @type {any} */ (report));
  assert.deepEqual(cues.reports(), []);
});

test("the same cue once more changes nothing", () => {
  const { cues, fired, go } = site();
  cues.take(cue());
  go(START + 5_000);
  cues.take(cue());
  go(START + 6_000);
  assert.deepEqual(fired, ["c1 fired"]);
});

test("a little late is fired and told; too late is missed and stays so", () => {
  const late = site();
  late.go(START + 5_500);
  late.cues.take(cue());
  assert.equal(late.cues.held.c1?.state, "late");
  const stale = site();
  stale.go(START + 9_000);
  stale.cues.take(cue());
  assert.equal(stale.cues.held.c1?.state, "missed");
  assert.equal(stale.cues.held.c1?.fired_at, null);
  assert.equal(missedCue(stale.cues.list(), stale.cues.held)?.id, "c1");
  stale.cues.take(cue({ id: "c2", seq: 2, kind: "standby", fire_at: START + 9_000 }));
  assert.equal(missedCue(stale.cues.list(), stale.cues.held), null);
});

test("a page that slept over the instant of an armed cue does not fire it", () => {
  const { cues, fired, go } = site();
  cues.take(cue());
  go(START + 60_000);
  assert.deepEqual(fired, ["c1 missed"]);
});

test("a cue that is held back is not fired", () => {
  const { cues, fired, go, alarms } = site();
  cues.take(cue());
  cues.take(cue({ id: "c2", seq: 2, kind: "cancel", of: "c1", fire_at: START + 10, sent_at: START + 10 }));
  assert.equal(cues.held.c1?.state, "cancelled");
  assert.equal(alarms.size, 0);
  go(START + 5_000);
  assert.ok(!fired.includes("c1 fired"));
  assert.deepEqual(cues.ahead(), []);
});

test("a reload forgets nothing that was fired", () => {
  const first = site();
  first.cues.take(cue());
  first.go(START + 5_000);
  const again = site(structuredClone(first.cues.held));
  again.go(START + 5_500);
  again.cues.take(cue({ sites: { hue: { state: "armed" } } }));
  again.go(START + 6_000);
  assert.deepEqual(again.fired, []);
  assert.equal(again.cues.reports()[0]?.name, "bridge_done");
});

test("a clock that was corrected moves the instant", () => {
  const { cues, fired, go, alarms } = site();
  cues.take(cue());
  /** @type {any} */ (alarms.get("c1")).run(); // woken far too early
  assert.deepEqual(fired, []);
  go(START + 5_000);
  assert.deepEqual(fired, ["c1 fired"]);
});

test("what came while the line was down is told at once, what comes up meanwhile right after it", async () => {
  /** @type {{name: string, answer: (said: unknown) => void}[]} */
  const sent = [];
  const { cues, go } = site();
  let up = false;
  const report = reporter({
    may: () => up, reports: () => cues.reports(), heard: (one) => cues.heard(one), after: () => {},
    tell: ({ name, said }) => new Promise((answer) => { sent.push({ name: `${name} ${said.cue}`, answer }); }),
  });
  /** Answers all that is under way. @param {unknown} said @returns {Promise<string[]>} */
  const answered = async (said) => {
    const now = sent.splice(0);
    for (const one of now) one.answer(said);
    await new Promise((done) => setImmediate(done));
    return now.map((one) => one.name);
  };
  cues.take(cue());
  await report();
  assert.deepEqual(sent, [], "no line");
  up = true;
  const first = report();
  for (const [id, seq] of /** @type {[string, number][]} */ ([["c2", 2], ["c3", 3]])) cues.take(cue({ id, seq }));
  await new Promise((done) => setImmediate(done));
  go(START + 4_995);
  void report();
  assert.deepEqual(await answered({ ok: true }), ["bridge_ack c1", "bridge_ack c2", "bridge_ack c3"]);
  assert.deepEqual(await answered(null), ["bridge_done c1", "bridge_done c2", "bridge_done c3"]);
  await first;
  assert.deepEqual(sent, [], "not heard: with the next call again");
  void report();
  await new Promise((done) => setImmediate(done));
  assert.equal((await answered({ ok: true })).length, 3);
  assert.deepEqual(cues.reports(), []);
});
