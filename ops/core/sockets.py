"""Sockets: hello, time and beats come in; batches, presence and farewells go out. Commands never come this way."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ops import engine
from ops.core import auth, clock, journal, queries, words
from ops.core.actions import store_beat
from ops.core.fanout import Fanout
from ops.core.identity import cookies_for
from ops.core.live import QUEUED_FRAMES_AT_MOST, room_of
from ops.core.payloads import Beat
from ops.core.socketio import ConnectionRefusedError, SocketIO, join_room
from ops.core.web import Hall, lang
from ops.errors import Forbidden, OpsError, Unknown

PRESENCE_EVERY_S = 1.0
PRESENCE_OVERLAP_S = 2  # a beat counts once it is committed; a board may begin with a list of a second ago
RECHECK_EVERY_S, RECHECK_PAUSE_S = 60.0, 0.01
PING_EVERY_S, PING_WAIT_S = 10, 8
FRAME_LIMIT = 64 * 1024


class Hello(BaseModel):
    """What a client says first, and again after every hole."""

    model_config = ConfigDict(extra="forbid")
    event: str = Field(max_length=40)
    audience: str = Field(max_length=20)
    epoch: str = Field(default="", max_length=40)
    seq: int = Field(default=0, ge=0, le=2**53)


@dataclass
class Client:
    """One connected socket: whose it is and which rooms it entered."""

    token: str
    actor: auth.Actor
    language: str
    rooms: set[str] = field(default_factory=set)


class Sockets:
    """Registers the handlers and keeps the clients of this process."""

    def __init__(self, hall: Hall, sio: SocketIO) -> None:
        self.hall, self.sio, self.fanout = hall, sio, Fanout(sio)
        self.clients: dict[str, Client] = {}
        self._presence_at = 0
        self._presence: dict[str, tuple[int, list[dict[str, Any]]]] = {}
        for name in ("connect", "disconnect", "hello", "time", "beat"):
            sio.on_event(name, getattr(self, f"on_{name}"))
        hall.live.emit = self.emit
        hall.live.watchers.append(self.watch)

    def start(self) -> None:
        """Background: presence every second, identity check every minute."""
        engine.spawn(self.tell_presence)
        engine.spawn(self.recheck)

    # ---------- in ----------

    def on_connect(self, said: Any = None) -> None:
        """Let in whoever holds a live token, in the `auth` payload or in a cookie. Whatever stands in the way is said:
        a client that heard nothing at all would wait for ever."""
        try:
            self._let_in(said if isinstance(said, dict) else {})
        except ConnectionRefusedError:
            raise
        except OpsError as error:
            raise ConnectionRefusedError(error.code) from error
        except Exception as error:
            current_app.logger.error("failure in a connect", exc_info=error)
            raise ConnectionRefusedError("our_fault") from error

    def _let_in(self, said: dict[str, Any]) -> None:
        token, actor = self._who(said)
        if actor is None:
            raise ConnectionRefusedError("sign_in_needed")
        if actor.revoked_at is not None:
            raise ConnectionRefusedError("device_revoked")
        self.clients[self._sid()] = Client(token, actor, lang())

    def _who(self, said: dict[str, Any]) -> tuple[str, auth.Actor | None]:
        shown = [said["token"]] if isinstance(said.get("token"), str) else cookies_for(said.get("as"), request.cookies)
        for token in shown:
            actor = self.hall.identities.find(self.hall.db, [token], None)
            if actor is not None:
                return token, actor
        return "", None

    def on_disconnect(self, *_: Any) -> None:
        """Forget the client."""
        client = self.clients.pop(self._sid(), None)
        for room in client.rooms if client else ():
            self.hall.live.members.get(room, set()).discard(self._sid())

    def on_hello(self, said: Any = None) -> dict[str, Any]:
        """Enter the room first, then answer what was missed: so nothing falls in between."""
        return self.answered(self._sid(), functools.partial(self._hello, said))

    def _hello(self, said: Any) -> dict[str, Any]:
        hello = Hello.model_validate(said)
        client = self._client()
        actor = self.hall.identities.find(self.hall.db, [client.token], hello.event)
        if actor is None:
            raise Unknown
        verb = auth.AUDIENCES.get(hello.audience)
        if verb is None:
            raise OpsError("invalid", status=422)
        auth.require(actor, verb, hello.event)
        self._enter(client, room_of(hello.event, hello.audience))
        if hello.audience == "board":
            self.sio.emit("presence", {"devices": self._all_presence(hello.event)}, to=self._sid())
        answer: dict[str, Any] = self.hall.live.catch_up(hello.event, hello.audience, hello.epoch, hello.seq)
        return answer

    def _enter(self, client: Client, room: str) -> None:
        join_room(room)
        client.rooms.add(room)
        self.hall.live.members.setdefault(room, set()).add(self._sid())

    def on_time(self, said: Any = None) -> dict[str, Any]:
        """One exchange of clocks; milliseconds."""
        received = clock.now()
        return {"t0": said.get("t0") if isinstance(said, dict) else None, "t1": received, "t2": clock.now()}

    def on_beat(self, said: Any = None) -> dict[str, Any]:
        """A device says how it is."""
        return self.answered(self._sid(), functools.partial(self._beat, said))

    def _beat(self, said: Any) -> dict[str, Any]:
        client = self._client()
        if client.actor.kind != "device":
            raise Forbidden
        return {"ok": True, "missing": store_beat(self.hall.db, client.actor, Beat.model_validate(said))}

    def answered(self, sid: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What `work` answers, or what stood in its way, in the language of whoever asked."""
        client = self.clients.get(sid)
        try:
            return work()
        except ValidationError:
            code = "invalid"
        except OpsError as error:
            code = error.code
        language = client.language if client else "vi"
        return {"ok": False, "error": {"code": code, "message": words.say(language, f"error.{code}")}}

    def _client(self) -> Client:
        client = self.clients.get(self._sid())
        if client is None:
            raise Unknown
        return client

    def _sid(self) -> str:
        return str(request.sid)  # type: ignore[attr-defined]

    # ---------- out ----------

    def emit(self, name: str, payload: Any, room: str) -> None:
        """Send to a room."""
        self.fanout.emit(name, payload, room)

    def drop_who_does_not_read(self) -> None:
        """A client with a long queue is dropped and resumes by number; single frames are never left out."""
        for sid in [sid for sid in self.clients if self._queued(sid) > QUEUED_FRAMES_AT_MOST]:
            self.kick(sid)

    def _queued(self, sid: str) -> int:
        server = self.sio.server
        socket = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
        return socket.queue.qsize() if socket else 0

    def kick(self, sid: str, word: str | None = None) -> None:
        """Say a last word and close."""
        if word:
            self.sio.emit(word, {}, to=sid)
        engine.spawn(self._close, sid)

    def _close(self, sid: str) -> None:
        engine.sleep(0.2)
        if sid in self.clients:
            self.sio.server.disconnect(sid)

    def watch(self, event_id: str, lines: list[journal.Line]) -> None:
        """Close the sockets of whoever has just lost the right to them."""
        for line in lines:
            if line.kind == "core.device_revoked":
                self._kick_all(f"device:{line.facts['device']}", "revoked")
            elif line.kind == "core.member_changed":
                self._kick_all(f"staff:{line.facts['staff']}", None)

    def _kick_all(self, key: str, word: str | None) -> None:
        for sid, client in list(self.clients.items()):
            if client.actor.key == key:
                self.kick(sid, word)

    def tell_presence(self) -> None:
        """Once a second, to boards only: devices that were heard of since the last time."""
        while not self.hall.live.closed:
            engine.sleep(PRESENCE_EVERY_S)
            self.drop_who_does_not_read()
            since, self._presence_at = self._presence_at - PRESENCE_OVERLAP_S * clock.SECOND, clock.now()
            for room, sids in list(self.hall.live.members.items()):
                if sids and room.endswith(":board"):
                    self._send_presence(room.split(":")[1], since, room)

    def _all_presence(self, event_id: str) -> list[dict[str, Any]]:
        """What all devices last said; looked up once a second, however many boards open."""
        kept = self._presence.get(event_id)
        if kept is None or clock.now() - kept[0] > PRESENCE_EVERY_S * clock.SECOND:
            with self.hall.db.read() as conn:
                kept = self._presence[event_id] = (clock.now(), queries.presence(conn, event_id, 0))
        return kept[1]

    def _send_presence(self, event_id: str, since: int, to: str) -> None:
        try:
            with self.hall.db.read() as conn:
                devices = queries.presence(conn, event_id, since)
        except OpsError:
            return
        if devices:
            self.sio.emit("presence", {"devices": devices}, to=to)

    def recheck(self) -> None:
        """Close sockets whose session has ended. Three hundred looks in a row would keep everybody waiting."""
        while not self.hall.live.closed:
            engine.sleep(RECHECK_EVERY_S)
            for sid, client in list(self.clients.items()):
                if not self._alive(client):
                    self.kick(sid)
                engine.sleep(RECHECK_PAUSE_S)

    def _alive(self, client: Client) -> bool:
        try:
            with self.hall.db.read() as conn:
                actor = auth.find_actor(conn, client.token, None)
        except OpsError:
            return True
        return actor is not None and actor.revoked_at is None

    def farewell(self) -> None:
        """The server is going down on purpose: tell everybody when to come back."""
        self.sio.emit("bye", {"retry_ms": 500})
        engine.sleep(0.2)
