"""One message to a whole room: framed once, and handed straight to the kernel for every client that keeps up.

Through the library's queues each client costs a turn of its writer, two timers and its own copy of the frame: 60 us, of
which the kernel takes 8. A client whose queue is not empty, or whose buffer is full, is served by its queue as ever;
order is kept, for nothing is handed over directly while anything waits before it. Engines other than eventlet, and
connections that the server itself encrypts, always use the queues.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import Any

from ops import engine
from ops.core.socketio import SocketIO

EVENT, MESSAGE_TYPE = 2, "4"
TEXT_FRAME = 0x81


def text_frame(text: str) -> bytes:
    """A whole, unmasked WebSocket frame."""
    data = text.encode()
    size = len(data)
    if size < 126:
        return struct.pack("!BB", TEXT_FRAME, size) + data
    if size < 65_536:
        return struct.pack("!BBH", TEXT_FRAME, 126, size) + data
    return struct.pack("!BBQ", TEXT_FRAME, 127, size) + data


class Fanout:
    """Sends to rooms of one Socket.IO server."""

    def __init__(self, sio: SocketIO) -> None:
        self.server = sio.server
        if engine.MODE == "eventlet":
            self._notice_websockets()

    def _notice_websockets(self) -> None:
        """Remember the WebSocket of each client, which the library keeps to itself."""
        eio = self.server.eio
        inner: Callable[[Any, Any], Any] = eio._async["websocket"]

        def opened(handler: Any, server: Any) -> Any:
            def noticed(ws: Any) -> Any:
                handler.__self__.straight = ws
                return handler(ws)

            return inner(noticed, server)

        eio._async = {**eio._async, "websocket": opened}

    def emit(self, name: str, payload: Any, room: str) -> None:
        """Send an event to everybody in a room."""
        packet = self.server.packet_class(EVENT, namespace="/", data=[name, payload])
        text = packet.encode()
        frame, sockets = text_frame(MESSAGE_TYPE + text), self.server.eio.sockets
        for _, client in self.server.manager.get_participants("/", room):
            owner = sockets.get(client)
            if owner is not None and not hand_over(owner, frame):
                self.server.eio.send(client, text)


def hand_over(owner: Any, frame: bytes) -> bool:
    """Give a frame to the kernel now. False: not possible, and nothing was sent."""
    ws = getattr(owner, "straight", None)
    if ws is None or owner.closed or owner.closing or not owner.queue.empty() or ws._sendlock.locked():
        return False
    raw = plain_socket(ws)
    if raw is None:
        return False
    try:
        sent = raw.send(frame, socket.MSG_DONTWAIT)
    except OSError:  # full, or gone: its queue and its reader find out which
        return False
    if sent < len(frame):
        ws._sendlock.acquire()  # it is free: nothing else ran since it was looked at
        engine.spawn(_finish, ws, frame[sent:])
    return True


def plain_socket(ws: Any) -> Any:
    """The socket itself, when what is written to it goes out as it is."""
    return None if hasattr(ws.socket, "getpeercert") else getattr(ws.socket, "fd", None)


def _finish(ws: Any, rest: bytes) -> None:
    """The rest of a frame that the kernel took in part; whoever sends next waits for it."""
    try:
        ws.socket.sendall(rest)
    except OSError:
        return  # the reader of this connection ends it
    finally:
        ws._sendlock.release()
