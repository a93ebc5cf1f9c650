"""The tables of a database as they are, whatever its version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, column, inspect, select, table
from sqlalchemy.engine import Connection


class Tables:
    """The tables of one database as they are."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        asked = inspect(conn)
        self.columns: dict[str, dict[str, Any]] = {
            name: {one["name"]: one["type"] for one in asked.get_columns(name)} for name in asked.get_table_names()
        }

    def has(self, name: str, *columns: str) -> bool:
        """Whether a table and its columns are there."""
        return name in self.columns and set(columns) <= self.columns[name].keys()

    def known(self, name: str, wanted: Iterable[str]) -> list[str]:
        """Those of the columns that are there."""
        return [one for one in wanted if self.has(name, one)]

    def texts(self, name: str) -> list[str]:
        """Columns that hold words."""
        return [one for one, kind in self.columns[name].items() if kind.python_type is str]

    def rows(
        self, name: str, columns: list[str], where: ColumnElement[bool] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Values of some columns."""
        if columns and name in self.columns:
            query: Any = select(*map(column, columns)).select_from(table(name))
            yield from map(tuple, self.conn.execute(query if where is None else query.where(where)))


def here(event_id: str) -> ColumnElement[bool]:
    """Rows of an event."""
    return column("event_id") == event_id
