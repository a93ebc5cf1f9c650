"""Reads of reception: rows for the feed, guests for search and detail, the facts that a batch of scans needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, literal_column, or_, select, union_all
from sqlalchemy.engine import Connection

from ops.checkin.models import arrived, category, delegation, gate, guest, old_code, quarantine, scan, undo
from ops.checkin.rules import missing_numbers
from ops.core import queries as core_queries
from ops.core.clock import MINUTE
from ops.core.models import device, journal
from ops.core.names import fold

Row = dict[str, Any]
ENTRY_STATES = ("counted", "disputed")
OPEN_STATES = ("conflict", "disputed", "unresolved")
MINUTES_SHOWN = 15
FOUND_AT_MOST = 300


def rows(conn: Connection, query: Select[Any], **facts: Any) -> list[Row]:
    """Rows of a query as dicts."""
    return [dict(row) for row in conn.execute(query, facts).mappings()]


def _some(query: Select[Any], column: Any, ids: Iterable[str] | None) -> Select[Any]:
    return query if ids is None else query.where(column.in_(list(ids)))


# ---------- rows for the feed ----------


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    match entity:
        case "event":
            return [_event(conn, event_id)]
        case "category":
            query = select(category).where(category.c.event_id == event_id).order_by(category.c.order)
            return rows(conn, _some(query, category.c.id, ids))
        case "delegation":
            return delegations(conn, event_id, ids)
        case "gate":
            return gates(conn, event_id, ids)
        case "guest":
            return guests(conn, event_id, ids, notable=audience == "board")
        case "issue":
            return issues(conn, event_id, ids)
        case _:
            raise AssertionError(entity)


_PRESENT = case((guest.c.entries > 0, 1), else_=0)


def _event(conn: Connection, event_id: str) -> Row:
    """The event with its totals: one person counts once; people found behind one code (`extra`) count too."""
    sums = select(
        func.coalesce(func.sum(case((guest.c.status != "cancelled", 1), else_=0)), 0).label("invited"),
        func.coalesce(func.sum(case((guest.c.status == "confirmed", 1), else_=0)), 0).label("confirmed"),
        func.coalesce(func.sum(_PRESENT + guest.c.extra), 0).label("present"),
        func.coalesce(func.sum(case((guest.c.inside, 1), else_=0) + guest.c.extra), 0).label("inside"),
    ).where(guest.c.event_id == event_id)
    heads = select(
        func.count().label("heads"), func.coalesce(func.sum(_PRESENT), 0).label("heads_present")
    ).where(guest.c.event_id == event_id, guest.c.head, guest.c.status != "cancelled")
    found = core_queries.find_event(conn, event_id) or {}
    totals = rows(conn, sums)[0] | rows(conn, heads)[0]
    return found | {name: int(value) for name, value in totals.items()}


def delegations(conn: Connection, event_id: str, ids: Iterable[str] | None = None) -> list[Row]:
    """Delegations with their counts and their head."""
    base = select(delegation).where(delegation.c.event_id == event_id).order_by(delegation.c.order, delegation.c.id)
    found = rows(conn, _some(base, delegation.c.id, ids))
    counts = (
        select(
            guest.c.delegation.label("id"),
            func.sum(case((guest.c.status != "cancelled", 1), else_=0)).label("invited"),
            func.sum(case((guest.c.status == "confirmed", 1), else_=0)).label("confirmed"),
            func.sum(_PRESENT + guest.c.extra).label("present"),
            func.sum(guest.c.extra).label("extra"),
        )
        .where(guest.c.event_id == event_id)
        .group_by(guest.c.delegation)
    )
    by_id = {row["id"]: row for row in rows(conn, _some(counts, guest.c.delegation, ids))}
    heads = {row["delegation"]: row for row in _heads(conn, event_id, ids)}
    return [row | _delegation_facts(by_id.get(row["id"]), heads.get(row["id"])) for row in found]


def _heads(conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
    query = select(guest.c.delegation, guest.c.id, guest.c.name, guest.c.in_at, guest.c.entries).where(
        guest.c.event_id == event_id, guest.c.head, guest.c.status != "cancelled"
    )
    return rows(conn, _some(query, guest.c.delegation, ids).order_by(guest.c.rank.desc(), guest.c.id.desc()))


def _delegation_facts(counts: Row | None, head: Row | None) -> Row:
    counts = counts or {"invited": 0, "confirmed": 0, "present": 0, "extra": 0}
    return {
        **{name: int(counts[name]) for name in ("invited", "confirmed", "present", "extra")},
        "head": head["id"] if head else None,
        "head_name": head["name"] if head else None,
        "head_in_at": head["in_at"] if head and head["entries"] else None,
    }


def gates(conn: Connection, event_id: str, ids: Iterable[str] | None = None) -> list[Row]:
    """Gates with the entries counted at each, in all and per minute."""
    found = rows(conn, _some(select(gate).where(gate.c.event_id == event_id), gate.c.id, ids).order_by(gate.c.id))
    return [row | _gate_counts(conn, event_id, row["id"]) for row in found]


def _gate_counts(conn: Connection, event_id: str, gate_id: str) -> Row:
    here = and_(
        scan.c.event_id == event_id,
        scan.c.gate_id == gate_id,
        scan.c.state.in_(ENTRY_STATES),
        scan.c.direction == "in",
    )
    total, last = conn.execute(select(func.count(), func.max(scan.c.at)).where(here)).one()
    if not total:
        return {"total": 0, "minutes": []}
    since = (last // MINUTE - MINUTES_SHOWN + 1) * MINUTE
    label = scan.c.at.op("/")(literal_column(str(MINUTE))).label("minute")  # whole numbers in both databases
    query = select(label, func.count().label("n")).where(here, scan.c.at >= since).group_by(label).order_by(label)
    return {"total": total, "minutes": [[int(row.minute), row.n] for row in conn.execute(query)]}


_IN_SCAN = scan.alias("in_scan")
_IN_GATE = gate.alias("in_gate")
_IN_DEVICE = device.alias("in_device")


def _guest_query() -> Select[Any]:
    """Guests with the words for their last entry: gate, device, operator."""
    joined = (
        guest.join(delegation, and_(delegation.c.event_id == guest.c.event_id, delegation.c.id == guest.c.delegation))
        .outerjoin(_IN_SCAN, and_(_IN_SCAN.c.event_id == guest.c.event_id, _IN_SCAN.c.ref == guest.c.last_in_ref))
        .outerjoin(_IN_GATE, and_(_IN_GATE.c.event_id == guest.c.event_id, _IN_GATE.c.id == _IN_SCAN.c.gate_id))
        .outerjoin(_IN_DEVICE, _IN_DEVICE.c.id == _IN_SCAN.c.device_id)
    )
    return select(
        guest,
        delegation.c.name.label("delegation_name"),
        _IN_GATE.c.name.label("in_gate"),
        _IN_DEVICE.c.name.label("in_device"),
        _IN_SCAN.c.operator.label("in_by"),
    ).select_from(joined)


GUEST_QUERY = _guest_query()


def guests(conn: Connection, event_id: str, ids: Iterable[str] | None, notable: bool = False) -> list[Row]:
    """Guests with the words for their last entry and the hashes of codes replaced since; `notable`: VIPs and heads."""
    query = _some(GUEST_QUERY.where(guest.c.event_id == event_id), guest.c.id, ids)
    if notable:
        query = query.where(or_(guest.c.vip, guest.c.head))
    found = rows(conn, query.order_by(guest.c.id))
    replaced: dict[str, list[str]] = {}
    old = select(old_code.c.guest_id, old_code.c.code_hash).where(old_code.c.event_id == event_id)
    for row in conn.execute(_some(old, old_code.c.guest_id, ids)):
        replaced.setdefault(row.guest_id, []).append(row.code_hash)
    return [row | {"revoked": sorted(replaced.get(row["id"], []))} for row in found]


def replaced_codes(conn: Connection, event_id: str, guest_id: str) -> list[str]:
    """Hashes of a guest's earlier codes."""
    query = select(old_code.c.code_hash).where(old_code.c.event_id == event_id, old_code.c.guest_id == guest_id)
    return sorted(row.code_hash for row in conn.execute(query))


