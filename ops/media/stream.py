"""One stream: what stands on its line, what its monitors get, and the programs that serve it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.media import clock, machine, probe, pull, slate
from ops.media.adapter import Ingest
from ops.media.config import MediaConfig
from ops.media.fanout import Fanout, Watcher
from ops.media.machine import Line, State
from ops.media.measures import Measures
from ops.media.probe_reading import Found
from ops.media.segments import Segments
from ops.media.splice import Piece, Source, Splicer
from ops.media.tape import Tape
from ops.media.tasks import Tasks

log = logging.getLogger("ops.media")
AGAIN_S = 0.25
END_TOLD_MS = 5_000
HLS_SEEN_MS = 10_000
MOST_BEHIND_MS = 3000
MISSED_LOOKS = 4  # looks at the server's counters without our publisher, until we believe that it went
Told = Callable[[str, "Stream", dict[str, Any]], None]
Address = Callable[[str, str], str]


@dataclass(frozen=True)
class Publisher:
    """Who sends: client is the media server's number; key the hash of what was shown; who the pass of a browser."""

    client: str
    via: str
    key: str | None
    who: str | None
    address: str


@dataclass(frozen=True)
class Want:
    """What the app wants of a stream. level: off, key or full, see probe; srt: the phrase of its SRT door, or none."""

    level: str = "key"
    record: bool = False
    slate: slate.Slate = slate.PLAIN
    srt: str = field(default="", repr=False)


