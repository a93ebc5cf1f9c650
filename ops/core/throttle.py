"""How often somebody may try: passwords, pairing codes, invitation codes."""

from __future__ import annotations

from ops.core import clock
from ops.errors import TooMany


class Throttle:
    """Tries per key: `free` tries, then a wait that doubles from `wait_s`; a success forgets. One per process."""

    def __init__(self, free: int, wait_s: int, longest_s: int = 900) -> None:
        self.free, self.wait_s, self.longest_s = free, wait_s, longest_s
        self._tries: dict[str, tuple[int, int]] = {}

    def check(self, key: str) -> None:
        """Raise TooMany while the key has to wait."""
        _, until = self._tries.get(key, (0, 0))
        wait = until - clock.now()
        if wait > 0:
            raise TooMany(max(1, -(-wait // 1000)))

    def failed(self, key: str) -> None:
        """Count a failure and set the next wait."""
        if len(self._tries) > 10_000:
            self._tries.clear()
        tries = self._tries.get(key, (0, 0))[0] + 1
        over = tries - self.free
        wait_s = min(self.longest_s, self.wait_s * 2**over) if over >= 0 else 0
        self._tries[key] = (tries, clock.now() + wait_s * 1000)

    def forget_all(self) -> None:
        """Start afresh."""
        self._tries.clear()

    def succeeded(self, key: str) -> None:
        """Forget the failures of a key."""
        self._tries.pop(key, None)
