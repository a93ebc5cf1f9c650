"""Rows of the catalogue: load a sample, make, change, remove. Each row has a revision: the second of two is told."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from sqlalchemy import Table, delete, insert, or_, select, update

from ops.core import journal, queries as core_queries, tokens
from ops.core.actions import fresh
from ops.core.db import metadata
from ops.core.work import Work
from ops.errors import Conflict, Invalid, NotFound
from ops.livestream.catalogue import models as tables, queries
from ops.livestream.catalogue.key_actions import sealed_key
from ops.livestream.catalogue.payloads import ENTITY_OF, ChangeRow, NewEntry, RemoveRow, values_of

Row = dict[str, Any]
ROWS_AT_MOST = 5_000
REFERS = {
    "producer": "producer",
    "site": "live_site",
    "home_site": "live_site",
    "owner": "producer",
    "key_holder": "live_person",
}
"""Field -> the entity whose id stands in it."""
NEEDED = {
    "site": ("name",), "room": ("name", "site"), "producer": ("name",), "product": ("name", "producer"),
    "person": ("name",), "kit": ("name",), "channel": ("name", "platform"),
}  # fmt: skip
FIRST: dict[str, Row] = {"room": {"kind": "room"}, "producer": {"kind": "other"}, "kit": {"pieces": 1}}


def done(work: Work, ref: str, kind: str, entity: str, row_id: str, facts: Row) -> Row:
    """The line of a command that touched one row."""
    index = work.record(kind, f"{entity}:{row_id}", {entity: [row_id]}, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


def packed(values: Row) -> Row:
    """Values as the tables keep them: lists as JSON."""
    return {name: json.dumps(one, ensure_ascii=False) if isinstance(one, list) else one for name, one in values.items()}


# ---------- the sample ----------


def load(work: Work, rows: dict[str, list[Row]], secret: bytes) -> dict[str, int]:
    """Rows of a sample that are not there yet; what is there stays. Counts of what was made."""
    made: dict[str, list[Row]] = {}
    for name, found in rows.items():
        made[name] = _missing(work, metadata.tables[name], found)
    parents = {one["id"] for one in made["live_person"]}
    for part in ("live_identity", "live_away", "live_free"):  # of people who are there already, theirs stay
        made[part] = [one for one in made[part] if one["person"] in parents]
    for name, found in made.items():
        if found:
            values = [_loaded(work, name, one, secret) for one in found]
            work.conn.execute(insert(metadata.tables[name]), values)
    counts = {name: len(made[name]) for name in (*queries.TABLES, "platform_fact")}
    if any(counts.values()):
        touched = {name: [one["id"] for one in made[name]] for name in counts}
        work.record("live.catalogue_loaded", f"event:{work.event_id}", touched, counts)
    return counts


def _missing(work: Work, table: Table, rows: list[Row]) -> list[Row]:
    key = [one.name for one in table.primary_key if one.name not in ("event_id", "version")]
    found = work.conn.execute(select(*(table.c[name] for name in key)).where(table.c.event_id == work.event_id))
    there = {tuple(row) for row in found}
    return [one for one in rows if tuple(one[name] for name in key) not in there]


def _loaded(work: Work, name: str, row: Row, secret: bytes) -> Row:
    values = packed(row) | {"event_id": work.event_id}
    if name in ("live_paper", "platform_fact"):
        values |= {"made_at": work.now, "made_by": work.actor}
    if name == "channel":
        values |= sealed_key(secret, work.event_id, row["id"], values.pop("key"))
    return values


# ---------- one row ----------


def make(work: Work, ref: str, kind: str, asked: NewEntry) -> Row:
    """A new row."""
    entity, values = ENTITY_OF[kind], values_of(kind, asked.values)
    missing = [name for name in NEEDED[kind] if name not in values]
    if missing:
        raise Invalid("invalid", fields={f"body.{name}": "needed" for name in missing})
    row_id = asked.id or tokens.new_id()
    if queries.find(work.conn, work.event_id, entity, row_id):
        raise Conflict("id_taken")
    if queries.count(work.conn, work.event_id, entity) >= ROWS_AT_MOST:
        raise Conflict("catalogue_full")
    check_refers(work, values)
    travel = values.pop("travel", None)
    insert_row(work, entity, row_id, FIRST.get(kind, {}) | values)
    touched = [row_id, *_set_travel(work, row_id, travel)] if travel is not None else [row_id]
    facts = {"kind": kind, "row": row_id, "made": True, "fields": sorted(values), "revision": 1}
    return _changed(work, ref, entity, touched, facts)


def insert_row(work: Work, entity: str, row_id: str, values: Row) -> None:
    """Store a new row with its first revision."""
    table = queries.TABLES[entity]
    work.conn.execute(insert(table).values(event_id=work.event_id, id=row_id, revision=1, **packed(values)))


def change(work: Work, ref: str, kind: str, row_id: str, asked: ChangeRow) -> Row:
    """Other words in some fields. Whoever saw an older row is told when somebody else wrote in the same fields."""
    entity, values = ENTITY_OF[kind], values_of(kind, asked.changes)
    row = found(work, entity, row_id)
    _check_seen(work, entity, row, values, asked)
    check_refers(work, values)
    touched = [row_id, *_set_travel(work, row_id, values.pop("travel"))] if "travel" in values else [row_id]
    news = {name: value for name, value in values.items() if row[name] != value}
    facts = {"kind": kind, "row": row_id, "made": False, "fields": sorted(news), "revision": row["revision"]}
    if not news and len(touched) == 1 and "travel" not in asked.changes:
        return fresh(work, ref, "live.catalogue_changed", facts, None)
    facts["revision"] = store(work, entity, row, news)
    return _changed(work, ref, entity, touched, facts)


def _changed(work: Work, ref: str, entity: str, touched: list[str], facts: Row) -> Row:
    index = work.record("live.catalogue_changed", f"{entity}:{facts['row']}", {entity: touched}, facts, ref=ref)
    return fresh(work, ref, "live.catalogue_changed", facts, index)


def found(work: Work, entity: str, row_id: str) -> Row:
    """The row, or 404."""
    row = queries.find(work.conn, work.event_id, entity, row_id)
    if row is None:
        raise NotFound
    return row


def store(work: Work, entity: str, row: Row, news: Row) -> int:
    """Write fields of a row; answers its new revision."""
    table, revision = queries.TABLES[entity], int(row["revision"]) + 1
    here = (table.c.event_id == work.event_id) & (table.c.id == row["id"])
    work.conn.execute(update(table).where(here).values(revision=revision, **packed(news)))
    return revision


def _check_seen(work: Work, entity: str, row: Row, values: Row, asked: ChangeRow) -> None:
    """The editor saw the row as it is, or at least the fields as they are that they write."""
    if asked.seen == row["revision"]:
        return
    theirs = {
        name: row[name]
        for name in values
        if name in row and row[name] != values[name] and (name not in asked.was or asked.was[name] != row[name])
    }
    if theirs:
        refuse_stale(work, entity, row, theirs)


def refuse_stale(work: Work, entity: str, row: Row, theirs: Row | None = None) -> NoReturn:
    """Tell the second of two whose words stand there."""
    lines = journal.of_subject(work.conn, work.event_id, f"{entity}:{row['id']}")
    by = core_queries.actor_name(work.conn, lines[-1].actor) if lines else ""
    fields = {name: json.dumps(value, ensure_ascii=False) for name, value in (theirs or {}).items()}
    raise Conflict("row_changed", fields=fields | {"by": by, "revision": str(row["revision"])}, by=by)


def check_refers(work: Work, values: Row) -> None:
    """Ids that stand in a row are of rows that are there."""
    bad = {
        f"body.{name}": "unknown"
        for name, entity in REFERS.items()
        if values.get(name) and queries.find(work.conn, work.event_id, entity, values[name]) is None
    }
    if bad:
        raise Invalid("unknown_row", fields=bad)


def _set_travel(work: Work, site: str, minutes: dict[str, int]) -> list[str]:
    """Minutes from one site to others; answers the others, whose rows look different now."""
    others = {row["id"] for row in queries.read(work.conn, work.event_id, "live", "live_site", None)} - {site}
    if not minutes.keys() <= others:
        raise Invalid("unknown_row", fields={"body.travel": "unknown"})
    table = tables.live_travel
    mine = (table.c.event_id == work.event_id) & or_(table.c.a == site, table.c.b == site)
    work.conn.execute(delete(table).where(mine))
    rows = [{"event_id": work.event_id, "a": site, "b": other, "minutes": count} for other, count in minutes.items()]
    if rows:
        work.conn.execute(insert(table), rows)
    return sorted(others)


def remove(work: Work, ref: str, kind: str, row_id: str, asked: RemoveRow) -> Row:
    """Take a row away that nothing else names."""
    entity = ENTITY_OF[kind]
    row = found(work, entity, row_id)
    if asked.seen != row["revision"]:
        refuse_stale(work, entity, row)
    used = queries.used_by(work.conn, work.event_id, entity, row_id)
    if used:
        raise Conflict("row_in_use", fields={"by": ", ".join(used)})
    delete_row(work, entity, row_id)
    return done(work, ref, "live.catalogue_removed", entity, row_id, {"kind": kind, "row": row_id})


def delete_row(work: Work, entity: str, row_id: str) -> None:
    """The row and what belongs to it alone."""
    table = queries.TABLES[entity]
    work.conn.execute(delete(table).where(table.c.event_id == work.event_id, table.c.id == row_id))
    if entity == "live_person":
        for part in queries.PEOPLE_PARTS.values():
            work.conn.execute(delete(part).where(part.c.event_id == work.event_id, part.c.person == row_id))
    if entity == "live_site":
        _set_travel(work, row_id, {})
