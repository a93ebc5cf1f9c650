"""What happens by itself: a rolling sheet, and rows that pass on or stop at their end.

`follow` brings a show to an instant, each change at the instant it was due; how often it is called plays no part.
"""

from dataclasses import replace
from typing import NamedTuple

from ops.stage.rules.forecast import finish_of, moved_by, position, wait_met
from ops.stage.rules.plain import whole_ms
from ops.stage.rules.plan import Fact, Plan, plan_track
from ops.stage.rules.rows import Live, Run, Show, Track


class Due(NamedTuple):
    """A change that will come by itself: `row` goes live, or (None) the live row ends."""

    at: int
    track: str
    row: str | None


def plans_of(show: Show) -> dict[str, Plan]:
    return {track.id: plan_track(track, show.day_start) for track in show.tracks}


def put(show: Show, track: Track) -> Show:
    """The show with this track in its place."""
    return replace(show, tracks=tuple(track if old.id == track.id else old for old in show.tracks))


def following(plan: Plan, place: int) -> Fact | None:
    """The next row that takes a turn. Skipped, parallel and untimed rows are no turns."""
    return next((fact for fact in plan.facts[place + 1 :] if fact.plays), None)


def preceding(plan: Plan, place: int) -> Fact | None:
    return next((fact for fact in reversed(plan.facts[: max(place, 0)]) if fact.plays), None)


def standby_of(track: Track, plan: Plan) -> Fact | None:
    """The row that GO takes: the chosen one while it still can be taken, else the next."""
    chosen = plan.index.get(track.standby) if track.standby is not None else None
    if chosen is not None and plan.facts[chosen].plays:
        return plan.facts[chosen]
    return following(plan, position(track, plan))


def end_live(track: Track, plan: Plan, at: int) -> Track:
    """The live row ends and goes into the record."""
    live = track.live
    if live is None:
        return track
    fact = plan.facts[plan.index[live.row]]
    pause = live.paused + (0 if live.paused_at is None else max(0, at - live.paused_at))
    run = Run(live.row, live.started, max(at, live.started), live.added, pause, fact.due, fact.duration)
    return replace(track, live=None, place=live.row, runs=(*track.runs, run), standby=None, roll_from=None)


def go_live(track: Track, plan: Plan, fact: Fact, started: int, at: int) -> Track:
    """A row begins at `started` (a roll may join it late, at `at`). The row before it ends."""
    ended = end_live(track, plan, at)
    late = started - fact.due if track.late_start is None else track.late_start
    first = started if track.first_at is None else track.first_at
    live = Live(fact.id, started)
    return replace(ended, live=live, place=fact.id, moved=at, late_start=late, first_at=first, standby=None)


def pending_start(track: Track, fact: Fact) -> int:
    """When a rolling sheet that waits will begin this row."""
    if track.roll_from is None:
        return fact.due + moved_by(track, fact)
    return _not_before(track, fact, track.roll_from)


def _not_before(track: Track, fact: Fact, at: int) -> int:
    return at if fact.floor is None else max(at, fact.floor + moved_by(track, fact))


def next_due(show: Show, plans: dict[str, Plan]) -> Due | None:
    """The first change that comes by itself."""
    found = [due for track in show.tracks if (due := _due(show, track, plans))]
    return min(found, key=lambda due: due.at, default=None)


def _due(show: Show, track: Track, plans: dict[str, Plan]) -> Due | None:
    plan = plans[track.id]
    if track.held:
        return None
    if track.live is None:
        fact = standby_of(track, plan) if track.roll else None
        if fact is None or not _free(fact, show, plans):
            return None
        return Due(max(pending_start(track, fact), show.at), track.id, fact.id)
    fact = plan.facts[plan.index[track.live.row]]
    if track.live.paused_at is not None or not (track.roll or fact.at_end != "stay"):
        return None
    at = max(finish_of(track.live, fact, show.at), track.live.started, show.at)
    after = standby_of(track, plan)
    if fact.at_end == "stop" or after is None:
        return Due(at, track.id, None)
    return Due(at, track.id, after.id) if _free(after, show, plans) else None


def _free(fact: Fact, show: Show, plans: dict[str, Plan]) -> bool:
    return fact.wait is None or wait_met(fact.wait, {track.id: track for track in show.tracks}, plans)


def follow(show: Show, now: int, plans: dict[str, Plan] | None = None) -> Show:
    """The show at `now`, with everything that came by itself until then."""
    now = whole_ms(now, "now")
    known = plans_of(show) if plans is None else plans
    while (due := next_due(show, known)) is not None and due.at <= now:
        track = next(track for track in show.tracks if track.id == due.track)
        show = replace(put(show, _pass_on(track, known[track.id], due)), at=due.at)
    return show


def _pass_on(track: Track, plan: Plan, due: Due) -> Track:
    if due.row is None:
        return replace(end_live(track, plan, due.at), roll=False)
    fact = plan.facts[plan.index[due.row]]
    if not track.roll or track.live is None:
        return go_live(track, plan, fact, due.at, due.at)
    at = due.at + fact.lag
    if _not_before(track, fact, at) <= due.at:
        return go_live(track, plan, fact, due.at, due.at)
    return replace(end_live(track, plan, due.at), standby=due.row, roll_from=at)
