"""The plan pass: one walk over the rows of a track, which says where each row stands when all goes as written.

Its facts change only when the sheet changes. Counting from them (`forecast`, and static/js/stage/clock.js in the
browser) knows nothing of links, locks, gaps and delay rows.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ops.stage.rules.rows import Row, Track, Wait


class Fact(NamedTuple):
    """One row, placed. `due` and `until` are its start and end with the delay rows counted in."""

    id: str
    kind: str
    begins: str
    group: str | None
    plays: bool  # takes its turn on the clock: timed, not skipped, not parallel
    skip: bool
    beside: str | None  # of a parallel row: the row it runs with
    start: int
    end: int
    duration: int
    gap: int  # to the latest end before it; negative: they overlap
    delay: int
    due: int
    until: int
    floor: int | None  # it never begins before this; None: it follows the row before
    lag: int  # the delay rows directly in front
    ends_at: int | None  # of a row that counts to its end
    wait: Wait | None
    warning: int | None
    danger: int | None
    flag: bool
    at_end: str
    warnings: tuple[str, ...]


class GroupFact(NamedTuple):
    """A group by its children that play. `over` is the duration beyond the target (negative: under)."""

    id: str
    rows: tuple[str, ...]
    start: int | None
    end: int | None
    duration: int
    target: int | None
    over: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A track, placed."""

    facts: tuple[Fact, ...]
    index: dict[str, int]
    groups: tuple[GroupFact, ...]
    start: int | None
    end: int | None


class _Walk:
    """What the walk carries from row to row."""

    def __init__(self, rows: tuple[Row, ...], day_start: int, shift: int) -> None:
        self.day_start, self.shift = day_start, shift
        self.dropped = {row.id for row in rows if row.kind == "group" and row.skip}
        first = next((row for row in rows if row.kind == "timed" and not row.parallel), None)
        self.anchor = self.own_start(first) if first else day_start + shift
        self.prev: Fact | None = None
        self.latest: int | None = None
        self.carried = 0
        self.fresh = 0

    def own_start(self, row: Row) -> int:
        """The start that is written, else the one that follows from end and duration, else midnight."""
        if row.start is not None:
            return row.start + self.shift
        if row.end is not None:
            return row.end - row.duration + self.shift
        return self.day_start + self.shift

    def place(self, row: Row) -> Fact:
        skip = row.skip or row.group in self.dropped
        plays = row.kind == "timed" and not skip and not row.parallel
        if row.kind == "delay" and not skip:
            self.fresh += row.amount
        if plays:
            return self.play(row)
        return self.aside(row, skip)

    def play(self, row: Row) -> Fact:
        """A row that takes its turn: it is pushed by what came before and pushes what comes after."""
        follows = row.begins == "linked" and self.prev is not None
        start = self.linked_start(row) if row.begins == "linked" else self.own_start(row)
        duration, warnings = self.length(row, start)
        gap = 0 if self.latest is None else start - self.latest
        delay = self.delay(row, gap)
        due, end = start + delay, start + duration
        until = max(due, end) if row.count_to_end else due + duration
        if self.prev is not None and start < self.prev.start:
            warnings += ("out_of_order",)
        fact = Fact(
            row.id, row.kind, row.begins, row.group, True, False, None, start, end, duration, gap, delay, due, until,
            None if follows else due, 0 if row.begins == "hard" else max(0, self.fresh),
            end if row.count_to_end else None, row.wait, row.warning, row.danger, row.flag, row.at_end, warnings,
        )  # fmt: skip
        self.prev, self.fresh = fact, 0
        self.latest = end if self.latest is None else max(self.latest, end)
        # Waiting for its end swallows what the row was late; nothing of it is left behind it.
        self.carried = until - end if row.count_to_end else delay
        return fact

    def aside(self, row: Row, skip: bool) -> Fact:
        """A row that only stands in the sheet: parallel, skipped, a group, a milestone, a delay."""
        parallel = row.kind == "timed" and row.parallel
        host = self.prev if parallel and not skip else None
        start = self.beside_start(row) if parallel else self.linked_start(row)
        if row.kind == "timed" and not parallel and row.begins != "linked":
            start = self.own_start(row)
        duration, warnings = self.length(row, start) if row.kind == "timed" else (0, ())
        behind = self.carried if self.prev is not None and not parallel else 0
        delay = (host.delay if host else behind) if row.begins == "linked" else 0
        end = start + duration
        ends_at = end if row.count_to_end and parallel else None
        until = max(start + delay, end) if ends_at is not None else end + delay
        return Fact(
            row.id, row.kind, row.begins, row.group, False, skip, host.id if host else None, start, end, duration, 0,
            delay, start + delay, until, start if row.begins != "linked" else None, 0, ends_at, None, row.warning,
            row.danger, row.flag, row.at_end, warnings,
        )  # fmt: skip

    def linked_start(self, row: Row) -> int:
        """The first row with a turn has nothing to be linked to: its own start, else that of the sheet."""
        if self.prev is None:
            return self.anchor if row.start is None else self.own_start(row)
        return self.prev.end

    def beside_start(self, row: Row) -> int:
        if row.begins != "linked":
            return self.own_start(row)
        return self.anchor if self.prev is None else self.prev.start

    def length(self, row: Row, start: int) -> tuple[int, tuple[str, ...]]:
        """A locked end that has already passed is no time at all, not almost a day."""
        if row.lock != "end" or row.end is None:
            return row.duration, ()
        duration = row.end + self.shift - start
        return (duration, ()) if duration >= 0 else (0, ("end_before_start",))

    def delay(self, row: Row, gap: int) -> int:
        """Free time uses up an old delay, not one that stands directly in front. A hard row takes none."""
        if row.begins == "hard":
            return 0
        old = max(0, self.carried - gap) if gap > 0 and self.carried > 0 else self.carried
        return old + self.fresh


class _Same:
    """Rows, known again by being the same tuple: steps leave it as it is, edits make a new one."""

    __slots__ = ("rows",)

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows

    def __hash__(self) -> int:
        return id(self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.rows is other.rows


def plan_track(track: Track, day_start: int) -> Plan:
    """Place every row of a track. The last plans are remembered: a cue must not wait for a walk it does not need."""
    return _plan(_Same(track.rows), day_start, track.shift)


@lru_cache(maxsize=16)  # a plan of five hundred rows is 0.2 MB
def _plan(same: _Same, day_start: int, shift: int) -> Plan:
    rows = same.rows
    walk = _Walk(rows, day_start, shift)
    facts = tuple([walk.place(row) for row in rows])
    playing = [fact for fact in facts if fact.plays]
    index = {fact.id: place for place, fact in enumerate(facts)}
    start = playing[0].start if playing else None
    return Plan(facts, index, _groups(rows, playing), start, walk.latest)


def _groups(rows: tuple[Row, ...], playing: list[Fact]) -> tuple[GroupFact, ...]:
    children: dict[str, list[Fact]] = {}
    for fact in playing:
        if fact.group is not None:
            children.setdefault(fact.group, []).append(fact)
    return tuple(_group(row, children.get(row.id, [])) for row in rows if row.kind == "group")


def _group(row: Row, children: list[Fact]) -> GroupFact:
    names = tuple(fact.id for fact in children)
    if not children:
        return GroupFact(row.id, names, None, None, 0, row.target, None if row.target is None else -row.target)
    start, end = children[0].start, max(fact.end for fact in children)
    over = None if row.target is None else end - start - row.target
    return GroupFact(row.id, names, start, end, end - start, row.target, over)
