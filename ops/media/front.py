"""What browsers are served, all under /media/<pass>/<app>/<stream>/: pictures out, and pictures in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web

from ops.media import contribute, passes, recorder
from ops.media.passes import Pass
from ops.media.sound import Sound
from ops.media.splice import Piece
from ops.media.stream import Stream
from ops.media.tickets import Ticket

NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Accel-Buffering": "no"}
BLOCKED_S = 3.0  # a player's question for a segment that is not whole yet is held so long
Find = Callable[[str, str], Stream]
PublishAddress = Callable[[Ticket], str]
CLOSE_CODES = {"refused": 4403, "pass_over": 4401, "silent": 4408, "left": 1000}


class Front:
    """find() makes a stream that is new; publish_address() gives a browser's bytes their way into the ingest."""

    def __init__(self, key: bytes, recordings: Path, find: Find, publish_address: PublishAddress) -> None:
        self._key, self._recordings, self._find, self._publish = key, recordings, find, publish_address
        self.sockets: set[web.WebSocketResponse] = set()

    def add_routes(self, app: web.Application) -> None:
        at = "/media/{pass}/{app:contrib|program}/{stream}"
        app.router.add_get(f"{at}/ts", self.ts)
        app.router.add_get(f"{at}/index.m3u8", self.playlist)
        app.router.add_get(f"{at}/{{number:\\d+}}.ts", self.segment)
        app.router.add_get(f"{at}/audio.aac", self.audio)
        app.router.add_get(f"{at}/tile.jpg", self.tile)
        app.router.add_get(f"{at}/contribute", self.contribute)
        app.router.add_get(f"{at}/recordings", self.recordings)
        app.router.add_get(f"{at}/recordings/{{file}}", self.recording)

    def _admit(self, request: web.Request, right: str) -> tuple[Pass, Stream]:
        """The stream, for who holds a pass for it; 401 tells the page to fetch a new one."""
        app, name = request.match_info["app"], request.match_info["stream"]
        found = passes.read(self._key, request.match_info["pass"], _wall())
        if found is None:
            raise web.HTTPUnauthorized(text="pass_over")
        if not passes.STREAM.fullmatch(name) or not found.allows(right, app, name):
            raise web.HTTPForbidden(text="other_stream")
        try:
            return found, self._find(app, name)
        except LookupError as error:
            raise web.HTTPServiceUnavailable(text="too_many_streams") from error

    async def ts(self, request: web.Request) -> web.StreamResponse:
        """The fast monitor."""
        held, stream = self._admit(request, "view")
        return await self._follow(request, held, stream, "video/mp2t", None)

    async def audio(self, request: web.Request) -> web.StreamResponse:
        """The sound alone."""
        held, stream = self._admit(request, "view")
        return await self._follow(request, held, stream, "audio/aac", Sound())

    async def _follow(
        self, request: web.Request, held: Pass, stream: Stream, kind: str, sound: Sound | None
    ) -> web.StreamResponse:
        answer = web.StreamResponse(headers={**NO_STORE, "Content-Type": kind})
        watcher = stream.join()
        try:
            await answer.prepare(request)
            async with asyncio.timeout((held.until - _wall()) / 1000):
                async for data in watcher:
                    await answer.write(data if sound is None else sound.take(Piece(data)))
        except (TimeoutError, ConnectionResetError):
            pass  # the pass is over, or the watcher went
        finally:
            stream.fanout.leave(watcher)
        return answer

    async def playlist(self, request: web.Request) -> web.Response:
        """The robust monitor's list; 503 while there is nothing yet, the player asks again."""
        held, stream = self._admit(request, "view")
        stream.saw_hls(f"{held.who} {request.headers.get('X-Forwarded-For', request.remote)}")
        wanted = request.query.get("_HLS_msn", "")
        if wanted.isdecimal() and int(wanted) <= stream.segments.last + 2:
            await stream.wait_for_segment(int(wanted), BLOCKED_S)
        text = stream.segments.playlist()
        if text is None:
            return web.Response(status=503, headers={**NO_STORE, "Retry-After": "1"})
        return web.Response(text=text, content_type="application/vnd.apple.mpegurl", headers=NO_STORE)

    async def segment(self, request: web.Request) -> web.Response:
        """One segment."""
        _, stream = self._admit(request, "view")
        found = stream.segments.find(int(request.match_info["number"]))
        if found is None:
            raise web.HTTPNotFound
        return web.Response(
            body=found.data, content_type="video/mp2t", headers={"Cache-Control": "private, max-age=60"}
        )

    async def tile(self, request: web.Request) -> web.StreamResponse:
        """The last small picture."""
        _, stream = self._admit(request, "view")
        if not stream.tile.exists():
            raise web.HTTPNotFound(headers=NO_STORE)
        return web.FileResponse(stream.tile, headers={**NO_STORE, "Cache-Control": "no-cache"})

    async def contribute(self, request: web.Request) -> web.StreamResponse:
        """A browser's picture in. `?mime=` is what its recorder makes."""
        held, stream = self._admit(request, "publish")
        kind = contribute.container(request.query.get("mime", ""))
        if kind is None:
            raise web.HTTPUnsupportedMediaType(text="codec")
        if not _same_origin(request):
            raise web.HTTPForbidden(text="origin")
        socket = web.WebSocketResponse(max_msg_size=contribute.LARGEST, heartbeat=5.0, compress=False)
        await socket.prepare(request)
        address = request.headers.get("X-Forwarded-For", request.remote or "")
        target = self._publish(Ticket("publish", stream.app, stream.name, "browser", held.who, address))
        self.sockets.add(socket)
        try:
            why = await contribute.serve(socket, kind, target, (held.until - _wall()) / 1000)
        finally:
            self.sockets.discard(socket)
        await socket.close(code=CLOSE_CODES[why], message=why.encode())
        return socket

    async def recordings(self, request: web.Request) -> web.Response:
        """What was recorded of this stream."""
        self._admit(request, "view")
        found = await asyncio.to_thread(recorder.listing, self._folder(request))
        return web.json_response({"recordings": found}, headers=NO_STORE)

    async def recording(self, request: web.Request) -> web.StreamResponse:
        """A recording, whole or cut at the keyframes around `?from=&to=` (ms UTC)."""
        self._admit(request, "view")
        name = request.match_info["file"]
        film = self._folder(request) / name
        if not recorder.FILE.fullmatch(name) or not film.exists():
            raise web.HTTPNotFound
        start, end = _instant(request, "from", 0), _instant(request, "to", 1 << 62)
        if (start, end) == (0, 1 << 62):
            return web.FileResponse(film, headers={**NO_STORE, "Content-Type": "video/mp2t"})
        index = await asyncio.to_thread(recorder.read_index, film)
        part = recorder.cut(index, film.stat().st_size, start, end)
        if part is None:
            raise web.HTTPNotFound(text="nothing_then")
        return web.Response(body=_bytes(film, *part), content_type="video/mp2t", headers=NO_STORE)

    def _folder(self, request: web.Request) -> Path:
        return self._recordings / request.match_info["app"] / request.match_info["stream"]

    async def close(self) -> None:
        """Let browsers know that we go; they come back."""
        for socket in list(self.sockets):
            await socket.close(code=1012)


async def _bytes(film: Path, start: int, end: int) -> AsyncIterator[bytes]:
    with film.open("rb") as file:
        file.seek(start)
        while start < end:
            data = await asyncio.to_thread(file.read, min(1 << 18, end - start))
            if not data:
                return
            start += len(data)
            yield data


def _instant(request: web.Request, name: str, usual: int) -> int:
    text = request.query.get(name, "")
    if text and not text.isdecimal():
        raise web.HTTPBadRequest(text=name)
    return int(text) if text else usual


def _same_origin(request: web.Request) -> bool:
    """A WebSocket is not held by the same-origin rule of browsers: we hold it. A program sends no Origin."""
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("Host")


def _wall() -> int:
    return time.time_ns() // 1_000_000
