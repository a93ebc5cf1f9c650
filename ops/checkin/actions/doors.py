"""Scans and undos from the doors, one or many, from one or many devices, in one transaction.

Facts (known refs, guests, gates, earlier scans) -> `rules.decide_base` and `rules.settle` -> rows -> journal lines.
A repeat of a known ref is answered with what is stored and writes nothing. An item that cannot be read, or comes from
a revoked device, is kept in quarantine: it never blocks the others and is never lost.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ops.checkin import queries, rules
from ops.checkin.actions import lines
from ops.checkin.actions.told import aside_answer, finish, scan_answer, undo_answer
from ops.checkin.ledger import Ledger, as_of, gate_facts, guest_facts, standing_values
from ops.checkin.payloads import ScanItem, UndoItem, UnreadableItem
from ops.core import clock, journal, tokens
from ops.core.actions import keep_beat
from ops.core.auth import Actor
from ops.core.db import Database
from ops.core.payloads import Beat
from ops.core.work import Doorbell, Work, begin

Row = dict[str, Any]
Item = ScanItem | UndoItem | UnreadableItem
QUARANTINE_LIMIT = 4_000


@dataclass(frozen=True)
class Delivery:
    """Items of one upload; instants in ms."""

    actor: Actor
    items: tuple[Item, ...]
    sent_at: int | None
    received_at: int
    beat: Beat | None = None


@dataclass(frozen=True)
class Keys:
    """Keys of the codes, by event."""

    secret: bytes

    def hash_in(self, event_id: str, code: str) -> str:
        """Hash under which an event's invitation code is stored."""
        return tokens.code_hash(_roster_key(self.secret, event_id), code)


@functools.lru_cache(maxsize=64)
def _roster_key(secret: bytes, event_id: str) -> bytes:
    return tokens.roster_key(secret, event_id)


def take_in(db: Database, bell: Doorbell, keys: Keys, event_id: str, deliveries: list[Delivery]) -> list[list[Row]]:
    """Judge and store all deliveries in one transaction; the answers of each, in the order of its items."""
    with begin(db, bell, event_id, "system") as work:
        batch = Batch(work, keys)
        batch.load([item for one in deliveries for item in one.items])
        answers = [[batch.take(one, item) for item in one.items] for one in deliveries]
        batch.ledger.store()
        names = {one.actor.id: one.actor.name for one in deliveries if one.actor.kind == "device"}
        finish(batch.ledger, names, [answer for group in answers for answer in group])
        for one in deliveries:
            if one.beat and one.actor.kind == "device":
                keep_beat(work.conn, one.actor.id, one.beat, work.now)
    for answer in (answer for group in answers for answer in group):
        line = answer.pop("line", None)
        if line is not None:
            answer["seq"] = work.seq_of(line)
    return answers


