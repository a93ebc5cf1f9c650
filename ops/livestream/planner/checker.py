"""Every proposal is held against this before anybody sees it. It shares no code with the planner, on purpose: it reads
the same facts in milliseconds, slot by slot and pair by pair, the long way round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]
MINUTE, HOUR = 60_000, 3_600_000
LONGEST_ON_AIR = 4 * HOUR
FREE_TO_MOVE = {"draft", "requested", "confirmed"}
NOTHING = {"cancelled", "no_show"}


def broken(facts: Row, moves: list[Row]) -> list[Row]:
    """What is wrong with these moves; empty: nothing. Conflicts among slots that do not move are not theirs."""
    slots, touched = after(facts, moves)
    found = [fault for move in moves for fault in of_move(facts, move)]
    ordered = sorted((one for one in slots.values() if span(facts, one)), key=lambda one: span(facts, one) or (0, 0))
    spans = [(span(facts, one) or (0, 0), one) for one in ordered]
    reach = longest_gap(facts)
    for name in touched:
        one = slots[name]
        found += of_slot(facts, one)
        near = (it for (start, end), it in spans if start - one["ends"] < reach and one["starts"] - end < reach)
        found += [it for other in near if other["id"] != name for it in of_pair(facts, one, other)]
        found += of_kits(facts, slots[name], ordered)
        found += of_day(facts, slots[name], ordered)
    return found


def after(facts: Row, moves: list[Row]) -> tuple[dict[str, Row], list[str]]:
    """All slots as they would be, and those that changed."""
    slots = {name: dict(one) for name, one in facts.get("slots", {}).items()}
    touched = []
    for n, move in enumerate(moves):
        name = move["slot"] or f"new {n}"
        before = slots.get(name) or {"id": name, "session": move["session"], "state": "draft"}
        slots[name] = before | move["changes"]
        touched.append(name)
    return slots, touched


def fault(rule: str, *slots: str, **more: Any) -> Row:
    """One broken rule."""
    return {"rule": rule, "slots": list(slots), "more": more}


def of_move(facts: Row, move: Row) -> Iterator[Row]:
    """May this slot be changed at all, and in these fields?"""
    changes, name = move["changes"], move["slot"]
    session = facts["sessions"].get(move["session"])
    if session is None or not set(changes) <= {"starts", "ends", "room", "host", "channel"}:
        yield fault("what", name)
        return
    before = facts["slots"].get(name)
    if before is None:
        if name or any(one["session"] == move["session"] for one in facts["slots"].values()):
            yield fault("twice", name)
        if not {"starts", "ends"} <= set(changes) or changes["ends"] - changes["starts"] != session["minutes"] * MINUTE:
            yield fault("length", name)
        return
    if before.get("state", "draft") not in FREE_TO_MOVE or before["starts"] <= (facts.get("now") or 0):
        yield fault("state", name)
    if any(changes[one] != before.get(one) for one in set(before.get("pinned") or {}) & set(changes)):
        yield fault("pinned", name)
    after_ = before | changes
    if after_["ends"] - after_["starts"] != before["ends"] - before["starts"]:
        yield fault("length", name)


def span(facts: Row, slot: Row) -> tuple[int, int] | None:
    """What a slot holds, in ms."""
    state = slot.get("state", "draft")
    if state in NOTHING:
        return None
    if state == "live":
        return slot.get("actual_start") or slot["starts"], max(slot["ends"], facts.get("now") or 0)
    if state == "ended":
        return slot.get("actual_start") or slot["starts"], slot.get("actual_end") or slot["ends"]
    return slot["starts"], slot["ends"]


def room_name(facts: Row, slot: Row) -> str:
    """Its own room, else its session's."""
    return slot.get("room") or facts["sessions"].get(slot["session"], {}).get("room") or ""


def people(slot: Row) -> set[str]:
    """Everybody who is needed."""
    return {slot.get("host") or "", *(slot.get("assistants") or ())} - {""}


# ---------- alone ----------


