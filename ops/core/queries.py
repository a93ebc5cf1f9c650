"""Reads of the frame: events, people, devices, pairings, names of actors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from ops.core import clock
from ops.core.models import device, event, installation, membership, pairing, staff

Row = dict[str, Any]
missing_of: list[Callable[[Connection, str, str, int, int | None], list[tuple[int, int]]]] = []
"""Set by app.py: (conn, event, device, told_max, oldest) -> ranges of numbers that never arrived (domain checkin)."""


named_by_device: list[Callable[[Connection, str, str], dict[str, list[str]]]] = []
"""Set by app.py: (conn, event, device) -> entity -> ids of other domains' rows that show the device's name."""


def epoch(conn: Connection) -> str:
    """Identity of this database."""
    return str(conn.execute(select(installation.c.epoch)).scalar_one())


def find_event(conn: Connection, event_id: str) -> Row | None:
    """The row of an event."""
    row = conn.execute(_EVENT, {"event": event_id}).mappings().first()
    return dict(row) if row else None


_EVENT = select(event).where(event.c.id == bindparam("event"))


def events_of_staff(conn: Connection, staff_id: str) -> list[Row]:
    """Events in which somebody has a role, the next one first."""
    query = (
        select(event.c.id, event.c.name, event.c.short, event.c.starts_at, event.c.venue, membership.c.roles)
        .join(membership, membership.c.event_id == event.c.id)
        .where(membership.c.staff_id == staff_id, membership.c.roles != "")
        .order_by(event.c.starts_at.desc())
    )
    return [dict(row) | {"roles": row["roles"].split()} for row in conn.execute(query).mappings()]


def members(conn: Connection, event_id: str) -> list[Row]:
    """People of an event with their roles."""
    query = (
        select(staff.c.id, staff.c.login, staff.c.name, staff.c.disabled, membership.c.roles)
        .join(membership, membership.c.staff_id == staff.c.id)
        .where(membership.c.event_id == event_id)
        .order_by(staff.c.login)
    )
    return [dict(row) | {"roles": row["roles"].split()} for row in conn.execute(query).mappings()]


def devices(conn: Connection, event_id: str, ids: Iterable[str] | None = None) -> list[Row]:
    """Devices of an event, all or some."""
    query = select(device).where(device.c.event_id == event_id).order_by(device.c.paired_at, device.c.id)
    if ids is not None:
        query = query.where(device.c.id.in_(list(ids)))
    return [dict(row) for row in conn.execute(query).mappings()]


def find_device(conn: Connection, event_id: str, device_id: str) -> Row | None:
    """One device of an event."""
    return next(iter(devices(conn, event_id, [device_id])), None)


def find_pairing(conn: Connection, event_id: str, pairing_id: str) -> Row | None:
    """One pairing of an event."""
    query = select(pairing).where(pairing.c.event_id == event_id, pairing.c.id == pairing_id)
    row = conn.execute(query).mappings().first()
    return dict(row) if row else None


def presence(conn: Connection, event_id: str, since: int) -> list[Row]:
    """What devices said of themselves after an instant."""
    query = select(device).where(device.c.event_id == event_id, device.c.seen_at > since, device.c.revoked_at.is_(None))
    return [_presence_row(conn, dict(row)) for row in conn.execute(query).mappings()]


def _presence_row(conn: Connection, row: Row) -> Row:
    return {
        "id": row["id"],
        "seen_at": clock.iso(row["seen_at"]),
        "queue": row["queue"],
        "oldest": row["oldest"],
        "dev_seq": row["dev_seq"],
        "offset_ms": row["offset_ms"],
        "battery": row["battery"],
        "missing": missing(conn, row["event_id"], row["id"], row["dev_seq"], row["oldest"]),
    }


def missing(conn: Connection, event_id: str, device_id: str, told_max: int, oldest: int | None) -> list[list[int]]:
    """Ranges of a device's numbers that never arrived and are not in its queue."""
    return [list(gap) for ask in missing_of for gap in ask(conn, event_id, device_id, told_max, oldest)]


names_of: dict[str, Callable[[Connection, str], str]] = {}
"""Set by app.py: kind of an actor -> its name by id, for actors of other domains."""


def actor_name(conn: Connection, key: str) -> str:
    """A journal actor as people know it."""
    kind, _, one = key.partition(":")
    if kind in names_of:
        return names_of[kind](conn, one)
    table = {"staff": staff, "device": device}.get(kind)
    if table is None:
        return ""
    return str(conn.execute(select(table.c.name).where(table.c.id == one)).scalar() or "")


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows for the feed."""
    return devices(conn, event_id, ids)
