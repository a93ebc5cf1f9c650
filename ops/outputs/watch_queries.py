"""An event with outputs as one process watches it: its rules, what was seen last, what fires now."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from ops.outputs import queries
from ops.outputs.rules import Firing, Rule, asks_words, firings, next_instant
from ops.stage import show_queries
from ops.stage.rules import Show

LINE_COMES_MS = 50
WAITS_AT_MOST = 40


class Watched:
    """`done` are occasions that somebody has; `due` is when the next timed one comes."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.before: Show | None = None
        self.seen: Show | None = None
        self.due: int | None = None
        self.done: set[tuple[str, str]] = set()
        self.marks: dict[tuple[str, str], int] = {}
        self.told: dict[tuple[str, str], int] = {}  # the marks that were acted on
        self.acted: dict[tuple[str, str], int] = {}
        self.waits = 0

    def note(self, lines: list[Any]) -> None:
        """The numbers of the lines that held and released."""
        for line in lines:
            if line.kind == "stage.stepped" and line.facts.get("do") in ("hold", "release"):
                self.marks[line.facts["track"], line.facts["do"]] = line.seq

    def look(self, conn: Connection, event_id: str, now: int) -> list[Firing]:
        """What fires between the last look and this one; `keep` when it is claimed."""
        show = show_queries.load_show(conn, event_id)
        if show is None:
            return []
        if self._ahead_of_the_journal(show):
            self.seen, self.due, self.acted = self.before, now + LINE_COMES_MS, self.told
            self.waits += 1
            return []
        self.waits, self.acted = 0, dict(self.marks)
        words = queries.words_of(conn, event_id, show) if asks_words(self.rules) else {}
        found = firings(self.rules, self.before, show, self.marks, words, now)
        self.seen = show
        self.due = next_instant(show, self.rules, now)
        return [one for one in found if (one.rule, one.key) not in self.done]

    def _ahead_of_the_journal(self, show: Show) -> bool:
        """A hold is seen whose line, which names it, has not come yet: a moment later it has."""
        old = {one.id: one.held for one in self.before.tracks} if self.before else {}
        changed = [
            (one.id, "hold" if one.held else "release") for one in show.tracks if old.get(one.id) == (not one.held)
        ]
        return self.waits < WAITS_AT_MOST and any(self.marks.get(mark, 0) <= self.told.get(mark, 0) for mark in changed)

    def keep(self, found: list[Firing]) -> None:
        """What was seen is the past now; a look that could not be kept is made again."""
        self.before, self.told = self.seen, self.acted
        self.done |= {(one.rule, one.key) for one in found}
