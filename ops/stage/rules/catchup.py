"""Catching up: which rows to shorten or drop so that a late show reaches its goal again.

Every row says how far it may be shortened and whether it may be dropped. A proposal is a list of edits with the end
it leads to; that end is not estimated but counted with the edits done, so free time that swallows a cut is seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ops.stage.rules.edits import Edit, apply_edits
from ops.stage.rules.follow import follow, plans_of
from ops.stage.rules.forecast import Expected, forecast, position
from ops.stage.rules.plain import whole_ms
from ops.stage.rules.plan import Fact, Plan
from ops.stage.rules.rows import Row, Show

SECOND = 1_000


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: a hard row in time (`row`), or the end of the show by `at`."""

    at: int
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """One row, shorter or gone, and what that wins for the goal."""

    row: str
    old: int
    new: int
    dropped: bool
    saves: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """`late` is what remains: 0 or less, the goal is reached."""

    way: str  # spread: a little from many; few: as few rows as possible; drop: whole rows first
    cuts: tuple[Cut, ...]
    saves: int
    late: int
    expected_end: int | None
    edits: tuple[Edit, ...]


@dataclass(slots=True)
class _Attempt:
    """A proposal in the making."""

    show: Show
    late: int
    cuts: list[Cut] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Choice:
    row: Row
    length: int
    room: int


class _Help:
    """One request: the show as it stands, the goal, and what may be cut."""

    def __init__(self, show: Show, track_id: str, now: int) -> None:
        self.show, self.track_id, self.now = follow(show, now), track_id, max(now, show.at)
        track = next((track for track in self.show.tracks if track.id == track_id), None)
        if track is None:
            raise ValueError(f"no track {track_id}")
        self.track = track
        self.plan, self.expected, self.end = self.look(self.show)
        self.tried: tuple[Show, Edit, Show, int] | None = None

    def look(self, show: Show) -> tuple[Plan, dict[str, Expected], int | None]:
        plans = plans_of(show)
        seen = forecast(show, plans, self.now)[self.track_id]
        return plans[self.track_id], seen.rows, seen.end

    def default_goal(self) -> Goal | None:
        """The first hard row that will be missed, else the planned end."""
        for fact in self.plan.facts:
            slack = self.expected[fact.id].slack
            if slack is not None and slack < 0:
                return Goal(fact.start, fact.id)
        late = self.end is not None and self.plan.end is not None and self.end > self.plan.end
        return Goal(self.plan.end) if late and self.plan.end is not None else None

    def late(self, show: Show, goal: Goal) -> int:
        """How much the goal is missed by; negative: time to spare."""
        _, rows, end = self.look(show)
        if goal.row is None:
            return 0 if end is None else end - goal.at
        slack = rows[goal.row].slack
        return 0 if slack is None else -slack

    def before_goal(self, goal: Goal) -> list[Fact]:
        """The rows whose length can matter: between the live one and the goal, behind the last free time."""
        here = position(self.track, self.plan)
        last = len(self.plan.facts) if goal.row is None else self.plan.index[goal.row]
        found: list[Fact] = []
        end: int | None = None
        for fact in self.plan.facts[here + 1 : last]:
            start = self.expected[fact.id].start
            if not fact.plays or start is None:
                continue
            if end is not None and start > end + fact.lag:
                found = []
            found.append(fact)
            end = self.expected[fact.id].end
        return found

    def attempt(self, way: str, goal: Goal, choices: Iterable[tuple[_Choice, int | None]], late: int) -> Proposal:
        """Take the choices in order until the goal is reached. A limit of None drops the row."""
        made = _Attempt(self.show, late)
        for choice, limit in choices:
            if made.late <= 0:
                break
            if all(cut.row != choice.row.id or not cut.dropped for cut in made.cuts):
                self.drop(made, choice, goal) if limit is None else self.shorten(made, choice, limit, goal)
        _, _, end = self.look(made.show)
        return Proposal(way, tuple(made.cuts), late - made.late, made.late, end, tuple(made.edits))

    def drop(self, made: _Attempt, choice: _Choice, goal: Goal) -> None:
        edit: Edit = {"edit": "set", "row": choice.row.id, "values": {"skip": True}}
        self.try_it(made, edit, Cut(choice.row.id, choice.length, 0, True, 0), goal)

    def shorten(self, made: _Attempt, choice: _Choice, limit: int, goal: Goal) -> None:
        """Only as much as helps: what free time would swallow again stays with the row. Whole seconds."""
        done = next((cut for cut in made.cuts if cut.row == choice.row.id), None)
        length = done.new if done else choice.length
        by = min(limit, choice.room - (choice.length - length), whole_seconds(made.late))
        if by <= 0:
            return
        won = self.win(made, shorter(choice.row, length - by), goal)
        by = min(by, whole_seconds(won))
        if by > 0:
            cut = Cut(choice.row.id, length, length - by, False, 0)
            self.try_it(made, shorter(choice.row, length - by), cut, goal)

    def win(self, made: _Attempt, edit: Edit, goal: Goal) -> int:
        """What an edit would win. The show with it is kept in mind: it is mostly the next one asked for."""
        if self.tried is None or self.tried[0] is not made.show or self.tried[1] != edit:
            trial = apply_edits(made.show, self.track_id, [edit])
            late = made.late if trial.refusal is not None else self.late(trial.show, goal)
            self.tried = (made.show, edit, trial.show, late)
        return made.late - self.tried[3]

    def try_it(self, made: _Attempt, edit: Edit, cut: Cut, goal: Goal) -> None:
        """Do an edit for good, if it wins anything. Two cuts of one row become one."""
        won = self.win(made, edit, goal)
        if won <= 0 or self.tried is None:
            return
        before = next((old for old in made.cuts if old.row == cut.row), None)
        made.cuts = [old for old in made.cuts if old is not before]
        made.edits = [old for old in made.edits if old["row"] != cut.row]
        old, saves = (before.old, before.saves) if before else (cut.old, 0)
        made.cuts.append(Cut(cut.row, old, cut.new, cut.dropped, saves + won))
        made.edits.append(edit)
        made.show, made.late = self.tried[2:]


