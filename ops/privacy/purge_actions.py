"""The purge of an event: backups first, then files, then the tables in one transaction, then the proof.

The order is what makes a purge that was cut off end clean when it is run again: the strings to look for come from the
tables, so the tables of the working database are blanked last of all, together. Run by `ops purge` at the keyboard, or
as the child of a job while the server works on (in WAL mode SQLite lets a second process in; docs/personal-data.md).
"""

from __future__ import annotations

import contextlib
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import column, insert, select, update
from sqlalchemy.exc import DBAPIError

from ops.checkin.models import delegation, guest, policy
from ops.core import actions as core_actions
from ops.core.db import Database
from ops.core.models import device
from ops.core.work import Doorbell, Work, begin
from ops.errors import Busy, NotFound
from ops.privacy import queries
from ops.privacy.backup_actions import backups, opened, purge_backup, walk
from ops.privacy.blank_actions import blank, left
from ops.privacy.compact_actions import TRIES, WAIT_S, compact, secure
from ops.privacy.personal_queries import gather, staying
from ops.privacy.plan import Plan, Report, Row
from ops.privacy.proof import Needles, Searched, search
from ops.privacy.tables import Tables

CATALOGUE = (
    "producer", "live_person", "live_paper", "channel", "live_request", "live_slot", "space_exhibitor", "space_flag",
)  # fmt: skip
"""Tables of the livestreams and spaces whose rows are told anew."""


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


# ---------- files ----------


def remove_files(plan: Plan) -> int:
    """Files of jobs (uploads, exports, letters), proofs of numbers, passwords of the sample, halves of backups."""
    count = 0
    jobs = plan.data / "jobs" / plan.event_id
    for folder in jobs.iterdir() if jobs.is_dir() else ():
        if folder.name != plan.own_job:
            count += sum(1 for _ in walk(folder))
            shutil.rmtree(folder)
    # photos of screens and exports, on which buyers may stand; scans of papers, on which sellers and hosts do
    for kept in (plan.data / "figures" / plan.event_id, plan.data / "papers" / plan.event_id):
        if kept.is_dir():
            count += sum(1 for _ in walk(kept))
            shutil.rmtree(kept)
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
    mine = column("event_id") == event_id
    versions = tables.rows("freeze", ["version"], mine)
    return {
        "guest": [row.id for row in ask(select(guest.c.id).where(guest.c.event_id == event_id))],
        "delegation": [row.id for row in ask(select(delegation.c.id).where(delegation.c.event_id == event_id))],
        "device": [row.id for row in ask(select(device.c.id).where(device.c.event_id == event_id))],
        "issue": queries.issue_ids(work.conn, event_id),
        "freeze": [str(one) for (one,) in versions],
        "sheet_row": [str(one) for (one,) in tables.rows("sheet_row", ["id"], mine)],
        "message": [str(one) for (one,) in tables.rows("stage_message", ["id"], mine)],
        **{name: [str(one) for (one,) in tables.rows(name, ["id"], mine)] for name in CATALOGUE},
        "live_release": [str(one) for (one,) in tables.rows("live_release", ["version"], mine)],
        "live_settings": ["live"],
        "ready": ["/".join(one) for one in tables.rows("stage_ready", ["row", "role", "device"], mine)],
    }


# ---------- the proof ----------


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
