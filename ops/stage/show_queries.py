"""The show of an event as the rules want it. Tracks are kept in memory while nobody changes them: a cue must read
neither five hundred rows nor the record of the whole evening."""

from __future__ import annotations

import functools
import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.engine import Connection, Engine

from ops.core import clock, when
from ops.core.direct import Read
from ops.core.models import event
from ops.stage.models import ran, sheet_row, track
from ops.stage.rules import Row, Run, Show, Track, fold, next_due, plain, plan_track, plans_of

Facts = dict[str, Any]
EVENT: BindParameter[str] = bindparam("event")
TRACK: BindParameter[str] = bindparam("track")
_MINE = (ran.c.event_id == track.c.event_id) & (ran.c.track == track.c.id) & (ran.c.take == track.c.take)
_LAST_RUN = select(func.coalesce(func.max(ran.c.n), 0)).where(_MINE).correlate(track).scalar_subquery()
_WHOLE = (*track.c, _LAST_RUN.label("ran"), event.c.starts_at, event.c.zone)
_NAMES = tuple(column.name for column in _WHOLE)
_TRACKS = Read(
    select(*_WHOLE)
    .join(event, event.c.id == track.c.event_id)
    .where(track.c.event_id == EVENT)
    .order_by(track.c.order, track.c.id)
)
_PLANS = select(sheet_row.c.id, sheet_row.c.plan).where(sheet_row.c.event_id == EVENT, sheet_row.c.track == TRACK)
_RUN = (ran.c.row, ran.c.started, ran.c.ended, ran.c.added, ran.c.paused, ran.c.due, ran.c.duration)
_RUNS = Read(
    select(*_RUN)
    .where(ran.c.event_id == EVENT, ran.c.track == TRACK, ran.c.take == bindparam("take"), ran.c.n > bindparam("after"))
    .order_by(ran.c.n)
)
_EVENTS = select(track.c.event_id).distinct()


@dataclass(frozen=True)
class Kept:
    """A track as it was read, and what says that it still is so: runs are only ever added to a take."""

    revision: int
    clock: str
    take: int
    track: Track


_kept: WeakKeyDictionary[Engine, dict[tuple[str, str], Kept]] = WeakKeyDictionary()
_coming: WeakKeyDictionary[Engine, dict[tuple[str, str], tuple[int, tuple[Row, ...]]]] = WeakKeyDictionary()
_shows: WeakKeyDictionary[Engine, dict[str, Show]] = WeakKeyDictionary()


def tracks(conn: Connection, event_id: str) -> list[Facts]:
    """Tracks of an event in their order, `places` and `clock` as values; with the number of their last run (`ran`) and
    what the event says of its day."""
    found = [dict(zip(_NAMES, row, strict=True)) for row in _TRACKS.rows(conn, {"event": event_id})]
    return [
        row | {"places": places_of(row["places"]), "clock_text": row["clock"], "clock": json.loads(row["clock"])}
        for row in found
    ]


@functools.lru_cache(maxsize=64)
def _places(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def places_of(text: str) -> list[str]:
    """Ids of the rows in sheet order; the same text is read once."""
    return list(_places(text))


def load_show(conn: Connection, event_id: str) -> Show | None:
    """Everything the rules need; None when the event has no track yet."""
    rows = tracks(conn, event_id)
    return show_of(conn, event_id, rows) if rows else None


def show_of(conn: Connection, event_id: str, rows: list[Facts]) -> Show:
    """The show from rows of `tracks` that were read in the same transaction, before anything was written in it. It is
    the same value as long as nothing of it has changed: what was counted from it is at hand."""
    made = tuple(_track(conn, event_id, row) for row in rows)
    show = Show(made, midnight(rows[0]["starts_at"], rows[0]["zone"]), max(row["at"] for row in rows))
    mine = _shows.setdefault(conn.engine, {})
    kept = mine.get(event_id)
    if kept and _same(kept, show):
        return kept
    mine[event_id] = show
    return show


def _same(one: Show, two: Show) -> bool:
    if (one.day_start, one.at, len(one.tracks)) != (two.day_start, two.at, len(two.tracks)):
        return False
    return all(old is new for old, new in zip(one.tracks, two.tracks, strict=True))


def _track(conn: Connection, event_id: str, row: Facts) -> Track:
    """A track; of one that is known only what has changed is read."""
    mine = _kept.setdefault(conn.engine, {})
    key = (event_id, row["id"])
    kept = mine.get(key)
    known = kept.track.runs if kept and kept.take == row["take"] and len(kept.track.runs) <= row["ran"] else ()
    now = (row["revision"], row["clock_text"], row["take"])
    if kept and (kept.revision, kept.clock, kept.take) == now and len(known) == row["ran"]:
        return kept.track
    rows = kept.track.rows if kept and kept.revision == row["revision"] else _sheet(conn, event_id, row, kept)
    asked = {"event": event_id, "track": row["id"], "take": row["take"], "after": len(known)}
    runs = known if len(known) == row["ran"] else (*known, *(Run(*one) for one in _RUNS.rows(conn, asked)))
    mine[key] = Kept(*now, track_of(row, rows, runs))
    return mine[key].track


def track_of(row: Facts, rows: tuple[Row, ...], runs: tuple[Run, ...]) -> Track:
    return replace(plain.read(Track, {**row["clock"], "id": row["id"]}, "track"), rows=rows, runs=runs)


def _sheet(conn: Connection, event_id: str, row: Facts, kept: Kept | None) -> tuple[Row, ...]:
    """Rows of a track in order. They are the same tuple while nothing was changed: the plan is made once."""
    revision, coming = _coming.get(conn.engine, {}).get((event_id, row["id"]), (None, ()))
    if revision == row["revision"]:
        return coming
    plans = {one.id: one.plan for one in conn.execute(_PLANS, {"event": event_id, "track": row["id"]})}
    rows = tuple([row_of(name, plans[name]) for name in row["places"]])
    return kept.track.rows if kept and kept.track.rows == rows else rows


def know(engine: Engine, event_id: str, track_id: str, revision: int, rows: tuple[Row, ...]) -> None:
    """Rows that this process has committed under a revision: whoever meets that revision need not read them."""
    _coming.setdefault(engine, {})[event_id, track_id] = (revision, rows)


@functools.lru_cache(maxsize=8192)
def row_of(name: str, plan: str) -> Row:
    """A row from its stored text; the same text is read once."""
    return plain.read(Row, {**json.loads(plan), "id": name}, "row")


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
        _folded[id(plan)] = (plan, {fact["id"]: fact for fact in fold(plan.facts)})
        while len(_folded) > 16:
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
