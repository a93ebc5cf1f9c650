"""Jobs of privacy: what the child needs, what it does, what is stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from ops.config import Config
from ops.core.jobs import Kind
from ops.privacy.actions import PURGE

Row = dict[str, Any]


def prepare(conn: Connection, config: Config, row: Row) -> Row:
    """The child opens the database itself: it is told by pipe where it is."""
    return {
        "database": config.database_url, "data": str(config.data), "event": row["event_id"], "actor": row["made_by"]
    }  # fmt: skip


KINDS: dict[str, Kind] = {PURGE: Kind("privacy.manage", "ops.purging:make", prepare)}
