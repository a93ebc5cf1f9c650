"""What the media server asks before it lets anybody in, and tells afterwards. Keys are hashed here, and end here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from aiohttp import web

from ops.media import clock
from ops.media.adapter import MediaServer
from ops.media.door import Door, Question, Verdict, key_hash
from ops.media.passes import STREAM
from ops.media.stream import Publisher, Stream
from ops.media.tickets import Ticket, Tickets

log = logging.getLogger("ops.media")
GONE_S = 2.0
LOOPBACK = ("127.0.0.1", "::1")
Find = Callable[[str, str], Stream]
Refused = Callable[[Question, str], None]


class Hooks:
    """find(app, stream) gives the stream, made when it is new; refused() hears of everybody who was sent away."""

    def __init__(
        self,
        server: MediaServer,
        door: Door,
        tickets: Tickets,
        streams: Mapping[str, Stream],
        find: Find,
        told: Refused,
    ) -> None:
        self._server, self._door, self._tickets = server, door, tickets
        self._streams, self._find, self._told = streams, find, told

    async def publish(self, form: Mapping[str, str]) -> bool:
        """Whether this publisher may begin."""
        ticket = self._ticket(form, "publish")
        question = _question(form, "publish", ticket)
        verdict = await self._decide(question)
        if verdict.allow:
            verdict = await self._make_room(question)
        if not verdict.allow:
            self._told(question, verdict.why or "refused")
            return False
        publisher = Publisher(question.client, question.via, question.key, question.who, question.address)
        self._find(question.app, question.stream).let_in(publisher)
        return True

    async def play(self, form: Mapping[str, str]) -> bool:
        """Whether this player may watch: our own programs by ticket, others as the app says."""
        if self._ticket(form, "play") is not None:
            return True
        question = _question(form, "play", None)
        verdict = await self._decide(question)
        if not verdict.allow:
            self._told(question, verdict.why or "refused")
        return verdict.allow

    def done(self, form: Mapping[str, str]) -> None:
        """A publisher went."""
        stream = self._streams.get(f"{form.get('app')}/{form.get('name')}")
        if stream is not None:
            stream.left(form.get("clientid", ""))

    def update(self, form: Mapping[str, str]) -> None:
        """Once a second per publisher: where its media time is, against ours."""
        stream = self._streams.get(f"{form.get('app')}/{form.get('name')}")
        stamp = form.get("timestamp", "")
        if stream is not None and stream.line.client == form.get("clientid") and stamp.isdecimal():
            stream.measures.media.add(clock.now(), int(stamp) / 1000)

    def _ticket(self, form: Mapping[str, str], ask: str) -> Ticket | None:
        return self._tickets.take(form.get("ticket", ""), ask, form.get("app", ""), form.get("name", ""))

    async def _decide(self, question: Question) -> Verdict:
        if not STREAM.fullmatch(question.stream):
            return Verdict(False, "unknown_stream")
        return await self._door.decide(question)

    async def _make_room(self, question: Question) -> Verdict:
        """A name has one publisher. One that is silent makes room; one that sends keeps it."""
        stream = self._streams.get(f"{question.app}/{question.stream}")
        if stream is None or stream.line.client is None:
            return Verdict(True)
        if not stream.line.may_be_taken:
            return Verdict(False, "busy")
        old = stream.line.client
        await self._server.kick(question.app, question.stream, old)
        for _ in range(int(GONE_S / 0.02)):
            if stream.line.client != old:
                return Verdict(True)
            await asyncio.sleep(0.02)
        return Verdict(False, "busy")


def _question(form: Mapping[str, str], ask: str, ticket: Ticket | None) -> Question:
    return Question(
        ask=ask,
        app=form.get("app", ""),
        stream=form.get("name", ""),
        key=ticket.key if ticket else key_hash(form.get("key")),
        via=ticket.via if ticket else "rtmp",
        who=ticket.who if ticket else None,
        address=ticket.address if ticket and ticket.address else form.get("addr", ""),
        client=form.get("clientid", ""),
    )


def add_routes(app: web.Application, hooks: Hooks, secret: str) -> None:
    """Only this machine knows the address; nginx passes nothing of /hook on from outside."""

    async def answer(request: web.Request) -> web.Response:
        if request.remote not in LOOPBACK or request.match_info["secret"] != secret:
            raise web.HTTPNotFound
        form = {name: str(value) for name, value in (await request.post()).items()}
        allowed = True
        match request.match_info["what"]:
            case "publish":
                allowed = await hooks.publish(form)
            case "play":
                allowed = await hooks.play(form)
            case "done":
                hooks.done(form)
            case "update":
                hooks.update(form)
        return web.Response(status=204 if allowed else 403)

    app.router.add_post("/hook/{secret}/{what}", answer)
