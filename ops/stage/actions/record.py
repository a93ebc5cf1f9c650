"""What is written to the record by hand: the name of a take, the cause of a run. The journal has none of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select

from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import NotFound
from ops.stage.actions.shows import Refused
from ops.stage.models import cause, ran, take, track
from ops.stage.record.payloads import NameTake, NoteCause

Row = dict[str, Any]


def name_take(work: Work, ref: str, asked: NameTake) -> Row:
    """Call a take something: a rehearsal, the evening itself."""
    query = select(track.c.take).where(track.c.event_id == work.event_id, track.c.id == asked.track)
    newest = work.conn.execute(query).scalar()
    if newest is None:
        raise Refused("unknown_track")
    if asked.take > newest:
        raise NotFound
    key = {"track": asked.track, "take": asked.take}
    facts: Row = dict(key)
    if not _write(work, take, key, {"name": asked.name}):
        return fresh(work, ref, "stage.take_named", facts, None)
    index = work.record("stage.take_named", f"track:{asked.track}", {"track": [asked.track]}, facts, ref=ref)
    return fresh(work, ref, "stage.take_named", facts, index)


def note_cause(work: Work, ref: str, asked: NoteCause) -> Row:
    """Why a run was late, longer or shorter."""
    key = {"track": asked.track, "take": asked.take, "n": asked.n}
    here = [ran.c[name] == value for name, value in key.items()]
    row = work.conn.execute(select(ran.c.row).where(ran.c.event_id == work.event_id, *here)).scalar()
    if row is None:
        raise NotFound
    facts: Row = dict(key)
    if not _write(work, cause, key, {"cause": asked.cause}):
        return fresh(work, ref, "stage.cause_noted", facts, None)
    index = work.record("stage.cause_noted", f"track:{asked.track}", {"track": [asked.track]}, facts, ref=ref)
    return fresh(work, ref, "stage.cause_noted", facts, index)


def _write(work: Work, table: Any, key: Row, words: dict[str, str]) -> bool:
    """Put words in their place, or take them away; whether that changed anything."""
    here = [table.c.event_id == work.event_id, *(table.c[name] == value for name, value in key.items())]
    ((name, text),) = words.items()
    old = work.conn.execute(select(table.c[name]).where(*here)).scalar() or ""
    if old == text:
        return False
    work.conn.execute(delete(table).where(*here))
    if text:
        work.conn.execute(insert(table).values(event_id=work.event_id, **key, **words))
    return True
