"""Where a slot could stand on a day without a block: what a booth may be offered."""

from __future__ import annotations

from ops.livestream.rules.checking import check
from ops.livestream.rules.index import Index, prepare
from ops.livestream.rules.kinds import Row
from ops.livestream.rules.times import DAY, MINUTE, instant_of

QUARTER = 15 * MINUTE


def free_cells(facts: Row | Index, slot: Row, day: str) -> list[Row]:
    """Every quarter of an hour of the local day that is still to come, with the warnings it brings."""
    index = prepare(facts)
    length = slot["ends"] - slot["starts"]
    begin = instant_of(day, index.offset)
    found = []
    for starts in range(begin, begin + DAY, QUARTER):
        if starts < index.now or length <= 0:
            continue
        # Asked as a draft: it is not there yet, so nothing of it is on air and lead times count.
        there = {**slot, "starts": starts, "ends": starts + length, "state": "draft", "actual_start": None}
        rows = check(index, [slot["id"]], {slot["id"]: there})
        if not any(row["stops"] == "confirm" for row in rows):
            kinds = sorted({row["kind"] for row in rows if row["stops"] == "ack"})
            found.append({"starts": starts, "ends": starts + length, "warnings": kinds})
    return found
