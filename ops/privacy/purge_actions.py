"""The purge of an event: backups first, then files, then the tables in one transaction, then the proof.

The order is what makes a purge that was cut off end clean when it is run again: the strings to look for come from the
tables, so the tables of the working database are blanked last of all, together. Run by `ops purge` at the keyboard, or
as the child of a job while the server works on (in WAL mode SQLite lets a second process in; docs/personal-data.md).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import column, create_engine, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ops.checkin.models import delegation, guest, policy
from ops.core import actions as core_actions, clock
from ops.core.db import Database
from ops.core.models import device
from ops.core.when import day_words
from ops.core.work import Doorbell, Work, begin
from ops.errors import Busy, Conflict, NotFound
from ops.privacy import queries
from ops.privacy.places_actions import PLACES, Tables, blank, gather, left, staying
from ops.privacy.proof import Needles, Searched, search

Row = dict[str, Any]
Tell = Callable[[int, int, Row | None], None]
STEPS = ("strings", "backups", "files", "tables", "compact", "search")
SQLITE_HEAD = b"SQLite format 3\0"
TRIES = 40
WAIT_S = 0.25


@dataclass(frozen=True)
class Plan:
    """What a purge needs to know. `own_job` is the folder it runs in itself, if any."""

    event_id: str
    actor: str
    data: Path
    more: tuple[Path, ...] = ()  # folders and files with backups elsewhere
    own_job: str = ""
    tell: Tell = lambda done, total, said: None

    def step(self, name: str) -> None:
        """Say how far it is."""
        self.tell(STEPS.index(name), len(STEPS), None)


@dataclass
class Report:
    """What was done, in counts; what could not be done, in places."""

    blanked: Row = field(default_factory=dict)
    backups: list[str] = field(default_factory=list)
    files_removed: int = 0
    beyond: list[str] = field(default_factory=list)  # noted, but not there to be reached
    failed: list[str] = field(default_factory=list)
    strings: int = 0
    short: int = 0
    kept: int = 0
    left: int = 0
    searched: Searched = field(default_factory=Searched)

    @property
    def clean(self) -> bool:
        """Whether nothing was found and everything that was reached was done."""
        return not (self.searched.found or self.searched.unread or self.failed or self.left)

    def row(self) -> Row:
        """As the result of a job."""
        names = ("blanked", "files_removed", "beyond", "failed", "strings", "short", "kept", "left", "clean")
        told: Row = {name: getattr(self, name) for name in names} | {"backups": len(self.backups)}
        return told | {name: getattr(self.searched, name) for name in ("files", "bytes", "found", "unread")}


def purge(db: Database, plan: Plan) -> Report:
    """Do it, and prove it; safe to run again at any time."""
    report = Report()
    plan.step("strings")
    copies = list(backups(db, plan, report))
    needles = collect(db, plan, copies, report)
    plan.step("backups")
    for one in copies:
        purge_backup(one, plan.event_id, needles, report)
    plan.step("files")
    report.files_removed = remove_files(plan)
    plan.step("tables")
    with patiently(db, plan) as work:
        secure(work.conn)
        report.blanked = blank_event(work, needles)
    plan.step("compact")
    compact(db, report)
    plan.step("search")
    prove(db, plan, copies, needles, report)
    return report


@contextlib.contextmanager
def patiently(db: Database, plan: Plan) -> Iterator[Work]:
    """A unit of work; while the server writes, it waits its turn."""
    with contextlib.ExitStack() as stack:
        for tried in range(TRIES):
            try:
                work = stack.enter_context(begin(db, Doorbell(), plan.event_id, plan.actor))
            except Busy:
                if tried == TRIES - 1:
                    raise
                time.sleep(WAIT_S)
            else:
                break
        yield work


# ---------- what is looked for ----------


def collect(db: Database, plan: Plan, copies: list[Path], report: Report) -> Needles:
    """The personal strings of the event, from the database and every backup, without those that stay elsewhere."""
    needles, stay = Needles(), set[str]()
    with db.read() as conn:
        tables = Tables(conn)
        gather(tables, plan.event_id, needles)
        stay.update(staying(tables, plan.event_id))
    for one in copies:
        with contextlib.suppress(DBAPIError), opened(one) as conn:
            tables = Tables(conn)
            gather(tables, plan.event_id, needles)
            stay.update(staying(tables, plan.event_id))
    needles.spare(stay)
    report.strings, report.short, report.kept = len(needles), len(needles.short), len(needles.kept)
    return needles


# ---------- backups ----------


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


# ---------- files ----------


def remove_files(plan: Plan) -> int:
    """Files of jobs (uploads, exports, sheets, letters), passwords of the sample, halves of backups."""
    count = 0
    jobs = plan.data / "jobs" / plan.event_id
    for folder in jobs.iterdir() if jobs.is_dir() else ():
        if folder.name != plan.own_job:
            count += sum(1 for _ in walk(folder))
            shutil.rmtree(folder)
    for file in (plan.data / f"{plan.event_id}-passwords.json", *plan.data.glob("*.draft")):
        if file.exists():
            file.unlink()
            count += 1
    return count


# ---------- the tables ----------


def blank_event(work: Work, needles: Needles) -> Row:
    """Blank everybody and take the devices' rights; one line tells every screen and tablet. Nothing new: no line."""
    event_id = work.event_id
    if work.head is None:
        raise NotFound
    for one in _devices(work):
        core_actions.revoke_device(work, str(uuid.uuid4()), one)
    touched = subjects(work)
    counts = blank(Tables(work.conn), event_id, needles, work.now)
    if counts:
        work.record("privacy.event_purged", f"event:{event_id}", touched, {"rows": counts})
    return counts


