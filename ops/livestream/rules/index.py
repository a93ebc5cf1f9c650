"""The facts in the order in which the rules ask for them: by resource, and every slot with what it holds."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from ops.livestream.rules.kinds import BLOCK, Row
from ops.livestream.rules.times import MINUTE, Span, day_of, held

Key = tuple[str, str]


def plain_number(value: Any) -> str:
    """A number as both languages write it."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def mark_of(slot: Row, room: str | None = None, goods: list[Row] | None = None, producers: Iterable[str] = ()) -> str:
    """A short mark of a slot's time, people and goods: what an override was given for."""
    sold = "+".join(
        f"{item.get('product')}:{plain_number(item.get('pieces'))}:{plain_number(item.get('price'))}"
        for item in (slot.get("goods") if goods is None else goods) or []
    )
    parts = (
        plain_number(slot.get("starts")),
        plain_number(slot.get("ends")),
        (slot.get("room") if room is None else room) or "",
        *(slot.get(name) or "" for name in ("channel", "host")),
        *("+".join(slot.get(name) or []) for name in ("assistants", "kits")),
        sold,
        "+".join(producers),
    )
    return f"{zlib.crc32('|'.join(parts).encode()):08x}"


class Seen:
    """One slot with its session, as the rules look at it."""

    __slots__ = (
        "_mark", "channel", "days", "goods", "id", "key", "kits", "people", "platform", "producers", "products", "room",
        "session", "session_id", "slot", "span", "state",
    )  # fmt: skip

    def __init__(self, facts: Row, slot: Row, span: Span | None) -> None:
        channel = slot.get("channel") or ""
        of_channel = facts.get("channels", {}).get(channel) or {}
        self.id: str = slot["id"]
        self.slot, self.span = slot, span
        self.state: str = slot.get("state") or "draft"
        self.session_id: str = slot.get("session") or ""
        self.session: Row = facts.get("sessions", {}).get(self.session_id) or {}
        self.room: str = slot.get("room") or self.session.get("room") or ""
        self.channel: str = channel
        self.platform: str = of_channel.get("platform") or ""
        self.key: str = of_channel.get("key") or ""
        self.people = unique([slot.get("host"), *(slot.get("assistants") or [])])
        self.kits = unique(slot.get("kits") or [])
        self.producers = unique(self.session.get("producers") or [])
        self.goods = goods_of(slot, self.session)
        self.products = unique(item["product"] for item in self.goods)
        offset = facts.get("offset_min", 0)
        # The first and the last local day it touches: an end at 00:00 does not touch the next one.
        self.days = (day_of(span[0], offset), day_of(span[1] - 1, offset)) if span else ("", "")
        self._mark = ""

    @property
    def mark(self) -> str:
        """Of the slot's time, people and goods, with what it has from its session."""
        if not self._mark:
            self._mark = mark_of(self.slot, self.room, self.goods, self.producers)
        return self._mark

    @property
    def order(self) -> tuple[int, str]:
        """Earlier first."""
        return (self.span[0] if self.span else 0, self.id)

    def resources(self) -> Iterator[Key]:
        """Everything that two slots could want at once."""
        yield from (("room", self.room), ("channel", self.channel), ("key", self.key), ("session", self.session_id))
        for kind in ("people", "kits", "producers", "products"):
            yield from ((kind, name) for name in getattr(self, kind))


def unique(names: Iterable[Any]) -> list[str]:
    """Each name once, in their order, without empty ones."""
    return list(dict.fromkeys(name for name in names if name))


def goods_of(slot: Row, session: Row) -> list[Row]:
    """What is sold: the slot's goods, or without any the products of the session."""
    goods = [item for item in slot.get("goods") or [] if item.get("product")]
    return goods or [{"product": name, "pieces": None, "price": None} for name in session.get("products") or []]


