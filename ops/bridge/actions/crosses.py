"""Crosses: what is planned. What was comes from the cues."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from ops.bridge import queries
from ops.bridge.actions.common import done, find, here, next_of, require_site
from ops.bridge.models import bridge_cross
from ops.bridge.payloads import CrossChanges, NewCross
from ops.core import tokens
from ops.core.actions import fresh
from ops.core.work import Work
from ops.errors import Conflict

Row = dict[str, Any]
CROSSES_AT_MOST = 300


def make(work: Work, ref: str, asked: NewCross) -> Row:
    """A new cross, at the end unless an order is named."""
    require_site(work, asked.site)
    there = {row["id"] for row in queries.crosses(work.conn, work.event_id)}
    cross = asked.id or tokens.new_id()
    if len(there) >= CROSSES_AT_MOST:
        raise Conflict("bridge_crosses_full", most=CROSSES_AT_MOST)
    if cross in there:
        raise Conflict("bridge_cross_there")
    values = asked.model_dump(exclude={"ref", "id", "order"})
    order = asked.order if asked.order is not None else next_of(work, bridge_cross.c.order)
    work.conn.execute(
        insert(bridge_cross).values(event_id=work.event_id, id=cross, order=order, skipped=False, **values)
    )
    facts = {"cross": cross, "site": asked.site, "planned_at": asked.planned_at}
    return done(work, ref, "bridge.cross_made", f"bridge_cross:{cross}", {"bridge_cross": [cross]}, facts)


def change(work: Work, ref: str, cross: str, changes: CrossChanges) -> Row:
    """Another plan; what has been on air keeps its site."""
    old = find(work, bridge_cross, cross)
    values = {name: value for name, value in changes.model_dump(exclude_none=True).items() if value != old[name]}
    if "site" in values:
        require_site(work, values["site"], "body.changes.site")
        if old["on_at"] is not None:
            raise Conflict("bridge_cross_begun")
    facts = {"cross": cross, "fields": sorted(values)}
    if not values:
        return fresh(work, ref, "bridge.cross_changed", facts, None)
    work.conn.execute(update(bridge_cross).where(here(work, bridge_cross, id=cross)).values(**values))
    return done(work, ref, "bridge.cross_changed", f"bridge_cross:{cross}", {"bridge_cross": [cross]}, facts)
