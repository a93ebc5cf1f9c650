"""Scans and undos from the doors, one or many, from one or many devices, in one transaction.

Facts (known refs, guests, gates, earlier scans) -> `rules.decide_base` and `rules.settle` -> rows -> journal lines.
A repeat of a known ref is answered with what is stored and writes nothing. An item that cannot be read, or comes from
a revoked device, is kept in quarantine: it never blocks the others and is never lost.
"""

from __future__ import annotations

import json
from typing import Any

from ops.checkin import facts, rules
from ops.checkin.actions import extras, lines
from ops.checkin.actions.aside import accepted_ref
from ops.checkin.actions.judge import judge
from ops.checkin.actions.known import GATES, Delivery as Delivery, Item, Keys as Keys, Known, ask
from ops.checkin.actions.told import aside_answer, finish, scan_answer, undo_answer
from ops.checkin.item_payloads import DeskItem, ScanItem, UndoItem
from ops.core import clock
from ops.core.actions import keep_beat
from ops.core.db import Database
from ops.core.work import Doorbell, Work, begin

Row = dict[str, Any]
QUARANTINE_LIMIT = 4_000


def take_in(db: Database, bell: Doorbell, keys: Keys, event_id: str, deliveries: list[Delivery]) -> list[list[Row]]:
    """Judge and store all deliveries in one transaction; the answers of each, in the order of its items."""
    items = [item for one in deliveries for item in one.items]
    question = ask(keys, event_id, items)
    with begin(db, bell, event_id, "system", facts.ASK, question.values) as work:
        batch = Batch(work, keys)
        batch.load(items, question, work.found)
        answers = [[batch.take(one, item) for item in one.items] for one in deliveries]
        batch.ledger.store()
        names = {one.actor.id: one.actor.name for one in deliveries if one.actor.kind == "device"}
        finish(batch.ledger, names, [answer for group in answers for answer in group])
        for one in deliveries:
            if one.beat and one.actor.kind == "device":
                keep_beat(work.conn, one.actor.id, one.beat, work.now)
    GATES.keep(work, batch.ledger.gates)
    for answer in (answer for group in answers for answer in group):
        line = answer.pop("line", None)
        if line is not None:
            answer["seq"] = work.seq_of(line)
    return answers


