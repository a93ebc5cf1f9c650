"""Connections over a line that may be dead: a request that nobody hears is not waited for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest

from ops.bridge.dial import dial

LONG_S = 30.0


@pytest.fixture
def full() -> Iterator[socket.socket]:
    """A server that hears no request: the one place in its queue is taken, and the system drops the rest unheard."""
    server = socket.create_server(("127.0.0.1", 0), backlog=0)
    taken = socket.create_connection(server.getsockname())
    yield server
    taken.close()
    server.close()


def test_another_request_is_made_beside_one_that_is_not_heard(full: socket.socket) -> None:
    port = full.getsockname()[1]

    async def let_in_later() -> tuple[str, int]:
        asked = asyncio.ensure_future(dial("127.0.0.1", port, LONG_S))
        while len(_requests(port)) < 2:
            await asyncio.sleep(0.02)
        assert not asked.done()
        full.accept()[0].close()
        sock = await asked
        with contextlib.closing(sock):
            peer: tuple[str, int] = sock.getpeername()
            return peer

    assert asyncio.run(asyncio.wait_for(let_in_later(), LONG_S)) == ("127.0.0.1", port)


def _requests(port: int) -> list[str]:
    """Requests to this port that nobody has answered yet, as the kernel lists them (state 02: SYN sent)."""
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    return [row[1] for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "02"]


def test_who_refuses_is_not_asked_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(dial("127.0.0.1", port, LONG_S))


def test_nobody_is_asked_for_ever(full: socket.socket) -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(dial("127.0.0.1", full.getsockname()[1], 0.7))
