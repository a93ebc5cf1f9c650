"""`ops media`: starts everything in order, keeps it running, and ends all of it when it is told to, by process id."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import shutil
import signal
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from ops.errors import StartError
from ops.media import children, hooks, packages
from ops.media.config import LOOPBACK, MediaConfig, settled
from ops.media.door import AppDoor
from ops.media.front import Front
from ops.media.hub import Hub
from ops.media.nginx_rtmp import NginxRtmp
from ops.media.tickets import Tickets

log = logging.getLogger("ops.media")
UNAVAILABLE = 69  # EX_UNAVAILABLE: a program is missing; starting again would not help
UP_S = 10.0


def run(config: MediaConfig) -> None:
    """Serve until SIGTERM or SIGINT. StartError says in one sentence what is missing or taken."""
    lacking = packages.missing()
    if lacking:
        raise StartError(packages.sentence(lacking), UNAVAILABLE)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)  # addresses hold passes
    asyncio.run(_serve(settled(config)))


async def _serve(config: MediaConfig) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    config.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.rmtree(config.run, ignore_errors=True)
    async with aiohttp.ClientSession() as http:
        secret = secrets.token_urlsafe(24)
        server, tickets = NginxRtmp(config, http, secret), Tickets()
        hub = Hub(config, server, AppDoor(config.app, config.door_key, http), tickets)
        asks = hooks.Hooks(server, hub.door, tickets, hub.streams, hub.find, hub.refused)
        front = Front(config.pass_key, config.recordings, hub.find, hub.publish_address)
        async with _listening(config, front, asks, secret):
            server.prepare()
            work = [
                asyncio.create_task(children.keep("nginx", lambda: _nginx(server), lambda *_: hub.server_died())),
                asyncio.create_task(hub.look_for_ever()),
                asyncio.create_task(hub.report_for_ever()),
            ]
            try:
                await _until_up(server)
                _say_ready(config)
                await _first(stop, work)
            finally:
                await front.close()
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
                await hub.close()


async def _nginx(server: NginxRtmp) -> None:
    """One life of nginx."""
    process = await children.start(server.argv())
    try:
        # It moves its error channel into its log once that is open: the channel's end is not nginx's.
        said = await children.last_words(process)
        log.error("nginx ended with %s. %s", await process.wait(), said)
    finally:
        await children.end(process)


async def _until_up(server: NginxRtmp) -> None:
    """nginx says nothing when it is ready: ask until it answers."""
    loop = asyncio.get_running_loop()
    end = loop.time() + UP_S
    while await server.publishers() is None:
        if loop.time() > end:
            raise StartError("nginx không khởi động được. Xem dòng lỗi ở trên.", 70)
        await asyncio.sleep(0.05)


async def _first(stop: asyncio.Event, work: list[asyncio.Task[None]]) -> None:
    """Until somebody says stop; a loop that ends by a fault of ours ends the process, its supervisor starts it anew."""
    waiting = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({waiting, *work}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in done - {waiting}:
        task.result()


@contextlib.asynccontextmanager
async def _listening(config: MediaConfig, front: Front, asks: hooks.Hooks, secret: str) -> AsyncIterator[None]:
    app = web.Application(client_max_size=1 << 16)
    hooks.add_routes(app, asks, secret)
    front.add_routes(app)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, config.front).start()
    try:
        yield
    finally:
        await runner.cleanup()


def _say_ready(config: MediaConfig) -> None:
    shown = LOOPBACK if config.host == "0.0.0.0" else config.host
    print(f"ops media ready http://{shown}:{config.http} rtmp://{shown}:{config.rtmp} pid={os.getpid()}", flush=True)
