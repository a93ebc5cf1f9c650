"""Rows of reception for the feed, by entity."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.checkin import count_queries, gate_queries, guest_queries, issue_queries
from ops.checkin.models import category
from ops.checkin.statements import EVENT, Query, Row

_CATEGORIES = Query(select(category).where(category.c.event_id == EVENT), category.c.id, category.c.order)


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows of an entity as they stand now; all of them, or those of `ids`."""
    match entity:
        case "event":
            return [count_queries.event_with_totals(conn, event_id)]
        case "category":
            return _CATEGORIES.rows(conn, event_id, ids)
        case "delegation":
            return count_queries.delegations(conn, event_id, ids)
        case "gate":
            return gate_queries.gates(conn, event_id, ids)
        case "guest":
            return guest_queries.guests(conn, event_id, ids, audience)
        case "issue":
            return issue_queries.issues(conn, event_id, ids)
        case _:
            raise AssertionError(entity)
