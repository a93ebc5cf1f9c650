"""What verbs of the bridge share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from ops.bridge import queries, row_queries
from ops.core import journal
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound

Row = dict[str, Any]


def done(work: Work, ref: str, kind: str, subject: str, subjects: journal.Subjects, facts: Row) -> Row:
    """Record a line and answer it."""
    return fresh(work, ref, kind, facts, work.record(kind, subject, subjects, facts, ref=ref))


def here(work: Work, table: Any, **keys: str) -> Any:
    """The condition that names a row of this event."""
    found = table.c.event_id == work.event_id
    for name, value in keys.items():
        found &= table.c[name] == value
    return found


def find(work: Work, table: Any, one: str) -> Row:
    """A row by its id; 404 when there is none."""
    row = work.conn.execute(select(table).where(here(work, table, id=one))).mappings().first()
    if row is None:
        raise NotFound
    return dict(row)


def require_site(work: Work, site: str, field: str = "body.site") -> Row:
    """A site that a body names."""
    row = queries.find_site(work.conn, work.event_id, site)
    if row is None:
        raise Invalid("invalid", fields={field: "no such site"})
    return row


def require_hub(work: Work) -> None:
    """A site of another hub gives no cues of its own: there would be two words for one lamp."""
    if row_queries.uplink(work.conn, work.event_id) is not None:
        raise Conflict("bridge_uplinked")


def next_of(work: Work, column: Any) -> int:
    """The next number of a column of this event; the event is locked."""
    query = select(func.coalesce(func.max(column), 0)).where(column.table.c.event_id == work.event_id)
    return int(work.conn.execute(query).scalar_one()) + 1
