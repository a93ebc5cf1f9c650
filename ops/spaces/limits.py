"""How often somebody may guess or act: so many times in a minute per client."""

from __future__ import annotations

from ops.core import clock
from ops.errors import TooMany


class Window:
    """At most `most` failures within `span_ms` per key, kept in this process's memory alone."""

    def __init__(self, most: int, span_ms: int = clock.MINUTE) -> None:
        self.most, self.span_ms = most, span_ms
        self._failures: dict[str, list[int]] = {}

    def check(self, key: str) -> None:
        """Raise TooMany while the key has used up its minute."""
        recent = self.recent(key)
        if len(recent) >= self.most:
            raise TooMany(max(1, -(-(recent[-self.most] + self.span_ms - clock.now()) // 1000)))

    def failed(self, key: str) -> None:
        """Count a failure."""
        if len(self._failures) > 20_000:
            self._failures = {one: at for one in self._failures if (at := self.recent(one))}
        self._failures[key] = [*self.recent(key), clock.now()]

    def recent(self, key: str) -> list[int]:
        """The failures of the last minute, the oldest first."""
        since = clock.now() - self.span_ms
        return [at for at in self._failures.get(key, ()) if at > since]

    def forget_all(self) -> None:
        """Start afresh."""
        self._failures.clear()