def whole_seconds(length: int) -> int:
    return -(-length // SECOND) * SECOND


def shorter(row: Row, length: int) -> Edit:
    values: dict[str, Any] = {"duration": length}
    if row.lock == "end":
        values["lock"] = "duration"
    return {"edit": "set", "row": row.id, "values": values}


def propose(show: Show, track_id: str, now: int, goal: Goal | None = None) -> tuple[Goal | None, int, list[Proposal]]:
    """The goal, how much it is missed by, and ways to reach it, the best first. Nothing late: nothing proposed."""
    helper = _Help(show, track_id, whole_ms(now, "now"))
    goal = goal or helper.default_goal()
    if goal is not None and goal.row is not None and goal.row not in helper.plan.index:
        raise ValueError(f"goal.row: no row {goal.row} in track {track_id}")
    late = 0 if goal is None else helper.late(helper.show, goal)
    if goal is None or late <= 0:
        return goal, late, []
    rows = {row.id: row for row in helper.track.rows}
    facts = helper.before_goal(goal)
    choices = [_Choice(rows[fact.id], fact.duration, _room(rows[fact.id], fact)) for fact in facts]
    found = [helper.attempt(way, goal, order, late) for way, order in _ways(choices, late).items()]
    return goal, late, _best(found)


def _room(row: Row, fact: Fact) -> int:
    """How much shorter a row may become."""
    return 0 if row.shortest is None or fact.ends_at is not None else max(0, fact.duration - row.shortest)


def _ways(choices: list[_Choice], late: int) -> dict[str, list[tuple[_Choice, int | None]]]:
    """The orders in which to try. Each ends with all that is allowed, so a way fails only if nothing is left."""
    short = sorted((choice for choice in choices if choice.room > 0), key=lambda choice: -choice.room)
    gone = sorted((choice for choice in choices if choice.row.may_drop), key=lambda choice: choice.length)
    room = sum(choice.room for choice in short) or 1
    share = [(choice, min(choice.room, whole_seconds(choice.room * late // room))) for choice in short]
    enough = [choice for choice in gone if choice.length >= late]
    drops = [*enough[:1], *(choice for choice in reversed(gone) if choice not in enough[:1])]
    full = [(choice, choice.room) for choice in short]
    away: list[tuple[_Choice, int | None]] = [(choice, None) for choice in drops]
    return {"spread": [*share, *full], "few": [*full], "drop": [*away, *full]}


def _best(found: list[Proposal]) -> list[Proposal]:
    """Those that win something; who reach the goal before who do not, then fewer rows. The same only once."""
    useful, seen = [], list[tuple[Edit, ...]]()
    for proposal in found:
        if proposal.cuts and proposal.edits not in seen:
            useful.append(proposal)
            seen.append(proposal.edits)
    return sorted(useful, key=lambda proposal: (max(0, proposal.late), len(proposal.cuts)))
