"""Steps of the caller, and beginning a take anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from ops.core.actions import fresh
from ops.core.work import Work
from ops.stage.actions.shows import Refused, Stage, Touched, keep, open_stage
from ops.stage.models import stage_ready, track
from ops.stage.payloads import Reset, Step
from ops.stage.rules import Show, plan_track, standby_of, take_step

Row = dict[str, Any]
ASKED = ("row", "seen", "force", "by", "relative")


def step(work: Work, ref: str, asked: Step) -> Row:
    """Do one step now; what came by itself until now is kept first."""
    stage = open_stage(work)
    values = {name: value for name in ASKED if (value := getattr(asked, name)) not in (None, False)}
    after = _stepped(stage, {"do": asked.do, "track": asked.track, **values})
    touched = keep(stage, after)
    facts = {"do": asked.do, "track": asked.track, **values, **_stands(stage, asked.track)}
    index = work.record("stage.stepped", f"track:{asked.track}", touched, facts, ref=ref)
    return fresh(work, ref, "stage.stepped", facts, index)


def _stepped(stage: Stage, values: Row) -> Show:
    done = take_step(stage.show, values | {"at": stage.work.now})
    if done.refusal is not None:
        raise Refused(done.refusal)
    return done.show


def _stands(stage: Stage, track_id: str) -> Row:
    one = stage.track(track_id)
    standby = standby_of(one, plan_track(one, stage.show.day_start))
    live = one.live.row if one.live else None
    return {"live": live, "standby": standby.id if standby else None, "at": stage.show.at}


def reset(work: Work, ref: str, asked: Reset) -> Row:
    """A new take: the clock before the first row, an empty record; earlier takes stay."""
    stage = open_stage(work)
    old = stage.track(asked.track)
    shift = {} if asked.shift is None else {"shift": asked.shift}
    touched = keep(stage, _stepped(stage, {"do": "reset", "track": asked.track, **shift}))
    take = stage.rows[asked.track]["take"] + 1
    here = (track.c.event_id == work.event_id) & (track.c.id == asked.track)
    work.conn.execute(update(track).where(here).values(take=take))
    touched |= {"track": {asked.track}, "ran": {run.row for run in old.runs}}
    touched |= _forget_ready(work, [row.id for row in old.rows])
    facts = {"track": asked.track, "take": take, **shift, "standby": _stands(stage, asked.track)["standby"]}
    index = work.record("stage.reset", f"track:{asked.track}", touched, facts, ref=ref)
    return fresh(work, ref, "stage.reset", facts, index)


def _forget_ready(work: Work, rows: list[str]) -> Touched:
    """Who was ready for the last take is not for the next."""
    here = (stage_ready.c.event_id == work.event_id) & stage_ready.c.row.in_(rows)
    found = work.conn.execute(select(stage_ready).where(here)).all()
    work.conn.execute(delete(stage_ready).where(here))
    return {"ready": {f"{one.row}/{one.role}/{one.device}" for one in found}}
