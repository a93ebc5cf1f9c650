"""What a desk does for a guest beside letting them in: walk-ins, deputies, corrections, notes, calls for help.

They come in the upload of scans, so they wait in the same queue, are numbered, kept aside and done once like scans.
What two tablets did without hearing of each other ends the same whoever comes back first: who was named first stands,
and what one item cannot know is read from all rows (`extra_queries.issues`), never from the order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert

from ops.checkin import extra_queries, guest_queries, rules
from ops.checkin.actions.known import Delivery, Known
from ops.checkin.actions.lists import before_and_after, new_guest_row, search_text_of, touched_by
from ops.checkin.actions.standins import deputy_row, store_guest
from ops.checkin.actions.told import plain_answer
from ops.checkin.item_payloads import (
    CallItem,
    CorrectItem,
    DeskItem,
    NoteItem,
    StandInCancelItem,
    StandInItem,
    WalkInItem,
)
from ops.checkin.models import call, guest
from ops.checkin.ranks import rank_of_title
from ops.core import clock, journal

Row = dict[str, Any]
LAST_IN_LIST = 1_000_000
NOTE_LIMIT = 1_000
KINDS = {
    "checkin.walk_in_made", "checkin.stand_in_made", "checkin.stand_in_cancelled", "checkin.guest_corrected",
    "checkin.guest_noted", "checkin.call_made",
}  # fmt: skip
DOUBTFUL = frozenset({"same_name", "stand_in_there", "guest_is_here", "guest_cancelled", "stand_in_here"})
"""Outcomes that a supervisor has to look at; the answer's state says so."""


def take(known: Known, delivery: Delivery, item: DeskItem) -> Row | None:
    """Do what an item says; None when it names what is not there, or its sender may not."""
    verb = "checkin.scan" if isinstance(item, CallItem) else "checkin.correct"
    if not (delivery.actor.may(verb) or delivery.actor.may("checkin.supervise")):
        return None
    at, _ = rules.corrected_time(
        clock.from_datetime(item.device_at), item.offset_ms, delivery.sent_at, delivery.received_at
    )
    done = _VERBS[type(item)](known, delivery, item, at)
    if done is None:
        return None
    kind, touched, facts = done
    subject = f"guest:{facts['guest']}" if facts.get("guest") else f"call:{item.ref}"
    line = known.work.record(
        kind, subject, touched, facts, actor=delivery.actor.key,
        device_at=clock.from_datetime(item.device_at), ref=item.ref,
    )  # fmt: skip
    return _answer(known, item.ref, facts, at) | {"line": line}


def again(known: Known, ref: str) -> Row | None:
    """The answer to an item that was done before; None when the ref is that of something else."""
    line = journal.find(known.work.conn, known.work.event_id, ref)
    if line is None or line.kind not in KINDS:
        return None
    _load(known, [line.facts.get("person"), line.facts.get("guest")])
    return _answer(known, ref, line.facts, line.at)


def _answer(known: Known, ref: str, facts: Row, at: int) -> Row:
    outcome = facts.get("outcome", "done")
    state = "doubtful" if outcome in DOUBTFUL else "accepted"
    shown = known.ledger.guests.get(facts.get("person") or facts.get("guest") or "")
    return plain_answer(ref, state, outcome, at) | {"guest": shown}


def _load(known: Known, ids: list[str | None]) -> None:
    missing = {one for one in ids if one} - known.ledger.guests.keys()
    known.ledger.load_guests(guest_queries.guests_by_id(known.work.conn, known.work.event_id, missing))


def _change(known: Known, guest_id: str, values: Row) -> None:
    """New values in the table and in the batch's copy, so that the next item of the batch sees them."""
    store_guest(known.work, guest_id, values)
    row = known.ledger.guests.get(guest_id)
    if row is not None:
        row.update(values, changed_at=known.work.now)


# ---------- walk-ins ----------

Done = tuple[str, dict[str, list[str]], Row] | None


