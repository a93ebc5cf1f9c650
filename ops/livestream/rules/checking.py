"""The whole check, and that of a few slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ops.livestream.rules.crowds import crowds
from ops.livestream.rules.goods import cold, forbidden, promotion
from ops.livestream.rules.index import Index, Seen, prepare
from ops.livestream.rules.kinds import OPEN, Row
from ops.livestream.rules.pairs import all_pairs, pairs_of
from ops.livestream.rules.papers import identity, on_file
from ops.livestream.rules.places import bridge, complete, event_hours, people_free, room_hours, stage
from ops.livestream.rules.platforms import lead, limits, wording
from ops.livestream.rules.reports import in_order

ALONE = (
    event_hours, room_hours, people_free, stage, bridge, forbidden, cold, promotion, on_file, identity, limits, lead,
    wording,
)  # fmt: skip


def alone(index: Index, one: Seen) -> Iterator[Row]:
    """What one slot does wrong by itself. What is over is not judged any more."""
    if one.state not in OPEN:
        return
    yield from complete(index, one)
    if one.span:
        for rule in ALONE:
            yield from rule(index, one)


def check(facts: Row | Index, ids: Iterable[str] | None = None, moved: dict[str, Row] | None = None) -> list[Row]:
    """All conflicts, or those that touch one of `ids`; `moved` asks what would be."""
    index = prepare(facts)
    if moved:
        index = index.moved(moved)
    ones = None if ids is None else [index.seen[name] for name in ids if name in index.seen]
    found = everything(index) if ones is None else touching(index, ones)
    return in_order(found.values(), index.seen)


def everything(index: Index) -> dict[str, Row]:
    """Every rule over every slot."""
    found = {row["key"]: row for one in index.seen.values() for row in alone(index, one)}
    found |= {row["key"]: row for row in all_pairs(index)}
    return found | {row["key"]: row for row in crowds(index, None)}


def touching(index: Index, ones: list[Seen]) -> dict[str, Row]:
    """Every rule over some slots and those they meet."""
    found: dict[str, Row] = {}
    wanted = {one.id for one in ones}
    for one in ones:
        found |= {row["key"]: row for row in (*alone(index, one), *pairs_of(index, one))}
    for row in crowds(index, ones):
        if wanted.intersection(row["slots"]):
            found[row["key"]] = row
    return found
