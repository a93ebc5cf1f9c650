"""Who gets what, commune by commune: shown, not hidden."""

from __future__ import annotations

from typing import Any

from ops.livestream.planner.model import Place, Problem
from ops.livestream.planner.values import band_of

Row = dict[str, Any]


def table(problem: Problem, places: dict[str, Place]) -> list[Row]:
    """For every commune: units asked for, units placed, minutes in the best hours. A session of two communes counts
    for both."""
    found: dict[str, Row] = {}
    for unit in problem.units:
        place = places.get(unit.id)
        prime = place is not None and band_of(problem.grid.clock_of(place.start)) == "prime"
        for commune in unit.communes or ("",):
            row = found.setdefault(commune, {"commune": commune, "asked": 0, "placed": 0, "prime_minutes": 0})
            row["asked"] += 1
            row["placed"] += place is not None
            row["prime_minutes"] += unit.minutes if prime else 0
    return [found[name] for name in sorted(found)]
