"""Who may be named aloud, for words that another part of the product prints."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from ops.protocol import queries, rules

Row = dict[str, Any]


def known_people(conn: Connection, event_id: str) -> Row:
    """Blocks of the introductions as they were frozen, with who came since; before that, as they stand."""
    categories, guests = queries.present(conn, event_id)
    live = rules.arrange(categories, guests)
    versions = queries.freezes(conn, event_id)
    blocks = _with_late(versions[-1]["blocks"], live) if versions else live
    return {"blocks": blocks, "guests": {one["id"]: one for one in guests}, "frozen": bool(versions)}


def _with_late(frozen: list[Row], live: list[Row]) -> list[Row]:
    """The frozen blocks, and behind their people those of the same block who were not there yet."""
    named = {one["id"] for block in frozen for one in block["people"]}
    late = {block["id"]: [one for one in block["people"] if one["id"] not in named] for block in live}
    known = {block["id"] for block in frozen}
    own = [block | {"people": [*block["people"], *late.get(block["id"], [])]} for block in frozen]
    return own + [block | {"people": late[block["id"]]} for block in live if block["id"] not in known]
