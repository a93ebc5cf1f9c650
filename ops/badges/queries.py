"""Reads of badges: whose badge to print, what was printed before, numbers of the paper list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.engine import Connection

from ops.badges.models import numbered, printed
from ops.checkin.models import category, delegation, guest
from ops.core import queries as core_queries
from ops.core.models import job

Row = dict[str, Any]
COMING = ("invited", "confirmed")
LOG_SHOWN = 50
_GROUP = and_(delegation.c.event_id == guest.c.event_id, delegation.c.id == guest.c.delegation)
_BLOCK = and_(category.c.event_id == guest.c.event_id, category.c.id == guest.c.category)
_PEOPLE = (
    select(
        guest.c.id, guest.c.honorific, guest.c.name, guest.c.title, guest.c.unit, guest.c.version, guest.c.category,
        guest.c.delegation, guest.c.inside, guest.c.last_in_at, delegation.c.name.label("group"),
        category.c.name.label("block"),
    )
    .select_from(guest.join(delegation, _GROUP).join(category, _BLOCK))
    .where(guest.c.purged_at.is_(None))
    .order_by(
        category.c.order, delegation.c.order, delegation.c.id, guest.c.head.desc(), guest.c.rank, guest.c.order,
        guest.c.id,
    )
)  # fmt: skip
# A walk-in who waits for approval and a director for whom a deputy comes have no place yet or no more.
_EXPECTED = and_(
    guest.c.status.in_(COMING),
    or_(guest.c.approval.is_(None), guest.c.approval == "approved"),
    guest.c.stand_in.is_(None),
)
# A sheet that was never finished has printed nothing.
_STANDS = and_(
    or_(printed.c.job_id.is_(None), job.c.state.in_(("waiting", "running", "done"))), printed.c.what == "badge"
)
_PRINTS = printed.outerjoin(job, and_(job.c.event_id == printed.c.event_id, job.c.id == printed.c.job_id))


def _rows(conn: Connection, query: Select[Any]) -> list[Row]:
    return [_with_unit(dict(row)) for row in conn.execute(query).mappings()]


def _with_unit(row: Row) -> Row:
    return row | {"unit": row["unit"] or row["group"]}


# ---------- badges ----------


def choose(conn: Connection, event_id: str, choice: Row) -> list[Row]:
    """The people of a choice, in the order in which badges are handed out: by block and delegation, heads first."""
    query = _PEOPLE.where(guest.c.event_id == event_id, _chosen(choice))
    if choice["unprinted"]:
        before = select(printed.c.id).select_from(_PRINTS).where(_STANDS, printed.c.event_id == event_id)
        query = query.where(~exists(before.where(printed.c.guest_id == guest.c.id)))
    return _rows(conn, query)


def _chosen(choice: Row) -> ColumnElement[bool]:
    match choice["which"]:
        case "guests":  # whoever is named gets a badge, whatever the list says
            return guest.c.id.in_(choice["guests"])
        case "delegation":
            return and_(_EXPECTED, guest.c.delegation == choice["delegation"])
        case "category":
            return and_(_EXPECTED, guest.c.category == choice["category"])
        case "walk_ins":
            return and_(_EXPECTED, guest.c.walk_in)
        case _:
            return and_(_EXPECTED, guest.c.status == "confirmed")


def cards(conn: Connection, event_id: str, ids: Iterable[str]) -> list[Row]:
    """What stands on the badges of some guests; `band` says which of the block colours they carry."""
    order = select(category.c.id).where(category.c.event_id == event_id).order_by(category.c.order, category.c.id)
    bands = {row.id: number for number, row in enumerate(conn.execute(order))}
    found = _rows(conn, _PEOPLE.where(guest.c.event_id == event_id, guest.c.id.in_(list(ids))))
    return [row | {"band": bands[row["category"]]} for row in found]


def guests_of_job(conn: Connection, event_id: str, job_id: str) -> list[str]:
    """Whose badges a job prints."""
    query = select(printed.c.guest_id).where(printed.c.event_id == event_id, printed.c.job_id == job_id)
    return [row.guest_id for row in conn.execute(query)]


def prints(conn: Connection, event_id: str, ids: Iterable[str]) -> dict[str, Row]:
    """The last print of each of some guests: when, by whom (a name), and how often in all."""
    query = (
        select(printed.c.guest_id, printed.c.at, printed.c.by)
        .select_from(_PRINTS)
        .where(_STANDS, printed.c.event_id == event_id, printed.c.guest_id.in_(list(ids)))
        .order_by(printed.c.at)
    )
    found: dict[str, Row] = {}
    for row in conn.execute(query):
        n = found.get(row.guest_id, {"n": 0})["n"] + 1
        found[row.guest_id] = {"at": row.at, "by": row.by, "n": n}
    return _named(conn, found)


def _named(conn: Connection, found: dict[str, Row]) -> dict[str, Row]:
    names = {key: core_queries.actor_name(conn, key) for key in {row["by"] for row in found.values()}}
    return {one: row | {"by": names[row["by"]]} for one, row in found.items()}


def log(conn: Connection, event_id: str) -> list[Row]:
    """The last acts of printing, newest first."""
    together = (printed.c.at, printed.c.by, printed.c.layout, printed.c.job_id)
    query = (
        select(*together, func.count().label("people"))
        .select_from(_PRINTS)
        .where(_STANDS, printed.c.event_id == event_id)
        .group_by(*together)
        .order_by(printed.c.at.desc())
        .limit(LOG_SHOWN)
    )
    found = {str(n): dict(row) for n, row in enumerate(conn.execute(query).mappings())}
    return list(_named(conn, found).values())


# ---------- the list on paper ----------


def unnumbered(conn: Connection, event_id: str) -> list[str]:
    """Expected guests without a number, in the order of the list."""
    there = select(numbered.c.number).where(numbered.c.event_id == event_id, numbered.c.guest_id == guest.c.id)
    query = _PEOPLE.where(guest.c.event_id == event_id, _EXPECTED, ~exists(there))
    return [row["id"] for row in _rows(conn, query)]


def last_number(conn: Connection, event_id: str) -> int:
    """The highest number given so far."""
    query = select(func.max(numbered.c.number)).where(numbered.c.event_id == event_id)
    return int(conn.execute(query).scalar() or 0)


_NUMBER = and_(numbered.c.event_id == guest.c.event_id, numbered.c.guest_id == guest.c.id)


def numbers(conn: Connection, event_id: str) -> list[Row]:
    """Every number and whose it is, also of those who were taken off the list since."""
    query = _PEOPLE.join(numbered, _NUMBER).add_columns(numbered.c.number).where(guest.c.event_id == event_id)
    return _rows(conn, query.order_by(None).order_by(numbered.c.number))


def paper(conn: Connection, event_id: str, group: str | None, block: str | None) -> list[Row]:
    """Delegations with their people as they stand on the paper: `{id, name, block, people: [{number, ...}]}`."""
    query = (
        _PEOPLE.join(numbered, _NUMBER).add_columns(numbered.c.number).where(guest.c.event_id == event_id, _EXPECTED)
    )
    if group:
        query = query.where(guest.c.delegation == group)
    if block:
        query = query.where(guest.c.category == block)
    found: dict[str, Row] = {}
    for row in _rows(conn, query):
        head = {"id": row["delegation"], "name": row["group"], "block": row["block"], "people": []}
        found.setdefault(row["delegation"], head)["people"].append(_paper_row(row))
    return list(found.values())


def _paper_row(row: Row) -> Row:
    """No phone, no e-mail; the unit only where it is not that of the delegation."""
    facts = {name: row[name] for name in ("number", "honorific", "name", "title")}
    return facts | {"unit": row["unit"] if row["unit"] != row["group"] else ""}