def of_slot(facts: Row, slot: Row) -> Iterator[Row]:
    """Rules that need no other slot."""
    name, start, end = slot["id"], slot["starts"], slot["ends"]
    before = facts["slots"].get(name)
    session = facts["sessions"][slot["session"]]
    event = facts.get("event") or {}
    if (event.get("from") is not None and start < event["from"]) or (
        event.get("until") is not None and end > event["until"]
    ):
        yield fault("event", name)
    if before is None or before["starts"] != start:
        yield from of_new_time(facts, slot, session)
    room = facts.get("rooms", {}).get(room_name(facts, slot))
    if room is None and facts.get("rooms"):
        yield fault("room", name)
    if room is not None:
        yield from of_room(facts, slot, session, room)
    yield from of_channel(facts, slot, session, before)
    for person in people(slot):
        yield from of_person(facts, slot, person)
    if facts.get("persons") and not slot.get("host"):
        yield fault("host", name)
    for window in facts.get("bridge") or ():
        if start < window["until"] and window["from"] < end and kept(facts, slot, window):
            yield fault("bridge", name)
    if any((facts["products"].get(one, {}).get("alcohol") or 0) >= 15 for one in session.get("products") or ()):
        yield fault("forbidden", name)


def of_new_time(facts: Row, slot: Row, session: Row) -> Iterator[Row]:
    """A start that the planner chose: in the future, on a quarter, on a day that is open and was wished for."""
    local = at(facts, slot["starts"])
    if slot["starts"] < (facts.get("now") or 0):
        yield fault("past", slot["id"])
    if local.minute % 15 or local.second or local.microsecond:
        yield fault("quarter", slot["id"])
    for days in ((facts.get("settings") or {}).get("days"), (session.get("wish") or {}).get("days")):
        if days and local.date().isoformat() not in days:
            yield fault("day", slot["id"])


def of_room(facts: Row, slot: Row, session: Row, room: Row) -> Iterator[Row]:
    """Opening hours, quiet windows of the stage, whose booth it is."""
    if session.get("room") and room["id"] != session["room"] and not (facts["slots"].get(slot["id"]) or {}).get("room"):
        yield fault("room of session", slot["id"])
    if room.get("kind") == "booth" and room.get("producer") and room["producer"] not in session.get("producers", ()):
        before = facts["slots"].get(slot["id"])
        if before is None or room_name(facts, before) != room["id"]:
            yield fault("booth", slot["id"])
    if not inside_hours(facts, slot, room):
        yield fault("hours", slot["id"])
    if session.get("noise") != "quiet" and room.get("hears_stage"):
        for window in (facts.get("stage") or {}).get("quiet") or ():
            if slot["starts"] < window["until"] and window["from"] < slot["ends"]:
                yield fault("noise", slot["id"])


def inside_hours(facts: Row, slot: Row, room: Row) -> bool:
    """Does a slot lie in the opening hours of its room, on one of the days around it?"""
    mall = (facts.get("settings") or {}).get("mall") or {}
    opens, closes = room.get("opens") or mall.get("opens"), room.get("closes") or mall.get("closes")
    if not opens or not closes or opens == closes:
        return True
    start, end = at(facts, slot["starts"]), at(facts, slot["ends"])
    for back in (0, 1):
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=back)
        open_, close = midnight + reading(opens), midnight + reading(closes)
        if open_ <= start and end <= (close if close > open_ else close + timedelta(days=1)):
            return True
    return False


def at(facts: Row, instant: int) -> datetime:
    """Local time, without a zone."""
    shift = timedelta(minutes=facts.get("offset_min", 420))
    return (datetime.fromtimestamp(instant / 1000, UTC) + shift).replace(tzinfo=None)


def reading(text: str) -> timedelta:
    """'09:30' since midnight."""
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def of_channel(facts: Row, slot: Row, session: Row, before: Row | None) -> Iterator[Row]:
    """A channel that is there, that is this producer's or everybody's, and that was wished for."""
    name = slot.get("channel") or ""
    channel = facts.get("channels", {}).get(name)
    if before is not None and before.get("channel") == name:
        return
    if channel is None:
        if facts.get("channels"):
            yield fault("channel", slot["id"])
        return
    wished = (session.get("wish") or {}).get("channels")
    if (channel.get("owner") and channel["owner"] not in session.get("producers", ())) or (
        wished and name not in wished
    ):
        yield fault("channel", slot["id"])


def of_person(facts: Row, slot: Row, person: str) -> Iterator[Row]:
    """Is somebody here and off the stage?"""
    row = facts.get("persons", {}).get(person, {})
    start, end = slot["starts"], slot["ends"]
    if any(start < one["until"] and one["from"] < end for one in row.get("away") or ()):
        yield fault("away", slot["id"], person=person)
    free = sorted((one["from"], one["until"]) for one in row.get("free") or ())
    joined: list[list[int]] = []
    for since, until in free:
        if joined and since <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], until)
        else:
            joined.append([since, until])
    if free and not any(since <= start and end <= until for since, until in joined):
        yield fault("away", slot["id"], person=person)
    for part in (facts.get("stage") or {}).get("people") or ():
        if part["person"] == person and start < part["until"] and part["from"] < end:
            yield fault("stage", slot["id"], person=person)


