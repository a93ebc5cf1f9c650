"""Who was handed which list of personal data, and how many people stood in it. Kept apart from the journal: looking is
not a change. Shown to the organiser, deleted with the rest at the purge's own date."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from ops.core import clock, tokens
from ops.core.models import access


def log_access(conn: Connection, event_id: str, actor: str, what: str, persons: int, detail: str = "") -> None:
    """Note that `actor` got `what` (`guestlist.export`, `invitations.letters`, ...); `detail` names no person."""
    row = {"event_id": event_id, "id": tokens.new_id(), "at": clock.now(), "actor": actor, "what": what}
    conn.execute(insert(access).values(**row, persons=persons, detail=detail[:200]))
