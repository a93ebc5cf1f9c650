"""Make the livestream week of the sample: samples/haiphong-2025/live/{sessions,slots}.json.

    .venv/bin/python -m scripts.sample_live

The catalogue beside it is the only source, nothing is drawn by lot: the same catalogue makes the same week. Every slot
is placed where the rules find nothing against it; then come the cases that somebody should see stopped.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ops import app, sample
from ops.core.clock import MINUTE, from_datetime
from ops.core.db import Database
from ops.core.migrate import migrate
from ops.livestream import fact_queries, rules
from ops.livestream.actions.plan import SESSION_DEFAULTS, SLOT_DEFAULTS

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "samples/haiphong-2025"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, DAYS, SESSIONS = datetime(2025, 11, 14, tzinfo=ZONE), 7, 120
EXPIRED, SPIRITS = ("SP003", "SP011"), ("SP006", "SP037")
OPEN_ROOMS = ("R02", "R03", "G06", "R04", "R05", "R01", "G07")
COLD_ROOMS = ("R02", "R03", "G06")
OPEN_CHANNELS = ("K05", "K01", "K09", "K02", "K08")
LENGTHS = (60, 60, 90, 60, 45, 75)
DAY_PARTS = (19 * 60, 9 * 60 + 30, 14 * 60, 20 * 60 + 15, 10 * 60 + 45, 15 * 60 + 30, 17 * 60, 13 * 60)
ALWAYS = ("platform.", "ads.", "promo.", "stock.", "room.cold", "person.unverified")
"""Kinds that another hour does not heal."""
GRID, OPENS, CLOSES = 15, 9 * 60 + 30, 21 * 60 + 45


def facts_of_catalogue() -> Row:
    """The rules' facts of the sample, without any livestream in it."""
    if not app.DOMAINS:
        raise SystemExit("the program has no domains")
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/sample.db")
        migrate(db)
        copy = Path(shutil.copytree(FOLDER, Path(folder) / "sample"))
        for name in ("sessions", "slots"):  # the week is made anew
            (copy / "live" / f"{name}.json").write_text("[]\n", encoding="utf-8")
        sample.load(db, bytes(32), copy, True)
        with db.read() as conn:
            facts = fact_queries.read_facts(conn, "hp2025", from_datetime(FIRST))
        db.release()
    days = {"from": from_datetime(FIRST), "until": from_datetime(FIRST + timedelta(days=DAYS))}
    return facts | {"sessions": {}, "slots": {}, "event": days}


def on_sale(facts: Row) -> tuple[dict[str, list[str]], list[str]]:
    """Producer -> what it may sell with all its papers; and the products that a paper is still missing of."""
    found: dict[str, list[str]] = {}
    waiting = list[str]()
    for one in facts["products"].values():
        if one["id"] in {*EXPIRED, *SPIRITS}:
            continue
        if has_papers(facts, one):
            found.setdefault(one["producer"], []).append(one["id"])
        else:
            waiting.append(one["id"])
    return found, waiting


def has_papers(facts: Row, product: Row) -> bool:
    """Do the rules miss no paper when it is sold on its own?"""
    words = {"id": "x", "title": "", "producers": [product["producer"]], "products": [product["id"]], "room": "R02"}
    session = SESSION_DEFAULTS | words
    slot = slot_of(facts, session, 1, 1, 600, "K05", "NL09")
    found = rules.check(facts | {"sessions": {"x": session}}, [slot["id"]], {slot["id"]: slot})
    return not any(one["kind"].startswith("papers.") for one in found)


