"""Counting from the facts of the plan: the live clock, and when every later row is to be expected.

All of it is addition and taking the later of two instants, so the browser does the same from the same facts
(static/js/stage/clock.js; tests/vectors/stage.json and stage_facts.json hold both to it).
"""

from typing import NamedTuple

from ops.stage.rules.plan import Fact, Plan
from ops.stage.rules.rows import Live, Show, Track, Wait


class Clock(NamedTuple):
    """The live row at one instant."""

    finish: int
    remaining: int
    elapsed: int
    overtime: int
    phase: str
    absolute: int
    relative: int


class Expected(NamedTuple):
    """When a row is to be expected. `slack` (hard rows): time to spare; negative: so much must be cut before it."""

    start: int | None
    end: int | None
    slack: int | None


class Forecast(NamedTuple):
    clock: Clock | None
    rows: dict[str, Expected]
    end: int | None
    warnings: dict[str, str]


UNKNOWN = Expected(None, None, None)


def position(track: Track, plan: Plan) -> int:
    """Where the sheet stands: the index of the live row, else of the last one that was; -1 before the first."""
    name = track.live.row if track.live else track.place
    return -1 if name is None else plan.index.get(name, -1)


def running_pause(live: Live, now: int) -> int:
    return 0 if live.paused_at is None else max(0, now - live.paused_at)


def finish_of(live: Live, fact: Fact, now: int) -> int:
    """When the row is to end by its clock. A row that counts to its end does not care for pauses."""
    if fact.ends_at is not None:
        return fact.ends_at + live.added
    return live.started + fact.duration + live.added + live.paused + running_pause(live, now)


def phase_of(remaining: int, warning: int | None, danger: int | None) -> str:
    if remaining < 0:
        return "overtime"
    if danger is not None and remaining <= danger:
        return "danger"
    return "warning" if warning is not None and remaining <= warning else "default"


def read_clock(track: Track, fact: Fact, now: int) -> Clock | None:
    """The live clock and how far the show is behind (positive) or ahead (negative)."""
    live = track.live
    if live is None:
        return None
    finish = finish_of(live, fact, now)
    remaining = finish - now
    overtime = max(0, -remaining)
    pause = running_pause(live, now)
    absolute = overtime + live.added
    if fact.ends_at is None:
        absolute += live.started - fact.due + live.paused + pause
    elapsed = now - live.started - live.paused - pause
    phase = phase_of(remaining, fact.warning, fact.danger)
    relative = absolute - (track.late_start or 0)
    return Clock(max(finish, live.started), remaining, elapsed, overtime, phase, absolute, relative)


def wait_met(wait: Wait, tracks: dict[str, Track], plans: dict[str, Plan]) -> bool:
    """Whether nothing is left to wait for: it happened, it was passed over, or it will not come."""
    track, plan = tracks.get(wait.track), plans.get(wait.track)
    place = plan.index.get(wait.row) if plan else None
    if track is None or plan is None or place is None or plan.facts[place].skip:
        return True
    if any(run.row == wait.row for run in track.runs) or place < position(track, plan):
        return True
    return wait.point == "start" and track.live is not None and track.live.row == wait.row


def moved_by(track: Track, fact: Fact) -> int:
    """How far a planned start has moved with the real start of the show. A hard one never moves."""
    return track.late_start or 0 if track.relative and fact.begins != "hard" else 0


