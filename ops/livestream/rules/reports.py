"""How a conflict is written down."""

from collections.abc import Iterable
from typing import Any

from ops.livestream.rules.index import Seen
from ops.livestream.rules.kinds import BLOCK, KINDS, Row
from ops.livestream.rules.times import Span


def report(
    kind: str,
    slots: Iterable[Seen],
    resource: tuple[str, str] | None,
    at: Span | None = None,
    extra: str = "",
    **more: Any,
) -> Row:
    """One conflict. `extra` tells apart what the slots and the resource do not."""
    level, stops, fix = KINDS[kind]
    ordered = sorted(slots, key=lambda one: one.order)
    named = sorted(ordered, key=lambda one: one.id)
    tail = f"{resource[0]}:{resource[1]}" if resource else ""
    key = f"{kind}|{','.join(one.id for one in named)}|{tail}" + (f"|{extra}" if extra else "")
    return {
        "key": key,
        "with": f"{key}#{'.'.join(one.mark for one in named)}",
        "kind": kind,
        "level": level,
        "stops": stops,
        "slots": [one.id for one in ordered],
        "resource": {"kind": resource[0], "id": resource[1]} if resource else None,
        "at": list(at) if at else None,
        "more": more,
        "fix": fix,
    }


def in_order(found: Iterable[Row], seen: dict[str, Seen]) -> list[Row]:
    """Blocks first, then by time."""

    def place(row: Row) -> tuple[bool, int, str]:
        first = seen[row["slots"][0]].order[0]
        return (row["level"] != BLOCK, row["at"][0] if row["at"] else first, row["key"])

    return sorted(found, key=place)