class Stream:
    """told(kind, stream, facts) hears of every change; address(app, stream) lets one of our own programs watch."""

    def __init__(self, app: str, name: str, config: MediaConfig, address: Address, told: Told) -> None:
        self.app, self.name, self.config = app, name, config
        self._address, self._told = address, told
        self.line = Line(since=clock.now())
        self.publisher: Publisher | None = None
        self.want, self.probed = Want(), "off"
        self.measures, self.found = Measures(), Found()
        self.splicer, self.segments, self.fanout = Splicer(), Segments(), Fanout()
        self.tape = Tape(config.recordings / app / name, lambda kind, facts: told(kind, self, facts))
        self.source: Source | None = None
        self.restarts = 0
        self._hls: dict[str, int] = {}
        self._tasks = Tasks(self.path)
        self._news = asyncio.Event()
        self._slate: tuple[slate.Slate, bytes] | None = None
        self._moved = 0
        self._misses = 0

    @property
    def path(self) -> str:
        """As others name it."""
        return f"{self.app}/{self.name}"

    @property
    def tile(self) -> Path:
        """The file of the last small picture."""
        return self.config.run / f"{self.app}.{self.name}.jpg"

    # ---------- what the media server says ----------

    def let_in(self, publisher: Publisher) -> None:
        """A publisher was let in."""
        self.publisher, self.measures, self.found, self._misses = publisher, Measures(), Found(), 0
        self.tile.unlink(missing_ok=True)
        self._become(machine.published(self.line, publisher.client, clock.now()))
        self._tasks.anew("pull", lambda: self._pull(publisher.client))
        self._told("publish", self, {"client": publisher.client, "via": publisher.via, "address": publisher.address})

    def left(self, client: str, cause: str = "encoder") -> None:
        """A publisher went, or was sent away. The end of any other than the line's own is an echo."""
        if client == self.line.client:
            self._tasks.stop("pull", "probe")
            self._become(machine.gone(self.line, client, clock.now(), cause))
            self.publisher = None

    def looked(self, ingest: Ingest | None) -> None:
        """Four times a second: the server's counters of this stream."""
        now = clock.now()
        if ingest is not None and ingest.client == self.line.client:
            self._count(ingest, now)
        elif self.line.client is not None and self.measures.bytes_in:
            self._misses += 1
            if self._misses >= MISSED_LOOKS:
                self.left(self.line.client)
        self._become(machine.ticked(self.line, now))
        self._tend()

    def _count(self, ingest: Ingest, now: int) -> None:
        m, self._misses = self.measures, 0
        if ingest.bytes_in > m.bytes_in:
            self._become(machine.heard(self.line, ingest.client, now))
        m.bytes_in = ingest.bytes_in
        m.bits.add(now, ingest.bytes_in * 8)
        if self.source is not None:
            m.pictures.add(now, self.source.pictures)
        m.width, m.height, m.video, m.audio = ingest.width, ingest.height, ingest.video, ingest.audio

    # ---------- who watches, and what the app wants ----------

    def join(self) -> Watcher:
        """Somebody opens the fast monitor."""
        watcher = self.fanout.join()
        self._tend()
        return watcher

    def saw_hls(self, who: str) -> None:
        """Somebody asked for the list of segments."""
        self._hls[who] = clock.now()
        self._tend()

    async def wait_for_segment(self, number: int, seconds: float) -> None:
        """Until that segment is whole, or so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.segments.last < number:
                    await self._news.wait()

    def viewers(self) -> dict[str, int]:
        """How many watch, by path."""
        now = clock.now()
        self._hls = {who: at for who, at in self._hls.items() if now - at < HLS_SEEN_MS}
        return {"ts": len(self.fanout.watchers), "hls": len(self._hls)}

    @property
    def idle(self) -> bool:
        """Nobody sends, nobody watches, nothing is expected back, and the app had time to hear of the end."""
        over = self.line.state is State.OFF and self.line.client is None
        return over and clock.now() - self.line.since > END_TOLD_MS and not self._watched()

    def wish(self, want: Want) -> None:
        """The app wants it so."""
        self.want = want
        if want.level != self.probed:
            self._tasks.stop("probe")
        self.tape.want(want.record, self.segments.ready)
        self._tend()

    def mark(self, mark: dict[str, Any]) -> bool:
        """Write a cue's mark into the recording; False when none is open."""
        return self.tape.mark(mark)

    async def close(self) -> None:
        """End all of it."""
        await self._tasks.close()
        self.tape.want(False, ())
        self.fanout.end()

    # ---------- inside: the line ----------

    def _become(self, line: Line) -> None:
        before, self.line = self.line, line
        if line.state is not before.state:
            facts = {"state": line.state, "was": before.state, "cause": line.cause, "client": line.client}
            self._told("state", self, facts)
            self._tend()

    def _shows_site(self) -> bool:
        """Whether the monitors have the site's picture, and are right to."""
        return self.line.shows_live and self.source is not None and self.splicer.current is self.source

    def _watched(self) -> bool:
        seen = self.viewers()
        return bool(seen["ts"] or seen["hls"] or self.tape.runs)

    def _tend(self) -> None:
        """Start and end what should run."""
        if self.line.shows_live and self.source is not None:
            self.splicer.choose(self.source)
        if self._shows_site() or not self._watched():
            self._tasks.stop("slate")
            if self.line.state is State.LOST:
                self._become(machine.slated(self.line, clock.now()))
        else:
            self._tasks.run("slate", self._play_slate)
        if not self._fits():
            self._tasks.run("slate made", self._make_slate)
        if self.line.shows_live and self.want.level != "off":
            self._tasks.run("probe", self._probe)

    async def _pull(self, client: str) -> None:
        while self.line.client == client:
            source = self.source = Source()
            address = self._address(self.app, self.name)
            with contextlib.suppress(OSError):
                await pull.run(address, lambda data, source=source: self._take(source, client, data))  # type: ignore[misc]
            self.restarts += 1
            await asyncio.sleep(AGAIN_S)

    def _take(self, source: Source, client: str, data: bytes) -> None:
        """Bytes of the site."""
        if client != self.line.client:
            return
        self._become(machine.heard(self.line, client, clock.now()))
        if self.splicer.current is not source:
            self.splicer.choose(source)
        self._out(self.splicer.feed(source, data))

    def _out(self, pieces: list[Piece]) -> None:
        """What leaves: to the fast monitors, into segments, into the recording."""
        if not pieces:
            return
        at, self._moved = clock.wall(), clock.now()
        for piece in pieces:
            self.fanout.give(piece)
            done = self.segments.add(piece, at)
            if done is not None:
                self.tape.keep(done)
                self._news.set()
                self._news = asyncio.Event()
        current = self.splicer.current
        if current is not None and current.live:
            self._tasks.stop("slate")
        elif self.line.state is State.LOST:
            self._become(machine.slated(self.line, clock.now()))

    # ---------- inside: slate, probe ----------

    def _fitting(self) -> slate.Slate:
        source, m = self.source, self.measures
        audio = source is None or source.video is None or source.audio is not None
        return slate.sized(self.want.slate, m.width, m.height, audio)

    def _fits(self) -> bool:
        return self._slate is not None and self._slate[0] == self._fitting()

    async def _make_slate(self) -> None:
        """Made while all is well, for the moment when it is not; the one before stays until this one is there."""
        wanted = self._fitting()
        try:
            self._slate = (wanted, await slate.make(wanted, self.config.slates))
        except OSError as error:
            log.warning("%s: %s", self.path, error)
            await asyncio.sleep(10 * AGAIN_S)

    async def _play_slate(self) -> None:
        while self._slate is None:
            self._tasks.run("slate made", self._make_slate)
            await asyncio.sleep(AGAIN_S / 5)
        behind = clock.now() - self._moved if self._moved else 0
        if behind > HLS_SEEN_MS:
            self.segments.forget()
        behind = min(behind, MOST_BEHIND_MS)
        source = Source(live=False)
        self.splicer.choose(source)
        async for begins, data in slate.play(self._slate[1], behind / 1000):
            source.again = begins
            self._out(self.splicer.feed(source, data))

    async def _probe(self) -> None:
        await asyncio.sleep(AGAIN_S)  # after the pull: its picture comes first
        while self.line.shows_live and (self.source is None or not self.source.known):
            await asyncio.sleep(AGAIN_S)  # nobody listens to a line whose sound is not known yet
        self.found, self.probed = Found(), self.want.level
        while self.line.shows_live:
            audio = self.source is not None and self.source.audio is not None
            with contextlib.suppress(OSError):
                await probe.run(self._address(self.app, self.name), self.probed, self.tile, audio, self.found)
            await asyncio.sleep(4 * AGAIN_S)
