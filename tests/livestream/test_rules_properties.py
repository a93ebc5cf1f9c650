"""The rules on plans nobody thought of: parts agree with the whole, and no order of acts plans a clash."""

from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ops.livestream import rules
from tests.livestream.live_worlds import HOUR, MINUTE, a_world

pytestmark = pytest.mark.once
SEEDS = st.integers(0, 2**32)
FIRM = ("confirmed", "ready", "live")
COORDINATOR = {"id": "u1", "roles": ["live_coordinator"]}
TICKS = {name: {"by": "u1", "at": 1} for name in ("sign", "price", "channel")}


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_moved_slot_is_checked_as_the_whole_plan_would_be(seed: int) -> None:
    facts, chance = a_world(seed), Random(seed)
    index = rules.prepare(facts)
    name = chance.choice(sorted(facts["slots"]))
    moved = {name: {"starts": facts["slots"][name]["starts"] + 10 * MINUTE, "room": "r1", "kits": ["k1", "k2"]}}
    after = {**facts, "slots": {**facts["slots"], name: {**facts["slots"][name], **moved[name]}}}
    whole = rules.check(after)
    assert rules.check(index, [name], moved) == [row for row in whole if name in row["slots"]]
    assert rules.check(index, None, moved) == whole
    assert rules.check(index) == rules.check(facts)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_parts_make_the_whole(seed: int) -> None:
    facts = a_world(seed)
    whole = rules.check(facts)
    assert len({row["key"] for row in whole}) == len(whole)
    parts = {row["key"]: row for name in facts["slots"] for row in rules.check(facts, [name])}
    assert parts == {row["key"]: row for row in whole}
    backwards = {**facts, "slots": dict(reversed(facts["slots"].items()))}
    assert rules.check(backwards) == whole


def doubles(facts: dict[str, Any]) -> set[tuple[str, ...]]:
    """Every pair that shares a room or a body at one time, told by two loops over all slots and nothing else."""
    found = set()
    for a, b in combinations(sorted(facts["slots"]), 2):
        one, other = facts["slots"][a], facts["slots"][b]
        spans = [rules.held(slot, facts["now"]) for slot in (one, other)]
        if not all(spans) or (one["session"] and one["session"] == other["session"]):
            continue
        if one["state"] == other["state"] == "ended" or not max(s[0] for s in spans) < min(s[1] for s in spans):  # type: ignore[index]
            continue
        rooms = [slot["room"] or facts["sessions"].get(slot["session"], {}).get("room") for slot in (one, other)]
        people = [{slot["host"], *slot["assistants"]} - {""} for slot in (one, other)]
        found |= {("room", a, b)} if rooms[0] and rooms[0] == rooms[1] else set()
        found |= {("person", a, b, name) for name in people[0] & people[1]}
    return found


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_nobody_is_in_two_places_unseen(seed: int) -> None:
    facts = a_world(seed)
    told = set()
    for row in rules.check(facts):
        if row["kind"] == "room.double":
            told.add(("room", *sorted(row["slots"])))
        if row["kind"] == "person.double":
            told.add(("person", *sorted(row["slots"]), row["resource"]["id"]))
    assert told == doubles(facts)


NEXT = {
    "draft": ("confirm", "confirm", "confirm", "move", "request", "cancel"),
    "requested": ("confirm", "confirm", "move"),
    "confirmed": ("go_live", "ready", "move", "no_show", "cancel"),
    "ready": ("go_live", "go_live", "unready", "move"),
    "live": ("extend", "end", "end", "undo_live"),
    "ended": ("reopen",),
    "no_show": ("reopen",),
    "cancelled": ("confirm",),
}


def busy_hours(seed: int) -> dict[str, Any]:
    """Slots of one morning in few rooms, papers in order, so that acts get far and meet one another."""
    facts = a_world(seed, slots=12, days=1)
    begin = facts["event"]["from"]
    facts |= {"now": begin - 20 * MINUTE, "event": {"from": None, "until": None}, "platform_facts": []}
    for product in facts["products"].values():
        product |= {"alcohol": 29 if product["id"] == "g0" else None, "marks": [], "industry": ""}
    for owner in facts["producers"].values():
        owner["papers"] = [{"kind": "seller", "state": "accepted", "valid_until": None}]
    for number, slot in enumerate(facts["slots"].values()):
        starts = begin + (number * 7 % 12) * 10 * MINUTE
        slot |= {"state": "draft", "ticks": TICKS, "actual_start": None, "actual_end": None, "starts": starts}
        slot |= {"ends": starts + 30 * MINUTE, "room": "r1" if number % 2 else "r2", "host": slot["host"] or "p1"}
    return facts


