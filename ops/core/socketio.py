"""Flask-SocketIO without the clients for Redis and HTTP that it imports when they are there: 0.2 s of every start."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def as_if_missing(*names: str) -> Iterator[None]:
    """Let what is imported inside believe that these packages are not installed."""
    before = {name: sys.modules[name] for name in names if name in sys.modules}
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(before)


with as_if_missing("redis", "valkey", "requests", "websocket", "kafka", "aiohttp"):
    from flask_socketio import (
        ConnectionRefusedError as ConnectionRefusedError,
        SocketIO as SocketIO,
        join_room as join_room,
    )
