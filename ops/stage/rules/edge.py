"""Where dates, zones and what people write meet the instants of the rules: reading in, printing out."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND_MS, MINUTE_MS, HOUR_MS = 1_000, 60_000, 3_600_000
HALF_DAY_MS, DAY_MS = 43_200_000, 86_400_000
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:.hg]|giờ)\s*(?:(\d{1,2})\s*(?:phút|p|')?)?(?:\s*:\s*(\d{1,2}))?")
_CLOCK_LENGTH = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
_HOURS = re.compile(r"(\d+)\s*(?:h|g|giờ|tiếng)\s*(?:(\d{1,2})\s*(?:m|p|ph|phút|'|′|’)?)?")
_MINUTES = re.compile(r"(\d+)\s*(?:m|p|ph|phút|'|′|’)?\s*(?:(\d{1,2})\s*(?:s|g|gi|giây|\"|″|”|'')?)?")
_SECONDS = re.compile(r"(\d+)\s*(?:s|gi|giây|\"|″|”|'')")


def midnight(day: date | str, zone: str) -> int:
    """The instant at which a date begins in a zone."""
    return instant(day, zone, 0)


def instant(day: date | str, zone: str, clock: int) -> int:
    """A clock reading (ms since midnight, beyond 24:00 on the next day) on a date, as an instant."""
    first = date.fromisoformat(day) if isinstance(day, str) else day
    days, rest = divmod(clock, DAY_MS)
    wall = datetime.combine(first + timedelta(days=days), datetime.min.time(), ZoneInfo(zone))
    return round((wall + timedelta(milliseconds=rest)).timestamp() * 1000)


def place_clocks(day: date | str, zone: str, clocks: Iterable[int | None]) -> list[int | None]:
    """Clock readings of a sheet from top to bottom as instants. A reading far before the last one is the next day's."""
    placed: list[int | None] = []
    days, last = 0, None
    for clock in clocks:
        if clock is not None:
            if last is not None and clock < DAY_MS and last - (clock + days * DAY_MS) > HALF_DAY_MS:
                days += 1
            last = clock + days * DAY_MS
        placed.append(None if clock is None or last is None else instant(day, zone, last))
    return placed


def read_clock(text: str) -> int | None:
    """19:05, 19h05, 19h, 19 giờ 05, 19:05:30, 24:30 as ms since midnight; None: not a time of day."""
    found = _CLOCK.fullmatch(text.strip().lower())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if hours > 47 or minutes > 59 or seconds > 59:
        return None
    return hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS


def read_length(text: str) -> int | None:
    """5', 3p30, 3'30", 90s, 1h15, 5 phút, 5 (minutes), 05:30 (minutes), 0:05:30 as ms; None: not a length."""
    text = text.strip().lower()
    if found := _CLOCK_LENGTH.fullmatch(text):
        parts = [int(part) for part in found.groups() if part is not None]
        return sum(part * unit for part, unit in zip(reversed(parts), (SECOND_MS, MINUTE_MS, HOUR_MS), strict=False))
    if found := _SECONDS.fullmatch(text):
        return int(found[1]) * SECOND_MS
    if found := _MINUTES.fullmatch(text):
        return int(found[1]) * MINUTE_MS + int(found[2] or 0) * SECOND_MS
    if found := _HOURS.fullmatch(text):
        return int(found[1]) * HOUR_MS + int(found[2] or 0) * MINUTE_MS
    return None


def colours(duration: int) -> dict[str, int]:
    """`warning` and `danger` of a row for which nobody has set them: a minute and twenty seconds before its end, of a
    short row the last third and ninth. A row of less than ten seconds has none."""
    if duration < 10 * SECOND_MS:
        return {}
    third, ninth = (duration // part // SECOND_MS * SECOND_MS for part in (3, 9))
    return {"warning": min(MINUTE_MS, third), "danger": min(20 * SECOND_MS, ninth)}


def clock_text(at: int, zone: str) -> str:
    """19:05:30 on the wall of a zone."""
    return f"{datetime.fromtimestamp(at // 1000, ZoneInfo(zone)):%H:%M:%S}"


def day_offset(at: int, day: date | str, zone: str) -> int:
    """How many days after the event's date an instant lies; a sheet prints it as +1."""
    first = date.fromisoformat(day) if isinstance(day, str) else day
    return (datetime.fromtimestamp(at // 1000, ZoneInfo(zone)).date() - first).days


def length_text(length: int) -> str:
    """1:05:30 or 05:30, with a sign if less than nothing. Parts of a second count towards zero."""
    seconds = abs(length) // SECOND_MS
    hours, rest = divmod(seconds, 3600)
    text = f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60:02d}:{rest % 60:02d}"
    return f"-{text}" if length < 0 and seconds else text


def complete(start: int | None, end: int | None, duration: int | None) -> dict[str, int | str]:
    """What a row's fields are when only some of start, end and duration were given (a given 00:00 is given)."""
    if start is not None and end is not None:
        both = duration is not None
        return {"start": start, "end": end, "duration": max(0, end - start), "lock": "duration" if both else "end"}
    if end is not None:
        return {"start": end - (duration or 0), "duration": duration or 0}
    return {"duration": duration or 0} if start is None else {"start": start, "duration": duration or 0}
