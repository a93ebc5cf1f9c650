"""What every verb of the spaces uses: rows kept and found again, who may act where, when it was, refusals."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import Table, delete, insert, update

from ops.core import clock, queries as core_queries
from ops.core.auth import PLANNERS, Actor
from ops.core.work import Work
from ops.errors import Conflict, Forbidden, NotFound
from ops.spaces import queries
from ops.spaces.changes import VISITOR as VISITOR
from ops.spaces.queries import NAMED_BY, TABLES, TEXTS

Row = dict[str, Any]


class Refused(Conflict):
    """The rules do not do it; `refusal` is their code, its sentence is spaces.refused.<code>."""

    def __init__(self, refusal: str, **more: Any) -> None:
        super().__init__("space_refused")
        self.refusal, self.more = refusal, more
        self.fields = cast(Any, {"refusal": refusal, **more})


# ---------- rows ----------


def packed(name: str, row: Row) -> Row:
    """A row as it is stored."""
    texts = TEXTS.get(name, ())
    return {
        one: json.dumps(value, ensure_ascii=False, separators=(",", ":")) if one in texts else value
        for one, value in row.items()
    }


def add(work: Work, name: str, row: Row) -> None:
    """A new row."""
    work.conn.execute(insert(TABLES[name]).values(event_id=work.event_id, **packed(name, row)))


def change(work: Work, name: str, one: str, values: Row) -> None:
    """Other values for a row."""
    table, named = TABLES[name], NAMED_BY.get(name, "id")
    here = (table.c.event_id == work.event_id) & (table.c[named] == one)
    work.conn.execute(update(table).where(here).values(**packed(name, values)))


def remove(work: Work, name: str, one: str) -> None:
    """A row goes."""
    table, named = TABLES[name], NAMED_BY.get(name, "id")
    work.conn.execute(delete(table).where(table.c.event_id == work.event_id, table.c[named] == one))


def upsert(work: Work, table: Table, key: Row, more: Row) -> None:
    """Put values into the row of a key, which may not be there yet. Whoever writes has the event's turn."""
    here = table.c.event_id == work.event_id
    for name, value in key.items():
        here &= table.c[name] == value
    if not work.conn.execute(update(table).where(here).values(**more)).rowcount:
        work.conn.execute(insert(table).values(event_id=work.event_id, **key, **more))


def raise_by(work: Work, table: Table, key: Row, amounts: dict[str, int]) -> None:
    """Add to counters in the row of a key, which may not be there yet."""
    here = table.c.event_id == work.event_id
    for name, value in key.items():
        here &= table.c[name] == value
    sums = {name: table.c[name] + by for name, by in amounts.items()}
    if not work.conn.execute(update(table).where(here).values(**sums)).rowcount:
        work.conn.execute(insert(table).values(event_id=work.event_id, **key, **amounts))


def require(work: Work, name: str, one: str) -> Row:
    """A row of this event."""
    row = queries.one_of(work.conn, work.event_id, name, one)
    if row is None:
        raise NotFound
    return row


def event_of(work: Work) -> Row:
    """The event: its zone, its end."""
    row = core_queries.find_event(work.conn, work.event_id)
    if row is None:
        raise NotFound
    return row


def changed(before: Row, values: Row) -> Row:
    """Those of the values that are other than before."""
    return {name: value for name, value in values.items() if before[name] != value}


# ---------- who, when ----------


def require_booth(actor: Actor, booth: Row) -> None:
    """A device acts for the booth at which it stands; who plans, for all."""
    if not actor.roles & PLANNERS and actor.post not in (booth["id"], booth["room"] or None, booth["area"]):
        raise Forbidden("space_elsewhere")


def require_area(work: Work, actor: Actor, area: str) -> None:
    """A device counts in the area in which it stands; the reception stands at any door."""
    if actor.roles & (PLANNERS | {"reception"}) or actor.post == area:
        return
    booths = queries.rows_of(work.conn, work.event_id, "space_booth")
    if not any(one["area"] == area and actor.post in (one["id"], one["room"] or None) for one in booths):
        raise Forbidden("space_elsewhere")


def require_own_leads(actor: Actor, booth: Row) -> None:
    """What visitors gave to an enterprise is read on the device of its booth, nowhere else."""
    if actor.kind != "device" or actor.post not in (booth["id"], booth["room"] or None):
        raise Forbidden("space_elsewhere")


def instant_of(work: Work, device_at: int | None, offset_ms: float | None, reach_ms: int = 24 * clock.HOUR) -> int:
    """When an act happened: by the device's clock and its error; never later than now, never longer ago than that."""
    if device_at is None:
        return work.now
    return max(min(device_at + round(offset_ms or 0), work.now), work.now - reach_ms)
