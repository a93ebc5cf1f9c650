"""What is tapped on tablets: in and out of an area, tours, demos, and taking a tap back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from ops.core import clock
from ops.core.actions import fresh
from ops.core.auth import PLANNERS, Actor
from ops.core.work import Work
from ops.errors import Forbidden, NotFound
from ops.spaces import queries
from ops.spaces.actions.shelf import (
    Refused,
    event_of,
    instant_of,
    raise_by,
    require,
    require_area,
    require_booth,
    upsert,
)
from ops.spaces.models import space_count, space_heard, space_tally, space_tap
from ops.spaces.payloads import Alive, DemoShown, TabletTold, Tap, Tour
from ops.spaces.rules import counting, heat, times

Row = dict[str, Any]
UNDO_MS, UNDO_OFFICE_MS = 10 * clock.MINUTE, 24 * clock.HOUR
NOTHING: Row = {"area": "", "booth": "", "demo": "", "by": 0, "day": ""}


def keep_tap(work: Work, ref: str, kind: str, asked: TabletTold, **more: Any) -> Row:
    """The row of a tap, at the instant at which it happened."""
    at = instant_of(work, asked.device_ms(), asked.offset_ms)
    row: Row = {"id": ref, "kind": kind, "at": at, "made_at": work.now, "actor": work.actor, **NOTHING, **more}
    if kind == "count":
        row["day"] = _day(work, row["area"], at)
    work.conn.execute(insert(space_tap).values(event_id=work.event_id, **row))
    return row


# ---------- in and out ----------


def count(work: Work, ref: str, asked: Tap, actor: Actor) -> Row:
    """So many came in or went out."""
    require(work, "space_area", asked.area)
    require_area(work, actor, asked.area)
    tap = keep_tap(work, ref, "count", asked, area=asked.area, by=asked.by)
    before = count_of(work, asked.area)
    after = _after(work, tap, before)
    facts: Row = {"area": asked.area, "by": asked.by, "inside": after["inside"], "drift": after["drift"], "tap": ref}
    facts["did"] = after["inside"] - before["inside"] if before["day"] == after["day"] else after["inside"]
    return _counted(work, ref, "spaces.counted", asked.area, after, facts, asked.device_ms())


def _after(work: Work, tap: Row, before: Row) -> Row:
    """The count of the area after a tap: one step on when it is the newest, else counted again from all."""
    if tap["day"] < before["day"]:
        return before
    if tap["day"] == before["day"] and before["at"] is not None and tap["at"] > before["at"]:
        known = counting.Count(**{name: before[name] for name in ("inside", "came", "left", "drift", "most", "at")})
        return {"day": tap["day"], **vars(counting.tapped(known, tap["by"], tap["at"]))}
    return counted_again(work, tap["area"], tap["day"])


def counted_again(work: Work, area: str, day: str) -> Row:
    """The count of a day from its taps."""
    query = select(space_tap.c.id, space_tap.c.at, space_tap.c.by).where(
        space_tap.c.event_id == work.event_id, space_tap.c.area == area, space_tap.c.day == day,
        space_tap.c.undone_at.is_(None),
    )  # fmt: skip
    return {"day": day, **vars(counting.folded([dict(row) for row in work.conn.execute(query).mappings()]))}


def count_of(work: Work, area: str) -> Row:
    """How many are inside."""
    row = queries.one_of(work.conn, work.event_id, "space_count", area)
    return row or {"day": "", **vars(counting.Count())}


def _counted(
    work: Work, ref: str, kind: str, area: str, after: Row, facts: Row, device_at: int | None, **touched: list[str]
) -> Row:
    kept = {name: after[name] for name in ("day", "inside", "came", "left", "drift", "most", "at")}
    upsert(work, space_count, {"area": area}, kept)
    subjects = {"space_count": [area], **touched}
    index = work.record(kind, f"space_area:{area}", subjects, facts, ref=ref, device_at=device_at)
    return fresh(work, ref, kind, facts, index)


def _day(work: Work, area: str, at: int) -> str:
    """The day a tap belongs to. Where the opening was put later since, people who are inside stay inside: what comes
    after a counted tap goes on with its day."""
    place, settings = require(work, "space_area", area), queries.settings(work.conn, work.event_id)
    day, known = times.counting_day(at, event_of(work)["zone"], queries.hours(place, settings)[0]), count_of(work, area)
    return max(day, known["day"]) if known["at"] is not None and at >= known["at"] else day


def zero(work: Work) -> int:
    """At the opening: nobody is inside. Answers how many areas began a new day."""
    zone, settings, done = event_of(work)["zone"], queries.settings(work.conn, work.event_id), 0
    areas = {one["id"]: one for one in queries.rows_of(work.conn, work.event_id, "space_area")}
    for row in queries.rows_of(work.conn, work.event_id, "space_count"):
        if row["area"] not in areas:
            continue
        day = times.counting_day(work.now, zone, queries.hours(areas[row["area"]], settings)[0])
        if row["day"] < day:
            upsert(work, space_count, {"area": row["area"]}, {"day": day, **vars(counting.Count())})
            facts = {"area": row["area"], "day": day, "stood_at": row["inside"]}
            subject = f"space_area:{row['area']}"
            work.record("spaces.counts_zeroed", subject, {"space_count": [row["area"]]}, facts)
            done += 1
    return done


# ---------- tours, demos ----------


def tour(work: Work, ref: str, asked: Tour, actor: Actor) -> Row:
    """A guide shows so many guests around."""
    return _tallied(work, ref, "tour", asked, actor, {"tours": 1, "tour_people": asked.people}, by=asked.people)


def demo(work: Work, ref: str, asked: DemoShown, actor: Actor) -> Row:
    """A demo was shown."""
    booth = require(work, "space_booth", asked.booth)
    if asked.demo and asked.demo not in {one["id"] for one in booth["demos"]}:
        raise NotFound
    return _tallied(work, ref, "demo", asked, actor, {"demos": 1}, demo=asked.demo, by=asked.people)


def _tallied(work: Work, ref: str, kind: str, asked: Tour | DemoShown, actor: Actor, amounts: Row, **more: Any) -> Row:
    require_booth(actor, require(work, "space_booth", asked.booth))
    keep_tap(work, ref, kind, asked, booth=asked.booth, **more)
    raise_by(work, space_tally, {"booth": asked.booth}, amounts)
    facts = {"booth": asked.booth, "tap": ref} | {name: value for name, value in more.items() if value}
    kind = f"spaces.{kind}_told"
    touched, device_at = {"space_tally": [asked.booth]}, asked.device_ms()
    index = work.record(kind, f"space_booth:{asked.booth}", touched, facts, ref=ref, device_at=device_at)
    return fresh(work, ref, kind, facts, index)


# ---------- back ----------


def undo(work: Work, ref: str, tap_id: str, asked: TabletTold, actor: Actor) -> Row:
    """Take a tap back; twice is once."""
    query = select(space_tap).where(space_tap.c.event_id == work.event_id, space_tap.c.id == tap_id)
    row = work.conn.execute(query).mappings().first()
    if row is None:
        raise NotFound
    tap, at = dict(row), instant_of(work, asked.device_ms(), asked.offset_ms)
    facts: Row = {"tap": tap_id, "kind": tap["kind"]}
    if tap["undone_at"] is not None:
        return fresh(work, ref, "spaces.tap_undone", facts, None)
    _require_undoable(tap, actor, at)
    here = (space_tap.c.event_id == work.event_id) & (space_tap.c.id == tap_id)
    work.conn.execute(update(space_tap).where(here).values(undone_at=at))
    if tap["kind"] == "count":
        before = count_of(work, tap["area"])
        after = counted_again(work, tap["area"], tap["day"]) if tap["day"] == before["day"] else before
        facts |= {"area": tap["area"], "inside": after["inside"]}
        return _counted(work, ref, "spaces.tap_undone", tap["area"], after, facts, asked.device_ms())
    less = {"tours": -1, "tour_people": -tap["by"]} if tap["kind"] == "tour" else {"demos": -1}
    raise_by(work, space_tally, {"booth": tap["booth"]}, less)
    facts |= {"booth": tap["booth"]}
    touched = {"space_tally": [tap["booth"]]}
    index = work.record("spaces.tap_undone", f"space_booth:{tap['booth']}", touched, facts, ref=ref)
    return fresh(work, ref, "spaces.tap_undone", facts, index)


def _require_undoable(tap: Row, actor: Actor, at: int) -> None:
    office = bool(actor.roles & PLANNERS)
    if tap["actor"] != actor.key and not office:
        raise Refused("tap_foreign")
    if at - tap["at"] > (UNDO_OFFICE_MS if office else UNDO_MS):
        raise Refused("tap_old")


# ---------- there ----------


def keep_heard(work: Work, asked: Alive, actor: Actor) -> None:
    """The minutes in which a device's page ran, of the last day. Not journalled."""
    if actor.kind != "device":
        raise Forbidden("space_elsewhere")
    now = work.now // clock.MINUTE
    masks = heat.mask_of(one for one in asked.minutes if now - 24 * 60 <= one <= now)
    places = []
    if asked.booth:
        require_booth(actor, require(work, "space_booth", asked.booth))
        places.append(f"booth:{asked.booth}")
    if asked.area:
        require(work, "space_area", asked.area)
        require_area(work, actor, asked.area)
        places.append(f"area:{asked.area}")
    for place in places:
        for hour, mask in masks.items():
            _hear(work, {"place": place, "device": actor.id, "hour": hour}, mask)


def _hear(work: Work, key: Row, mask: int) -> None:
    """Bits are only ever added."""
    here = space_heard.c.event_id == work.event_id
    for name, value in key.items():
        here &= space_heard.c[name] == value
    known = int(work.conn.execute(select(space_heard.c.mask).where(here)).scalar() or 0)
    if known | mask != known:
        upsert(work, space_heard, key, {"mask": known | mask})
