"""A plain account of a show: what it must look like after these commands at these instants, by `ops.stage.rules` alone.

Tests keep it beside a real server and compare: rows and their words, clocks, runs, messages, receipts, ready taps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ops.stage.rules import Show, apply_edits, clocks_of, follow, from_plain, keep_start, state_of, take_step, to_plain

Row = dict[str, Any]
RUN = ("row", "started", "ended", "added", "paused", "due", "duration")


@dataclass
class Fold:
    """The account. A command is applied at the instant that the server says it was done."""

    show: Show
    cells: dict[str, Row]
    messages: dict[str, Row] = field(default_factory=dict)
    ready: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, rows: dict[str, list[Row]]) -> Fold:
        """From a snapshot in which nothing has run yet."""
        sheet = {row["id"]: row for row in rows["sheet_row"]}
        tracks = [
            {"id": one["id"], "rows": [sheet[name]["plan"] | {"id": name} for name in one["places"]]}
            for one in sorted(rows["track"], key=lambda one: one["order"])
        ]
        show = from_plain({"tracks": tracks, "day_start": rows["event"][0]["day_start"]})
        return cls(show, {name: row["cells"] for name, row in sheet.items()})

    def step(self, at: int, body: Row) -> None:
        """A step that the server took must be one that the rules take."""
        done = take_step(self.show, {**body, "at": at})
        assert done.refusal is None, (body, at, done.refusal)
        self.show = done.show

    def edit(self, at: int, body: Row) -> None:
        """A list of edits, its words and its plan."""
        self.show = follow(self.show, at)
        planned = [one for one in body["edits"] if one["edit"] != "cells"]
        planned += keep_start(self.show, body["track"], planned)
        if planned:
            done = apply_edits(self.show, body["track"], planned, at)
            assert done.refusal is None, (body, at, done.refusal)
            self.show = done.show
        for one in body["edits"]:
            if one["edit"] == "delete":
                del self.cells[one["row"]]
            elif one["edit"] == "insert":
                self.cells[one["row"]["id"]] = {}
                self._write(one["row"]["id"], one.get("cells", {}))
            elif one["edit"] == "cells":
                self._write(one["row"], one["values"])

    def _write(self, row: str, values: Row) -> None:
        both = {**self.cells[row], **values}
        self.cells[row] = {name: text for name, text in both.items() if text}

    def do(self, path: str, at: int, body: Row, facts: Row) -> None:
        """A command by its path under `stage/`."""
        what = path.split("/")[0]
        if what == "step":
            self.step(at, {name: value for name, value in body.items() if name != "ref"})
        elif what == "edit":
            self.edit(at, body)
        elif what == "ready":
            (self.ready.add if body.get("on", True) else self.ready.discard)((body["row"], facts["role"]))
        elif path == "messages":
            self.messages[facts["message"]] = {"text": body["text"], "target": body["target"], "read": False}
        else:
            assert path.endswith("/read"), path
            self.messages[path.split("/")[1]]["read"] = True

    # ---------- against the server ----------

    def check(self, rows: dict[str, list[Row]], record: list[Row], track: str) -> None:
        """A snapshot and a record of the server are this account."""
        self.check_clock(rows, track)
        one = next(one for one in self.show.tracks if one.id == track)
        found = {row["id"]: row for row in rows["sheet_row"] if row["track"] == track}
        (told,) = (row for row in rows["track"] if row["id"] == track)
        assert told["places"] == [row.id for row in one.rows]
        plans = {row.id: {k: v for k, v in to_plain(row).items() if k != "id"} for row in one.rows}
        assert {name: row["plan"] for name, row in found.items()} == plans
        assert {name: row["cells"] for name, row in found.items()} == {name: self.cells[name] for name in found}
        runs = [{name: run[name] for name in RUN} for run in record]
        assert runs == [{name: getattr(run, name) for name in RUN} for run in one.runs]
        words = {row["id"]: (row["text"], row["target"], bool(row["read_by"])) for row in rows["message"]}
        assert words == {name: (row["text"], row["target"], row["read"]) for name, row in self.messages.items()}
        here = {row.id for row in one.rows}
        told_ready = {(row["row"], row["role"]) for row in rows["ready"] if row["row"] in here}
        assert told_ready == {pair for pair in self.ready if pair[0] in here}

    def check_clock(self, rows: dict[str, list[Row]], track: str) -> None:
        """Started, added, paused: to the millisecond; and what the server counted from them."""
        (clock,) = (row for row in rows["clock"] if row["id"] == track)
        (mine,) = (one for one in clocks_of(self.show)["tracks"] if one["id"] == track)
        assert {name: clock[name] for name in mine if name != "runs"} == {k: v for k, v in mine.items() if k != "runs"}
        (state,) = (one for one in state_of(self.show, self.show.at)["tracks"] if one["id"] == track)
        for name in ("next", "group", "offset", "expected_end", "hard", "phase", "planned_start", "planned_end"):
            assert clock[name] == state[name], name

    def state(self, now: int, track: str) -> Row:
        """What every screen must show at `now`."""
        found: Row = next(one for one in state_of(self.show, now)["tracks"] if one["id"] == track)
        return found
