"""The door's decisions: the shared vectors, then what must hold for every list of attempts."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ops.checkin import rules
from ops.checkin.rules import Attempt, GateFacts, GuestFacts, Presence, ScanFacts

pytestmark = pytest.mark.once

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "scan_rules.json").read_text(encoding="utf-8"))
DEFAULTS = VECTORS["defaults"]


def make_attempt(**facts: Any) -> Attempt:
    return Attempt(**{**DEFAULTS["attempt"], **facts})


def run_decide_base(args: dict[str, Any]) -> Any:
    guest = None if args["guest"] is None else GuestFacts(**{**DEFAULTS["guest"], **args["guest"]})
    gate = {**DEFAULTS["gate"], **args["gate"]}
    facts = GateFacts(**{**gate, "categories": frozenset(gate["categories"])})
    scan = ScanFacts(**{**DEFAULTS["scan"], **args["scan"]})
    return asdict(rules.decide_base(guest, facts, scan, args.get("known_elsewhere", False)))


def run_settle(args: dict[str, Any]) -> Any:
    before = Presence(**{**asdict(rules.NOBODY), **args.get("before", {})})
    standings, presence = rules.settle((make_attempt(**facts) for facts in args["attempts"]), before)
    assert all(ref == standing.ref for ref, standing in standings.items())
    without_ref = {ref: {k: v for k, v in asdict(s).items() if k != "ref"} for ref, s in standings.items()}
    return {"standings": without_ref, "presence": asdict(presence)}


RUN = {
    "decide_base": run_decide_base,
    "settle": run_settle,
    "who_enters": lambda args: rules.who_enters(**args),
    "undo_allowed": lambda args: rules.undo_allowed(**args),
    "corrected_time": lambda args: list(rules.corrected_time(**args)),
    "missing_numbers": lambda args: [list(gap) for gap in rules.missing_numbers(**args)],
}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_shared_vector(case: dict[str, Any]) -> None:
    assert RUN[case["fn"]](case["args"]) == case["expect"]


def test_vectors_name_every_reason() -> None:
    said = {case["expect"]["reason"] for case in VECTORS["cases"] if case["fn"] == "decide_base"}
    for case in VECTORS["cases"]:
        if case["fn"] == "settle":
            said |= {standing["reason"] for standing in case["expect"]["standings"].values()}
    assert said == rules.ADMITTED | rules.REFUSED | {"undone"}


def test_vectors_name_every_state() -> None:
    settled = [case["expect"]["standings"].values() for case in VECTORS["cases"] if case["fn"] == "settle"]
    states = {standing["state"] for standings in settled for standing in standings}
    assert states == {"counted", "refused", "conflict", "disputed", "undone", "resolved"}


@pytest.mark.parametrize("offset", [math.nan, math.inf, -math.inf])
def test_an_offset_that_is_no_number_is_not_used(offset: float) -> None:
    assert rules.corrected_time(1000, offset, None, 5000) == (1000, 0)


def test_who_may_lift_a_refusal_may_lift_all_later_ones() -> None:
    order = ["revoked_code", "cancelled", "blocked", "not_confirmed", "wrong_gate", "too_early", "too_late"]
    for desk_override, supervisor in [(False, False), (True, False), (False, True), (True, True)]:
        rights = [rules.may_lift(reason, desk_override, supervisor) for reason in order]
        assert rights == sorted(rights)


BASES = sorted(rules.REFUSED - {"already_in", "no_reentry", "refused_at_desk"}) + ["ok"] * 9 + ["override"] * 2


ENTRIES = st.builds(
    Attempt,
    ref=st.just(""),
    at=st.integers(0, 6),
    device=st.sampled_from(["t1", "t2", "t3"]),
    dev_seq=st.integers(0, 3),
    direction=st.just("in"),
    base=st.sampled_from(BASES),
    policy=st.sampled_from(["once", "after_exit", "multiple"]),
    told=st.sampled_from([None, True, True, False]),
    override=st.sampled_from([False, False, False, True]),
    undone=st.sampled_from([False, False, False, True]),
    resolution=st.sampled_from([None, None, "same_person", "two_people", "not_admitted", "dismissed"]),
)
EXITS = ENTRIES.map(lambda attempt: replace(attempt, direction="out", base="exit", resolution=None))


@st.composite
def attempt_lists(draw: st.DrawFn) -> list[Attempt]:
    """Up to nine attempts of one guest in a few instants, so that they meet in every way."""
    drawn = draw(st.lists(st.one_of(ENTRIES, ENTRIES, EXITS), max_size=9))
    return [replace(attempt, ref=ref) for attempt, ref in zip(drawn, "abcdefghi", strict=False)]


@given(attempt_lists(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_upload_order_does_not_matter(attempts: list[Attempt], random: Any) -> None:
    shuffled = list(attempts)
    random.shuffle(shuffled)
    assert rules.settle(shuffled) == rules.settle(attempts)


@given(attempt_lists())
@settings(max_examples=150, deadline=None)
def test_every_attempt_has_one_standing_with_words_of_the_contract(attempts: list[Attempt]) -> None:
    standings, presence = rules.settle(attempts)
    assert sorted(standings) == sorted(attempt.ref for attempt in attempts)
    for standing in standings.values():
        assert standing.reason in rules.ADMITTED | rules.REFUSED | {"undone"}
        assert standing.first is None or standings[standing.first].state in ("counted", "disputed", "resolved")
        if standing.state == "counted":
            assert standing.admit and standing.reason in rules.ADMITTED
        if standing.state in ("refused", "undone"):
            assert not standing.admit
    assert presence.entries == 0 or presence.first_in is not None
    assert not presence.inside or presence.last_in is not None


@given(attempt_lists())
@settings(max_examples=150, deadline=None)
def test_one_counted_entry_between_exits(attempts: list[Attempt]) -> None:
    plain = [replace(a, policy="once" if a.policy == "multiple" else a.policy, override=False) for a in attempts]
    standings, _ = rules.settle(plain)
    inside = False
    for attempt in sorted(plain, key=lambda a: (a.at, a.device, a.dev_seq, a.ref)):
        standing = standings[attempt.ref]
        if standing.state != "counted":
            continue
        if attempt.direction == "in":
            assert not inside
        inside = attempt.direction == "in"


@given(attempt_lists())
@settings(max_examples=150, deadline=None)
def test_whom_the_desk_turned_away_changes_nothing_for_the_others(attempts: list[Attempt]) -> None:
    turned_away = {a.ref for a in attempts if a.told is False and a.direction == "in"}
    standings, presence = rules.settle(attempts)
    others, without = rules.settle(a for a in attempts if a.ref not in turned_away)
    assert presence == without
    assert {ref: s for ref, s in standings.items() if ref not in turned_away} == others


@given(attempt_lists(), st.data())
@settings(max_examples=150, deadline=None)
def test_undo_takes_back_exactly_one_attempt(attempts: list[Attempt], data: st.DataObject) -> None:
    if not attempts:
        return
    chosen = data.draw(st.sampled_from(attempts)).ref
    standings, presence = rules.settle(replace(a, undone=True) if a.ref == chosen else a for a in attempts)
    others, without = rules.settle(a for a in attempts if a.ref != chosen)
    assert standings.pop(chosen).state == "undone"
    assert (standings, presence) == (others, without)


@given(attempt_lists())
@settings(max_examples=150, deadline=None)
def test_who_was_told_to_come_in_is_never_refused_afterwards(attempts: list[Attempt]) -> None:
    standings, _ = rules.settle(attempts)
    for attempt in attempts:
        if attempt.told and not attempt.undone:
            assert standings[attempt.ref].state in ("counted", "conflict", "disputed", "resolved")


@given(
    st.none() | st.builds(GuestFacts, st.text(), st.sampled_from("ab"),
                          st.sampled_from(["invited", "confirmed", "declined", "cancelled"]),
                          st.booleans(), st.booleans(), st.booleans()),
    st.builds(GateFacts, st.text(), st.frozensets(st.sampled_from("abc")), st.none() | st.integers(-5, 5),
              st.none() | st.integers(-5, 5), st.sampled_from(["once", "after_exit", "multiple"]),
              st.booleans(), st.booleans()),
    st.builds(ScanFacts, st.integers(-9, 9), st.sampled_from(["in", "out"]), st.booleans(), st.booleans()),
    st.booleans(),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_base_decision_is_always_one_of_the_contract(
    guest: GuestFacts | None, gate: GateFacts, scan: ScanFacts, elsewhere: bool
) -> None:
    base = rules.decide_base(guest, gate, scan, elsewhere)
    assert base.reason in rules.ADMITTED | rules.REFUSED
    assert base.override == (base.reason == "override") == (base.lifted is not None)
    assert not (base.override and base.override_refused)
    assert scan.direction == "in" or base.reason in ("exit", "exit_unknown")
    if base.lifted is not None:
        assert scan.override and rules.may_lift(base.lifted, gate.desk_override, scan.supervisor)


@given(st.lists(st.integers(-3, 40)), st.integers(0, 40), st.none() | st.integers(-3, 45))
@settings(max_examples=150, deadline=None)
def test_missing_numbers_are_exactly_those_neither_here_nor_queued(
    received: list[int], told_max: int, oldest: int | None
) -> None:
    gaps = rules.missing_numbers(received, told_max, oldest)
    listed = [n for first, last in gaps for n in range(first, last + 1)]
    expected = [n for n in range(1, told_max + 1) if n not in received and (oldest is None or n < oldest)]
    assert listed == expected
