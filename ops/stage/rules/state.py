"""The whole state of a show at one instant, as plain values: what one message carries to every screen.

`state_of` is the full answer. `facts_of` is what the browser needs to go on counting by itself; it changes only when
the sheet or a clock is touched, never by the mere passing of time.
"""

from typing import Any

from ops.stage.rules.folded import counted, pick_counted
from ops.stage.rules.follow import follow, following, pending_start, plans_of, preceding, standby_of
from ops.stage.rules.forecast import UNKNOWN, Clock, Expected, Forecast, forecast, moved_by, position, running_pause
from ops.stage.rules.plain import to_plain, whole_ms
from ops.stage.rules.plan import Fact, GroupFact, Plan
from ops.stage.rules.rows import Run, Show, Track
from ops.stage.rules.steps import why_not

Plain = dict[str, Any]


def state_of(show: Show, now: int) -> Plain:
    """Everything the screens show at `now`. Pure reading: what comes by itself until then is counted in."""
    plans = plans_of(show)
    show = follow(show, whole_ms(now, "now"), plans)
    now = max(now, show.at)
    forecasts = forecast(show, plans, now)
    return {
        "now": now,
        "at": show.at,
        "tracks": [_track(show, track, plans, forecasts[track.id], now) for track in show.tracks],
    }


def summary_of(show: Show) -> list[Plain]:
    """What `state_of` says of the tracks as wholes at the last step, without their rows, groups and runs."""
    plans = plans_of(show)
    show = follow(show, show.at, plans)
    forecasts = forecast(show, plans, show.at)
    return [_whole(show, track, plans, forecasts[track.id], show.at) for track in show.tracks]


def _track(show: Show, track: Track, plans: dict[str, Plan], seen: Forecast, now: int) -> Plain:
    plan, here = plans[track.id], position(track, plans[track.id])
    lasts = {run.row: run for run in track.runs}
    return {
        **_whole(show, track, plans, seen, now),
        "groups": [_group(group, seen, lasts) for group in plan.groups],
        "rows": [_row(fact, place - here, track, seen, lasts, now) for place, fact in enumerate(plan.facts)],
        "runs": [to_plain(run) for run in track.runs],
    }


def _whole(show: Show, track: Track, plans: dict[str, Plan], seen: Forecast, now: int) -> Plain:
    plan, here = plans[track.id], position(track, plans[track.id])
    after, before = following(plan, here), preceding(plan, here)
    standby = standby_of(track, plan)
    return {
        "id": track.id,
        "live": _live(track, plan, seen.clock, now),
        "phase": _phase(track, seen.clock),
        "held": track.held,
        "roll": track.roll,
        "relative": track.relative,
        "shift": track.shift,
        "standby": standby.id if standby else None,
        "chosen": standby is not None and standby.id == track.standby,
        "blocked": why_not(track, standby, show, plans) if standby else "no_next",
        "until_start": None if track.live or standby is None else begins_at(track, standby) - now,
        "next": after.id if after else None,
        "previous": before.id if before else None,
        "offset": {"absolute": seen.clock.absolute, "relative": seen.clock.relative} if seen.clock else None,
        "planned_start": plan.start,
        "planned_end": plan.end,
        "started": track.first_at,
        "expected_end": seen.end if seen.end is not None or not track.runs else track.runs[-1].ended,
        "flag": _flag(plan, seen, here),
        "hard": _hard(plan, seen),
        "group": _live_group(track, plan),
    }


def begins_at(track: Track, fact: Fact) -> int:
    """When a row is meant to begin while nothing is live."""
    return pending_start(track, fact) if track.roll else fact.due + moved_by(track, fact)


def _phase(track: Track, clock: Clock | None) -> str | None:
    if clock is not None:
        return clock.phase
    return "pending" if track.roll else None


def _live(track: Track, plan: Plan, clock: Clock | None, now: int) -> Plain | None:
    live = track.live
    if live is None or clock is None:
        return None
    fact = plan.facts[plan.index[live.row]]
    return {
        "row": live.row,
        "started": live.started,
        "due": fact.due,
        "duration": fact.duration,
        "added": live.added + live.paused if fact.ends_at is None else live.added,
        "given": live.added,
        "paused": live.paused + running_pause(live, now),
        "paused_at": live.paused_at,
        "finish": clock.finish,
        "remaining": clock.remaining,
        "elapsed": clock.elapsed,
        "overtime": clock.overtime,
        "phase": clock.phase,
    }