class Batch(Known):
    """One transaction's worth of items, each judged after those before it."""

    def __init__(self, work: Work, keys: Keys) -> None:
        super().__init__(work, keys)
        self.lines: dict[str, int] = {}  # ref -> index of its line in this transaction
        self.done: dict[str, Row] = {}  # answers to items that are no scans, of this transaction

    # ---------- one item ----------

    def take(self, delivery: Delivery, item: Item) -> Row:
        """The answer to one item."""
        answer = self._find_repeat(item) or self._take_new(delivery, item)
        if answer.get("line") is not None:
            self.lines[item.ref] = answer["line"]
        return answer

    def _take_new(self, delivery: Delivery, item: Item) -> Row:
        self._keep_number(delivery, item)
        if self.seqs.get(item.ref):  # the ref of another command: taken for a scan it would spoil the whole upload
            return self._put_aside(delivery, item, "failed")
        if delivery.actor.revoked_at is not None:
            return self._put_aside(delivery, item, "device_revoked")
        if isinstance(item, UndoItem):
            return self._take_undo(delivery, item)
        if isinstance(item, ScanItem) and self._readable(delivery, item):
            return self._take_scan(delivery, item)
        if isinstance(item, DeskItem):
            return self._take_extra(delivery, item)
        return self._put_aside(delivery, item, "unreadable")

    def _readable(self, delivery: Delivery, item: ScanItem) -> bool:
        gate = item.gate or delivery.actor.post
        known_guest = item.guest is None or item.guest in self.ledger.guests
        return gate in self.ledger.gates and known_guest and bool(item.code or item.guest)

    def _find_repeat(self, item: Item) -> Row | None:
        ref = item.ref
        if ref in self.scans and not (isinstance(item, UndoItem) and item.target == ref):
            answer = scan_answer(self.ledger, self.scans[ref])
        elif ref in self.undone:
            answer = undo_answer(self.undone[ref])
        elif ref in self.aside:
            answer = aside_answer(self.aside[ref])
        elif isinstance(item, DeskItem) and (done := self._done_before(ref)):
            answer = done
        else:
            return None
        return answer | {"repeat": True, "seq": self.seqs.get(ref) or None, "line": self.lines.get(ref)}

    def _take_extra(self, delivery: Delivery, item: DeskItem) -> Row:
        answer = extras.take(self, delivery, item)
        if answer is None:
            return self._put_aside(delivery, item, "failed")
        self.done[item.ref] = answer
        return answer

    def _done_before(self, ref: str) -> Row | None:
        return self.done.get(ref) or (extras.again(self, ref) if self.seqs.get(ref) else None)

    def _keep_number(self, delivery: Delivery, item: Item) -> None:
        number = getattr(item, "dev_seq", None)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**31:
            return
        if delivery.actor.kind == "device":
            self.ledger.keep_number(delivery.actor.id, number, item.ref)

    def _take_scan(self, delivery: Delivery, item: ScanItem) -> Row:
        row, over_asked = judge(self, delivery, item)
        self.ledger.add_scan(row)
        self.scans[item.ref] = row
        guest_id = row["guest_id"]
        moved: list[Row] = []
        if guest_id is not None:
            self.ledger.scans[guest_id][item.ref] = row
            self._apply_waiting_undo(row)
            moved = self._decide(row)
        line = self.work.record(
            lines.kind_of(row),
            f"guest:{guest_id}" if guest_id else f"code:{row['code_hash']}",
            self.subjects([row, *moved]),
            lines.facts_of(row, moved),
            actor=delivery.actor.key,
            device_at=row["device_at"],
            ref=row["ref"],
        )
        refused = item.override is not None and not row["override"] and row["reason"] in rules.DESK_MAY_OVERRIDE
        return scan_answer(self.ledger, row) | {"line": line, "override_refused": refused or over_asked}

    def _decide(self, row: Row) -> list[Row]:
        """Judge with presence. A scan that nobody was told about yet gets its verdict now, and keeps it as told."""
        moved = self.ledger.settle(row["guest_id"])
        if row["told"] is None:
            row["told"] = row["admit"]
        return [one for one in moved if one["ref"] != row["ref"]]

    def _apply_waiting_undo(self, row: Row) -> None:
        for undo in self.waiting.get(row["ref"], []):
            undo["allowed"] = _undo_fits(row, undo)
            self.ledger.decided_undos.append({"key": undo["ref"], "new_allowed": undo["allowed"]})
            if undo["allowed"]:
                row["undone_by"] = _undone_by(row, undo)

    # ---------- undo ----------

    def _take_undo(self, delivery: Delivery, item: UndoItem) -> Row:
        at, _ = rules.corrected_time(
            clock.from_datetime(item.device_at), item.offset_ms, delivery.sent_at, delivery.received_at
        )
        target_ref = self._target_of(item)
        undo: Row = {
            "event_id": self.work.event_id,
            "ref": item.ref,
            "target": target_ref,
            "device_id": delivery.actor.id if delivery.actor.kind == "device" else delivery.actor.key,
            "supervisor": delivery.actor.may("checkin.supervise"),
            "at": at,
            "reason": item.reason or "",
            "operator": item.operator or "",
            "allowed": None,
        }
        target = self.scans.get(target_ref)
        self.ledger.new_undos.append(undo)
        self.undone[item.ref] = undo
        if target is None:
            self.waiting.setdefault(item.target, []).append(undo)
            facts = {"ref": item.ref, "target": item.target}
            line = self.work.record(
                "checkin.undo_waiting", f"scan:{item.target}", {}, facts, actor=delivery.actor.key, ref=item.ref
            )
            return undo_answer(undo) | {"line": line}
        undo["allowed"] = _undo_fits(target, undo)
        return self._undo(target, undo, delivery.actor.key) | {"guest": self.ledger.guests.get(target["guest_id"])}

    def _target_of(self, item: UndoItem) -> str:
        """The scan an undo means. Whoever scanned knows only their own ref, also of an item that was kept aside."""
        later = accepted_ref(item.target)
        return later if item.target not in self.scans and later in self.scans else item.target

    def _undo(self, target: Row, undo: Row, actor: str) -> Row:
        moved: list[Row] = []
        if undo["allowed"]:
            target["undone_by"] = _undone_by(target, undo)
            self.ledger.changed_scans[target["ref"]] = target
            if target["guest_id"] is not None:
                moved = self.ledger.settle(target["guest_id"])
            else:
                target.update(state="undone", reason="undone", admit=False)
        kind = "checkin.scan_undone" if undo["allowed"] else "checkin.undo_refused"
        facts = {
            "ref": undo["ref"],
            "target": target["ref"],
            "guest": target["guest_id"],
            "reason": bool(undo["reason"]),
        }
        cause = self.seqs.get(target["ref"])
        subjects = self.subjects([target, *moved])
        line = self.work.record(
            kind, f"guest:{target['guest_id']}", subjects, facts, actor=actor, ref=undo["ref"], cause=cause
        )
        return undo_answer(undo) | {"line": line}

    # ---------- aside ----------

    def _put_aside(self, delivery: Delivery, item: Item, why: str) -> Row:
        row: Row = {
            "event_id": self.work.event_id,
            "ref": item.ref,
            "device_id": delivery.actor.id,
            "why": why,
            "body": text_of(item)[:QUARANTINE_LIMIT],
            "received_at": delivery.received_at,
            "decision": None,
            "decided_by": None,
        }
        self.ledger.new_quarantine.append(row)
        self.aside[item.ref] = row
        facts = {"ref": item.ref, "why": why, "device": delivery.actor.id}
        subjects = {"issue": [f"quarantined:{item.ref}"]}
        ref = None if self.seqs.get(item.ref) else item.ref
        line = self.work.record(
            "checkin.item_quarantined", f"item:{item.ref}", subjects, facts, actor=delivery.actor.key, ref=ref
        )
        return aside_answer(row) | {"line": line}

    # ---------- lines and answers ----------

    def subjects(self, scans: list[Row]) -> dict[str, set[str]]:
        """Entities whose rows look different after these scans were judged."""
        return lines.subjects_of(self.work.event_id, self.ledger, scans)


def text_of(item: Item) -> str:
    """An item as it came; half a letter or a thousand brackets cannot be written, so only its ref is kept of those."""
    try:
        return item.model_dump_json()
    except (ValueError, RecursionError):
        return json.dumps({"ref": item.ref, "unwritable": True})


def _undo_fits(target: Row, undo: Row) -> bool:
    return rules.undo_allowed(
        scan_at=target["at"],
        undo_at=undo["at"],
        same_device=target["device_id"] == undo["device_id"],
        supervisor=undo["supervisor"],
        has_reason=bool(undo["reason"]),
    )


def _undone_by(target: Row, undo: Row) -> str:
    """Of several undos the one with the smallest ref is named, whichever came first."""
    return str(min(filter(None, (target["undone_by"], undo["ref"]))))
