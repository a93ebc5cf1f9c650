"""Reads of the seating plan: the chairs, who sits where, who has no chair yet."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.checkin.models import category, delegation, guest, seat
from ops.checkin.seating import Seat, Sitter
from ops.core.queries import Row

COMING = ("invited", "confirmed")


def seat_rows(conn: Connection, event_id: str) -> list[Seat]:
    """All chairs, the row next to the stage first."""
    query = select(seat).where(seat.c.event_id == event_id).order_by(seat.c.order, seat.c.number)
    return [
        Seat(row["id"], row["row"], row["number"], row["order"], row["kind"], row["category"])
        for row in conn.execute(query).mappings()
    ]


def seated(conn: Connection, event_id: str) -> dict[str, str]:
    """Seat -> guest, for those who may still come."""
    query = select(guest.c.id, guest.c.seat).where(
        guest.c.event_id == event_id, guest.c.seat != "", guest.c.status.in_(COMING)
    )
    return {row.seat: row.id for row in conn.execute(query)}


def sitters(conn: Connection, event_id: str, without_seat: bool) -> list[Sitter]:
    """Guests in the order of protocol, all or those without a chair."""
    query = (
        select(guest.c.id, guest.c.category, category.c.order.label("block"), guest.c.rank, guest.c.order)
        .join(category, (category.c.event_id == guest.c.event_id) & (category.c.id == guest.c.category))
        .where(guest.c.event_id == event_id, guest.c.status.in_(COMING))
    )
    if without_seat:
        query = query.where(guest.c.seat == "")
    found = [Sitter(row.id, row.category, row.block, row.rank, row.order) for row in conn.execute(query)]
    return sorted(found, key=lambda one: one.key)


def names_of(conn: Connection, event_id: str) -> dict[str, Row]:
    """What stands on a chair: honorific, name, title, unit, by guest."""
    query = (
        select(
            guest.c.id, guest.c.honorific, guest.c.name, guest.c.title, guest.c.unit, guest.c.category, guest.c.seat,
            guest.c.delegation, guest.c.inside, guest.c.vip, delegation.c.name.label("delegation_name"),
        )
        .join(delegation, (delegation.c.event_id == guest.c.event_id) & (delegation.c.id == guest.c.delegation))
        .where(guest.c.event_id == event_id, guest.c.status.in_(COMING))
    )  # fmt: skip
    return {row["id"]: _named(dict(row)) for row in conn.execute(query).mappings()}


def _named(row: Row) -> Row:
    name = row.pop("delegation_name")
    return row | {"unit": row["unit"] or name}
