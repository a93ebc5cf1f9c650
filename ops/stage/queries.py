"""Rows of the stage for the feed, by entity, and what is asked for once: state, record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.engine import Connection

from ops.core import queries as core_queries
from ops.core.direct import Read
from ops.stage.models import ran, sheet_column, sheet_row, stage_message, stage_ready, stage_receipt, track
from ops.stage.rules import Show, clocks_of, state_of, summary_of
from ops.stage.screens import queries as screen_queries
from ops.stage.show_queries import folded, load_show, midnight, tracks

Row = dict[str, Any]
EVENT: BindParameter[str] = bindparam("event")
IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_ROWS = select(sheet_row).where(sheet_row.c.event_id == EVENT).order_by(sheet_row.c.id)
_COLUMNS = (
    select(sheet_column).where(sheet_column.c.event_id == EVENT).order_by(sheet_column.c.order, sheet_column.c.id)
)
_READY = (
    select(stage_ready)
    .where(stage_ready.c.event_id == EVENT)
    .order_by(stage_ready.c.row, stage_ready.c.role, stage_ready.c.device)
)
_RAN_NAMES = ("id", "track", "take", "started", "ended")
_RUNS = (
    select(ran.c.row, ran.c.track, ran.c.take, ran.c.started, ran.c.ended)
    .join(track, (track.c.event_id == ran.c.event_id) & (track.c.id == ran.c.track) & (track.c.take == ran.c.take))
    .where(ran.c.event_id == EVENT)
    .order_by(ran.c.track, ran.c.n)
)
_RAN, _SOME_RAN = Read(_RUNS), Read(_RUNS.where(ran.c.row.in_(IDS)), "ids")
SUMMARY = (
    "next", "group", "offset", "expected_end", "hard", "phase", "chosen", "planned_start", "planned_end", "started",
)  # fmt: skip


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    wanted = None if ids is None else set(ids)
    match entity:
        case "event":
            found = [event_row(conn, event_id)]
        case "track":
            found = tracks(conn, event_id)
        case "clock":
            found = clocks(load_show(conn, event_id))
        case "sheet_row":
            return sheet_rows(conn, event_id, wanted)
        case "sheet_column":
            found = columns(conn, event_id)
        case "ran":
            return last_runs(conn, event_id, wanted)
        case "message":
            found = messages(conn, event_id)
        case "ready":
            found = ready_taps(conn, event_id)
        case "prompter":
            found = screen_queries.prompters(conn, event_id)
        case _:
            raise AssertionError(entity)
    return found if wanted is None else [row for row in found if row["id"] in wanted]


def event_row(conn: Connection, event_id: str) -> Row:
    """The event, with the local midnight from which rows without a time are counted."""
    row = core_queries.find_event(conn, event_id) or {}
    return row | {"day_start": midnight(row["starts_at"], row["zone"])}


def clocks(show: Show | None) -> list[Row]:
    """Where the clocks stand, and what the server makes of it at the instant of the last step."""
    if show is None:
        return []
    state = {one["id"]: one for one in summary_of(show)}
    held = {one.id: {"held": one.held, "shift": one.shift, "at": show.at} for one in show.tracks}
    return [
        {name: value for name, value in one.items() if name != "runs"}
        | held[one["id"]]
        | {name: state[one["id"]][name] for name in SUMMARY}
        for one in clocks_of(show)["tracks"]
    ]


def sheet_rows(conn: Connection, event_id: str, ids: set[str] | None = None) -> list[Row]:
    """Rows of the sheets with their words and their folded facts."""
    query = _ROWS if ids is None else _ROWS.where(sheet_row.c.id.in_(IDS))
    found = conn.execute(query, {"event": event_id} | ({} if ids is None else {"ids": sorted(ids)})).mappings().all()
    show = load_show(conn, event_id)
    if show is None:
        return []
    facts = {one.id: folded(show, one.id) for one in show.tracks}
    return [_sheet_row(row, facts[row["track"]][row["id"]]) for row in found]


def _sheet_row(row: Any, fact: Row) -> Row:
    texts = {name: json.loads(row[name]) for name in ("plan", "cells", "revs")}
    return {"id": row["id"], "track": row["track"], **texts, "fact": fact}


def columns(conn: Connection, event_id: str) -> list[Row]:
    """Columns of the sheet in their order."""
    found = conn.execute(_COLUMNS, {"event": event_id}).mappings()
    return [{**row, "writers": row["writers"].split()} for row in found]


def last_runs(conn: Connection, event_id: str, ids: set[str] | None = None) -> list[Row]:
    """The newest run of every row in the take that is on; of all rows, or of those of `ids`."""
    facts: Row = {"event": event_id} | ({} if ids is None else {"ids": sorted(ids)})
    found = (_RAN if ids is None else _SOME_RAN).rows(conn, facts)
    return list({row[0]: dict(zip(_RAN_NAMES, row, strict=True)) for row in found}.values())


def messages(conn: Connection, event_id: str) -> list[Row]:
    """Messages of the evening, oldest first, with who has read them."""
    query = select(stage_message).where(stage_message.c.event_id == event_id)
    found = conn.execute(query.order_by(stage_message.c.sent_at, stage_message.c.id)).mappings().all()
    readers: dict[str, list[str]] = {}
    receipts = select(stage_receipt).where(stage_receipt.c.event_id == event_id)
    for one in conn.execute(receipts.order_by(stage_receipt.c.read_at, stage_receipt.c.device)).mappings():
        readers.setdefault(one["message"], []).append(one["name"])
    return [{**row, "read_by": readers.get(row["id"], [])} for row in found]


def ready_taps(conn: Connection, event_id: str) -> list[Row]:
    """Who said that they are ready, row by row."""
    found = conn.execute(_READY, {"event": event_id}).mappings()
    return [{**row, "id": f"{row['row']}/{row['role']}/{row['device']}"} for row in found]


def windows(conn: Connection, event_id: str, now: int) -> list[Row]:
    """When every row and group of the sheets is or will be on, and its words; what other domains plan around."""
    show = load_show(conn, event_id)
    if show is None:
        return []
    query = select(sheet_row.c.id, sheet_row.c.cells).where(sheet_row.c.event_id == event_id)
    cells = {row.id: json.loads(row.cells) for row in conn.execute(query)}
    runs = {row["id"]: row for row in last_runs(conn, event_id)}
    groups = {row.id: row.group for one in show.tracks for row in one.rows}
    found = [
        _window(one, row, cells.get(row["id"], {}), runs.get(row["id"])) | {"group": groups.get(row["id"])}
        for one in state_of(show, now)["tracks"]
        for row in one["rows"]
    ]
    found = [row for row in found if row["from"] is not None and row["until"] is not None]
    return [_of_group(row, found) if row["kind"] == "group" else row for row in found]


def _window(one: Row, row: Row, cells: Row, run: Row | None) -> Row:
    """A row with its time: as it ran, as it runs, as it is expected."""
    live = one["live"] if one["live"] and one["live"]["row"] == row["id"] else None
    began, ended = (live["started"], None) if live else (run["started"], run["ended"]) if run else (None, None)
    begun = one["live"] is not None or bool(one["runs"])  # before it, the plan is what everybody goes by
    return {
        "id": row["id"],
        "track": one["id"],
        "kind": row["kind"],
        "cells": cells,
        "on": live is not None,
        "from": began if began is not None else (begun and row["expected_start"]) or row["start"],
        "until": ended if ended is not None else (begun and row["expected_end"]) or row["end"],
        "began": began,
        "ended": ended,
    }


def _of_group(group: Row, rows: list[Row]) -> Row:
    """A group lasts from its first row to the end of its last; it is on while one of them is."""
    mine = [row for row in rows if row["group"] == group["id"] and row["track"] == group["track"]]
    if not mine:
        return group
    began = [row["began"] for row in mine if row["began"] is not None]
    on, ended = any(row["on"] for row in mine), [row["ended"] for row in mine if row["ended"] is not None]
    times = {"from": min(row["from"] for row in mine), "until": max(row["until"] for row in mine), "on": on}
    over = max(ended) if ended and not on else None
    return group | times | {"began": min(began) if began else None, "ended": over}