def _walk_in(known: Known, delivery: Delivery, item: WalkInItem, at: int) -> Done:
    work = known.work
    _load(known, [item.guest])
    group = extra_queries.delegation_row(work.conn, work.event_id, item.delegation)
    if group is None or item.guest in known.ledger.guests:
        return None
    rule = extra_queries.walk_ins_policy(work.conn, work.event_id)
    outcome, approval, status = _admission(rule, delivery.actor.may("checkin.approve"))
    words = item.model_dump(include={"honorific", "name", "title", "unit", "phone", "delegation"})
    made = words | {"category": group["category"], "rank": rank_of_title(item.title), "order": LAST_IN_LIST}
    made |= {"walk_in": True, "approval": approval, "status": status, "answered_at": at}
    row = new_guest_row(work.event_id, item.guest, made, group["name"], known.keys.secret, work.now)
    work.conn.execute(insert(guest).values(**row))
    _load(known, [item.guest])
    changed = _pair_twins(known, item)
    if known.ledger.guests[item.guest]["twin"] or len(changed) > 1:
        outcome = "same_name" if outcome == "made" else outcome
    touched = touched_by(work, known.ledger.guests[item.guest])
    touched["guest"] += changed
    touched["issue"] += [f"doubtful:{one}" for one in changed]
    facts = {"ref": item.ref, "guest": item.guest, "delegation": item.delegation, "outcome": outcome}
    return "checkin.walk_in_made", touched, facts


def _admission(rule: str, may_approve: bool) -> tuple[str, str | None, str]:
    """What becomes of a walk-in: what the desk hears, the approval, the status. Refused ones are kept as a record."""
    if rule == "closed":
        return "closed", "refused", "cancelled"
    if rule == "allowed" or may_approve:
        return "made", "approved" if may_approve else None, "confirmed"
    return "pending", "pending", "invited"


def _pair_twins(known: Known, item: WalkInItem) -> list[str]:
    """Who was there first under this name stands; later walk-ins point to them until somebody decides."""
    work = known.work
    found = extra_queries.namesakes(work.conn, work.event_id, item.delegation, item.name)
    listed = [(0, row["id"]) for row in found if not row["walk_in"]]
    first = rules.first_claim(listed or [extra_queries.claim_of(row) for row in found])
    changed = [item.guest]
    for row in found:
        twin = first if row["walk_in"] and row["id"] != first else None
        if row["walk_in"] and row["twin"] != "" and row["twin"] != twin:
            _change(known, row["id"], {"twin": twin})
            changed.append(row["id"])
    return list(dict.fromkeys(changed))


# ---------- deputies ----------


def _stand_in(known: Known, delivery: Delivery, item: StandInItem, at: int) -> Done:
    work = known.work
    _load(known, [item.new_guest])
    invited = known.ledger.guests.get(item.guest)
    if invited is None or invited["stands_for"] or item.new_guest in known.ledger.guests:
        return None
    words = item.model_dump(include={"honorific", "name", "title", "unit"}, exclude_none=True)
    row = deputy_row(work, invited, words | {"id": item.new_guest, "at": at}, known.keys.secret)
    gone = invited["status"] == "cancelled"
    work.conn.execute(insert(guest).values(**row | ({"status": "cancelled"} if gone else {})))
    _load(known, [item.new_guest])
    changes = _follow_claims(known, invited, invited["status"])
    facts = {
        "ref": item.ref, "guest": item.guest, "stand_in": item.new_guest, "person": item.new_guest, "changes": changes,
        "outcome": "guest_cancelled" if gone else _outcome_of_claim(known, invited, item.new_guest),
    }  # fmt: skip
    return "checkin.stand_in_made", _touched_pair(known, invited, item.new_guest), facts


def _outcome_of_claim(known: Known, invited: Row, deputy_id: str) -> str:
    if invited["entries"]:
        return "guest_is_here"
    named = extra_queries.deputies(known.work.conn, known.work.event_id, invited["id"])
    return "stand_in_there" if extra_queries.is_doubtful(invited, named) else "made"


