"""The real server, which dies by SIGKILL at a named point of the next scan.

The point stands in the file named by CRASH_FILE; without the file nothing happens. Points, in the order of a write:
begin (nothing yet), begun (transaction open), facts (read), rows (some written; PostgreSQL: all ready to be sent), then
in the embedded database journal (all written) and commit (just before), on PostgreSQL, which gets rows, lines and
COMMIT as one message, sent (and its answer not heard); committed (just after), reply (the answer is ready).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from psycopg2 import extensions
from sqlalchemy import event

import wsgi
from ops.checkin.actions import doors
from ops.core import direct, journal, replies
from ops.core.db import Database

ASKED = Path(os.environ["CRASH_FILE"])
in_scan = False


def at(point: str) -> None:
    """Die here when asked to; other writes of the server (beats, start-up) are left alone."""
    if in_scan and ASKED.exists() and ASKED.read_text() == point:
        os.kill(os.getpid(), signal.SIGKILL)


def after(owner: Any, name: str, point: str) -> None:
    """Let `owner.name` do its work, then come to `point`."""
    real: Callable[..., Any] = getattr(owner, name)

    def wrapped(*args: Any, **options: Any) -> Any:
        answer = real(*args, **options)
        at(point)
        return answer

    setattr(owner, name, wrapped)


def wrap_write() -> None:
    real = Database.write_in_two_trips

    @contextlib.contextmanager
    def write(self: Database) -> Iterator[Any]:
        at("begin")
        with real(self) as conn:
            at("begun")
            yield conn
        at("committed")

    Database.write_in_two_trips = write  # type: ignore[method-assign]


def wrap_take_in() -> None:
    """Points count only inside the transaction of a scan."""
    real = doors.take_in

    def take_in(*args: Any) -> Any:
        global in_scan
        in_scan = True
        try:
            return real(*args)
        finally:
            in_scan = False

    doors.take_in = take_in  # type: ignore[assignment]


def wrap_commit() -> None:
    real = Database.__init__

    def init(self: Database, url: str) -> None:
        real(self, url)
        event.listen(self.engine, "commit", lambda conn: at("commit"))

    Database.__init__ = init  # type: ignore[method-assign]


def wrap_sending() -> None:
    """PostgreSQL gets rows and lines as one message: a point just before it, and one when it is on its way."""
    real = journal.send_last

    def send_last(conn: Any, *args: Any) -> Any:
        if conn.dialect.name == "sqlite":
            return real(conn, *args)
        at("rows")
        usual = extensions.get_wait_callback()
        extensions.set_wait_callback(die_unheard if ASKED.exists() and in_scan else usual)
        try:
            return real(conn, *args)
        finally:
            extensions.set_wait_callback(usual)

    journal.send_last = send_last


def die_unheard(conn: Any) -> None:
    """Send what there is to send, and come to the point; without one, wait for the answer."""
    while (state := conn.poll()) == extensions.POLL_WRITE:
        time.sleep(0.001)
    at("sent")
    while state != extensions.POLL_OK:
        time.sleep(0.001)
        state = conn.poll()


def wrap_reply() -> None:
    """The answer is whole and about to be handed to the socket."""
    real = replies.to_json

    def to_json(value: Any) -> bytes:
        global in_scan
        answer = real(value)
        if isinstance(value, dict) and "answers" in value:
            in_scan = True
            at("reply")
            in_scan = False
        return answer

    replies.to_json = to_json


wrap_write()
wrap_take_in()
wrap_commit()
wrap_reply()
after(doors.Batch, "load", "facts")
after(direct.Write, "run", "rows")  # the embedded database: each statement by itself
wrap_sending()
after(journal, "write", "journal")

if __name__ == "__main__":
    sys.exit(wsgi.main())
