"""A small week of livestreams with numbers still to come: two rooms, two channels, three slots that ended."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import insert

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.livestream.catalogue.models import channel, live_room, producer, product
from ops.livestream.models import live_release, live_session, live_slot
from tests.support.factories import World

START = clock.parse_iso("2025-11-14T12:05:00Z")
ROOMS = ("G01", "G02")


def load_week(world: World, published: bool = True, start: int = START) -> World:
    """Slots a, b (TikTok, room G01) and c (Shopee, room G02), each an hour, all ended; d of the next day is planned."""
    rows = [("a", "k1", "G01", start, "ended"), ("b", "k1", "G01", start + 2 * clock.HOUR, "ended"),
            ("c", "k2", "G02", start, "ended"), ("d", "k2", "G02", start + clock.DAY, "confirmed")]  # fmt: skip
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        _catalogue(work.conn, world.id)
        for name, line, room, at, state in rows:
            work.conn.execute(insert(live_session).values(**session(world.id, name, room)))
            work.conn.execute(insert(live_slot).values(**slot(world.id, name, line, room, at, state, published)))
        if published:
            release = {"version": 1, "at": work.now, "by": "x", "note": "", "rows": "{}"}
            work.conn.execute(insert(live_release).values(event_id=world.id, **release))
        touched = {"live_session": [one[0] for one in rows], "live_slot": [one[0] for one in rows]}
        work.record("live.loaded", "live_session:a", touched, {})
    return world


def _catalogue(conn: Any, event_id: str) -> None:
    """What slots name: one producer, two products, two channels, two booths. Columns that are not named stay empty."""
    _put(conn, producer, event_id, id="CT01", name="HTX Nước mắm Cát Hải", kind="cooperative")
    stars = {"stars": 4, "stars_confirmed_by": "x", "certificate_until": "2027-01-01"}
    _put(conn, product, event_id, id="SP001", name="Nước mắm Cát Hải", producer="CT01", price=90_000, **stars)
    _put(conn, product, event_id, id="SP002", name="Bánh đậu xanh", producer="CT01", price=65_000)
    for name, platform in (("k1", "tiktok"), ("k2", "shopee")):
        url = f"https://www.{platform}.com/@haiphong"
        _put(conn, channel, event_id, id=name, name=f"Hải Phòng {platform}", platform=platform, url=url)
    for place, name in enumerate(ROOMS):
        _put(conn, live_room, event_id, id=name, name=f"Gian {name}", kind="booth", order=place)


def _put(conn: Any, table: Any, event_id: str, **values: Any) -> None:
    """A row with nothing in whatever it does not name."""
    empty = {
        one.name: (0 if str(one.type) in ("INTEGER", "BIGINT", "BOOLEAN", "FLOAT") else "")
        for one in table.c
        if not one.nullable and one.default is None
    }
    lists = {one: "[]" for one in ("marks", "programmes") if one in table.c}
    conn.execute(insert(table).values(**empty | lists | {"event_id": event_id} | values))


def session(event_id: str, name: str, room: str) -> dict[str, Any]:
    return {"event_id": event_id, "id": name, "title": f"Phiên {name}", "room": room, "producers": '["CT01"]',
            "products": '["SP001","SP002"]'}  # fmt: skip


def slot(event_id: str, name: str, line: str, room: str, at: int, state: str, published: bool) -> dict[str, Any]:
    told = {"version": 1, "starts": at, "ends": at + clock.HOUR, "room": room, "channel": line, "host": "NL01",
            "assistants": [], "title": f"Phiên {name}", "state": "confirmed"}  # fmt: skip
    ended = {"actual_start": at, "actual_end": at + clock.HOUR} if state == "ended" else {}
    goods = json.dumps([{"product": "SP001", "pieces": 50, "price": 79_000}])
    made = {"event_id": event_id, "id": name, "session": name, "channel": line, "starts": at, "ends": at + clock.HOUR}
    made |= {"state": state, "goods": goods, "told": json.dumps(told) if published else "{}", "host": "NL01"}
    return made | ended
