"""One scan judged by what is known: its row as it is stored, before presence is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ops.checkin import rules
from ops.checkin.actions.known import Delivery, Known
from ops.checkin.item_payloads import ScanItem
from ops.checkin.ledger import as_of, gate_facts, guest_facts, standing_values
from ops.core import clock, tokens

Row = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """Who stood before which gate, as of the scan, and what changed since."""

    guest: Row | None
    elsewhere: Row | None
    gate: Row
    base: rules.Base
    lifts: bool
    changed: list[str]


def judge(known: Known, delivery: Delivery, item: ScanItem) -> tuple[Row, bool]:
    """A scan's row, and whether an override was asked for without the right."""
    at, offset = rules.corrected_time(
        clock.from_datetime(item.device_at), item.offset_ms, delivery.sent_at, delivery.received_at
    )
    guest, revoked_at, elsewhere = known.whose(item)
    if guest and item.told is None:
        at = _now_or_later(known, guest["id"], at, delivery.received_at)
    seen = _look(known, delivery, item, at, guest, revoked_at, elsewhere)
    times = {"at": at, "offset_ms": offset, "received_at": delivery.received_at}
    row = _identity(known, delivery, item) | times | _inputs(item, seen)
    return row | standing_values(_nobodys_standing(item, seen.base)), seen.base.override_refused


def _look(
    known: Known,
    delivery: Delivery,
    item: ScanItem,
    at: int,
    guest: Row | None,
    revoked_at: int | None,
    elsewhere: Row | None,
) -> Seen:
    """The rules of the gate for this guest, both as they stood at the scan."""
    supervisor = delivery.actor.may("checkin.supervise")
    gate, gate_changed = as_of(known.work, "gate", known.ledger.gates[item.gate or delivery.actor.post or ""], at)
    then, guest_changed = as_of(known.work, "guest", guest, at) if guest else (None, [])
    changed = [f"guest.{name}" for name in guest_changed] + [f"gate.{name}" for name in gate_changed]
    revoked = revoked_at is not None and revoked_at <= at
    if revoked_at is not None and not revoked:
        changed.append("guest.code")
    asked = item.override is not None
    rule = gate_facts(gate)
    scan = rules.ScanFacts(at=at, direction=item.direction, override=asked, supervisor=supervisor)
    base = rules.decide_base(guest_facts(then, revoked) if then else None, rule, scan, elsewhere is not None)
    lifts = asked and rules.may_lift("already_in", rule.desk_override, supervisor)
    return Seen(guest, elsewhere, gate, base, lifts, changed)


def _identity(known: Known, delivery: Delivery, item: ScanItem) -> Row:
    """Who scanned what, and how."""
    actor = delivery.actor
    return {
        "event_id": known.work.event_id,
        "ref": item.ref,
        "code_hash": known.hashes.get(item.code or ""),
        "device_id": actor.id if actor.kind == "device" else actor.key,
        "dev_seq": item.dev_seq,
        "direction": item.direction,
        "method": item.method,
        "operator": item.operator or (actor.name if actor.kind == "staff" else ""),
        "device_at": clock.from_datetime(item.device_at),
    }


def _inputs(item: ScanItem, seen: Seen) -> Row:
    """What the fold over all scans of the guest goes by."""
    return {
        "guest_id": seen.guest["id"] if seen.guest else None,
        "code_event": seen.elsewhere["event_id"] if seen.elsewhere else None,
        "gate_id": seen.gate["id"],
        "base": seen.base.reason,
        "lifted": seen.base.lifted,
        "policy": seen.gate["reentry"],
        "told": item.told.admit if item.told else None,
        "told_reason": item.told.reason if item.told else None,
        "override": seen.lifts,
        "override_reason": item.override.reason if item.override else None,
        "resolution": None,
        "resolved_by": None,
        "undone_by": None,
        "changed_since": " ".join(seen.changed),
    }


def _now_or_later(known: Known, guest_id: str, at: int, received_at: int) -> int:
    """A scan that waits for the server's word happens when the server gives it: after all that was told before.

    Of several desks that ask about one guest within milliseconds, exactly one then hears "ok".
    """
    latest = max((row["at"] for row in known.ledger.scans[guest_id].values()), default=at - 1)
    return at if at > latest else max(received_at, latest + 1)


def _nobodys_standing(item: ScanItem, base: rules.Base) -> rules.Standing:
    """How a scan stands that belongs to no guest of ours; replaced at once when it does belong to one."""
    admit = base.reason in rules.ADMITTED
    state = "unresolved" if tokens.parse_code(item.code or "") and base.reason != "wrong_event" else "refused"
    return rules.Standing(item.ref, admit, base.reason, "counted" if admit and state == "refused" else state, None)
