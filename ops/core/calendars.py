"""The signs of a calendar file (RFC 5545): instants, words, lines of at most 75 octets. Whoever makes one says what is
in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

LINE_OCTETS = 75


def instant(at: int) -> str:
    """An instant (ms) in UTC, so that no phone needs our time zone table."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y%m%dT%H%M%SZ}"


def text(words: str) -> str:
    """Backslash, semicolon, comma and line break are signs of the format."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def whole(lines: Iterable[str]) -> str:
    """The file."""
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line))


def _fold(line: str) -> list[str]:
    """Lines that split no character; what continues begins with a space."""
    done: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LINE_OCTETS:
            done.append(piece)
            piece = " "
        piece += letter
    return [*done, piece]
