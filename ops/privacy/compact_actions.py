"""No byte left: what was deleted is in no page of the database's files any more, and not in its WAL."""

from __future__ import annotations

import contextlib
import sqlite3
import time

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ops.core.db import Database
from ops.errors import Conflict
from ops.privacy.places import PLACES
from ops.privacy.plan import Report

TRIES = 40
WAIT_S = 0.25


def secure(conn: Connection) -> None:
    """SQLite: zeros over what is deleted."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA secure_delete=ON")


def compact(db: Database, report: Report) -> None:
    """Give free pages back: what was deleted is in no page of the file any more, and not in its WAL."""
    if db.sqlite:
        empty_wal(db, "VACUUM")
    else:
        rewrite(db, report)


def empty_wal(db: Database, *first: str) -> None:
    """Bring the WAL into the file and cut it to nothing; waits for readers that still need it."""
    conn = sqlite3.connect(str(db.url.database), timeout=10, isolation_level=None)
    with contextlib.closing(conn):
        conn.execute("PRAGMA secure_delete=ON")
        for statement in first:
            conn.execute(statement)
        for _ in range(TRIES):
            busy, *_ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
            time.sleep(WAIT_S)
    raise Conflict("purge_database_busy")


def rewrite(db: Database, report: Report) -> None:
    """PostgreSQL: new files for the tables that were blanked, then a checkpoint so that the old ones are freed."""
    tables = [f'"{place.name}"' for place in PLACES] + ["staff", "session", "journal"]
    with db.engine.connect().execution_options(bare=True) as conn:
        conn.exec_driver_sql("SET statement_timeout = 0")
        conn.exec_driver_sql("SET lock_timeout = 0")
        for one in tables:
            conn.exec_driver_sql(f"VACUUM FULL {one}")
        try:
            conn.exec_driver_sql("CHECKPOINT")
        except DBAPIError:
            report.beyond.append("PostgreSQL CHECKPOINT")  # only a superuser or pg_checkpoint may
        conn.exec_driver_sql("RESET ALL")
    db.engine.dispose()  # the next connections have the usual limits again
