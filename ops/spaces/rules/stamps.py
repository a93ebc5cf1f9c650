"""What may be stamped, when a card is good for a gift, and what looks too fast. A stamp: {booth, at, way, weak}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
DESK = "desk"
"""Where the staff's own stamp stands among the booths of a card."""
WEAK_WAYS = frozenset({"late", "printed"})
WEAK_AT_MOST = 3
FAST_MS = 20_000
BURST = 20
"""New cards from one code that are still an ordinary crowd."""


def refusal(stamps: Sequence[Row], booth: str, way: str, goals: Iterable[int]) -> str:
    """Why a stamp is not given: '' when it is. A booth that has stamped already is not asked again."""
    if way not in WEAK_WAYS:
        return ""
    if sum(bool(one["weak"]) for one in stamps) >= WEAK_AT_MOST:
        return "weak_full"
    return "weak_last" if len(stamps) + 1 in set(goals) else ""


def weak_left(stamps: Sequence[Row]) -> int:
    """How many weak stamps a card may still get."""
    return max(0, WEAK_AT_MOST - sum(bool(one["weak"]) for one in stamps))


def missing(stamps: Sequence[Row], goal: int) -> int:
    """Stamps that are missing for a gift."""
    return max(0, goal - len(stamps))


def by_staff(stamps: Iterable[Row]) -> bool:
    """Has staff looked at this card and stamped it?"""
    return any(one["way"] == "staff" for one in stamps)


def gift_refusal(stamps: Sequence[Row], gift: Row, given: int) -> str:
    """Why a gift is not handed out: '' when it is. `given`: how many of it have gone."""
    if missing(stamps, gift["stamps"]):
        return "stamps_missing"
    if not by_staff(stamps):
        return "staff_missing"
    return "gift_gone" if gift["pieces"] is not None and given >= gift["pieces"] else ""


def too_fast(stamps: Iterable[Row], booth: str, at: int) -> Row | None:
    """The stamp of another booth less than 20 s before or after this one. It goes to review and refuses nobody."""
    near = [one for one in stamps if one["booth"] not in (booth, DESK) and abs(one["at"] - at) < FAST_MS]
    return min(near, key=lambda one: (abs(one["at"] - at), one["booth"]), default=None)


def is_burst(new_cards: int, limit: int) -> bool:
    """Do as many new cards come from one code as no crowd in front of it makes?"""
    return new_cards > limit
