"""What undo would take back and redo would do again, for whoever is about to press."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.livestream.models import live_edit

Row = dict[str, Any]
INSTANTS = ("starts", "ends")
PLAIN = ("title", "room", "host", "channel", "state", *INSTANTS)
"""Fields whose values are said; of the others only the name."""
KEPT = 100


def next_edits(conn: Connection, event_id: str) -> Row:
    """`{undo, redo}`: the edit that each would take, or None. An edit is `{n, by, at, changes}`."""
    return {"undo": _said(conn, _find(conn, event_id, "done")), "redo": _said(conn, _find(conn, event_id, "undone"))}


def _find(conn: Connection, event_id: str, state: str) -> Row | None:
    """The last that is done, or the first of those that were taken back."""
    here = live_edit.c.event_id == event_id
    newest = conn.execute(select(live_edit.c.n).where(here).order_by(live_edit.c.n.desc()).limit(1)).scalar() or 0
    order = live_edit.c.n.desc() if state == "done" else live_edit.c.n
    query = select(live_edit).where(here, live_edit.c.state == state, live_edit.c.n > newest - KEPT)
    row = conn.execute(query.order_by(order).limit(1)).mappings().first()
    return dict(row) if row else None


def _said(conn: Connection, edit: Row | None) -> Row | None:
    if edit is None:
        return None
    by = core_queries.actor_name(conn, edit["actor"])
    return {"n": edit["n"], "by": by, "at": clock.iso(edit["made_at"]), "changes": changes(edit)}


def changes(edit: Row) -> list[Row]:
    """What an edit did: `[{table, id, what: made|changed|dropped, values: {field: value | null}}]`, instants as ISO."""
    undo = {(one["table"], one["id"]): one["values"] for one in json.loads(edit["undo"])}
    return [_change(one, undo.get((one["table"], one["id"]))) for one in json.loads(edit["redo"])]


def _change(one: Row, before: Row | None) -> Row:
    after = one["values"]
    what = "dropped" if after is None else "made" if before is None else "changed"
    values = before if after is None else after
    said = {name: _value(name, value) for name, value in (values or {}).items()}
    return {"table": one["table"], "id": one["id"], "what": what, "values": said}


def _value(name: str, value: Any) -> Any:
    if name in INSTANTS and isinstance(value, int):
        return clock.iso(value)
    return value if name in PLAIN else None
