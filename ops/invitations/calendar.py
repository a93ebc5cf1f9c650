"""The invitation as a calendar entry (RFC 5545). Pure. Times are in UTC, so that no phone needs our time zone table."""

from __future__ import annotations

from ops.core.calendars import instant, text, whole
from ops.core.tokens import LONGEST_READ

REMIND_BEFORE = "-PT2H"


def entry(
    uid: str, made_at: int, starts_at: int, ends_at: int, title: str, place: str, about: str, address: str
) -> str:
    """A whole calendar with one event. The UID stays the same, so a second download replaces the first entry."""
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ops//invitation//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{instant(made_at)}", f"DTSTART:{instant(starts_at)}",
        f"DTEND:{instant(ends_at)}", f"SUMMARY:{text(title)}", f"LOCATION:{text(place)}",
        f"DESCRIPTION:{text(about)}", f"URL:{address[:LONGEST_READ]}", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{REMIND_BEFORE}", f"DESCRIPTION:{text(title)}", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    return whole(lines)
