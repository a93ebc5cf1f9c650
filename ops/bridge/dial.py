"""A TCP connection over a line that may have been dead a moment ago."""

from __future__ import annotations

import asyncio
import contextlib
import socket

AGAIN_S = 0.3
"""A request to connect that was lost, or sent while the line was dead, is repeated by the kernel after a second, then
after two more. So another one is begun beside it this soon: longer than an answer takes, short enough to be back."""


async def dial(host: str, port: int, longest_s: float) -> socket.socket:
    """The first connection that comes about. OSError when the other side refuses, TimeoutError after `longest_s`."""
    tries: set[asyncio.Task[socket.socket]] = set()
    try:
        async with asyncio.timeout(longest_s):
            while True:
                tries.add(asyncio.ensure_future(_knock(host, port)))
                done, _ = await asyncio.wait(tries, timeout=AGAIN_S, return_when="FIRST_COMPLETED")
                for one in done:
                    tries.discard(one)
                    return one.result()
    finally:
        for one in tries:
            one.cancel()
            one.add_done_callback(_shut)


async def _knock(host: str, port: int) -> socket.socket:
    """One request to connect, at the first address of the host that answers at all."""
    loop = asyncio.get_running_loop()
    error = OSError(f"no address of {host}")
    for family, kind, proto, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, proto)
        sock.setblocking(False)
        try:
            await loop.sock_connect(sock, address)
            return sock
        except OSError as found:
            sock.close()
            error = found
        except BaseException:
            sock.close()
            raise
    raise error


def _shut(task: asyncio.Task[socket.socket]) -> None:
    """A connection that came too late."""
    with contextlib.suppress(asyncio.CancelledError, OSError):
        task.result().close()
