"""What the editor of the sheet asks for once: what undo and redo would do, and a delay as edits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from ops.core import queries as core_queries
from ops.errors import Invalid
from ops.stage.models import sheet_edit
from ops.stage.rules import delay_edits
from ops.stage.show_queries import load_show

Row = dict[str, Any]
KEPT = 100
"""How many edits can be taken back."""


def turns(conn: Connection, event_id: str) -> Row:
    """The edit that undo would take back, and the one that redo would do again."""
    newest = conn.execute(select(func.max(sheet_edit.c.n)).where(sheet_edit.c.event_id == event_id)).scalar() or 0
    return {
        "undo": _turn(conn, event_id, newest - KEPT, "done"),
        "redo": _turn(conn, event_id, newest - KEPT, "undone"),
    }


def _turn(conn: Connection, event_id: str, after: int, state: str) -> Row | None:
    here = (sheet_edit.c.event_id == event_id) & (sheet_edit.c.state == state) & (sheet_edit.c.n > after)
    steps = conn.execute(select(func.count()).select_from(sheet_edit).where(here)).scalar_one()
    order = sheet_edit.c.n.desc() if state == "done" else sheet_edit.c.n
    names = ("n", "track", "label", "actor", "made_at")
    row = conn.execute(select(*[sheet_edit.c[name] for name in names]).where(here).order_by(order).limit(1)).first()
    if row is None:
        return None
    told = {"n": row.n, "track": row.track, "label": row.label, "at": row.made_at, "steps": steps}
    return told | {"by": core_queries.actor_name(conn, row.actor)}


def delay_as_edits(conn: Connection, event_id: str, track_id: str | None, row_id: str | None) -> list[Row]:
    """The edits that write a delay row into the plan."""
    show = load_show(conn, event_id)
    one = next((one for one in show.tracks if track_id in (None, one.id)), None) if show else None
    row = row_id or next((row.id for row in one.rows if row.kind == "delay"), None) if one else row_id
    if row is None:
        return []
    found = delay_edits(one, row, show.day_start) if show and one else "unknown_track"
    if isinstance(found, str):
        raise Invalid("invalid", fields={"row": "not a delay row of this track"})
    return found
