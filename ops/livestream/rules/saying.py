"""The names and numbers of a conflict, for its sentences live.conflict.<kind>.{title,text,fix}."""

from __future__ import annotations

from ops.livestream.rules.index import Index, Seen, prepare
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.times import clock_of, day_of

TABLES = {kind: f"{kind}s" for kind in ("room", "person", "kit", "channel", "producer", "product")}
PLATFORMS = {
    "tiktok": "TikTok",
    "shopee": "Shopee",
    "lazada": "Lazada",
    "facebook": "Facebook",
    "youtube": "YouTube",
    "zalo": "Zalo",
}


def label_of(index: Index, one: Seen | None) -> str:
    """How a slot is called in a sentence: 20:00 14/11 · Gian 07."""
    if one is None:
        return ""
    where = index.get("rooms", one.room).get("name") or one.slot.get("title") or one.session.get("title") or one.id
    return f"{moment(index, one.span[0])} · {where}" if one.span else str(where)


def moment(index: Index, at: int) -> str:
    """20:00 14/11"""
    day = day_of(at, index.offset)
    return f"{clock_of(at, index.offset)} {day[8:]}/{day[5:7]}"


def name_of(index: Index, resource: Row | None) -> str:
    """The name of what is fought over."""
    if resource is None:
        return ""
    if resource["kind"] == "platform":
        return PLATFORMS.get(resource["id"], str(resource["id"]))
    table = TABLES.get(resource["kind"])
    return str((index.get(table, resource["id"]).get("name") if table else "") or resource["id"])


def date_of(day: str | None) -> str:
    """14/11/2025"""
    return "/".join(reversed(day.split("-"))) if day else ""


def money(value: object) -> str:
    """1.160.000"""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def params_of(conflict: Row, facts: Row | Index, lang: str = "vi") -> dict[str, str]:
    """Every name a sentence may use, as text."""
    index = prepare(facts)
    ones = [index.seen.get(name) for name in conflict["slots"]]
    labels = [label_of(index, one) for one in ones]
    more, at = conflict["more"], conflict["at"]
    found = {"slots": "; ".join(labels), "a": labels[0], "b": labels[-1], "name": name_of(index, conflict["resource"])}
    if at:
        found |= {"from": moment(index, at[0]), "until": moment(index, at[1])}
    for name in ("from", "until"):
        if isinstance(more.get(name), int):
            found[name] = moment(index, more[name])
    found |= {name: str(value) for name, value in more.items() if isinstance(value, (str, int)) and name not in found}
    found |= special(index, more, lang)
    return found


def special(index: Index, more: Row, lang: str) -> dict[str, str]:
    """What is no plain text or number yet."""
    found: dict[str, str] = {}
    if "move" in more:
        found["moving"] = label_of(index, index.seen.get(more["move"]["slot"]))
        found["to"] = clock_of(more["move"]["starts"], index.offset)
    if "products" in more:
        found["products"] = ", ".join(name_of(index, {"kind": "product", "id": name}) for name in more["products"])
    if "words" in more:
        found["words"] = ", ".join(f"“{word}”" for word in more["words"])
    if isinstance(more.get("percent"), (int, float)):
        text = f"{more['percent']:.1f}".removesuffix(".0")
        found["percent"] = text.replace(".", ",") if lang == "vi" else text
    if "price" in more:
        found |= {"price": money(more["price"]), "before": money(more["before"])}
    if "platform" in more:
        found["platform"] = PLATFORMS.get(more["platform"], str(more["platform"]))
    if isinstance(more.get("until"), str):
        found["until"] = date_of(more["until"])
    return found
