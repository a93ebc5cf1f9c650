"""What a host sees over the link that is theirs: own slots as they were published, own times; nothing of others."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.livestream import queries
from ops.livestream.catalogue import queries as catalogue_queries

Row = dict[str, Any]


def page_of(conn: Connection, person: Row) -> Row:
    """Everything of the page of one person."""
    event_id = person["event_id"]
    event = core_queries.find_event(conn, event_id) or {}
    whole = catalogue_queries.read(conn, event_id, "live", "live_person", [person["id"]])[0]
    return {
        "event": {name: event.get(name) for name in ("id", "name", "short", "zone", "venue")},
        "person": {"id": whole["id"], "name": whole["name"], "revision": whole["revision"]},
        "days": queries.settings(conn, event_id)["days"],
        "slots": own_slots(conn, event_id, person["id"]),
        "away": [_span(one) | {"note": one["note"]} for one in whole["away"]],
        "free": [_span(one) for one in whole["free"]],
        "now": clock.iso(clock.now()),
    }


def _span(one: Row) -> Row:
    return {"id": one["id"], "from": clock.iso(one["from"]), "until": clock.iso(one["until"])}


def own_slots(conn: Connection, event_id: str, person: str) -> list[Row]:
    """Slots as this person was told of them, and those that they were told of and have no more."""
    seen = {row["slot"]: row["version"] for row in queries.seen(conn, event_id) if row["who"] == f"person:{person}"}
    names = _names(conn, event_id)
    own = [one for one in queries.rows_of(conn, event_id, "live_slot") if concerns(one["told"], person)]
    shown = [_slot(one, person, seen.get(one["id"], 0), names) for one in own]
    return sorted(shown, key=lambda one: (one["starts"], one["id"]))


def concerns(told: Row, person: str) -> bool:
    """Was this person told of the slot?"""
    return bool(told) and person in (told.get("host"), *told.get("assistants", ()))


def _names(conn: Connection, event_id: str) -> Row:
    """Names of rooms and products, channels with their platform."""
    rows = {name: catalogue_queries.read(conn, event_id, "live", name, None) for name in ("live_room", "product")}
    channels = catalogue_queries.read(conn, event_id, "live", "channel", None)
    named = {name: {one["id"]: one["name"] for one in found} for name, found in rows.items()}
    return named | {"channel": {one["id"]: (one["name"], one["platform"]) for one in channels}}


def _slot(row: Row, person: str, seen: int, names: Row) -> Row:
    told = row["told"]
    channel, platform = names["channel"].get(told["channel"], ("", ""))
    return {
        "id": row["id"],
        "starts": clock.iso(told["starts"]),
        "ends": clock.iso(told["ends"]),
        "title": told["title"],
        "room": names["live_room"].get(told["room"], ""),
        "channel": channel,
        "platform": platform,
        "as": "host" if told["host"] == person else "assistant",
        "goods": [names["product"].get(one["product"], one["product"]) for one in row["goods"]],
        "script": row["script"],
        "version": told["version"],
        "seen": seen >= told["version"],
        "known": seen > 0,
        "cancelled": told.get("state") == "cancelled",
    }
