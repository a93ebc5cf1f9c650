"""HLS out of an unbroken stream: a segment is what lies between two keyframes a second apart. Pure, in memory.

The last segments are also the run-up of a recording that begins.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from ops.media import ts
from ops.media.splice import Piece

LEAST = ts.CLOCK * 9 // 10  # an encoder's second is a frame more or less
LISTED = 6
KEPT = 10  # a player may still be at the one that has just left the list


@dataclass(frozen=True)
class Segment:
    """number: never used again; at: when it began (ms UTC); seconds: its length; fresh: another source than before."""

    number: int
    at: int
    seconds: float
    fresh: bool
    data: bytes


class Segments:
    """add() takes every piece that leaves; `ready` holds what is whole."""

    def __init__(self) -> None:
        self.ready: deque[Segment] = deque(maxlen=KEPT)
        self._open: list[bytes] = []
        self._begun: Piece | None = None
        self._at = 0
        self._count = 0
        self._breaks = 0

    def add(self, piece: Piece, at: int) -> Segment | None:
        """Take a piece; answers the segment that it ended."""
        done = self._cut(piece, at) if piece.key else None
        if self._begun is not None:
            self._open.append(piece.data)
        return done

    def _cut(self, piece: Piece, at: int) -> Segment | None:
        """A keyframe ends the segment when it is long enough, or when another source begins with it."""
        done, begun = None, self._begun
        if begun is not None:
            length = ts.since(piece.stamp, begun.stamp)
            if length < LEAST and not piece.fresh:
                return None
            done = Segment(self._count, self._at, length / ts.CLOCK, begun.fresh, b"".join(self._open))
            if len(self.ready) >= LISTED and self.ready[-LISTED].fresh:
                self._breaks += 1  # the one that leaves the list began another source
            self.ready.append(done)
            self._count += 1
        self._begun, self._at, self._open = piece, at, []
        return done

    @property
    def last(self) -> int:
        """Number of the newest whole segment; -1 before the first."""
        return self._count - 1

    def forget(self) -> None:
        """What is kept is too old to be shown."""
        self._breaks += sum(one.fresh for one in self.ready)
        self.ready.clear()
        self._begun, self._open = None, []

    def find(self, number: int) -> Segment | None:
        """A segment by its number, while it is kept."""
        return next((one for one in self.ready if one.number == number), None)

    def playlist(self) -> str | None:
        """The list for players; None while there is nothing to play."""
        listed = list(self.ready)[-LISTED:]
        if not listed:
            return None
        longest = max(one.seconds for one in listed)
        lines = ["#EXTM3U", "#EXT-X-VERSION:6", f"#EXT-X-TARGETDURATION:{max(1, round(longest))}"]
        # A player may ask for the list before its next segment is whole, and is answered when it is.
        lines += ["#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES"]
        lines += [f"#EXT-X-MEDIA-SEQUENCE:{listed[0].number}", f"#EXT-X-DISCONTINUITY-SEQUENCE:{self._breaks}"]
        for one in listed:
            lines += ["#EXT-X-DISCONTINUITY"] * one.fresh
            lines += [f"#EXT-X-PROGRAM-DATE-TIME:{_iso(one.at)}", f"#EXTINF:{one.seconds:.3f},", f"{one.number}.ts"]
        return "\n".join(lines) + "\n"


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
