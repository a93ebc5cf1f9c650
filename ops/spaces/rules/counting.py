"""How many are inside: a fold of the taps at the doors, the same in whatever order tablets hand them in.

A tap: {id, at, by}; `by` is +1, -1, +5 or -5. Nobody can leave an empty place: what goes below 0 is clamped and
counted as drift. Those taken back are left out by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

AMBER, FULL = 80, 100
"""Per cent of the safety number."""
SILENT_MS = 5 * 60_000


@dataclass(frozen=True)
class Count:
    """People inside, who came and left since the opening, how often the doors were wrong, the most at once."""

    inside: int = 0
    came: int = 0
    left: int = 0
    drift: int = 0
    most: int = 0
    at: int | None = None


def tapped(count: Count, by: int, at: int) -> Count:
    """The count after one more tap."""
    inside = max(0, count.inside + by)
    did = inside - count.inside
    return Count(
        inside,
        count.came + max(0, did),
        count.left + max(0, -did),
        count.drift + did - by,
        max(count.most, inside),
        at,
    )


def folded(taps: Iterable[Mapping[str, Any]]) -> Count:
    """The count after all taps of a day."""
    count = Count()
    for one in sorted(taps, key=lambda tap: (tap["at"], tap["id"])):
        count = tapped(count, one["by"], one["at"])
    return count


def percent(inside: int, safety: int | None) -> int | None:
    """How full, rounded down: 99.9 % is not full. None without a safety number."""
    return inside * 100 // safety if safety else None


def lamp(inside: int, safety: int | None, heard: Iterable[int | None], now: int, *, is_open: bool) -> str:
    """The lamp of an area. `heard`: when each tablet that counts there was last heard; one silent spoils the number."""
    last = list(heard)
    if not is_open and not inside:
        return "closed"
    if not safety or not last or any(one is None or now - one > SILENT_MS for one in last):
        return "unknown"
    share = inside * 100
    return "red" if share >= FULL * safety else "amber" if share >= AMBER * safety else "green"