class Batch:
    """One transaction's worth of items."""

    def __init__(self, work: Work, keys: Keys) -> None:
        self.work, self.keys = work, keys
        self.ledger = Ledger(work)
        self.known: dict[str, Row] = {}
        self.undone: dict[str, Row] = {}
        self.aside: dict[str, Row] = {}
        self.seqs: dict[str, int] = {}
        self.waiting: dict[str, list[Row]] = {}
        self.codes: dict[str, tuple[Row, int | None]] = {}
        self.hashes: dict[str, str] = {}
        self.lines: dict[str, int] = {}  # ref -> index of its line in this transaction

    # ---------- facts ----------

    def load(self, items: list[Item]) -> None:
        """Read all facts that the items need, in few statements."""
        conn, event_id = self.work.conn, self.work.event_id
        refs = [item.ref for item in items]
        scans = [item for item in items if isinstance(item, ScanItem)]
        undos = [item for item in items if isinstance(item, UndoItem)]
        self.seqs = queries.known_refs(conn, event_id, refs + [item.target for item in undos])
        if self.seqs:
            heard_of = list(self.seqs)
            self.known = queries.scans_by_ref(conn, event_id, heard_of)
            self.undone = queries.undos_by_ref(conn, event_id, heard_of)
            self.aside = queries.quarantined(conn, event_id, heard_of)
            self.waiting = queries.undos_waiting(conn, event_id, heard_of)
        self.ledger.gates = queries.gate_rows(conn, event_id)
        self._load_codes([item.code for item in scans if item.code])
        here = {row["id"]: row for row, _ in self.codes.values() if row["event_id"] == event_id}
        ids = {item.guest for item in scans if item.guest} | {row["guest_id"] for row in self.known.values()}
        here.update(queries.guests_by_id(conn, event_id, ids - here.keys() - {None}))
        self.ledger.load_guests(here)
        self.known = {ref: self._shared(row) for ref, row in self.known.items()}

    def _shared(self, row: Row) -> Row:
        """The ledger's own copy of a stored scan, so that a change is seen by all."""
        return self.ledger.scans.get(row["guest_id"], {}).get(row["ref"], row)

    def _load_codes(self, texts: Iterable[str]) -> None:
        codes = {text: code for text in texts if (code := tokens.parse_code(text))}
        self.hashes = {text: self.keys.hash_in(self.work.event_id, code) for text, code in codes.items()}
        self.codes = queries.guests_by_code(self.work.conn, self.hashes.values())

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
        return self._put_aside(delivery, item, "unreadable")

    def _readable(self, delivery: Delivery, item: ScanItem) -> bool:
        gate = item.gate or delivery.actor.post
        known_guest = item.guest is None or item.guest in self.ledger.guests
        return gate in self.ledger.gates and known_guest and bool(item.code or item.guest)

    def _find_repeat(self, item: Item) -> Row | None:
        ref = item.ref
        if ref in self.known and not (isinstance(item, UndoItem) and item.target == ref):
            answer = scan_answer(self.ledger, self.known[ref])
        elif ref in self.undone:
            answer = undo_answer(self.undone[ref])
        elif ref in self.aside:
            answer = aside_answer(self.aside[ref])
        else:
            return None
        return answer | {"repeat": True, "seq": self.seqs.get(ref) or None, "line": self.lines.get(ref)}

    def _keep_number(self, delivery: Delivery, item: Item) -> None:
        number = getattr(item, "dev_seq", None)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**31:
            return
        if delivery.actor.kind == "device":
            self.ledger.keep_number(delivery.actor.id, number, item.ref)

    def _take_scan(self, delivery: Delivery, item: ScanItem) -> Row:
        row, over_asked = self._judge(delivery, item)
        self.ledger.add_scan(row)
        self.known[item.ref] = row
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

    def _judge(self, delivery: Delivery, item: ScanItem) -> tuple[Row, bool]:
        """A scan's row before presence is looked at, and whether an override was asked for without the right."""
        at, offset = rules.corrected_time(
            clock.from_datetime(item.device_at), item.offset_ms, delivery.sent_at, delivery.received_at
        )
        guest, revoked_at, elsewhere = self._whose(item)
        if guest and item.told is None:
            at = self._now_or_later(guest["id"], at, delivery.received_at)
        supervisor = delivery.actor.may("checkin.supervise")
        gate, gate_changed = as_of(self.work, "gate", self.ledger.gates[item.gate or delivery.actor.post or ""], at)
        facts, guest_changed = as_of(self.work, "guest", guest, at) if guest else (None, [])
        gate_rule = gate_facts(gate)
        scan = rules.ScanFacts(
            at=at, direction=item.direction, override=item.override is not None, supervisor=supervisor
        )
        revoked = revoked_at is not None and revoked_at <= at
        base = rules.decide_base(guest_facts(facts, revoked) if facts else None, gate_rule, scan, elsewhere is not None)
        lifts = item.override is not None and rules.may_lift("already_in", gate_rule.desk_override, supervisor)
        changed = [f"guest.{name}" for name in guest_changed] + [f"gate.{name}" for name in gate_changed]
        if revoked_at is not None and not revoked:
            changed.append("guest.code")
        row = {
            "event_id": self.work.event_id,
            "ref": item.ref,
            "guest_id": guest["id"] if guest else None,
            "code_hash": self.hashes.get(item.code or ""),
            "code_event": elsewhere["event_id"] if elsewhere else None,
            "gate_id": gate["id"],
            "device_id": delivery.actor.id if delivery.actor.kind == "device" else delivery.actor.key,
            "dev_seq": item.dev_seq,
            "direction": item.direction,
            "method": item.method,
            "operator": item.operator or (delivery.actor.name if delivery.actor.kind == "staff" else ""),
            "at": at,
            "device_at": clock.from_datetime(item.device_at),
            "offset_ms": offset,
            "received_at": delivery.received_at,
            "base": base.reason,
            "lifted": base.lifted,
            "policy": gate["reentry"],
            "told": item.told.admit if item.told else None,
            "told_reason": item.told.reason if item.told else None,
            "override": lifts,
            "override_reason": item.override.reason if item.override else None,
            "resolution": None,
            "resolved_by": None,
            "undone_by": None,
            "changed_since": " ".join(changed),
            **standing_values(_nobodys_standing(item, base)),
        }
        return row, base.override_refused

    def _now_or_later(self, guest_id: str, at: int, received_at: int) -> int:
        """A scan that waits for the server's word happens when the server gives it: after all that was told before.

        Of several desks that ask about one guest within milliseconds, exactly one then hears "ok".
        """
        latest = max((row["at"] for row in self.ledger.scans[guest_id].values()), default=at - 1)
        return at if at > latest else max(received_at, latest + 1)

    def _whose(self, item: ScanItem) -> tuple[Row | None, int | None, Row | None]:
        """The guest of this event, when the code was replaced, or the guest of another event whose code it is."""
        if item.guest is not None:
            return self.ledger.guests[item.guest], None, None
        hashed = self.hashes.get(item.code or "")
        if hashed is None:
            return None, None, None
        found, revoked_at = self.codes.get(hashed, (None, None))
        if found is None:
            return None, None, self._find_elsewhere(item.code or "")
        return self.ledger.guests[found["id"]], revoked_at, None

    def _find_elsewhere(self, text: str) -> Row | None:
        """Somebody else's invitation: only looked for when ours does not know the code."""
        code = tokens.parse_code(text)
        others = [one for one in journal.heads(self.work.conn) if one != self.work.event_id]
        hashes = [self.keys.hash_in(one, code) for one in others] if code else []
        found = queries.guests_by_code(self.work.conn, hashes)
        return next((row for row, _ in found.values()), None)

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
        undo: Row = {
            "event_id": self.work.event_id,
            "ref": item.ref,
            "target": item.target,
            "device_id": delivery.actor.id if delivery.actor.kind == "device" else delivery.actor.key,
            "supervisor": delivery.actor.may("checkin.supervise"),
            "at": at,
            "reason": item.reason or "",
            "operator": item.operator or "",
            "allowed": None,
        }
        target = self.known.get(item.target)
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


def _nobodys_standing(item: ScanItem, base: rules.Base) -> rules.Standing:
    """How a scan stands that belongs to no guest of ours; replaced at once when it does belong to one."""
    admit = base.reason in rules.ADMITTED
    state = "unresolved" if tokens.parse_code(item.code or "") and base.reason != "wrong_event" else "refused"
    return rules.Standing(item.ref, admit, base.reason, "counted" if admit and state == "refused" else state, None)


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
