"""A clock that is disciplined over a bad line. Twin: static/js/bridge/clock.js.

Lost packets show up as round trips that are hundreds of milliseconds longer, so samples are judged by their round trip:
of the last 120 the quickest quarter, at most 8, and of these the median. What no round trip can tell is how unequal the
two ways are, so the honest bound is half of the shortest round trip.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

KEPT = 120
QUICKEST = 8
JUMP_MS = 50.0
BURST_EVERY_MS, BURST_MS, EVERY_MS = 100, 3_000, 250
"""Questions come at 10 Hz for the first three seconds, then at 4 Hz."""


@dataclass(frozen=True)
class Sample:
    """One exchange: `offset` is hub minus local, both in ms."""

    offset: float
    rtt: float


@dataclass
class Clock:
    """Hub time from a local monotonic clock. `offset` is None before the first exchange."""

    samples: list[Sample] = field(default_factory=list)
    against: list[Sample] = field(default_factory=list)
    offset: float | None = None
    pm: float = 0.0
    rtt: float = 0.0
    bound: float = 0.0
    epoch: int = 0

    @property
    def n(self) -> int:
        """How many samples it stands on."""
        return len(self.samples)

    def add(self, t0: float, t1: float, t2: float, t3: float) -> None:
        """An exchange: sent and heard by the local clock (`t0`, `t3`), received and answered by the hub's (`t1`, `t2`).

        An exchange that ends before it begins is left out.
        """
        sample = Sample(((t1 - t0) + (t2 - t3)) / 2, (t3 - t0) - (t2 - t1))
        if sample.rtt < 0:
            return
        if self._contradicts(sample):
            self.against.append(sample)
            if len(self.against) < 2:
                return
            self.samples, self.epoch = self.against, self.epoch + 1
        else:
            self.samples.append(sample)
        self.against = []
        del self.samples[:-KEPT]
        self._settle(sample)

    def _contradicts(self, sample: Sample) -> bool:
        """Whether no line could explain it: the error of an exchange is at most half of its round trip, and the
        estimate is no better than the slowest exchange that it stands on."""
        return self.offset is not None and abs(sample.offset - self.offset) > JUMP_MS + sample.rtt / 2 + self.bound

    def _settle(self, newest: Sample) -> None:
        quick = sorted(self.samples, key=lambda one: one.rtt)[: max(1, min(QUICKEST, len(self.samples) // 4))]
        self.offset = median(one.offset for one in quick)
        self.pm, self.bound, self.rtt = quick[0].rtt / 2, quick[-1].rtt / 2, newest.rtt

    def hub_time(self, local: float) -> float:
        """The hub's time at a local instant; needs one exchange."""
        assert self.offset is not None
        return local + self.offset

    def local_time(self, hub: float) -> float:
        """When it is that by the local clock; needs one exchange."""
        assert self.offset is not None
        return hub - self.offset


def ask_every(since_ms: float) -> int:
    """Ms until the next question, `since_ms` after the connection came up."""
    return BURST_EVERY_MS if since_ms < BURST_MS else EVERY_MS
