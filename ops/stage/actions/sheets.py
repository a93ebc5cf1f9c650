"""Sheets as wholes: loading one, tracks, columns, the lock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from ops.core import journal, tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid
from ops.stage import queries, show_queries
from ops.stage.actions.shows import Refused
from ops.stage.loading import usual_columns
from ops.stage.models import sheet_column, sheet_row, track
from ops.stage.payloads import Columns, Plan
from ops.stage.rules import from_plain, to_plain

Row = dict[str, Any]
TRACKS_AT_MOST = 12


def load_sheet(work: Work, sheet: Row) -> dict[str, int]:
    """Tracks and columns that are not there yet; what is there stays. Counts of what was made.

    `sheet` is {"columns": [...], "tracks": [{"id", "name", "rows": [{plan fields}], "cells": {row: {column: text}}}]}.
    """
    columns = _missing(work, sheet_column, sheet["columns"])
    tracks = _missing(work, track, sheet["tracks"])
    made: dict[str, set[str]] = {"sheet_column": {one["id"] for one in columns}, "sheet_row": set()}
    if columns:
        work.conn.execute(insert(sheet_column), [_column_values(work, one, one["order"]) for one in columns])
    for one in tracks:
        made["sheet_row"].update(_load_track(work, one))
    made |= {"track": {one["id"] for one in tracks}, "clock": {one["id"] for one in tracks}}
    counts = {name: len(ids) for name, ids in made.items() if name != "clock"}
    if any(counts.values()):
        work.record("stage.loaded", f"event:{work.event_id}", made, counts)
    return counts


def _missing(work: Work, table: Any, rows: Iterable[Row]) -> list[Row]:
    there = {row.id for row in work.conn.execute(select(table.c.id).where(table.c.event_id == work.event_id))}
    return [row for row in rows if row["id"] not in there]


def _load_track(work: Work, one: Row) -> list[str]:
    """Insert a track with its rows, as the rules read them."""
    (read,) = from_plain({"tracks": [{"id": one["id"], "rows": one["rows"]}]}).tracks
    ids = [row.id for row in read.rows]
    _insert_track(work, one["id"], one["name"], ids)
    plans = [to_plain(row) for row in read.rows]
    cells = one.get("cells", {})
    if plans:
        rows = [_row_values(work, one["id"], plan.pop("id"), plan, cells) for plan in plans]
        work.conn.execute(insert(sheet_row), rows)
    return ids


def _row_values(work: Work, track_id: str, row_id: str, plan: Row, cells: Row) -> Row:
    texts = {"plan": journal.pack(plan), "cells": journal.pack(cells.get(row_id, {})), "revs": "{}"}
    return {"event_id": work.event_id, "id": row_id, "track": track_id, **texts}


def _insert_track(work: Work, track_id: str, name: str, places: list[str]) -> None:
    order = work.conn.execute(select(func.count()).where(track.c.event_id == work.event_id)).scalar_one() + 1
    values = {"id": track_id, "name": name, "order": order, "places": journal.pack(places)}
    work.conn.execute(insert(track).values(event_id=work.event_id, **values))


def make_track(work: Work, ref: str, name: str) -> Row:
    """An empty track behind the others; the first one of an event brings the usual columns."""
    found = show_queries.tracks(work.conn, work.event_id)
    if len(found) >= TRACKS_AT_MOST:
        raise Conflict("too_many_tracks", most=TRACKS_AT_MOST)
    track_id = tokens.new_id()
    _insert_track(work, track_id, name, [])
    facts = {"track": track_id}
    subjects = {"track": [track_id], "clock": [track_id], "sheet_column": _usual_columns(work)}
    index = work.record("stage.track_made", f"track:{track_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "stage.track_made", facts, index)


def _usual_columns(work: Work) -> list[str]:
    """Make the columns of an event that has none; what was made."""
    if queries.columns(work.conn, work.event_id):
        return []
    found = usual_columns()
    work.conn.execute(insert(sheet_column), [_column_values(work, one, one["order"]) for one in found])
    return [one["id"] for one in found]


def lock_track(work: Work, ref: str, track_id: str, locked: bool) -> Row:
    """Freeze the sheet of a track, or free it. The clock goes on."""
    row = next((one for one in show_queries.tracks(work.conn, work.event_id) if one["id"] == track_id), None)
    if row is None:
        raise Refused("unknown_track")
    facts = {"track": track_id, "locked": locked}
    if row["locked"] == locked:
        return fresh(work, ref, "stage.locked", facts, None)
    here = (track.c.event_id == work.event_id) & (track.c.id == track_id)
    work.conn.execute(update(track).where(here).values(locked=locked))
    index = work.record("stage.locked", f"track:{track_id}", {"track": [track_id]}, facts, ref=ref)
    return fresh(work, ref, "stage.locked", facts, index)


def change_columns(work: Work, ref: str, asked: Columns) -> Row:
    """All columns anew. The words of a column that is taken away stay with their rows, and come back with it."""
    news = {one.id: one.model_dump() | {"order": place} for place, one in enumerate(asked.columns, start=1)}
    if len(news) < len(asked.columns) or news.keys() & Plan.model_fields.keys():
        raise Invalid("invalid", fields={"columns": "ids must differ from one another and from the fields of a row"})
    names = ("id", "name", "order", "department", "writers")
    olds = {one["id"]: {name: one[name] for name in names} for one in queries.columns(work.conn, work.event_id)}
    changed = [one for one in olds.keys() | news.keys() if olds.get(one) != news.get(one)]
    facts = {"columns": list(news)}
    if not changed:
        return fresh(work, ref, "stage.columns_changed", facts, None)
    work.conn.execute(delete(sheet_column).where(sheet_column.c.event_id == work.event_id))
    work.conn.execute(insert(sheet_column), [_column_values(work, one, one["order"]) for one in news.values()])
    subjects = {"sheet_column": changed}
    index = work.record("stage.columns_changed", f"event:{work.event_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "stage.columns_changed", facts, index)


def _column_values(work: Work, one: Row, order: int) -> Row:
    words = {name: one[name] for name in ("id", "name", "department")}
    return {"event_id": work.event_id, "order": order, "writers": " ".join(one["writers"]), **words}
