"""What a supervisor decides: conflicts, disputes, unknown codes, items kept aside, undo from the office."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import update

from ops.checkin import gate_queries, guest_queries, scan_queries
from ops.checkin.actions.aside import accepted_ref
from ops.checkin.actions.doors import Batch, Delivery, Keys
from ops.checkin.actions.lines import subjects_of
from ops.checkin.item_payloads import KnownItem, UndoItem
from ops.checkin.ledger import Ledger, gate_facts, guest_facts
from ops.checkin.models import quarantine, scan, undo
from ops.checkin.rules import ScanFacts, decide_base
from ops.core import clock, queries as core_queries
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound

Row = dict[str, Any]
FITTING = {
    "conflict": {"same_person", "two_people", "not_admitted"},
    "disputed": {"same_person", "two_people", "not_admitted", "dismissed"},
    "unresolved": {"same_person", "dismissed"},
}
READABLE: TypeAdapter[Any] = TypeAdapter(KnownItem)


def _ledger_of(work: Work, ref: str) -> tuple[Ledger, Row]:
    """A stored scan with its guest and all the guest's scans."""
    row = scan_queries.scans_by_ref(work.conn, work.event_id, [ref]).get(ref)
    if row is None:
        raise NotFound
    ledger = Ledger(work, gates=gate_queries.gate_rows(work.conn, work.event_id))
    if row["guest_id"] is not None:
        ledger.load_guests(guest_queries.guests_by_id(work.conn, work.event_id, [row["guest_id"]]))
        row = ledger.scans[row["guest_id"]][ref]
    return ledger, row


def resolve_scan(work: Work, ref: str, target: str, resolution: str, guest_id: str | None) -> Row:
    """Settle a conflict, a dispute or an unknown code; the scan stays, with the decision and who took it."""
    ledger, row = _ledger_of(work, target)
    if resolution not in FITTING.get(row["state"], set()):
        raise Conflict("not_open" if row["state"] not in FITTING else "resolution_does_not_fit")
    before = row["state"]
    if before == "unresolved":
        _resolve_unknown(ledger, row, resolution, guest_id)
    row.update(resolution=resolution, resolved_by=work.actor)
    ledger.changed_scans[target] = row
    moved = [row]
    if row["guest_id"] is not None:
        if before == "unresolved":
            row.update(resolution=None)  # whose it was is settled; presence judges it like any other scan
        moved += ledger.settle(row["guest_id"])
    else:
        row.update(state="resolved")
    ledger.store()
    facts = {"ref": target, "guest": row["guest_id"], "resolution": resolution, "state": row["state"], "before": before}
    subjects = subjects_of(work.event_id, ledger, moved)
    subjects.setdefault("issue", set()).update({f"{before}:{target}"})
    index = work.record("checkin.scan_resolved", f"guest:{row['guest_id']}", subjects, facts, ref=ref)
    return fresh(work, ref, "checkin.scan_resolved", facts, index)


def _resolve_unknown(ledger: Ledger, row: Row, resolution: str, guest_id: str | None) -> None:
    """An unknown code: dismissed, or it was this guest's and is judged as theirs."""
    if resolution == "dismissed":
        return
    if guest_id is None:
        raise Invalid("invalid", fields={"guest": "missing"})
    work = ledger.work
    found = guest_queries.guests_by_id(work.conn, work.event_id, [guest_id])
    if not found:
        raise Invalid("invalid", fields={"guest": "unknown"})
    ledger.load_guests(found)
    gate = gate_facts(ledger.gates[row["gate_id"]])
    scan_facts = ScanFacts(at=row["at"], direction=row["direction"], override=False, supervisor=True)
    base = decide_base(guest_facts(found[guest_id], False), gate, scan_facts)
    # a supervisor vouches for the code, so the person who came in with it did come in
    row.update(guest_id=guest_id, base=base.reason, told=True if row["told"] is None else row["told"])
    work.conn.execute(
        update(scan)
        .where(scan.c.event_id == work.event_id, scan.c.ref == row["ref"])
        .values(guest_id=guest_id, base=base.reason, told=row["told"])
    )
    ledger.scans[guest_id][row["ref"]] = row


def undo_scan(work: Work, ref: str, keys: Keys, target: str, reason: str | None, actor: Actor) -> Row:
    """Undo from the office: a supervisor with a reason, at any time."""
    if not reason:
        raise Invalid("reason_needed", fields={"reason": "missing"})
    target = _scan_meant(work, target)
    batch = Batch(work, keys)
    now = clock.iso(work.now)
    item = UndoItem.model_validate({"type": "undo", "ref": ref, "target": target, "device_at": now, "reason": reason})
    batch.load([item])
    delivery = Delivery(actor, (item,), work.now, work.now)
    answer = batch.take(delivery, item)
    batch.ledger.store()
    facts = {"ref": ref, "target": target, "reason": answer["reason"]}
    return fresh(work, ref, "checkin.scan_undone", facts, answer.get("line"))


def _scan_meant(work: Work, ref: str) -> str:
    """A stored scan by its ref, or by that of the kept item that became it."""
    kept = scan_queries.quarantined(work.conn, work.event_id, [ref])
    meant = [ref, *map(accepted_ref, kept)]
    found = scan_queries.scans_by_ref(work.conn, work.event_id, meant)
    if not found:
        raise NotFound
    return next(one for one in meant if one in found)


def decide_item(work: Work, ref: str, keys: Keys, target: str, accept: bool, actor: Actor) -> Row:
    """An item that was kept aside: take it in after all, or leave it out. It stays on record either way."""
    row = scan_queries.quarantined(work.conn, work.event_id, [target]).get(target)
    if row is None:
        raise NotFound
    if row["decision"] is not None:
        raise Conflict("not_open")
    work.conn.execute(
        update(quarantine)
        .where(quarantine.c.event_id == work.event_id, quarantine.c.ref == target)
        .values(decision="accepted" if accept else "rejected", decided_by=actor.key)
    )
    facts: Row = {"item": target, "accepted": accept}
    if accept:
        facts["scan"] = _take_in_after_all(work, keys, row)
    subjects = {"issue": [f"quarantined:{target}"]}
    index = work.record("checkin.item_decided", f"item:{target}", subjects, facts, ref=ref)
    return fresh(work, ref, "checkin.item_decided", facts, index)


def _take_in_after_all(work: Work, keys: Keys, row: Row) -> str:
    """Judge the kept item as if its device had still had its rights; the new scan has a ref of its own."""
    try:
        item = READABLE.validate_python(json.loads(row["body"]))
    except (ValidationError, json.JSONDecodeError) as error:
        raise Conflict("item_unreadable") from error
    again = item.model_copy(update={"ref": accepted_ref(item.ref), "dev_seq": None})
    device = core_queries.find_device(work.conn, work.event_id, row["device_id"])
    if device is None:
        raise Conflict("item_unreadable")
    sender = Actor("device", device["id"], device["name"], frozenset({device["role"]}), work.event_id, device["post"])
    _lead_undos(work, item.ref, again.ref)
    batch = Batch(work, keys)
    batch.load([again])
    batch.take(Delivery(sender, (again,), None, row["received_at"]), again)
    batch.ledger.store()
    return str(again.ref)


def _lead_undos(work: Work, kept: str, accepted: str) -> None:
    """Undos that wait for the kept item mean the scan that it becomes."""
    work.conn.execute(
        update(undo)
        .where(undo.c.event_id == work.event_id, undo.c.target == kept, undo.c.allowed.is_(None))
        .values(target=accepted)
    )
