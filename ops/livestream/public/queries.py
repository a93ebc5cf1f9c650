"""What the public may know of the livestreams: published slots only, with what is on air now. No phone, no host's name
beside the account that they show on the platform themselves, no plan that nobody has published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.livestream.catalogue.models import channel, live_identity, live_room, producer, product
from ops.livestream.figures import queries as figures_queries, rules
from ops.livestream.models import live_release, live_session, live_slot

Row = dict[str, Any]
WALL_METRICS = ("gmv", "orders", "views", "peak")
PUBLIC_STATES = {"live": "live", "ended": "ended", "cancelled": "cancelled", "no_show": "not_aired"}
"""Whoever did not come may have had their reasons: the programme says that it was not aired, and blames nobody."""


def programme(conn: Connection, event_id: str) -> Row | None:
    """The event and its published slots in the order of time; None: no such event."""
    event = core_queries.find_event(conn, event_id)
    if event is None:
        return None
    names = ("id", "name", "short", "organiser", "venue", "place", "zone", "starts_at", "ends_at")
    words = figures_queries.public_words(conn, event_id)
    told = {name: words[name] for name in ("voucher", "about")}
    return {"event": {name: event[name] for name in names}, "slots": _slots(conn, event_id, event["zone"]), **told}


def is_published(conn: Connection, event_id: str) -> bool:
    """Whether somebody has published a programme: until then strangers hear nothing of an event."""
    query = select(live_release.c.version).where(live_release.c.event_id == event_id).limit(1)
    return conn.execute(query).first() is not None


def _slots(conn: Connection, event_id: str, zone: str) -> list[Row]:
    known = _Known(conn, event_id, zone)
    columns = ("id", "session", "goods", "link", "state", "actual_start", "actual_end", "told")
    query = select(*(live_slot.c[name] for name in columns)).where(live_slot.c.event_id == event_id)
    found = [known.slot(dict(row)) for row in conn.execute(query.where(live_slot.c.told != "{}")).mappings()]
    return sorted((one for one in found if one is not None), key=lambda one: (one["starts"], one["id"]))


class _Known:
    """The catalogue as far as a slot of the programme names it."""

    def __init__(self, conn: Connection, event_id: str, zone: str) -> None:
        def rows(table: Any, *names: str) -> dict[str, Row]:
            query = select(*(table.c[name] for name in ("id", *names))).where(table.c.event_id == event_id)
            return {row["id"]: dict(row) for row in conn.execute(query).mappings()}

        self.zone = ZoneInfo(zone)
        self.sessions = rows(live_session, "title", "producers", "products", "room")
        self.channels = rows(channel, "name", "platform", "url")
        self.rooms = rows(live_room, "name")
        self.producers = rows(producer, "name")
        self.products = rows(
            product,
            "name",
            "producer",
            "price",
            "live_price",
            "pack",
            "stars",
            "stars_confirmed_by",
            "certificate_until",
        )
        shown = rows(live_identity, "person", "platform", "handle", "state")
        self.handles = {
            (one["person"], one["platform"]): one["handle"] for one in shown.values() if one["state"] == "verified"
        }

    def slot(self, row: Row) -> Row | None:
        """A published slot as everybody may see it; None: its session is not there."""
        told = json.loads(row["told"])
        session = self.sessions.get(row["session"])
        if not told or session is None:
            return None
        line = self.channels.get(told.get("channel", ""), {})
        room = told.get("room") or session["room"]
        platform = line.get("platform", "")
        return {
            "id": row["id"],
            "title": told.get("title") or session["title"],
            "starts": told["starts"],
            "ends": told["ends"],
            "state": PUBLIC_STATES.get(row["state"], "planned"),
            "actual_start": row["actual_start"],
            "actual_end": row["actual_end"],
            "platform": platform,
            "channel": told.get("channel", ""),
            "channel_name": line.get("name", ""),
            "link": web_address(row["link"]) or web_address(line.get("url", "")),
            "room": room,
            "room_name": self.rooms.get(room, {}).get("name", ""),
            "host": told.get("host", ""),
            "handle": self.handles.get((told.get("host", ""), platform), ""),
            "producers": [
                self.producers[one]["name"] for one in json.loads(session["producers"]) if one in self.producers
            ],
            "products": self._goods(row, session, told["starts"]),
        }

    def _goods(self, row: Row, session: Row, at: int) -> list[Row]:
        goods = json.loads(row["goods"]) or [{"product": one} for one in json.loads(session["products"])]
        day = datetime.fromtimestamp(at / 1000, self.zone).strftime("%Y-%m-%d")
        return [self._good(one, day) for one in goods if one.get("product") in self.products]

    def _good(self, good: Mapping[str, Any], day: str) -> Row:
        """Name, price and pack; stars only while their certificate holds."""
        found = self.products[good["product"]]
        proved = (
            bool(found["stars"]) and bool(found["stars_confirmed_by"]) and str(found["certificate_until"] or "") >= day
        )
        return {
            "id": found["id"],
            "name": found["name"],
            "price": good.get("price") or found["live_price"] or found["price"],
            "usual": found["price"],
            "pack": found["pack"],
            "stars": found["stars"] if proved else None,
        }


def web_address(text: str | None) -> str:
    """An address that a browser may be sent to; anything else is none."""
    plain = (text or "").strip()
    return plain if plain.lower().startswith(("https://", "http://")) and not set(plain) & set(" \"'<>\\") else ""


# ---------- now and next ----------


def now_and_next(slots: list[Row], now: int) -> tuple[list[Row], list[Row], int]:
    """What is on air, the next three, and the instant until which this holds if nobody presses anything."""
    live = [one for one in slots if one["state"] == "live"]
    coming = [one for one in slots if one["state"] == "planned" and one["ends"] > now]
    edges = [at for one in coming for at in (one["starts"], one["ends"]) if at > now]
    return live, coming[:3], min(edges, default=now + clock.HOUR)


def days(slots: list[Row], zone: str) -> list[str]:
    """Local days on which something begins."""
    return sorted({local_day(one["starts"], zone) for one in slots})


def local_day(at: int, zone: str) -> str:
    """The local date of an instant."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d")


def next_midnight(now: int, zone: str) -> int:
    """When the local day changes."""
    here = datetime.fromtimestamp(now / 1000, ZoneInfo(zone))
    begin = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return clock.from_datetime(begin) + clock.DAY


# ---------- the wall ----------


def wall(conn: Connection, event_id: str, now: int) -> Row | None:
    """What a wall in the mall shows: the programme in short, and totals where somebody has allowed them."""
    found = programme(conn, event_id)
    if found is None:
        return None
    totals: Row | None = None
    if figures_queries.public_words(conn, event_id)["totals"]:
        totals = _totals(conn, event_id)
    kept = (
        "id",
        "title",
        "starts",
        "ends",
        "state",
        "actual_start",
        "platform",
        "channel_name",
        "room_name",
        "producers",
    )
    shown = [{name: one[name] for name in kept} for one in found["slots"]]
    return {"event": found["event"], "slots": shown, "totals": totals, "at": now}


def _totals(conn: Connection, event_id: str) -> Row:
    standing = rules.by_slot(figures_queries.figures(conn, event_id))
    aired = [one["id"] for one in figures_queries.counted(figures_queries.slots(conn, event_id), standing)]
    every = rules.totals(aired, standing)
    return {
        name: {key: every[name][key] for key in ("value", "have", "of", "status", "as_of")} for name in WALL_METRICS
    }
