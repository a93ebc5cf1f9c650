"""OBS of the side process: one kept connection per OBS (obs-websocket v5), scenes changed and asked for.

The library is imported when the first OBS is spoken to: an event without OBS does not pay for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

from ops.outputs.http_side import Undeliverable, addresses

Row = dict[str, Any]
TIMEOUT_S = 3
WRONG_PASSWORD = 4009  # WebSocketCloseCode::AuthenticationFailed
NO_SUCH_RESOURCE = 600  # RequestStatus::ResourceNotFound
NOT_READY = 207


class Studios:
    """Connections by host, port and password."""

    def __init__(self) -> None:
        self.open: dict[tuple[str, int, str], Any] = {}
        self.turn: dict[tuple[str, int, str], asyncio.Lock] = {}

    async def scene(self, job: Row) -> Row:
        """Put a scene on the programme."""
        return await self._ask(job, "SetCurrentProgramScene", {"sceneName": job["scene"]})

    async def scenes(self, job: Row) -> Row:
        """The scenes that OBS has, top of its list first."""
        said = await self._ask(job, "GetSceneList", None)
        if said["ok"]:
            data = said.pop("data") or {}
            names = [one["sceneName"] for one in data.get("scenes", ())]
            said |= {"scenes": names[::-1], "current": data.get("currentProgramSceneName") or ""}
        return said

    async def _ask(self, job: Row, request: str, data: Row | None) -> Row:
        key = (job["host"], job["port"], job.get("secret") or "")
        async with self.turn.setdefault(key, asyncio.Lock()):
            try:
                return await self._call(key, request, data)
            except Undeliverable as error:
                await self._drop(key)
                return {"ok": False, "reason": error.reason, "final": error.final}
            except Exception:  # whatever the library or the network raises: this connection is over
                await self._drop(key)
                return {"ok": False, "reason": "broken"}

    async def _call(self, key: tuple[str, int, str], request: str, data: Row | None) -> Row:
        import simpleobsws

        client = await self._client(key)
        try:
            said = await client.call(simpleobsws.Request(request, data), timeout=TIMEOUT_S)
        except simpleobsws.MessageTimeout:
            raise Undeliverable("timeout") from None
        status = said.requestStatus
        if said.ok():
            return {"ok": True, "status": status.code, "data": said.responseData}
        missing = status.code == NO_SUCH_RESOURCE
        final = status.code != NOT_READY
        return {"ok": False, "status": status.code, "reason": "obs_no_scene" if missing else "obs_no", "final": final}

    async def _client(self, key: tuple[str, int, str]) -> Any:
        client = self.open.get(key)
        if client is not None and client.identified and client.ws_open and client.ws.close_code is None:
            return client
        await self._drop(key)
        client = self.open[key] = await _connected(*key)
        return client

    async def _drop(self, key: tuple[str, int, str]) -> None:
        client = self.open.pop(key, None)
        if client is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.disconnect(), 1)


async def _connected(host: str, port: int, password: str) -> Any:
    """A connection that has identified itself."""
    import simpleobsws

    loop = asyncio.get_running_loop()
    (*_, where), *_ = await loop.run_in_executor(None, addresses, host, port, socket.SOCK_STREAM)
    address = f"[{where[0]}]" if ":" in str(where[0]) else where[0]
    nothing = simpleobsws.IdentificationParameters(eventSubscriptions=0)
    client = simpleobsws.WebSocketClient(f"ws://{address}:{port}", password, nothing)
    try:
        await asyncio.wait_for(client.connect(), TIMEOUT_S)
    except TimeoutError:
        raise Undeliverable("timeout") from None
    except OSError:
        raise Undeliverable("no_connection") from None
    if await _identified(client):
        return client
    code = client.ws.close_code
    with contextlib.suppress(Exception):
        await asyncio.wait_for(client.disconnect(), 1)
    raise Undeliverable("obs_password", final=True) if code == WRONG_PASSWORD else Undeliverable("obs_silent")


async def _identified(client: Any) -> bool:
    """Whether OBS lets us in; a connection that it closes need not be waited out."""
    waiting = asyncio.ensure_future(client.wait_until_identified(TIMEOUT_S))
    closed = asyncio.ensure_future(client.ws.wait_closed())
    await asyncio.wait({waiting, closed}, return_when=asyncio.FIRST_COMPLETED)
    for one in (waiting, closed):
        one.cancel()
    return bool(client.identified)
