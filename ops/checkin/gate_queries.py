"""Reads of the gates: their rules, and how many came in at each."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, bindparam, func, literal_column, select
from sqlalchemy.engine import Connection

from ops.checkin.models import gate, scan
from ops.checkin.statements import EVENT, Query, Row
from ops.core.clock import MINUTE

ENTRY_STATES = ("counted", "disputed")
MINUTES_SHOWN = 15
_GATES = Query(select(gate).where(gate.c.event_id == EVENT), gate.c.id, gate.c.id)
_ENTRIES_HERE = and_(
    scan.c.event_id == EVENT,
    scan.c.gate_id == bindparam("gate"),
    scan.c.state.in_(ENTRY_STATES),
    scan.c.direction == "in",
)
_GATE_TOTAL = select(func.count(), func.max(scan.c.at)).where(_ENTRIES_HERE)
_MINUTE = scan.c.at.op("/")(literal_column(str(MINUTE))).label("minute")  # whole numbers in both databases
_GATE_MINUTES = (
    select(_MINUTE, func.count().label("n"))
    .where(_ENTRIES_HERE, scan.c.at >= bindparam("since"))
    .group_by(_MINUTE)
    .order_by(_MINUTE)
)


def gates(conn: Connection, event_id: str, ids: Iterable[str] | None = None) -> list[Row]:
    """Gates with the entries counted at each, in all and per minute."""
    return [row | _gate_counts(conn, event_id, row["id"]) for row in _GATES.rows(conn, event_id, ids)]


def _gate_counts(conn: Connection, event_id: str, gate_id: str) -> Row:
    total, last = conn.execute(_GATE_TOTAL, {"event": event_id, "gate": gate_id}).one()
    if not total:
        return {"total": 0, "minutes": []}
    since = (last // MINUTE - MINUTES_SHOWN + 1) * MINUTE
    found = conn.execute(_GATE_MINUTES, {"event": event_id, "gate": gate_id, "since": since})
    return {"total": total, "minutes": [[int(row.minute), row.n] for row in found]}


def gate_rows(conn: Connection, event_id: str) -> dict[str, Row]:
    """All gates of an event, without counts."""
    return {row["id"]: row for row in _GATES.rows(conn, event_id, None)}


def gate_name(conn: Connection, event_id: str, gate_id: str | None) -> str | None:
    """Name of a gate for a device's post."""
    query = select(gate.c.name).where(gate.c.event_id == event_id, gate.c.id == gate_id)
    name = conn.execute(query).scalar()
    return str(name) if name is not None else None
