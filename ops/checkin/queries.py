"""Reads of reception: rows for the feed, guests for search and detail, the facts that a batch of scans needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.engine import Connection

from ops.checkin import extra_queries
from ops.checkin.models import arrived, category, delegation, gate, guest, old_code, policy, quarantine, scan
from ops.checkin.rules import missing_numbers
from ops.core import queries as core_queries
from ops.core.clock import MINUTE
from ops.core.models import device
from ops.core.names import fold

Row = dict[str, Any]
ENTRY_STATES = ("counted", "disputed")
OPEN_STATES = ("conflict", "disputed", "unresolved")
MINUTES_SHOWN = 15


def rows(conn: Connection, query: Any, **facts: Any) -> list[Row]:
    """Rows of a query as dicts."""
    return [dict(row) for row in conn.execute(query, facts).mappings()]


_EVENT: BindParameter[str] = bindparam("event")
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)


class Query:
    """One statement for all rows of an event, one for some ids; built once: building costs more than asking."""

    def __init__(self, query: Select[Any], column: ColumnElement[Any], *order: ColumnElement[Any]) -> None:
        self.all = query.order_by(*order)
        self.some = query.where(column.in_(_IDS)).order_by(*order)

    def rows(self, conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
        """All rows, or those of `ids`."""
        if ids is None:
            return rows(conn, self.all, event=event_id)
        wanted = list(ids)
        return rows(conn, self.some, event=event_id, ids=wanted) if wanted else []


# ---------- rows for the feed ----------


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    match entity:
        case "event":
            return [_event(conn, event_id)]
        case "category":
            return _CATEGORIES.rows(conn, event_id, ids)
        case "delegation":
            return delegations(conn, event_id, ids)
        case "gate":
            return gates(conn, event_id, ids)
        case "guest":
            return guests(conn, event_id, ids, audience)
        case "issue":
            return issues(conn, event_id, ids)
        case _:
            raise AssertionError(entity)


_CATEGORIES = Query(select(category).where(category.c.event_id == _EVENT), category.c.id, category.c.order)
_PRESENT = case((guest.c.entries > 0, 1), else_=0)
_NOT_CANCELLED = case((guest.c.status != "cancelled", 1), else_=0)
_CONFIRMED = case((guest.c.status == "confirmed", 1), else_=0)
_IS_HEAD = case((and_(guest.c.head, guest.c.status != "cancelled"), 1), else_=0)
_TOTALS = select(
    select(policy.c.walk_ins).where(policy.c.event_id == _EVENT).scalar_subquery().label("walk_ins"),
    func.coalesce(func.sum(_NOT_CANCELLED), 0).label("invited"),
    func.coalesce(func.sum(_CONFIRMED), 0).label("confirmed"),
    func.coalesce(func.sum(_PRESENT + guest.c.extra), 0).label("present"),
    func.coalesce(func.sum(case((guest.c.inside, 1), else_=0) + guest.c.extra), 0).label("inside"),
    func.coalesce(func.sum(_IS_HEAD), 0).label("heads"),
    func.coalesce(func.sum(_IS_HEAD * _PRESENT), 0).label("heads_present"),
).where(guest.c.event_id == _EVENT)


def _event(conn: Connection, event_id: str) -> Row:
    """The event with its totals: one person counts once; people found behind one code (`extra`) count too."""
    found = core_queries.find_event(conn, event_id) or {}
    totals = rows(conn, _TOTALS, event=event_id)[0]
    walk_ins = totals.pop("walk_ins") or "approval"
    return found | {name: int(value) for name, value in totals.items()} | {"walk_ins": walk_ins}


_DELEGATIONS = Query(
    select(delegation).where(delegation.c.event_id == _EVENT), delegation.c.id, delegation.c.order, delegation.c.id
)
_COUNTS = Query(
    select(
        guest.c.delegation.label("id"),
        func.sum(_NOT_CANCELLED).label("invited"),
        func.sum(_CONFIRMED).label("confirmed"),
        func.sum(_PRESENT + guest.c.extra).label("present"),
        func.sum(guest.c.extra).label("extra"),
    )
    .where(guest.c.event_id == _EVENT)
    .group_by(guest.c.delegation),
    guest.c.delegation,
)
_HEADS = Query(
    select(guest.c.delegation, guest.c.id, guest.c.name, guest.c.in_at, guest.c.entries).where(
        guest.c.event_id == _EVENT, guest.c.head, guest.c.status != "cancelled"
    ),
    guest.c.delegation,
    guest.c.rank.desc(),
    guest.c.id.desc(),
)


def delegations(conn: Connection, event_id: str, ids: Iterable[str] | None = None) -> list[Row]:
    """Delegations with their counts and their head."""
    counts = {row["id"]: row for row in _COUNTS.rows(conn, event_id, ids)}
    heads = {row["delegation"]: row for row in _HEADS.rows(conn, event_id, ids)}
    found = _DELEGATIONS.rows(conn, event_id, ids)
    return [row | _delegation_facts(counts.get(row["id"]), heads.get(row["id"])) for row in found]


def _delegation_facts(counts: Row | None, head: Row | None) -> Row:
    counts = counts or {"invited": 0, "confirmed": 0, "present": 0, "extra": 0}
    return {
        **{name: int(counts[name]) for name in ("invited", "confirmed", "present", "extra")},
        "head": head["id"] if head else None,
        "head_name": head["name"] if head else None,
        "head_in_at": head["in_at"] if head and head["entries"] else None,
    }


_GATES = Query(select(gate).where(gate.c.event_id == _EVENT), gate.c.id, gate.c.id)
_ENTRIES_HERE = and_(
    scan.c.event_id == _EVENT,
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
    .where(guest.c.event_id == _EVENT)
)
_GUESTS = Query(GUEST_QUERY, guest.c.id, guest.c.id)
_VIPS = Query(GUEST_QUERY.where(guest.c.vip), guest.c.id, guest.c.id)
_PRESENT_GUESTS = Query(GUEST_QUERY.where(guest.c.entries > 0), guest.c.id, guest.c.id)
_GUESTS_FOR = {"board": _VIPS, "welcome": _PRESENT_GUESTS, "intro": _PRESENT_GUESTS}
_OLD = Query(
    select(old_code.c.guest_id, old_code.c.code_hash).where(old_code.c.event_id == _EVENT), old_code.c.guest_id
)


def guests(conn: Connection, event_id: str, ids: Iterable[str] | None, audience: str = "") -> list[Row]:
    """Guests with the words for their last entry and the hashes of codes replaced since; boards get VIPs only,
    the welcome screen and the introductions those who came."""
    found = _GUESTS_FOR.get(audience, _GUESTS).rows(conn, event_id, ids)
    replaced: dict[str, list[str]] = {}
    for row in _OLD.rows(conn, event_id, ids) if any(row["version"] > 1 for row in found) else ():
        replaced.setdefault(row["guest_id"], []).append(row["code_hash"])
    return [row | {"revoked": sorted(replaced.get(row["id"], []))} for row in found]


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


def replaced_codes(conn: Connection, event_id: str, guest_id: str) -> list[str]:
    """Hashes of a guest's earlier codes."""
    return sorted(row["code_hash"] for row in _OLD.rows(conn, event_id, [guest_id]))


