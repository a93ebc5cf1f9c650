"""Weeks of livestreams to plan, made from a seed: facts as the rules read them, every person and producer invented."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]
OFFSET = 420
MINUTE, DAY = 60_000, 86_400_000
FIRST = datetime(2025, 11, 10, tzinfo=UTC)
PLATFORMS = ("tiktok", "shopee", "facebook", "youtube")


@dataclass(frozen=True)
class Size:
    """How big a week is."""

    sessions: int
    days: int
    rooms: int = 6
    hosts: int = 40
    channels: int = 10
    producers: int = 120
    communes: int = 45
    minutes: tuple[int, ...] = (45, 60, 60, 90, 120)


SIZES = {
    "day12": Size(12, 1, rooms=3, hosts=8, channels=4, producers=9, communes=6),
    "day30": Size(30, 1, rooms=4, hosts=14, channels=6, producers=22, communes=12),
    "60h100": Size(100, 5, hosts=25, producers=60, communes=30),
    "tight120": Size(120, 2, rooms=4, hosts=30, channels=8, producers=80, communes=30, minutes=(60, 90, 120)),
    "week200": Size(200, 7),
    "week300": Size(300, 7),
}


def make(name: str, seed: int) -> Row:
    """The facts of one instance: nothing is placed yet."""
    return make_of(SIZES[name], seed, name)


def make_of(size: Size, seed: int, name: str = "") -> Row:
    """The facts of a week of any size."""
    rng = random.Random(f"{name}/{seed}")
    days = [(FIRST + timedelta(days=n)).date().isoformat() for n in range(size.days)]
    start = int(FIRST.timestamp() * 1000) - OFFSET * MINUTE
    producers = {f"SP{n:03}": producer(n, size, rng) for n in range(size.producers)}
    persons = {f"H{n:02}": person(n, start, size, rng) for n in range(size.hosts)}
    facts: Row = {
        "offset_min": OFFSET, "now": start, "event": {"from": start, "until": start + size.days * DAY},
        "settings": {"buffers": {"room": 15, "person": 10, "kit": 5, "channel": 5}, "days": days,
                     "mall": {"opens": "09:30", "closes": "22:00"}, "promo": {}},
        "travel": [{"a": "mall", "b": "port", "minutes": 45}],
        "rooms": {f"R{n}": room(n, size) for n in range(size.rooms)},
        "persons": persons, "producers": producers, "products": {}, "kits": {},
        "channels": {f"C{n}": channel(n) for n in range(size.channels)},
        "platform_facts": [], "sessions": {}, "slots": {}, "bridge": [],
        "stage": {"quiet": [{"row": "r1", "title": "Lễ khai mạc", "from": start + 19 * 3_600_000,
                             "until": start + 20 * 3_600_000}], "people": []},
    }  # fmt: skip
    facts["sessions"] = {f"S{n:03}": session(n, facts, days, size, rng) for n in range(size.sessions)}
    return facts


def producer(n: int, size: Size, rng: random.Random) -> Row:
    """A producer from one of the communes."""
    commune = f"{11_300 + rng.randrange(size.communes):05}"
    papers = [{"kind": "seller", "state": "accepted", "valid_until": None}]
    return {"id": f"SP{n:03}", "name": f"Hợp tác xã số {n}", "commune": commune, "papers": papers}


def person(n: int, start: int, size: Size, rng: random.Random) -> Row:
    """A host who knows two to four platforms and is away for some of the time."""
    known = rng.sample(PLATFORMS, rng.choice((2, 3, 4)))
    away = []
    for day in range(size.days):
        if rng.random() < 0.25:
            since = start + day * DAY + rng.choice((8, 12, 15, 18)) * 3_600_000
            away.append({"from": since, "until": since + rng.choice((3, 4, 6)) * 3_600_000})
    identities = [{"platform": one, "state": "verified", "valid_until": None} for one in known]
    return {"id": f"H{n:02}", "name": f"Người dẫn {n}", "roles": ["host"], "identities": identities, "away": away,
            "free": []}  # fmt: skip


def room(n: int, size: Size) -> Row:
    """A room; the last third is at another place, the first one hears the stage."""
    site = "port" if n >= size.rooms * 2 // 3 else "mall"
    return {"id": f"R{n}", "name": f"Phòng {n + 1}", "site": site, "kind": "room", "producer": "", "opens": "",
            "closes": "", "hears_stage": n == 0, "cold": n % 2 == 0}  # fmt: skip


def channel(n: int) -> Row:
    """A channel; nobody's own."""
    return {"id": f"C{n}", "name": f"Kênh {n + 1}", "platform": PLATFORMS[n % 4], "key": "", "owner": ""}


def session(n: int, facts: Row, days: list[str], size: Size, rng: random.Random) -> Row:
    """A wish: who, how long, how important, and for some when and with whom."""
    wish: Row = {}
    if rng.random() < 0.4:
        since = rng.choice((10, 13, 16, 18))
        wish |= {"from": f"{since}:00", "until": f"{since + 4}:00"}
    if size.days > 2 and rng.random() < 0.5:
        wish["days"] = sorted(rng.sample(days, rng.choice((2, 3))))
    if rng.random() < 0.4:
        wish["hosts"] = rng.sample(sorted(facts["persons"]), min(2, size.hosts))
    owner = rng.choice(sorted(facts["producers"])) if n >= len(facts["producers"]) else f"SP{n:03}"
    return {
        "id": f"S{n:03}", "title": f"Phiên {n + 1}", "producers": [owner], "room": "", "version": 1,
        "priority": rng.choice((1, 1, 2, 2, 3)), "noise": rng.choice(("quiet", "noisy", "noisy")), "products": [],
        "minutes": rng.choice(size.minutes), "wish": wish,
    }  # fmt: skip


def taken(facts: Row, proposal: Row, state: str = "confirmed") -> Row:
    """The facts after a proposal was accepted whole."""
    slots = dict(facts["slots"])
    for move in proposal["moves"]:
        name = move["slot"] or f"L-{move['session']}"
        fresh = {"id": name, "session": move["session"], "assistants": [], "kits": [], "goods": [], "pinned": {},
                 "version": 1, "state": state, "overrides": [], "acks": []}  # fmt: skip
        slots[name] = slots.get(name, fresh) | move["changes"]
    return facts | {"slots": slots}


def disturbed(facts: Row) -> Row:
    """One room is closed for an afternoon and the busiest host is ill: what was hit has to go elsewhere."""
    slots = facts["slots"].values()
    hosts = [one["host"] for one in slots]
    busiest = max(sorted(set(hosts)), key=hosts.count)
    ill = {"from": facts["event"]["from"], "until": facts["event"]["until"]}
    start = facts["event"]["from"] + (len(facts["settings"]["days"]) // 2) * DAY
    closed = {"id": "B1", "title": "Phòng hỏng", "from": start + 13 * 3_600_000, "until": start + 18 * 3_600_000,
              "rooms": ["R1"], "channels": [], "keys": [], "kits": [], "persons": []}  # fmt: skip
    persons = facts["persons"] | {busiest: facts["persons"][busiest] | {"away": [ill]}}
    return facts | {"persons": persons, "bridge": [*facts["bridge"], closed]}
