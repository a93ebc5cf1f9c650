"""Two slots that want the same thing: at once, or with too little time between."""

from __future__ import annotations

from collections.abc import Iterator

from ops.livestream.rules.index import Index, Seen
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.reports import report
from ops.livestream.rules.times import MINUTE, overlap

# Where a resource is kept in the index, and its name in a report.
NAMES = {
    "room": "room",
    "people": "person",
    "kits": "kit",
    "channel": "channel",
    "key": "key",
    "producers": "producer",
    "session": "session",
}
# One body, one room, one stand of goods may serve two channels of one show; a stream, a key and a phone may not.
SILENT_INSIDE = frozenset({"room", "person", "producer"})
BUFFERED = frozenset({"room", "person", "kit", "channel"})


def meet(index: Index, kind: str, name: str, a: Seen, b: Seen) -> Row | None:
    """What stands between two slots over one resource, the gravest only."""
    if a is b or (a.state == "ended" and b.state == "ended"):
        return None
    first, second = (a, b) if a.order < b.order else (b, a)
    assert first.span and second.span
    same = bool(a.session_id) and a.session_id == b.session_id
    if kind == "session":
        return simulcast(index, first, second)
    if (same and kind in SILENT_INSIDE) or (kind == "key" and a.channel == b.channel):
        return None
    if shared := overlap(first.span, second.span):
        move = {"slot": second.id, "starts": first.span[1] + index.buffers.get(kind, 0)}
        return report(f"{kind}.double", (first, second), (kind, name), shared, move=move)
    return None if same or kind not in BUFFERED else gap(index, kind, name, first, second)


def gap(index: Index, kind: str, name: str, first: Seen, second: Seen) -> Row | None:
    """Too little time between two slots. Equal to what is needed is quiet."""
    assert first.span and second.span
    between = second.span[0] - first.span[1]
    road = index.travel(first.room, second.room) if kind == "person" else 0
    tight = index.buffers[kind]
    if between >= max(road, tight):
        return None
    told = f"{kind}.travel" if between < road else f"{kind}.tight"
    need = max(road, tight)
    move = {"slot": second.id, "starts": first.span[1] + need}
    at = (first.span[1], second.span[0])
    numbers: Row = {"gap": between // MINUTE, "need": (road if between < road else tight) // MINUTE}
    return report(told, (first, second), (kind, name), at, move=move, **numbers)


def simulcast(index: Index, first: Seen, second: Seen) -> Row | None:
    """One show on several platforms at once, when one of them wants to be alone."""
    assert first.span and second.span
    shared = overlap(first.span, second.span)
    if not shared or first.platform == second.platform or not first.platform or not second.platform:
        return None
    for one in (first, second):
        row = index.fact(one.platform, "simulcast", one.days[1])
        if row and row.get("value") == "forbidden":
            resource = ("platform", one.platform)
            return report("platform.simulcast", (first, second), resource, shared, status=row.get("status"))
    return None


def in_pairs(index: Index, key: tuple[str, str]) -> bool:
    """Is this a resource that slots meet over in pairs? A kit of several pieces is counted instead."""
    kind, name = key
    return kind in NAMES and not (kind == "kits" and pieces_of(index, name) > 1)


def pieces_of(index: Index, kit: str) -> int:
    """How many there are; a kit nobody described is one."""
    pieces = index.get("kits", kit).get("pieces")
    return 1 if pieces is None else int(pieces)


def all_pairs(index: Index) -> Iterator[Row]:
    """Every pair once per resource: in the order of their starts, as far as anything can reach."""
    for key, group in index.by.items():
        if not in_pairs(index, key):
            continue
        for place, one in enumerate(group):
            assert one.span
            until = one.span[1] + index.reach
            for other in group[place + 1 :]:
                assert other.span
                if other.span[0] >= until and other.span[0] >= one.span[1]:
                    break
                if found := meet(index, NAMES[key[0]], key[1], one, other):
                    yield found


def pairs_of(index: Index, one: Seen) -> Iterator[Row]:
    """The pairs of one slot."""
    if not one.span:
        return
    for key in one.resources():
        if not key[1] or not in_pairs(index, key):
            continue
        for other in index.by.get(key, ()):
            assert other.span
            if other.span[0] >= one.span[1] + index.reach and other.span[0] >= one.span[1]:
                break
            if other.span[1] + index.reach > one.span[0] and (found := meet(index, NAMES[key[0]], key[1], one, other)):
                yield found
