"""What people decide about walk-ins, deputies and calls: approve or refuse, who is who, somebody is coming."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from ops.checkin import gate_queries, guest_queries
from ops.checkin.actions.lists import require_guest, touched_by
from ops.checkin.actions.standins import store_guest
from ops.checkin.extra_queries import deputies, is_doubtful
from ops.checkin.ledger import Ledger
from ops.checkin.models import call, scan
from ops.core import queries as core_queries
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound

Row = dict[str, Any]


def approve_walk_in(work: Work, ref: str, guest_id: str, approve: bool, reason: str) -> Row:
    """May somebody who is on no list come in? A refused one stays on record and may be approved later."""
    row = require_guest(work, guest_id)
    if not row["walk_in"] or row["approval"] is None:
        raise Conflict("not_a_walk_in")
    said = ("approved", "confirmed") if approve else ("refused", "cancelled")
    values: Row = dict(zip(("approval", "status"), said, strict=True))
    changes = {name: {"before": row[name], "after": value} for name, value in values.items() if row[name] != value}
    facts: Row = {"guest": guest_id, "approve": approve, "reason": bool(reason), "changes": changes}
    if not changes:
        return fresh(work, ref, "checkin.walk_in_decided", facts, None)
    note = {"note": " · ".join(filter(None, [row["note"], reason]))} if reason else {}
    store_guest(work, guest_id, values | note)
    index = work.record("checkin.walk_in_decided", f"guest:{guest_id}", touched_by(work, row), facts, ref=ref)
    return fresh(work, ref, "checkin.walk_in_decided", facts, index)


def decide_twin(work: Work, ref: str, guest_id: str, same: bool) -> Row:
    """A walk-in with the name of somebody who was there: one person, or two who share a name."""
    row = require_guest(work, guest_id)
    if not row["twin"]:
        raise Conflict("not_open")
    touched, facts = touched_by(work, row), {"guest": guest_id, "same": same, "first": row["twin"]}
    if same:
        first = require_guest(work, row["twin"])
        touched = _merged(touched, touched_by(work, first))
        merge(work, [guest_id], first["id"], touched)
        store_guest(work, guest_id, {"status": "cancelled", "twin": None})
        facts |= {"changes": {"status": {"before": row["status"], "after": "cancelled"}}}
    else:
        store_guest(work, guest_id, {"twin": ""})
    index = work.record("checkin.twin_decided", f"guest:{guest_id}", touched, facts, ref=ref)
    return fresh(work, ref, "checkin.twin_decided", facts, index)


def decide_stand_in(work: Work, ref: str, guest_id: str, keep: str) -> Row:
    """Who came of an invited person and the deputies named for them: one of these (`keep`, `invited`), or `both`."""
    row = require_guest(work, guest_id)
    named = deputies(work.conn, work.event_id, guest_id)
    if not is_doubtful(row, named):
        raise Conflict("not_open")
    if keep not in ("invited", "both") and keep not in {one["id"] for one in named}:
        raise Invalid("invalid", fields={"keep": "unknown"})
    touched = touched_by(work, row)
    for one in named:
        touched = _merged(touched, touched_by(work, one))
    changes = _keep_all(work, row, named) if keep == "both" else _keep_one(work, row, named, keep, touched)
    facts = {"guest": guest_id, "keep": keep, "changes": changes}
    index = work.record("checkin.stand_in_decided", f"guest:{guest_id}", touched, facts, ref=ref)
    return fresh(work, ref, "checkin.stand_in_decided", facts, index)


def _keep_all(work: Work, row: Row, named: list[Row]) -> Row:
    """They came beside each other: deputies who are here become guests of their own, the others are cancelled."""
    here = [one for one in named if one["entries"]]
    for one in named:
        own = {"stands_for": None, "status": "confirmed"} if one in here else {"status": "cancelled"}
        store_guest(work, one["id"], own)
    return _restore(work, row, "confirmed", None)


def _keep_one(work: Work, row: Row, named: list[Row], keep: str, touched: dict[str, list[str]]) -> Row:
    """One person came, whatever they were entered as: the others' entries are theirs."""
    stays = row["id"] if keep == "invited" else keep
    merge(work, [one["id"] for one in (row, *named) if one["id"] != stays], stays, touched)
    for one in named:
        store_guest(work, one["id"], {"status": "confirmed" if one["id"] == keep else "cancelled"})
    return _restore(work, row, "confirmed" if keep == "invited" else "declined", None if keep == "invited" else keep)


def _restore(work: Work, row: Row, status: str, stand_in: str | None) -> Row:
    values = {"status": status, "stand_in": stand_in}
    store_guest(work, row["id"], values)
    return {name: {"before": row[name], "after": value} for name, value in values.items() if row[name] != value}


def merge(work: Work, others: list[str], stays: str, touched: dict[str, list[str]]) -> None:
    """One person was entered as several guests: their scans become those of the one who stays.

    Entries that collide by that are the same person's and count once.
    """
    ledger = Ledger(work, gates=gate_queries.gate_rows(work.conn, work.event_id))
    ledger.load_guests(guest_queries.guests_by_id(work.conn, work.event_id, [*others, stays]))
    moved = [row for one in others for row in ledger.scans[one].values()]
    for row in moved:
        row["guest_id"] = stays
        ledger.scans[stays][row["ref"]] = row
        _move(work, row["ref"], stays)
    for one in others:
        ledger.scans[one] = {}
        ledger.settle(one)
    ledger.settle(stays)
    _count_once(work, ledger, stays)
    ledger.store()
    rows = list(ledger.scans[stays].values())
    touched["gate"] = sorted({row["gate_id"] for row in rows})
    states = ("conflict", "disputed")
    touched["issue"] = [*touched["issue"], *(f"{state}:{row['ref']}" for row in rows for state in states)]


def _move(work: Work, ref: str, guest_id: str) -> None:
    work.conn.execute(update(scan).where(scan.c.event_id == work.event_id, scan.c.ref == ref).values(guest_id=guest_id))


def _count_once(work: Work, ledger: Ledger, stays: str) -> None:
    again = [row for row in ledger.scans[stays].values() if row["state"] == "conflict"]
    for row in again:
        row.update(resolution="same_person", resolved_by=work.actor)
        ledger.changed_scans[row["ref"]] = row
    if again:
        ledger.settle(stays)


def _merged(touched: dict[str, list[str]], more: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: [*touched.get(name, []), *more.get(name, [])] for name in touched | more}


def answer_call(work: Work, ref: str, call_ref: str) -> Row:
    """Somebody is on the way to the desk that called."""
    where = (call.c.event_id == work.event_id, call.c.ref == call_ref.lower())
    row = work.conn.execute(select(call.c.ref, call.c.answered_at).where(*where)).first()
    if row is None:
        raise NotFound
    facts = {"call": row.ref, "by": work.actor}
    if row.answered_at is not None:
        return fresh(work, ref, "checkin.call_answered", facts, None)
    by = core_queries.actor_name(work.conn, work.actor)
    work.conn.execute(update(call).where(*where).values(answered_at=work.now, answered_by=by))
    index = work.record("checkin.call_answered", f"call:{row.ref}", {"issue": [f"call:{row.ref}"]}, facts, ref=ref)
    return fresh(work, ref, "checkin.call_answered", facts, index)
