"""A site that has nothing but a browser: its recorder's bytes come over a WebSocket and go to the same ingest.

The picture is copied, only the sound is made AAC. Text frames to the page: {"got": bytes, "state": …}.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from asyncio.subprocess import PIPE, Process

from aiohttp import WSMsgType, web

from ops.media import children, packages

log = logging.getLogger("ops.media")
LARGEST = 4 << 20
CONTAINERS = {"video/webm": "matroska", "video/x-matroska": "matroska", "video/mp4": "mp4"}
TELL_S = 1.0
QUIET_S = 15.0


def container(mime: str) -> str | None:
    """ffmpeg's word for what the page records; None when we could not copy it. Only H.264 may be copied."""
    kind, _, codecs = mime.lower().replace(" ", "").partition(";codecs=")
    return CONTAINERS.get(kind) if any(word in codecs for word in ("h264", "avc1", "avc3")) else None


def argv(kind: str, target: str) -> list[str]:
    return [
        packages.find("ffmpeg") or "ffmpeg", "-nostdin", "-loglevel", "error", "-fflags", "nobuffer",
        "-probesize", "100000", "-analyzeduration", "200000", "-f", kind, "-i", "pipe:0",
        "-map", "0:v:0", "-map", "0:a:0?", "-c:v", "copy", "-c:a", "aac", "-ar", "48000", "-b:a", "128k",
        "-flush_packets", "1", "-f", "flv", "-flvflags", "no_duration_filesize", target,
    ]  # fmt: skip


async def serve(socket: web.WebSocketResponse, kind: str, target: str, until_s: float) -> str:
    """Pass bytes on until either end stops or the pass is over; answers why it ended, a code for the page."""
    process = await children.start(argv(kind, target), stdin=PIPE)
    words = asyncio.create_task(children.last_words(process))
    try:
        async with asyncio.timeout(until_s):
            return await _pass_on(socket, process)
    except TimeoutError:
        return "pass_over"
    except (BrokenPipeError, ConnectionResetError):
        return "refused"
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await children.end(process)
        said = await words
        if said:
            log.info("a browser's contribution ended: %s", said.replace(target, "…"))


async def _pass_on(socket: web.WebSocketResponse, process: Process) -> str:
    """drain() is the brake: while ffmpeg is full the socket is not read, and the page sees its own queue grow."""
    assert process.stdin is not None
    loop = asyncio.get_running_loop()
    got, told = 0, loop.time()
    ended = asyncio.create_task(process.wait())
    try:
        while True:
            message = asyncio.create_task(socket.receive())
            await asyncio.wait({message, ended}, timeout=QUIET_S, return_when=asyncio.FIRST_COMPLETED)
            if not message.done():
                message.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await message
                return "refused" if ended.done() else "silent"
            if message.result().type is not WSMsgType.BINARY:
                return "left"
            got += len(message.result().data)
            process.stdin.write(message.result().data)
            await process.stdin.drain()
            if loop.time() - told >= TELL_S:
                told = loop.time()
                await socket.send_json({"got": got})
    finally:
        ended.cancel()
