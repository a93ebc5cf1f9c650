"""Rows of the spaces for the feed, by entity."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import queries as core_queries
from ops.spaces.card_models import space_draw, space_flag, space_win
from ops.spaces.models import (
    space_area,
    space_booth,
    space_count,
    space_exhibitor,
    space_settings,
    space_tally,
)

Row = dict[str, Any]
TABLES = {
    "space_area": space_area,
    "space_exhibitor": space_exhibitor,
    "space_booth": space_booth,
    "space_settings": space_settings,
    "space_count": space_count,
    "space_tally": space_tally,
    "space_flag": space_flag,
    "space_draw": space_draw,
    "space_win": space_win,
}
TEXTS = {
    "space_booth": ("demos",),
    "space_settings": ("gifts", "given", "pin"),
    "space_draw": ("prizes", "entries", "witnesses", "thawed"),
}
"""Columns that hold JSON."""
NAMED_BY = {"space_count": "area", "space_tally": "booth"}
"""Entities whose id is another column."""
SETTINGS: Row = {"id": "spaces", "opens": "", "closes": "", "gifts": [], "given": {}, "burst": 20, "pin": {}}
"""What stands until somebody sets something else."""


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    wanted = None if ids is None else sorted(set(ids))
    match entity:
        case "event":
            found = [core_queries.find_event(conn, event_id) or {}]
        case "space_settings":
            found = [settings(conn, event_id)]
        case _:
            return rows_of(conn, event_id, entity, wanted)
    return found if wanted is None else [row for row in found if row["id"] in wanted]


def rows_of(conn: Connection, event_id: str, name: str, ids: Iterable[str] | None = None) -> list[Row]:
    """Rows of a table with their JSON as values and an id."""
    table, named = TABLES[name], NAMED_BY.get(name, "id")
    query = select(table).where(table.c.event_id == event_id).order_by(table.c[named])
    if ids is not None:
        query = query.where(table.c[named].in_(list(ids)))
    return [opened(name, row) | {"id": row[named]} for row in conn.execute(query).mappings()]


def opened(name: str, row: Any) -> Row:
    """A stored row as values, without the event's id."""
    texts = TEXTS.get(name, ())
    return {one: json.loads(value) if one in texts else value for one, value in row.items() if one != "event_id"}


def one_of(conn: Connection, event_id: str, name: str, one: str) -> Row | None:
    """A row, if it is there."""
    return next(iter(rows_of(conn, event_id, name, [one])), None)


def settings(conn: Connection, event_id: str) -> Row:
    """The settings; the usual ones until somebody has set others."""
    row = conn.execute(select(space_settings).where(space_settings.c.event_id == event_id)).mappings().first()
    return SETTINGS | (opened("space_settings", row) if row else {})


def has_settings(conn: Connection, event_id: str) -> bool:
    """Has somebody set anything?"""
    query = select(space_settings.c.event_id).where(space_settings.c.event_id == event_id)
    return conn.execute(query).first() is not None


def hours(place: Row, settings: Row) -> tuple[str, str]:
    """When a booth or an area opens and closes: its own word, or the settings'."""
    return place["opens"] or settings["opens"], place["closes"] or settings["closes"]


def find_key(conn: Connection, key: str) -> Row | None:
    """The booth of a public key, with its event."""
    row = conn.execute(select(space_booth).where(space_booth.c.key == key.lower())).mappings().first()
    return opened("space_booth", row) | {"event_id": row["event_id"]} if row else None


def events_with_spaces(conn: Connection) -> list[str]:
    """Events that have an area or a booth."""
    found = {row.event_id for table in (space_area, space_booth) for row in
             conn.execute(select(table.c.event_id).distinct())}  # fmt: skip
    return sorted(found)


def place_name(conn: Connection, event_id: str, place: str | None) -> str | None:
    """What a device's post is called, when it is a booth or an area."""
    for table in (space_booth, space_area):
        name = conn.execute(select(table.c.name).where(table.c.event_id == event_id, table.c.id == place)).scalar()
        if name:
            return str(name)
    return None
