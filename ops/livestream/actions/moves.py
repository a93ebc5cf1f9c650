"""Several slots at once, as one change that can be taken back: what a proposal brings.

It is judged where all of them end, not on the way there."""

from __future__ import annotations

from typing import Any

from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.livestream.actions import plan
from ops.livestream.actions.board import Board, Who, open_board
from ops.livestream.actions.edits import remember

Row = dict[str, Any]


def apply_moves(
    work: Work, ref: str, kind: str, subject: str, moves: list[Row], facts: Row, label: str, who: Who
) -> Row:
    """Do moves {slot, session, changes, make, acks?} whole or not at all, in one line of `kind` about `subject`; its
    facts get the slots and the number of the edit. Two firm slots may change places: each is judged where all end."""
    board = open_board(work)
    before = plan.expect(board, {one["slot"]: one["changes"] for one in moves if not one.get("make")})
    redo, undo = list[Row](), list[Row]()
    for one in moves:
        there, back = _make(board, one, who) if one.get("make") else _move(board, before, one, who, label)
        redo.append(there)
        undo.insert(0, back)
    facts |= {"slots": sorted(board.touched), "states": board.states(), "edit": remember(work, label, redo, undo)}
    index = work.record(kind, subject, {"live_slot": board.touched}, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


def _make(board: Board, one: Row, who: Who) -> tuple[Row, Row]:
    values = one["changes"] | {"id": one.get("slot") or tokens.new_id(), "session": one["session"]}
    row = plan.add_slot(board, values, who)
    edit = {"table": "live_slot", "id": row["id"]}
    return edit | {"values": values | {"ends": row["ends"]}}, edit | {"values": None}


def _move(board: Board, before: dict[str, Row], one: Row, who: Who, note: str) -> tuple[Row, Row]:
    old = before[one["slot"]]
    plan.change_slot(board, old, one["changes"], who, note, one.get("acks"))
    edit = {"table": "live_slot", "id": one["slot"]}
    return edit | {"values": one["changes"]}, edit | {"values": {name: old[name] for name in one["changes"]}}
