"""What happens to the slots of a week, thought out by a seeded hand, and what must follow from it: when each alarm is
due, how a slot ends, what the numbers add up to. Written from the words of the rules, not from their code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

MINUTE = 60_000
HALF = 30_000
"""Hands act at half minutes, alarms are due at whole ones: no two ever meet."""
Row = dict[str, Any]
KINDS = (("plain", 0.68), ("late", 0.76), ("told_late", 0.84), ("slow", 0.92), ("overrun", 1.0))
TOLD_MIN = 10


@dataclass
class Cut:
    """A stretch of time in which no phone has a network."""

    begins: int
    back: int

    def heard(self, pressed: int) -> int:
        """When the server hears of what was pressed."""
        return self.back if self.begins <= pressed < self.back else pressed


@dataclass
class Story:
    """One slot on its day."""

    slot: str
    room: str
    host: str
    channel: str
    platform: str
    key: str
    starts: int
    ends: int
    kind: str = "plain"
    cut: Cut | None = None
    numbers: Row = field(default_factory=dict)

    def heard(self, pressed: int | None) -> int | None:
        return self.cut.heard(pressed) if self.cut and pressed is not None else pressed

    @property
    def holds(self) -> set[str]:
        """What nobody else may be on air with."""
        key = {f"key:{self.key}"} if self.key else set()
        return {f"room:{self.room}", f"host:{self.host}", f"channel:{self.channel}"} | key

    def hinders(self, other: Story) -> bool:
        """Would the other one find somebody still on air if this one took too long? A stream key has no turnaround."""
        soon = self.ends <= other.starts < self.ends + 5 * MINUTE
        return other is not self and soon and bool(self.holds & other.holds)

    @property
    def shows(self) -> bool:
        """Does anybody come?"""
        return self.kind not in ("nobody", "written_off")

    @property
    def ready_at(self) -> int | None:
        before = 5 * MINUTE if self.kind == "slow" else 30 * MINUTE
        return self.starts - before - HALF if self.shows else None

    @property
    def told_at(self) -> int | None:
        """When the phone says that they will be late."""
        return self.starts - 4 * MINUTE - HALF if self.kind == "told_late" else None

    @property
    def live_at(self) -> int | None:
        after = {"late": 7, "told_late": 8}.get(self.kind, 1)
        return self.starts + after * MINUTE + HALF if self.shows else None

    @property
    def ended_at(self) -> int | None:
        """Two minutes early, or two too late: nobody waits for the next one's gap."""
        return self.ends + (2 * MINUTE + HALF) * (1 if self.kind == "overrun" else -1) if self.shows else None

    @property
    def written_off_at(self) -> int | None:
        return self.starts + 16 * MINUTE + HALF if self.kind == "written_off" else None

    # ---------- what must follow ----------

    def due(self) -> list[tuple[int, str]]:
        """Every alarm and its instant, by what the server knows by then."""
        never = 1 << 62
        ready, live = self.heard(self.ready_at) or never, self.heard(self.live_at) or never
        ended, off = self.heard(self.ended_at) or never, self.written_off_at or never
        waits = min(live, off)  # until then nobody has come
        told = self.heard(self.told_at)
        found = []
        if ready > self.starts - 10 * MINUTE:
            found.append((self.starts - 10 * MINUTE, "not_ready"))
        for kind, minutes in (("late", 5), ("propose_no_show", 15)):
            first = self.starts + minutes * MINUTE
            patient = self.starts + max(minutes, TOLD_MIN) * MINUTE
            at = patient if told is not None and told < first else first
            if at < min(waits, self.ends):
                found.append((at, kind))
        if waits > self.ends:
            found.append((self.ends, "auto_no_show"))
        elif live < self.ends < ended:
            found.append((self.ends, "overrun"))
        return found

    def may_ring(self) -> set[tuple[str, str]]:
        """Heard of only after its end: between the two presses that arrive together it may seem to overrun."""
        live = self.heard(self.live_at)
        return {(self.slot, "overrun")} if live is not None and live > self.ends else set()

    def outcome(self) -> Row:
        """How its row must stand in the end."""
        if self.live_at is None or self.ended_at is None:
            return {"state": "no_show", "actual_start": None, "actual_end": None, "flags": set()}
        flags = {"late"} if self.live_at > self.starts + 5 * MINUTE else set()
        flags |= {"reported_late"} if self.kind == "told_late" else set()
        flags |= {"overran" if self.ended_at > self.ends else "ended_early"}
        return {"state": "ended", "actual_start": self.live_at, "actual_end": self.ended_at, "flags": flags}


