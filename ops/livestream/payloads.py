"""Request models of sessions and slots, and rows as an audience may see them: instants as ISO text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ops.core.clock import iso
from ops.livestream.catalogue import payloads as catalogue_payloads
from ops.livestream.figures import payloads as figures_payloads

Row = dict[str, Any]
ELSEWHERE: dict[str, Callable[[str, str, Row], Row | None]] = dict.fromkeys(
    catalogue_payloads.ENTITY_NAMES, catalogue_payloads.shown
)
"""Entities of the catalogue and of the figures, and who masks them."""
ELSEWHERE["live_figure_sum"] = figures_payloads.shown
INSTANTS = {
    "event": ("starts_at", "ends_at"),
    "live_slot": ("starts", "ends", "actual_start", "actual_end"),
    "live_request": ("made_at", "answered_at"),
    "live_release": ("at",),
    "live_seen": ("at",),
    "live_stage": ("from", "until"),
}
_EVENT = ("id", "name", "short", "zone", "venue", "place", "starts_at", "ends_at")


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """A row as an audience may see it."""
    if entity in ELSEWHERE:
        return ELSEWHERE[entity](audience, entity, row)
    if entity == "live_request" and row["kind"] == "handed_in" and audience != "live":
        return None  # what another phone held is the office's business
    kept = {name: row[name] for name in _EVENT} if entity == "event" else row
    kept = kept | {name: iso(kept[name]) for name in INSTANTS.get(entity, ())}
    return slot_shown(kept) if entity == "live_slot" else kept


def slot_shown(row: Row) -> Row:
    """A slot with the instants inside it as text, and without what only the server keeps."""
    told = {name: iso(row["told"][name]) for name in ("starts", "ends") if name in row["told"]}
    named = {name: [one | {"at": iso(one["at"])} for one in row[name]] for name in ("overrides", "acks")}
    ticks = {name: one | {"at": iso(one["at"])} for name, one in row["ticks"].items()}
    kept = {name: value for name, value in row.items() if name != "rang"}
    return kept | named | {"told": row["told"] | told, "ticks": ticks}
