"""Draws as the office sees them, and the export that anybody repeats one from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock
from ops.spaces.card_models import space_win
from ops.spaces.card_queries import stamp_lists
from ops.spaces.queries import one_of, rows_of
from ops.spaces.rules import draws

Row = dict[str, Any]
TIMES = ("from", "until", "frozen_at", "drawn_at")


def entries_of(conn: Connection, event_id: str, draw: Row) -> list[str]:
    """The numbers of the cards that take part, sorted."""
    if draw["from"] is None or draw["until"] is None:
        return []
    return sorted(one["id"] for one in stamp_lists(conn, event_id) if draws.takes_part(one, draw))


def wins(conn: Connection, event_id: str, draw: str) -> list[Row]:
    """Who has won what; a name only where the winner has shown the card and given one."""
    query = select(space_win).where(space_win.c.event_id == event_id, space_win.c.draw == draw)
    return [
        {name: row[name] for name in ("place", "prize", "card", "name")} | {"claimed_at": clock.iso(row["claimed_at"])}
        for row in conn.execute(query.order_by(space_win.c.place)).mappings()
    ]


def shown(conn: Connection, event_id: str, draw: Row, now: int) -> Row:
    """A draw for the office: what keeps it locked, its list, its result."""
    kept = {name: value for name, value in draw.items() if name not in ("entries", *TIMES)}
    times = {name: clock.iso(draw[name]) for name in TIMES}
    frozen = draw["state"] != "draft"
    cards = draw["entries"] if frozen else entries_of(conn, event_id, draw)
    locked = [] if draw["state"] == "drawn" else locks(draw, cards, now)
    return kept | times | {"entries": len(cards), "locked": locked, "winners": wins(conn, event_id, draw["id"])}


def locks(draw: Row, cards: list[str], now: int) -> list[str]:
    """What keeps a draw from being frozen or run."""
    found = draws.missing(draw, now)
    return [*found, "nobody"] if not cards and "period" not in found else found


def all_shown(conn: Connection, event_id: str, now: int) -> list[Row]:
    """Every draw of the event."""
    return [shown(conn, event_id, one, now) for one in rows_of(conn, event_id, "space_draw")]


def export(conn: Connection, event_id: str, draw_id: str) -> Row | None:
    """What scripts/repeat_draw.py reads: the frozen list, the numbers of the witnesses, the result. No name of a
    winner stands in it."""
    draw = one_of(conn, event_id, "space_draw", draw_id)
    if draw is None or draw["state"] == "draft":
        return None
    kept = {name: draw[name] for name in ("id", "title", "min_stamps", "file_number", "file_date", "prizes")}
    times = {name: clock.iso(draw[name]) for name in TIMES}
    won = [{name: one[name] for name in ("place", "prize", "card")} for one in wins(conn, event_id, draw_id)]
    told = {name: draw[name] for name in ("list_hash", "entries", "witnesses", "seed")}
    return kept | times | told | {"winners": won}