def an_act(chance: Random, facts: dict[str, Any], slot: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Something somebody could press."""
    action = chance.choice(NEXT[slot["state"]])
    more: dict[str, Any] = {"note": "đổi giờ", "reason": "Chủ thể xin rút lui", "minutes": chance.choice((5, 20))}
    if action == "move":
        start = slot["starts"] + chance.choice((-20, -10, 0, 10, 20)) * MINUTE
        more["changes"] = {"starts": start, "ends": start + slot["ends"] - slot["starts"]}
        more["changes"] |= {"room": chance.choice(("r1", "r2"))} if chance.random() < 0.5 else {}
    return action, more


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_no_order_of_acts_ends_in_a_confirmed_block(seed: int) -> None:
    play(seed)


def test_the_acts_get_far() -> None:
    """What is played at random is no empty morning."""
    assert sum("confirm" in play(seed) for seed in range(10)) >= 8


def play(seed: int) -> set[str]:
    """Each act is judged on what the acts before it left; whoever comes second is told. The acts that were done."""
    facts, chance = busy_hours(seed), Random(seed)
    at, done = facts["now"], set()
    for _ in range(80):
        at += chance.choice((0, 0, 1, 2, 5)) * MINUTE
        slot = facts["slots"][chance.choice(sorted(facts["slots"]))]
        action, more = an_act(chance, facts, slot)
        if action in ("confirm", "move") and chance.random() < 0.6:
            signed(facts, slot, at, more)
        answer = rules.step(facts["slots"][slot["id"]], action, COORDINATOR, at, facts, **more)
        if answer["ok"] and not answer["already"]:
            done.add(action)
            facts["slots"][slot["id"]] = {**facts["slots"][slot["id"]], **answer["changes"]}
            assert_clean({**facts, "now": at})
    return done


def looks(slot: dict[str, Any]) -> list[Any]:
    """A slot's time, people and goods, as a person would compare them."""
    return [slot[name] for name in ("starts", "ends", "room", "channel", "host", "assistants", "kits", "goods")]


def signed(facts: dict[str, Any], slot: dict[str, Any], at: int, more: dict[str, Any]) -> None:
    """A name under every warning, and now and then under a block, of the slot as it stands or as it would stand."""
    changes = more.get("changes", {})
    there = {**facts["slots"], slot["id"]: {**slot, **changes}}
    rows = [
        {"kind": row["kind"], "with": row["with"], "by": "u1", "reason": "Hai nhóm cùng một phòng lớn", "at": at}
        | {"was": {name: looks(there[name]) for name in row["slots"]}}
        for row in rules.check({**facts, "now": at}, [slot["id"]], {slot["id"]: changes})
    ]
    if changes:
        more["acks"], more["overrides"] = rows, rows[:2]
    else:
        facts["slots"][slot["id"]] = {**slot, "acks": rows, "overrides": rows[:2]}


def assert_clean(facts: dict[str, Any]) -> None:
    """Among what is firm, nothing stops a confirmation that nobody has signed as it stands. It must stand in the way
    as planned and as it is: a late start gives time to others, an overrun is nobody's confirmation."""
    held = {name: slot for name, slot in facts["slots"].items() if slot["state"] in FIRM}
    firm = {name: {**slot, "state": "confirmed"} for name, slot in held.items()}
    really = {about(row) for row in rules.check({**facts, "slots": held}) if row["stops"] == "confirm"}
    now = {name: looks(slot) for name, slot in firm.items()}
    signatures = [row for slot in firm.values() for row in slot["overrides"]]
    for row in rules.check({**facts, "slots": firm}):
        if row["stops"] == "confirm" and about(row) in really:
            was = {name: now[name] for name in row["slots"]}
            assert row["kind"] != "goods.forbidden"
            assert any(about(one) == about(row) and one["was"] == was for one in signatures), row


def about(row: dict[str, Any]) -> tuple[str, str]:
    """What a signature is under. A slot that began early held somebody twice when it was signed; as planned the same
    two are only too near: the kind differs, the pair, the resource and how both stand do not."""
    family, _, rest = row["with"].partition(".")
    return family, rest.partition("|")[2]


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_what_is_offered_is_free(seed: int) -> None:
    facts = a_world(seed, slots=16)
    slot = {**facts["slots"]["x0"], "state": "draft"}
    cells = rules.free_cells(facts, slot, "2025-11-14")
    assert all(cell["starts"] >= facts["now"] for cell in cells)
    for cell in cells[::7]:
        moved = {"x0": {**slot, "starts": cell["starts"], "ends": cell["ends"], "actual_start": None}}
        rows = rules.check(facts, ["x0"], moved)
        assert not [row for row in rows if row["stops"] == "confirm"]
        assert sorted({row["kind"] for row in rows if row["stops"] == "ack"}) == cell["warnings"]


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_the_next_alarm_is_the_next_change_to_the_worse(seed: int) -> None:
    facts = a_world(seed, slots=6, days=1)
    now, slots = facts["now"], facts["slots"]
    coming = rules.next_alarm(slots, now)
    rings = {name: set(rules.alarms(slot, now)) for name, slot in slots.items()}
    until = coming if coming is not None else now + 48 * HOUR
    for at in range(now, until, 5 * MINUTE):
        assert all(set(rules.alarms(slot, at)) <= rings[name] for name, slot in slots.items())
    if coming is not None:
        assert any(set(rules.alarms(slot, coming)) - rings[name] for name, slot in slots.items())
