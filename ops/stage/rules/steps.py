"""The steps of a caller, as pure functions: a show, what is done and when, and the show afterwards.

A refusal is a code and leaves the show as it was (static/i18n: stage.refused.<code>). `standby` is a pointer of its
own: choosing a row never touches the live clock; GO takes what stands by.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ops.stage.rules.follow import (
    end_live,
    follow,
    following,
    go_live,
    plans_of,
    preceding,
    put,
    standby_of,
)
from ops.stage.rules.forecast import position, running_pause, wait_met
from ops.stage.rules.plain import whole_ms
from ops.stage.rules.plan import Fact, Plan
from ops.stage.rules.rows import ADD_LIMIT_MS, DAY_MS, Show, Track


@dataclass(frozen=True, slots=True)
class Done:
    """The show after a step, or the code of why it was not done."""

    show: Show
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class _At:
    """Where a step meets the show."""

    show: Show
    track: Track
    plans: dict[str, Plan]
    at: int
    step: Mapping[str, Any]

    @property
    def plan(self) -> Plan:
        return self.plans[self.track.id]

    def fact(self, name: object) -> Fact | None:
        place = self.plan.index.get(str(name))
        return None if place is None else self.plan.facts[place]


Outcome = Track | str  # the track afterwards, or the code of the refusal


def take_step(show: Show, step: Mapping[str, Any]) -> Done:
    """Do `{"do": ..., "track": ..., "at": ...}`. An instant before the last step counts as that step's.

    A field that no step has, and an `at` that is no instant, raise ValueError: they are slips of a program.
    """
    if unknown := step.keys() - FIELDS:
        raise ValueError(f"step: unknown field {min(unknown)}")
    verb = VERBS.get(str(step.get("do")))
    track = next((track for track in show.tracks if track.id == step.get("track", show.tracks[0].id)), None)
    if verb is None or track is None:
        return Done(show, "unknown_step" if verb is None else "unknown_track")
    at = max(whole_ms(step.get("at"), "step.at"), show.at)
    plans = plans_of(show)
    show = follow(show, at, plans)
    track = next(now for now in show.tracks if now.id == track.id)
    outcome = verb(_At(show, track, plans, at, step))
    if isinstance(outcome, str):
        return Done(show, outcome)
    # What the step itself brings about comes at once: time taken away may end a row now.
    return Done(follow(put(replace(show, at=at), outcome), at))


def _move(here: _At, fact: Fact | None, none: str) -> Outcome:
    """Put a row on the clock, unless something stands against it."""
    if fact is None:
        return none
    refusal = why_not(here.track, fact, here.show, here.plans)
    if refusal == "waits" and here.step.get("force") is True:
        refusal = None
    return refusal or go_live(here.track, here.plan, fact, here.at, here.at)


def why_not(track: Track, fact: Fact, show: Show, plans: dict[str, Plan]) -> str | None:
    """Why this row may not go now, whatever tap asks for it."""
    if track.held:
        return "held"
    tracks = {track.id: track for track in show.tracks}
    return None if fact.wait is None or wait_met(fact.wait, tracks, plans) else "waits"


def _too_soon(here: _At) -> bool:
    return here.track.moved is not None and here.at - here.track.moved < here.show.guard


def _go(here: _At) -> Outcome:
    """Take the standby row. `seen` is the row that the caller saw there."""
    if _too_soon(here):
        return "too_soon"
    fact = standby_of(here.track, here.plan)
    seen = here.step.get("seen")
    if seen is not None and (fact is None or fact.id != seen):
        return "standby_changed"
    return _move(here, fact, "no_next")


def _next(here: _At) -> Outcome:
    """Take the row behind the live one, whatever stands by. It never wraps to the first."""
    if _too_soon(here):
        return "too_soon"
    return _move(here, following(here.plan, position(here.track, here.plan)), "no_next")


def _previous(here: _At) -> Outcome:
    if _too_soon(here):
        return "too_soon"
    return _move(here, preceding(here.plan, position(here.track, here.plan)), "no_previous")


def _start(here: _At) -> Outcome:
    """Start the named row (a jump), or what stands by when nothing is live."""
    name = here.step.get("row")
    if name is None:
        return "already_live" if here.track.live else _move(here, standby_of(here.track, here.plan), "no_next")
    fact = here.fact(name)
    return _unfit(here, fact) or _move(here, fact, "no_next")


def _unfit(here: _At, fact: Fact | None) -> str | None:
    """Why a row can neither stand by nor be jumped to."""
    if fact is None:
        return "unknown_row"
    if fact.skip:
        return "row_skipped"
    if not fact.plays:
        return "row_parallel" if fact.kind == "timed" else "row_untimed"
    return "row_live" if here.track.live and here.track.live.row == fact.id else None


def _standby(here: _At) -> Outcome:
    """Choose what GO takes; no row: the next one again."""
    name = here.step.get("row")
    if name is None:
        return replace(here.track, standby=None)
    if here.track.roll and here.track.live is None:
        return "rolling"
    return _unfit(here, here.fact(name)) or replace(here.track, standby=str(name))


def _pause(here: _At) -> Outcome:
    live = here.track.live
    if live is None:
        return "nothing_live"
    if live.paused_at is not None:
        return "already_paused"
    fact = here.fact(live.row)
    if fact is not None and fact.ends_at is not None:
        return "counts_to_end"
    return replace(here.track, live=replace(live, paused_at=here.at))


def _resume(here: _At) -> Outcome:
    live = here.track.live
    if live is None or live.paused_at is None:
        return "not_paused"
    paused = live.paused + running_pause(live, here.at)
    return replace(here.track, live=replace(live, paused=paused, paused_at=None))


def _hold(here: _At) -> Outcome:
    """Nothing goes until it is released. The live clock runs on, so the lateness shows."""
    return "already_held" if here.track.held else replace(here.track, held=True)


def _release(here: _At) -> Outcome:
    return replace(here.track, held=False) if here.track.held else "not_held"


def _add(here: _At) -> Outcome:
    """Give (or, negative, take) time of the live row."""
    amount = here.step.get("by")
    if here.track.live is None:
        return "nothing_live"
    if type(amount) is not int or not -ADD_LIMIT_MS <= amount <= ADD_LIMIT_MS:
        return "time_out_of_range"
    live = here.track.live
    return replace(here.track, live=replace(live, added=live.added + amount))


def _stop(here: _At) -> Outcome:
    """The live row ends; nothing follows by itself."""
    if here.track.live is None and not here.track.roll:
        return "nothing_live"
    return replace(end_live(here.track, here.plan, here.at), roll=False, roll_from=None)


def _reload(here: _At) -> Outcome:
    """The live row was started by mistake: its clock is thrown away and it stands by again."""
    live = here.track.live
    if live is None:
        return "nothing_live"
    if here.track.held:
        return "held"
    before = preceding(here.plan, here.plan.index[live.row])
    place = None if before is None else before.id
    track = replace(here.track, live=None, place=place, standby=live.row, roll=False, moved=here.at)
    return track if track.runs else replace(track, late_start=None, first_at=None)


def _roll(here: _At) -> Outcome:
    """Follow the clock on the wall: keep the live row, join the one that should be on, or wait for the next."""
    if here.track.roll:
        return "rolling"
    if here.track.live is not None:
        return replace(here.track, roll=True)
    playing = [fact for fact in here.plan.facts if fact.plays and fact.duration > 0]
    if not playing:
        return "no_next"
    fact = next((fact for fact in playing if fact.until > here.at), None)
    if fact is None:
        return _roll_tomorrow(here, playing[0])
    before = preceding(here.plan, here.plan.index[fact.id])
    place = None if before is None else before.id
    track = replace(here.track, roll=True, place=place, standby=fact.id, roll_from=None)
    return go_live(track, here.plan, fact, fact.due, here.at) if _may_join(here, fact) else track


def _may_join(here: _At, fact: Fact) -> bool:
    return fact.due <= here.at and why_not(here.track, fact, here.show, here.plans) is None


def _roll_tomorrow(here: _At, first: Fact) -> Track:
    """All is over: the same sheet again, on the first day whose beginning still lies ahead."""
    days = (here.at - first.due) // DAY_MS + 1
    shift = here.track.shift + days * DAY_MS
    fresh = replace(here.track, roll=True, place=None, standby=first.id, roll_from=None, shift=shift)
    return replace(fresh, late_start=None, first_at=None)


def _manual(here: _At) -> Outcome:
    return replace(here.track, roll=False, roll_from=None) if here.track.roll else "not_rolling"


def _offset(here: _At) -> Outcome:
    """Count against the plan, or against the real start."""
    wanted = here.step.get("relative", False)
    return replace(here.track, relative=wanted) if isinstance(wanted, bool) else "bad_value"


def _reset(here: _At) -> Outcome:
    """Begin again from the first row; the record of this run has been kept elsewhere."""
    if here.track.live is not None:
        return "row_live"
    track, shift = here.track, here.step.get("shift", here.track.shift)
    if type(shift) is not int:
        return "bad_value"
    return Track(track.id, track.rows, relative=track.relative, shift=shift)


VERBS: dict[str, Callable[[_At], Outcome]] = {
    "start": _start, "go": _go, "next": _next, "previous": _previous, "standby": _standby, "pause": _pause,
    "resume": _resume, "hold": _hold, "release": _release, "add": _add, "stop": _stop, "reload": _reload,
    "roll": _roll, "manual": _manual, "offset": _offset, "reset": _reset,
}  # fmt: skip
STEPS = tuple(VERBS)
FIELDS = frozenset({"do", "track", "at", "row", "seen", "force", "by", "relative", "shift"})
