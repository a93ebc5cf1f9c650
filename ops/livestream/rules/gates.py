"""What stands in the way of an act, after what was overridden and acknowledged by name."""

from __future__ import annotations

from collections.abc import Iterable

from ops.livestream.rules.checking import check
from ops.livestream.rules.index import Index, Seen, mark_of, prepare
from ops.livestream.rules.kinds import BLOCK, FIRM, NEVER_OVERRIDABLE, Row, enough
from ops.livestream.rules.times import held

# act: (levels of `stops` that stand in its way, are live slots seen as planned?)
ACTS: dict[str, tuple[tuple[str, ...], bool]] = {
    "confirm": (("confirm", "ack"), False),
    "move": (("confirm", "ack"), False),
    "extend": (("confirm",), False),
    "reopen": (("confirm",), False),
    "ready": (("confirm", "ready"), True),
    "go_live": (("confirm", "ready"), True),
}


def gate(facts: Row | Index, slot_id: str, for_what: str, moved: dict[str, Row] | None = None) -> list[Row]:
    """The conflicts that an act would have to answer for. A draft stops nobody, nor does what has ended."""
    index = prepare(facts)
    if moved:
        index = index.moved(moved)
    stops, planned = ACTS[for_what]
    around = firm_around(index, index.seen[slot_id], planned)
    slots = {one.id: one.slot for one in around.seen.values()}
    return [row for row in check(around, [slot_id]) if row["stops"] in stops and not answered(row, slots)]


def firm_around(index: Index, one: Seen, planned: bool) -> Index:
    """The slot, and the firm slots that want anything of what it wants."""
    others = {other.id: other for key in one.resources() for other in index.by.get(key, ()) if other.state in FIRM}
    others.pop(one.id, None)
    if planned:
        others = {name: as_planned(index, other) for name, other in others.items()}
    return Index(index.facts, [one, *others.values()])


def as_planned(index: Index, one: Seen) -> Seen:
    """One that is on air, at the hours it was given."""
    return Seen(index.facts, one.slot, held(one.slot, index.now, planned=True)) if one.state == "live" else one


def answered(conflict: Row, slots: dict[str, Row]) -> bool:
    """Was it overridden with a reason (a warning: or acknowledged) for exactly this state of its slots?"""
    if conflict["kind"] in NEVER_OVERRIDABLE:
        return False
    carriers = [slots[name] for name in conflict["slots"] if name in slots]
    overrides = [row for slot in carriers for row in slot.get("overrides") or []]
    if any(names(conflict, row) and enough(row.get("reason")) for row in overrides):
        return True
    acks = [] if conflict["level"] == BLOCK else [row for slot in carriers for row in slot.get("acks") or []]
    return any(names(conflict, row) for row in acks)


def names(conflict: Row, row: Row) -> bool:
    """Is this the conflict that an override or ack is about? A name under a crowd holds for fewer of the same, each as
    it was: whoever saw that five slots promise too much has seen it of the three among them that are firm."""
    if row.get("kind") != conflict["kind"] or not row.get("with"):
        return False
    (about, signed), (wanted, found) = _parts(row["with"]), _parts(conflict["with"])
    return about == wanted and found.items() <= signed.items()


def _parts(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """What a `with` is about, and the mark of each of its slots."""
    key, _, marks = text.rpartition("#")
    kind, _, rest = key.partition("|")
    ids, _, tail = rest.partition("|")
    slots, found = ids.split(","), marks.split(".")
    return (kind, tail, *found[len(slots) :]), dict(zip(slots, found, strict=False))


def overrides_alive(before: Row, after: Row) -> dict[str, list[Row]]:
    """What is left of overrides and acks: everything while time, people and goods are the same, else nothing."""
    same = mark_of(before) == mark_of(after)
    kept: Iterable[str] = ("overrides", "acks")
    return {name: list(after.get(name) or []) if same else [] for name in kept}
