"""The planner by itself: every proposal is sound, the same seed is the same plan, what a person set stays, a repair
touches only what was hit, and an explanation holds when one tries it."""

from __future__ import annotations

import copy
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bench.live_instances import Size, disturbed, make, make_of, taken
from ops.livestream.planner import exact, whys
from ops.livestream.planner.checker import broken
from ops.livestream.planner.problems import read_problem
from ops.livestream.planner.proposing import propose
from ops.livestream.planner.reading import Scope
from ops.livestream.planner.search import Limit, search
from ops.livestream.rules import check
from tests.support.tools import IN_CI

pytestmark = pytest.mark.once
Row = dict[str, Any]
HOUR = 3_600_000
FEW = Limit(loops=25)
CROWDED = Size(24, 1, rooms=3, hosts=8, channels=3, producers=8, communes=3)


def blocks(facts: Row, slots: set[str]) -> list[str]:
    """What the rules forbid about some slots."""
    return [one["kind"] for one in check(facts) if one["stops"] == "confirm" and slots & set(one["slots"])]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(1, 10_000), sessions=st.integers(1, 16), days=st.integers(1, 3), rooms=st.integers(1, 3),
    hosts=st.integers(1, 6), kept=st.floats(0, 1),
)  # fmt: skip
def test_every_proposal_is_sound(seed: int, sessions: int, days: int, rooms: int, hosts: int, kept: float) -> None:
    """Planned from nothing, then again with a part of it in place and confirmed: neither checker nor rules object."""
    size = Size(sessions, days, rooms=rooms, hosts=hosts, channels=3, producers=max(1, sessions // 2), communes=3)
    facts = make_of(size, seed)
    first = propose(facts, limit=FEW, seed=seed)
    assert broken(facts, first["moves"]) == []
    part = first | {"moves": first["moves"][: round(len(first["moves"]) * kept)]}
    then = disturbed(taken(facts, part)) if part["moves"] else facts
    again = propose(then, limit=FEW, seed=seed)
    assert broken(then, again["moves"]) == []
    after = taken(then, again)
    assert blocks(after, {one["slot"] or f"L-{one['session']}" for one in again["moves"]}) == []
    assert again["score"]["after"] >= again["score"]["before"]
    assert sum(row["asked"] for row in again["fairness"]) == sessions


def test_the_same_seed_is_the_same_plan() -> None:
    facts = make("day12", 2)
    assert propose(facts, limit=FEW, seed=7) == propose(copy.deepcopy(facts), limit=FEW, seed=7)


def test_more_rounds_are_never_worse() -> None:
    problem = read_problem(make_of(CROWDED, 3), Scope())
    scores = [search(problem, Limit(loops=loops), 1).score for loops in (0, 60)]
    assert scores[1] > scores[0]


def test_what_a_person_set_stays_field_by_field() -> None:
    """A slot in a bad hour with a host nobody wished: the time moves only where it is not pinned."""
    facts = make("day12", 1)
    session = facts["sessions"]["S000"]
    start = facts["event"]["from"] + 14 * HOUR
    slot = {
        "id": "L1", "session": "S000", "starts": start, "ends": start + session["minutes"] * 60_000, "room": "R1",
        "host": "H00", "channel": "C0", "state": "draft", "pinned": {}, "version": 1,
    }  # fmt: skip
    free = propose(facts | {"slots": {"L1": slot}}, limit=FEW)
    assert "starts" in next(one for one in free["moves"] if one["slot"] == "L1")["changes"]
    pinned = slot | {"pinned": {"starts": "staff:a", "host": "staff:a"}}
    held = propose(facts | {"slots": {"L1": pinned}}, limit=FEW)
    moved = [one["changes"] for one in held["moves"] if one["slot"] == "L1"]
    assert all(not {"starts", "ends", "host"} & one.keys() for one in moved)


@pytest.mark.parametrize("state", ["ready", "live", "ended", "cancelled", "no_show"])
def test_what_runs_or_is_over_is_left_alone(state: str) -> None:
    facts = taken(make("day12", 1), propose(make("day12", 1), limit=FEW))
    facts["slots"] = {name: one | {"state": state} for name, one in facts["slots"].items()}
    found = propose(facts, limit=FEW)
    assert [one for one in found["moves"] if one["slot"]] == []


def test_a_repair_touches_only_what_was_hit() -> None:
    facts = make("day30", 1)
    after = taken(facts, propose(facts, limit=FEW))
    hit = disturbed(after)
    hurt = {
        name for one in check(hit) if one["kind"] in ("bridge.reserved", "person.unavailable") for name in one["slots"]
    }
    found = propose(hit, Scope(only_hit=True), FEW)
    moved = {one["slot"] for one in found["moves"]}
    assert moved and moved <= hurt
    assert moved | {one["slot"] for one in found["unplaced"]} == hurt
    assert all("hit" in one["reasons"] for one in found["moves"])


def spoiled(facts: Row, moves: list[Row], **changes: Any) -> list[str]:
    """The rules that the checker names when the first move is otherwise."""
    first = moves[0] | {"changes": moves[0]["changes"] | changes}
    return [one["rule"] for one in broken(facts, [first, *moves[1:]])]


def test_the_checker_sees_what_the_planner_must_not_do() -> None:
    """Each spoiled plan is named; the plan itself is clean."""
    facts = make("day12", 1)
    moves = propose(facts, limit=FEW)["moves"]
    one, other = moves[0]["changes"], moves[1]["changes"]
    length = one["ends"] - one["starts"]
    same = {"starts": other["starts"], "ends": other["starts"] + length}
    assert broken(facts, moves) == []
    assert "room" in spoiled(facts, moves, **same, room=other["room"])
    assert "person" in spoiled(facts, moves, **same, host=other["host"])
    assert "channel" in spoiled(facts, moves, **same, channel=other["channel"])
    assert "length" in spoiled(facts, moves, ends=one["ends"] + 60_000)
    off = one["starts"] + 7 * 60_000
    assert "quarter" in spoiled(facts, moves, starts=off, ends=off + length)
    night = facts["event"]["from"] + 4 * HOUR
    assert "hours" in spoiled(facts, moves, starts=night, ends=night + length)
    before = facts["event"]["from"] - 24 * HOUR
    assert {"event", "past", "day"} <= set(spoiled(facts, moves, starts=before, ends=before + length))
    assert "host" in spoiled(facts, moves, host="")
    assert "twice" in [one["rule"] for one in broken(facts | {"slots": taken(facts, {"moves": moves})["slots"]}, moves)]


def test_a_spirit_is_placed_nowhere() -> None:
    facts = make("day12", 1)
    facts["products"]["P"] = {
        "id": "P",
        "producer": "SP000",
        "name": "Rượu",
        "alcohol": 29.0,
        "marks": [],
        "papers": [],
    }
    facts["sessions"]["S000"]["products"] = ["P"]
    found = propose(facts, limit=FEW)
    (left,) = found["unplaced"]
    assert left["session"] == "S000"
    assert left["why"]["goods"] == ["P"], "it is the goods: no room, host or hour would help"
    assert left["why"]["blockers"] == [{"by": "goods", "starts": left["why"]["starts"]}]
    (unit,) = whys.of_session(facts, "S000")["units"]
    assert (unit["state"], unit["goods"], unit["nearest"], unit["must_move"]) == ("blocked", ["P"], [], None)


def test_papers_choose_the_day() -> None:
    """A letter that ends with the first day: the session goes there. None at all: it is placed, and the rules say what
    is still missing."""
    facts = make_of(Size(1, 2, rooms=2, hosts=4, channels=4, producers=1), 1)
    session, owner = facts["sessions"]["S000"], facts["producers"]["SP000"]
    session["wish"] = {}
    first, _ = facts["settings"]["days"]
    owner["papers"][0]["valid_until"] = first
    (move,) = propose(facts, limit=FEW)["moves"]
    assert move["changes"]["starts"] < facts["event"]["from"] + 24 * HOUR
    owner["papers"] = []
    (move,) = propose(facts, limit=FEW)["moves"]
    assert "papers.seller" in move["conflicts"]


def test_why_not_counts_every_start_and_its_way_out_holds() -> None:
    """The numbers add up to all starts; whoever follows what must move has a sound plan with one more placed."""
    facts = make_of(CROWDED, 4)
    found = propose(facts, limit=Limit(loops=0))
    assert found["unplaced"], "the room is too small on purpose"
    after = taken(facts, found, "draft")
    tried = 0
    for one in found["unplaced"]:
        assert sum(row["starts"] for row in one["why"]["blockers"]) == one["why"]["starts"]
        (unit,) = whys.of_session(after, one["session"])["units"]
        assert unit["state"] == "blocked"
        if way := unit["must_move"]:
            tried += 1
            moves = [{"slot": it["slot"], "session": it["session"], "changes": it["place"]} for it in way["moves"]]
            assert broken(after, [*moves, {"slot": "", "session": one["session"], "changes": way["place"]}]) == []
    assert tried


def test_nothing_to_plan_is_an_empty_proposal() -> None:
    facts = make("day12", 1) | {"sessions": {}}
    found = propose(facts, limit=FEW)
    assert (found["moves"], found["unplaced"], found["fairness"]) == ([], [], [])


def test_cp_sat_is_never_worse_than_the_search() -> None:
    need_solver()
    problem = read_problem(make("day12", 1), Scope())
    own = search(problem, Limit(loops=50), 1)
    found, who = exact.prove(exact.solver(), problem, own, 10, 1)
    assert found.score >= own.score
    assert who == "cp-sat proved"


def test_cp_sat_keeps_the_limit_and_every_rule() -> None:
    """Two sites with a way between them, confirmed slots around: the solver's plan is held against the checker."""
    need_solver()
    facts = make("day30", 1)
    part = propose(facts, limit=FEW)
    some = taken(facts, part | {"moves": part["moves"][:8]})
    found = propose(some, limit=Limit(seconds=6))
    assert found["solver"].startswith("cp-sat")
    assert found["score"]["after"] >= propose(some, limit=FEW)["score"]["after"]
    assert broken(some, found["moves"]) == []


def test_a_model_that_takes_too_long_leaves_the_searchs_plan() -> None:
    need_solver()
    problem = read_problem(make("day12", 1), Scope())
    own = search(problem, Limit(loops=5), 1)
    assert exact.prove(exact.solver(), problem, own, -1, 1) == (own, "search")


def test_without_the_solver_the_search_plans_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """None in sys.modules is what Python finds of a package that is not installed."""
    for name in [one for one in sys.modules if one.split(".")[0] == "ortools"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ortools", None)
    assert exact.solver() is None
    facts = make("day12", 1)
    found = propose(facts, limit=Limit(seconds=exact.WORTH_S + 0.5))
    assert (found["solver"], found["counts"]["placed"]) == ("search", 12)
    assert broken(facts, found["moves"]) == []


def need_solver() -> None:
    """Optional for the product, part of `make test`: missing there is an error."""
    if exact.solver() is None:
        (pytest.fail if IN_CI else pytest.skip)("ortools is not installed; make test installs requirements-solver.txt")
