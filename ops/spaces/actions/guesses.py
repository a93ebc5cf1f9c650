"""Wrong codes of the last minute, for all servers together. A client is a mark: the database is not told who it is."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from ops.core import clock
from ops.spaces.card_models import space_guess


def note(conn: Connection, client: str, span_ms: int) -> None:
    """One more now; those that count no more are forgotten."""
    now = clock.now()
    mine = (space_guess.c.client == client) & (space_guess.c.at == now)
    conn.execute(delete(space_guess).where(space_guess.c.at <= now - span_ms))
    n = int(conn.execute(select(func.count()).select_from(space_guess).where(mine)).scalar_one())
    conn.execute(insert(space_guess).values(client=client, at=now, n=n))