def session_of(facts: Row, n: int, producer: str, products: list[str]) -> Row:
    """Session n: what a producer sells, in its own booth when it has one."""
    round_, own = n // 29, next((one["id"] for one in facts["rooms"].values() if one["producer"] == producer), "")
    some = [products[(round_ + k) % len(products)] for k in range(min(len(products), 1 + n % 3))]
    cold = any("cold" in facts["products"][one]["marks"] for one in some)
    rooms = COLD_ROOMS if cold else OPEN_ROOMS
    name = facts["products"][some[0]]["name"].split("(")[0].strip()
    words = ("Giờ vàng", "Ra mắt", "Ưu đãi", "Chuyện nghề", "Quà quê")[(n + round_) % 5]
    return SESSION_DEFAULTS | {
        "id": f"P{n + 1:03}", "title": f"{words}: {name}"[:80], "producers": [producer],
        "room": own or rooms[(n + n // 7) % len(rooms)], "products": sorted({*some}),
        "minutes": LENGTHS[n % len(LENGTHS)],
        "priority": 1 + (n * 7 + round_) % 3, "noise": "quiet" if n % 4 == 1 else "noisy", "version": 1,
    }  # fmt: skip


def hosts_for(facts: Row, platform: str, turn: int) -> list[str]:
    """Who may stand before a camera of a platform, those whose turn it is first."""
    found = [
        one["id"] for one in facts["persons"].values()
        if any(i["platform"] == platform and i["state"] == "verified" for i in one["identities"])
    ]  # fmt: skip
    return found[turn % len(found) :] + found[: turn % len(found)]


def channels_for(facts: Row, producer: str, turn: int) -> list[str]:
    own = [one["id"] for one in facts["channels"].values() if one["owner"] == producer]
    start = turn % len(OPEN_CHANNELS)
    return (own if turn % 2 == 0 else []) + [*OPEN_CHANNELS[start:], *OPEN_CHANNELS[:start]]


def goods_of(facts: Row, session: Row) -> list[Row]:
    """A few pieces of each: all slots together promise less than there is."""
    found = [facts["products"][one] for one in session["products"]]
    return [{"product": p["id"], "pieces": max(1, p["stock"] // 40), "price": p["live_price"]} for p in found]


def shortened(title: str) -> str:
    """What a platform's title line takes (32 letters), cut between two words."""
    return title if len(title) <= 32 else title[:33].rpartition(" ")[0].rstrip(" ,:")


def slot_of(facts: Row, session: Row, number: int, day: int, minute: int, channel: str, host: str) -> Row:
    """A slot as it might stand."""
    starts = from_datetime(FIRST + timedelta(days=day, minutes=minute))
    title = shortened(session["title"])
    return SLOT_DEFAULTS | {
        "id": f"{session['id']}-{number}", "session": session["id"], "channel": channel, "host": host, "title": title,
        "starts": starts, "ends": starts + session["minutes"] * MINUTE, "goods": goods_of(facts, session),
        "kits": ["TB01"] if number == 1 else [],
    }  # fmt: skip


def place(facts: Row, session: Row, number: int, n: int, day: int) -> Row | None:
    """The first place without anything against it, from the session's own part of the day on."""
    base = DAY_PARTS[n % len(DAY_PARTS)]
    last = CLOSES - session["minutes"] + 1
    minutes = [*range(base, last, GRID), *range(OPENS, min(base, last), GRID)]
    index = rules.prepare(facts)
    for channel in channels_for(facts, session["producers"][0], n):
        for host in hosts_for(facts, facts["channels"][channel]["platform"], n)[:3]:
            for minute in minutes:
                slot = slot_of(facts, session, number, day, minute, channel, host)
                found = against(index, slot)
                if not found:
                    return slot
                if any(one["kind"].startswith(ALWAYS) for one in found):
                    break
    return None


def against(facts: Any, slot: Row) -> list[Row]:
    """What the rules have against it, papers aside: those come later."""
    found = rules.check(facts, [slot["id"]], {slot["id"]: slot})
    return [one for one in found if not one["kind"].startswith("papers.")]


def second_channel(facts: Row, first: Row, session: Row) -> Row | None:
    """The same show on one more platform, where none forbids it: on the Facebook of the department."""
    if facts["channels"][first["channel"]]["platform"] != "shopee" or first["channel"] == "K09":
        return None
    slot = first | {"id": f"{session['id']}-2", "channel": "K09", "kits": ["TB01"]}
    return None if against(facts, slot) else slot


def week(facts: Row) -> None:
    """A hundred and twenty sessions on seven days, less what the cases bring."""
    sale, waiting = on_sale(facts)
    producers = sorted(sale)
    for n in range(SESSIONS - 5):
        late = waiting[n // 9] if n % 9 == 8 and n // 9 < len(waiting) else ""  # papers come late, as they do
        producer = facts["products"][late]["producer"] if late else producers[n % len(producers)]
        session = session_of(facts, n, producer, [late] if late else sale[producer])
        facts["sessions"][session["id"]] = session
        slot = next((one for k in range(DAYS) if (one := place(facts, session, 1, n, (n + k) % DAYS))), None)
        if slot is None:
            raise SystemExit(f"no place for {session['id']}")
        facts["slots"][slot["id"]] = slot
        if n % 5 == 0 and (extra := second_channel(facts, slot, session)):
            facts["slots"][extra["id"]] = extra


def add_case(facts: Row, n: int, title: str, products: list[str], room: str, **slot: Any) -> Row:
    """A session with one slot that somebody should look at; nothing else is wrong with it."""
    producers = sorted({facts["products"][one]["producer"] for one in products})
    session = SESSION_DEFAULTS | {"id": f"P{n:03}", "title": title, "producers": producers, "room": room}
    session |= {"products": products, "version": 1, "priority": 2}
    facts["sessions"][session["id"]] = session
    hosts = hosts_for(facts, facts["channels"][slot["channel"]]["platform"], n)
    for minute in range(slot["minute"], CLOSES - session["minutes"], GRID):
        for host in [slot["host"], *hosts]:
            made = slot_of(facts, session, 1, slot["day"], minute, slot["channel"], host)
            made |= {"sheet_row": slot.get("sheet_row", "")}
            if {one["kind"] for one in against(facts, made)} <= {"goods.forbidden"}:
                facts["slots"][made["id"]] = made
                return made
    raise SystemExit(f"no place for {session['id']}: {against(facts, made)}")


def show(facts: Row) -> None:
    """The livestream on the stage is a part of the run sheet: it is there before the others."""
    goods = ["SP001", "SP002", "SP017", "SP024", "SP027", "SP028", "SP030"]
    where = {"day": 0, "minute": 19 * 60 + 15, "channel": "K01", "host": "NL02", "sheet_row": "g5"}
    made = add_case(facts, 120, "Livestream trên sân khấu", goods, "R01", **where)
    made["ends"] = made["starts"] + 45 * MINUTE


def cases(facts: Row) -> None:
    """Two expired certificates, two spirits, a host in two places."""
    morning = {"minute": 10 * 60}
    add_case(facts, 116, "Trứng sạch Chấn Hưng", ["SP003"], "G06", day=1, channel="K05", host="NL09", **morning)
    add_case(facts, 117, "Giải khát Hibigreen", ["SP011"], "R03", day=2, channel="K08", host="NL09", **morning)
    add_case(facts, 118, "Rượu nếp mân", ["SP006"], "R02", day=3, channel="K05", host="NL13", **morning)
    add_case(facts, 119, "Rượu nếp cái hoa vàng", ["SP037"], "R03", day=4, channel="K05", host="NL23", **morning)
    other = next(one for one in facts["sessions"].values() if one["room"] == "R04")
    for busy in [*facts["slots"].values()]:
        copy = busy | {"id": "HAI-NOI", "session": other["id"], "channel": "K08", "kits": []}
        copy |= {"goods": goods_of(facts, other), "title": shortened(other["title"])}
        found = {one["kind"] for one in against(facts, copy)}
        if found and found <= {"person.double", "person.travel"}:
            facts["slots"]["HAI-NOI"] = copy
            return
    raise SystemExit("nobody can be in two places")


def state_of(facts: Row, slot: Row) -> str:
    """The first day is confirmed where nothing stands in the way, the second is asked for, the rest is still a plan."""
    day = (slot["starts"] - from_datetime(FIRST)) // (24 * 60 * MINUTE)
    clean = not rules.check(facts, [slot["id"]])
    wanted = ("confirmed", "requested")[day] if day < 2 else "draft"
    return wanted if clean or wanted == "requested" else "draft"


def told(slot: Row) -> Row:
    """A slot as the file tells it: local times, and only what is not usual."""
    wall = {name: f"{datetime.fromtimestamp(slot[name] / 1000, ZONE):%Y-%m-%dT%H:%M}" for name in ("starts", "ends")}
    kept = {name: value for name, value in slot.items() if value != SLOT_DEFAULTS.get(name, "?")}
    return {**kept, **wall}


def main() -> None:
    facts = facts_of_catalogue()
    show(facts)
    week(facts)
    cases(facts)
    facts["sessions"] = dict(sorted(facts["sessions"].items()))
    for slot in facts["slots"].values():
        slot["state"] = state_of(facts, slot)
    sessions = [
        {name: value for name, value in one.items() if value != SESSION_DEFAULTS.get(name, "?") and name != "version"}
        for one in facts["sessions"].values()
    ]
    slots = [told(one) for one in sorted(facts["slots"].values(), key=lambda one: (one["starts"], one["id"]))]
    for name, rows in (("sessions", sessions), ("slots", slots)):
        lines = ",\n".join(" " + json.dumps(one, ensure_ascii=False) for one in rows)
        (FOLDER / "live" / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    left = Counter(one["kind"] for one in rules.check(facts))
    print(len(sessions), "sessions", len(slots), "slots; the rules find", dict(left))


if __name__ == "__main__":
    main()
