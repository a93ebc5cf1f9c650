"""Rows of the livestreams for the feed, by entity."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import bindparam, literal, select
from sqlalchemy.engine import Connection

from ops.core import direct, queries as core_queries
from ops.livestream import rules
from ops.livestream.catalogue import queries as catalogue_queries
from ops.livestream.catalogue.models import channel, live_person
from ops.livestream.figures import queries as figures_queries
from ops.livestream.models import (
    live_release,
    live_request,
    live_seen,
    live_session,
    live_settings,
    live_slot,
    live_stage,
)

Row = dict[str, Any]
Read = Callable[[Connection, str, str, str, Iterable[str] | None], list[Row]]
ELSEWHERE: dict[str, Read] = dict.fromkeys(catalogue_queries.ENTITY_NAMES, catalogue_queries.read)
"""Entities of the catalogue and of the figures, and who reads them."""
ELSEWHERE["live_figure_sum"] = figures_queries.read
BY_THE_END = {"overrun", "auto_no_show"}
"""Alarms that are about the end of a slot."""
TABLES = {
    "live_session": live_session,
    "live_slot": live_slot,
    "live_request": live_request,
    "live_release": live_release,
    "live_seen": live_seen,
    "live_settings": live_settings,
    "live_stage": live_stage,
}
TEXTS = {
    "live_session": ("producers", "products", "wish"),
    "live_slot": (
        "assistants",
        "kits",
        "goods",
        "pinned",
        "overrides",
        "acks",
        "ticks",
        "flags",
        "rang",
        "told",
        "revs",
    ),
    "live_request": ("wanted",),
    "live_release": ("rows",),
    "live_seen": (),
    "live_settings": ("buffers", "mall", "promo", "days", "help", "stage"),
    "live_stage": ("people", "bridge"),
}
"""Columns that hold JSON."""
SETTINGS: Row = {
    "id": "live",
    "buffers": {"room": 15, "person": 10, "kit": 5, "channel": 5},
    "mall": {"opens": "09:30", "closes": "22:00"},
    "promo": {"declared": False, "file_number": ""},
    "days": [],
    "help": {"name": "", "phone": ""},
    "stage": {"quiet": None, "people": {}, "bridge": {}},
}
"""What stands until somebody sets something else."""


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    wanted = None if ids is None else sorted(set(ids))
    match entity:
        case "event":
            found = [core_queries.find_event(conn, event_id) or {}]
        case "live_settings":
            found = [settings(conn, event_id)]
        case "live_release":
            found = releases(conn, event_id)
        case "live_seen":
            found = seen(conn, event_id)
        case _ if entity in ELSEWHERE:
            return ELSEWHERE[entity](conn, event_id, audience, entity, ids)
        case _:
            return rows_of(conn, event_id, entity, wanted)
    return found if wanted is None else [row for row in found if row["id"] in wanted]


def rows_of(conn: Connection, event_id: str, name: str, ids: Iterable[str] | None = None) -> list[Row]:
    """Rows of a table with their JSON as values. Every act reads the whole plan: plain rows, no mapping of each."""
    table, texts = TABLES[name], TEXTS[name]
    columns = [one for one in table.c if one.name != "event_id"]
    query = select(*columns).where(table.c.event_id == event_id).order_by(table.c.id)
    if ids is not None:
        query = query.where(table.c.id.in_(list(ids)))
    names = [one.name for one in columns]
    found = [dict(zip(names, row, strict=True)) for row in conn.execute(query).all()]
    for row in found:
        for text in texts:
            row[text] = _value(row[text])
    return found


def opened(name: str, row: Any) -> Row:
    """A stored row as values, without the event's id."""
    texts = TEXTS[name]
    return {one: _value(value) if one in texts else value for one, value in row.items() if one != "event_id"}


def _value(text: str) -> Any:
    """What a JSON text says. Most hold nothing, and every act reads the whole plan."""
    return [] if text == "[]" else {} if text == "{}" else json.loads(text)


def settings(conn: Connection, event_id: str) -> Row:
    """The settings of the schedule; the usual ones until somebody has set others."""
    row = conn.execute(select(live_settings).where(live_settings.c.event_id == event_id)).mappings().first()
    kept = opened("live_settings", row) if row else {}
    return {name: value | kept.get(name, {}) if isinstance(value, dict) else kept.get(name, value)
            for name, value in SETTINGS.items()}  # fmt: skip


