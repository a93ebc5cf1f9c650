"""What may happen to numbers: kinds, the entities whose rows they touch, the audiences that hear of them."""

from __future__ import annotations

_BOTH = {"live", "booth"}
_SUM = {"live_figure_sum"}

KINDS: dict[str, tuple[set[str], set[str]]] = {
    "live.figures_told": (_SUM, _BOTH),
    "live.figures_imported": (_SUM, _BOTH),
    "live.evidence_kept": (set(), _BOTH),
    "live.public_changed": (set(), {"live"}),
}

ENTITIES: dict[str, tuple[str, ...]] = {"live": ("live_figure_sum",), "booth": ("live_figure_sum",)}
"""Audience -> entities of the numbers that it sees."""

NEEDS: dict[str, str] = {
    "live.figures_told": "live.numbers",
    "live.figures_imported": "live.plan",
    "live.evidence_kept": "live.numbers",
    "live.public_changed": "live.plan",
}
"""Kind -> the verb that its actor needed."""
