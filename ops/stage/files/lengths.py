"""Cells that tell times: a clock reading, a range of two, a length, as crews write them and as Excel keeps them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ops.stage.rules import edge

DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS = 86_400_000, 3_600_000, 60_000, 1_000
LONG_MS = 2 * HOUR_MS  # longer than any item of an evening; mostly 5:00 that Excel took for five hours
_DATE = re.compile(
    r"^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|ngày \d{1,2}/\d{1,2}(?:/\d{2,4})?)[\sT,:-]+"
)
_NEXT_DAY = re.compile(r"\s*\(?\+\s*(\d)\)?$")
_ABOUT = re.compile(r"^(?:khoảng|chừng|tầm|dự kiến|~|≈|\+/-|±)\s*|\s*\(?dự kiến\)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:-+>?|–|—|→|÷|~|\bđến\b|\btới\b)\s*", re.IGNORECASE)
_FRACTION = re.compile(r"(\d+)[.,](\d+)\s*(phút|p|ph|'|′|’|h|giờ|tiếng)?")
_EXCEL_SPAN = re.compile(r"(?:(\d+) days?, )?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")


@dataclass(frozen=True)
class Span:
    """What a cell of the time column tells: ms since midnight, each maybe absent; `about`: it says so itself."""

    start: int | None = None
    end: int | None = None
    about: bool = False


def read_span(value: object) -> Span | None:
    """A clock reading or a range. None: it tells no time of day."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # A cell whose time format was lost: a part of a day. A whole number is an hour, as in "19".
        return Span(_part_of_day(value)) if isinstance(value, float) and 0 <= value < 2 else _whole_hour(value)
    text = str(value).strip()
    bare = _DATE.sub("", _ABOUT.sub("", text).strip())
    parts = _BETWEEN.split(re.sub(r"^từ\s+", "", bare, flags=re.IGNORECASE), maxsplit=1)
    start = _clock(parts[0])
    end = _clock(parts[1]) if len(parts) > 1 and parts[1] else None
    if start is None or (end is None and len(parts) > 1 and parts[1]):
        return None
    return Span(start, end, is_about(value))


def _clock(text: str) -> int | None:
    """One reading; the date before it is Excel's or the sheet's, the day after is told by "+1"."""
    bare = _DATE.sub("", text.strip())
    later = _NEXT_DAY.search(bare)
    clock = edge.read_clock(_NEXT_DAY.sub("", bare).rstrip(". "))
    return None if clock is None else clock + (int(later[1]) * DAY_MS if later else 0)


def _part_of_day(value: float) -> int:
    return round(value * DAY_MS / SECOND_MS) * SECOND_MS


def _whole_hour(value: float) -> Span | None:
    return Span(int(value) * HOUR_MS) if value == int(value) and 0 <= value < 24 else None


def read_length(value: object, unit: int = MINUTE_MS) -> int | None:
    """A length in ms; `unit` is what a bare number counts in. None: it tells none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value * unit if value >= 0 else None
    if isinstance(value, float):
        part = 0 < value < 1 and unit == MINUTE_MS
        return _part_of_day(value) if part else round(value * unit) if value >= 0 else None
    text = _ABOUT.sub("", str(value).strip()).strip().lower()
    if text.startswith("-"):
        found = read_length(text[1:], unit)
        return None if found is None else -found
    if text.isdigit():
        return int(text) * unit
    if found_span := _EXCEL_SPAN.fullmatch(_DATE.sub("", text)):
        days, hours, minutes, seconds = (int(part or 0) for part in found_span.groups())
        return days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS
    if found_part := _FRACTION.fullmatch(text):
        by = HOUR_MS if found_part[3] in ("h", "giờ", "tiếng") else MINUTE_MS if found_part[3] else unit
        return round(float(f"{found_part[1]}.{found_part[2]}") * by)
    return edge.read_length(text)


def is_about(value: object) -> bool:
    """Whether a cell says itself that it is not sure: "khoảng 5 phút", "~5'"."""
    return isinstance(value, str) and _ABOUT.search(value.strip()) is not None


def unit_of(title: str) -> int:
    """What bare numbers under a title count in: "Thời lượng (giây)" seconds, else minutes."""
    return SECOND_MS if "giây" in title.lower() or "(s)" in title.lower() else MINUTE_MS


def between(start: int, end: int) -> int:
    """From one reading to the next, over midnight when the second is the smaller one."""
    return (end - start) % DAY_MS


def length_words(length: int) -> str:
    """5', 4'30" or 45": what no spreadsheet takes for a time of day when somebody types it again."""
    minutes, seconds = divmod(abs(length) // SECOND_MS, 60)
    words = f"{minutes}'" if minutes or not seconds else ""
    words += f'{seconds:02d}"' if minutes and seconds else f'{seconds}"' if seconds else ""
    return f"-{words}" if length < 0 else words
