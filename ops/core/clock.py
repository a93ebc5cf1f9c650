"""Instants are whole milliseconds since 1970-01-01T00:00Z. One clock for all; a test may freeze or shift it."""

from __future__ import annotations

import functools
import time
from datetime import UTC, datetime

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_shift_ms = 0
_frozen_at: int | None = None


def now() -> int:
    """The present instant in ms."""
    if _frozen_at is not None:
        return _frozen_at
    return time.time_ns() // 1_000_000 + _shift_ms


def freeze(at: int | None) -> None:
    """Stop the clock at an instant (tests); None lets it run."""
    global _frozen_at
    _frozen_at = at


def shift(milliseconds: int) -> None:
    """Let this process live earlier or later than the machine (tests, rehearsal)."""
    global _shift_ms
    _shift_ms = milliseconds


def iso(at: int | None) -> str | None:
    """ISO 8601 in UTC with milliseconds: 2025-11-14T11:07:42.120Z."""
    if at is None:
        return None
    whole, rest = divmod(at, 1000)
    return f"{_second(whole)}.{rest:03d}Z"


@functools.lru_cache(maxsize=4096)
def _second(whole: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))


def from_datetime(moment: datetime) -> int:
    """Milliseconds of an aware datetime."""
    return int(moment.astimezone(UTC).timestamp() * 1000)


def parse_iso(text: str) -> int:
    """Milliseconds of an ISO text with a zone; ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return from_datetime(moment)
