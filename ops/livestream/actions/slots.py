"""Verbs of the plan: sessions and slots made and changed, acknowledged, excused."""

from __future__ import annotations

from typing import Any

from ops.core import journal, queries as core_queries, tokens
from ops.core.actions import fresh
from ops.core.clock import iso
from ops.core.work import Work
from ops.errors import Conflict
from ops.livestream import rules
from ops.livestream.actions import plan
from ops.livestream.actions.board import Board, Refused, Who, keep_slot, open_board
from ops.livestream.actions.edits import remember
from ops.livestream.plan_payloads import NewSession, NewSlot, SessionChange, SlotChange

Row = dict[str, Any]
INSTANTS = ("starts", "ends")
STAGE_ACKS = {"stage.noise"}
"""Warnings that the stage manager acknowledges, and nobody of the livestreams."""


def make_session(work: Work, ref: str, asked: NewSession) -> Row:
    """A new session."""
    board, session_id = open_board(work), asked.id or tokens.new_id()
    if session_id in board.facts["sessions"]:
        raise Refused("id_taken")
    values = asked.values()
    plan.put_session(board, session_id, values, there=False)
    edit = {"table": "live_session", "id": session_id}
    n = remember(work, asked.title, [edit | {"values": values}], [edit | {"values": None}])
    facts = {"session": session_id, "edit": n}
    touched = {"live_session": [session_id]}
    index = work.record("live.session_made", f"live_session:{session_id}", touched, facts, ref=ref)
    return fresh(work, ref, "live.session_made", facts, index)


def change_session(work: Work, ref: str, session_id: str, asked: SessionChange) -> Row:
    """Other values for a session."""
    board = open_board(work)
    before, changes = board.session(session_id), asked.changes.values()
    if asked.seen is not None and asked.seen != before["version"]:
        raise Conflict("live_stale", fields={"version": str(before["version"])}, by="", theirs="")
    after = plan.change_session(board, before, changes)
    facts: Row = {"session": session_id, "fields": sorted(changes)}
    if after is None:
        return fresh(work, ref, "live.session_changed", facts, None)
    edit = {"table": "live_session", "id": session_id}
    old = {name: before[name] for name in changes}
    facts["edit"] = remember(work, before["title"], [edit | {"values": changes}], [edit | {"values": old}])
    touched = {"live_session": [session_id]}
    index = work.record("live.session_changed", f"live_session:{session_id}", touched, facts, ref=ref)
    return fresh(work, ref, "live.session_changed", facts, index)


def make_slot(work: Work, ref: str, asked: NewSlot, who: Who) -> Row:
    """A new slot, as a draft."""
    board = open_board(work)
    values = asked.values() | {"id": asked.id or tokens.new_id()}
    row = plan.add_slot(board, values, who)
    edit = {"table": "live_slot", "id": row["id"]}
    kept = values | {"ends": row["ends"]}
    n = remember(work, _label(board, row), [edit | {"values": kept}], [edit | {"values": None}])
    facts = {"slot": row["id"], "session": row["session"], "version": 1, "edit": n}
    index = work.record("live.slot_made", f"live_slot:{row['id']}", {"live_slot": [row["id"]]}, facts, ref=ref)
    return fresh(work, ref, "live.slot_made", facts, index)


def change_slot(work: Work, ref: str, slot_id: str, asked: SlotChange, who: Who) -> Row:
    """Other values for fields of a slot; a field that somebody else changed since it was seen is not overwritten."""
    board = open_board(work)
    before = board.slot(slot_id)
    changes = {name: value for name, value in asked.changes.values().items() if before[name] != value}
    if asked.seen is not None:
        _check_seen(work, before, changes, asked.seen)
    if asked.pinned and changes.keys() & plan.PLACES:
        changes["pinned"] = before["pinned"] | dict.fromkeys(sorted(changes.keys() & plan.PLACES), who.key)
    facts: Row = {"slot": slot_id, "fields": sorted(changes)}
    acks = [said_of(work, kind, what, who) for kind, what in asked.acks if kind not in STAGE_ACKS]
    after = plan.change_slot(board, before, changes, who, asked.note, acks)
    if after is None:
        return fresh(work, ref, "live.slot_changed", facts, None)
    edit = {"table": "live_slot", "id": slot_id}
    old = {name: before[name] for name in changes}
    facts["edit"] = remember(work, _label(board, before), [edit | {"values": changes}], [edit | {"values": old}])
    return record_slot(work, ref, "live.slot_changed", after, facts)


