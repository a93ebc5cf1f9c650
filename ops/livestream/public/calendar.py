"""Published slots as a calendar (RFC 5545). Pure. Times are in UTC, so that no phone needs our time zone table; the UID
of a slot stays the same, so a calendar that is fetched again moves entries instead of doubling them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ops.core.calendars import instant, text, whole

STATES = {"cancelled": "CANCELLED", "not_aired": "CANCELLED"}


def calendar(name: str, home: str, made_at: int, slots: Iterable[Mapping[str, Any]]) -> str:
    """A whole calendar; `home` is the host that makes its UIDs the only ones of the world."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ops//livestream//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M"]  # fmt: skip
    for slot in slots:
        lines += _entry(slot, home, made_at)
    return whole([*lines, "END:VCALENDAR"])


def _entry(slot: Mapping[str, Any], home: str, made_at: int) -> list[str]:
    about = [", ".join(slot["producers"]), *(one["name"] for one in slot["products"])]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{slot['id']}@{home}",
        f"DTSTAMP:{instant(made_at)}",
        f"DTSTART:{instant(slot['starts'])}",
        f"DTEND:{instant(slot['ends'])}",
        f"SUMMARY:{text(slot['title'])}",
        f"LOCATION:{text(' · '.join(filter(None, (slot['channel_name'], slot['room_name']))))}",
        f"DESCRIPTION:{text(chr(10).join(filter(None, about)))}",
        f"STATUS:{STATES.get(slot['state'], 'CONFIRMED')}",
        "TRANSP:TRANSPARENT",
    ]
    return [*lines, *([f"URL:{slot['link']}"] if slot["link"] else []), "END:VEVENT"]
