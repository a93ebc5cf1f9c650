"""The bridge's row of the run sheet, where this installation is a site of a hub elsewhere."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.bridge.models import bridge_site, bridge_uplink
from ops.stage import show_queries
from ops.stage.models import sheet_row
from ops.stage.rules import state_of

Row = dict[str, Any]


def uplink(conn: Connection, event_id: str) -> Row | None:
    """Where the hub is, if this event is a site of one."""
    row = conn.execute(select(bridge_uplink).where(bridge_uplink.c.event_id == event_id)).mappings().first()
    return dict(row) if row else None


def uplinks(conn: Connection) -> list[Row]:
    """Every event that is a site elsewhere."""
    return [dict(row) for row in conn.execute(select(bridge_uplink)).mappings()]


def rows(conn: Connection, event_id: str) -> list[Row]:
    """The row as the caller sees it: `{id, row, fallback_row, title, state, until, slack, auto, site, hub}`."""
    up = uplink(conn, event_id)
    if up is None:
        return []
    query = select(bridge_site.c.remote).where(bridge_site.c.event_id == event_id, bridge_site.c.id == up["site"])
    text = conn.execute(query).scalar()
    told: Row = json.loads(text) if text else {}
    return [
        {
            "id": up["site"], "row": up["row"], "fallback_row": up["fallback_row"], "auto": up["auto"],
            "site": up["site"], "hub": up["hub"], "title": told.get("title", ""), "state": told.get("state", "none"),
            "until": told.get("at"), "slack": told.get("slack"),
        }
    ]  # fmt: skip


def track_of(conn: Connection, event_id: str, row: str) -> str | None:
    """The track in whose sheet a row stands."""
    query = select(sheet_row.c.track).where(sheet_row.c.event_id == event_id, sheet_row.c.id == row)
    return conn.execute(query).scalar()


def row_now(conn: Connection, event_id: str, row: str, now: int) -> Row | None:
    """How a row of the run sheet stands: `{track, title, live, expected}`."""
    track = track_of(conn, event_id, row) if row else None
    show = show_queries.load_show(conn, event_id) if track else None
    if track is None or show is None:
        return None
    one = next(one for one in state_of(show, now)["tracks"] if one["id"] == track)
    fact: Row = next((fact for fact in one["rows"] if fact["id"] == row), {})
    cells = conn.execute(
        select(sheet_row.c.cells).where(sheet_row.c.event_id == event_id, sheet_row.c.id == row)
    ).scalar()
    return {
        "id": row,
        "track": track,
        "title": json.loads(cells or "{}").get("title", ""),
        "live": bool(one["live"] and one["live"]["row"] == row),
        "expected": fact.get("expected_start") or fact.get("start"),
    }
