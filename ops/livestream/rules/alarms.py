"""What should ring, and when it rings next. An alarm asks somebody; nothing is stopped by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ops.livestream.rules.kinds import Row
from ops.livestream.rules.times import MINUTE

NOT_READY, LATE, NO_SHOW = 10 * MINUTE, 5 * MINUTE, 15 * MINUTE
WAITING = ("confirmed", "ready")


def rings(slot: Row) -> Iterator[tuple[int, int, str]]:
    """Every alarm of a slot in its state, gravest first: (from, until, kind). A reported delay is waited for."""
    state, starts, ends = slot.get("state"), slot.get("starts"), slot.get("ends")
    if starts is None or ends is None:
        return
    told = (slot.get("late_min") or 0) * MINUTE
    never = 1 << 62
    if state == "live":
        yield ends, never, "overrun"
    if state in WAITING:
        yield ends, never, "auto_no_show"
        yield starts + max(NO_SHOW, told), ends, "propose_no_show"
        yield starts + max(LATE, told), ends, "late"
    if state == "confirmed":
        yield starts - NOT_READY, ends, "not_ready"


def alarms(slot: Row, now: int) -> list[str]:
    """What rings now, gravest first."""
    return [kind for start, until, kind in rings(slot) if start <= now < until]


def next_alarm(slots: Iterable[Row] | dict[str, Row], now: int) -> int | None:
    """The next instant at which an alarm begins to ring."""
    rows = slots.values() if isinstance(slots, dict) else slots
    return min((start for slot in rows for start, until, _ in rings(slot) if now < start < until), default=None)
