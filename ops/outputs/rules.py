"""Which outputs fire: a decision over the show before, the show after, and an instant. Pure.

A firing carries a key that names the rule's occasion, not the moment of looking: the same run of the same row gives the
same key after a restart and in a second server. Whoever claims the key first sends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ops.stage.rules import Plan, Show, Track, plans_of
from ops.stage.rules.forecast import finish_of, position

WHENS = ("go", "end", "before_end", "before_hard", "pause", "resume", "hold", "release", "stop")
TIMED = ("before_end", "before_hard")
ROWS = ("any", "flag", "row", "cell")
WHATS = ("http", "osc", "obs")
GRACE_MS = 15_000
"""A cue that nobody could answer at its time (the server was down) is answered for so long; later it is missed."""
BACKOFF_MS = (1_000, 2_000, 4_000, 8_000, 15_000)
GIVE_UP_MS = 120_000


@dataclass(frozen=True, slots=True)
class Rule:
    """When an output fires, and for which rows."""

    id: str
    when: str
    track: str | None = None
    rows: str = "any"
    row: str | None = None
    column: str | None = None
    text: str = ""
    ahead: int = 0
    since: int = 0  # what was due before the rule was switched on is not its business


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happened on a track. `key` says which time it was."""

    what: str
    track: str
    row: str | None
    at: int
    key: str


@dataclass(frozen=True, slots=True)
class Firing:
    rule: str
    key: str
    track: str
    row: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule may ask of a row beside its times."""

    flag: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)


# ---------- what happened ----------


def happened(before: Show | None, after: Show, marks: Mapping[tuple[str, str], int], now: int) -> list[Point]:
    """What lies between two states. `marks` are the numbers of the journal lines of the last hold and release of a
    track, which the state itself does not date. Without `before` (a server has just begun): what is young enough."""
    old = {one.id: one for one in before.tracks} if before else {}
    found: list[Point] = []
    for track in after.tracks:
        if track.id in old:
            found += _between(old[track.id], track, marks)
        elif before is None:
            found += [one for one in _runs(track, ()) if now - one.at <= GRACE_MS]
    return found


def _between(old: Track, new: Track, marks: Mapping[tuple[str, str], int]) -> list[Point]:
    known = old.runs if new.runs[: len(old.runs)] == old.runs else ()
    said = _runs(old, known)
    found = [one for one in _runs(new, known) if one not in said]
    if old.live is not None and new.live is None and len(new.runs) > len(known):
        run = new.runs[-1]
        found.append(Point("stop", new.id, run.row, run.ended, f"stop/{new.id}/{run.row}/{run.started}"))
    found += _resumed(old, new)
    if old.held != new.held:
        what = "hold" if new.held else "release"
        row = new.live.row if new.live else None
        mark = marks.get((new.id, what), 0)
        found.append(Point(what, new.id, row, 0, f"{what}/{new.id}/{mark}"))
    return found


def _runs(track: Track, known: Sequence[object]) -> list[Point]:
    """Beginnings and ends in the record behind what is known, and of the live row."""
    found: list[Point] = []
    for run in track.runs[len(known) :]:
        found.append(_point("go", track.id, run.row, run.started))
        found.append(Point("end", track.id, run.row, run.ended, f"end/{track.id}/{run.row}/{run.started}"))
    live = track.live
    if live is not None:
        found.append(_point("go", track.id, live.row, live.started))
        if live.paused_at is not None:
            key = f"pause/{track.id}/{live.row}/{live.paused_at}"
            found.append(Point("pause", track.id, live.row, live.paused_at, key))
    return found


def _point(what: str, track: str, row: str, at: int) -> Point:
    return Point(what, track, row, at, f"{what}/{track}/{row}/{at}")


def _resumed(old: Track, new: Track) -> list[Point]:
    was, live = old.live, new.live
    if was is None or live is None or (was.row, was.started) != (live.row, live.started):
        return []
    if was.paused_at is None or live.paused_at is not None:
        return []
    at = was.paused_at + live.paused - was.paused
    return [Point("resume", new.id, live.row, at, f"resume/{new.id}/{live.row}/{was.paused_at}")]


# ---------- what is due ----------


def due_points(show: Show, rules: Iterable[Rule]) -> list[tuple[Rule, Point]]:
    """The timed occasions that lie ahead or just behind, each with its instant."""
    timed = [rule for rule in rules if rule.when in TIMED]
    if not timed:
        return []
    plans = plans_of(show)
    return [
        (rule, point)
        for rule in timed
        for track in show.tracks
        if rule.track in (None, track.id)
        for point in _due(rule, track, plans[track.id], show.at)
    ]


def _due(rule: Rule, track: Track, plan: Plan, at: int) -> list[Point]:
    if rule.when == "before_hard":
        return _hard(rule, track, plan)
    live = track.live
    if live is None or live.paused_at is not None:  # while it is paused its end is nowhere
        return []
    finish = finish_of(live, plan.facts[plan.index[live.row]], at)
    instant = max(finish - rule.ahead, live.started)
    return [Point(rule.when, track.id, live.row, instant, f"{rule.when}/{track.id}/{live.row}/{live.started}")]


def _hard(rule: Rule, track: Track, plan: Plan) -> list[Point]:
    """Before a hard row's own time, whether the show will be late for it or not. A row that was moved has a new one."""
    ahead = plan.facts[position(track, plan) + 1 :]
    hard = [fact for fact in ahead if fact.begins == "hard" and not fact.skip]
    return [
        Point(rule.when, track.id, fact.id, fact.start - rule.ahead, f"{rule.when}/{track.id}/{fact.id}/{fact.start}")
        for fact in hard
    ]


