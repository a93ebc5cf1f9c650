"""A frame is given to the kernel whole and in order, or left to the queue of its client."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ops.core.fanout import hand_over, text_frame

BIG = 4_000_000


class Pipe:
    """Our end of a connection, as the engine's WebSocket shows it; `fd` is the socket without the engine's patience."""

    def __init__(self, sock: Any) -> None:
        self.sock = sock
        self.fd = getattr(sock, "fd", getattr(sock, "_sock", sock))

    def sendall(self, data: bytes) -> None:
        self.sock.sendall(data)


@dataclass
class Straight:
    socket: Any
    _sendlock: Any = field(default_factory=threading.Lock)


@dataclass
class Owner:
    """A client of the library, as far as it matters here."""

    straight: Any
    queue: queue.Queue[str] = field(default_factory=queue.Queue)
    closed: bool = False
    closing: bool = False


@pytest.fixture
def ends() -> Iterator[tuple[Owner, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    yield Owner(Straight(Pipe(ours))), theirs
    ours.close()
    theirs.close()


def read(sock: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        found += sock.recv(65_536)
    return bytes(found)


@pytest.mark.parametrize(("size", "head"), [(5, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
def test_a_frame_says_how_long_it_is(size: int, head: int) -> None:
    frame = text_frame("x" * size)
    assert frame[0] == 0x81
    told = frame[1] if head == 2 else int.from_bytes(frame[2:head])
    assert (told, len(frame)) == (size, size + head)
    assert frame[1] == {2: size, 4: 126, 10: 127}[head], "not masked"


def test_a_client_that_keeps_up_has_it_at_once(ends: tuple[Owner, socket.socket]) -> None:
    owner, theirs = ends
    frame = text_frame("Giờ của anh")
    assert hand_over(owner, frame)
    assert theirs.recv(100) == frame


def test_nothing_overtakes_what_waits(ends: tuple[Owner, socket.socket]) -> None:
    owner, theirs = ends
    owner.queue.put("earlier")
    assert not hand_over(owner, b"later")
    owner.queue.get()
    owner.straight._sendlock.acquire()
    assert not hand_over(owner, b"later"), "somebody is in the middle of a frame"
    owner.straight._sendlock.release()
    owner.closing = True
    assert not hand_over(owner, b"later")
    owner.closing, owner.straight = False, None
    assert not hand_over(owner, b"later"), "an engine that does not show its sockets"
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        theirs.recv(1)


def test_a_frame_that_was_taken_in_part_is_finished_before_anything_else(ends: tuple[Owner, socket.socket]) -> None:
    owner, theirs = ends
    frame = text_frame("ă" * BIG)
    assert hand_over(owner, frame)
    assert not hand_over(owner, b"later")
    assert read(theirs, len(frame)) == frame
    end = time.monotonic() + 20
    while owner.straight._sendlock.locked() and time.monotonic() < end:
        time.sleep(0.01)
    assert hand_over(owner, b"later")
    assert theirs.recv(100) == b"later"


def test_what_is_encrypted_goes_by_the_queue(ends: tuple[Owner, socket.socket]) -> None:
    owner, _ = ends
    owner.straight.socket.getpeercert = lambda: None
    assert not hand_over(owner, b"anything")
