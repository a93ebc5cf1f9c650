"""The chart of booths and hours: what happened in each half-open local hour, and whether anybody was there to tell.

What a tablet was heard in is a mask of the 60 minutes of an hour: bit n is minute n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

MINUTE = 60_000
HOUR = 60 * MINUTE
SILENT_MINUTES = 5
MEASURES = {"scans": "scans", "demos": "demos", "leads": "leads", "live": "minutes", "tours": "people"}
"""Measure -> what it counts."""
Cell = dict[str, Any]


def mask_of(minutes: Iterable[int]) -> dict[int, int]:
    """Minutes since 1970 -> mask per hour (ms of its start)."""
    masks: dict[int, int] = {}
    for one in minutes:
        hour, minute = divmod(one, 60)
        masks[hour * HOUR] = masks.get(hour * HOUR, 0) | 1 << minute
    return masks


def longest_gap(mask: int, first: int, last: int) -> int:
    """The longest run of minutes in which nothing was heard, from minute `first` to before `last` of the hour."""
    longest = run = 0
    for minute in range(first, last):
        run = 0 if mask >> minute & 1 else run + 1
        longest = max(longest, run)
    return longest


def is_silent(masks: Mapping[int, int], begins: int, ends: int, *, over: bool) -> bool:
    """Was the tablet silent for more than five minutes in [begins, ends) of one hour of the clock? A short span that is
    over and in which nothing at all was heard was silent too."""
    hour = begins // HOUR * HOUR
    first, last = (begins - hour) // MINUTE, -(-(ends - hour) // MINUTE)
    gap = longest_gap(masks.get(hour, 0), first, last)
    return gap > SILENT_MINUTES or (over and gap >= last - first)


def hour_of(at: int, hours: list[tuple[int, int]]) -> int | None:
    """The place of the half-open hour of an instant."""
    if not hours or not hours[0][0] <= at < hours[-1][1]:
        return None
    return next(place for place, (begins, ends) in enumerate(hours) if begins <= at < ends)


def shared(begins: int, ends: int, hour: tuple[int, int]) -> int:
    """Ms that an interval has in an hour."""
    return max(0, min(ends, hour[1]) - max(begins, hour[0]))


def cell(amount: int, hour: tuple[int, int], opened: list[tuple[int, int]], masks: Mapping[int, int], now: int) -> Cell:
    """One field: nothing known is None, never 0. `opened`: when the booth is open."""
    spans = [(max(begins, hour[0]), min(ends, hour[1])) for begins, ends in opened]
    spans = [(begins, ends) for begins, ends in spans if begins < min(ends, now)]
    silent = any(_silent_in(masks, begins, min(ends, now), over=ends <= now) for begins, ends in spans)
    told = bool(amount) or (bool(spans) and not silent)
    return {"value": amount if told else None, "silent": silent, "open": any(shared(*one, hour) for one in opened)}


def _silent_in(masks: Mapping[int, int], begins: int, ends: int, *, over: bool) -> bool:
    """The same for a span that may touch two hours of the clock (a zone with half hours)."""
    edge = (begins // HOUR + 1) * HOUR
    parts = [(begins, ends)] if ends <= edge else [(begins, edge), (edge, ends)]
    return any(is_silent(masks, *part, over=over) for part in parts)
