"""A list that was read, held against what is there: what is new, what would change, what nobody can take. Pure.

An item is a row of one table: `{n, entity, line, sheet, name, state: new|changed|same|error, id, values, before,
faults, owner}`. A product whose producer is new names that item as its owner. An empty cell says nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ops.core.names import clean_text, fold
from ops.livestream.catalogue.cells import kind_by_name

Row = dict[str, Any]
SELLER = ("tax_code", "commune", "address", "contact", "phone")
MARKS = ("fresh", "cold", "supplement", "cosmetic")
PLATFORMS = ("tiktok", "shopee", "lazada", "facebook", "youtube")
GOODS = (
    "industry", "stars", "stars_source", "certificate_no", "certificate_from", "certificate_until", "alcohol", "price",
    "live_price", "pack", "stock", "page_url", "claims", "voucher", "programmes",
)  # fmt: skip
ROOM = ("kind", "opens", "closes", "cold", "hears_stage", "power", "uplink")


def key(text: str) -> str:
    """What makes two names the same: case and spaces do not count, accents do (Cẩm Giang is not Cẩm Giàng)."""
    return clean_text(text, 200).casefold()


@dataclass
class Known:
    """Rows that are there, by id and by name."""

    producers: list[Row]
    products: list[Row]
    people: list[Row]
    sites: list[Row]
    rooms: list[Row]


@dataclass
class Found:
    """Items in the order in which they have to be stored."""

    file: str
    known: Known
    items: list[Row] = field(default_factory=list)
    seen: dict[tuple[str, str], Row] = field(default_factory=dict)

    def add(self, entity: str, about: str, line: Row, old: Row | None, values: Row, faults: list[Row]) -> Row:
        """One more item; a second line about the same row joins the first."""
        news = {one: value for one, value in values.items() if old is None or old.get(one) != value}
        bad = any(one["level"] == "error" for one in faults)
        state = "error" if bad else "new" if old is None else "changed" if news else "same"
        item = {
            "n": len(self.items), "entity": entity, "line": line["line"], "sheet": line["sheet"], "name": about,
            "state": state, "id": old["id"] if old else None, "values": news, "faults": faults, "owner": None,
            "before": {one: old.get(one) for one in news} if old else {},
        }  # fmt: skip
        self.items.append(item)
        return item


def fault(code: str, level: str, name: str = "", said: str = "", cell: str = "") -> Row:
    """Something to say about a line."""
    return {"code": code, "level": level, "field": name, "said": said, "cell": cell}


def compare(kind: str, rows: list[Row], known: Known, file: str) -> list[Row]:
    """Items of a list of one kind."""
    found = Found(file, known)
    for line in rows:
        _READ[kind](found, line)
    return found.items


def mark_of(items: list[Row]) -> str:
    """What a preview said, in short: taking in asks whether it still holds."""
    said = [(one["entity"], one["name"], one["state"], one["id"], one["values"], one["before"]) for one in items]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _cell_faults(line: Row) -> list[Row]:
    """What could not be read: the line is taken without that cell."""
    return [fault(one["code"], "note", one["field"], one["said"], one["cell"]) for one in line["faults"]]


def _once(found: Found, entity: str, name: str, line: Row) -> list[Row]:
    """A name that stood in an earlier line: the first counts."""
    earlier = found.seen.get((entity, key(name)))
    return [fault("twice", "error", said=str(earlier["line"]))] if earlier else []


# ---------- producers and products ----------


def _read_goods(found: Found, line: Row) -> None:
    values = line["values"]
    owner = _seller(found, line) if values.get("producer_name") or values.get("tax_code") else None
    if "name" not in values:
        return
    faults = _cell_faults(line)
    if owner is None:
        faults.append(fault("no_producer", "error"))
    elif owner["state"] == "error":
        faults.append(fault("producer_unread", "error"))
    old = _old_product(found.known.products, values, owner)
    goods = {one: values[one] for one in GOODS if one in values} | _marks(values, old) | {"name": values["name"]}
    if owner and owner["id"]:
        goods["producer"] = owner["id"]
    goods |= _stars(goods, old, found.file)
    about = f"{owner['id'] or owner['n'] if owner else ''}/{values['name']}"
    faults += _once(found, "product", about, line) + _doubts(goods, old)
    item = found.add("product", values["name"], line, old, goods, faults)
    item["owner"] = owner["n"] if owner else None
    found.seen.setdefault(("product", key(about)), item)


def _seller(found: Found, line: Row) -> Row:
    """The producer of a line: an item of an earlier line, or a new item."""
    values = line["values"]
    name = values.get("producer_name", "")
    old = _old_seller(found.known.producers, values)
    earlier = found.seen.get(("producer", key(name or values.get("tax_code", ""))))
    if earlier:
        return earlier
    said = {one: values[one] for one in SELLER if one in values}
    if name:
        said["name"] = name
    if "producer_kind" in values or old is None:
        said["kind"] = values.get("producer_kind") or kind_by_name(name)
    alone = _cell_faults(line) if "name" not in values else []
    faults = alone + ([] if name or old else [fault("no_name", "error")])
    item = found.add("producer", name or (old or {}).get("name", ""), line, old, said, faults)
    found.seen["producer", key(name or values.get("tax_code", ""))] = item
    return item


def _old_seller(rows: list[Row], values: Row) -> Row | None:
    tax, name = values.get("tax_code"), key(values.get("producer_name", ""))
    by_tax = [one for one in rows if tax and one["tax_code"] == tax]
    by_name = [one for one in rows if name and key(one["name"]) == name]
    bare = name.isascii()  # typed without accents: then one that fits is meant, else Giang is not Giàng
    alike = [one for one in rows if bare and name and fold(one["name"]) == fold(name)]
    found = by_tax or by_name or (alike if len(alike) == 1 else [])
    return found[0] if found else None


def _old_product(rows: list[Row], values: Row, owner: Row | None) -> Row | None:
    by_id = [one for one in rows if values.get("id") and one["id"] == values["id"]]
    mine = [one for one in rows if owner and owner["id"] and one["producer"] == owner["id"]]
    by_name = [one for one in mine if key(one["name"]) == key(values["name"])]
    found = by_id or by_name
    return found[0] if found else None


def _marks(values: Row, old: Row | None) -> Row:
    said = {one: values[one] for one in MARKS if one in values}
    if not said:
        return {}
    kept = set((old or {}).get("marks", ())) - said.keys()
    return {"marks": sorted(kept | {one for one, on in said.items() if on})}


def _stars(goods: Row, old: Row | None, file: str) -> Row:
    """Stars of a file name their source, and nobody has confirmed them yet."""
    if "stars" not in goods or (old and old["stars"] == goods["stars"]):
        goods.pop("stars_source", None) if old and old["stars_confirmed_by"] else None
        return {}
    return {"stars_source": goods.get("stars_source") or file, "stars_confirmed_by": ""}


def _doubts(goods: Row, old: Row | None) -> list[Row]:
    """What an official would ask about."""
    whole = (old or {}) | goods
    doubts = []
    if (whole.get("alcohol") or 0) >= 15:
        doubts.append(fault("spirit", "note", "alcohol", f"{whole['alcohol']:g} %".replace(".", ",")))
    if whole.get("price") and whole["price"] < 1_000:
        doubts.append(fault("price_small", "note", "price", str(whole["price"])))
    if whole.get("price") and whole.get("live_price") and whole["live_price"] > whole["price"]:
        doubts.append(fault("live_dearer", "note", "live_price", str(whole["live_price"])))
    since, until = whole.get("certificate_from"), whole.get("certificate_until")
    if since and until and since > until:
        doubts.append(fault("days_backwards", "note", "certificate_until", until))
    return doubts


# ---------- people ----------


def _read_person(found: Found, line: Row) -> None:
    values = line["values"]
    if "name" not in values:
        return
    old = _one(
        [one for one in found.known.people if one["id"] == values.get("id") or key(one["name"]) == key(values["name"])]
    )
    faults = _cell_faults(line) + _once(found, "live_person", values["name"], line)
    said = {one: values[one] for one in ("name", "phone", "roles") if one in values}
    said |= _place(found, values, "home_site", "home_site", faults)
    said |= _accounts(values, old)
    item = found.add("live_person", values["name"], line, old, said, faults)
    found.seen.setdefault(("live_person", key(values["name"])), item)


def _accounts(values: Row, old: Row | None) -> Row:
    """Accounts that are not there yet; one that is there stays as it was judged."""
    there = {(one["platform"], key(one["handle"])) for one in (old or {}).get("identities", ())}
    said = [(one, values[one]) for one in PLATFORMS if one in values]
    return {f"identity:{one}": handle for one, handle in said if (one, key(handle)) not in there}


def _place(found: Found, values: Row, name: str, column: str, faults: list[Row]) -> Row:
    """A site by its name; one that nobody knows is said."""
    if name not in values:
        return {}
    wanted = fold(values[name])
    site = _one([one for one in found.known.sites if fold(one["name"]) == wanted or one["id"] == values[name]])
    if site is None:
        faults.append(fault("site_unknown", "note", name, values[name]))
        return {}
    return {column: site["id"]}


def _one(rows: list[Row]) -> Row | None:
    return rows[0] if rows else None


# ---------- rooms ----------


def _read_room(found: Found, line: Row) -> None:
    values = line["values"]
    if "name" not in values:
        return
    old = _one(
        [one for one in found.known.rooms if one["id"] == values.get("id") or key(one["name"]) == key(values["name"])]
    )
    faults = _cell_faults(line) + _once(found, "live_room", values["name"], line)
    said = {one: values[one] for one in ROOM if one in values} | {"name": values["name"]}
    if "hours" in values:
        said |= {"opens": values["hours"][0], "closes": values["hours"][1]}
    said |= _place(found, values, "site", "site", faults)
    if old is None and "site" not in said:
        said |= {"site": found.known.sites[0]["id"]} if len(found.known.sites) == 1 else {}
        faults += [] if "site" in said else [fault("no_site", "error", "site")]
    if old is None and "kind" not in said:
        said["kind"] = "booth" if fold(values["name"]).startswith("gian") else "room"
    if "producer_name" in values:
        seller = _old_seller(found.known.producers, values)
        said |= {"producer": seller["id"]} if seller else {}
        faults += [] if seller else [fault("producer_unknown", "note", "producer_name", values["producer_name"])]
    item = found.add("live_room", values["name"], line, old, said, faults)
    found.seen.setdefault(("live_room", key(values["name"])), item)


_READ: dict[str, Callable[[Found, Row], None]] = {"products": _read_goods, "people": _read_person, "rooms": _read_room}