# ---------- issues: what somebody has to look at ----------


def issues(conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
    """Open conflicts, disputes, unknown codes, quarantined items and unmet arrivals; ids look like `conflict:<ref>`."""
    wanted = _by_prefix(ids)
    return [
        *_scan_issues(conn, event_id, wanted),
        *_quarantine_issues(conn, event_id, wanted),
        *_arrival_issues(conn, event_id, wanted),
    ]


def _by_prefix(ids: Iterable[str] | None) -> dict[str, list[str]] | None:
    if ids is None:
        return None
    parts: dict[str, list[str]] = {"scan": [], "quarantined": [], "arrival": []}
    for one in ids:
        kind, _, rest = one.partition(":")
        parts["scan" if kind in OPEN_STATES else kind].append(rest)
    return parts


def _scan_issues(conn: Connection, event_id: str, wanted: dict[str, list[str]] | None) -> list[Row]:
    first, first_gate, first_device = scan.alias("first"), gate.alias("first_gate"), device.alias("first_device")
    joined = (
        scan.join(gate, and_(gate.c.event_id == scan.c.event_id, gate.c.id == scan.c.gate_id))
        .outerjoin(device, device.c.id == scan.c.device_id)
        .outerjoin(guest, and_(guest.c.event_id == scan.c.event_id, guest.c.id == scan.c.guest_id))
        .outerjoin(first, and_(first.c.event_id == scan.c.event_id, first.c.ref == scan.c.first_ref))
        .outerjoin(first_gate, and_(first_gate.c.event_id == scan.c.event_id, first_gate.c.id == first.c.gate_id))
        .outerjoin(first_device, first_device.c.id == first.c.device_id)
    )
    columns = (
        scan.c.ref, scan.c.state, scan.c.at, scan.c.guest_id, scan.c.gate_id, scan.c.reason, scan.c.operator,
        scan.c.changed_since, gate.c.name.label("gate"), device.c.name.label("device"), guest.c.name.label("name"),
        guest.c.delegation, first.c.at.label("first_at"), first_gate.c.name.label("first_gate"),
        first.c.gate_id.label("first_gate_id"),
        first_device.c.name.label("first_device"), first.c.operator.label("first_by"),
    )  # fmt: skip
    query = select(*columns).select_from(joined).where(scan.c.event_id == event_id, scan.c.state.in_(OPEN_STATES))
    query = _some(query, scan.c.ref, None if wanted is None else wanted["scan"])
    return [row | {"id": f"{row['state']}:{row['ref']}", "kind": row["state"]} for row in rows(conn, query)]


def _quarantine_issues(conn: Connection, event_id: str, wanted: dict[str, list[str]] | None) -> list[Row]:
    query = (
        select(quarantine.c.ref, quarantine.c.why, quarantine.c.received_at, device.c.name.label("device"))
        .select_from(quarantine.outerjoin(device, device.c.id == quarantine.c.device_id))
        .where(quarantine.c.event_id == event_id, quarantine.c.decision.is_(None))
    )
    query = _some(query, quarantine.c.ref, None if wanted is None else wanted["quarantined"])
    return [
        row | {"id": f"quarantined:{row['ref']}", "kind": "quarantined", "at": row["received_at"]}
        for row in rows(conn, query)
    ]


def _arrival_issues(conn: Connection, event_id: str, wanted: dict[str, list[str]] | None) -> list[Row]:
    query = GUEST_QUERY.where(
        guest.c.event_id == event_id,
        guest.c.vip,
        guest.c.entries > 0,
        guest.c.met_at.is_(None),
    )
    query = _some(query, guest.c.id, None if wanted is None else wanted["arrival"])
    return [
        row | {"id": f"arrival:{row['id']}", "guest_id": row["id"], "kind": "arrival", "at": row["in_at"]}
        for row in rows(conn, query)
    ]


# ---------- facts for a batch of scans ----------


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


_HASHES = bindparam("hashes", expanding=True)
_GUESTS_BY_CODE = select(guest).where(guest.c.code_hash.in_(_HASHES))
_OLD_CODES = (
    select(guest, old_code.c.code_hash.label("old_hash"), old_code.c.revoked_at)
    .join(old_code, and_(old_code.c.event_id == guest.c.event_id, old_code.c.guest_id == guest.c.id))
    .where(old_code.c.code_hash.in_(_HASHES))
)


def guests_by_id(conn: Connection, event_id: str, ids: Iterable[str]) -> dict[str, Row]:
    """Guests of this event by id."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    query = select(guest).where(guest.c.event_id == bindparam("event"), guest.c.id.in_(bindparam("ids", expanding=True)))
    return {row["id"]: row for row in rows(conn, query, event=event_id, ids=wanted)}


def scans_of_guests(conn: Connection, event_id: str, ids: Iterable[str]) -> dict[str, list[Row]]:
    """All scans of each guest."""
    wanted = list(set(ids))
    found: dict[str, list[Row]] = {one: [] for one in wanted}
    if wanted:
        for row in rows(conn, _SCANS_OF_GUESTS, event=event_id, ids=wanted):
            found[row["guest_id"]].append(row)
    return found


_EVENT = bindparam("event")
_IDS = bindparam("ids", expanding=True)
_SCANS_OF_GUESTS = select(scan).where(scan.c.event_id == _EVENT, scan.c.guest_id.in_(_IDS))
_SCANS_BY_REF = select(scan).where(scan.c.event_id == _EVENT, scan.c.ref.in_(_IDS))
_UNDOS_BY_REF = select(undo).where(undo.c.event_id == _EVENT, undo.c.ref.in_(_IDS))
_UNDOS_WAITING = select(undo).where(undo.c.event_id == _EVENT, undo.c.target.in_(_IDS), undo.c.allowed.is_(None))
_QUARANTINED = select(quarantine).where(quarantine.c.event_id == _EVENT, quarantine.c.ref.in_(_IDS))
_KNOWN = union_all(
    select(journal.c.ref, journal.c.seq).where(journal.c.event_id == _EVENT, journal.c.ref.in_(_IDS)),
    select(undo.c.target, literal_column("0")).where(
        undo.c.event_id == _EVENT, undo.c.target.in_(_IDS), undo.c.allowed.is_(None)
    ),
)


def known_refs(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, int]:
    """Refs that were heard of before: number of their journal line, or 0 when only an undo waits for them."""
    return {row.ref: row.seq for row in conn.execute(_KNOWN, {"event": event_id, "ids": list(refs)})}


def scans_by_ref(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Stored scans by ref."""
    return {row["ref"]: row for row in rows(conn, _SCANS_BY_REF, event=event_id, ids=list(refs))}


def undos_by_ref(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Stored undo items by ref."""
    return {row["ref"]: row for row in rows(conn, _UNDOS_BY_REF, event=event_id, ids=list(refs))}


def undos_waiting(conn: Connection, event_id: str, targets: Iterable[str]) -> dict[str, list[Row]]:
    """Undo items that came before the scan they name."""
    found: dict[str, list[Row]] = {}
    for row in rows(conn, _UNDOS_WAITING, event=event_id, ids=list(targets)):
        found.setdefault(row["target"], []).append(row)
    return found


def quarantined(conn: Connection, event_id: str, refs: Iterable[str]) -> dict[str, Row]:
    """Items kept aside, by ref."""
    return {row["ref"]: row for row in rows(conn, _QUARANTINED, event=event_id, ids=list(refs))}


def gate_rows(conn: Connection, event_id: str) -> dict[str, Row]:
    """All gates of an event, without counts."""
    return {row["id"]: row for row in rows(conn, _GATES, event=event_id)}


_GATES = select(gate).where(gate.c.event_id == _EVENT)


def missing(conn: Connection, event_id: str, device_id: str, told_max: int, oldest: int | None) -> list[tuple[int, int]]:
    """Ranges of a device's numbers that never arrived and are not in its queue."""
    query = select(arrived.c.dev_seq).where(arrived.c.event_id == event_id, arrived.c.device_id == device_id)
    return missing_numbers([row.dev_seq for row in conn.execute(query)], told_max, oldest)


def gate_name(conn: Connection, event_id: str, gate_id: str | None) -> str | None:
    """Name of a gate for a device's post."""
    query = select(gate.c.name).where(gate.c.event_id == event_id, gate.c.id == gate_id)
    name = conn.execute(query).scalar()
    return str(name) if name is not None else None


# ---------- search and detail ----------


def search(conn: Connection, event_id: str, text: str, **filters: Any) -> list[Row]:
    """Guests whose name, title or unit has a word beginning with each word of `text`, accents and order aside."""
    query = GUEST_QUERY.where(guest.c.event_id == event_id)
    for word in fold(text).split()[:8]:
        query = query.where(guest.c.fold.contains(" " + word, autoescape=True))
    for name in ("delegation", "status", "category"):
        if filters.get(name):
            query = query.where(guest.c[name] == filters[name])
    if filters.get("after"):
        query = query.where(guest.c.id > filters["after"])
    limit = filters.get("limit", 50)
    if not text.strip():
        return rows(conn, query.order_by(guest.c.id).limit(limit))
    found = rows(conn, query.limit(FOUND_AT_MOST))
    return sorted(found, key=lambda row: _rank(row, text))[:limit]


def _rank(row: Row, text: str) -> tuple[Any, ...]:
    """Exact accents first, then a name that begins as typed, then VIPs, then by id."""
    wanted, name = fold(text), fold(row["name"])
    exact = text.strip().lower() in row["name"].lower()
    return (not exact, not name.startswith(wanted), wanted.split()[0] not in name.split(), not row["vip"], row["id"])


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
