"""Rows of the catalogue for the feed, by entity, and what its commands ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from ops.livestream.catalogue.models import (
    channel,
    live_away,
    live_free,
    live_identity,
    live_kit,
    live_paper,
    live_person,
    live_room,
    live_site,
    live_travel,
    platform_fact,
    producer,
    product,
)
from ops.livestream.models import live_session, live_slot

Row = dict[str, Any]
TABLES: dict[str, Table] = {
    "live_site": live_site,
    "live_room": live_room,
    "producer": producer,
    "product": product,
    "live_paper": live_paper,
    "live_person": live_person,
    "live_kit": live_kit,
    "channel": channel,
}
"""Entity -> the table of its rows; platform facts have a table of versions."""
ENTITY_NAMES = frozenset({*TABLES, "platform_fact"})
LISTS = {"product": ("marks", "programmes"), "live_person": ("roles",)}


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    wanted = None if ids is None else set(ids)
    if entity == "platform_fact":
        return [row for row in newest_facts(conn, event_id) if wanted is None or row["id"] in wanted]
    found = _rows(conn, event_id, entity, wanted)
    more = _PARTS.get(entity)
    return more(conn, event_id, found) if more else found


def _rows(conn: Connection, event_id: str, entity: str, ids: set[str] | None) -> list[Row]:
    table = TABLES[entity]
    query = select(table).where(table.c.event_id == event_id).order_by(table.c.id)
    if ids is not None:
        query = query.where(table.c.id.in_(sorted(ids)))
    return [unpacked(entity, dict(row)) for row in conn.execute(query).mappings()]


def unpacked(entity: str, row: Row) -> Row:
    """A stored row with its lists as lists."""
    return row | {name: json.loads(row[name]) for name in LISTS.get(entity, ())}


def newest_facts(conn: Connection, event_id: str) -> list[Row]:
    """Of every platform fact the newest version."""
    query = select(platform_fact).where(platform_fact.c.event_id == event_id).order_by(platform_fact.c.version)
    newest = {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    return [newest[one] for one in sorted(newest)]


def fact_versions(conn: Connection, event_id: str, fact: str) -> list[Row]:
    """Every version of one fact, the newest first."""
    query = select(platform_fact).where(platform_fact.c.event_id == event_id, platform_fact.c.id == fact)
    return [dict(row) for row in conn.execute(query.order_by(platform_fact.c.version.desc())).mappings()]


def _with_travel(conn: Connection, event_id: str, found: list[Row]) -> list[Row]:
    """Sites with the minutes to each other, read in both directions."""
    minutes: dict[str, dict[str, int]] = {}
    for row in conn.execute(select(live_travel).where(live_travel.c.event_id == event_id)).mappings():
        minutes.setdefault(row["a"], {})[row["b"]] = row["minutes"]
        minutes.setdefault(row["b"], {})[row["a"]] = row["minutes"]
    return [row | {"travel": minutes.get(row["id"], {})} for row in found]


def _with_times(conn: Connection, event_id: str, found: list[Row]) -> list[Row]:
    """People with their identities and with when they are away or free."""
    parts = {name: _of_people(conn, event_id, table) for name, table in PEOPLE_PARTS.items()}
    return [row | {name: part.get(row["id"], []) for name, part in parts.items()} for row in found]


PEOPLE_PARTS: dict[str, Table] = {"identities": live_identity, "away": live_away, "free": live_free}
_PARTS: dict[str, Callable[[Connection, str, list[Row]], list[Row]]] = {
    "live_site": _with_travel,
    "live_person": _with_times,
}


def _of_people(conn: Connection, event_id: str, table: Table) -> dict[str, list[Row]]:
    by_person: dict[str, list[Row]] = {}
    order = table.c.platform if "platform" in table.c else table.c["from"]
    query = select(table).where(table.c.event_id == event_id).order_by(order, table.c.id)
    for row in conn.execute(query).mappings():
        by_person.setdefault(row["person"], []).append(dict(row))
    return by_person


# ---------- what commands ask for ----------


def find(conn: Connection, event_id: str, entity: str, row_id: str) -> Row | None:
    """One row as it is stored, its lists unpacked."""
    found = _rows(conn, event_id, entity, {row_id})
    return found[0] if found else None


def find_person_by_link(conn: Connection, event_id: str | None, token_hash: str) -> Row | None:
    """Whose own link it is; of any event when none is named."""
    if not token_hash:
        return None
    query = select(live_person).where(live_person.c.token_hash == token_hash)
    row = (
        conn.execute(query if event_id is None else query.where(live_person.c.event_id == event_id)).mappings().first()
    )
    return unpacked("live_person", dict(row)) if row else None


def find_identity(conn: Connection, event_id: str, identity: str) -> Row | None:
    """One identity of a person."""
    query = select(live_identity).where(live_identity.c.event_id == event_id, live_identity.c.id == identity)
    row = conn.execute(query).mappings().first()
    return dict(row) if row else None


def places(conn: Connection, event_id: str) -> list[Row]:
    """Rooms and booths at which a device of a booth may stand, in their order."""
    query = select(live_room.c.id, live_room.c.name, live_room.c.kind).where(live_room.c.event_id == event_id)
    ordered = query.order_by(live_room.c.kind.desc(), live_room.c.order, live_room.c.id)
    return [dict(row) for row in conn.execute(ordered).mappings()]


def room_name(conn: Connection, event_id: str, room: str | None) -> str | None:
    """The name of a room or booth; None when there is none of this id."""
    query = select(live_room.c.name).where(live_room.c.event_id == event_id, live_room.c.id == room)
    return conn.execute(query).scalar()


def scan_named(conn: Connection, event_id: str, file_hash: str) -> bool:
    """Does a paper still show this scan?"""
    query = select(live_paper.c.id).where(live_paper.c.event_id == event_id, live_paper.c.file_hash == file_hash)
    return conn.execute(query.limit(1)).first() is not None


def count(conn: Connection, event_id: str, entity: str) -> int:
    """How many rows of an entity there are."""
    table = TABLES[entity]
    return conn.execute(select(func.count()).where(table.c.event_id == event_id)).scalar_one()


# ---------- what names a row ----------

_NAMED_IN: dict[str, tuple[tuple[Table, str], ...]] = {
    "live_site": ((live_room, "site"), (live_person, "home_site")),
    "live_room": ((live_session, "room"), (live_slot, "room")),
    "producer": ((product, "producer"), (live_room, "producer"), (channel, "owner"), (live_paper, "owner")),
    "product": ((live_paper, "owner"),),
    "live_person": ((live_slot, "host"), (channel, "key_holder"), (live_paper, "owner")),
    "live_kit": (),
    "channel": ((live_slot, "channel"),),
}
_LISTED_IN: dict[str, tuple[tuple[Table, str], ...]] = {
    "producer": ((live_session, "producers"),),
    "product": ((live_session, "products"), (live_slot, "goods")),
    "live_person": ((live_slot, "assistants"),),
    "live_kit": ((live_slot, "kits"),),
}
"""Entity -> where its ids stand: as a value, or inside JSON."""


def used_by(conn: Connection, event_id: str, entity: str, row_id: str) -> list[str]:
    """Names of the tables in which the row is named."""
    value = [(table, table.c[name] == row_id) for table, name in _NAMED_IN[entity]]
    inside = [
        (table, table.c[name].contains(f'"{row_id}"', autoescape=True)) for table, name in _LISTED_IN.get(entity, ())
    ]
    found = [
        table.name
        for table, there in (*value, *inside)
        if conn.execute(select(table.c.event_id).where(table.c.event_id == event_id, there).limit(1)).first()
    ]
    return sorted(set(found))
