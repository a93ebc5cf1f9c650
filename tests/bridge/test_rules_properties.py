"""What must hold of the bridge's rules for any line and any order of messages."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ops.bridge.rules import cues, mirror, records, tally
from ops.bridge.rules.clock import Clock

pytestmark = pytest.mark.once
Row = dict[str, Any]


def exchange(chance: random.Random, local: float, offset: float, drift: float) -> tuple[float, float, float, float]:
    """One question over 50±20 ms and 2 % loss each way; what is lost comes again after 200 to 600 ms."""
    up, down = (
        50 + chance.uniform(-20, 20) + (chance.uniform(200, 600) if chance.random() < 0.04 else 0) for _ in "ab"
    )
    heard = local + up
    hub = round(heard * (1 + drift) + offset)
    return local, hub, hub, heard + down


@pytest.mark.parametrize("seed", range(30))
def test_the_true_time_lies_within_the_bound_that_is_shown(seed: int) -> None:
    """Also on a clock that is wrong by an hour and runs 40 ppm fast; the half millisecond is the hub's rounding."""
    chance = random.Random(seed)
    offset, drift = chance.uniform(-3.6e6, 3.6e6), chance.uniform(-40e-6, 40e-6)
    clock, local = Clock(), chance.uniform(0, 1e6)
    for _ in range(200):
        local += 250
        said = exchange(chance, local, offset, drift)
        clock.add(*said)
        now = said[3]
        error = abs(clock.hub_time(now) - (now * (1 + drift) + offset))
        aged = 30_000 * abs(drift) * 2
        assert error <= clock.pm + aged + 1.0
    assert clock.epoch == 0, "a bad line is no jump"


@pytest.mark.parametrize("seed", range(20))
def test_a_jump_of_either_clock_is_noticed_and_forgotten(seed: int) -> None:
    chance = random.Random(seed)
    clock, local, jump = Clock(), 0.0, chance.choice([-3_600_000, -400, 900, 7_200_000])
    for number in range(80):
        local += 250
        clock.add(*exchange(chance, local, 5_000 + (jump if number >= 40 else 0), 0))
    assert clock.epoch == 1
    assert abs(clock.hub_time(local) - (local + 5_000 + jump)) <= clock.pm + 1.0


@pytest.mark.parametrize("seed", range(40))
def test_whatever_comes_in_whatever_order_a_cue_ends_once_and_never_behind_its_life(seed: int) -> None:
    """A site that gets cues late, twice and out of order, and sleeps over some instants."""
    chance = random.Random(seed)
    sent = [
        {"id": str(n), "kind": chance.choice(cues.KINDS), "of": "", "fire_at": n * 1_000, "ttl": 2_000}
        for n in range(20)
    ]
    arrivals = sorted((one["fire_at"] + chance.uniform(-3_000, 6_000), one["id"]) for one in sent for _ in range(2))
    known: dict[str, str] = {}
    ends: dict[str, list[tuple[str, float]]] = {}
    for at, name in arrivals:
        cue = sent[int(name)]
        if name in known:
            assert cues.receive(cue, at, known) == (known[name], 0.0)
            continue
        state, late = cues.receive(cue, at, known)
        if state == cues.ARMED:
            woke = cue["fire_at"] + chance.choice([0.2, 5, 1_999, 2_001, 60_000])
            state, late = cues.at_instant(cue, woke, state)
        known[name] = state
        ends.setdefault(name, []).append((state, late))
    for name, found in ends.items():
        ((state, late),) = found
        assert state in cues.OVER
        if state != cues.MISSED and sent[int(name)]["kind"] in cues.TIMED:
            assert 0 <= late <= sent[int(name)]["ttl"]


def test_no_two_reports_move_a_cue_to_two_ends() -> None:
    states = ("sent", "armed", "fired", "late", "missed", "cancelled")
    for over in cues.OVER:
        assert not any(cues.may_go(over, other) for other in states)
    assert not any(cues.may_go(one, "sent") for one in states)


@pytest.mark.parametrize("seed", range(20))
def test_the_lamp_only_changes_at_instants_that_are_announced(seed: int) -> None:
    chance = random.Random(seed)
    told: list[Row] = []
    for seq in range(1, 12):
        sent = chance.randrange(0, 50_000)
        fire = sent + chance.choice([0, 1_000, 8_000])
        cue = {
            "id": str(seq),
            "seq": seq,
            "kind": chance.choice(cues.KINDS[:4]),
            "of": "",
            "fire_at": fire,
            "sent_at": sent,
        }
        told.append(cue | {"sites": {"x": {}}})
    now = 0.0
    while (coming := tally.next_instant(told, now)) is not None:
        for between in (now, (now + coming) / 2, coming - 0.001):
            assert tally.told_tally(told, "x", between) == tally.told_tally(told, "x", now)
        now = coming


def test_a_record_that_was_touched_is_found_wherever() -> None:
    key, kept, last = b"k" * 32, list[Row](), records.FIRST
    for n in range(1, 5):
        body = {"n": n, "sites": [{"id": "huế", "ok": True}]}
        hashed = records.chain(body, last)
        kept.append({"n": n, "body": body, "prev": last, "hash": hashed, "mac": records.sign(key, hashed)})
        last = hashed
    assert records.faults(kept, key) == []
    assert {what for _, what in records.faults(kept, b"x" * 32)} == {"mac"}
    for place in range(4):
        gone = kept[:place] + kept[place + 1 :]
        assert bool(records.faults(gone, key)) is (place < 3), "what is cut off at the end is known by its journal line"
        touched = [row | {"body": {"n": 9}} if one == place else row for one, row in enumerate(kept)]
        assert (place + 1, "hash") in records.faults(touched, key)


def test_a_lost_line_hides_everything_but_an_instant_that_was_told() -> None:
    row = {"id": "b", "title": "Cầu", "live": False, "expected": 8_000}
    said = [mirror.row_state(told, 10_000, online, row, None)["state"]
            for told in ("OFF", "NEXT", "ON_AIR") for online in (True, False)]  # fmt: skip
    assert said == ["ready", "lost", "soon", "soon", "on_air", "lost"]
    assert mirror.row_state("NEXT", 10_000, True, row, None)["slack"] == 2_000
    assert mirror.row_state("ON_AIR", 10_000, True, row, row | {"live": True})["state"] == "fallback"
