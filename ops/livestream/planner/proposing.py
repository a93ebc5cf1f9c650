"""A proposal: moves with reasons, the change of score, what could not be placed and why, the table of fairness."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ops.livestream.planner import exact, fairness, why
from ops.livestream.planner.board import Board
from ops.livestream.planner.checker import broken
from ops.livestream.planner.model import Place, Problem, Unit
from ops.livestream.planner.problems import read_problem
from ops.livestream.planner.reading import Scope
from ops.livestream.planner.search import Found, Limit
from ops.livestream.planner.standing import begin
from ops.livestream.planner.values import band_of
from ops.livestream.rules import check, prepare

Row = dict[str, Any]
MS = 60_000
EXPLAINED = 40
"""So many unplaced sessions are explained in full; a plan with more of them needs another plan."""
Tell = Callable[[float, Row], None]


class Broken(Exception):
    """The checker found fault with a proposal: it is a fault of the planner, and nobody shall see the proposal."""


def propose(
    facts: Row, pins: Scope | None = None, limit: Limit | None = None, seed: int = 1, tell: Tell | None = None
) -> Row:
    """The best plan that was found within the limit, as moves from what stands. Seconds count from here: what reading
    the facts took is not searched as well; a slot that lost its place is looked after in any case."""
    began, scope = time.monotonic(), pins or Scope()
    if scope.only_hit:
        scope = only_hit(facts, scope)
    problem = read_problem(facts, scope)
    limit = limit or Limit(seconds=2)
    if limit.seconds is not None:
        limit = replace(limit, seconds=max(0.0, limit.seconds - (time.monotonic() - began)))
    found, solver = exact.improve(problem, limit, seed, _telling(problem, tell))
    return as_proposal(facts, problem, found, seed, solver)


def _telling(problem: Problem, tell: Tell | None) -> Any:
    if tell is None:
        return None
    needed = sum(unit.open for unit in problem.units)

    def say(done: float, score: float, places: dict[str, Place]) -> None:
        placed = sum(unit.id in places for unit in problem.units if unit.open)
        tell(done, {"score": score, "placed": placed, "asked": needed})

    return say


def only_hit(facts: Row, scope: Scope) -> Scope:
    """Repair: what nothing is in the way of stays, and is not even thought about."""
    return replace(scope, units=frozenset(begin(read_problem(facts, Scope(looking=True))).stuck))


def as_proposal(facts: Row, problem: Problem, found: Found, seed: int, solver: str) -> Row:
    """What was found, checked and in words that a screen can show. Raises Broken."""
    start = begin(problem)
    moves = [one for unit in problem.units if (one := move_of(facts, problem, start, unit, found))]
    faults = broken(facts, moves)
    if faults:
        raise Broken(str(faults[:3]))
    note_conflicts(facts, moves)
    moves.sort(key=lambda one: (one["changes"].get("starts") or one["was"].get("starts") or 0, one["id"]))
    places = found.places
    unplaced = [unit for unit in problem.units if unit.open and (unit.id not in places or unit.id in found.stuck)]
    unplaced.sort(key=lambda unit: (-unit.priority, unit.id))
    return {
        "seed": seed, "loops": found.loops, "solver": solver, "moves": moves,
        "score": {"before": start.score, "after": found.score, "parts": parts(problem, places)},
        "unplaced": [told(problem, found, unit, n < EXPLAINED) for n, unit in enumerate(unplaced)],
        "fairness": fairness.table(problem, places),
        "counts": counts(problem, found),
    }  # fmt: skip


def counts(problem: Problem, found: Found) -> Row:
    """Numbers for the head of the panel."""
    opened = [unit for unit in problem.units if unit.open]
    placed = sum(unit.id in found.places and unit.id not in found.stuck for unit in opened)
    return {"open": len(opened), "placed": placed, "all": len(problem.units)}


def told(problem: Problem, found: Found, unit: Unit, full: bool) -> Row:
    """One that has no place, with what is in its way."""
    row: Row = {"session": unit.session, "slot": unit.slots[0] if unit.slots else ""}
    return row | ({"why": why.first_two(problem, found.places, found.stuck, unit)} if full else {"why": None})


# ---------- moves ----------


def move_of(facts: Row, problem: Problem, start: Board, unit: Unit, found: Found) -> Row | None:
    """What would change for a unit; None: nothing."""
    place = found.places.get(unit.id)
    if not unit.open or place is None or place == unit.now or unit.id in found.stuck:
        return None
    changes = changes_of(unit, place, length_of(facts, unit))
    was = {name: facts["slots"][unit.slots[0]].get(name) for name in changes} if unit.slots else {}
    return {
        "id": unit.id, "session": unit.session, "slot": unit.slots[0] if unit.slots else "", "changes": changes,
        "was": was, "reasons": reasons(problem, start, unit, place), "gain": gain(start, unit, place),
        "also": list(unit.slots[1:]), "versions": versions(facts, unit), "conflicts": [],
    }  # fmt: skip


def versions(facts: Row, unit: Unit) -> Row:
    """Slot -> its version when this was thought of: a proposal about another version is stale."""
    return {one: facts["slots"][one].get("version", 1) for one in unit.slots}


def length_of(facts: Row, unit: Unit) -> int:
    """How long it takes in ms: as long as before, to the second."""
    before = facts["slots"][unit.slots[0]] if unit.slots else None
    return before["ends"] - before["starts"] if before else unit.minutes * MS


def changes_of(unit: Unit, place: Place, length: int) -> Row:
    """Fields as a slot has them; only those that differ."""
    was = unit.now
    found: Row = {}
    if was is None or place.start != was.start:
        found |= {"starts": place.start * MS, "ends": place.start * MS + length}
    for name in ("room", "host", "channel"):
        if was is None or getattr(place, name) != getattr(was, name):
            found[name] = getattr(place, name)
    return found


def gain(start: Board, unit: Unit, place: Place) -> float:
    """What this move alone is worth, held against the plan as it stands."""
    was = start.places.get(unit.id)
    if was is None:
        return start.worth(unit, place)
    stuck = unit.id in start.stuck
    start.take(unit)
    found = start.worth(unit, place) - start.worth(unit, was)
    start.put(unit, was, stuck)
    return found


def reasons(problem: Problem, start: Board, unit: Unit, place: Place) -> list[str]:
    """Why this would be good, as codes: hit, new, prime, shoulder, wished, liked_host, first, less_prime, room_for."""
    found = ["hit"] if unit.id in start.stuck else [] if unit.now else ["new"]
    band, before = band_at(problem, place), band_at(problem, unit.now)
    rank = ("plain", "shoulder", "prime")
    if rank.index(band) > rank.index(before):
        found.append(band)
    if band != "prime" and before == "prime":
        found.append("less_prime")
    value, old = start.time_value(unit, place.start), start.time_value(unit, unit.now.start) if unit.now else 0.0
    if is_wished(problem, unit, place) and (unit.now is None or not is_wished(problem, unit, unit.now)):
        found.append("wished")
    likes = {one.id for team in unit.teams for one in team.hosts if one.value > 0}
    if place.host in likes and (unit.now is None or unit.now.host != place.host):
        found.append("liked_host")
    if unit.now is None and any(not start.of_producer.get(one) for one in unit.producers):
        found.append("first")
    return found or (["better"] if value > old else ["room_for"])


def band_at(problem: Problem, place: Place | None) -> str:
    """What hour a place is in."""
    return "plain" if place is None else band_of(problem.grid.clock_of(place.start))


def is_wished(problem: Problem, unit: Unit, place: Place) -> bool:
    """Does a start lie in the window that was wished for?"""
    bit = problem.grid.index.get(place.start)
    return bit is not None and bool(unit.wished >> bit & 1)


def note_conflicts(facts: Row, moves: list[Row]) -> None:
    """What the rules would still say of each moved slot: papers to fetch, warnings to acknowledge."""
    changed: dict[str, Row] = {}
    for move in moves:
        name = move["slot"] or move["id"]
        fresh = {"id": name, "session": move["session"], "state": "draft", "assistants": [], "kits": [], "goods": []}
        for one in (name, *move["also"]):
            changed[one] = (move["changes"] if move["slot"] else fresh | move["changes"]) | {}
    found = check(prepare(facts), list(changed), changed)
    for move in moves:
        name = move["slot"] or move["id"]
        move["conflicts"] = sorted({one["kind"] for one in found if name in one["slots"]})


def parts(problem: Problem, places: dict[str, Place]) -> Row:
    """Of what a plan is made, in numbers a person can hold against another plan."""
    placed = [(unit, places[unit.id]) for unit in problem.units if unit.id in places]
    bands = [band_at(problem, place) for _, place in placed]
    return {
        "placed": len(placed), "prime": bands.count("prime"), "shoulder": bands.count("shoulder"),
        "wished": sum(is_wished(problem, unit, place) for unit, place in placed),
        "producers": len({one for unit, _ in placed for one in unit.producers}),
        "changed_firm": sum(unit.firm and place != unit.now for unit, place in placed),
    }  # fmt: skip
