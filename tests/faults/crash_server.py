"""The real server, which dies by SIGKILL at a named point of the next scan.

The point stands in the file named by CRASH_FILE; without the file nothing happens. Points, in the order of a write:
begin (nothing yet), begun (transaction open), facts (read), rows (some written; PostgreSQL: all ready, it gets
them with the journal as one), journal (all written), commit (just before),
committed (just after), reply (the answer is ready).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import event

import wsgi
from ops.checkin.actions import doors
from ops.core import direct, journal, replies
from ops.core.db import Database

POINTS = ("begin", "begun", "facts", "rows", "journal", "commit", "committed", "reply")
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
    real = Database.write

    @contextlib.contextmanager
    def write(self: Database) -> Iterator[Any]:
        at("begin")
        with real(self) as conn:
            at("begun")
            yield conn
        at("committed")

    Database.write = write  # type: ignore[method-assign]


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
    """PostgreSQL gets rows and lines as one message: its point is just before."""
    real = journal.write

    def write(conn: Any, *args: Any, **options: Any) -> Any:
        if conn.dialect.name != "sqlite":
            at("rows")
        return real(conn, *args, **options)

    journal.write = write


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
