"""Reads of what came from the doors: scans, items kept aside, numbers that never arrived.

What else a batch of scans needs is in facts.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, bindparam, select
from sqlalchemy.engine import Connection

from ops.checkin.models import arrived, gate, quarantine, scan
from ops.checkin.rules import missing_numbers
from ops.checkin.statements import EVENT, IDS, Row, rows
from ops.core.models import device

_SCANS_BY_REF = select(scan).where(scan.c.event_id == EVENT, scan.c.ref.in_(IDS))
_QUARANTINED = select(quarantine).where(quarantine.c.event_id == EVENT, quarantine.c.ref.in_(IDS))
_NUMBERS = select(arrived.c.dev_seq).where(arrived.c.event_id == EVENT, arrived.c.device_id == bindparam("device"))


def scans_by_ref(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Stored scans by ref."""
    return {row["ref"]: row for row in rows(conn, _SCANS_BY_REF, event=event_id, ids=list(refs))}


def quarantined(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Items kept aside, by ref."""
    return {row["ref"]: row for row in rows(conn, _QUARANTINED, event=event_id, ids=list(refs))}


def missing(
    conn: Connection, event_id: str, device_id: str, told_max: int, oldest: int | None
) -> list[tuple[int, int]]:
    """Ranges of a device's numbers that never arrived and are not in its queue."""
    found = conn.execute(_NUMBERS, {"event": event_id, "device": device_id})
    return missing_numbers([row.dev_seq for row in found], told_max, oldest)


def guest_scans(conn: Connection, event_id: str, guest_id: str) -> list[Row]:
    """History of one guest at the doors, oldest first."""
    query = (
        select(scan, gate.c.name.label("gate"), device.c.name.label("device"))
        .select_from(
            scan.outerjoin(gate, and_(gate.c.event_id == scan.c.event_id, gate.c.id == scan.c.gate_id)).outerjoin(
                device, device.c.id == scan.c.device_id
            )
        )
        .where(scan.c.event_id == event_id, scan.c.guest_id == guest_id)
        .order_by(scan.c.at)
    )
    return rows(conn, query)
