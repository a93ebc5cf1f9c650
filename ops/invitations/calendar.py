"""The invitation as a calendar entry (RFC 5545). Pure. Times are in UTC, so that no phone needs our time zone table."""

from __future__ import annotations

from datetime import UTC, datetime

from ops.core.tokens import LONGEST_READ

LINE_OCTETS = 75
REMIND_BEFORE = "-PT2H"


def entry(
    uid: str, made_at: int, starts_at: int, ends_at: int, title: str, place: str, about: str, address: str
) -> str:
    """A whole calendar with one event. The UID stays the same, so a second download replaces the first entry."""
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ops//invitation//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{_utc(made_at)}", f"DTSTART:{_utc(starts_at)}",
        f"DTEND:{_utc(ends_at)}", f"SUMMARY:{_text(title)}", f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(about)}", f"URL:{address[:LONGEST_READ]}", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{REMIND_BEFORE}", f"DESCRIPTION:{_text(title)}", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


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
