"""Issues: what somebody has to look at, and which of them show a name that changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from ops.checkin import extra_queries
from ops.checkin.guest_queries import GUEST_QUERY
from ops.checkin.models import gate, guest, quarantine, scan
from ops.checkin.statements import EVENT, Query, Row
from ops.core.models import device

OPEN_STATES = ("conflict", "disputed", "unresolved")
_FIRST, _FIRST_GATE, _FIRST_DEVICE = scan.alias("first"), gate.alias("first_gate"), device.alias("first_device")
_SCAN_ISSUES = Query(
    select(
        scan.c.ref, scan.c.state, scan.c.at, scan.c.guest_id, scan.c.gate_id, scan.c.reason, scan.c.operator,
        scan.c.changed_since, gate.c.name.label("gate"), device.c.name.label("device"), guest.c.name.label("name"),
        guest.c.delegation, _FIRST.c.at.label("first_at"), _FIRST_GATE.c.name.label("first_gate"),
        _FIRST.c.gate_id.label("first_gate_id"), _FIRST_DEVICE.c.name.label("first_device"),
        _FIRST.c.operator.label("first_by"),
    )
    .select_from(
        scan.join(gate, and_(gate.c.event_id == scan.c.event_id, gate.c.id == scan.c.gate_id))
        .outerjoin(device, device.c.id == scan.c.device_id)
        .outerjoin(guest, and_(guest.c.event_id == scan.c.event_id, guest.c.id == scan.c.guest_id))
        .outerjoin(_FIRST, and_(_FIRST.c.event_id == scan.c.event_id, _FIRST.c.ref == scan.c.first_ref))
        .outerjoin(_FIRST_GATE, and_(_FIRST_GATE.c.event_id == scan.c.event_id, _FIRST_GATE.c.id == _FIRST.c.gate_id))
        .outerjoin(_FIRST_DEVICE, _FIRST_DEVICE.c.id == _FIRST.c.device_id)
    )
    .where(scan.c.event_id == EVENT, scan.c.state.in_(OPEN_STATES)),
    scan.c.ref,
)  # fmt: skip
_ASIDE_ISSUES = Query(
    select(quarantine.c.ref, quarantine.c.why, quarantine.c.received_at, device.c.name.label("device"))
    .select_from(quarantine.outerjoin(device, device.c.id == quarantine.c.device_id))
    .where(quarantine.c.event_id == EVENT, quarantine.c.decision.is_(None)),
    quarantine.c.ref,
)
_ARRIVALS = Query(GUEST_QUERY.where(guest.c.vip, guest.c.entries > 0, guest.c.met_at.is_(None)), guest.c.id)


def issues(conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
    """Open conflicts, disputes, unknown codes, quarantined items and unmet arrivals; ids look like `conflict:<ref>`."""
    wanted = _by_prefix(ids)
    scans = _SCAN_ISSUES.rows(conn, event_id, wanted["scan"])
    aside = _ASIDE_ISSUES.rows(conn, event_id, wanted["quarantined"])
    arrivals = _ARRIVALS.rows(conn, event_id, wanted["arrival"])
    return [
        *(row | {"id": f"{row['state']}:{row['ref']}", "kind": row["state"]} for row in scans),
        *(row | {"id": f"quarantined:{row['ref']}", "kind": "quarantined", "at": row["received_at"]} for row in aside),
        *(
            row | {"id": f"arrival:{row['id']}", "guest_id": row["id"], "kind": "arrival", "at": row["in_at"]}
            for row in arrivals
        ),
        *extra_queries.issues(conn, event_id, wanted),
    ]


def _by_prefix(ids: Iterable[str] | None) -> dict[str, list[str] | None]:
    names = ("scan", "quarantined", "arrival", *extra_queries.KINDS)
    if ids is None:
        return dict.fromkeys(names)
    parts: dict[str, set[str]] = {name: set() for name in names}
    for one in ids:
        kind, _, rest = one.partition(":")
        parts["scan" if kind in OPEN_STATES else kind].add(rest)
    return {name: sorted(found) for name, found in parts.items()}


# ---------- whose names an issue shows ----------


def rows_naming(conn: Connection, event_id: str, column: Any, one: str) -> dict[str, list[str]]:
    """Rows that show the name of a gate (scan.gate_id) or a device (scan.device_id): last entries, open issues."""
    there = select(scan.c.ref).where(scan.c.event_id == event_id, column == one)
    inside = select(guest.c.id).where(guest.c.event_id == event_id, guest.c.last_in_ref.in_(there))
    guests = [row.id for row in conn.execute(inside)]
    unsettled = select(scan.c.state, scan.c.ref).where(
        scan.c.event_id == event_id,
        scan.c.state.in_(OPEN_STATES),
        or_(column == one, scan.c.first_ref.in_(there)),
    )
    kept = select(quarantine.c.ref).where(quarantine.c.event_id == event_id, quarantine.c.device_id == one)
    issues = [f"{row.state}:{row.ref}" for row in conn.execute(unsettled)]
    issues += [f"quarantined:{row.ref}" for row in conn.execute(kept)] + [f"arrival:{guest_id}" for guest_id in guests]
    issues += extra_queries.calls_naming(conn, event_id, column.name, one)
    return {"guest": guests, "issue": issues}


def rows_naming_device(conn: Connection, event_id: str, device_id: str) -> dict[str, list[str]]:
    """Rows of reception that show a device's name."""
    return rows_naming(conn, event_id, scan.c.device_id, device_id)


def open_issues_of(conn: Connection, event_id: str, guest_id: str) -> list[str]:
    """Ids of the issues that show a guest's name."""
    query = select(scan.c.state, scan.c.ref).where(
        scan.c.event_id == event_id, scan.c.guest_id == guest_id, scan.c.state.in_(OPEN_STATES)
    )
    scans = [f"{row.state}:{row.ref}" for row in conn.execute(query)]
    return [f"arrival:{guest_id}", *scans, *extra_queries.issues_naming(conn, event_id, guest_id)]
