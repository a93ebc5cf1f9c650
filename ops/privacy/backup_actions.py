"""Backups: databases of ours beside the working one, found where they may lie and blanked in place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import column, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ops.core import clock
from ops.core.db import Database
from ops.privacy.blank_actions import blank, left
from ops.privacy.plan import Plan, Report
from ops.privacy.proof import Needles
from ops.privacy.tables import Tables

SQLITE_HEAD = b"SQLite format 3\0"


def backups(db: Database, plan: Plan, report: Report) -> Iterator[Path]:
    """Databases of ours beside the working one: in the data folder, where `ops backup` put them, where it is told."""
    live = Path(db.url.database).resolve() if db.sqlite and db.url.database else None
    seen = set()
    for file in [*walk(plan.data), *_elsewhere(plan, report)]:
        one = file.resolve()
        if one != live and one not in seen and is_database(one):
            seen.add(one)
            yield one


def _elsewhere(plan: Plan, report: Report) -> Iterator[Path]:
    for place in [*plan.more, *noted(plan.data)]:
        if place.is_dir():
            yield from walk(place)
        elif place.exists():
            yield place
        else:
            report.beyond.append(str(place))


def noted(data: Path) -> list[Path]:
    """Where `ops backup` has written to, see ops/backup.py."""
    try:
        return [Path(line) for line in (data / "backups.txt").read_text().splitlines() if line]
    except FileNotFoundError:
        return []


def walk(folder: Path) -> Iterator[Path]:
    """Every file below a folder; links are not followed."""
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            file = Path(place) / name
            if file.is_file() and not file.is_symlink():
                yield file


def is_database(file: Path) -> bool:
    """Whether this is a SQLite file."""
    with contextlib.suppress(OSError), file.open("rb") as data:
        return data.read(len(SQLITE_HEAD)) == SQLITE_HEAD
    return False


@contextlib.contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """A connection to a backup that leaves no old bytes behind and no companions."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA journal_mode=DELETE")
            conn.exec_driver_sql("PRAGMA secure_delete=ON")
            yield conn
    finally:
        engine.dispose()


def purge_backup(file: Path, event_id: str, needles: Needles, report: Report) -> None:
    """Blank the same event in a backup and give its free pages back."""
    try:
        with opened(file) as conn:
            tables = Tables(conn)
            if not list(tables.rows("event", ["id"], column("id") == event_id)):
                return
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            blank(tables, event_id, needles, clock.now())
            conn.exec_driver_sql("COMMIT")
            conn.exec_driver_sql("VACUUM")
            report.left += left(tables, event_id)
        report.backups.append(str(file))
    except (DBAPIError, OSError, ValueError) as error:
        report.failed.append(f"{file}: {type(error).__name__}")
