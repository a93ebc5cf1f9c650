"""Reads of guests: rows for the feed, by id, by code; the text that search looks in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from ops.checkin.models import delegation, gate, guest, old_code, scan
from ops.checkin.statements import EVENT, HASHES, IDS, Query, Row, rows
from ops.core.models import device
from ops.core.names import fold

_IN_SCAN = scan.alias("in_scan")
_IN_GATE = gate.alias("in_gate")
_IN_DEVICE = device.alias("in_device")
_GUEST_TABLES = (
    guest.join(delegation, and_(delegation.c.event_id == guest.c.event_id, delegation.c.id == guest.c.delegation))
    .outerjoin(_IN_SCAN, and_(_IN_SCAN.c.event_id == guest.c.event_id, _IN_SCAN.c.ref == guest.c.last_in_ref))
    .outerjoin(_IN_GATE, and_(_IN_GATE.c.event_id == guest.c.event_id, _IN_GATE.c.id == _IN_SCAN.c.gate_id))
    .outerjoin(_IN_DEVICE, _IN_DEVICE.c.id == _IN_SCAN.c.device_id)
)
GUEST_QUERY = (
    select(
        guest,
        delegation.c.name.label("delegation_name"),
        _IN_GATE.c.name.label("in_gate"),
        _IN_DEVICE.c.name.label("in_device"),
        _IN_SCAN.c.operator.label("in_by"),
    )
    .select_from(_GUEST_TABLES)
    .where(guest.c.event_id == EVENT)
)
_GUESTS = Query(GUEST_QUERY, guest.c.id, guest.c.id)
_VIPS = Query(GUEST_QUERY.where(guest.c.vip), guest.c.id, guest.c.id)
_PRESENT_GUESTS = Query(GUEST_QUERY.where(guest.c.entries > 0), guest.c.id, guest.c.id)
_GUESTS_FOR = {"board": _VIPS, "welcome": _PRESENT_GUESTS, "intro": _PRESENT_GUESTS}
_OLD = Query(select(old_code.c.guest_id, old_code.c.code_hash).where(old_code.c.event_id == EVENT), old_code.c.guest_id)


def guests(conn: Connection, event_id: str, ids: Iterable[str] | None, audience: str = "") -> list[Row]:
    """Guests with the words for their last entry and the hashes of codes replaced since; boards get VIPs only,
    the welcome screen and the introductions those who came."""
    found = _GUESTS_FOR.get(audience, _GUESTS).rows(conn, event_id, ids)
    replaced: dict[str, list[str]] = {}
    for row in _OLD.rows(conn, event_id, ids) if any(row["version"] > 1 for row in found) else ():
        replaced.setdefault(row["guest_id"], []).append(row["code_hash"])
    return [row | {"revoked": sorted(replaced.get(row["id"], []))} for row in found]


def replaced_codes(conn: Connection, event_id: str, guest_id: str) -> list[str]:
    """Hashes of a guest's earlier codes."""
    return sorted(row["code_hash"] for row in _OLD.rows(conn, event_id, [guest_id]))


_GUESTS_BY_CODE = select(guest).where(guest.c.code_hash.in_(HASHES))
_OLD_CODES = (
    select(guest, old_code.c.code_hash.label("old_hash"), old_code.c.revoked_at)
    .join(old_code, and_(old_code.c.event_id == guest.c.event_id, old_code.c.guest_id == guest.c.id))
    .where(old_code.c.code_hash.in_(HASHES))
)
_GUESTS_BY_ID = select(guest).where(guest.c.event_id == EVENT, guest.c.id.in_(IDS))


def guests_by_code(conn: Connection, hashes: Iterable[str]) -> dict[str, tuple[Row, int | None]]:
    """Code hash -> the guest it belongs to (in any event) and when the code was replaced, if it was."""
    wanted = list(set(hashes))
    if not wanted:
        return {}
    found: dict[str, tuple[Row, int | None]] = {
        row["code_hash"]: (row, None) for row in rows(conn, _GUESTS_BY_CODE, hashes=wanted)
    }
    if len(found) < len(wanted):
        for row in rows(conn, _OLD_CODES, hashes=wanted):
            found.setdefault(row["old_hash"], (row, row["revoked_at"]))
    return found


def guests_by_id(conn: Connection, event_id: str, ids: Iterable[str]) -> dict[str, Row]:
    """Guests of this event by id."""
    wanted = list(set(ids))
    return {row["id"]: row for row in rows(conn, _GUESTS_BY_ID, event=event_id, ids=wanted)} if wanted else {}


def search_text(name: str, title: str, unit: str, delegation_name: str) -> str:
    """What search looks in: every word with a space before it."""
    return " " + fold(f"{name} {title} {unit} {delegation_name}")
