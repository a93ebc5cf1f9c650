"""The plan as it stands before anything is thought of: who is where, and whom something is in the way of."""

from __future__ import annotations

from ops.livestream.planner.board import Board
from ops.livestream.planner.model import Place, Problem, Unit, resources
from ops.livestream.planner.values import ON_AIR_A_DAY


def begin(problem: Problem) -> Board:
    """The board with everything where it stands. What something fixed or earlier is in the way of is stuck."""
    board = Board(problem)
    standing = [unit for unit in problem.units if unit.now]
    for unit in sorted(standing, key=lambda one: (one.open, not one.firm, -one.pins, -one.priority, one.id)):
        assert unit.now
        board.put(unit, unit.now, stuck=unit.open and not board.is_free(unit, unit.now))
    return board


def may_stay_stuck(board: Board, unit: Unit) -> bool:
    """May a slot go back to the place where something is in its way? Not where another has been moved to meanwhile."""
    assert unit.now
    for other in board.units.values():
        place = board.places.get(other.id)
        if place is not None and other.open and place != other.now and _meet(board, unit, unit.now, other, place):
            return False
    return True


def _meet(board: Board, unit: Unit, here: Place, other: Unit, there: Place) -> bool:
    """Do two places want one resource at the same time, or one host for too long a day?"""
    problem = board.problem
    shared = set(resources(problem, unit, here)) & set(resources(problem, other, there))
    sites = problem.sites.get(here.room, ""), problem.sites.get(there.room, "")
    for one in shared:
        gap = problem.gap(one, *sites)
        if there.start < here.start + unit.minutes + gap and here.start < there.start + other.minutes + gap:
            return True
    day = board.grid.day_of(here.start)
    if not here.host or here.host != there.host or board.grid.day_of(there.start) != day:
        return False
    return board.load.get(f"person:{here.host}", {}).get(day, 0) + unit.minutes > ON_AIR_A_DAY
