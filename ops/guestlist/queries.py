"""Reads of guestlist."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from ops.checkin import guest_queries, statements
from ops.checkin.models import category, delegation, guest
from ops.core.models import job
from ops.errors import NotFound
from ops.guestlist.matching import FIELDS
from ops.guestlist.models import list_import, list_row

Row = dict[str, Any]
_JSON = ("fields", "before", "faults")
_GUEST = (guest.c.id, guest.c.delegation, *(guest.c[name] for name in FIELDS))


def known(conn: Connection, event_id: str) -> Row:
    """Delegations, categories and guests, as far as a list may speak of them. Purged guests are nobody."""
    groups = select(delegation.c.id, delegation.c.name, delegation.c.category, delegation.c.unit_code)
    blocks = select(category.c.id, category.c.name)
    people = select(*_GUEST).where(guest.c.event_id == event_id, guest.c.purged_at.is_(None)).order_by(guest.c.id)
    return {
        "delegations": statements.rows(conn, groups.where(delegation.c.event_id == event_id).order_by(delegation.c.id)),
        "categories": statements.rows(conn, blocks.where(category.c.event_id == event_id).order_by(category.c.order)),
        "guests": statements.rows(conn, people),
    }


def lists(conn: Connection, event_id: str, limit: int = 50) -> list[Row]:
    """The last lists, newest first, with the job that read them."""
    query = _LISTS.where(list_import.c.event_id == event_id).order_by(list_import.c.made_at.desc()).limit(limit)
    return [_opened(row) for row in statements.rows(conn, query)]


def find(conn: Connection, event_id: str, list_id: str) -> Row:
    """One list of an event."""
    found = statements.rows(conn, _LISTS.where(list_import.c.event_id == event_id, list_import.c.id == list_id))
    if not found:
        raise NotFound
    return _opened(found[0])


_LISTS = select(
    list_import, job.c.state.label("job_state"), job.c.error.label("job_error"), job.c.done.label("job_done"),
    job.c.total.label("job_total"),
).outerjoin(job, (job.c.event_id == list_import.c.event_id) & (job.c.id == list_import.c.job_id))  # fmt: skip


def _opened(row: Row) -> Row:
    return row | {"counts": json.loads(row["counts"]), "faults": json.loads(row["faults"])}


def rows_of(conn: Connection, event_id: str, list_id: str, kind: str | None, after: int, limit: int) -> list[Row]:
    """A page of a list's rows. `stayed` are those that an undo had to leave, or an acceptance to leave out."""
    query = select(list_row).where(
        list_row.c.event_id == event_id, list_row.c.import_id == list_id, list_row.c.number > after
    )
    if kind == "stayed":
        query = query.where(or_(list_row.c.faults.like('%"stays%'), list_row.c.faults.like('%"left_%')))
    elif kind == "done":
        query = query.where(list_row.c.done)
    elif kind:
        query = query.where(list_row.c.kind == kind)
    return [_row(row) for row in statements.rows(conn, query.order_by(list_row.c.number).limit(limit))]


def some_rows(conn: Connection, event_id: str, list_id: str) -> list[Row]:
    """All rows of a list."""
    query = select(list_row).where(list_row.c.event_id == event_id, list_row.c.import_id == list_id)
    return [_row(row) for row in statements.rows(conn, query.order_by(list_row.c.number))]


def _row(row: Row) -> Row:
    return row | {name: json.loads(row[name]) for name in _JSON}


def done_count(conn: Connection, event_id: str, list_id: str) -> int:
    """Rows that were accepted."""
    query = select(func.count()).where(
        list_row.c.event_id == event_id, list_row.c.import_id == list_id, list_row.c.done
    )
    return int(conn.execute(query).scalar_one())


def names_of(conn: Connection, event_id: str, ids: set[str]) -> dict[str, str]:
    """Names of guests, for rows that name one."""
    found = guest_queries.guests_by_id(conn, event_id, ids)
    return {guest_id: row["name"] for guest_id, row in found.items()}


def block_ids(conn: Connection, event_id: str) -> set[str]:
    """Categories of the event."""
    return {row.id for row in conn.execute(select(category.c.id).where(category.c.event_id == event_id))}


def words(conn: Connection, event_id: str) -> Row:
    """Names of delegations and categories, for rows that hold their ids."""
    groups = select(delegation.c.id, delegation.c.name).where(delegation.c.event_id == event_id)
    blocks = select(category.c.id, category.c.name).where(category.c.event_id == event_id)
    return {
        "delegations": {row.id: row.name for row in conn.execute(groups)},
        "categories": {row.id: row.name for row in conn.execute(blocks.order_by(category.c.order))},
    }


def in_order(conn: Connection, event_id: str) -> Row:
    """The event's list as it is handed out: by block, delegation, place in the invitation list."""
    facts = known(conn, event_id)
    blocks = {row["id"]: place for place, row in enumerate(facts["categories"])}
    order = select(delegation.c.id, delegation.c.order, delegation.c.category).where(delegation.c.event_id == event_id)
    groups = {row.id: (blocks[row.category], row.order) for row in conn.execute(order)}
    places = select(guest.c.id, guest.c.order).where(guest.c.event_id == event_id)
    place = {row.id: row.order for row in conn.execute(places)}
    facts["guests"].sort(key=lambda one: (*groups[one["delegation"]], one["delegation"], place[one["id"]], one["id"]))
    return facts
