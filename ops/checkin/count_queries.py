"""How many are invited, confirmed, here: of the event and of each delegation."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, case, func, select
from sqlalchemy.engine import Connection

from ops.checkin.models import delegation, guest, policy
from ops.checkin.statements import EVENT, Query, Row, rows
from ops.core import queries as core_queries

_PRESENT = case((guest.c.entries > 0, 1), else_=0)
_NOT_CANCELLED = case((guest.c.status != "cancelled", 1), else_=0)
_CONFIRMED = case((guest.c.status == "confirmed", 1), else_=0)
_IS_HEAD = case((and_(guest.c.head, guest.c.status != "cancelled"), 1), else_=0)
_TOTALS = select(
    select(policy.c.walk_ins).where(policy.c.event_id == EVENT).scalar_subquery().label("walk_ins"),
    func.coalesce(func.sum(_NOT_CANCELLED), 0).label("invited"),
    func.coalesce(func.sum(_CONFIRMED), 0).label("confirmed"),
    func.coalesce(func.sum(_PRESENT + guest.c.extra), 0).label("present"),
    func.coalesce(func.sum(case((guest.c.inside, 1), else_=0) + guest.c.extra), 0).label("inside"),
    func.coalesce(func.sum(_IS_HEAD), 0).label("heads"),
    func.coalesce(func.sum(_IS_HEAD * _PRESENT), 0).label("heads_present"),
).where(guest.c.event_id == EVENT)


def event_with_totals(conn: Connection, event_id: str) -> Row:
    """The event with its totals: one person counts once; people found behind one code (`extra`) count too."""
    found = core_queries.find_event(conn, event_id) or {}
    totals = rows(conn, _TOTALS, event=event_id)[0]
    walk_ins = totals.pop("walk_ins") or "approval"
    return found | {name: int(value) for name, value in totals.items()} | {"walk_ins": walk_ins}


_DELEGATIONS = Query(
    select(delegation).where(delegation.c.event_id == EVENT), delegation.c.id, delegation.c.order, delegation.c.id
)
_COUNTS = Query(
    select(
        guest.c.delegation.label("id"),
        func.sum(_NOT_CANCELLED).label("invited"),
        func.sum(_CONFIRMED).label("confirmed"),
        func.sum(_PRESENT + guest.c.extra).label("present"),
        func.sum(guest.c.extra).label("extra"),
    )
    .where(guest.c.event_id == EVENT)
    .group_by(guest.c.delegation),
    guest.c.delegation,
)
_HEADS = Query(
    select(guest.c.delegation, guest.c.id, guest.c.name, guest.c.in_at, guest.c.entries).where(
        guest.c.event_id == EVENT, guest.c.head, guest.c.status != "cancelled"
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
