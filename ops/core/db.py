"""The database: one engine per process, SQLite (one process, WAL, synchronous=FULL) or PostgreSQL.

Measured: synchronous=NORMAL lost 111-172 acknowledged commits in a power cut, FULL none; yielding inside a SQLite
write transaction froze the server for 6 s, hence the write lock and no I/O between begin and commit.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, MetaData, create_engine, event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError as PoolTimeout

from ops import engine
from ops.errors import Busy, Invalid, StartError

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)
Instant = BigInteger
"""Type of a column that holds an instant: ms since 1970 in UTC, the same in both databases (see core/clock.py)."""

# While SQLite waits for another program's lock the whole process stands still: keep it short, clients ask again.
BUSY_TIMEOUT_MS = 250
POOL_SIZE = 5
TIDY_EVERY_S = 5.0
LOCKED_EXIT = 75
LOST_DISK_EXIT = 74
LOST_DISK_WORDS = "Đĩa của cơ sở dữ liệu báo lỗi đọc ghi (hỏng, bị tháo hoặc đầy). Máy chủ dừng để khởi động lại.\n"
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "foreign_keys=ON",
    "wal_autocheckpoint=1000",
    "journal_size_limit=16777216",
    "cache_size=-16000",
)
POSTGRES_OPTIONS = "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"


class Database:
    """`read()` and `write()` hand out connections; nothing else does."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if not self.sqlite:
            engine.be_patient_with_postgres()
        self.write_lock = threading.Lock()
        self.engine = self._sqlite_engine() if self.sqlite else self._postgres_engine()
        self._lock_file: int | None = None

    def _sqlite_engine(self) -> Engine:
        engine = create_engine(
            self.url,
            hide_parameters=True,  # an error that is printed names no person
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=5,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": 512},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgres_engine(self) -> Engine:
        engine = create_engine(
            self.url,
            hide_parameters=True,  # an error that is printed names no person
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=False,
            pool_recycle=1800,
            isolation_level="AUTOCOMMIT",  # the driver adds nothing: each change of its mode was a round trip more
            executemany_mode="values_plus_batch",  # many updates in one round trip, not one each
            connect_args={"connect_timeout": 3, "keepalives": 1, "options": POSTGRES_OPTIONS},
        )
        event.listen(engine, "begin", _begin_postgres)
        event.listen(engine, "commit", _commit_postgres)
        event.listen(engine, "rollback", _roll_back_postgres)
        return engine

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database; never writes."""
        with _named_errors(), self.engine.connect() as conn:
            view = conn.execution_options(ro=True)
            with view.begin():
                yield view

    @contextlib.contextmanager
    def glance(self) -> Iterator[Connection]:
        """For a look at a row or two that need not agree: on PostgreSQL a round trip each, none for a transaction."""
        with _named_errors(), self.engine.connect() as conn:
            yield conn.execution_options(ro=True, bare=True)

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One short transaction. The lock is the queue on SQLite; on PostgreSQL it saves waiting on the event row."""
        with _named_errors(), self.write_lock, self.engine.begin() as conn:
            yield conn

    @contextlib.contextmanager
    def write_in_two_trips(self) -> Iterator[Connection]:
        """Like `write`, but on PostgreSQL the first statement brings BEGIN along and the last one COMMIT (`direct`)."""
        if self.sqlite:
            with self.write() as conn:
                yield conn
            return
        with _named_errors(), self.write_lock, self.engine.connect() as conn:
            try:
                yield conn.execution_options(bare=True)
            except BaseException:
                _roll_back(conn)
                raise

    def look_at_sizes(self) -> None:
        """PostgreSQL: count anew how much stands in the tables that an evening fills; it chooses an index by that.

        Until somebody has, it takes a table for nearly empty and reads all lines of the event for each scan: 9 ms a
        batch after 1,300 scans, growing. Its own look comes a minute late. Writers are not kept waiting.
        """
        if not self.sqlite:
            with contextlib.suppress(Busy), self.engine.connect() as conn:
                conn.execution_options(bare=True)
                conn.execute(text("ANALYZE scan, arrived, undo, journal"))

    def keep_tidy(self, over: Callable[[], bool]) -> None:
        """SQLite: bring what stands in the log into the file while it is little. Every 80th cue took 12 ms for it."""
        while self.sqlite and not over():
            engine.sleep(TIDY_EVERY_S)
            engine.run_blocking(_checkpoint, str(self.url.database))

    def claim(self) -> None:
        """SQLite only: one process per file. The lock is held for life; a second process exits with 75."""
        if not self.sqlite or not self.url.database:
            return
        path = Path(self.url.database + ".lock")
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StartError(
                f"Một máy chủ khác đang dùng {self.url.database}. Dừng máy chủ kia trước, hoặc chuyển sang PostgreSQL.",
                LOCKED_EXIT,
            ) from error
        except OSError as error:
            raise StartError(f"Không ghi được {path}: {error.strerror}.") from error
        self._lock_file = handle

    def release(self) -> None:
        """Close connections and give the lock back."""
        self.engine.dispose()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None


def _checkpoint(path: str) -> None:
    """A checkpoint that waits for nobody and keeps nobody waiting; what it cannot do now it does the next time."""
    there = Path(path).absolute().as_uri() + "?mode=rw"  # never a new file where the database is gone
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(there, timeout=0, uri=True)) as conn:
        conn.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _roll_back(conn: Connection) -> None:
    """End a transaction that the driver knows nothing of; a connection that cannot is thrown away with it."""
    try:
        conn.exec_driver_sql("ROLLBACK")
    except Exception:
        conn.invalidate()


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN" if conn.get_execution_options().get("ro") else "BEGIN IMMEDIATE")


