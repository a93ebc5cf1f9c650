"""One slot against hours, people's own time, the stage and the bridge."""

from __future__ import annotations

from collections.abc import Iterator

from ops.livestream.rules.index import Index, Seen
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.papers import has_paper
from ops.livestream.rules.reports import report
from ops.livestream.rules.times import DAY, Span, clock_ms, day_start, merged, overlap


def complete(index: Index, one: Seen) -> Iterator[Row]:
    """A plan needs a time, a room and a channel before it can hold anything."""
    lacking = [name for name, there in (("time", one.span), ("room", one.room), ("channel", one.channel)) if not there]
    if lacking:
        yield report("slot.incomplete", [one], None, missing=lacking)


def event_hours(index: Index, one: Seen) -> Iterator[Row]:
    """Outside the event."""
    event = index.facts.get("event") or {}
    assert one.span
    early = event.get("from") is not None and one.span[0] < event["from"]
    late = event.get("until") is not None and one.span[1] > event["until"]
    if early or late:
        hours: Row = {name: event.get(name) for name in ("from", "until")}
        yield report("hours.event", [one], None, **hours)


def room_hours(index: Index, one: Seen) -> Iterator[Row]:
    """Outside the hours of the room, or of the mall when it has none of its own."""
    assert one.span
    room, mall = index.get("rooms", one.room), (index.facts.get("settings") or {}).get("mall") or {}
    opens, closes = (room.get(name) or mall.get(name) for name in ("opens", "closes"))
    start, end = clock_ms(opens), clock_ms(closes)
    if not one.room or start is None or end is None or open_then(index, one.span, start, end):
        return
    if not any(has_paper(index, "producers", name, "mall_letter", one.days[1]) for name in one.producers):
        yield report("hours.room", [one], ("room", one.room), opens=opens, closes=closes)


def open_then(index: Index, span: Span, opens: int, closes: int) -> bool:
    """Does it lie in one stretch of opening hours? They may run over midnight; equal readings mean always."""
    if opens == closes:
        return True
    length = (closes - opens) % DAY or DAY
    today = day_start(span[0], index.offset) + opens
    return any(begin <= span[0] and span[1] <= begin + length for begin in (today - DAY, today))


def people_free(index: Index, one: Seen) -> Iterator[Row]:
    """Somebody said that they are away, or when they are free and this is not then."""
    assert one.span
    for name in one.people:
        person = index.get("persons", name)
        told = [overlap(one.span, (row["from"], row["until"])) for row in person.get("away") or []]
        away = [shared for shared in told if shared]
        if away:
            yield report("person.unavailable", [one], ("person", name), min(away), why="away")
            continue
        free = merged([(row["from"], row["until"]) for row in person.get("free") or []])
        if free and not any(start <= one.span[0] and one.span[1] <= end for start, end in free):
            yield report("person.unavailable", [one], ("person", name), why="not_free")


def stage(index: Index, one: Seen) -> Iterator[Row]:
    """People who have a part on stage then, and rows that must not hear this room."""
    assert one.span
    told = index.facts.get("stage") or {}
    own = one.slot.get("sheet_row") or None
    for part in told.get("people") or []:
        shared = overlap(one.span, (part["from"], part["until"]))
        if shared and part["row"] != own and part["person"] in one.people:
            resource = ("person", part["person"])
            yield report(
                "stage.person", [one], resource, shared, part["row"], row=part["row"], title=part.get("title") or ""
            )
    if one.session.get("noise") != "noisy" or not index.get("rooms", one.room).get("hears_stage"):
        return
    for part in told.get("quiet") or []:
        shared = overlap(one.span, (part["from"], part["until"]))
        if shared and part["row"] != own:
            title = part.get("title") or ""
            yield report("stage.noise", [one], ("room", one.room), shared, part["row"], row=part["row"], title=title)


def bridge(index: Index, one: Seen) -> Iterator[Row]:
    """What is kept for the bridge then."""
    assert one.span
    wanted = (
        ("room", "rooms", [one.room]),
        ("channel", "channels", [one.channel]),
        ("key", "keys", [one.key]),
        ("kit", "kits", one.kits),
        ("person", "persons", one.people),
    )
    for window in index.facts.get("bridge") or []:
        shared = overlap(one.span, (window["from"], window["until"]))
        for kind, table, names in wanted if shared else ():
            for name in names:
                if name and name in (window.get(table) or []):
                    title = window.get("title") or ""
                    yield report("bridge.reserved", [one], (kind, name), shared, window["id"], title=title)
