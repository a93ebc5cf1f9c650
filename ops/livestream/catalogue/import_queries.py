"""What an import asks for: the rows that are there, and what was brought in before."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.livestream.catalogue import queries
from ops.livestream.catalogue.matching import Known
from ops.livestream.catalogue.models import catalogue_import

Row = dict[str, Any]


def known(conn: Connection, event_id: str) -> Known:
    """Every row that a list may speak of."""
    names = ("producer", "product", "live_person", "live_site", "live_room")
    return Known(*(queries.read(conn, event_id, "live", one, None) for one in names))


def imports(conn: Connection, event_id: str) -> list[Row]:
    """What was brought in, the newest first, without its rows."""
    columns = (catalogue_import.c[name] for name in ("id", "kind", "name", "state", "made_at", "made_by", "done"))
    query = select(*columns).where(catalogue_import.c.event_id == event_id).order_by(catalogue_import.c.made_at.desc())
    return [_brief(dict(row)) for row in conn.execute(query.limit(50)).mappings()]


def _brief(row: Row) -> Row:
    done = json.loads(row.pop("done"))
    return row | {"made": sum(one["made"] for one in done), "changed": sum(not one["made"] for one in done)}


def find_import(conn: Connection, event_id: str, import_id: str) -> Row | None:
    """One import, with what it did."""
    here = (catalogue_import.c.event_id == event_id) & (catalogue_import.c.id == import_id)
    row = conn.execute(select(catalogue_import).where(here)).mappings().first()
    return dict(row) | {"done": json.loads(row["done"])} if row else None
