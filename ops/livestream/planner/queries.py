"""Proposals as they stand, and what the planner must know."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.core.models import event, job
from ops.livestream import fact_queries, queries
from ops.livestream.models import live_slot
from ops.livestream.planner.models import live_proposal

Row = dict[str, Any]
JSONS = ("limit", "scope", "moves", "score", "unplaced", "fairness", "taken")
LISTED = 10
LONG = ("moves", "unplaced", "fairness")


def plan_facts(conn: Connection, event_id: str, now: int) -> Row:
    """The facts of the rules, with the days of the schedule: only there may anything be planned."""
    facts = fact_queries.read_facts(conn, event_id, now)
    days = queries.settings(conn, event_id)["days"]
    return facts | {"settings": facts["settings"] | {"days": days}}


def head(conn: Connection, event_id: str) -> int:
    """The journal's number that is current."""
    return int(conn.execute(select(event.c.seq).where(event.c.id == event_id)).scalar_one())


def find(conn: Connection, event_id: str, proposal_id: str) -> Row | None:
    """One proposal whole, its texts read."""
    here = (live_proposal.c.event_id == event_id) & (live_proposal.c.id == proposal_id)
    row = conn.execute(select(live_proposal).where(here)).mappings().first()
    return None if row is None else _read(dict(row))


def _read(row: Row) -> Row:
    return row | {name: json.loads(row[name]) for name in JSONS if name in row}


def newest(conn: Connection, event_id: str) -> list[Row]:
    """The last proposals, newest first, without their long lists."""
    columns = [one for one in live_proposal.c if one.name not in LONG]
    query = select(*columns).where(live_proposal.c.event_id == event_id)
    found = conn.execute(query.order_by(live_proposal.c.made_at.desc(), live_proposal.c.id).limit(LISTED)).mappings()
    return [shown(conn, event_id, _read(dict(one))) for one in found]


def whole(conn: Connection, event_id: str, proposal_id: str) -> Row | None:
    """One proposal as a screen shows it, with the slots that were changed since it was made."""
    row = find(conn, event_id, proposal_id)
    if row is None:
        return None
    stale = stale_slots(conn, event_id, row["moves"]) if row["state"] == "ready" else []
    return shown(conn, event_id, row) | {"stale": stale}


def shown(conn: Connection, event_id: str, row: Row) -> Row:
    """A proposal with how far its work is; one whose work ended badly has failed."""
    ran = conn.execute(select(job).where(job.c.event_id == event_id, job.c.id == row["id"])).mappings().first()
    state, error = row["state"], None
    if state == "working" and ran is not None and ran["state"] in ("failed", "stopped"):
        state, error = "failed", ran["error"] or "job_stopped"
    progress = (ran["done"] / ran["total"]) if ran is not None and ran["total"] else 0.0
    kept = {name: value for name, value in row.items() if name not in ("event_id", "by", "answered_by")}
    return kept | {
        "state": state, "error": error, "progress": progress if state == "working" else 1.0,
        "by": core_queries.actor_name(conn, row["by"]),
        "answered_by": core_queries.actor_name(conn, row["answered_by"]) if row["answered_by"] else "",
        "made_at": clock.iso(row["made_at"]), "answered_at": clock.iso(row["answered_at"]),
    }  # fmt: skip


def stale_slots(conn: Connection, event_id: str, moves: list[Row]) -> list[str]:
    """Slots of these moves that are not what the proposal was about, and sessions that got a slot meanwhile."""
    query = select(live_slot.c.id, live_slot.c.session, live_slot.c.version).where(live_slot.c.event_id == event_id)
    found = conn.execute(query).all()
    versions = {one.id: one.version for one in found}
    placed = {one.session for one in found}
    old = {name for move in moves for name, version in move["versions"].items() if versions.get(name) != version}
    return sorted(old | {move["id"] for move in moves if not move["slot"] and move["session"] in placed})