def kept(facts: Row, slot: Row, window: Row) -> bool:
    """Does a bridge window keep anything that the slot needs?"""
    key = facts.get("channels", {}).get(slot.get("channel") or "", {}).get("key")
    needs: dict[str, set[Any]] = {"rooms": {room_name(facts, slot)}, "channels": {slot.get("channel")}, "keys": {key},
             "kits": set(slot.get("kits") or ()), "persons": people(slot)}  # fmt: skip
    return any(wanted & set(window.get(name) or ()) - {"", None} for name, wanted in needs.items())


# ---------- with others ----------


def of_pair(facts: Row, one: Row, other: Row) -> Iterator[Row]:
    """Two slots that want the same thing at once, or with too little time between."""
    theirs = span(facts, other)
    if theirs is None:
        return
    apart = max(theirs[0] - one["ends"], one["starts"] - theirs[1])  # below zero: they overlap
    same = one["session"] == other["session"]
    buffers = (facts.get("settings") or {}).get("buffers") or {}
    names = one["id"], other["id"]
    if not same:
        rooms = room_name(facts, one), room_name(facts, other)
        if rooms[0] and rooms[0] == rooms[1] and apart < buffers.get("room", 15) * MINUTE:
            yield fault("room", *names)
        if people(one) & people(other) and apart < max(buffers.get("person", 10) * MINUTE, road(facts, *rooms)):
            yield fault("person", *names)
        mine, their = (facts["sessions"].get(it["session"], {}).get("producers") or () for it in (one, other))
        if set(mine) & set(their) and apart < 0:
            yield fault("producer", *names)
    if one.get("channel") and one["channel"] == other.get("channel"):
        if apart < (0 if same else buffers.get("channel", 5) * MINUTE):
            yield fault("channel", *names)
    elif apart < 0 and one.get("channel") and other.get("channel"):
        keys = [facts["channels"].get(it["channel"], {}).get("key") for it in (one, other)]
        if keys[0] and keys[0] == keys[1]:
            yield fault("key", *names)


def longest_gap(facts: Row) -> int:
    """Slots this far apart, in ms, cannot be in each other's way."""
    buffers = (facts.get("settings") or {}).get("buffers") or {}
    ways = [int(way["minutes"]) for way in facts.get("travel") or ()]
    return (1 + max([15, 10, 5, *(int(one) for one in buffers.values()), *ways])) * MINUTE


def road(facts: Row, a: str, b: str) -> int:
    """Between two rooms in ms."""
    if a == b or not a or not b:
        return 0
    minutes = {frozenset((way["a"], way["b"])): way["minutes"] for way in facts.get("travel") or ()}
    if frozenset((a, b)) in minutes:
        return int(minutes[frozenset((a, b))]) * MINUTE
    sites = [facts.get("rooms", {}).get(one, {}).get("site") or "" for one in (a, b)]
    return 0 if sites[0] == sites[1] else int(minutes.get(frozenset(sites), 0)) * MINUTE


def of_kits(facts: Row, slot: Row, ordered: list[Row]) -> Iterator[Row]:
    """Never more kits in use at once than there are pieces, the time to turn them round counted in."""
    turn = ((facts.get("settings") or {}).get("buffers") or {}).get("kit", 5) * MINUTE
    for kit in slot.get("kits") or ():
        users = [(span(facts, one) or (0, 0), one["session"]) for one in ordered if kit in (one.get("kits") or ())]
        pieces = int(facts.get("kits", {}).get(kit, {}).get("pieces") or 1)
        for (start, _), _of in users:
            if start >= slot["ends"] + turn or start + turn < slot["starts"] - turn:
                continue
            if sum(since <= start < until + turn for (since, until), _ in users) > pieces:
                yield fault("kit", slot["id"], kit=kit)


def of_day(facts: Row, slot: Row, ordered: list[Row]) -> Iterator[Row]:
    """Nobody is on air for more than four hours of one day."""
    host = slot.get("host")
    if not host:
        return
    day = at(facts, slot["starts"]).date()
    total = 0
    for one in ordered:
        held = span(facts, one) if one.get("host") == host else None
        if held and at(facts, held[0]).date() == day:
            total += held[1] - held[0]
    if total > LONGEST_ON_AIR:
        yield fault("on air", slot["id"], host=host)
