"""Invariants of numbers: nothing is lost, nothing stands for what nobody has said."""

from __future__ import annotations

from collections.abc import Iterator

from ops.invariants.facts import Facts, Row
from ops.livestream import models
from ops.livestream.figures import models as figures_models
from ops.livestream.figures.rules import METRICS


def figures(facts: Facts) -> Iterator[Row]:
    """Each is of a slot, has no value exactly when it is missing, and what proves it is kept."""
    slots = {row["id"] for row in facts.rows(models.live_slot)}
    files = {row["hash"] for row in facts.rows(figures_models.live_file)} | {""}
    for row in facts.rows(figures_models.live_figure):
        whole = (row["value"] is None) == (row["status"] == "missing") and (row["value"] or 0) >= 0
        if not (whole and row["slot"] in slots and row["metric"] in METRICS and row["file_hash"] in files):
            yield {"event": facts.id, "figure": row["id"], "slot": row["slot"], "metric": row["metric"]}


def appended(facts: Facts) -> Iterator[Row]:
    """As many stand as lines have told: none is ever taken away."""
    told = 0
    for line in facts.lines:
        if line.kind == "live.figures_told":
            told += len(line.facts["metrics"])
        elif line.kind == "live.figures_imported":
            told += line.facts["figures"]
    kept = len(list(facts.rows(figures_models.live_figure)))
    if kept != told:
        yield {"event": facts.id, "figures": kept, "told": told}
