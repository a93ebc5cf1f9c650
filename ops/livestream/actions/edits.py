"""Changes of the plan that can be taken back: a hundred, in the order in which they were made, whoever made them.

An edit is a list of {table, id, values}: fields and what they become; `values` null takes the row away, and of a row
that is not there they are all its fields."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, insert, select, update

from ops.core import journal, queries as core_queries
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict
from ops.livestream.actions import plan
from ops.livestream.actions.board import Board, Refused, Who, open_board
from ops.livestream.models import live_edit

Row = dict[str, Any]
Edits = list[Row]
KEPT = 100
NOTE = "hoàn tác"
NAMES = {"live_session": "sessions", "live_slot": "slots"}


def remember(work: Work, label: str, redo: Edits, undo: Edits) -> int:
    """Keep an edit for undoing; what had been undone before it cannot be redone any more."""
    n = last_number(work) + 1
    here = (live_edit.c.event_id == work.event_id) & (live_edit.c.state == "undone")
    work.conn.execute(update(live_edit).where(here).values(state="dropped"))
    values = {"actor": work.actor, "made_at": work.now, "label": label, "state": "done"}
    texts = {"redo": journal.pack(redo), "undo": journal.pack(undo)}
    work.conn.execute(insert(live_edit).values(event_id=work.event_id, n=n, **values, **texts))
    return n


def last_number(work: Work) -> int:
    """Number of the newest edit of the event."""
    query = select(func.max(live_edit.c.n)).where(live_edit.c.event_id == work.event_id)
    return int(work.conn.execute(query).scalar() or 0)


def undo(work: Work, ref: str, who: Who) -> Row:
    """Take the newest edit back that stands."""
    return _turn(work, ref, who, "done", "undo", "redo", "live.edit_undone")


def redo(work: Work, ref: str, who: Who) -> Row:
    """Do the edit again that was taken back last."""
    return _turn(work, ref, who, "undone", "redo", "undo", "live.edit_redone")


def _turn(work: Work, ref: str, who: Who, state: str, way: str, other: str, kind: str) -> Row:
    found = _candidate(work, state)
    if found is None:
        raise Conflict("nothing_to_undo" if way == "undo" else "nothing_to_redo")
    board = open_board(work)
    edits, done = json.loads(found[way]), json.loads(found[other])
    for one in done:
        _check_unchanged(board, one)
    there = {one["id"]: one["values"] for one in edits if one["table"] == "live_slot" and one["values"] is not None}
    before = plan.expect(board, {name: values for name, values in there.items() if name in board.facts["slots"]})
    touched: dict[str, set[str]] = {}
    for one in edits:
        touched.setdefault(one["table"], set()).add(one["id"])
        _carry_out(board, one, before, who)
    here = (live_edit.c.event_id == work.event_id) & (live_edit.c.n == found["n"])
    work.conn.execute(update(live_edit).where(here).values(state="undone" if way == "undo" else "done"))
    facts = {
        "edit": found["n"],
        "by": found["actor"],
        "slots": sorted(touched.get("live_slot", ())),
        "states": board.states(),
    }
    index = work.record(kind, f"live_edit:{found['n']}", touched, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


def _candidate(work: Work, state: str) -> Row | None:
    """The last that is done, or the first of those that were taken back."""
    order = live_edit.c.n.desc() if state == "done" else live_edit.c.n
    here = (live_edit.c.event_id == work.event_id) & (live_edit.c.state == state)
    query = select(live_edit).where(here, live_edit.c.n > last_number(work) - KEPT).order_by(order).limit(1)
    row = work.conn.execute(query).mappings().first()
    return dict(row) if row else None


def _check_unchanged(board: Board, one: Row) -> None:
    """What the edit wrote must still stand; what came in another way is not overwritten."""
    row = board.facts[NAMES[one["table"]]].get(one["id"])
    if one["values"] is None:
        if row is not None:
            raise Refused("id_taken")
        return
    if row is None:
        raise Refused("unknown")
    for name in one["values"]:
        if row[name] != one["values"][name]:
            by = core_queries.actor_name(board.work.conn, row.get("by", ""))
            raise Conflict("live_changed_since", fields={"field": name, "by": by}, by=by)


def _carry_out(board: Board, one: Row, before: dict[str, Row], who: Who) -> None:
    """One step of an edit, held to the same rules as if somebody did it by hand."""
    if one["table"] == "live_session":
        plan.put_session(board, one["id"], one["values"], one["id"] in board.facts["sessions"])
    elif one["values"] is None:
        plan.drop_slot(board, one["id"])
    elif one["id"] in before:
        plan.change_slot(board, before[one["id"]], one["values"], who, note=NOTE)
    else:
        plan.add_slot(board, one["values"], who)
