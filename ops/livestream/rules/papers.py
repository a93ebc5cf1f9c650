"""What must lie on file before somebody sells: papers of producers and products, identities of hosts."""

from __future__ import annotations

from collections.abc import Iterator

from ops.livestream.rules.index import Index, Seen
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.reports import report
from ops.livestream.rules.times import valid_on

FOOD = frozenset({"Thực phẩm", "Đồ uống"})
FOOD_MARKS = frozenset({"fresh", "cold", "supplement"})
CONFIRMED_ADS = frozenset({"supplement", "cosmetic", "medicine"})


def has_paper(index: Index, table: str, owner: str, kind: str, day: str) -> bool:
    """Is there an accepted paper of the kind that holds on the day?"""
    return any(
        paper.get("kind") == kind and paper.get("state") == "accepted" and valid_on(paper.get("valid_until"), day)
        for paper in index.get(table, owner).get("papers") or []
    )


def on_file(index: Index, one: Seen) -> Iterator[Row]:
    """Papers of sellers and goods; they may come late, so they stop the show and not the plan."""
    day = one.days[1]
    for name in one.producers:
        if not has_paper(index, "producers", name, "seller", day):
            yield report("papers.seller", [one], ("producer", name))
    for name in one.products:
        product = index.get("products", name)
        if product:
            yield from of_product(index, one, product, day)


def of_product(index: Index, one: Seen, product: Row, day: str) -> Iterator[Row]:
    """Certificate, food safety, confirmation of advertising."""
    name, marks = product["id"], set(product.get("marks") or [])
    until = product.get("certificate_until") or ""
    ranked = product.get("stars") is not None or "OCOP" in (product.get("programmes") or [])
    if ranked and not (until and until >= day) and not has_paper(index, "products", name, "ocop", day):
        yield report("papers.ocop", [one], ("product", name), until=until or None, stars=product.get("stars"))
    food = product.get("industry") in FOOD or bool(marks & FOOD_MARKS)
    if food and not covered(index, product, "food_safety", day):
        yield report("papers.food_safety", [one], ("product", name))
    if marks & CONFIRMED_ADS and not covered(index, product, "ad_confirmation", day):
        yield report("papers.ad_confirmation", [one], ("product", name))


def covered(index: Index, product: Row, kind: str, day: str) -> bool:
    """By a paper of the product itself, or for food safety by one of its producer."""
    if has_paper(index, "products", product["id"], kind, day):
        return True
    return kind == "food_safety" and has_paper(index, "producers", product.get("producer") or "", kind, day)


def identity(index: Index, one: Seen) -> Iterator[Row]:
    """The host is named, and the platform knows who that is."""
    host = one.slot.get("host") or ""
    if not host:
        yield report("person.unverified", [one], None, why="nobody", platform=one.platform)
        return
    known = [row for row in index.get("persons", host).get("identities") or [] if row.get("platform") == one.platform]
    verified = [row for row in known if row.get("state") == "verified"]
    if not one.platform or any(valid_on(row.get("valid_until"), one.days[1]) for row in verified):
        return
    why = "expired" if verified else "unverified"
    yield report("person.unverified", [one], ("person", host), why=why, platform=one.platform)
