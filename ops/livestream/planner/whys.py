"""The question of one session: why has it no place, where would it all but fit, what would have to move?"""

from __future__ import annotations

from typing import Any

from ops.livestream.planner import why
from ops.livestream.planner.board import Board
from ops.livestream.planner.model import Place, Unit
from ops.livestream.planner.problems import read_problem
from ops.livestream.planner.reading import Scope
from ops.livestream.planner.standing import begin

Row = dict[str, Any]


def of_session(facts: Row, session: str) -> Row:
    """All layers for every unit of a session that has no place, or one that something is in the way of."""
    problem = read_problem(facts, Scope())
    board = begin(problem)
    units = [unit for unit in problem.units if unit.session == session]
    return {"session": session, "units": [of_unit(board, unit) for unit in units]}


def of_unit(board: Board, unit: Unit) -> Row:
    """fits: it could simply be placed; fixed: it may not be moved at all; else the layers."""
    row: Row = {"unit": unit.id, "slot": unit.slots[0] if unit.slots else ""}
    if unit.now is not None and unit.id not in board.stuck:
        return row | {"state": "placed" if unit.open else "fixed"}
    if not unit.open:
        return row | {"state": "fixed"}
    found = why.explain(board, unit)
    row |= {"state": "blocked", **found}
    if unit.banned:
        return row | {"must_move": None}
    places: dict[str, Place] = dict(board.places)
    if why.free_starts(board, unit):
        return row | {"state": "fits"}
    return row | {"must_move": why.must_move(board.problem, places, set(board.stuck), unit)}
