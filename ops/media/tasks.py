"""Named tasks of one owner: at most one of each name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

log = logging.getLogger("ops.media")
Work = Callable[[], Coroutine[None, None, None]]


class Tasks:
    """owner: for the log."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def running(self, name: str) -> bool:
        """Whether that one is at work."""
        task = self._running.get(name)
        return task is not None and not task.done()

    def run(self, name: str, work: Work) -> None:
        """Begin, unless it is already at work."""
        if not self.running(name):
            self._running[name] = asyncio.create_task(self._guarded(name, work), name=f"{self._owner} {name}")

    def anew(self, name: str, work: Work) -> None:
        """Begin anew, whether or not it is at work."""
        self.stop(name)
        self.run(name, work)

    def stop(self, *names: str) -> None:
        """End these; a task may end itself."""
        for name in names:
            task = self._running.pop(name, None)
            if task is not None and not task.done():
                task.cancel()
                self._ending.add(task)
                task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """End all, and wait until they have."""
        self.stop(*list(self._running))
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _guarded(self, name: str, work: Work) -> None:
        try:
            await work()
        except Exception:  # one stream's fault must not be the others'
            log.exception("%s: %s", self._owner, name)
