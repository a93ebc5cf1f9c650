"""What is counted over many slots: a kit of several pieces, and the stock of a product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ops.livestream.rules.index import Index, Seen
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.pairs import pieces_of
from ops.livestream.rules.reports import report
from ops.livestream.rules.times import Span, overlap

Use = tuple[Span, Seen]
Stretch = tuple[Span, dict[str, Seen], int]


def stretches(uses: list[Use], pieces: int) -> Iterator[Stretch]:
    """Every stretch of time with more users than pieces: when, who, and how many at the most."""
    instants = sorted({instant for span, _ in uses for instant in span})
    since, users, most = None, dict[str, Seen](), 0
    for instant in instants:
        using = [one for span, one in uses if span[0] <= instant < span[1]]
        if len(using) > pieces:
            since = instant if since is None else since
            users |= {one.id: one for one in using}
            most = max(most, len(using))
        elif since is not None:
            yield (since, instant), users, most
            since, users, most = None, {}, 0


def with_buffers(group: list[Seen], buffer: int) -> list[Use]:
    """Uses with the time to make ready for the next; inside one session it goes from hand to hand."""
    found = []
    for one in group:
        assert one.span
        end = one.span[1] + buffer
        heirs = [
            other.span[0]
            for other in group
            if other is not one
            and other.span
            and one.session_id
            and other.session_id == one.session_id
            and one.span[1] <= other.span[0] < end
        ]
        found.append(((one.span[0], min([end, *heirs])), one))
    return found


def crowd(index: Index, kit: str) -> Iterator[Row]:
    """Too few pieces of one kit, and where they suffice only without a pause."""
    pieces, group = pieces_of(index, kit), index.by.get(("kits", kit), [])
    if pieces < 2 or len(group) <= pieces:
        return
    short = list(stretches([(one.span, one) for one in group if one.span], pieces))
    for at, users, most in short:
        if any(one.state != "ended" for one in users.values()):
            yield report("kit.double", users.values(), ("kit", kit), at, pieces=pieces, crowd=most)
    for at, users, most in stretches(with_buffers(group, index.buffers["kit"]), pieces):
        several = len({one.session_id or one.id for one in users.values()}) > 1
        open_ones = any(one.state != "ended" for one in users.values())
        if several and open_ones and not any(overlap(at, other) for other, _, _ in short):
            yield report("kit.tight", users.values(), ("kit", kit), at, pieces=pieces, crowd=most)


def stock(index: Index, product: str) -> Iterator[Row]:
    """More pieces promised than there are, over all slots together."""
    have = index.get("products", product).get("stock")
    if have is None:
        return
    promised = {one: pieces_promised(one, product) for one in index.by.get(("products", product), [])}
    givers = [one for one, pieces in promised.items() if pieces]
    total = sum(promised.values())
    if total > have and any(one.state != "ended" for one in givers):
        yield report("stock.short", givers, ("product", product), pieces=total, stock=have)


def pieces_promised(one: Seen, product: str) -> int:
    """What one slot promises of one product."""
    return sum(int(item.get("pieces") or 0) for item in one.goods if item["product"] == product)


def crowds(index: Index, ones: Iterable[Seen] | None) -> Iterator[Row]:
    """Kits and stock, all or those of some slots."""
    if ones is None:
        kits = [name for kind, name in index.by if kind == "kits"]
        products = [name for kind, name in index.by if kind == "products"]
    else:
        some = [one for one in ones if one.span]
        kits = list(dict.fromkeys(kit for one in some for kit in one.kits))
        products = list(dict.fromkeys(product for one in some for product in one.products))
    for kit in kits:
        yield from crowd(index, kit)
    for product in products:
        yield from stock(index, product)
