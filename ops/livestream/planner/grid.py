"""The possible starts of a plan in order, and sets of them as the bits of one number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

DAY = 1440
STEP = 15


class Grid:
    """Minutes at which something may start. Bit n of a mask means `times[n]`."""

    def __init__(self, times: Iterable[int], offset: int) -> None:
        self.times = sorted(set(times))
        self.offset = offset
        self.ones = [(1 << n) - 1 for n in range(len(self.times) + 1)]
        self.all = self.ones[-1]
        self.index = {time: n for n, time in enumerate(self.times)}
        self.days = self._days()

    def _days(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for n, time in enumerate(self.times):
            day = self.day_of(time)
            found[day] = found.get(day, 0) | 1 << n
        return found

    def day_of(self, time: int) -> int:
        """The local day, counted from 1970."""
        return (time + self.offset) // DAY

    def clock_of(self, time: int) -> int:
        """Minutes since the local midnight."""
        return (time + self.offset) % DAY

    def blocked(self, start: int, end: int, minutes: int, gap: int) -> int:
        """Starts at which so many minutes would meet [start, end), or come nearer to it than the gap."""
        low = bisect_right(self.times, start - gap - minutes)
        high = bisect_left(self.times, end + gap)
        return self.ones[high] ^ self.ones[low] if high > low else 0

    def inside(self, start: int, end: int, minutes: int) -> int:
        """Starts at which so many minutes lie inside [start, end]."""
        low, high = bisect_left(self.times, start), bisect_right(self.times, end - minutes)
        return self.ones[high] ^ self.ones[low] if high > low else 0

    def between(self, start: int, end: int) -> int:
        """Starts in [start, end)."""
        low, high = bisect_left(self.times, start), bisect_left(self.times, end)
        return self.ones[high] ^ self.ones[low] if high > low else 0

    def of(self, times: Iterable[int]) -> int:
        """The mask of some starts; those that are not in the grid are left out."""
        return sum(1 << self.index[time] for time in set(times) if time in self.index)

    def each(self, mask: int) -> Iterator[int]:
        """The starts of a mask, earliest first."""
        while mask:
            low = mask & -mask
            yield self.times[low.bit_length() - 1]
            mask ^= low


def quarters(start: int, end: int, offset: int) -> range:
    """Quarters of an hour of local time in [start, end)."""
    first = -(-(start + offset) // STEP) * STEP - offset
    return range(first, end, STEP)
