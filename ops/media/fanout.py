"""One stream to many watchers. Each begins at a keyframe; one that does not keep up is let go and falls to HLS."""

from __future__ import annotations

import asyncio
from collections import deque

from ops.media.splice import Piece

MOST_BYTES = 3_000_000  # about ten seconds of 720p: who is that far behind watches the past


class Watcher:
    """Async iterator over what one watcher is sent. Ends when the stream or the watcher's patience is over."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._news = asyncio.Event()
        self.begun = False
        self.ended = False

    def give(self, piece: Piece) -> None:
        """Offer a piece; nothing is taken before the first keyframe."""
        if self.ended or not (self.begun or piece.key):
            return
        self.begun = True
        self._waiting.append(piece.data)
        self._bytes += len(piece.data)
        if self._bytes > MOST_BYTES:
            self.end()
        self._news.set()

    def end(self) -> None:
        """No more for this one."""
        self.ended = True
        self._waiting.clear()
        self._news.set()

    def __aiter__(self) -> Watcher:
        return self

    async def __anext__(self) -> bytes:
        while not self._waiting:
            if self.ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._bytes = 0
        return data


class Fanout:
    """Everybody who watches one stream."""

    def __init__(self) -> None:
        self.watchers: set[Watcher] = set()

    def join(self) -> Watcher:
        """A new watcher."""
        watcher = Watcher()
        self.watchers.add(watcher)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """It went."""
        watcher.end()
        self.watchers.discard(watcher)

    def give(self, piece: Piece) -> None:
        """Send a piece to all."""
        for watcher in self.watchers:
            watcher.give(piece)

    def end(self) -> None:
        """The stream is over."""
        for watcher in list(self.watchers):
            self.leave(watcher)