def _flag(plan: Plan, seen: Forecast, here: int) -> Plain | None:
    fact = next((fact for fact in plan.facts[here + 1 :] if fact.plays and fact.flag), None)
    return {"row": fact.id, "expected_start": seen.rows[fact.id].start} if fact else None


def _hard(plan: Plan, seen: Forecast) -> list[Plain]:
    """The hard rows to come, each with the time to spare before it. Negative: so much must be cut."""
    found = [(fact, seen.rows[fact.id]) for fact in plan.facts if fact.begins == "hard"]
    return [
        {"row": fact.id, "start": fact.start, "expected_start": row.start, "slack": row.slack}
        for fact, row in found
        if row.slack is not None
    ]


def _live_group(track: Track, plan: Plan) -> str | None:
    return plan.facts[plan.index[track.live.row]].group if track.live else None


def _group(group: GroupFact, seen: Forecast, lasts: dict[str, Run]) -> Plain:
    last = group.rows[-1] if group.rows else None
    expected = seen.rows.get(last, UNKNOWN).end if last else None
    if expected is None and last in lasts:
        expected = lasts[last].ended
    return {
        "id": group.id,
        "start": group.start,
        "end": group.end,
        "duration": group.duration,
        "target": group.target,
        "over": group.over,
        "expected_end": expected,
    }


def _row(fact: Fact, ahead: int, track: Track, seen: Forecast, lasts: dict[str, Run], now: int) -> Plain:
    expected = seen.rows[fact.id]
    last = lasts.get(fact.id)
    live = track.live if ahead == 0 else None
    warning = seen.warnings.get(fact.id)
    return {
        "id": fact.id,
        "kind": fact.kind,
        "state": _row_state(fact, ahead, live is not None, expected, last, now),
        "start": fact.start,
        "end": fact.end,
        "duration": fact.duration,
        "gap": fact.gap,
        "delay": fact.delay,
        "due": fact.due,
        "until": fact.until,
        "expected_start": expected.start,
        "expected_end": expected.end,
        "actual_start": live.started if live else last.started if last else None,
        "actual_end": None if live or last is None else last.ended,
        "slack": expected.slack,
        "warnings": [*fact.warnings, warning] if warning else list(fact.warnings),
    }


def _row_state(fact: Fact, ahead: int, live: bool, expected: Expected, last: Run | None, now: int) -> str:
    """upcoming, live, done, passed (its turn is over, it never ran), skipped; running: a parallel row at its time."""
    if fact.skip:
        return "skipped"
    if fact.plays:
        past = "done" if last else "passed"
        return "live" if live else past if ahead <= 0 else "upcoming"
    if fact.kind == "timed" and expected.start is not None and expected.end is not None:
        return "upcoming" if now < expected.start else "running" if now < expected.end else "done"
    return "upcoming" if ahead > 0 else "passed"


def facts_of(show: Show) -> Plain:
    """What a screen needs to count on its own: the facts of every row, and where the clocks stand."""
    plans = plans_of(show)
    tracks = [{**_clocks(track, plans[track.id]), **_sheet(plans[track.id])} for track in show.tracks]
    return {"at": show.at, "tracks": tracks}


def clocks_of(show: Show) -> Plain:
    """The part of the facts that a step can change. A cue sends this; an edit sends `facts_of`."""
    plans = plans_of(show)
    return {"at": show.at, "tracks": [_clocks(track, plans[track.id]) for track in show.tracks]}


def _clocks(track: Track, plan: Plan) -> Plain:
    standby = standby_of(track, plan)
    return {
        "id": track.id,
        "live": {name: getattr(track.live, name) for name in LIVE} if track.live else None,
        "place": track.place,
        "standby": standby.id if standby else None,
        "roll": track.roll,
        "roll_from": track.roll_from,
        "relative": track.relative,
        "late_start": track.late_start,
        "runs": [{"row": run.row, "started": run.started, "ended": run.ended} for run in track.runs],
    }


LIVE = ("row", "started", "added", "paused", "paused_at")


def _sheet(plan: Plan) -> Plain:
    groups = [{"id": group.id, "rows": list(group.rows)} for group in plan.groups]
    return {"groups": groups, "rows": [counted(pick_counted(fact)) for fact in plan.facts]}
