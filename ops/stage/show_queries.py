"""The show of an event as the rules want it. Rows of a sheet are kept in memory while nobody changes it: a cue must
not read five hundred of them."""

from __future__ import annotations

import functools
import json
from collections import OrderedDict
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.engine import Connection, Engine

from ops.core import clock, queries as core_queries, when
from ops.stage.models import ran, sheet_row, track
from ops.stage.rules import Row, Run, Show, Track, facts_of, fold, next_due, plain, plan_track, plans_of

Facts = dict[str, Any]
EVENT: BindParameter[str] = bindparam("event")
TRACK: BindParameter[str] = bindparam("track")
_TRACKS = select(track).where(track.c.event_id == EVENT).order_by(track.c.order, track.c.id)
_PLANS = select(sheet_row.c.id, sheet_row.c.plan).where(sheet_row.c.event_id == EVENT, sheet_row.c.track == TRACK)
_RUNS = (
    select(ran)
    .join(track, (track.c.event_id == ran.c.event_id) & (track.c.id == ran.c.track) & (track.c.take == ran.c.take))
    .where(ran.c.event_id == EVENT)
    .order_by(ran.c.n)
)
_EVENTS = select(track.c.event_id).distinct()
_kept: WeakKeyDictionary[Engine, dict[tuple[str, str], tuple[int, tuple[Row, ...]]]] = WeakKeyDictionary()
_coming: WeakKeyDictionary[Engine, dict[tuple[str, str], tuple[Row, ...]]] = WeakKeyDictionary()


def tracks(conn: Connection, event_id: str) -> list[Facts]:
    """Tracks of an event in their order, with `places` and `clock` as values."""
    found = conn.execute(_TRACKS, {"event": event_id}).mappings()
    return [{**row, "places": json.loads(row["places"]), "clock": json.loads(row["clock"])} for row in found]


def load_show(conn: Connection, event_id: str) -> Show | None:
    """Everything the rules need; None when the event has no track yet."""
    rows = tracks(conn, event_id)
    return show_of(conn, event_id, rows) if rows else None


def show_of(conn: Connection, event_id: str, rows: list[Facts]) -> Show:
    """The show from rows of `tracks` that were read in the same transaction, before anything was written in it."""
    runs: dict[str, list[Run]] = {row["id"]: [] for row in rows}
    for run in conn.execute(_RUNS, {"event": event_id}):
        runs[run.track].append(Run(run.row, run.started, run.ended, run.added, run.paused, run.due, run.duration))
    made = tuple(track_of(row, sheet(conn, event_id, row), tuple(runs[row["id"]])) for row in rows)
    return Show(made, day_start(conn, event_id), max(row["at"] for row in rows))


def track_of(row: Facts, rows: tuple[Row, ...], runs: tuple[Run, ...]) -> Track:
    return replace(plain.read(Track, {**row["clock"], "id": row["id"]}, "track"), rows=rows, runs=runs)


def sheet(conn: Connection, event_id: str, row: Facts) -> tuple[Row, ...]:
    """Rows of a track in order. They are the same tuple while nothing was changed: the plan is made once."""
    mine = _kept.setdefault(conn.engine, {})
    kept = mine.get((event_id, row["id"]))
    if kept and kept[0] == row["revision"]:
        return kept[1]
    plans = {one.id: one.plan for one in conn.execute(_PLANS, {"event": event_id, "track": row["id"]})}
    rows = tuple([row_of(name, plans[name]) for name in row["places"]])
    coming = _coming.get(conn.engine, {}).pop((event_id, row["id"]), ())
    rows = next((known for known in (coming, kept[1] if kept else ()) if known == rows), rows)
    mine[event_id, row["id"]] = (row["revision"], rows)
    return rows


def expect(conn: Connection, event_id: str, track_id: str, rows: tuple[Row, ...]) -> None:
    """Rows that are being stored now: if the next reader finds the same, the plan of these is at hand."""
    _coming.setdefault(conn.engine, {})[event_id, track_id] = rows


@functools.lru_cache(maxsize=8192)
def row_of(name: str, plan: str) -> Row:
    """A row from its stored text; the same text is read once."""
    return plain.read(Row, {**json.loads(plan), "id": name}, "row")


def day_start(conn: Connection, event_id: str) -> int:
    """Local midnight of the event's date."""
    row = core_queries.find_event(conn, event_id) or {}
    return midnight(row["starts_at"], row["zone"])


@functools.lru_cache(maxsize=64)
def midnight(at: int, zone: str) -> int:
    """The beginning of the local day in which an instant lies."""
    return clock.from_datetime(when.local(at, zone).replace(hour=0, minute=0, second=0, microsecond=0))


_folded: OrderedDict[int, tuple[Any, dict[str, Facts]]] = OrderedDict()


def folded(show: Show, track_id: str) -> dict[str, Facts]:
    """Row id -> its folded fact; counted once for a plan, and remembered as long as the plan is."""
    one = next(one for one in show.tracks if one.id == track_id)
    plan = plan_track(one, show.day_start)
    if id(plan) not in _folded:
        (facts,) = facts_of(Show((one,), show.day_start))["tracks"]
        _folded[id(plan)] = (plan, {fact["id"]: fact for fact in fold(facts["rows"])})
        while len(_folded) > 32:
            _folded.popitem(last=False)
    return _folded[id(plan)][1]


def events_with_tracks(conn: Connection) -> list[str]:
    """Events that have a run sheet."""
    return [row.event_id for row in conn.execute(_EVENTS)]


def next_instant(conn: Connection, event_id: str) -> int | None:
    """When something of this event next happens by itself."""
    show = load_show(conn, event_id)
    due = next_due(show, plans_of(show)) if show else None
    return due.at if due else None
