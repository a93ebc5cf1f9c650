"""Numbers of a line from counts that only grow. Pure: instants and counts come in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

WINDOW_MS = 2500


@dataclass
class Rate:
    """How fast a count grows, over the last two and a half seconds."""

    points: deque[tuple[int, float]] = field(default_factory=deque)

    def add(self, at: int, count: float) -> None:
        """A count seen at an instant; a count that went back begins anew."""
        if self.points and count < self.points[-1][1]:
            self.points.clear()
        self.points.append((at, count))
        while len(self.points) > 2 and self.points[-1][0] - self.points[1][0] >= WINDOW_MS:
            self.points.popleft()

    def per_second(self) -> float | None:
        """None until a second of it was seen."""
        if len(self.points) < 2:
            return None
        (first, low), (last, high) = self.points[0], self.points[-1]
        return (high - low) * 1000 / (last - first) if last - first >= 900 else None


@dataclass
class Measures:
    """bits: of the line; pictures: of the video; media: media milliseconds per millisecond, < 1 = cannot keep up."""

    bits: Rate = field(default_factory=Rate)
    pictures: Rate = field(default_factory=Rate)
    media: Rate = field(default_factory=Rate)
    bytes_in: int = 0
    width: int = 0
    height: int = 0
    video: str = ""
    audio: str = ""