def record_slot(work: Work, ref: str, kind: str, slot: Row, facts: Row, device_at: int | None = None) -> Row:
    """The line of a verb about one slot, and its answer."""
    facts |= {"version": slot["version"], "state": slot["state"]}
    touched = {"live_slot": [slot["id"]]}
    index = work.record(kind, f"live_slot:{slot['id']}", touched, facts, ref=ref, device_at=device_at)
    return fresh(work, ref, kind, facts, index)


def _label(board: Board, slot: Row) -> str:
    session = board.facts["sessions"].get(slot["session"], {})
    return str(slot["title"] or session.get("title", ""))[:100]


def _check_seen(work: Work, before: Row, changes: Row, seen: int) -> None:
    """409 with whose change it was and what they wrote."""
    for name in changes:
        newest = before["revs"].get(name, 0)
        if newest > seen:
            by, theirs = _who_changed(work, before["id"], newest), before[name]
            shown = (
                (iso(theirs) or "") if name in INSTANTS else theirs if isinstance(theirs, str) else journal.pack(theirs)
            )
            fields = {"field": name, "theirs": shown, "by": by, "version": str(before["version"])}
            raise Conflict("live_stale", fields=fields, by=by, theirs=shown)


def _who_changed(work: Work, slot_id: str, version: int) -> str:
    """The name of whoever made a version of a slot."""
    for line in reversed(journal.of_subject(work.conn, work.event_id, f"live_slot:{slot_id}")):
        if line.facts.get("version") == version:
            return core_queries.actor_name(work.conn, line.actor)
    return ""


# ---------- what stands in the way, and somebody answers for ----------


def acknowledge(work: Work, ref: str, slot_id: str, kinds: list[tuple[str, str]], who: Who) -> Row:
    """Warnings seen by name; one that is no more, or is another one by now, is not taken for seen."""
    board = open_board(work)
    slot = board.slot(slot_id)
    mine = {(one["kind"], one["with"]): one for one in rules.check(board.facts, [slot_id])}
    added = []
    for kind, what in kinds:
        conflict = mine.get((kind, what))
        if conflict is None:
            raise Refused("no_conflict", {"kind": kind})
        if conflict["level"] != "warn":
            raise Refused("not_a_warning", {"kind": kind})
        _require_hand(kind, who)
        added.append(said_of(work, kind, what, who))
    known = {(one["kind"], one["with"]) for one in slot["acks"]}
    new = [one for one in added if (one["kind"], one["with"]) not in known]
    facts: Row = {"slot": slot_id, "kinds": sorted({kind for kind, _ in kinds})}
    after = keep_slot(board, slot, {"acks": slot["acks"] + new}, who)
    if after is None:
        return fresh(work, ref, "live.slot_acked", facts, None)
    return record_slot(work, ref, "live.slot_acked", after, facts)


def said_of(work: Work, kind: str, what: str, who: Who) -> Row:
    """A warning that was seen by name."""
    return {"kind": kind, "with": what, "by": who.name, "actor": who.key, "at": work.now}


def _require_hand(kind: str, who: Who) -> None:
    """What the stage hears is the stage manager's to say, the rest is the coordinator's."""
    wanted = {"stage_manager", "director", "organiser"} if kind in STAGE_ACKS else {
        "live_coordinator", "director", "organiser",
    }  # fmt: skip
    if not wanted & {*who.roles}:
        raise Refused("role")


def override(work: Work, ref: str, slot_id: str, kind: str, what: str, reason: str, who: Who) -> Row:
    """Somebody answers by name for a conflict; it holds until time, people or goods change."""
    board = open_board(work)
    slot = board.slot(slot_id)
    found = [one for one in rules.check(board.facts, [slot_id]) if (one["kind"], one["with"]) == (kind, what)]
    if not found:
        raise Refused("no_conflict", {"kind": kind})
    refused = rules.may_override(found[0], reason)
    if refused:
        raise Refused(refused, {"kind": kind})
    facts: Row = {"slot": slot_id, "kind": kind, "reason": reason}
    if any((one["kind"], one["with"]) == (kind, what) for one in slot["overrides"]):
        return fresh(work, ref, "live.slot_overridden", facts, None)
    said = {"kind": kind, "with": what, "by": who.name, "actor": who.key, "reason": reason, "at": work.now}
    after = keep_slot(board, slot, {"overrides": [*slot["overrides"], said]}, who)
    return record_slot(work, ref, "live.slot_overridden", after or slot, facts)
