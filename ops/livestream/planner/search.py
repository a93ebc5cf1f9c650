"""Greedy, then ruin and recreate: a plan that only gets better, as long as one waits.

A round takes some units off the board, puts them and the unplaced ones back in another order, and keeps the result when
it is not much worse (how much is allowed shrinks to nothing). A seed and a number of rounds give the same plan always;
seconds are for people, who may stop it at any time.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from ops.livestream.planner.board import Board
from ops.livestream.planner.model import Place, Problem, Unit
from ops.livestream.planner.placing import best_place
from ops.livestream.planner.standing import begin, may_stay_stuck

TELL_EVERY_S = 0.25
HOT, COLD = 40.0, 0.5
OF_UNPLACED = 12
PATIENCE = 300  # rounds without anything better, for each unit: then there is nothing left to find
Tell = Callable[[float, float, dict[str, Place]], None]


@dataclass(frozen=True)
class Limit:
    """How long to search: so many rounds (the same again every time), or so many seconds."""

    seconds: float | None = None
    loops: int | None = None


@dataclass
class Found:
    """The best plan of a search."""

    places: dict[str, Place]
    stuck: set[str]
    score: float
    begun: float  # the score before anything was improved
    loops: int


# ---------- rounds ----------


class Search:
    """One search: a board, a seed, the best plan so far."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.board = begin(problem)
        self.rng = random.Random(seed)
        self.open = [unit for unit in problem.units if unit.open]
        self.begun = self.board.score
        self.keep()

    def keep(self) -> None:
        """This is the best plan so far."""
        self.best = self.board.score
        self.places, self.stuck = dict(self.board.places), set(self.board.stuck)

    def greedy(self) -> None:
        """Slots that lost their place first, then everything unplaced by what it is worth."""
        for unit in sorted(self.waiting(), key=self.urgency):
            self.replace(unit)
        self.keep()

    def waiting(self) -> list[Unit]:
        """Units without a place, or with one that something is in the way of."""
        return [one for one in self.open if one.id not in self.board.places or one.id in self.board.stuck]

    def urgency(self, unit: Unit) -> tuple[bool, float, int, str]:
        """Who comes first: who had a place, then the important, of these those with little choice."""
        return unit.now is None, -unit.priority, board_room(self.board, unit), unit.id

    def replace(self, unit: Unit) -> bool:
        """A new place for a unit; False: a slot that must stand somewhere could not even go back."""
        if unit.id in self.board.places:
            self.board.take(unit)
        place = best_place(self.board, unit, self.rng)
        if place is not None:
            self.board.put(unit, place)
        elif unit.now is not None:
            if not may_stay_stuck(self.board, unit):
                return False
            self.board.put(unit, unit.now, stuck=True)
        return True

    def round(self, heat: float) -> None:
        """Take some away, put them back otherwise, keep or undo."""
        before, gone = self.board.score, self.ruin()
        was = {unit.id: (self.board.places.get(unit.id), unit.id in self.board.stuck) for unit in gone}
        for unit in gone:
            if unit.id in self.board.places:
                self.board.take(unit)
        fine = sum(self.replace(unit) for unit in self.ordered(gone)) == len(gone)
        if not fine or self.board.score < before + heat * math.log(self.rng.random() or 1e-9):
            self.restore(gone, was)
        elif self.board.score > self.best + 1e-9:
            self.keep()

    def restore(self, gone: list[Unit], was: dict[str, tuple[Place | None, bool]]) -> None:
        """Everything of this round as it was."""
        for unit in gone:
            if unit.id in self.board.places:
                self.board.take(unit)
        for unit in gone:
            place, stuck = was[unit.id]
            if place is not None:
                self.board.put(unit, place, stuck)

    def ruin(self) -> list[Unit]:
        """Who is taken off: neighbours in time or of one resource, or anybody; and some who wait."""
        waiting = self.waiting()
        placed = [unit for unit in self.open if unit.id in self.board.places and unit.id not in self.board.stuck]
        count = min(len(placed), self.rng.randint(2, max(3, min(14, len(placed) // 2 + 1))))
        chosen = self.rng.sample(waiting, min(len(waiting), OF_UNPLACED))
        if not placed:
            return chosen
        kind = self.rng.random()
        if kind < 0.3:
            return chosen + self.rng.sample(placed, count)
        seed = self.board.places[self.rng.choice(placed).id]
        near = sorted(placed, key=lambda one: distance(self.board.places[one.id], seed, kind) + self.rng.random() * 60)
        return chosen + near[:count]

    def ordered(self, units: list[Unit]) -> list[Unit]:
        """In which order they come back."""
        way = self.rng.random()
        mixed = self.rng.sample(units, len(units))
        if way < 0.4:
            return mixed
        if way < 0.7:
            return sorted(mixed, key=lambda one: -one.priority)
        return sorted(mixed, key=lambda one: -one.minutes * one.priority if way < 0.85 else one.starts.bit_count())


def board_room(board: Board, unit: Unit) -> int:
    """How many starts a unit has at all."""
    return board.starts_for(unit).bit_count()


def distance(place: Place, seed: Place, kind: float) -> float:
    """How little two places have to do with each other: in time, or on one day of one host, room or channel."""
    apart = abs(place.start - seed.start)
    if kind < 0.65:
        return apart
    same = (place.room == seed.room) + (place.host == seed.host) + (place.channel == seed.channel)
    return apart - 240 * same


def search(problem: Problem, limit: Limit, seed: int, tell: Tell | None = None) -> Found:
    """The best plan that was found within the limit."""
    began = told = time.monotonic()
    run = Search(problem, seed)
    run.greedy()
    loops = 0
    idle, patience = 0, PATIENCE * (len(run.open) + 1)
    while run.open and idle < patience and (done := progress(limit, loops, began)) < 1:
        best = run.best
        run.round(HOT * (COLD / HOT) ** done)
        loops, idle = loops + 1, idle + 1 if run.best == best else 0
        if tell is not None and loops % 16 == 0 and time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            tell(done, run.best, run.places)
    return Found(run.places, run.stuck, run.best, run.begun, loops)


def progress(limit: Limit, loops: int, began: float) -> float:
    """How much of the limit is used, 0 to 1."""
    parts = [loops / max(1, limit.loops)] if limit.loops is not None else []
    if limit.seconds is not None:
        parts.append((time.monotonic() - began) / max(0.001, limit.seconds))
    return max(parts, default=1.0)
