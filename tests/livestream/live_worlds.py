"""Plans nobody thought of: rooms, people, papers, windows and slots by a seed, crowded on purpose."""

from random import Random
from typing import Any

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MORNING = 1_763_053_200_000  # 14/11/2025 00:00 in Hải Phòng
PLATFORMS = ("tiktok", "facebook", "shopee", "youtube")
STATES = ("draft", "draft", "requested", "confirmed", "confirmed", "ready", "live", "ended", "cancelled", "no_show")
WORDS = ("", "Ngon nhất", "Thống Nhất", "số 1", "gian số 1", "xem trên Shopee", "gọi 0912 345 678", "gốm Chu Đậu")
Row = dict[str, Any]


def named(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


def window(chance: Random, days: int) -> Row:
    start = MORNING + chance.randrange(days * 24) * HOUR
    return {"from": start, "until": start + chance.choice((20, 60, 180)) * MINUTE}


def papers(chance: Random, kinds: tuple[str, ...]) -> list[Row]:
    until = (None, "", "2025-11-13", "2025-11-14", "2025-11-15", "2027-01-01")
    state = ("accepted", "accepted", "accepted", "waiting", "refused")
    return [
        {"kind": kind, "state": chance.choice(state), "valid_until": chance.choice(until)}
        for kind in kinds
        if chance.random() < 0.8
    ]


def a_person(chance: Random, name: str, days: int) -> Row:
    identities = [
        {
            "platform": platform,
            "state": chance.choice(("verified", "unverified")),
            "valid_until": chance.choice((None, "2025-11-14")),
        }
        for platform in PLATFORMS
    ]
    away = [window(chance, days)] if chance.random() < 0.2 else []
    free = [{"from": MORNING, "until": MORNING + days * DAY}] if chance.random() < 0.2 else []
    return {"id": name, "name": f"Người {name}", "identities": identities, "away": away, "free": free}


def a_product(chance: Random, name: str, producers: list[str]) -> Row:
    return {
        "id": name,
        "producer": chance.choice(producers),
        "name": f"Hàng {name}",
        "industry": chance.choice(("Thực phẩm", "Đồ uống", "Hàng thủ công mỹ nghệ", "")),
        "stars": chance.choice((None, 3, 4, 5)),
        "certificate_until": chance.choice((None, "", "2025-06-22", "2025-11-14", "2028-01-01")),
        "alcohol": chance.choice((None, None, None, 12, 14.9, 15, 29.5)),
        "marks": chance.sample(["fresh", "cold", "supplement", "cosmetic", "tobacco"], chance.choice((0, 0, 0, 1, 2))),
        "price": chance.choice((0, 100_000, 125_000)),
        "live_price": chance.choice((None, 49_900, 50_000, 99_000)),
        "stock": chance.choice((None, 0, 50, 500)),
        "programmes": chance.choice(([], ["OCOP"], ["CNNT tiêu biểu"])),
        "papers": papers(chance, ("food_safety", "ad_confirmation", "ocop")),
    }


def a_fact(chance: Random, version: int) -> Row:
    fact, values = chance.choice(
        (
            ("max_minutes", (45, 60, "120", "13 giờ")),
            ("min_minutes", (30, 60)),
            ("max_products", (1, 3)),
            ("min_products", (2,)),
            ("lead_minutes", (16, 600)),
            ("title_max", (8, 32)),
            ("simulcast", ("forbidden", "allowed")),
            ("other_platforms", ("forbidden",)),
        )
    )
    return {
        "platform": chance.choice(PLATFORMS),
        "fact": fact,
        "value": chance.choice(values),
        "level": chance.choice(("block", "warn", "")),
        "status": "official",
        "version": version,
        "valid_from": chance.choice((None, "2025-11-15")),
        "valid_until": chance.choice((None, "2025-11-14")),
    }


def a_slot(chance: Random, name: str, facts: Row, days: int) -> Row:
    """Starts on a ten-minute grid, so that touching and overlapping happen all the time."""
    start = MORNING + (chance.randrange(days) * 24 + 8) * HOUR + chance.randrange(84) * 10 * MINUTE
    length = chance.choice((10, 20, 30, 60, 90, 120))
    state = chance.choice(STATES)
    begun = start + chance.choice((-5, 0, 7)) * MINUTE
    goods = [
        {"product": product, "pieces": chance.choice((None, 0, 10, 40)), "price": chance.choice((None, 40_000, 90_000))}
        for product in chance.sample(sorted(facts["products"]), chance.choice((0, 1, 3)))
    ]
    return {
        "id": name,
        "session": chance.choice([*facts["sessions"], ""]),
        "channel": chance.choice([*facts["channels"], ""]),
        "host": chance.choice([*facts["persons"], ""]),
        "assistants": chance.sample(sorted(facts["persons"]), chance.choice((0, 0, 1, 2))),
        "kits": chance.sample(sorted(facts["kits"]), chance.choice((0, 1, 2))),
        "starts": start,
        "ends": start + length * MINUTE,
        "room": chance.choice([*facts["rooms"], "", ""]),
        "goods": goods,
        "title": chance.choice(WORDS),
        "script": chance.choice(WORDS),
        "state": state,
        "actual_start": begun if state in ("live", "ended") else None,
        "actual_end": begun + chance.choice((5, length, length + 25)) * MINUTE if state == "ended" else None,
        "version": 1,
        "overrides": [],
        "acks": [],
        "ticks": {},
        "late_min": 0,
        "flags": [],
        "sheet_row": chance.choice(("", "", "", "row1")),
    }


def a_room(chance: Random, name: str) -> Row:
    site, hears, cold = chance.choice(("s1", "s2", "")), chance.random() < 0.5, chance.random() < 0.5
    hours = {"opens": "", "closes": ""}
    return {"id": name, "name": f"Phòng {name}", "site": site, **hours, "hears_stage": hears, "cold": cold}


def a_channel(chance: Random, name: str) -> Row:
    key = chance.choice(("", "aa", "bb", name))
    return {"id": name, "name": name, "platform": chance.choice(PLATFORMS), "key": key}


def a_session(chance: Random, name: str, facts: Row) -> Row:
    return {
        "id": name,
        "title": f"Phiên {name}",
        "producers": chance.sample(sorted(facts["producers"]), chance.choice((1, 1, 2))),
        "room": chance.choice([*facts["rooms"], ""]),
        "noise": chance.choice(("quiet", "noisy")),
        "products": chance.sample(sorted(facts["products"]), chance.choice((0, 1, 2))),
    }


def things(chance: Random, days: int) -> Row:
    """The catalogue."""
    producers = named("c", 5)
    kinds = ("seller", "food_safety", "mall_letter")
    return {
        "rooms": {name: a_room(chance, name) for name in named("r", 5)},
        "persons": {name: a_person(chance, name, days) for name in named("p", 7)},
        "producers": {
            name: {"id": name, "name": f"Chủ thể {name}", "papers": papers(chance, kinds)} for name in producers
        },
        "products": {name: a_product(chance, name, producers) for name in named("g", 8)},
        "kits": {name: {"id": name, "name": name, "pieces": pieces} for pieces, name in enumerate(named("k", 3), 1)},
        "channels": {name: a_channel(chance, name) for name in named("ch", 5)},
        "platform_facts": [a_fact(chance, version) for version in range(chance.randrange(12))],
    }


def circumstances(chance: Random, days: int) -> Row:
    """Hours, windows and settings."""
    kept = {"rooms": ["r0"], "channels": [], "keys": ["aa"], "kits": ["k0"], "persons": ["p1"]}
    return {
        "offset_min": 420,
        "now": MORNING + chance.randrange(days * 24) * HOUR,
        "event": {"from": MORNING + 9 * HOUR, "until": MORNING + days * DAY},
        "settings": {
            "buffers": {"room": 15, "person": 10, "kit": 5, "channel": chance.choice((0, 5))},
            "mall": {"opens": "09:30", "closes": chance.choice(("22:00", "02:00", ""))},
            "promo": {"declared": chance.random() < 0.5, "file_number": chance.choice(("", "12/SCT"))},
        },
        "travel": [{"a": "s1", "b": "s2", "minutes": 40}, {"a": "r0", "b": "r1", "minutes": 12}],
        "stage": {
            "quiet": [{"row": "row1", "title": "Mặc niệm", **window(chance, days)}],
            "people": [{"person": "p0", "row": "row2", "title": "Khai mạc", **window(chance, days)}],
        },
        "bridge": [{"id": "w1", "title": "", **window(chance, days), **kept}],
    }


def a_world(seed: int, slots: int = 24, days: int = 2) -> Row:
    """A whole plan. The same seed makes the same one."""
    chance = Random(seed)
    facts = circumstances(chance, days) | things(chance, days)
    facts["sessions"] = {name: a_session(chance, name, facts) for name in named("S", 8)}
    facts["slots"] = {name: a_slot(chance, name, facts, days) for name in named("x", slots)}
    return facts
