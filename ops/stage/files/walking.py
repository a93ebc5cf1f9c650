"""Down the rows of a file beside those of the sheet: what of its times and words is other than what the sheet shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ops.stage.files.lengths import SECOND_MS, length_words
from ops.stage.files.lines import Line, cell_words, folded
from ops.stage.rules import Fact, Row, Track, edge, plan_track

Plain = dict[str, Any]
SHOWN = 200


@dataclass
class Known:
    """The sheet of a track as it stands."""

    track: Track
    cells: dict[str, dict[str, str]]
    columns: list[Plain]
    day: str
    zone: str
    day_start: int
    rows: dict[str, Row] = field(init=False)
    facts: dict[str, Fact] = field(init=False)

    def __post_init__(self) -> None:
        self.track = Track(self.track.id, self.track.rows)  # the plan alone, not moved, without a clock
        self.rows = {row.id: row for row in self.track.rows}
        self.facts = {fact.id: fact for fact in plan_track(self.track, self.day_start).facts}

    def clock(self, at: int) -> str:
        return edge.clock_text(at, self.zone)


@dataclass
class Target:
    """A line of the file and the row that it is, or becomes."""

    line: Line
    id: str
    old: Row | None
    at: int | None = None
    values: Plain = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    changes: list[Plain] = field(default_factory=list)

    def change(self, name: str, old: str, new: str) -> None:
        self.changes.append({"field": name, "old": old[:SHOWN], "new": new[:SHOWN]})


def cue_key(text: str) -> str:
    """1 and 01 are one cue: a spreadsheet takes the nought off."""
    return folded(text).lstrip("0")


class Walk:
    """Goes down the file and carries where the row before ends, so that what follows stays linked."""

    def __init__(self, known: Known, columns: set[str], groups: dict[str, str]) -> None:
        self.known, self.columns, self.groups = known, columns, groups
        self.start: int | None = None
        self.end: int | None = None

    def take(self, target: Target) -> None:
        if target.old is None:
            self._new(target)
        else:
            self._known(target, target.old)
        self._words(target)

    def leave(self, target: Target) -> None:
        """A row that is not taken: one of the sheet stays where it is, a new one is not there."""
        old = target.old
        if old is not None and old.kind == "timed":
            fact = self.known.facts[old.id]
            self._go_on(not fact.plays, fact.start, fact.duration)

    def _new(self, target: Target) -> None:
        line, values = target.line, target.values
        values |= {"kind": line.kind} if line.kind != "timed" else {}
        if line.kind == "group":
            return
        self._group(target, None)
        if line.kind == "delay":
            values["amount"] = line.length or 0
        if line.kind != "timed":
            return
        values |= {"duration": line.length or 0} | edge.colours(line.length or 0)
        values |= {name: True for name in ("parallel", "skip") if getattr(line, name)}
        if line.hard and target.at is not None and not line.parallel:
            values |= {"begins": "hard", "start": target.at, "flag": True}
        elif target.at is not None and target.at != self._expected(line.parallel):
            values |= {"begins": "fixed", "start": target.at}
        self._go_on(line.parallel or line.skip, values.get("start"), line.length or 0)

    def _expected(self, parallel: bool) -> int | None:
        return self.start if parallel else self.end

    def _go_on(self, aside: bool, start: int | None, length: int) -> None:
        if aside:
            return
        begun = self.end if start is None else start
        self.start = begun
        self.end = None if begun is None else begun + length

    def _known(self, target: Target, old: Row) -> None:
        if old.kind != "group":
            self._group(target, old)
        if old.kind == "delay" and "mode" in self.columns and target.line.length not in (None, old.amount):
            target.values["amount"] = target.line.length
            target.change("duration", length_words(old.amount), length_words(target.line.length or 0))
        if old.kind != "timed":
            return
        fact = self.known.facts[old.id]
        self._modes(target, old)
        parallel = target.values.get("parallel", old.parallel)
        self._begin(target, old, fact, parallel)
        length = self._length(target, old, fact)
        begins = target.values.get("begins", old.begins)
        start = target.values.get("start", fact.start if begins != "linked" or self.end is None else None)
        self._go_on(parallel or target.values.get("skip", old.skip), start, length)

    def _modes(self, target: Target, old: Row) -> None:
        """How a row runs: only a file with a column for it can also take it back."""
        line, told = target.line, "mode" in self.columns
        for name in ("parallel", "skip"):
            was, now = getattr(old, name), getattr(line, name)
            if was != now and (told or (now and name == "parallel")):
                target.values[name] = now
                target.change(name, "x" if was else "", "x" if now else "")
        if told and line.hard != (old.begins == "hard") and not line.parallel:
            at = target.at if target.at is not None else self.known.facts[old.id].start
            target.values |= {"begins": "hard" if line.hard else "fixed", "start": at}
            target.change("hard", "" if line.hard else "x", "x" if line.hard else "")

    def _begin(self, target: Target, old: Row, fact: Fact, parallel: bool) -> None:
        if target.at is None or target.at // SECOND_MS == fact.start // SECOND_MS:
            return
        target.change("start", self.known.clock(fact.start), self.known.clock(target.at))
        if old.begins == "linked" and "begins" not in target.values:
            if target.at == self._expected(parallel):
                return
            target.values["begins"] = "fixed"
        target.values["start"] = target.at

    def _length(self, target: Target, old: Row, fact: Fact) -> int:
        new = target.line.length
        if new is None or new // SECOND_MS == fact.duration // SECOND_MS:
            return fact.duration
        target.change("duration", length_words(fact.duration), length_words(new))
        if old.count_to_end or old.lock == "end":
            target.values["end"] = int(target.values.get("start", fact.start)) + new
        target.values["duration"] = new
        return new

    def _group(self, target: Target, old: Row | None) -> None:
        """The section of a row; a file without sections says nothing of them."""
        if not self.groups:
            return
        group = self.groups.get(folded(target.line.section or ""))
        if old is None:
            target.values |= {"group": group} if group else {}
        elif group != old.group:
            target.values["group"] = group
            target.change("group", self._title(old.group), target.line.section or "")

    def _title(self, group: str | None) -> str:
        return self.known.cells.get(group or "", {}).get("title", "")

    def _words(self, target: Target) -> None:
        stored = self.known.cells.get(target.id, {})
        for name, text in target.line.cells.items():
            was = stored.get(name, "")
            same = cue_key(text) == cue_key(was) if name == "cue" else text == cell_words(was)
            if not same:
                target.words[name] = text
                if target.old is not None:
                    target.change(name, was, text)
