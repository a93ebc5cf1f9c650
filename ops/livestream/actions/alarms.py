"""What rings by itself, once for each instant it is about, and who never came."""

from __future__ import annotations

from typing import Any

from ops.core.work import Work
from ops.livestream.actions.board import SYSTEM, Board, Refused, keep_slot, open_board, take_step
from ops.livestream.queries import ringing

Row = dict[str, Any]


def ring(work: Work) -> bool:
    """Write down what rings now and has not rung; at its end a slot that nobody came to is a no-show. Of two servers
    that do it the second finds it written. Nothing on air is ever stopped."""
    board = open_board(work)
    told = {slot["id"]: kinds for slot in [*board.facts["slots"].values()] if (kinds := _ring_one(board, slot))}
    if not told:
        return False
    facts = {"slots": told, "states": board.states()}
    work.record("live.alarmed", "live_day:alarms", {"live_slot": told}, facts)
    return True


def _ring_one(board: Board, slot: Row) -> list[str]:
    new = {kind: at for kind, at in ringing(slot, board.work.now).items() if slot["rang"].get(kind) != at}
    if not new:
        return []
    after = keep_slot(board, slot, {"rang": slot["rang"] | new | {"was": slot["state"]}}, SYSTEM) or slot
    if "auto_no_show" in new and not _staged(board, slot):
        try:
            take_step(board, after, "no_show", SYSTEM, board.work.now)
        except Refused:
            return sorted(new)
    return sorted(new)


def _staged(board: Board, slot: Row) -> bool:
    """Is it a row of the run sheet? The sheet says what becomes of it."""
    return any(one["id"] == slot["sheet_row"] for one in board.facts["stage_rows"])
