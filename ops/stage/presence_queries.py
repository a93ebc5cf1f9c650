"""Who has the sheet open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import queries as core_queries
from ops.stage.models import HERE_MS, sheet_present

Row = dict[str, Any]


def present(conn: Connection, event_id: str, now: int) -> list[Row]:
    """Who has the sheet open, and in which cell they are; by name, then by screen."""
    query = select(sheet_present).where(sheet_present.c.event_id == event_id, sheet_present.c.at > now - HERE_MS)
    names = ("client", "track", "row", "field")
    found = [
        {name: one[name] for name in names} | {"name": core_queries.actor_name(conn, one["actor"])}
        for one in conn.execute(query).mappings()
    ]
    return sorted(found, key=lambda one: (one["name"], one["client"]))
