"""Units of a problem: which slots move as one, and where each may stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ops.livestream.planner.allowed import Allowed
from ops.livestream.planner.grid import DAY, Grid
from ops.livestream.planner.model import Choice, Place, Team, Unit
from ops.livestream.planner.reading import (
    GONE,
    MOVABLE,
    MS,
    Scope,
    clock_reading,
    day_number,
    held,
    kept_fields,
    minute_down,
    minute_up,
    span_of,
)
from ops.livestream.planner.values import FIELDS, LIKED_HOST, WISHED, band_of, band_value, change_price
from ops.livestream.rules.goods import forbidden_why

Row = dict[str, Any]
Bands = tuple[tuple[float, int], ...]
NONE = (Choice("", 0.0),)


def make_units(facts: Row, grid: Grid, scope: Scope) -> list[Unit]:
    """All units, those that may move and those that stand."""
    maker = Maker(facts, grid, scope)
    slots: dict[str, list[Row]] = {}
    for slot in facts.get("slots", {}).values():
        slots.setdefault(slot["session"], []).append(slot)
    units: list[Unit] = []
    for session in sorted(facts.get("sessions", {}).values(), key=lambda one: str(one["id"])):
        units += maker.of_session(session, slots.get(session["id"], []))
    return units


class Maker:
    """Reads sessions one after the other; what they share is worked out once."""

    def __init__(self, facts: Row, grid: Grid, scope: Scope) -> None:
        self.facts, self.grid, self.scope = facts, grid, scope
        self.now = minute_up(facts.get("now") or 0)
        self.span = span_of(facts)
        self.allowed = Allowed(facts, grid)
        self.bands = dict.fromkeys(("prime", "shoulder", "plain"), 0)
        for n, time in enumerate(grid.times):
            self.bands[band_of(grid.clock_of(time))] |= 1 << n

    def of_session(self, session: Row, slots: list[Row]) -> Iterator[Unit]:
        """The units of a session."""
        if not slots:
            yield self.new(session)
        times: dict[tuple[int, int], list[Row]] = {}
        for slot in sorted(slots, key=lambda one: str(one["id"])):
            if slot.get("state", "draft") not in GONE:
                times.setdefault((slot["starts"], slot["ends"]), []).append(slot)
        for together in times.values():
            # a slot that is a row of the run sheet moves with the sheet alone
            if all(one.get("state", "draft") in MOVABLE and not one.get("sheet_row") for one in together):
                yield self.movable(session, together)
            else:
                yield from (self.standing(session, [one]) for one in together)

    # ---------- what stands ----------

    def common(self, session: Row, slots: list[Row]) -> Row:
        """What is said of a unit whether it may move or not."""
        producers = tuple(session.get("producers") or ())
        known = self.facts.get("producers", {})
        communes = sorted({known[one].get("commune") or "" for one in producers if one in known} - {""})
        named = [str(one["id"]) for one in slots]
        return {
            "id": named[0] if named else f"new:{session['id']}", "session": session["id"], "slots": tuple(named),
            "priority": int(session.get("priority") or 1), "producers": producers, "communes": tuple(communes),
            **self.along(slots),
        }  # fmt: skip

    def along(self, slots: list[Row]) -> Row:
        """Resources and people that come along as they are."""
        hosts = sorted({one["host"] for one in slots if one.get("host")}) if len(slots) > 1 else []
        airing = tuple(hosts) if len(hosts) > 1 else ()
        crew = {person for one in slots for person in one.get("assistants") or ()} | set(airing)
        kits = sorted({f"kit:{kit}" for one in slots for kit in one.get("kits") or ()})
        channels = sorted({one["channel"] for one in slots if one.get("channel")}) if len(slots) > 1 else []
        keys = {self.allowed.keys[one] for one in channels if one in self.allowed.keys}
        others = (*kits, *(f"channel:{one}" for one in channels), *sorted(keys))
        return {"others": others, "crew": tuple(sorted(crew)), "airing": airing}

    def place(self, session: Row, slots: list[Row]) -> tuple[Place, int]:
        """Where slots stand, and how long they hold it."""
        one = slots[0]
        start, end = held(one, self.now * MS) or (minute_down(one["starts"]), minute_up(one["ends"]))
        alone = len(slots) == 1
        hosts = {it.get("host") or "" for it in slots}
        host = hosts.pop() if len(hosts) == 1 else ""
        return Place(start, room_of(session, one), host, (one.get("channel") or "") if alone else ""), end - start

    def standing(self, session: Row, slots: list[Row]) -> Unit:
        """What does not move."""
        place, minutes = self.place(session, slots)
        wished = self.wished(session, minutes)
        return Unit(**self.common(session, slots), minutes=minutes, now=place, open=False, wished=wished)

    # ---------- what may move ----------

    def asked_for(self, session: Row, start: int | None) -> bool:
        """Was this session asked for, on the day on which it stands?"""
        if self.scope.looking or (self.scope.units is not None and start is None):
            return False
        if self.scope.sessions is not None and session["id"] not in self.scope.sessions:
            return False
        return start is None or self.scope.days is None or self.grid.day_of(start) in self.scope_days()

    def scope_days(self) -> set[int]:
        """The days asked for, counted from 1970."""
        return {day_number(one) for one in self.scope.days or ()}

    def new(self, session: Row) -> Unit:
        """A session that has no slot yet."""
        common = self.common(session, [])
        if not self.asked_for(session, None):
            return Unit(**common, minutes=int(session["minutes"]), open=False)
        return self.choices(session, common, int(session["minutes"]), None, [], set(FIELDS))

    def movable(self, session: Row, slots: list[Row]) -> Unit:
        """Slots that may move, as far as nobody has pinned them."""
        place, minutes = self.place(session, slots)
        kept = set().union(*(kept_fields(one, self.scope) for one in slots))
        begun = place.start <= self.now
        common = self.common(session, slots) | {"pins": len(kept)}
        if self.scope.looking and not begun:
            return self.choices(session, common, minutes, place, slots, set())
        left_out = self.scope.units is not None and str(slots[0]["id"]) not in self.scope.units
        if (
            begun
            or left_out
            or self.scope.keep_standing
            or kept >= set(FIELDS)
            or not self.asked_for(session, place.start)
        ):
            return self.standing(session, slots)
        kept |= {"channel"} if len(slots) > 1 else set()
        kept |= {"host"} if len({one.get("host") for one in slots}) > 1 else set()
        return self.choices(session, common, minutes, place, slots, set(FIELDS) - kept)

    def choices(
        self, session: Row, common: Row, minutes: int, now: Place | None, slots: list[Row], fields: set[str]
    ) -> Unit:
        """Everything a unit may choose from."""
        firm = any(one.get("state") == "confirmed" for one in slots)
        fields = fields - ({"room"} if session.get("room") else set())
        starts = self.starts(session, minutes, now, "starts" in fields)
        rooms = self.rooms(session, now, "room" in fields, firm)
        return Unit(
            **common, minutes=minutes, now=now, firm=firm, fields=tuple(one for one in FIELDS if one in fields),
            starts=starts, bands=self.worth(session, minutes, now, firm, starts),
            wished=self.wished(session, minutes),
            rooms=rooms, quiet=self.quiet(session, rooms, minutes),
            teams=tuple(self.teams(session, minutes, now, slots, fields, firm, starts)),
            banned=self.banned(session, slots),
        )  # fmt: skip

    def starts(self, session: Row, minutes: int, now: Place | None, free: bool) -> int:
        """Starts that a unit may have at all."""
        if now and not free:
            return self.grid.of([now.start])
        mask = self.grid.inside(*self.span, minutes) & self.allowed.quarters
        days = {day_number(one) for one in (session.get("wish") or {}).get("days") or ()}
        for chosen in (days, self.scope_days() if self.scope.days is not None else set()):
            if chosen:
                mask &= sum(self.grid.days.get(day, 0) for day in chosen)
        return mask | (self.grid.of([now.start]) if now else 0)

    def worth(
        self, session: Row, minutes: int, now: Place | None, firm: bool, starts: int
    ) -> tuple[tuple[float, int], ...]:
        """Starts by their worth, the best first."""
        wished = self.wished(session, minutes)
        stays = self.grid.of([now.start]) if now else 0
        found: dict[float, int] = {}
        for name, band in self.bands.items():
            for liked, inside in ((WISHED, wished), (0.0, ~wished)):
                for moved, where in ((0.0, stays), (change_price("starts", firm) if now else 0.0, ~stays)):
                    value = band_value(name, int(session.get("priority") or 1)) + liked + moved
                    found[value] = found.get(value, 0) | starts & band & inside & where
        return tuple(sorted(((value, mask) for value, mask in found.items() if mask), reverse=True))

    def wished(self, session: Row, minutes: int) -> int:
        """Starts inside the window that was wished for."""
        wish = session.get("wish") or {}
        since, until = clock_reading(wish.get("from")), clock_reading(wish.get("until"))
        if since is None and until is None:
            return 0
        opens, closes = since or 0, DAY if until is None else until
        mask = 0
        for day in self.grid.days:
            midnight = day * DAY - self.grid.offset
            mask |= self.grid.inside(midnight + opens, midnight + closes, minutes)
        return mask

    def rooms(self, session: Row, now: Place | None, free: bool, firm: bool) -> tuple[Choice, ...]:
        """Rooms to choose from; a booth is its producer's, and what must be kept cold goes where there is a fridge."""
        own = now.room if now else session.get("room") or ""
        if not free or not self.facts.get("rooms"):
            return (Choice(own, 0.0),)
        fit = [one for one in self.facts["rooms"].values() if _is_open_to(one, session)]
        if self.needs_cold(session) and any(one.get("cold") for one in fit):
            fit = [one for one in fit if one.get("cold") or one["id"] == own]
        price = change_price("room", firm) if now else 0.0
        return ordered("room", {one["id"]: 0.0 if one["id"] == own else price for one in fit}) or NONE

    def needs_cold(self, session: Row) -> bool:
        """Is anything of the session to be kept cold?"""
        products = self.facts.get("products", {})
        return any("cold" in (products.get(one, {}).get("marks") or ()) for one in session.get("products") or ())

    def quiet(self, session: Row, rooms: tuple[Choice, ...], minutes: int) -> dict[str, int]:
        """Room -> starts at which the stage must not hear this session."""
        windows = (self.facts.get("stage") or {}).get("quiet") or ()
        if session.get("noise") == "quiet" or not windows:
            return {}
        mask = 0
        for one in windows:
            mask |= self.grid.blocked(minute_down(one["from"]), minute_up(one["until"]), minutes, 0)
        known = self.facts.get("rooms", {})
        return {one.id: mask for one in rooms if known.get(one.id, {}).get("hears_stage")}

    def teams(
        self, session: Row, minutes: int, now: Place | None, slots: list[Row], fields: set[str], firm: bool, starts: int
    ) -> Iterator[Team]:
        """Channels by platform with who may host there."""
        channels = self.channels(session, now, "channel" in fields, firm)
        liked = set((session.get("wish") or {}).get("hosts") or ())
        price = change_price("host", firm) if now else 0.0
        stays = self.grid.of([now.start]) if now else 0
        goods = [item for slot in slots for item in slot.get("goods") or ()]
        for platform, some in channels.items():
            hosts, closed = self.allowed.hosts(platform) if "host" in fields else ([now.host if now else ""], {})
            if now and "host" in fields:  # who stands there may stay, whatever is still missing
                hosts = hosts if now.host in hosts else [now.host, *hosts]
                closed = {name: mask & ~stays if name == now.host else mask for name, mask in closed.items()}
            values = {
                one: (LIKED_HOST if one in liked else 0.0) + (price if now and one != now.host else 0.0)
                for one in hosts or [""]
            }
            shut = self.allowed.shut(session, platform, minutes, goods) & ~stays if starts & ~stays else 0
            yield Team(ordered("channel", some), ordered("person", values), closed, shut)

    def banned(self, session: Row, slots: list[Row]) -> tuple[str, ...]:
        """What is sold here that may not be advertised at all."""
        names = [item["product"] for slot in slots for item in slot.get("goods") or ()] or session.get("products") or ()
        known = self.facts.get("products", {})
        return tuple(dict.fromkeys(one for one in names if one in known and forbidden_why(known[one])))

    def channels(self, session: Row, now: Place | None, free: bool, firm: bool) -> dict[str, dict[str, float]]:
        """Platform -> channels to choose from, and what each is worth."""
        known = self.facts.get("channels", {})
        own = now.channel if now else ""
        if not free or not known:
            return {known.get(own, {}).get("platform", ""): {own: 0.0}}
        wished = set((session.get("wish") or {}).get("channels") or ())
        price = change_price("channel", firm) if now else 0.0
        found: dict[str, dict[str, float]] = {}
        for one in known.values():
            mine = not one.get("owner") or one["owner"] in (session.get("producers") or ())
            if one["id"] == own or (mine and (not wished or one["id"] in wished)):
                found.setdefault(one.get("platform", ""), {})[one["id"]] = 0.0 if one["id"] == own else price
        return found


def ordered(kind: str, worth: dict[str, float]) -> tuple[Choice, ...]:
    """Choices, the best first."""
    found = [Choice(name, value, f"{kind}:{name}" if name else "") for name, value in worth.items()]
    return tuple(sorted(found, key=lambda one: -one.value))


def room_of(session: Row, slot: Row) -> str:
    """A slot's room is its own, else its session's."""
    return str(slot.get("room") or session.get("room") or "")


def _is_open_to(room: Row, session: Row) -> bool:
    return (
        room.get("kind") != "booth" or not room.get("producer") or room["producer"] in (session.get("producers") or ())
    )
