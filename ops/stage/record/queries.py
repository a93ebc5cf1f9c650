"""The record out of the tables: what ran, what takes were called, what somebody wrote to a run."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.errors import Invalid
from ops.stage.models import cause, ran, sheet_edit, sheet_row, take as takes_table, track as tracks_table
from ops.stage.record import takes as record
from ops.stage.rules import Show, Track
from ops.stage.show_queries import load_show

Row = dict[str, Any]
RUN = ("track", "take", "n", "row", "started", "ended", "added", "paused", "due", "duration")


def whole(conn: Connection, event_id: str, track: str | None, take: int | None) -> Row:
    """Every run with its words and its cause, oldest take first, and the takes themselves."""
    runs = runs_of(conn, event_id, track)
    named = names_of(conn, event_id, track)
    current = {row.id: row.take for row in conn.execute(select(tracks_table).where(_mine(tracks_table, event_id)))}
    mine = {name: number for name, number in current.items() if track in (None, name)}
    takes = record.takes_of(runs, named, mine)
    asked = [run for run in runs if take in (None, run["take"])]
    words, causes = words_of(conn, event_id, {run["row"] for run in asked}), causes_of(conn, event_id)
    told = [
        {name: run[name] for name in RUN} | words[run["row"]] | record.facts_of_run(run)
        | {"cause": causes.get((run["track"], run["take"], run["n"]), "")}
        for run in asked
    ]  # fmt: skip
    return {"runs": told, "takes": [one for one in takes if take in (None, one["take"])]}


def runs_of(conn: Connection, event_id: str, track: str | None) -> list[Row]:
    """What ran, in the order in which it did."""
    query = select(ran).where(_mine(ran, event_id)).order_by(ran.c.track, ran.c.take, ran.c.n)
    if track is not None:
        query = query.where(ran.c.track == track)
    return [dict(row) for row in conn.execute(query).mappings()]


def names_of(conn: Connection, event_id: str, track: str | None) -> dict[tuple[str, int], str]:
    """(track, take) -> what the take was called."""
    found = conn.execute(select(takes_table).where(_mine(takes_table, event_id)))
    return {(row.track, row.take): row.name for row in found if track in (None, row.track)}


def causes_of(conn: Connection, event_id: str) -> dict[tuple[str, int, int], str]:
    """(track, take, n) -> what was written to the run."""
    found = conn.execute(select(cause).where(_mine(cause, event_id)))
    return {(row.track, row.take, row.n): row.cause for row in found}


def words_of(conn: Connection, event_id: str, rows: Collection[str]) -> dict[str, Row]:
    """Row -> its cue and title; of a row that is gone from the sheet as they last stood there."""
    query = select(sheet_row.c.id, sheet_row.c.cells).where(_mine(sheet_row, event_id))
    cells = {row.id: json.loads(row.cells) for row in conn.execute(query)} if rows else {}
    if gone := set(rows) - cells.keys():
        cells |= _words_of_gone(conn, event_id, gone)
    return {row: {name: cells.get(row, {}).get(name, "") for name in ("cue", "title")} for row in rows}


def _words_of_gone(conn: Connection, event_id: str, rows: Collection[str]) -> dict[str, Row]:
    """What takes a deletion back still knows the words."""
    query = select(sheet_edit.c.undo).where(_mine(sheet_edit, event_id)).order_by(sheet_edit.c.n)
    found: dict[str, Row] = {}
    for (undo,) in conn.execute(query):
        for edit in json.loads(undo):
            if edit.get("edit") == "insert" and edit["row"]["id"] in rows:
                found[edit["row"]["id"]] = edit.get("cells", {})
    return found


def lengths(conn: Connection, event_id: str, track: str | None, wish: record.Wish) -> Row:
    """Lengths that the takes propose, and the edits that write them."""
    show = load_show(conn, event_id)
    if show is None:
        return {"rows": [], "edits": [], "planned_end": None, "new_end": None}
    one = _track(show, track)
    found = record.propose_lengths(show, one, runs_of(conn, event_id, one.id), wish)
    words = words_of(conn, event_id, {row["row"] for row in found["rows"]})
    return found | {"rows": [row | words[row["row"]] for row in found["rows"]]}


def _track(show: Show, name: str | None) -> Track:
    found = next((one for one in show.tracks if name in (None, one.id)), None)
    if found is None:
        raise Invalid("invalid", fields={"track": "unknown"})
    return found


def _mine(table: Any, event_id: str) -> Any:
    return table.c.event_id == event_id
