"""Published slots as a calendar (RFC 5545). Pure. Times are in UTC, so that no phone needs our time zone table; the UID
of a slot stays the same, so a calendar that is fetched again moves entries instead of doubling them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

LINE_OCTETS = 75
STATES = {"cancelled": "CANCELLED"}


def calendar(name: str, home: str, made_at: int, slots: Iterable[Mapping[str, Any]]) -> str:
    """A whole calendar; `home` is the host that makes its UIDs the only ones of the world."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ops//livestream//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M"]  # fmt: skip
    for slot in slots:
        lines += _entry(slot, home, made_at)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _entry(slot: Mapping[str, Any], home: str, made_at: int) -> list[str]:
    about = [", ".join(slot["producers"]), *(one["name"] for one in slot["products"])]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{slot['id']}@{home}",
        f"DTSTAMP:{_utc(made_at)}",
        f"DTSTART:{_utc(slot['starts'])}",
        f"DTEND:{_utc(slot['ends'])}",
        f"SUMMARY:{_text(slot['title'])}",
        f"LOCATION:{_text(' · '.join(filter(None, (slot['channel_name'], slot['room_name']))))}",
        f"DESCRIPTION:{_text(chr(10).join(filter(None, about)))}",
        f"STATUS:{STATES.get(slot['state'], 'CONFIRMED')}",
        "TRANSP:TRANSPARENT",
    ]
    return [*lines, *([f"URL:{slot['link']}"] if slot["link"] else []), "END:VEVENT"]


def _utc(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Backslash, semicolon, comma and line break are signs of the format."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _fold(line: str) -> list[str]:
    """Lines of at most 75 octets that split no character; what continues begins with a space."""
    done: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LINE_OCTETS:
            done.append(piece)
            piece = " "
        piece += letter
    return [*done, piece]