def stories_of(rows: Iterable[Row], channels: dict[str, Row], hand: Random, cut: Cut | None) -> list[Story]:
    """A story for each slot of a day: most go well; of a full day one is given up by hand, and one by the clock."""
    found = []
    for row in sorted(rows, key=lambda one: (one["starts"], one["session"])):
        chance = hand.random()
        kind = next(name for name, until in KINDS if chance < until)
        channel = channels[row["channel"]]
        place = (row["room"], row["host"], row["channel"], channel["platform"], channel["key"])
        found.append(Story(row["id"], *place, row["starts"], row["ends"], kind, cut))
    for one in found:
        if one.kind == "overrun" and any(one.hinders(other) for other in found):
            one.kind = "plain"
    spare = [one for one in found if not (cut and cut.begins - 60 * MINUTE < one.starts < cut.back)]
    for one, kind in zip(hand.sample(spare, min(2, len(spare) // 4)), ("nobody", "written_off"), strict=False):
        one.kind = kind
    return found


def in_upload_order(acts: list[tuple[Story, int, Callable[[], None]]], hand: Random) -> list[Callable[[], None]]:
    """What several phones send when the network is back: everything twice, mixed at random. One phone keeps the order
    of its presses, and so do those that share a host or a channel: they hear of one another through the plan."""
    groups: dict[str, set[str]] = {}
    for story, _, _ in acts:
        mine = set(story.holds)
        for name in [*mine]:
            mine |= groups.get(name, set())
        for name in mine:
            groups[name] = mine
    queues: dict[int, list[Callable[[], None]]] = {}
    for story, _, act in sorted(acts, key=lambda one: one[1]):
        queues.setdefault(id(groups[f"room:{story.room}"]), []).append(act)
    left, sent, order = list(queues.values()), list[Callable[[], None]](), list[Callable[[], None]]()
    while left:
        queue = hand.choice(left)
        sent.append(queue.pop(0))
        order += [sent[-1], hand.choice(sent)]  # and again one of those that went out before
        left = [one for one in left if one]
    return order + hand.sample(sent, len(sent))


# ---------- numbers ----------


@dataclass
class Ledger:
    """An independent sum of what was typed and imported: the last word of a slot, a final one before others."""

    said: dict[tuple[str, str], tuple[int, bool]] = field(default_factory=dict)
    aired: set[str] = field(default_factory=set)

    def tell(self, slot: str, values: Row, final: bool = False) -> None:
        for metric, value in values.items():
            before = self.said.get((slot, metric))
            if value is not None and (final or before is None or not before[1]):
                self.said[slot, metric] = (value, final)

    def of(self, metric: str) -> dict[str, tuple[int, bool]]:
        return {slot: told for (slot, name), told in self.said.items() if name == metric}

    def total(self, metric: str) -> Row:
        """What the page must say: highest of a peak, sum of the rest, how many of how many slots, final or not."""
        told = self.of(metric)
        values = [value for value, _ in told.values()]
        final = len(told) == len(self.aired) and all(one for _, one in told.values())
        value = (max(values) if metric == "peak" else sum(values)) if values else None
        status = "missing" if not values else "final" if final else "provisional"
        return {"value": value, "have": len(told), "of": len(self.aired), "status": status}


def typed(hand: Random) -> Row:
    """What a booth types at the end: three numbers; or not all of them yet; or none."""
    orders = hand.randrange(5, 180)
    whole = {"gmv": orders * hand.randrange(60_000, 240_000), "orders": orders, "peak": hand.randrange(40, 900)}
    chance = hand.random()
    return whole if chance < 0.75 else whole | {"gmv": None} if chance < 0.87 else {}


def export_of(rows: list[tuple[Story, Row]]) -> bytes:
    """A platform's file of some lives, with Vietnamese numbers and local minutes."""
    lines = ["Mã phiên live;Bắt đầu;Doanh số;Đơn hàng;Lượt xem;PCU"]
    for n, (story, one) in enumerate(rows):
        assert story.live_at is not None
        name, at = f"7{story.channel[1:]}{story.live_at // MINUTE}{n:02}", local(story.live_at)
        lines.append(f"{name};{at};{dots(one['gmv'])},00;{one['orders']};{dots(one['views'])};{one['peak']}")
    return ("\n".join(lines) + "\n").encode()


def dots(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def local(at: int) -> str:
    """14/11/2025 19:06, in Viet Nam."""
    there = datetime.fromtimestamp(at / 1000, UTC) + timedelta(hours=7)
    return f"{there:%d/%m/%Y %H:%M}"
