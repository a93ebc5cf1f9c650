"""Statements whose text is made once and handed straight to the driver: for the few that every scan runs.

SQLAlchemy spends 0.05 to 0.1 ms on each execute, the driver 0.01. On PostgreSQL each round trip is also a turn of the
hub behind other requests, so BEGIN, a lock and a read make one trip, and all writes with COMMIT another.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, Insert, Select, Update
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Row = dict[str, Any]
_VALUE = re.compile(r"%\((\w+)\)s")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Text:
    """A statement as one driver wants it."""

    text: str
    order: tuple[str, ...] | None  # names of the values by position; None: the driver takes them by name
    fixed: Mapping[str, Any]  # values that stand in the statement itself
    flags: tuple[int, ...] = ()  # columns that SQLite answers as 0 and 1
    types: Mapping[str, str] = field(default_factory=dict)  # of the values of an update, by name

    def values(self, facts: Mapping[str, Any]) -> Any:
        """Values in the form the driver wants."""
        whole = {**self.fixed, **facts} if self.fixed else facts
        return whole if self.order is None else tuple([whole[name] for name in self.order])


class Read:
    """A query; `lists` are the names of its expanding values."""

    def __init__(self, query: Select[Any], *lists: str) -> None:
        self._query, self._lists = query, lists
        self._texts: dict[tuple[str | int, ...], Text] = {}

    def rows(self, conn: Connection, facts: Row) -> list[Sequence[Any]]:
        """Rows by position."""
        return self._rows(conn, facts, "")

    def rows_of_turn(self, conn: Connection, facts: Row, lock: Read) -> list[Sequence[Any]]:
        """Rows by position, the first of a transaction: PostgreSQL begins it and runs `lock` in the same round trip."""
        sqlite = conn.dialect.name == "sqlite"
        return self._rows(conn, facts, "" if sqlite else f"BEGIN; {lock._text(conn.dialect, facts).text}; ")

    def _rows(self, conn: Connection, facts: Row, before: str) -> list[Sequence[Any]]:
        padded = facts | {name: _pad(facts[name]) for name in self._lists}
        text = self._text(conn.dialect, padded)
        flat = facts | {f"{name}_{n}": one for name in self._lists for n, one in enumerate(padded[name], 1)}
        with _cursor(conn) as cursor:
            cursor.execute(before + text.text, text.values(flat))
            found: list[Sequence[Any]] = cursor.fetchall()
        return [_with_flags(row, text.flags) for row in found] if text.flags else found

    def _text(self, dialect: Dialect, facts: Row) -> Text:
        key: tuple[str | int, ...] = (dialect.name, *(len(facts[name]) for name in self._lists))
        if key not in self._texts:
            self._texts[key] = self._make(dialect, {name: facts[name] for name in self._lists})
        return self._texts[key]

    def _make(self, dialect: Dialect, lists: Row) -> Text:
        compiled = self._query.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        state = compiled.construct_expanded_state({**compiled.params, **lists}, escape_names=False)
        columns = self._query.selected_columns
        whole = [place for place, column in enumerate(columns) if isinstance(column.type, Boolean)]
        order = tuple(state.positiontup) if compiled.positional and state.positiontup is not None else None
        fixed = {name: value for name, value in compiled.params.items() if name not in lists and value is not None}
        return Text(state.statement, order, fixed, tuple(whole) if dialect.name == "sqlite" else ())


class Write:
    """An insert or update of many rows; every row names the same columns."""

    def __init__(self, statement: Insert | Update) -> None:
        self._statement = statement
        self._texts: dict[tuple[str, ...], Text] = {}

    def run(self, conn: Connection, cursor: Any, rows: Rows) -> None:
        """SQLite: one statement with its rows, at once."""
        text = self._text(conn.dialect, rows[0])
        cursor.executemany(text.text, [text.values(row) for row in rows])

    def pieces(self, conn: Connection, cursor: Any, rows: Rows) -> Iterator[bytes]:
        """PostgreSQL: the statements with their values; one takes all rows at once."""
        made = self._text(conn.dialect, rows[0])
        if not isinstance(self._statement, Insert):
            yield _update_all(made, cursor, rows)
            return
        text = made.text
        head, _, tail = text.partition(" VALUES ")
        end = tail.rindex(")") + 1
        shown = b", ".join(cursor.mogrify(tail[:end], row) for row in rows)
        yield head.encode() + b" VALUES " + shown + tail[end:].encode()

    def _text(self, dialect: Dialect, row: Mapping[str, Any]) -> Text:
        key = (dialect.name, *row)
        if key not in self._texts:
            self._texts[key] = self._make(dialect, list(row))
        return self._texts[key]

    def _make(self, dialect: Dialect, names: list[str]) -> Text:
        columns = names if isinstance(self._statement, Insert) else None
        compiled = self._statement.compile(dialect=dialect, column_keys=columns, for_executemany=True)
        assert isinstance(compiled, SQLCompiler)
        order = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup is not None else None
        types = {name: bind.type.compile(dialect) for name, bind in compiled.binds.items() if columns is None}
        return Text(compiled.string, order, {}, types=types)


def _update_all(made: Text, cursor: Any, rows: Rows) -> bytes:
    """One update of many rows: `... SET a=v.a FROM (VALUES (...), (...)) AS v (a, ...) WHERE ...`.

    A column of nothing but nulls would be taken for words, so each value says what it is.
    """
    if len(rows) == 1:
        return bytes(cursor.mogrify(made.text, rows[0]))
    names = list(rows[0])
    head, _, where = _VALUE.sub(lambda value: f"CAST(v.{value[1]} AS {made.types[value[1]]})", made.text).partition(
        " WHERE "
    )
    one = "(" + ", ".join(f"%({name})s" for name in names) + ")"
    shown = b", ".join(cursor.mogrify(one, row) for row in rows)
    return f"{head} FROM (VALUES ".encode() + shown + f") AS v ({', '.join(names)}) WHERE {where}".encode()


Queued = tuple[Write, Rows]


def send_last(conn: Connection, writes: Iterable[Queued]) -> None:
    """Run the writes in their order; on PostgreSQL in one round trip, which commits (see `db.write_in_two_trips`)."""
    with _cursor(conn) as cursor:
        if conn.dialect.name == "sqlite":
            for write, rows in writes:
                write.run(conn, cursor, rows)
            return
        pieces = [piece for write, rows in writes for piece in write.pieces(conn, cursor, rows)]
        cursor.execute(b";\n".join([*pieces, b"COMMIT"]))


def _pad(values: Iterable[Any]) -> list[Any]:
    """The values, the last one repeated up to a power of two: few texts serve any length. None: a value of nobody."""
    found = list(values) or [""]
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found))


def _with_flags(row: Sequence[Any], flags: tuple[int, ...]) -> Sequence[Any]:
    """A row of SQLite with real truth values."""
    values = list(row)
    for place in flags:
        if values[place] is not None:
            values[place] = bool(values[place])
    return values


@contextlib.contextmanager
def _cursor(conn: Connection) -> Iterator[Any]:
    """The driver's cursor, inside the transaction of `conn`; its errors are those that SQLAlchemy would raise."""
    dbapi: Any = conn.dialect.loaded_dbapi
    cursor = conn.connection.cursor()
    try:
        yield cursor
    except dbapi.Error as error:
        raise _usual_error(conn, cursor, error) from error
    finally:
        cursor.close()


def _usual_error(conn: Connection, cursor: Any, error: Any) -> Exception:
    """What SQLAlchemy makes of a driver's error; a connection that is gone leaves the pool."""
    dialect: Any = conn.dialect
    lost = dialect.is_disconnect(error, conn.connection.dbapi_connection, cursor)
    if lost:
        conn.invalidate(error)
    usual: Exception = DBAPIError.instance(
        None, None, error, dialect.loaded_dbapi.Error, connection_invalidated=lost, dialect=dialect
    )
    return usual
