"""A small Socket.IO client over one WebSocket, for lines that break: a connection is thrown away and made anew rather
than waited for. Engine.IO 4, Socket.IO 5, WebSocket only; asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import websockets

from ops.bridge.dial import dial

Row = dict[str, Any]
OPEN, CLOSE, PING, MESSAGE = "0", "1", "2", "4"
CONNECT, DISCONNECT, EVENT, ACK, REFUSED = "0", "1", "2", "3", "4"
TRY_S, OPEN_S, DIAL_S = 2.0, 1.0, 4.0
"""How long an answer is waited for; how long a greeting; how long a connection, which is asked for again and again."""
FINAL = ("sign_in_needed", "device_revoked", "forbidden", "not_found")
"""What no further try would change; a server that is only busy is asked again."""
LONGEST = 8 * 1024 * 1024


class Refused(Exception):
    """The server knows this token no more; trying again is of no use."""


class Lost(Exception):
    """The line is gone."""


class Wire:
    """One connection. `hear(name, payload)` gets events as they come."""

    def __init__(self, ws: Any, hear: Callable[[str, Any], None]) -> None:
        self.ws, self.hear = ws, hear
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.number = 0
        self.reader: asyncio.Task[None] | None = None
        self.closed = asyncio.Event()

    @classmethod
    async def open(cls, base: str, token: str, hear: Callable[[str, Any], None], ssl: Any = None) -> Wire:
        """Connect and show the token; Refused when it is dead, Lost when there is no line."""
        address = base.replace("http", "ws", 1).rstrip("/") + "/socket.io/?EIO=4&transport=websocket"
        options: Row = {"ssl": ssl} if address.startswith("wss") and ssl is not None else {}
        place = urlsplit(address)
        try:
            sock = await dial(str(place.hostname), place.port or (443 if place.scheme == "wss" else 80), DIAL_S)
            async with asyncio.timeout(OPEN_S):
                ws = await websockets.connect(
                    address, max_size=LONGEST, compression=None, ping_interval=None, open_timeout=OPEN_S,
                    close_timeout=0.2, proxy=None, sock=sock, **options,
                )  # fmt: skip
                made = cls(ws, hear)
                await made._greet(token)
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise Lost(str(error)) from error
        made.reader = asyncio.ensure_future(made._read())
        return made

    async def _greet(self, token: str) -> None:
        opened = await self.ws.recv()
        if not str(opened).startswith(OPEN):
            raise Lost("no Engine.IO")
        await self.ws.send(MESSAGE + CONNECT + json.dumps({"token": token, "as": "device"}))
        while True:
            said = str(await self.ws.recv())
            if said.startswith(MESSAGE + CONNECT):
                return
            if said.startswith(MESSAGE + REFUSED):
                raise Refused(said[2:]) if any(word in said for word in FINAL) else Lost(said[2:])
            if said == PING:
                await self.ws.send("3")

    async def _read(self) -> None:
        try:
            async for said in self.ws:
                await self._take(str(said))
        except (OSError, websockets.WebSocketException):
            pass
        finally:
            self._end()

    async def _take(self, said: str) -> None:
        if said == PING:
            await self.ws.send("3")
        elif said.startswith(MESSAGE + EVENT):
            name, *rest = json.loads(said[said.index("[") :])
            self.hear(name, rest[0] if rest else None)
        elif said.startswith(MESSAGE + ACK):
            start = said.index("[")
            waiting = self.waiting.pop(int(said[2:start]), None)
            if waiting is not None and not waiting.done():
                answers = json.loads(said[start:])
                waiting.set_result(answers[0] if answers else None)
        elif said.startswith((CLOSE, MESSAGE + DISCONNECT)):
            await self.close()

    async def ask(self, name: str, payload: Any, wait_s: float = TRY_S) -> Any:
        """Send an event and wait for its answer; Lost when none comes in time."""
        self.number += 1
        number, answer = self.number, asyncio.get_running_loop().create_future()
        self.waiting[number] = answer
        try:
            async with asyncio.timeout(wait_s):
                await self.ws.send(f"{MESSAGE}{EVENT}{number}{json.dumps([name, payload])}")
                return await answer
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise Lost(name) from error
        finally:
            self.waiting.pop(number, None)

    def _end(self) -> None:
        self.closed.set()
        lost, self.waiting = self.waiting, {}
        for one in lost.values():
            if not one.done():
                one.set_exception(Lost("closed"))

    async def close(self) -> None:
        """Throw the connection away at once: a goodbye over a dead line would be waited for."""
        self._end()
        transport = getattr(self.ws, "transport", None)
        if transport is not None:
            transport.abort()
        if self.reader is not None and self.reader is not asyncio.current_task():
            self.reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.reader
