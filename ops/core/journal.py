"""The journal: one ordered, gapless, never changed line for everything that happens in an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, insert, select, update
from sqlalchemy.engine import Connection

from ops.core.models import event, journal
from ops.errors import NotFound

Subjects = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Kind:
    """One kind of change: the entities whose rows it may touch, and the audiences that hear of it."""

    touches: frozenset[str]
    heard: frozenset[str]


KINDS: dict[str, Kind] = {}
"""Filled by ops/app.py from every domain's `changes`; a line of an unknown kind is a mistake of the program."""


@dataclass(frozen=True)
class Line:
    """One line as it is stored; instants in ms."""

    seq: int
    kind: str
    subject: str
    subjects: dict[str, list[str]]
    facts: dict[str, Any]
    at: int
    actor: str
    device_at: int | None = None
    ref: str | None = None
    cause: int | None = None


_PACK = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(value: object) -> str:
    """Compact JSON, Vietnamese letters as they are."""
    return _PACK(value)


def take_turn(conn: Connection, event_id: str) -> None:
    """PostgreSQL: wait until no other process writes in this event (SQLite has one writer anyway).

    Without it two servers judge the same guest at once, each by facts that the other is about to change.
    """
    conn.execute(_TAKE_TURN, {"event": event_id})


def write(conn: Connection, event_id: str, drafts: list[dict[str, Any]], now: int) -> int:
    """Number the drafts in order and store them; answer the first number. `at` never goes back."""
    row = conn.execute(_TAKE_NUMBERS, {"event": event_id, "count": len(drafts), "now": now}).first()
    if row is None:
        raise NotFound
    first = int(row.seq) - len(drafts) + 1
    for number, draft in enumerate(drafts, first):
        draft.update(event_id=event_id, seq=number, at=row.last_at)
    conn.execute(insert(journal), drafts)
    return first


def _take_numbers() -> Any:
    now: BindParameter[int] = bindparam("now")
    return (
        update(event)
        .where(event.c.id == bindparam("event"))
        .values(
            seq=event.c.seq + bindparam("count"),
            last_at=case((event.c.last_at > now, event.c.last_at), else_=now),
        )
        .returning(event.c.seq, event.c.last_at)
    )


_TAKE_NUMBERS = _take_numbers()
_TAKE_TURN = select(event.c.id).where(event.c.id == bindparam("event")).with_for_update()


_HEADS = select(event.c.id, event.c.seq)
_HEAD = select(event.c.seq).where(event.c.id == bindparam("event"))
_SINCE = (
    select(journal)
    .where(journal.c.event_id == bindparam("event"), journal.c.seq > bindparam("after"))
    .order_by(journal.c.seq)
    .limit(bindparam("most"))
)


def find(conn: Connection, event_id: str, ref: str) -> Line | None:
    """The line of a command that was done before, if any."""
    row = conn.execute(select(journal).where(journal.c.event_id == event_id, journal.c.ref == ref)).first()
    return to_line(row) if row else None


def since(conn: Connection, event_id: str, after: int, limit: int = 500) -> list[Line]:
    """Lines with seq > after, in order."""
    return [to_line(row) for row in conn.execute(_SINCE, {"event": event_id, "after": after, "most": limit})]


def of_subject(conn: Connection, event_id: str, subject: str, after: int = -1) -> list[Line]:
    """Lines about one thing that were written after an instant, oldest first."""
    query = select(journal).where(journal.c.event_id == event_id, journal.c.subject == subject, journal.c.at > after)
    return [to_line(row) for row in conn.execute(query.order_by(journal.c.seq))]


def head(conn: Connection, event_id: str) -> int:
    """The last number given in an event; 0 when nothing happened yet."""
    return int(conn.execute(_HEAD, {"event": event_id}).scalar() or 0)


def heads(conn: Connection) -> dict[str, int]:
    """Last number of every event."""
    return {row.id: row.seq for row in conn.execute(_HEADS)}


def count(conn: Connection, event_id: str) -> int:
    """How many lines an event has."""
    return int(conn.execute(select(func.count()).where(journal.c.event_id == event_id)).scalar_one())


def to_line(row: Any) -> Line:
    """A stored row as a Line."""
    return Line(
        seq=row.seq,
        kind=row.kind,
        subject=row.subject,
        subjects=json.loads(row.subjects),
        facts=json.loads(row.facts),
        at=row.at,
        actor=row.actor,
        device_at=row.device_at,
        ref=row.ref,
        cause=row.cause,
    )
