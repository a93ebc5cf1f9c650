"""The journal: one ordered, gapless, never changed line for everything that happens in an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from ops.core.direct import Queued, Read, Write, send_last
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


@dataclass(frozen=True)
class Head:
    """Where the journal of an event stands: its last number, and the instant of its last line."""

    seq: int
    last_at: int


def take_turn(
    conn: Connection, event_id: str, ask: Read | None = None, facts: Mapping[str, Any] | None = None
) -> tuple[Head | None, list[Sequence[Any]]]:
    """Wait until nobody else writes in this event; answer where its journal stands, and the rows of `ask`.

    Without it two servers judge the same guest at once, each by facts that the other is about to change. SQLite has
    one writer anyway. On PostgreSQL the lock is a statement before `ask`, in the same round trip: a statement that
    waited for the lock itself would read other tables as they stood before it waited. `ask` begins with `seq` and
    `last_at` of the event.
    """
    turn = {"event": event_id}
    rows = (ask or _TURN).rows_of_turn(conn, {**(facts or {}), **turn}, _TAKE_TURN)
    return (Head(rows[0][0], rows[0][1]) if rows else None), rows


def write(
    conn: Connection, event_id: str, head: Head | None, drafts: list[dict[str, Any]], now: int, rows: Iterable[Queued]
) -> int:
    """Number the drafts in order and store them behind `rows`; answer the first number. `at` never goes back.

    Only for who has the turn: `head` is what `take_turn` answered in this transaction.
    """
    if head is None:
        raise NotFound
    at = max(head.last_at, now)
    for number, draft in enumerate(drafts, head.seq + 1):
        draft.update(event_id=event_id, seq=number, at=at)
    moved = {"event": event_id, "new_seq": head.seq + len(drafts), "new_last_at": at}
    send_last(conn, [*rows, (_TAKE_NUMBERS, [moved]), (_ADD_LINES, drafts)])
    return head.seq + 1


_TURN = Read(select(event.c.seq, event.c.last_at).where(event.c.id == bindparam("event")))
_TAKE_TURN = Read(select(event.c.seq).where(event.c.id == bindparam("event")).with_for_update())
_TAKE_NUMBERS = Write(
    update(event)
    .where(event.c.id == bindparam("event"))
    .values(seq=bindparam("new_seq"), last_at=bindparam("new_last_at"))
)
_ADD_LINES = Write(insert(journal))


_HEADS = Read(select(event.c.id, event.c.seq))
_HEAD = select(event.c.seq).where(event.c.id == bindparam("event"))
_LINE = (
    journal.c.seq, journal.c.kind, journal.c.subject, journal.c.subjects, journal.c.facts, journal.c.at,
    journal.c.actor, journal.c.device_at, journal.c.ref, journal.c.cause,
)  # fmt: skip
_SINCE = Read(
    select(*_LINE)
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
    found = _SINCE.rows(conn, {"event": event_id, "after": after, "most": limit})
    return [_line(*row) for row in found]


def of_subject(conn: Connection, event_id: str, subject: str, after: int = -1) -> list[Line]:
    """Lines about one thing that were written after an instant, oldest first."""
    query = select(journal).where(journal.c.event_id == event_id, journal.c.subject == subject, journal.c.at > after)
    return [to_line(row) for row in conn.execute(query.order_by(journal.c.seq))]


def head(conn: Connection, event_id: str) -> int:
    """The last number given in an event; 0 when nothing happened yet."""
    return int(conn.execute(_HEAD, {"event": event_id}).scalar() or 0)


def heads(conn: Connection) -> dict[str, int]:
    """Last number of every event."""
    return {row[0]: row[1] for row in _HEADS.rows(conn, {})}


def count(conn: Connection, event_id: str) -> int:
    """How many lines an event has."""
    return int(conn.execute(select(func.count()).where(journal.c.event_id == event_id)).scalar_one())


def _line(seq: int, kind: str, subject: str, subjects: str, facts: str, *rest: Any) -> Line:
    """A row of `_LINE`, by position."""
    return Line(seq, kind, subject, json.loads(subjects), json.loads(facts), *rest)


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
