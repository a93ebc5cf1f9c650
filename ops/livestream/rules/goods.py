"""What is sold, at which price, in which room."""

from __future__ import annotations

from collections.abc import Iterator

from ops.livestream.rules.index import Index, Seen
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.reports import report

SPIRIT = 15
CEILING, DECLARED_CEILING = 50, 100


def forbidden_why(product: Row) -> str | None:
    """Goods whose advertising the law forbids: spirits from 15 degrees on, tobacco, prescription medicine."""
    marks = product.get("marks") or []
    alcohol = product.get("alcohol")
    if alcohol is not None and alcohol >= SPIRIT:
        return "alcohol"
    return next((mark for mark in ("tobacco", "prescription") if mark in marks), None)


def forbidden(index: Index, one: Seen) -> Iterator[Row]:
    """One report per product; nobody lifts it."""
    for name in one.products:
        product = index.get("products", name)
        if why := forbidden_why(product):
            yield report("goods.forbidden", [one], ("product", name), why=why, alcohol=product.get("alcohol"))


def cold(index: Index, one: Seen) -> Iterator[Row]:
    """Goods that need a fridge in a room that has none."""
    room = index.get("rooms", one.room)
    needing = [name for name in one.products if "cold" in (index.get("products", name).get("marks") or [])]
    if room and needing and not room.get("cold"):
        yield report("room.cold", [one], ("room", one.room), products=needing)


def promotion(index: Index, one: Seen) -> Iterator[Row]:
    """A cut above the ceiling. Fresh food has none; a declared programme reaches 100 %."""
    promo = (index.facts.get("settings") or {}).get("promo") or {}
    ceiling = DECLARED_CEILING if promo.get("declared") and promo.get("file_number") else CEILING
    for item in one.goods:
        product = index.get("products", item["product"])
        before = product.get("price") or 0
        price = item.get("price") if item.get("price") is not None else product.get("live_price")
        if price is None or before <= 0 or "fresh" in (product.get("marks") or []):
            continue
        if (before - price) * 100 > ceiling * before:
            percent = (before - price) * 1000 // before / 10
            told: Row = {"percent": percent, "ceiling": ceiling, "before": before, "price": price}
            yield report("promo.ceiling", [one], ("product", item["product"]), **told)
