"""The facts of the rules as a problem of the planner: which units there are, what is fixed, what is busy or closed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ops.livestream.planner.grid import DAY, Grid, quarters
from ops.livestream.planner.values import FIELDS

Row = dict[str, Any]
MS = 60_000
NO_DAY = -1
CLOCK = re.compile(r"\d{1,2}:\d{2}")
MOVABLE = ("draft", "requested", "confirmed")
GONE = ("cancelled", "no_show")
USUAL_GAPS = {"room": 15, "person": 10, "kit": 5, "channel": 5}
LONGEST_DAYS = 62


@dataclass(frozen=True)
class Scope:
    """What may be changed: whom (None: everybody), which days, which fields of which slot are kept besides."""

    sessions: frozenset[str] | None = None
    days: frozenset[str] | None = None
    pins: dict[str, frozenset[str]] = field(default_factory=dict)  # slot (or new:<session>) -> fields
    units: frozenset[str] | None = None  # these alone, by their first slot
    only_hit: bool = False  # repair: only what something is in the way of
    looking: bool = False  # everything could move, but nothing shall: who stands in whose way?
    keep_standing: bool = False  # only place what has no slot yet


def minute_down(at: int) -> int:
    """An instant as minutes; the one it is in."""
    return at // MS


def minute_up(at: int) -> int:
    """An instant as minutes; the next whole one."""
    return -(-at // MS)


def clock_minutes(text: str) -> int:
    """'09:30' as minutes of the day."""
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def clock_reading(text: str | None) -> int | None:
    """The same for what people typed; None: it is no clock reading."""
    return clock_minutes(text) if CLOCK.fullmatch(text or "") and text else None


def day_number(text: str) -> int:
    """A local date as days since 1970; one that does not exist, like 30 February, is no day of any plan."""
    try:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError:
        return NO_DAY


def held(slot: Row, now: int) -> tuple[int, int] | None:
    """Which minutes a slot holds."""
    state = slot.get("state", "draft")
    if state in GONE:
        return None
    start, end = slot["starts"], slot["ends"]
    if state in ("live", "ended"):
        start = slot.get("actual_start") or start
        end = max(end, now) if state == "live" else (slot.get("actual_end") or end)
    return minute_down(start), max(minute_up(end), minute_down(start) + 1)


def hours_of(facts: Row, room: Row) -> tuple[int, int] | None:
    """Opening and closing of a room, as minutes of the day; None: always open."""
    mall = facts.get("settings", {}).get("mall") or {}
    opens = room.get("opens") or mall.get("opens") or ""
    closes = room.get("closes") or mall.get("closes") or ""
    if not opens or not closes or opens == closes:
        return None
    return clock_minutes(opens), clock_minutes(closes)


def span_of(facts: Row) -> tuple[int, int]:
    """From when to when anything may be planned: the event, or its days, or what stands; never the past."""
    event = facts.get("event") or {}
    days = sorted({day_number(one) for one in (facts.get("settings") or {}).get("days") or []} - {NO_DAY})
    offset = facts.get("offset_min", 420)
    slots = [one for one in facts.get("slots", {}).values() if one.get("state") not in GONE]
    starts = [minute_down(one["starts"]) for one in slots]
    start = minute_up(event["from"]) if event.get("from") is not None else None
    end = minute_down(event["until"]) if event.get("until") is not None else None
    if days:
        first, last = days[0] * DAY - offset, (days[-1] + 1) * DAY - offset
        start, end = max(first, first if start is None else start), min(last, last if end is None else end)
    now = minute_up(facts.get("now") or 0)
    start = min(starts, default=now) if start is None else start
    end = max([*starts, now]) + DAY if end is None else end
    return max(start, now), min(max(end, now), max(start, now) + LONGEST_DAYS * DAY)


def grid_of(facts: Row) -> Grid:
    """Quarters of an hour in which any room is open, and every start that stands."""
    offset = facts.get("offset_min", 420)
    start, end = span_of(facts)
    days = {day_number(one) for one in (facts.get("settings") or {}).get("days") or []}
    hours = [hours_of(facts, one) for one in facts.get("rooms", {}).values()] or [None]
    standing = {minute_down(one["starts"]) for one in facts.get("slots", {}).values()}
    times = set()
    for time in quarters(start, end, offset):
        day, clock = divmod(time + offset, DAY)
        if (not days or day in days) and any(open_at(one, clock) for one in hours):
            times.add(time)
    return Grid(times | standing, offset)


def open_at(hours: tuple[int, int] | None, clock: int) -> bool:
    """May something begin at this minute of the day? Closing before opening: over midnight."""
    if hours is None:
        return True
    opens, closes = hours
    return opens <= clock < closes if opens < closes else clock >= opens or clock < closes


# ---------- what is closed ----------


def closed_times(facts: Row, grid: Grid) -> dict[str, tuple[tuple[int, int], ...]]:
    """Times without a resource: a room's closing hours, a person's absence, the bridge, a part on stage."""
    found: dict[str, list[tuple[int, int]]] = {}
    for room in facts.get("rooms", {}).values():
        hours = hours_of(facts, room)
        if hours:
            found[f"room:{room['id']}"] = list(shut(hours, grid))
    for person in facts.get("persons", {}).values():
        found[f"person:{person['id']}"] = absent(person, grid)
    for window in facts.get("bridge", []):
        for resource in reserved(window):
            found.setdefault(resource, []).append((minute_down(window["from"]), minute_up(window["until"])))
    for part in (facts.get("stage") or {}).get("people", []):
        span = (minute_down(part["from"]), minute_up(part["until"]))
        found.setdefault(f"person:{part['person']}", []).append(span)
    return {name: tuple(spans) for name, spans in found.items() if spans}


def shut(hours: tuple[int, int], grid: Grid) -> Iterable[tuple[int, int]]:
    """When a room is closed, on and around the days of the grid."""
    opens, closes = hours
    for day in sorted({*grid.days, *(one - 1 for one in grid.days), *(one + 1 for one in grid.days)}):
        midnight = day * DAY - grid.offset
        if opens < closes:
            yield midnight, midnight + opens
            yield midnight + closes, midnight + DAY
        else:
            yield midnight + closes, midnight + opens


def absent(person: Row, grid: Grid) -> list[tuple[int, int]]:
    """When somebody is away; who named free times is away outside of them."""
    spans = [(minute_down(one["from"]), minute_up(one["until"])) for one in person.get("away") or []]
    free = sorted((minute_up(one["from"]), minute_down(one["until"])) for one in person.get("free") or [])
    if free and grid.times:
        at = min(grid.times[0], free[0][0]) - DAY
        for start, end in free:
            if start > at:
                spans.append((at, start))
            at = max(at, end)
        spans.append((at, max(grid.times[-1], at) + 2 * DAY))
    return spans


def reserved(window: Row) -> list[str]:
    """The resources that a bridge window keeps."""
    kinds = (("rooms", "room"), ("channels", "channel"), ("keys", "key"), ("kits", "kit"), ("persons", "person"))
    return [f"{kind}:{one}" for name, kind in kinds for one in window.get(name) or []]


# ---------- the whole ----------


def spots_of(facts: Row) -> tuple[dict[str, str], dict[tuple[str, str], int]]:
    """Room -> spot, and minutes between spots. A room that a way names is its own spot."""
    rooms = facts.get("rooms", {})
    ways = {(one["a"], one["b"]): one["minutes"] for one in facts.get("travel", [])}
    named = {end for way in ways for end in way if end in rooms}
    spots = {name: name if name in named else f"site:{room.get('site') or ''}" for name, room in rooms.items()}

    def sites(spot: str) -> str:
        return (rooms[spot].get("site") or "") if spot in rooms else spot.removeprefix("site:")

    found = {}
    for here in set(spots.values()):
        for there in set(spots.values()) - {here}:
            pairs = ((here, there), (there, here), (sites(here), sites(there)), (sites(there), sites(here)))
            known = pairs[:2] if sites(here) == sites(there) else pairs
            found[here, there] = next((ways[pair] for pair in known if pair in ways), 0)
    return spots, found


def shared_keys(facts: Row) -> dict[str, str]:
    """Channel -> its key, as a resource of its own."""
    channels = facts.get("channels", {}).values()
    return {one["id"]: f"key:{one['key']}" for one in channels if one.get("key")}


def kept_fields(slot: Row, scope: Scope) -> set[str]:
    """Fields of a slot that stay as they are: what a person moved, and what was asked to stay."""
    pinned = set(slot.get("pinned") or {}) | scope.pins.get(slot["id"], frozenset())
    if pinned & {"starts", "ends"}:
        pinned.add("starts")
    return pinned & set(FIELDS)
