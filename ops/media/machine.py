"""What stands on a line: nobody, a picture, a loss, a slate, a picture that comes back. Pure; instants are ms.

    OFF --bytes--> RETURNING --2 s clean--> LIVE --gone or silent--> LOST --slate shown--> SLATE --bytes--> RETURNING

Every fact carries the client it is about. A fact of a client that is not the line's own is an echo and changes nothing:
the end of an old encoder may be told after the new one has begun.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

SILENT_MS = 900  # without a byte; with four looks a second the lamp is on within 1.25 s
CLEAN_MS = 2000  # without a hole, before ON AIR may be offered again
HOLE_MS = 500


class State(StrEnum):
    """OFF: nobody was there, or sent away. LOST: noticed, the slate is not out yet."""

    OFF = "OFF"
    LIVE = "LIVE"
    LOST = "LOST"
    SLATE = "SLATE"
    RETURNING = "RETURNING"


@dataclass(frozen=True)
class Line:
    """client: who publishes, None when nobody; heard: when the last byte came; clean: since when without a hole."""

    state: State = State.OFF
    since: int = 0
    client: str | None = None
    cause: str | None = None
    heard: int = 0
    clean: int = 0

    @property
    def shows_live(self) -> bool:
        """Whether monitors get the picture of the site, as soon as it has a keyframe; else the slate."""
        return self.state in (State.LIVE, State.RETURNING)

    @property
    def may_be_taken(self) -> bool:
        """Whether a new encoder may have the name: nobody has it, or who has it is silent."""
        return self.client is None or self.state in (State.LOST, State.SLATE, State.OFF)


def published(line: Line, client: str, at: int) -> Line:
    """A client was let in. It has to show bytes before the line counts as returning."""
    if line.client == client:
        return line
    return replace(line, client=client, heard=0, clean=0)


def heard(line: Line, client: str, at: int) -> Line:
    """Bytes of the client came."""
    if client != line.client:
        return line
    if line.state in (State.OFF, State.LOST, State.SLATE):
        return replace(line, state=State.RETURNING, since=at, cause=None, heard=at, clean=at)
    hole = at - line.heard > HOLE_MS
    line = replace(line, heard=max(at, line.heard), clean=at if hole else line.clean)
    if line.state is State.RETURNING and at - line.clean >= CLEAN_MS:
        return replace(line, state=State.LIVE, since=at)
    return line


def gone(line: Line, client: str, at: int, cause: str = "encoder") -> Line:
    """The client left. Sent away (cause `kicked`) the line is OFF: nobody waits for it to come back."""
    if client != line.client:
        return line
    line = replace(line, client=None, heard=0, clean=0)
    if cause == "kicked":
        return replace(line, state=State.OFF, since=at, cause=cause)
    return _lost(line, at, cause)


def ticked(line: Line, at: int) -> Line:
    """Time went by: a line that says nothing is lost although nobody hung up."""
    if line.shows_live and at - line.heard >= SILENT_MS:
        return _lost(line, at, "silent")
    return line


def slated(line: Line, at: int) -> Line:
    """The slate is on the monitors."""
    return replace(line, state=State.SLATE, since=at) if line.state is State.LOST else line


def _lost(line: Line, at: int, cause: str) -> Line:
    """A loss is told once; its cause and its instant stay those of the first sign."""
    return replace(line, state=State.LOST, since=at, cause=cause) if line.shows_live else line
