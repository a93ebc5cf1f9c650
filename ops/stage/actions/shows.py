"""The show inside a unit of work: read, brought to now, and kept again. Every verb of the stage goes through here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, update

from ops.core import journal
from ops.core.direct import Write
from ops.core.work import Work
from ops.errors import Conflict
from ops.stage import show_queries
from ops.stage.models import ran, track
from ops.stage.rules import Show, Track, follow, to_plain

Row = dict[str, Any]
Touched = dict[str, set[str]]


class Refused(Conflict):
    """The rules do not do it; `refusal` is their code, its sentence is stage.refused.<code>."""

    def __init__(self, refusal: str) -> None:
        super().__init__("stage_refused", fields={"refusal": refusal})
        self.refusal = refusal


@dataclass
class Stage:
    """What a verb works on: the rows of the tracks as they are stored, and the show."""

    work: Work
    rows: dict[str, Row]
    show: Show

    def track(self, track_id: str) -> Track:
        """A track of the show."""
        found = next((one for one in self.show.tracks if one.id == track_id), None)
        if found is None:
            raise Refused("unknown_track")
        return found


def open_stage(work: Work) -> Stage:
    """The show, with everything that came by itself until now. Nothing of the stage may be written before it."""
    rows = {row["id"]: row for row in show_queries.tracks(work.conn, work.event_id)}
    if not rows:
        raise Refused("unknown_track")
    stage = Stage(work, rows, show_queries.show_of(work.conn, work.event_id, list(rows.values())))
    pass_on(stage)
    return stage


def pass_on(stage: Stage) -> bool:
    """Keep what came by itself, in a line of its own."""
    after = follow(stage.show, stage.work.now)
    if after is stage.show:
        return False
    passed = {one.id: one.live.row if one.live else None for one in after.tracks}
    before = {one.id: one for one in stage.show.tracks}
    moved = {name: row for name, row in passed.items() if before[name] != find(after, name)}
    touched = keep(stage, after)
    facts = {"live": moved, "at": after.at}
    stage.work.record("stage.passed", f"event:{stage.work.event_id}", touched, facts, actor="system")
    return True


def pass_time(work: Work) -> bool:
    """What tasks do when something is due; two servers that try it at once find it done once."""
    rows = {row["id"]: row for row in show_queries.tracks(work.conn, work.event_id)}
    if not rows:
        return False
    return pass_on(Stage(work, rows, show_queries.show_of(work.conn, work.event_id, list(rows.values()))))


def find(show: Show, track_id: str) -> Track:
    return next(one for one in show.tracks if one.id == track_id)


def keep(stage: Stage, after: Show) -> Touched:
    """Store clocks and runs of `after`; the entities that look different. Rows of the sheet are not written here."""
    work, before = stage.work, stage.show
    touched: Touched = {"clock": {one.id for one in after.tracks}}
    if after.at != before.at:
        work.store(_AT, [{"event": work.event_id, "new_at": after.at}])
    for old, new in zip(before.tracks, after.tracks, strict=True):
        if old == new:
            continue
        _keep_clock(work, old, new)
        touched.setdefault("ran", set()).update(_keep_runs(stage, old, new))
        if old.rows is not new.rows or old.shift != new.shift:
            touched.setdefault("sheet_row", set()).update(refolded(before, after, new.id))
    stage.show = after
    return {name: ids for name, ids in touched.items() if ids}


_MINE = track.c.event_id == bindparam("event")
_AT = Write(update(track).where(_MINE).values(at=bindparam("new_at")))
_CLOCK = Write(update(track).where(_MINE, track.c.id == bindparam("one")).values(clock=bindparam("new_clock")))
_RUN = Write(insert(ran))


def clock_text(one: Track) -> str:
    """A track's clock as it is stored."""
    return journal.pack(
        {name: value for name, value in to_plain(replace(one, rows=(), runs=())).items() if name != "id"}
    )


def _keep_clock(work: Work, old: Track, new: Track) -> None:
    text = clock_text(new)
    if text != clock_text(old):
        work.store(_CLOCK, [{"event": work.event_id, "one": new.id, "new_clock": text}])


def _keep_runs(stage: Stage, old: Track, new: Track) -> Iterable[str]:
    """Runs are only ever added; a new take begins an empty record and leaves the old one."""
    added = new.runs[len(old.runs) :]
    fixed = {"event_id": stage.work.event_id, "track": new.id, "take": stage.rows[new.id]["take"]}
    rows = [to_plain(run) | fixed | {"n": n} for n, run in enumerate(added, len(old.runs) + 1)]
    stage.work.store(_RUN, rows)
    return [run.row for run in added]


def refolded(before: Show, after: Show, track_id: str) -> set[str]:
    """Rows of a track whose folded facts are others now, new and gone ones included."""
    old, new = show_queries.folded(before, track_id), show_queries.folded(after, track_id)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
