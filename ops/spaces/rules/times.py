"""Local days and hours of a zone, opening hours. Instants are ms; days "YYYY-MM-DD"; wall times "HH:MM"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY_MINUTES = 24 * 60


def minutes_of(wall: str) -> int:
    """Minutes after midnight; 0 for ''."""
    hours, _, minutes = wall.partition(":")
    return int(hours) * 60 + int(minutes) if wall else 0


def local(at: int, zone: str) -> datetime:
    """An instant as wall time."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


def day_of(at: int, zone: str) -> str:
    """The local day of an instant."""
    return local(at, zone).date().isoformat()


def start_of(day: str, zone: str, minutes: int = 0) -> int:
    """The instant so many minutes of wall time after a local midnight; 24 hours are the next midnight."""
    days, rest = divmod(minutes, DAY_MINUTES)
    there = datetime.combine(date.fromisoformat(day) + timedelta(days=days), datetime.min.time(), ZoneInfo(zone))
    return int(there.replace(hour=rest // 60, minute=rest % 60).timestamp() * 1000)


def next_day(day: str, by: int = 1) -> str:
    """The day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def counting_day(at: int, zone: str, opens: str) -> str:
    """The day that a count belongs to: it begins at the opening, so that a late evening still is the day before."""
    return day_of(at - minutes_of(opens) * MINUTE, zone)


def open_span(day: str, zone: str, opens: str, closes: str) -> tuple[int, int]:
    """When a place is open on a day, half-open. Nothing said, or the same twice: the whole day; closing at or before
    the opening means the next day."""
    begins, ends = minutes_of(opens), minutes_of(closes)
    return start_of(day, zone, begins), start_of(day, zone, ends if ends > begins else ends + DAY_MINUTES)


def is_open(at: int, zone: str, opens: str, closes: str) -> bool:
    """Is a place open at an instant? The evening before may still last."""
    today = day_of(at, zone)
    spans = (open_span(day, zone, opens, closes) for day in (next_day(today, -1), today))
    return any(begins <= at < ends for begins, ends in spans)


def hours_of(day: str, zone: str, days: int = 1) -> list[tuple[int, int]]:
    """The local hours of some days as half-open intervals."""
    begins, ends = start_of(day, zone), start_of(next_day(day, days), zone)
    return [(at, at + HOUR) for at in range(begins, ends, HOUR)]
