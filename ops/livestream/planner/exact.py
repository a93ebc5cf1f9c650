"""CP-SAT where OR-Tools can be imported (requirements-solver.txt), the planner's own search where it cannot.

The search always runs first: it is done in a moment, and its plan is the complete hint from which the solver starts.
Up to AT_MOST open units CP-SAT then proves the best plan, or finds a better one, in the time that is left. What it does
not model (several parts of one session, kits of several pieces) stays with the search, and so do repairs in less than a
second, and a limit in rounds: the solver cannot be asked for the same answer twice. The same
checker looks at its plan.
"""

from __future__ import annotations

import importlib
import time
from typing import Any

from ops.livestream.planner.board import Board
from ops.livestream.planner.exact_model import Model, TooSlow
from ops.livestream.planner.model import Place, Problem
from ops.livestream.planner.search import Found, Limit, Tell, search
from ops.livestream.planner.standing import begin

AT_MOST = 40
SEARCH_SHARE = 0.5
LEAST_S = 0.05
WORTH_S = 1.5  # to import the solver, and to build a model of twenty sessions and forty hosts, takes a second each


def solver() -> Any:
    """OR-Tools' CP-SAT; None where it is not installed."""
    try:
        return importlib.import_module("ortools.sat.python.cp_model")
    except ImportError:
        return None


def improve(problem: Problem, limit: Limit, seed: int, tell: Tell | None = None) -> tuple[Found, str]:
    """The best plan, and who found it: search, cp-sat, or cp-sat proved."""
    began = time.monotonic()
    cp = solver() if limit.seconds is not None and limit.seconds >= WORTH_S and fits(problem) else None
    if cp is None:
        return search(problem, limit, seed, tell), "search"
    assert limit.seconds is not None
    until = began + limit.seconds
    found = search(problem, Limit(seconds=SEARCH_SHARE * (until - time.monotonic())), seed, tell)
    return prove(cp, problem, found, max(LEAST_S, until - time.monotonic()), seed)


def fits(problem: Problem) -> bool:
    """Is this a problem for the solver?"""
    opened = [unit for unit in problem.units if unit.open]
    if not 0 < len(opened) <= AT_MOST:
        return False
    sessions = [unit.session for unit in problem.units]
    alone = all(sessions.count(unit.session) == 1 for unit in opened)
    return alone and all(problem.pieces.get(one, 1) == 1 for unit in opened for one in unit.others)


def prove(cp: Any, problem: Problem, found: Found, seconds: float, seed: int) -> tuple[Found, str]:
    """The solver's plan where it is better; that nothing better exists, where it could prove it."""
    until = time.monotonic() + seconds
    try:
        model = Model(cp, problem, begin(problem), until)
    except TooSlow:
        return found, "search"
    model.hint(found.places, found.stuck)
    engine = cp.CpSolver()
    values = {
        "max_time_in_seconds": max(LEAST_S, until - time.monotonic()), "num_workers": 2, "random_seed": seed,
        "cp_model_probing_level": 0, "max_presolve_iterations": 1, "symmetry_level": 0,
    }  # fmt: skip
    for name, value in values.items():
        setattr(engine.parameters, name, value)
    state = engine.Solve(model.cp)
    if state not in (cp.OPTIMAL, cp.FEASIBLE):
        return found, "search"
    name = "cp-sat proved" if state == cp.OPTIMAL else "cp-sat"
    better = as_found(problem, model.places(engine), found)
    return (better, name) if better.score > found.score + 1e-6 else (found, name)


def as_found(problem: Problem, places: dict[str, Place], found: Found) -> Found:
    """The solver's places as a plan: what it left out stays stuck, or unplaced. The score is counted anew."""
    board = Board(problem)
    stuck = set()
    for unit in problem.units:
        if unit.id not in places and unit.now is not None:
            stuck.add(unit.id)
        place = places.get(unit.id, unit.now)
        if place is not None:
            board.put(unit, place, unit.id in stuck)
    return Found(dict(board.places), stuck, board.score, found.begun, found.loops)
