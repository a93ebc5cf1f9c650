"""What the run sheet does to the livestreams: a slot that is a row of it starts and ends with that row, one record for
both; quiet rows, parts on stage and bridges are kept as windows that the rules see."""

from __future__ import annotations

from typing import Any

from ops.core.work import Work
from ops.livestream.actions.board import (
    SYSTEM,
    Board,
    Refused,
    add,
    keep_slot,
    open_board,
    remove,
    store,
    take_step,
)
from ops.livestream.queries import linked_slots, names_and_keys, rows_of, settings
from ops.livestream.windows import windows_of
from ops.stage import queries as stage_queries

Row = dict[str, Any]
NOTE = "theo kịch bản sân khấu"


def follow(work: Work) -> bool:
    """Bring windows and linked slots to where the sheet stands; False when they are there. Of two servers that do it
    the second finds it done."""
    rows = stage_queries.windows(work.conn, work.event_id, work.now)
    linked = {one["sheet_row"]: one for one in linked_slots(work.conn, work.event_id)}
    touched: dict[str, set[str]] = {"live_stage": _keep_windows(work, rows, set(linked)), "live_request": set()}
    pending = [row for row in rows if row["id"] in linked and _what(linked[row["id"]], row)]
    states: Row = {}
    if pending:
        board = open_board(work)
        for row in pending:
            _follow_row(board, board.slot(linked[row["id"]]["id"]), row, touched["live_request"])
        touched["live_slot"], states = board.touched, board.states()
    found = {name: ids for name, ids in touched.items() if ids}
    if found:
        work.record("live.stage_followed", "live_stage", found, {"states": states})
    return bool(found)


def _keep_windows(work: Work, rows: list[Row], linked: set[str]) -> set[str]:
    """Store the windows that are different; their ids."""
    said = settings(work.conn, work.event_id)["stage"]
    people, keys = names_and_keys(work.conn, work.event_id)
    new = {one["id"]: one for one in windows_of(rows, said, people, keys, linked)}
    old = {one["id"]: one for one in rows_of(work.conn, work.event_id, "live_stage")}
    for name in old.keys() - new.keys():
        remove(work, "live_stage", name)
    for name in new.keys() & old.keys():
        if new[name] != old[name]:
            store(work, "live_stage", name, new[name])
    add(work, "live_stage", [new[name] for name in sorted(new.keys() - old.keys())])
    return {name for name in new.keys() | old.keys() if new.get(name) != old.get(name)}


def _what(slot: Row, row: Row) -> str:
    """What a row of the sheet asks of its slot, as both stand."""
    state = slot["state"]
    if row["on"] and state in ("confirmed", "ready", "no_show"):
        return "start"
    if state == "live" and not row["on"]:
        return "end" if row["began"] is not None else "take_back"
    again = row["on"] and state == "ended" and row["began"] <= (slot["actual_end"] or 0)
    return "reopen" if again else ""


def _follow_row(board: Board, slot: Row, row: Row, rang: set[str]) -> None:
    """Start or end a slot with its row. A show is never held up: what the rules do not let on air is told to the
    coordinator."""
    match _what(slot, row):
        case "start":
            _start(board, slot, row, rang)
        case "end":
            take_step(board, slot, "end", SYSTEM, max(row["ended"] or board.work.now, slot["actual_start"]))
        case "take_back":
            changes = {"state": "ready", "actual_start": None, "flags": _without(slot, "early", "late")}
            keep_slot(board, slot, changes, SYSTEM)
        case "reopen":
            changes = {"state": "live", "actual_end": None, "flags": _without(slot, "ended_early", "overran")}
            keep_slot(board, slot, changes, SYSTEM)


def _without(slot: Row, *flags: str) -> list[str]:
    return [one for one in slot["flags"] if one not in flags]


def _start(board: Board, slot: Row, row: Row, rang: set[str]) -> None:
    before = slot | {"state": "confirmed"} if slot["state"] == "no_show" else slot
    try:
        take_step(board, before, "go_live", SYSTEM, row["began"], note=NOTE)
    except Refused as refused:
        _tell(board, slot, row, refused, rang)


def _tell(board: Board, slot: Row, row: Row, refused: Refused, rang: set[str]) -> None:
    """The stage has begun what may not go on air: one request for help for each start."""
    request_id = f"{slot['id'][:20]}-{row['began']}"
    if rows_of(board.work.conn, board.work.event_id, "live_request", [request_id]):
        return
    values = {"id": request_id, "slot": slot["id"], "kind": "help", "reason": f"stage:{refused.refusal}", "wanted": {}}
    more = {"state": "open", "by": SYSTEM.key, "made_at": board.work.now, "answered_by": "", "words": ""}
    add(board.work, "live_request", [values | more])
    rang.add(request_id)