def next_instant(show: Show, rules: Iterable[Rule], after: int) -> int | None:
    """When the first timed output is due behind an instant."""
    return min((point.at for _, point in due_points(show, rules) if point.at > after), default=None)


# ---------- who fires ----------


def firings(
    rules: Sequence[Rule],
    before: Show | None,
    after: Show,
    marks: Mapping[tuple[str, str], int],
    words: Mapping[str, Words],
    now: int,
) -> list[Firing]:
    """Everything that fires between two looks at a show."""
    points = happened(before, after, marks, now)
    plain = [(rule, point) for point in points for rule in rules if rule.when == point.what]
    timed = [(rule, point) for rule, point in due_points(after, rules) if point.at <= now]
    if before is None:
        timed = [(rule, point) for rule, point in timed if now - point.at <= GRACE_MS]
    found = [(rule, point) for rule, point in plain if before is not None or point.at >= rule.since]
    found += [(rule, point) for rule, point in timed if point.at >= rule.since]
    return [
        Firing(rule.id, point.key, point.track, point.row, point.at or now)
        for rule, point in found
        if rule.track in (None, point.track) and _wanted(rule, point.row, words)
    ]


def _wanted(rule: Rule, row: str | None, words: Mapping[str, Words]) -> bool:
    if rule.rows == "any":
        return True
    if rule.rows == "row":
        return row is not None and row == rule.row
    said = words.get(row or "")
    if said is None:
        return False
    if rule.rows == "flag":
        return said.flag
    return matches(said.cells.get(rule.column or "", ""), rule.text)


def matches(cell: str, text: str) -> bool:
    """Whether a cell holds the words, whatever their case; without words: whether anything stands in it."""
    return text.casefold() in cell.casefold() if text else bool(cell.strip())


def asks_words(rules: Iterable[Rule]) -> bool:
    """Whether anybody asks what stands in a row."""
    return any(rule.rows in ("flag", "cell") for rule in rules)


# ---------- trying again ----------


def try_again(first: int, tries: int, now: int) -> int | None:
    """When a send that has failed `tries` times is tried again; None: it is given up."""
    at = now + BACKOFF_MS[min(tries, len(BACKOFF_MS)) - 1]
    return at if at - first <= GIVE_UP_MS else None