# ---------- issues: what somebody has to look at ----------


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
    .where(scan.c.event_id == _EVENT, scan.c.state.in_(OPEN_STATES)),
    scan.c.ref,
)  # fmt: skip
_ASIDE_ISSUES = Query(
    select(quarantine.c.ref, quarantine.c.why, quarantine.c.received_at, device.c.name.label("device"))
    .select_from(quarantine.outerjoin(device, device.c.id == quarantine.c.device_id))
    .where(quarantine.c.event_id == _EVENT, quarantine.c.decision.is_(None)),
    quarantine.c.ref,
)
_ARRIVALS = Query(GUEST_QUERY.where(guest.c.vip, guest.c.entries > 0, guest.c.met_at.is_(None)), guest.c.id)


# ---------- single things; what else a batch of scans needs is in facts.py ----------


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


_HASHES: BindParameter[list[str]] = bindparam("hashes", expanding=True)
_GUESTS_BY_CODE = select(guest).where(guest.c.code_hash.in_(_HASHES))
_OLD_CODES = (
    select(guest, old_code.c.code_hash.label("old_hash"), old_code.c.revoked_at)
    .join(old_code, and_(old_code.c.event_id == guest.c.event_id, old_code.c.guest_id == guest.c.id))
    .where(old_code.c.code_hash.in_(_HASHES))
)


_GUESTS_BY_ID = select(guest).where(guest.c.event_id == _EVENT, guest.c.id.in_(_IDS))
_SCANS_BY_REF = select(scan).where(scan.c.event_id == _EVENT, scan.c.ref.in_(_IDS))
_QUARANTINED = select(quarantine).where(quarantine.c.event_id == _EVENT, quarantine.c.ref.in_(_IDS))


def guests_by_id(conn: Connection, event_id: str, ids: Iterable[str]) -> dict[str, Row]:
    """Guests of this event by id."""
    wanted = list(set(ids))
    return {row["id"]: row for row in rows(conn, _GUESTS_BY_ID, event=event_id, ids=wanted)} if wanted else {}


def scans_by_ref(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Stored scans by ref."""
    return {row["ref"]: row for row in rows(conn, _SCANS_BY_REF, event=event_id, ids=list(refs))}


def quarantined(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Items kept aside, by ref."""
    return {row["ref"]: row for row in rows(conn, _QUARANTINED, event=event_id, ids=list(refs))}


def gate_rows(conn: Connection, event_id: str) -> dict[str, Row]:
    """All gates of an event, without counts."""
    return {row["id"]: row for row in _GATES.rows(conn, event_id, None)}


def missing(
    conn: Connection, event_id: str, device_id: str, told_max: int, oldest: int | None
) -> list[tuple[int, int]]:
    """Ranges of a device's numbers that never arrived and are not in its queue."""
    found = conn.execute(_NUMBERS, {"event": event_id, "device": device_id})
    return missing_numbers([row.dev_seq for row in found], told_max, oldest)


_NUMBERS = select(arrived.c.dev_seq).where(arrived.c.event_id == _EVENT, arrived.c.device_id == bindparam("device"))


def gate_name(conn: Connection, event_id: str, gate_id: str | None) -> str | None:
    """Name of a gate for a device's post."""
    query = select(gate.c.name).where(gate.c.event_id == event_id, gate.c.id == gate_id)
    name = conn.execute(query).scalar()
    return str(name) if name is not None else None


# ---------- detail ----------


def search_text(name: str, title: str, unit: str, delegation_name: str) -> str:
    """What search looks in: every word with a space before it."""
    return " " + fold(f"{name} {title} {unit} {delegation_name}")


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
