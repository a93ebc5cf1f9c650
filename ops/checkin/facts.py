"""Reads for a batch of scans: what was heard before, whose codes they are, the earlier scans of those guests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, literal_column, or_, select, union_all
from sqlalchemy.engine import Connection

from ops.checkin.models import guest, scan, undo
from ops.checkin.statements import EVENT, HASHES, IDS, Row, rows
from ops.core.direct import Read
from ops.core.models import event, journal


@dataclass
class Found:
    """Guests by the hash of their code (of any event), the scans of those of this event, and was any ref known?"""

    heard: bool = False
    guests: dict[str, Row] = field(default_factory=dict)
    scans: dict[str, list[Row]] = field(default_factory=dict)


_HEARD = or_(
    select(journal.c.seq).where(journal.c.event_id == EVENT, journal.c.ref.in_(IDS)).exists(),
    select(undo.c.ref).where(undo.c.event_id == EVENT, undo.c.target.in_(IDS), undo.c.allowed.is_(None)).exists(),
)
_BEFORE = 3
ASK = Read(
    select(event.c.seq, event.c.last_at, _HEARD.label("heard"), guest, scan)
    .select_from(
        event.outerjoin(guest, guest.c.code_hash.in_(HASHES)).outerjoin(
            scan, and_(scan.c.event_id == EVENT, guest.c.event_id == EVENT, scan.c.guest_id == guest.c.id)
        )
    )
    .where(event.c.id == EVENT),
    "ids",
    "hashes",
)
"""Everything an ordinary scan needs, in one statement: a row for each scan of each guest. See `journal.take_turn`."""

_GUEST = tuple(guest.columns.keys())
_SCAN = tuple(scan.columns.keys())
_SPLIT = _BEFORE + len(_GUEST)
_HASH = _BEFORE + _GUEST.index("code_hash")


def question(event_id: str, refs: Iterable[str], hashes: Iterable[str]) -> dict[str, Any]:
    """Values of `ASK`."""
    return {"event": event_id, "ids": list(refs), "hashes": list(dict.fromkeys(hashes))}


def found_in(answer: list[Sequence[Any]]) -> Found:
    """The rows of `ASK` as guests and scans."""
    found = Found(heard=bool(answer and answer[0][_BEFORE - 1]))
    for row in answer:
        code_hash = row[_HASH]
        if code_hash is None:
            continue
        person = found.guests.get(code_hash)
        if person is None:
            person = found.guests[code_hash] = dict(zip(_GUEST, row[_BEFORE:_SPLIT], strict=True))
        scans = found.scans.setdefault(person["id"], [])
        if row[_SPLIT] is not None:
            scans.append(dict(zip(_SCAN, row[_SPLIT:], strict=True)))
    return found


# ---------- what only some batches need ----------


def scans_of_guests(conn: Connection, event_id: str, ids: Iterable[str]) -> dict[str, list[Row]]:
    """All scans of each guest."""
    found: dict[str, list[Row]] = {one: [] for one in ids}
    if found:
        for row in rows(conn, _SCANS_OF_GUESTS, event=event_id, ids=list(found)):
            found[row["guest_id"]].append(row)
    return found


_SCANS_OF_GUESTS = select(scan).where(scan.c.event_id == EVENT, scan.c.guest_id.in_(IDS))
_UNDOS_BY_REF = select(undo).where(undo.c.event_id == EVENT, undo.c.ref.in_(IDS))
_UNDOS_WAITING = select(undo).where(undo.c.event_id == EVENT, undo.c.target.in_(IDS), undo.c.allowed.is_(None))
_KNOWN = union_all(
    select(journal.c.ref, journal.c.seq).where(journal.c.event_id == EVENT, journal.c.ref.in_(IDS)),
    select(undo.c.target, literal_column("0")).where(
        undo.c.event_id == EVENT, undo.c.target.in_(IDS), undo.c.allowed.is_(None)
    ),
)


def known_refs(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, int]:
    """Refs that were heard of before: number of their journal line, or 0 when only an undo waits for them."""
    return {row.ref: row.seq for row in conn.execute(_KNOWN, {"event": event_id, "ids": list(refs)})}


def undos_by_ref(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Stored undo items by ref."""
    return {row["ref"]: row for row in rows(conn, _UNDOS_BY_REF, event=event_id, ids=list(refs))}


def undos_waiting(conn: Connection, event_id: str, targets: Iterable[str]) -> dict[str, list[Row]]:
    """Undo items that came before the scan they name."""
    found: dict[str, list[Row]] = {}
    for row in rows(conn, _UNDOS_WAITING, event=event_id, ids=list(targets)):
        found.setdefault(row["target"], []).append(row)
    return found
