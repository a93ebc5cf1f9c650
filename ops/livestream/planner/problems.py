"""Facts in, a problem out."""

from __future__ import annotations

from ops.livestream.planner.model import Problem
from ops.livestream.planner.reading import (
    USUAL_GAPS,
    Row,
    Scope,
    closed_times,
    grid_of,
    minute_up,
    shared_keys,
    spots_of,
)
from ops.livestream.planner.units import make_units


def read_problem(facts: Row, scope: Scope | None = None) -> Problem:
    """The problem of these facts."""
    grid, scope = grid_of(facts), scope or Scope()
    spots, travel = spots_of(facts)
    gaps = USUAL_GAPS | (facts.get("settings", {}).get("buffers") or {})
    return Problem(
        grid=grid,
        units=tuple(make_units(facts, grid, scope)),
        gaps={"room": gaps["room"], "person": gaps["person"], "kit": gaps["kit"], "channel": gaps["channel"]},
        sites=spots,
        travel=travel,
        keys=shared_keys(facts),
        pieces={f"kit:{one['id']}": int(one.get("pieces") or 1) for one in facts.get("kits", {}).values()},
        closed=closed_times(facts, grid),
        now=minute_up(facts.get("now") or 0),
    )
