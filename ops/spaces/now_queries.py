"""What depends on the clock: lamps of areas and booths, from the counts and from when tablets were last heard."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.core.models import device
from ops.spaces import card_queries
from ops.spaces.models import space_heard, space_tap
from ops.spaces.queries import hours, rows_of, settings
from ops.spaces.rules import counting, times

Row = dict[str, Any]


def now(conn: Connection, event_id: str, at: int) -> Row:
    """Lamps of every area and booth at an instant."""
    event, kept = core_queries.find_event(conn, event_id) or {}, settings(conn, event_id)
    heard, names = heard_of(conn, event_id, at), _devices(conn, event_id)
    counts = {one["area"]: one for one in rows_of(conn, event_id, "space_count")}
    areas = [
        _area(conn, event_id, one, {"zone": event["zone"], "now": at, "hours": hours(one, kept), "names": names,
                                    "heard": heard.get(f"area:{one['id']}", {}), "count": counts.get(one["id"])})
        for one in rows_of(conn, event_id, "space_area")
    ]  # fmt: skip
    booths = [
        _booth(one, heard.get(f"booth:{one['id']}", {}), names, times.is_open(at, event["zone"], *hours(one, kept)), at)
        for one in rows_of(conn, event_id, "space_booth")
    ]
    return {"now": clock.iso(at), "areas": areas, "booths": booths}


def heard_of(conn: Connection, event_id: str, at: int) -> dict[str, dict[str, int]]:
    """Place -> device -> when its page was last heard, within a day."""
    query = select(space_heard).where(space_heard.c.event_id == event_id, space_heard.c.hour > at - 2 * clock.DAY)
    found: dict[str, dict[str, int]] = {}
    for row in conn.execute(query.order_by(space_heard.c.hour)).mappings():
        last = row["hour"] + row["mask"].bit_length() * clock.MINUTE  # the end of its last minute
        found.setdefault(row["place"], {})[row["device"]] = min(last, at)
    return found


def _devices(conn: Connection, event_id: str) -> dict[str, str]:
    """Devices that may still tell something, by name."""
    query = select(device.c.id, device.c.name).where(device.c.event_id == event_id, device.c.revoked_at.is_(None))
    return {row.id: row.name for row in conn.execute(query)}


def _area(conn: Connection, event_id: str, area: Row, known: Row) -> Row:
    """One area: its number counts for the day on which it was counted, also when the opening was put later since."""
    zone, at = known["zone"], known["now"]
    day = times.counting_day(at, zone, known["hours"][0])
    count = known["count"] if known["count"] and known["count"]["day"] >= day else None
    day = count["day"] if count else day
    inside = count["inside"] if count else 0
    begins = times.start_of(day, zone, times.minutes_of(known["hours"][0]))
    tapped = _tapped(conn, event_id, area["id"], day)
    heard = {one: last for one, last in known["heard"].items() if last > begins}
    for actor, last in tapped.items():
        heard[actor] = max(last, heard.get(actor, 0))
    told = {one: last for one, last in heard.items() if one in known["names"]} or heard
    silent = [known["names"].get(one, "") for one, last in told.items() if at - last > counting.SILENT_MS]
    lamp = counting.lamp(inside, area["safety"], told.values(), at, is_open=times.is_open(at, zone, *known["hours"]))
    return {
        "area": area["id"],
        "inside": inside,
        "counted": bool(heard or (count and count["at"] is not None)),
        "safety": area["safety"],
        "percent": counting.percent(inside, area["safety"]) if lamp != "unknown" else None,
        "lamp": lamp,
        "heard_at": clock.iso(max(told.values(), default=None)),
        "silent": sorted(name for name in silent if name),
    }


def _tapped(conn: Connection, event_id: str, area: str, day: str) -> dict[str, int]:
    """Who counted at an area on a day, and when they last did."""
    query = select(space_tap.c.actor, func.max(space_tap.c.made_at)).where(
        space_tap.c.event_id == event_id, space_tap.c.area == area, space_tap.c.day == day
    )
    found = conn.execute(query.group_by(space_tap.c.actor))
    return {actor.removeprefix("device:"): int(last) for actor, last in found}


def _booth(booth: Row, heard: dict[str, int], names: dict[str, str], is_open: bool, at: int) -> Row:
    last = max((when for one, when in heard.items() if one in names), default=None)
    lamp = "none" if last is None else "ok" if at - last <= counting.SILENT_MS else "silent"
    return {"booth": booth["id"], "heard_at": clock.iso(last), "lamp": lamp if is_open else "closed"}


# ---------- what comes by itself ----------


def next_due(conn: Connection, event_id: str, now: int) -> int | None:
    """When an area next opens that was counted before, or the cards go."""
    event, kept = core_queries.find_event(conn, event_id), settings(conn, event_id)
    if event is None:
        return None
    areas = {one["id"]: one for one in rows_of(conn, event_id, "space_area")}
    openings = []
    for row in rows_of(conn, event_id, "space_count"):
        if row["area"] in areas:
            minutes = times.minutes_of(hours(areas[row["area"]], kept)[0])
            openings.append(times.start_of(times.next_day(row["day"]), event["zone"], minutes))
    cards = [card_queries.kept_until(event)] if card_queries.has_cards(conn, event_id) else []
    return min([max(at, now) for at in openings + cards], default=None)
