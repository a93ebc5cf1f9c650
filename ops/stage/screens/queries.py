"""The devices that a caller may speak to, by name; where the prompters stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import queries as core_queries
from ops.stage.models import stage_prompter

Row = dict[str, Any]
SHOWING = frozenset(
    {"mc", "stage_manager", "crew", "wall", "live_coordinator", "bridge", "viewer", "protocol", "director"}
)


def screens(conn: Connection, event_id: str) -> list[Row]:
    """Paired devices that show the stage, by name."""
    found = [
        row for row in core_queries.devices(conn, event_id) if row["revoked_at"] is None and row["role"] in SHOWING
    ]
    rows = [{"id": row["id"], "name": row["name"], "role": row["role"]} for row in found]
    return sorted(rows, key=lambda row: (row["role"], row["name"], row["id"]))


def prompters(conn: Connection, event_id: str) -> list[Row]:
    """Where the prompter of each track stands, and how fast it rolls from then on."""
    query = select(stage_prompter).where(stage_prompter.c.event_id == event_id).order_by(stage_prompter.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]
