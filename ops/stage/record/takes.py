"""Planned and actual: takes beside each other, and the lengths that they propose. Pure; nothing here reads a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from ops.stage.rules import Edit, Show, Track, apply_edits, plan_track

Row = dict[str, Any]
STEP_MS = 5_000
"""A sheet is written in steps of five seconds; what differs by less is not worth a change."""
AVERAGES = {"median": median, "mean": mean}


def took(run: Mapping[str, Any]) -> int:
    """How long a row really lasted: a pause is time in which nothing ran."""
    return int(run["ended"] - run["started"] - run["paused"])


def over(run: Mapping[str, Any]) -> int:
    """How much longer than planned; negative: shorter."""
    return took(run) - int(run["duration"])


def facts_of_run(run: Mapping[str, Any]) -> Row:
    """What is counted for a run: how late it began, how long it lasted, how much that is over."""
    return {"late": run["started"] - run["due"], "took": took(run), "over": over(run)}


def takes_of(runs: Iterable[Row], names: Mapping[tuple[str, int], str], current: Mapping[str, int]) -> list[Row]:
    """Every take that ran, has a name or is on, with when it was and what it lasted; newest last."""
    found: dict[tuple[str, int], list[Row]] = {key: [] for key in (*names, *current.items())}
    for run in runs:
        found.setdefault((run["track"], run["take"]), []).append(run)
    return [_take(key, found[key], names.get(key, ""), current) for key in sorted(found)]


def _take(key: tuple[str, int], runs: list[Row], name: str, current: Mapping[str, int]) -> Row:
    track, take = key
    times = {
        "started": min((run["started"] for run in runs), default=None),
        "ended": max((run["ended"] for run in runs), default=None),
    }
    sums = {"took": sum(map(took, runs)), "planned": sum(run["duration"] for run in runs)}
    return {"track": track, "take": take, "name": name, "runs": len(runs), "now": current.get(track) == take,
            **times, **sums}  # fmt: skip


# ---------- lengths out of takes ----------


@dataclass(frozen=True, slots=True)
class Wish:
    """Which takes speak (none named: all), how they become one number, and which rows are taken: `only` these, or all
    but `leave`."""

    takes: Collection[int]
    by: str
    only: Collection[str] = ()
    leave: Collection[str] = ()

    def takes_row(self, row: str) -> bool:
        return row in self.only if self.only else row not in self.leave


def lengths_by_row(runs: Iterable[Row], takes: Collection[int]) -> dict[str, dict[int, int]]:
    """Row -> take -> its length there. A row that ran twice in a take counts once, by its longest run: a slip of the
    finger leaves a run of some seconds."""
    found: dict[str, dict[int, int]] = {}
    for run in runs:
        if not takes or run["take"] in takes:
            of_row = found.setdefault(run["row"], {})
            of_row[run["take"]] = max(of_row.get(run["take"], 0), took(run))
    return found


def rounded(length: float) -> int:
    """To whole steps, half of one upwards; what ran at all keeps at least one."""
    return max(STEP_MS, int(length + STEP_MS / 2) // STEP_MS * STEP_MS)


def propose_lengths(show: Show, track: Track, runs: Iterable[Row], wish: Wish) -> Row:
    """For every row that ran in the takes: what it lasted, the length that is proposed, and what the sheet becomes."""
    lengths = lengths_by_row(runs, wish.takes)
    facts = {fact.id: fact for fact in plan_track(track, show.day_start).facts}
    rows = list[Row]()
    for row in track.rows:
        if row.id in lengths and row.kind == "timed":
            told = _row(lengths[row.id], facts[row.id].duration, AVERAGES[wish.by])
            free = row.lock == "duration" and not row.count_to_end
            new = told["average"] if free and abs(told["average"] - told["planned"]) >= STEP_MS else None
            rows.append({"row": row.id, **told, "proposed": new, "chosen": new is not None and wish.takes_row(row.id)})
    edits = [_edit(one) for one in rows if one["chosen"]]
    return {"rows": rows, "edits": edits, **_ends(show, track, edits)}


def _row(of_takes: dict[int, int], planned: int, average: Any) -> Row:
    values = list(of_takes.values())
    return {
        "planned": planned,
        "takes": {str(take): length for take, length in sorted(of_takes.items())},
        "shortest": min(values),
        "longest": max(values),
        "average": rounded(average(values)),
    }


def _edit(one: Row) -> Edit:
    return {"edit": "set", "row": one["row"], "values": {"duration": one["proposed"]}}


def _ends(show: Show, track: Track, edits: list[Edit]) -> Row:
    """The planned end of the sheet as it is, and with the edits done."""
    done = apply_edits(show, track.id, edits).show
    new = next(one for one in done.tracks if one.id == track.id)
    return {
        "planned_end": plan_track(track, show.day_start).end,
        "new_end": plan_track(new, show.day_start).end,
    }
