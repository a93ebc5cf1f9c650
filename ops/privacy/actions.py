"""Verbs of privacy: publish a notice, blank one person, ask for the purge of the whole event."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import and_, column, insert, or_, select, table, update
from sqlalchemy.engine import Connection

from ops.checkin.actions import lists
from ops.checkin.models import delegation, guest, scan
from ops.core import jobs, journal
from ops.core.access import log_access
from ops.core.actions import fresh
from ops.core.models import job
from ops.core.when import day_words
from ops.core.work import Work
from ops.errors import Conflict
from ops.privacy import queries
from ops.privacy.blank_actions import blank_place
from ops.privacy.compact_actions import secure
from ops.privacy.places import GONE, PLACES
from ops.privacy.proof import Needles, redact
from ops.privacy.tables import Tables, here

Row = dict[str, Any]
PURGE = "privacy.purge"
OF_GUEST = {place.name: place for place in PLACES}
CONTACT = {"contact": "", "contact_phone": None, "contact_email": None}


def publish_notice(work: Work, ref: str, words_vi: str, words_en: str) -> Row:
    """A new version of the notice; earlier ones stay as they were, for who was told them."""
    version = queries.last_version(work.conn, work.event_id) + 1
    row = {"event_id": work.event_id, "version": version, "words_vi": words_vi, "words_en": words_en}
    work.conn.execute(insert(queries.table_of("notice")).values(**row, made_at=work.now, made_by=work.actor))
    facts = {"version": version}
    index = work.record("privacy.notice_published", f"notice:{version}", {}, facts, ref=ref)
    return fresh(work, ref, "privacy.notice_published", facts, index)


# ---------- one person ----------


def erase_guest(work: Work, ref: str, guest_id: str, reason: str) -> Row:
    """Blank one person everywhere; that somebody came stays as a number. `reason` is a word of the payload."""
    row = lists.require_guest(work, guest_id)
    facts: Row = {"guest": guest_id, "reason": reason, "changes": {}}
    if row["purged_at"] is not None:
        return fresh(work, ref, "privacy.guest_erased", facts, None)
    _require_no_job(work)
    secure(work.conn)
    touched = lists.touched_by(work, row) | {"freeze": _blank_freezes(work, guest_id)}
    _blank_around(work, row)
    _blank_guest(work, row)
    if row["status"] != "cancelled":
        facts["changes"] = {"status": {"before": row["status"], "after": "cancelled"}}
    log_access(work.conn, work.event_id, work.actor, "privacy.erase", 1, f"guest {guest_id}")
    index = work.record("privacy.guest_erased", f"guest:{guest_id}", touched, facts, ref=ref)
    return fresh(work, ref, "privacy.guest_erased", facts, index)


def _require_no_job(work: Work) -> None:
    """A file that is being made now may hold this person; it would be finished after the erasure."""
    busy = select(job.c.id).where(job.c.event_id == work.event_id, job.c.state.in_(jobs.OPEN))
    if work.conn.execute(busy).first():
        raise Conflict("erase_while_job")


def _blank_guest(work: Work, row: Row) -> None:
    blank_place(Tables(work.conn), OF_GUEST["guest"], work.event_id, column("id") == row["id"])
    mine = and_(guest.c.event_id == work.event_id, guest.c.id == row["id"])
    values = {"status": "cancelled", "purged_at": work.now, "changed_at": work.now}
    work.conn.execute(update(guest).where(mine).values(**values))


def _blank_around(work: Work, row: Row) -> None:
    """What else says who it was: words of scans and calls, lines of lists, mails, the contact of the delegation."""
    tables, event_id = Tables(work.conn), work.event_id
    refs = [one.ref for one in work.conn.execute(select(scan.c.ref).where(*_mine(scan, work, row)))]
    blank_place(tables, OF_GUEST["scan"], event_id, column("guest_id") == row["id"])
    blank_place(tables, OF_GUEST["undo"], event_id, column("target").in_(refs))
    blank_place(tables, OF_GUEST["call"], event_id, column("guest_id") == row["id"])
    blank_place(tables, OF_GUEST["mail"], event_id, column("guest_id") == row["id"])
    lines = [and_(column("import_id") == one["import_id"], column("number") == one["number"])
             for one in queries.imports(work.conn, event_id, row)]  # fmt: skip
    if lines:
        blank_place(tables, OF_GUEST["list_row"], event_id, or_(*lines))
    _blank_contact(work, row)
    _redact_kept(work, row)
    work.conn.execute(update(job).where(job.c.event_id == event_id, job.c.kind != PURGE).values(result="{}"))


def _mine(where: Any, work: Work, row: Row) -> tuple[Any, Any]:
    return where.c.event_id == work.event_id, where.c.guest_id == row["id"]


def _blank_contact(work: Work, row: Row) -> None:
    """Whom to call for a delegation is often one of its guests."""
    same = [delegation.c[f"contact_{name}"] == row[name] for name in ("phone", "email") if row[name]]
    mine = or_(delegation.c.contact == row["name"], *same)
    work.conn.execute(update(delegation).where(delegation.c.event_id == work.event_id, mine).values(**CONTACT))


def _redact_kept(work: Work, row: Row) -> None:
    """Items kept aside keep their refs and times; only what names this person goes."""
    needles = Needles()
    for value in filter(None, (row["name"], row["phone"], row["email"])):
        needles.add(value)
    target = table("quarantine", column("event_id"), column("ref"), column("body"))
    for one in work.conn.execute(select(target).where(here(work.event_id))).mappings().all():
        if needles.stand_in(one["body"]) or f'"{row["id"]}"' in one["body"]:
            body = _without_words(one["body"], needles)
            here_it_is = and_(here(work.event_id), column("ref") == one["ref"])
            work.conn.execute(update(target).where(here_it_is).values(body=body))


def _without_words(body: str, needles: Needles) -> str:
    try:
        value = redact(json.loads(body), needles, GONE)
    except ValueError:
        return "{}"
    return journal.pack(value)


def _blank_freezes(work: Work, guest_id: str) -> list[str]:
    """Introductions that were frozen with this person: the place stays, the words go."""
    freeze = queries.table_of("freeze")
    found = queries.freezes_of(work.conn, work.event_id, guest_id)
    for one in found:
        for entry in queries.entries_of(one["body"], guest_id):
            words = {name: "" for name, value in entry.items() if isinstance(value, str) and name != "id"}
            entry.update(words | {"name": GONE})
        mine = and_(freeze.c.event_id == work.event_id, freeze.c.version == one["version"])
        work.conn.execute(update(freeze).where(mine).values(body=journal.pack(one["body"])))
    return [str(one["version"]) for one in found]


# ---------- the whole event ----------


def ask_purge(work: Work, ref: str, now: bool) -> Row:
    """The job of the purge; before its day only by name."""
    if not now:
        require_due(work.conn, work.event_id, work.now)
    _require_no_job(work)
    return jobs.ask(work, ref, PURGE, {"now": now})


def require_due(conn: Connection, event_id: str, at: int) -> None:
    """Before its day a purge has to be asked for by name."""
    event, held = queries.event_and_policy(conn, event_id)
    due = queries.due_at(event, held)
    if at < due:
        raise Conflict("purge_too_early", day=day_words(due, event["zone"], "vi"))
