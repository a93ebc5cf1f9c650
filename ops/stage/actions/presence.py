"""Where the people at the sheet are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from ops.core.db import Database
from ops.stage.editor.payloads import Here
from ops.stage.models import HERE_MS, sheet_present

FRESH_MS = HERE_MS // 2
"""Whoever has not moved is written again only when half their time is over: reading is cheap, a commit is not."""


def be_here(db: Database, event_id: str, actor: str, said: Here, now: int) -> None:
    """Keep where a page stands, if that is news."""
    stands = {"track": said.track, "row": said.row, "field": said.field, "actor": actor}
    with db.read() as conn:
        mine = (sheet_present.c.event_id == event_id) & (sheet_present.c.client == said.client)
        known: Any = conn.execute(select(sheet_present).where(mine)).mappings().first()
    if known and known["actor"] != actor:
        return  # somebody else's screen
    if known and now - known["at"] < FRESH_MS and all(known[name] == value for name, value in stands.items()):
        return
    with db.write() as conn:
        over = (sheet_present.c.event_id == event_id) & (sheet_present.c.at <= now - HERE_MS)
        conn.execute(delete(sheet_present).where(over))
        if not conn.execute(update(sheet_present).where(mine).values(at=now, **stands)).rowcount:
            conn.execute(insert(sheet_present).values(event_id=event_id, client=said.client, at=now, **stands))


def leave(db: Database, event_id: str, actor: str, client: str) -> None:
    """A page was closed."""
    mine = (sheet_present.c.event_id == event_id) & (sheet_present.c.client == client)
    with db.write() as conn:
        conn.execute(delete(sheet_present).where(mine, sheet_present.c.actor == actor))
