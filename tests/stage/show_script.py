"""The sample evening as a script: late, paused, skipped, jumped, given time, edited while it runs, held, over midnight.

`evening` is what happens and when; `Ledger` is what the record must say of it, kept by plain adding. Neither knows the
rules: a test plays the script against a real server and compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
MINUTE = 60_000
SECOND = 1_000
TITLE = "Phát biểu khai mạc, bản sửa trong lúc chạy"


@dataclass(frozen=True)
class Act:
    """After `wait` ms: a command (`path` under stage/, its body), a look at the screens, or a refusal to be seen."""

    wait: int
    path: str = ""
    body: Row = field(default_factory=dict)
    refused: str = ""
    by_hand: bool = False  # GO is pressed on a caller's page


def step(wait: int, do: str, **values: Any) -> Act:
    return Act(wait, "step", {"do": do, **values})


def edit(wait: int, *edits: Row) -> Act:
    return Act(wait, "edit", {"label": "", "edits": list(edits)})


def go(wait: int) -> Act:
    return step(wait, "go")


def evening(lengths: dict[str, int]) -> Iterator[Act]:
    """The acts from before the first row to behind the last. `lengths` are the planned ones, by row."""
    told = Special(lengths)
    yield Act(0)
    yield go(5 * MINUTE)  # five minutes late from the start
    for row in [name for name in lengths if name != "r01"]:
        yield from told.before(row)
    yield step(lengths["r39"] - 10 * MINUTE, "stop")
    yield Act(5 * SECOND)


@dataclass
class Special:
    """How each row comes to be called; most of them a little late or early by GO."""

    lengths: dict[str, int]

    def before(self, row: str) -> Iterator[Act]:
        """What happens while the row before is on, and the call of this one."""
        whole = self.lengths[_before(self.lengths, row)]
        made = getattr(self, f"to_{row}", None)
        if made:
            yield from made(whole)
        else:
            late = (int(row[1:]) * 7 % 5 - 1) * SECOND * 4
            yield Act(whole + late, "step", {"do": "go"}, by_hand=int(row[1:]) % 4 == 2)

    def to_r02(self, whole: int) -> Iterator[Act]:
        """Paused for two minutes, and looked at meanwhile."""
        yield step(whole - 10 * MINUTE, "pause")
        yield Act(90 * SECOND)
        yield step(30 * SECOND, "resume")
        yield go(10 * MINUTE)

    def to_r03(self, whole: int) -> Iterator[Act]:
        """Held: GO is refused, then released. The row runs into overtime."""
        yield step(whole - MINUTE, "hold")
        yield Act(2 * MINUTE, "step", {"do": "go"}, refused="held")
        yield Act(5 * SECOND)
        yield step(10 * SECOND, "release")
        yield go(2 * SECOND)

    def to_r06(self, whole: int) -> Iterator[Act]:
        """Time is given and taken; the first number of the programme is skipped while it stands by."""
        yield step(MINUTE, "add", by=3 * MINUTE)
        yield step(MINUTE, "add", by=-60 * SECOND)
        yield edit(MINUTE, {"edit": "set", "row": "r06", "values": {"skip": True}})
        yield go(whole)  # takes r07

    def to_r07(self, _whole: int) -> Iterator[Act]:
        """It runs already: the number before it was skipped."""
        yield Act(30 * SECOND)

    def to_r11(self, whole: int) -> Iterator[Act]:
        """Started by mistake, thrown away, started again."""
        yield go(whole)
        yield step(20 * SECOND, "reload")
        yield Act(5 * SECOND)
        yield go(15 * SECOND)

    def to_r15(self, whole: int) -> Iterator[Act]:
        """Words and length of the row are written anew while it stands by, then again while it runs."""
        yield edit(whole - 30 * SECOND, {"edit": "cells", "row": "r15", "values": {"title": TITLE}})
        yield go(30 * SECOND)
        yield edit(MINUTE, {"edit": "set", "row": "r15", "values": {"duration": 5 * MINUTE}})

    def to_r16(self, _whole: int) -> Iterator[Act]:
        """A new row is put in and called; a second GO of the same tap is refused."""
        new = {"id": "extra", "duration": 2 * MINUTE, "group": None}
        words = {"cue": "15b", "title": "Khách mời bất ngờ"}
        yield edit(2 * MINUTE, {"edit": "insert", "row": new, "after": "r15", "cells": words})
        yield go(3 * MINUTE)
        yield Act(300, "step", {"do": "go"}, refused="too_soon")
        yield go(90 * SECOND)

    def to_r18(self, whole: int) -> Iterator[Act]:
        """Out of order: r19 is chosen, called, and the way back is taken."""
        yield step(whole - 30 * SECOND, "standby", row="r19")
        yield go(30 * SECOND)
        yield step(20 * SECOND, "previous")

    def to_r23(self, whole: int) -> Iterator[Act]:
        """Counted from the real start for a while."""
        yield go(whole)
        yield step(MINUTE, "offset", relative=True)
        yield step(MINUTE, "offset", relative=False)

    def to_r29(self, whole: int) -> Iterator[Act]:
        """A jump over r29 to r30; r29 never runs."""
        yield step(whole, "start", row="r30")

    def to_r30(self, _whole: int) -> Iterator[Act]:
        yield Act(10 * SECOND)

    def to_r33(self, whole: int) -> Iterator[Act]:
        """Stopped for a moment: nothing is on, then GO takes the next."""
        yield step(whole, "stop")
        yield Act(2 * MINUTE)
        yield go(10 * SECOND)

    def to_r37(self, whole: int) -> Iterator[Act]:
        """`next` instead of GO."""
        yield step(whole, "next")


def _before(lengths: dict[str, int], row: str) -> str:
    names = list(lengths)
    return names[names.index(row) - 1]


# ---------- what the record must say ----------


@dataclass
class Ledger:
    """Runs by plain adding: when a row began and ended, what it was given, how long it stood still."""

    runs: list[Row] = field(default_factory=list)
    row: str | None = None
    started: int = 0
    added: int = 0
    paused: int = 0
    paused_at: int | None = None

    def note(self, do: str, at: int, live: str | None, by: int = 0) -> None:
        """A step that was done; `live` is the row that the server named afterwards."""
        if do == "add":
            self.added += by
        elif do == "pause":
            self.paused_at = at
        elif do == "resume" and self.paused_at is not None:
            self.paused, self.paused_at = self.paused + at - self.paused_at, None
        elif do == "reload":
            self.row = None
        elif do in ("go", "start", "next", "previous", "stop"):
            self._end(at)
            self.row, self.started, self.added, self.paused = live, at, 0, 0

    def _end(self, at: int) -> None:
        if self.row is not None:
            run = {"row": self.row, "started": self.started, "ended": at, "added": self.added, "paused": self.paused}
            self.runs.append(run)


def due_times(rows: list[Row], shift: int) -> dict[str, int]:
    """When each called row was meant to begin: behind the one before it, or at its own time."""
    found: dict[str, int] = {}
    end = 0
    for row in rows:
        plan = row["plan"]
        if plan.get("kind", "timed") != "timed" or plan.get("skip") or plan.get("parallel"):
            continue
        start = end if plan.get("begins", "linked") == "linked" else plan["start"] + shift
        found[row["id"]], end = start, start + plan.get("duration", 0)
    return found
