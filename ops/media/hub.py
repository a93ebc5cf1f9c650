"""All streams of this process: looks four times a second, tells the app once a second and at every change."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from typing import Any

from ops.media import clock, packages, slate, srt, told
from ops.media.adapter import MediaServer
from ops.media.config import MediaConfig
from ops.media.door import Door, Question, key_hash
from ops.media.passes import APPS, STREAM
from ops.media.stream import Stream, Want
from ops.media.tasks import Tasks
from ops.media.tickets import LIFE_MS, Ticket, Tickets

Row = dict[str, Any]
log = logging.getLogger("ops.media")
LOOK_S = 0.25
REPORT_S = 1.0
MOST_STREAMS = 200
MOST_EVENTS = 500
MOST_MARKS = 2000
MARK_WAITS_MS = 60_000
LEVELS = ("off", "key", "full")


class Hub:
    """The streams by path, and the loops over them."""

    def __init__(self, config: MediaConfig, server: MediaServer, door: Door, tickets: Tickets) -> None:
        self._config, self._server, self.door, self._tickets = config, server, door, tickets
        self.streams: dict[str, Stream] = {}
        self.boot = secrets.token_hex(8)
        self._wants: dict[str, Want] = {}
        self._events: deque[Row] = deque(maxlen=MOST_EVENTS)
        self._count = 0
        self._marks: dict[str, Row] = {}
        self._marked: deque[str] = deque(maxlen=MOST_MARKS)
        self._urgent = asyncio.Event()
        self._missing = packages.missing()
        self._srt = Tasks("srt")
        self._srt_ports: dict[str, int] = {}
        self._srt_open: dict[str, str] = {}

    def find(self, app: str, name: str) -> Stream:
        """The stream, made when it is new. LookupError when there are more than any evening has."""
        path = f"{app}/{name}"
        if path not in self.streams:
            if len(self.streams) >= MOST_STREAMS:
                raise LookupError("too many streams")
            stream = self.streams[path] = Stream(app, name, self._config, self._watch_address, self.tell)
            stream.wish(self._wants.get(path, Want()))
        return self.streams[path]

    def publish_address(self, ticket: Ticket, life_ms: int = LIFE_MS) -> str:
        """Where one of our own programs sends what it has, once."""
        return self._server.address(ticket.app, ticket.stream, self._tickets.issue(ticket, life_ms))

    def _doors_for_srt(self) -> None:
        """Every stream that the app wants a door for has a port, and keeps it."""
        for path, want in self._wants.items():
            if self._config.srt and want.srt and path not in self._srt_ports:
                self._srt_ports[path] = self._config.srt + len(self._srt_ports)
        for path, number in self._srt_ports.items():
            want = self._wants.get(path, Want())
            if want.srt != self._srt_open.get(path, ""):
                self._srt_open[path] = want.srt
                self._srt.stop(path)
                if want.srt:
                    self._srt.run(path, lambda path=path, number=number: self._srt_door(path, number))  # type: ignore[misc]

    async def _srt_door(self, path: str, number: int) -> None:
        app, _, name = path.partition("/")
        phrase = self._srt_open[path]
        ticket = Ticket("publish", app, name, "srt", key=key_hash(phrase))
        await srt.serve(self._config.host, number, phrase, lambda: self.publish_address(ticket, srt.WAITING_MS))

    def _watch_address(self, app: str, name: str) -> str:
        return self._server.address(app, name, self._tickets.issue(Ticket("play", app, name)))

    # ---------- telling ----------

    def tell(self, kind: str, stream: Stream, facts: Row) -> None:
        """Something happened; the app hears of it at once."""
        self._note(kind, stream.app, stream.name, facts)

    def refused(self, question: Question, why: str) -> None:
        """Somebody was sent away. The key is not among what is told."""
        facts = {"ask": question.ask, "via": question.via, "address": question.address, "client": question.client}
        self._note("refused", question.app, question.stream, facts | {"why": why})

    def _note(self, kind: str, app: str, stream: str, facts: Row) -> None:
        self._count += 1
        row = {"n": self._count, "at": clock.wall(), "kind": kind, "app": app, "stream": stream, **facts}
        self._events.append(row)
        log.info("%s %s/%s %s", kind, app, stream, facts)
        self._urgent.set()

    def report(self) -> Row:
        """What the app is told now."""
        ports = {path: self._srt_ports[path] for path, phrase in self._srt_open.items() if phrase}
        rows = [told.stream_row(stream) | {"srt_port": ports.get(path)} for path, stream in self.streams.items()]
        return {
            "boot": self.boot,
            "at": clock.wall(),
            "missing": self._missing,
            "streams": rows,
            "events": list(self._events),
        }

    # ---------- loops ----------

    async def look_for_ever(self) -> None:
        """Four times a second, whatever one look costs."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            await self.look()
            due = max(due + LOOK_S, loop.time() + LOOK_S / 5)
            await asyncio.sleep(due - loop.time())

    async def look(self) -> None:
        """The server's counters, once, for all streams."""
        found = await self._server.publishers()
        by_path = {f"{one.app}/{one.stream}": one for one in found or ()}
        for path, stream in list(self.streams.items()):
            stream.looked(by_path.get(path))
            if stream.idle and path not in self._wants:
                del self.streams[path]
                await stream.close()

    async def report_for_ever(self) -> None:
        """Every second, and at once when something happened."""
        while True:
            self._urgent.clear()
            sent = self.report()
            wanted = await self.door.report(sent)
            if wanted is not None:
                heard = sent["events"][-1]["n"] if sent["events"] else 0
                while self._events and self._events[0]["n"] <= heard:
                    self._events.popleft()
                await self.obey(wanted)
            try:
                async with asyncio.timeout(REPORT_S):  # wait_for would swallow an end that comes with the news
                    await self._urgent.wait()
            except TimeoutError:
                continue

    async def obey(self, wanted: Row) -> None:
        """Do what the app asked for. A row that is not as agreed is left out, and said so in the log."""
        self._wants = dict(filter(None, (_want(row) for row in _rows(wanted, "want"))))
        for path in self._wants:
            app, _, name = path.partition("/")
            self.find(app, name)
        for path, stream in self.streams.items():
            stream.wish(self._wants.get(path, Want()))
        self._doors_for_srt()
        self._marks |= {str(mark.get("id")): mark for mark in _rows(wanted, "marks")}
        self._marks = {name: mark for name, mark in self._marks.items() if not self._mark(name, mark)}
        for path in wanted.get("end") or ():
            await self.end(str(path))

    def _mark(self, name: str, mark: Row) -> bool:
        """Whether a mark is done with: written, known, too old. One may come a moment before its recording begins."""
        at = mark.get("at")
        stream = self.streams.get(f"{mark.get('app')}/{mark.get('stream')}")
        if name in self._marked or not isinstance(at, int) or clock.wall() - at > MARK_WAITS_MS:
            return True
        if stream is None or not stream.mark(mark):
            return False
        self._marked.append(name)
        self.tell("mark", stream, {"id": name})
        return True

    async def end(self, path: str) -> None:
        """Send a publisher away for good."""
        stream = self.streams.get(path)
        client = stream.line.client if stream else None
        if stream is not None and client is not None:
            stream.left(client, "kicked")
            gone = await self._server.kick(stream.app, stream.name, client)
            self.tell("kicked", stream, {"client": client, "done": gone})

    def server_died(self) -> None:
        """With the media server went everybody it served."""
        for stream in self.streams.values():
            if stream.line.client is not None:
                stream.left(stream.line.client, "server")

    async def close(self) -> None:
        """End all streams."""
        await self._srt.close()
        await asyncio.gather(*(stream.close() for stream in self.streams.values()))


def _rows(wanted: Row, name: str) -> list[Row]:
    found = wanted.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _want(row: Row) -> tuple[str, Want] | None:
    app, name, level = row.get("app"), row.get("stream"), row.get("level", "key")
    if app not in APPS or not isinstance(name, str) or not STREAM.fullmatch(name) or level not in LEVELS:
        log.warning("the app wants something that is not agreed: %s", row)
        return None
    words = row.get("slate") or {}
    made = slate.Slate(_word(words, "title", slate.PLAIN.title), _word(words, "text", slate.PLAIN.text))
    return f"{app}/{name}", Want(level, row.get("record") is True, made, srt.phrase(row.get("srt")))


def _word(words: Row, name: str, usual: str) -> str:
    return str(words.get(name) or usual)[:120]