def _devices(work: Work) -> list[str]:
    query = select(device.c.id).where(device.c.event_id == work.event_id, device.c.revoked_at.is_(None))
    return [row.id for row in work.conn.execute(query)]


def subjects(work: Work) -> dict[str, list[str]]:
    """Rows that look different afterwards."""
    event_id, ask = work.event_id, work.conn.execute
    tables = Tables(work.conn)
    versions = tables.rows("freeze", ["version"], column("event_id") == event_id)
    return {
        "guest": [row.id for row in ask(select(guest.c.id).where(guest.c.event_id == event_id))],
        "delegation": [row.id for row in ask(select(delegation.c.id).where(delegation.c.event_id == event_id))],
        "device": [row.id for row in ask(select(device.c.id).where(device.c.event_id == event_id))],
        "issue": queries.issue_ids(work.conn, event_id),
        "freeze": [str(one) for (one,) in versions],
    }


def secure(conn: Connection) -> None:
    """SQLite: zeros over what is deleted."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA secure_delete=ON")


# ---------- no byte left ----------


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
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
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


def prove(db: Database, plan: Plan, copies: list[Path], needles: Needles, report: Report) -> None:
    """Look for every string in every file, and in PostgreSQL in every row; note the day when nothing is left."""
    inside = {file.resolve() for file in walk(plan.data)}
    if db.sqlite:  # it may be told to live elsewhere
        inside |= {Path(f"{db.url.database}{ending}").resolve() for ending in ("", "-wal", "-shm")}
    report.searched = search(needles, sorted({*inside, *copies}))
    with db.read() as conn:
        tables = Tables(conn)
        report.left += left(tables, plan.event_id)
        if not db.sqlite:
            search_tables(tables, needles, report.searched)
    if report.clean:
        with patiently(db, plan) as work:
            mark_done(work, report)


def search_tables(tables: Tables, needles: Needles, result: Searched) -> None:
    """Every word of every row, as a dump would hold it."""
    for name in tables.columns:
        for row in tables.rows(name, tables.texts(name)):
            data = "\0".join(one or "" for one in row).encode()
            result.bytes += len(data)
            if any(True for _ in needles.find(data)):
                result.found.append(f"table {name}")
        result.files += 1


def mark_done(work: Work, report: Report) -> None:
    """The day of the purge, once; the line is the evidence."""
    mine = policy.c.event_id == work.event_id
    row = work.conn.execute(select(policy.c.purged_at).where(mine)).first()
    if row is not None and row.purged_at is not None and not report.blanked:
        return
    if row is None:
        work.conn.execute(insert(policy).values(event_id=work.event_id, purged_at=work.now))
    else:
        work.conn.execute(update(policy).where(mine).values(purged_at=work.now))
    searched = report.searched
    facts = {"strings": report.strings, "files": searched.files, "bytes": searched.bytes, "found": 0}
    work.record("privacy.purge_proved", f"event:{work.event_id}", {}, facts)


def require_due(conn: Connection, event_id: str, at: int) -> None:
    """Before its day a purge has to be asked for by name."""
    event, held = queries.event_and_policy(conn, event_id)
    due = queries.due_at(event, held)
    if at < due:
        raise Conflict("purge_too_early", day=day_words(due, event["zone"], "vi"))
