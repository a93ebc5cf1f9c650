"""The facts of a sheet, written so that a longer row does not touch the four hundred rows behind it.

A row's start is told from the end of the row that played before it (a parallel row's from the start of the row it
runs with), its other instants from its own start. An edit therefore changes the folded facts of the rows it is about,
and of those whose place in the chain it changes. static/js/stage/unfold.js is the twin of `unfold`.
"""

from collections.abc import Iterable
from typing import Any

Fact = dict[str, Any]


def fold(facts: Iterable[Fact]) -> list[Fact]:
    """Counted facts (as `facts_of` gives them, in sheet order) with relative instants."""
    told, starts, end = [], dict[str, int](), 0
    for fact in facts:
        start = fact["start"]
        told.append(_moved(fact, -start, start - _base(fact, starts, end)))
        if fact.get("plays"):
            starts[fact["id"]], end = start, start + fact["duration"]
    return told


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