def releases(conn: Connection, event_id: str, *, whole: bool = False) -> list[Row]:
    """Published versions, oldest first."""
    columns = [one for one in live_release.c if whole or one.name != "rows"]
    query = select(*columns).where(live_release.c.event_id == event_id).order_by(live_release.c.version)
    return [opened("live_release", row) | {"id": str(row["version"])} for row in conn.execute(query).mappings()]


def seen(conn: Connection, event_id: str) -> list[Row]:
    """Who has acknowledged which published version of a slot."""
    query = select(live_seen).where(live_seen.c.event_id == event_id).order_by(live_seen.c.slot, live_seen.c.who)
    return [opened("live_seen", row) | {"id": f"{row['slot']}/{row['who']}"} for row in conn.execute(query).mappings()]


def open_request(conn: Connection, event_id: str, slot: str, kind: str) -> str | None:
    """The open request of a kind for a slot."""
    query = select(live_request.c.id).where(
        live_request.c.event_id == event_id,
        live_request.c.slot == slot,
        live_request.c.kind == kind,
        live_request.c.state == "open",
    )
    found = conn.execute(query.order_by(live_request.c.made_at)).scalar()
    return str(found) if found is not None else None


def events_with_slots(conn: Connection) -> list[str]:
    """Events that have a livestream in their plan."""
    return [row.event_id for row in conn.execute(select(live_slot.c.event_id).distinct())]


def has_plan(conn: Connection, event_id: str) -> bool:
    """Has the event a slot, or windows that were kept for one?"""
    return bool(_ANY_PLAN.rows(conn, {"event": event_id}))


_ANY_SLOT, _ANY_WINDOW = (
    select(one.c.id).where(one.c.event_id == bindparam("event")).exists() for one in (live_slot, live_stage)
)
_ANY_PLAN = direct.Read(select(literal(1)).where(_ANY_SLOT | _ANY_WINDOW))


def next_ring(conn: Connection, event_id: str, now: int) -> int | None:
    """When an alarm next has to be written: now, when one rings that has not been."""
    slots = rows_of(conn, event_id, "live_slot")
    if any(has_new_alarm(slot, now) for slot in slots):
        return now
    return rules.next_alarm(slots, now)


def has_new_alarm(slot: Row, now: int) -> bool:
    """Does something ring for this slot that is not written yet?"""
    return any(slot["rang"].get(kind) != at for kind, at in ringing(slot, now).items())


def ringing(slot: Row, now: int) -> dict[str, int]:
    """What rings for a slot, and the instant that it is about: moved, it rings again."""
    return {kind: slot["ends" if kind in BY_THE_END else "starts"] for kind in rules.alarms(slot, now)}


def has_settings(conn: Connection, event_id: str) -> bool:
    """Has somebody set anything?"""
    return (
        conn.execute(select(live_settings.c.event_id).where(live_settings.c.event_id == event_id)).first() is not None
    )


def person_name(conn: Connection, person: str) -> str:
    """How a host is called who acts over their own link; an id of another event's host says nothing here."""
    found = conn.execute(select(live_person.c.name).where(live_person.c.id == person).limit(2)).scalars().all()
    return str(found[0]) if len(found) == 1 else ""


def linked_slots(conn: Connection, event_id: str) -> list[Row]:
    """Slots that are a row of the run sheet."""
    query = select(live_slot).where(live_slot.c.event_id == event_id, live_slot.c.sheet_row != "")
    return [opened("live_slot", row) for row in conn.execute(query.order_by(live_slot.c.id)).mappings()]


def names_and_keys(conn: Connection, event_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """Names of the hosts, and the short marks of the channels' stream keys."""
    people = conn.execute(select(live_person.c.id, live_person.c.name).where(live_person.c.event_id == event_id))
    keys = conn.execute(select(channel.c.id, channel.c.key_mark).where(channel.c.event_id == event_id))
    return {row.id: row.name for row in people}, {row.id: row.key_mark[:8] for row in keys}
