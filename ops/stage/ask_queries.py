"""What is asked of the stage once: the whole state now, ways to catch up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from ops.errors import Invalid
from ops.stage.rules import Goal, Show, plan_track, propose, state_of
from ops.stage.show_queries import load_show

Row = dict[str, Any]


def state_now(conn: Connection, event_id: str, track: str | None, now: int) -> Row:
    """Everything the screens show at `now`."""
    show = load_show(conn, event_id)
    state: Row = state_of(show, now) if show else {"now": now, "at": 0, "tracks": []}
    return state | {"tracks": [one for one in state["tracks"] if track in (None, one["id"])]}


def catch_up(conn: Connection, event_id: str, track: str | None, row: str | None, at: int | None, now: int) -> Row:
    """Ways to reach a goal: the hard row that is asked for, an end, else what the rules find missed first."""
    show = load_show(conn, event_id)
    if show is None:
        return {"goal": None, "late": 0, "proposals": []}
    name = track or show.tracks[0].id
    if name not in {one.id for one in show.tracks}:
        raise Invalid("invalid", fields={"track": "unknown"})
    goal, late, found = propose(show, name, now, _goal(show, name, row, at))
    return {"goal": asdict(goal) if goal else None, "late": late, "proposals": [asdict(one) for one in found]}


def _goal(show: Show, track: str, row: str | None, at: int | None) -> Goal | None:
    if row is None:
        return Goal(at) if at is not None else None
    one = next(one for one in show.tracks if one.id == track)
    fact = next((fact for fact in plan_track(one, show.day_start).facts if fact.id == row), None)
    if fact is None or fact.begins != "hard":
        raise Invalid("invalid", fields={"row": "not a hard row of this track"})
    return Goal(fact.start, row)