def _follow_claims(known: Known, invited: Row, alone: str) -> Row:
    """Point an invited person at the deputy who was named first; `alone` is the status without any. What changed."""
    work = known.work
    named = extra_queries.deputies(work.conn, work.event_id, invited["id"])
    live = [extra_queries.claim_of(row) for row in named if row["status"] != "cancelled"]
    first = rules.first_claim(live)
    wanted = {"stand_in": first, "status": "declined" if first else alone}
    values = {name: value for name, value in wanted.items() if invited[name] != value}
    changes = {name: {"before": invited[name], "after": value} for name, value in values.items()}
    if values:
        _load(known, [first])  # whoever shows the invitation next is this one
        _change(known, invited["id"], values)
    return changes


def _touched_pair(known: Known, invited: Row, deputy_id: str) -> dict[str, list[str]]:
    touched = touched_by(known.work, invited)
    return touched | {"guest": [*touched["guest"], deputy_id]}


def _cancel(known: Known, delivery: Delivery, item: StandInCancelItem, at: int) -> Done:
    invited = known.ledger.guests.get(item.guest)
    if invited is None:
        return None
    deputy_id = item.deputy or invited["stand_in"]
    _load(known, [deputy_id])
    deputy = known.ledger.guests.get(deputy_id or "")
    if deputy is None or deputy["stands_for"] != item.guest:
        return None
    if deputy["status"] != "cancelled":
        _change(known, deputy["id"], {"status": "cancelled"})
    changes = _follow_claims(known, invited, "confirmed" if invited["status"] == "declined" else invited["status"])
    facts = {
        "ref": item.ref, "guest": item.guest, "stand_in": deputy["id"], "changes": changes,
        "outcome": "stand_in_here" if deputy["entries"] else "done",
    }  # fmt: skip
    return "checkin.stand_in_cancelled", _touched_pair(known, invited, deputy["id"]), facts


# ---------- words about a guest, calls ----------


def _correct(known: Known, delivery: Delivery, item: CorrectItem, at: int) -> Done:
    row = known.ledger.guests.get(item.guest)
    if row is None:
        return None
    asked = item.changes.model_dump(exclude_none=True)
    values = {name: value for name, value in asked.items() if row[name] != value}
    if "title" in values and (row["walk_in"] or row["stands_for"]):
        values["rank"] = rank_of_title(values["title"])  # nobody else has given them one
    facts = {"ref": item.ref, "guest": item.guest, "changes": before_and_after(row, values)}
    if values:
        _change(known, item.guest, values | {"fold": search_text_of(known.work, row | values)})
    return "checkin.guest_corrected", touched_by(known.work, row), facts


def _note(known: Known, delivery: Delivery, item: NoteItem, at: int) -> Done:
    row = known.ledger.guests.get(item.guest)
    if row is None:
        return None
    said = " · ".join(filter(None, [row["note"], item.text]))
    _change(known, item.guest, {"note": said[-NOTE_LIMIT:]})
    facts = {"ref": item.ref, "guest": item.guest, "changes": {"note": {"before": None, "after": None}}}
    return "checkin.guest_noted", touched_by(known.work, row), facts


def _call(known: Known, delivery: Delivery, item: CallItem, at: int) -> Done:
    if item.guest is not None and item.guest not in known.ledger.guests:
        return None
    actor = delivery.actor
    gate = item.gate or actor.post
    row = {
        "event_id": known.work.event_id, "ref": item.ref, "guest_id": item.guest, "words": item.text,
        "gate_id": gate if gate in known.ledger.gates else None,
        "device_id": actor.id if actor.kind == "device" else actor.key,
        "operator": item.operator or (actor.name if actor.kind == "staff" else ""), "at": at,
    }  # fmt: skip
    known.work.conn.execute(insert(call).values(**row))
    facts = {"ref": item.ref, "guest": item.guest, "gate": row["gate_id"], "device": row["device_id"]}
    return "checkin.call_made", {"issue": [f"call:{item.ref}"]}, facts


_VERBS: dict[type[DeskItem], Callable[[Known, Delivery, Any, int], Done]] = {
    WalkInItem: _walk_in,
    StandInItem: _stand_in,
    StandInCancelItem: _cancel,
    CorrectItem: _correct,
    NoteItem: _note,
    CallItem: _call,
}
