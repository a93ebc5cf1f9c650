"""Presses of slots as they are stored."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from ops.core.db import Database
from ops.livestream.models import live_press

Row = dict[str, Any]
JSON = ("actor", "more", "was", "became")
COLUMNS = [one for one in live_press.c if one.name != "event_id"]


def find(conn: Connection, event_id: str, ref: str) -> Row | None:
    """One press."""
    query = select(*COLUMNS).where(live_press.c.event_id == event_id, live_press.c.ref == ref)
    found = conn.execute(query).mappings().first()
    return _opened(found) if found else None


def code_of(db: Database, event_id: str, ref: str) -> str:
    """Why a press does not count by now; '' when it does."""
    with db.read() as conn:
        return str((find(conn, event_id, ref) or {"code": ""})["code"])


def newest(conn: Connection, event_id: str) -> int:
    """The number of the press that came last."""
    query = select(func.max(live_press.c.n)).where(live_press.c.event_id == event_id)
    return int(conn.execute(query).scalar() or 0)


def after(conn: Connection, event_id: str, at: int, slot: str) -> list[Row]:
    """The presses after an instant; those of the same instant by the ids of their slots."""
    query = select(*COLUMNS).where(live_press.c.event_id == event_id, live_press.c.at >= at)
    found = [_opened(row) for row in conn.execute(query.order_by(live_press.c.n)).mappings()]
    return [row for row in found if (row["at"], row["slot"]) > (at, slot)]


def _opened(row: Any) -> Row:
    return dict(row) | {name: json.loads(row[name]) for name in JSON}
