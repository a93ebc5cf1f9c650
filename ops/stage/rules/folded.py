"""The facts of a sheet, written so that a longer row does not touch the four hundred rows behind it.

A row's start is told from the end of the row that played before it (a parallel row's from the start of the row it
runs with), its other instants from its own start. An edit therefore changes the folded facts of the rows it is about,
and of those whose place in the chain it changes. static/js/stage/unfold.js is the twin of `unfold`.
"""

from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from ops.stage.rules import plan
from ops.stage.rules.rows import Wait

Fact = dict[str, Any]
COUNTED = (
    "id", "kind", "begins", "plays", "skip", "beside", "start", "duration", "due", "floor", "lag", "ends_at",
    "warning", "danger", "flag", "wait",
)  # fmt: skip
WAIT = ("track", "row", "point")
pick_counted = attrgetter(*COUNTED)


def counted(values: Iterable[Any]) -> Fact:
    """The part of a fact that counting needs, from its values of COUNTED; what is none or false is left out."""
    found = {name: one for name, one in zip(COUNTED, values, strict=True) if one is not None and one is not False}
    wait: Wait | None = found.get("wait")
    return {**found, "wait": {name: getattr(wait, name) for name in WAIT}} if wait else found


def fold(facts: Iterable[plan.Fact]) -> list[Fact]:
    """What counting needs of the facts of a plan, in sheet order, with relative instants. The same row is the same
    object again, wherever it stands: do not change it."""
    told, starts, end = [], dict[str, int](), 0
    for fact in facts:
        base = end if fact.beside is None else starts[fact.beside]
        who, (start, duration, due, floor, lag, ends_at), more = _parted(pick_counted(fact))
        floor = None if floor is None else floor - start
        ends_at = None if ends_at is None else ends_at - start
        told.append(_told(*who, start - base, duration, due - start, floor, lag, ends_at, *more))
        if fact.plays:
            starts[fact.id], end = start, start + fact.duration
    return told


def _parted(values: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """Values of COUNTED: before the instants, with them, behind them."""
    return values[:6], values[6:12], values[12:]


@lru_cache(maxsize=2048)
def _told(*values: Any) -> Fact:
    return counted(values)


def unfold(told: Iterable[Fact]) -> list[Fact]:
    """The facts again, by one sum along the sheet."""
    facts, starts, end = [], dict[str, int](), 0
    for one in told:
        start = one["start"] + _base(one, starts, end)
        facts.append(_moved(one, start, start))
        if one.get("plays"):
            starts[one["id"]], end = start, start + one["duration"]
    return facts


def _base(fact: Fact, starts: dict[str, int], end: int) -> int:
    """What a start is told from; before the first row that plays it is told as it is."""
    return starts[fact["beside"]] if "beside" in fact else end


def _moved(fact: Fact, by: int, start: int) -> Fact:
    """A copy with another start, and its other instants moved."""
    found = {**fact, "start": start, "due": fact["due"] + by}
    if "floor" in found:
        found["floor"] += by
    if "ends_at" in found:
        found["ends_at"] += by
    return found
