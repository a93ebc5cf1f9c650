"""The planner's job: what the child needs, what is stored of what it says."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.engine import Connection

from ops.config import Config
from ops.core import clock
from ops.core.jobs import Kind
from ops.livestream.planner import actions, queries

Row = dict[str, Any]


def prepare(conn: Connection, config: Config, row: Row) -> Row:
    """The facts as they stand when the work begins, and their number in the journal."""
    event_id = row["event_id"]
    facts = queries.plan_facts(conn, event_id, clock.now())
    return {"facts": facts, "asked": json.loads(row["asked"]), "seq": queries.head(conn, event_id)}


KINDS: dict[str, Kind] = {
    actions.JOB: Kind("live.plan", "ops.livestream.planner.child:propose", prepare, actions.hear, actions.finish)
}