class _Course:
    """One track, walked from where it stands to its end."""

    def __init__(self, track: Track, plan: Plan, now: int) -> None:
        self.track, self.plan, self.now = track, plan, now
        self.here = position(track, plan)
        self.index = 0
        self.rows: dict[str, Expected] = {}
        self.warnings: dict[str, str] = {}
        self.clock = read_clock(track, plan.facts[self.here], now) if self.here >= 0 else None
        self.chained = self.clock is not None
        self.at = max(now, self.clock.finish) if self.clock else max(now, track.roll_from or now)
        self.end = self.at if self.clock else None
        self.begun = {run.row: run.started for run in track.runs}
        if track.live:
            self.begun[track.live.row] = track.live.started

    def find_lost(self, plans: dict[str, Plan]) -> None:
        """Name the rows that wait for one that is not there."""
        for fact in self.plan.facts:
            if fact.wait is not None and (
                fact.wait.track not in plans or fact.wait.row not in plans[fact.wait.track].index
            ):
                self.warnings[fact.id] = "wait_lost"

    def run(self, courses: "dict[str, _Course]", met: set[Wait]) -> bool:
        """Walk on until a row waits for one that is not known yet. True: some way was made."""
        facts, before = self.plan.facts, self.index
        while self.index < len(facts):
            fact = facts[self.index]
            held = None
            if fact.wait is not None and fact.wait not in met and self.index > self.here:
                held = courses[fact.wait.track].known_at(fact.wait)
                if held is None:
                    break
            self.step(fact, held)
        return self.index > before

    def known_at(self, wait: Wait) -> int | None:
        """The expected instant of a row for those who wait for it."""
        found = self.rows.get(wait.row)
        if found is None:
            return None
        instant = found.start if wait.point == "start" else found.end
        return self.now if instant is None else instant

    def step(self, fact: Fact, held: int | None) -> None:
        if not fact.plays:
            expected = self.beside(fact)
        elif self.index == self.here and self.track.live:
            expected = Expected(self.track.live.started, self.at, None)
        elif self.index <= self.here:
            expected = UNKNOWN
        else:
            expected = self.advance(fact, held)
        self.rows[fact.id] = expected
        self.index += 1

    def advance(self, fact: Fact, held: int | None) -> Expected:
        """A row to come begins when the one before it has ended, and not before its own start."""
        arrival = self.at + (fact.lag if self.chained else 0)
        arrival = arrival if held is None else max(arrival, held)
        floor = self.floor(fact)
        start = arrival if floor is None else max(arrival, floor)
        self.at = start + fact.duration if fact.ends_at is None else max(start, fact.ends_at)
        self.end, self.chained = self.at, True
        return Expected(start, self.at, fact.start - arrival if fact.begins == "hard" else None)

    def floor(self, fact: Fact) -> int | None:
        """The first row after a standstill keeps its planned start; a hard one never moves with the real start."""
        fresh = not self.chained and self.track.roll_from is None
        floor = fact.due if fresh else fact.floor
        return None if floor is None else floor + moved_by(self.track, fact)

    def beside(self, fact: Fact) -> Expected:
        if fact.kind == "milestone" and not fact.skip and self.index > self.here:
            return Expected(self.at if self.chained else max(self.at, fact.due), None, None)
        if fact.kind != "timed" or fact.skip:
            return UNKNOWN
        start = fact.floor if fact.floor is not None else self.host_start(fact)
        if start is None:
            return UNKNOWN
        end = start + fact.duration if fact.ends_at is None else max(start, fact.ends_at)
        return Expected(start, end, None)

    def host_start(self, fact: Fact) -> int | None:
        if fact.beside is None:
            return fact.due
        expected = self.rows[fact.beside].start
        return self.begun.get(fact.beside) if expected is None else expected


def forecast(show: Show, plans: dict[str, Plan], now: int) -> dict[str, Forecast]:
    """Every track from where it stands. Rows that wait for one another in a ring are let go, and named."""
    tracks = {track.id: track for track in show.tracks}
    courses = {track.id: _Course(track, plans[track.id], now) for track in show.tracks}
    waits = {fact.wait for plan in plans.values() for fact in plan.facts if fact.wait is not None}
    met = {wait for wait in waits if wait_met(wait, tracks, plans)}
    for course in courses.values():
        course.find_lost(plans)
    while True:
        moved = [course.run(courses, met) for course in courses.values()]
        stuck = [course for course in courses.values() if course.index < len(course.plan.facts)]
        if not stuck:
            break
        if not any(moved):
            fact = stuck[0].plan.facts[stuck[0].index]
            stuck[0].warnings[fact.id] = "wait_ring"
            stuck[0].step(fact, None)
    return {name: Forecast(course.clock, course.rows, course.end, course.warnings) for name, course in courses.items()}
