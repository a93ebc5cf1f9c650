"""Reads of protocol."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from ops.checkin import guest_queries, queries as checkin_queries
from ops.protocol.models import freeze

Row = dict[str, Any]
KEPT = 5
"""Frozen versions that devices hold; older ones stay in the table."""


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity for the feed."""
    match entity:
        case "freeze":
            return freezes(conn, event_id, ids)
        case _:
            raise AssertionError(entity)


def freezes(conn: Connection, event_id: str, ids: Iterable[str] | None = None) -> list[Row]:
    """The newest frozen versions, oldest first."""
    query = select(freeze).where(freeze.c.event_id == event_id).order_by(freeze.c.version.desc()).limit(KEPT)
    found = reversed(conn.execute(query).mappings().all())
    wanted = None if ids is None else set(ids)
    rows = [{"id": str(row["version"]), **row} for row in found]
    return [row | json.loads(row["body"]) for row in rows if wanted is None or row["id"] in wanted]


def last_version(conn: Connection, event_id: str) -> int:
    """Number of the newest frozen version; 0 when nothing was frozen."""
    return int(conn.execute(select(func.max(freeze.c.version)).where(freeze.c.event_id == event_id)).scalar() or 0)


def present(conn: Connection, event_id: str) -> tuple[list[Row], list[Row]]:
    """Blocks, and the guests who came, with the unit in words."""
    categories = checkin_queries.read(conn, event_id, "intro", "category", None)
    guests = guest_queries.guests(conn, event_id, None, "intro")
    return categories, [one | {"unit": one["unit"] or one["delegation_name"]} for one in guests]
