// @ts-check
/** The bridge's rules in JavaScript: the vectors that Python answers too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { askEvery, createClock } from "../../static/js/bridge/clock.js";
import * as rules from "../../static/js/bridge/rules.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/bridge.json", import.meta.url), "utf8"));

for (const one of vectors.clock) {
  test(`clock: ${one.name}`, () => {
    const clock = createClock();
    for (const [place, [t0, t1, t2, t3]] of one.exchanges.entries()) {
      clock.add(t0, t1, t2, t3);
      assert.deepEqual([clock.offset, clock.pm, clock.rtt, clock.n, clock.epoch], one.stands[place], `exchange ${place}`);
      if (clock.offset !== null) assert.ok(Math.abs(clock.localTime(clock.hubTime(t3)) - t3) < 1e-6);
    }
  });
}

test("how often it asks", () => {
  for (const { since, ms } of vectors.ask_every) assert.equal(askEvery(since), ms);
});

test("what a site does with a cue", () => {
  for (const { kind, now, known, says } of vectors.receive)
    assert.deepEqual(rules.receive({ ...vectors.cue, kind }, now, known), says);
  for (const { now, state, says } of vectors.at_instant) assert.deepEqual(rules.atInstant(vectors.cue, now, state), says);
  for (const [before, after, may] of vectors.may_go) assert.equal(rules.mayGo(before, after), may, `${before} ${after}`);
});

test("who has it and how long before", () => {
  for (const { now, sites, says } of vectors.armed_of)
    assert.deepEqual(rules.armedOf({ ...vectors.cue, sites }, now), says);
  for (const { deliveries, p99, lead, lead_3000 } of vectors.lead) {
    assert.equal(rules.p99(deliveries), p99);
    assert.equal(rules.leadNeeded(deliveries), lead);
    assert.equal(rules.leadNeeded(deliveries, 3_000), lead_3000);
  }
  assert.deepEqual([rules.missing(3, 2), rules.missing(2, 2), rules.missing(0, 9)], [true, false, false]);
});

test("the lamp", () => {
  for (const { cues, now, says, next } of vectors.tally) {
    const lamp = rules.toldTally(cues, "x", now);
    assert.deepEqual([lamp.state, lamp.cue, lamp.at], says);
    assert.equal(rules.nextInstant(cues, now), next);
  }
  const evening = vectors.tally[0].cues;
  for (const { now, beat_at, state } of vectors.unknown)
    assert.equal(rules.tallyOf(evening, "x", now, beat_at).state, state);
});

test("the line-up", () => {
  assert.deepEqual(rules.ITEMS, vectors.items);
  for (const { item, value, wants, says } of vectors.judge) assert.deepEqual(rules.judge(item, value, wants), says);
  for (const { items, word, skip, standing, tile } of vectors.standing) {
    assert.deepEqual(rules.standing(items, skip), standing);
    assert.equal(rules.tile(items, word, skip), tile);
  }
});
