"""What the time model costs with a long sheet. `python -m bench.stage_rules [--rows 500]`"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace

from bench.world import percentile
from ops.stage.rules import Goal, Show, apply_edits, facts_of, from_plain, propose, state_of, take_step

MINUTE = 60_000
LIMIT_MS = 5.0


def long_show(count: int) -> Show:
    """Groups, a fixed row every 50, a hard one every 100, parallel and skipped rows between."""
    rows: list[dict[str, object]] = [{"id": "g", "kind": "group", "target": 30 * MINUTE}]
    for number in range(count - 1):
        row: dict[str, object] = {"id": f"r{number}", "duration": MINUTE, "warning": 20_000, "danger": 10_000}
        row |= {"begins": "fixed", "start": number * MINUTE} if number % 50 == 0 else {}
        row |= {"begins": "hard", "start": number * MINUTE} if number % 100 == 50 else {}
        row |= {"parallel": True} if number % 30 == 7 else {"skip": number % 40 == 9}
        row |= {"shortest": 30_000} if number % 3 == 0 else {}
        rows.append(row | ({"group": "g"} if number < 30 else {}))
    return from_plain({"tracks": [{"id": "stage", "rows": rows}]})


def fresh(show: Show) -> Show:
    """The same show with rows that were never planned."""
    track = show.tracks[0]
    return replace(show, tracks=(replace(track, rows=(*track.rows,)),))


def measure(name: str, work: Callable[[], object], times: int = 60, limit: float | None = None) -> bool:
    """Print one figure. False: it is over its limit."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    middle, worst = percentile(taken, 0.5), percentile(taken, 0.99)
    print(f"{name:46} p50 {middle:6.2f} ms  p99 {worst:6.2f} ms" + (f"  limit {limit} ms" if limit else ""))
    return limit is None or middle < limit


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=500)
    rows = parser.parse_args().rows
    show = take_step(long_show(rows), {"do": "go", "track": "stage", "at": 3 * MINUTE}).show
    later = 4 * MINUTE
    edit = [{"edit": "set", "row": "r2", "values": {"duration": 2 * MINUTE}}]
    well = [
        measure("whole state", lambda: state_of(show, later), limit=LIMIT_MS),
        measure("whole state after an edit (plan pass anew)", lambda: state_of(fresh(show), later), limit=LIMIT_MS),
        measure("GO and the whole state", lambda: state_of(take_step(show, {"do": "go", "at": later}).show, later)),
        measure("one edit", lambda: apply_edits(show, "stage", edit, later)),
        measure("facts for the browser", lambda: facts_of(show)),
        measure("proposals to catch up", lambda: propose(show, "stage", later, Goal((rows - 10) * MINUTE)), times=5),
    ]
    size = len(json.dumps(state_of(show, later), separators=(",", ":")))
    print(f"{rows} rows: state {size / 1000:.0f} kB, facts {len(json.dumps(facts_of(show))) / 1000:.0f} kB as JSON")
    raise SystemExit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
