"""Statements that are built once, because building costs more than asking: all rows of an event, or some by id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam
from sqlalchemy.engine import Connection

Row = dict[str, Any]
EVENT: BindParameter[str] = bindparam("event")
IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
HASHES: BindParameter[list[str]] = bindparam("hashes", expanding=True)


def rows(conn: Connection, query: Any, **facts: Any) -> list[Row]:
    """Rows of a query as dicts."""
    return [dict(row) for row in conn.execute(query, facts).mappings()]


class Query:
    """One statement for all rows of an event, one for some ids."""

    def __init__(self, query: Select[Any], column: ColumnElement[Any], *order: ColumnElement[Any]) -> None:
        self.all = query.order_by(*order)
        self.some = query.where(column.in_(IDS)).order_by(*order)

    def rows(self, conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
        """All rows, or those of `ids`."""
        if ids is None:
            return rows(conn, self.all, event=event_id)
        wanted = list(ids)
        return rows(conn, self.some, event=event_id, ids=wanted) if wanted else []
