"""Instants, local days and clock readings, and which interval a slot holds."""

import datetime
import re

from ops.livestream.rules.kinds import Row

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime.date(1970, 1, 1).toordinal()
Span = tuple[int, int]
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def held(slot: Row, now: int, planned: bool = False) -> Span | None:
    """[from, until) that a slot holds; None: nothing. `planned`: a live one is seen as it was planned."""
    state = slot.get("state") or "draft"
    starts, ends = slot.get("starts"), slot.get("ends")
    if state in ("cancelled", "no_show") or starts is None or ends is None:
        return None
    if state == "ended" or (state == "live" and not planned):
        starts = starts if slot.get("actual_start") is None else slot["actual_start"]
    if state == "ended":
        ends = ends if slot.get("actual_end") is None else slot["actual_end"]
    elif state == "live" and not planned:
        ends = max(ends, now)
    return (starts, ends) if starts < ends else None


def overlap(a: Span, b: Span) -> Span | None:
    """What two half-open intervals share; touching is nothing."""
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return (start, end) if start < end else None


def day_start(at: int, offset_min: int) -> int:
    """The instant at which the local day of `at` began."""
    shift = offset_min * MINUTE
    return (at + shift) // DAY * DAY - shift


def day_of(at: int, offset_min: int) -> str:
    """The local date, YYYY-MM-DD."""
    return datetime.date.fromordinal(EPOCH + (at + offset_min * MINUTE) // DAY).isoformat()


def clock_of(at: int, offset_min: int) -> str:
    """The local time, HH:MM."""
    minutes = (at + offset_min * MINUTE) % DAY // MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def instant_of(day: str, offset_min: int) -> int:
    """The instant at which a local date begins."""
    return (datetime.date.fromisoformat(day).toordinal() - EPOCH) * DAY - offset_min * MINUTE


def clock_ms(text: str | None) -> int | None:
    """'09:30' as ms of the day; None: no clock reading."""
    found = CLOCK.fullmatch(text or "")
    return (int(found[1]) * 60 + int(found[2])) * MINUTE if found else None


def valid_on(until: str | None, day: str) -> bool:
    """A paper holds through its last local day; without one it does not end."""
    return not until or until >= day


def merged(spans: list[Span]) -> list[Span]:
    """Intervals in order, those that touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