def _begin_postgres(conn: Connection) -> None:
    """A transaction of our own; with the option `bare` there is none, each statement stands for itself."""
    options = conn.get_execution_options()
    if not options.get("bare"):
        conn.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ" if options.get("ro") else "BEGIN")


def _commit_postgres(conn: Connection) -> None:
    if not conn.get_execution_options().get("bare"):
        conn.exec_driver_sql("COMMIT")


def _roll_back_postgres(conn: Connection) -> None:
    if not (conn.get_execution_options().get("bare") or conn.invalidated):
        _roll_back(conn)


@contextlib.contextmanager
def _named_errors() -> Iterator[None]:
    """Turn a database that cannot answer into `Busy`; leave programming errors alone."""
    try:
        yield
    except PoolTimeout as error:
        raise Busy() from error
    except (OperationalError, DBAPIError) as error:
        raise named(error) from error
    except ValueError as error:
        if "NUL (0x00)" in str(error):  # PostgreSQL cannot hold one; nothing that people write has it
            raise Invalid("invalid") from error
        raise


def named(error: DBAPIError) -> Exception:
    """The error of this program for an error of the driver; the driver's own when it is a mistake of ours."""
    words = str(error.orig).lower()
    if "disk i/o error" in words or getattr(error.orig, "errno", None) == errno.EIO:
        # After an I/O error the handles of this process are worthless: leave, and let the supervisor start anew.
        os.write(2, LOST_DISK_WORDS.encode())
        os._exit(LOST_DISK_EXIT)
    if "disk is full" in words or "no space left" in words:
        return Busy("disk_full", 5)
    if "readonly" in words or "read-only" in words:
        return Busy("disk_read_only", 5)
    if "no such" in words or "syntax error" in words:
        return error
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Busy()
    return error


def check_writable(db: Database) -> None:
    """Commit one row: a server that could not store a scan must refuse to start."""
    try:
        with db.write() as conn:
            conn.execute(text("UPDATE installation SET started_at = started_at + 1"))
    except (Busy, DBAPIError) as error:
        raise StartError(
            "Cơ sở dữ liệu không ghi được (đĩa chỉ đọc, đầy hoặc mất kết nối). Máy chủ không khởi động."
        ) from error