class Index:
    """Facts, made ready for many questions."""

    def __init__(self, facts: Row, seen: Iterable[Seen]) -> None:
        self.facts = facts
        self.now: int = facts.get("now") or 0
        self.offset: int = facts.get("offset_min", 0)
        self.seen: dict[str, Seen] = {}
        self.by: dict[Key, list[Seen]] = {}
        self.holds: dict[tuple[str, str, str], list[Row]] = {}
        self.ways = ways(facts)
        buffers = (facts.get("settings") or {}).get("buffers") or {}
        self.buffers = {kind: int(buffers.get(kind) or 0) * MINUTE for kind in ("room", "person", "kit", "channel")}
        self.reach = max([*self.buffers.values(), *self.ways.values()], default=0)
        for one in seen:
            self.put(one)
        for group in self.by.values():
            group.sort(key=lambda one: one.order)

    def put(self, one: Seen) -> None:
        """One more slot. What holds nothing meets nobody."""
        self.seen[one.id] = one
        if one.span:
            for key in one.resources():
                if key[1]:
                    self.by.setdefault(key, []).append(one)

    def get(self, table: str, name: str) -> Row:
        """One row of the facts; {} when it is not known."""
        return self.facts.get(table, {}).get(name) or {}

    def moved(self, changes: dict[str, Row]) -> Index:
        """The same facts with some slots otherwise; what did not change is shared."""
        other = object.__new__(Index)
        other.__dict__.update(self.__dict__)
        other.seen, other.by = dict(self.seen), dict(self.by)
        for name, fields in changes.items():
            before = other.seen.get(name)
            slot = {"id": name, **(before.slot if before else {}), **fields}
            after = Seen(self.facts, slot, held(slot, self.now))
            keys = {key for one in (before, after) if one for key in one.resources() if key[1]}
            for key in keys:
                other.by[key] = [one for one in other.by.get(key, []) if one.id != name]
            other.put(after)
            for key in keys:
                other.by[key].sort(key=lambda one: one.order)
        return other

    def at(self, now: int) -> Index:
        """The same facts at another instant: only what is on air holds something else then."""
        if now == self.now:
            return self
        other = object.__new__(Index)
        other.__dict__.update(self.__dict__)
        other.facts, other.now = {**self.facts, "now": now}, now
        return other.moved({one.id: {} for one in self.seen.values() if one.state == "live"})

    def travel(self, a: str, b: str) -> int:
        """From one room to another in ms: the pair of rooms when it is told, else that of their sites."""
        if a == b or not a or not b:
            return 0
        sites = (self.get("rooms", a).get("site") or "", self.get("rooms", b).get("site") or "")
        return self.ways.get((a, b), 0 if sites[0] == sites[1] else self.ways.get(sites, 0))

    def fact(self, platform: str, fact: str, day: str) -> Row | None:
        """What a platform asks on a day, the gravest."""
        return next(iter(self.told(platform, fact, day)), None)

    def told(self, platform: str, fact: str, day: str) -> list[Row]:
        """What a platform asks and what it advises on a day."""
        asked = (platform, fact, day)
        if asked not in self.holds:
            self.holds[asked] = newest(self.facts.get("platform_facts") or [], platform, fact, day)
        return self.holds[asked]


def ways(facts: Row) -> dict[tuple[str, str], int]:
    """Travel times in ms, read alike in both directions."""
    found = {}
    for row in facts.get("travel") or []:
        found[row["a"], row["b"]] = found[row["b"], row["a"]] = int(row["minutes"]) * MINUTE
    return found


def newest(rows: list[Row], platform: str, fact: str, day: str) -> list[Row]:
    """Of the rows that hold on the day the newest version of each level, what stops before what is advised."""
    found: dict[str, Row] = {}
    for row in rows:
        if row["platform"] != platform or row["fact"] != fact:
            continue
        level = row.get("level") or ""
        holds = (row.get("valid_from") or "") <= day and day <= (row.get("valid_until") or day)
        if holds and (level not in found or (row.get("version") or 0) >= (found[level].get("version") or 0)):
            found[level] = row
    return [found[level] for level in sorted(found, key=lambda level: (level != BLOCK, level))]


def prepare(facts: Row | Index) -> Index:
    """Facts ready for many questions. An Index is what it is."""
    if isinstance(facts, Index):
        return facts
    now = facts.get("now") or 0
    return Index(facts, [Seen(facts, slot, held(slot, now)) for slot in facts.get("slots", {}).values()])
