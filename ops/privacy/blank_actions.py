"""How personal data is blanked, in the database and in its backups.

A value is written only where it is not there yet, so blanking twice changes nothing, and the count says what was left.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, and_, case, column, delete, false, literal, or_, table, update

from ops.privacy.personal_queries import leaving
from ops.privacy.places import DEVICE, GONE, PLACES, Place
from ops.privacy.proof import Needles, redact
from ops.privacy.tables import Tables, here

Row = dict[str, Any]
NO_PASSWORD = "!"
NAMED_IN_JOURNAL = ("core.pairing_made", "core.device_renamed")
"""The two kinds of lines that quote a word somebody typed: the name of a device."""


def blank(tables: Tables, event_id: str, needles: Needles, now: int) -> Row:
    """Blank every person of an event; answers table -> rows that were changed (nothing, when it was done before)."""
    _mark_guests(tables, event_id, now)
    counts = {place.name: blank_place(tables, place, event_id) for place in PLACES if tables.has(place.name)}
    counts["staff"] = _close_accounts(tables, event_id)
    counts["journal"] = _redact(tables, event_id, "journal", "seq", "facts", needles)
    if tables.has("job"):
        counts["job"] += _redact(tables, event_id, "job", "id", "asked", needles)
    if tables.has("sheet_row"):  # the run sheet stays; a cell that names somebody does not
        counts["sheet_row"] = _redact(tables, event_id, "sheet_row", "id", "cells", needles, kind="track")
    return {name: count for name, count in counts.items() if count}


def _mark_guests(tables: Tables, event_id: str, now: int) -> None:
    """The day of whoever is about to lose their name; `changed_at` makes search in memory read the list anew."""
    if tables.has("guest", "purged_at", "changed_at"):
        news = or_(column("purged_at").is_(None), *_not_blank(tables, PLACES[0], event_id)[1:])
        target = table("guest", column("purged_at"), column("changed_at"))
        tables.conn.execute(update(target).where(here(event_id), news).values(purged_at=now, changed_at=now))


def blank_place(tables: Tables, place: Place, event_id: str, *more: ColumnElement[bool]) -> int:
    """Blank one table; answers how many rows were not blank."""
    if place.drop:
        return tables.conn.execute(delete(table(place.name)).where(here(event_id), *more)).rowcount
    clear = {one: place.clear[one] for one in tables.known(place.name, place.clear)}
    said = {one: _word(one, place.said[one]) for one in tables.known(place.name, place.said)}
    if not clear and not said:
        return 0
    target = table(place.name, *map(column, [*clear, *said]))
    changed = update(target).where(*_not_blank(tables, place, event_id), *more)
    return tables.conn.execute(changed.values(said | clear)).rowcount


def _not_blank(tables: Tables, place: Place, event_id: str) -> list[ColumnElement[bool]]:
    """Rows of an event that still hold somebody."""
    if place.drop:
        return [here(event_id)]
    wanted = [_differs(one, place.clear[one]) for one in tables.known(place.name, place.clear)]
    wanted += [_speaks(one, place.said[one]) for one in tables.known(place.name, place.said)]
    besides = [column("kind") != place.besides] if place.besides else []
    return [here(event_id), or_(false(), *wanted), *besides]


def _differs(name: str, value: str | None) -> ColumnElement[bool]:
    return column(name).is_not(None) if value is None else column(name) != value


def _speaks(name: str, word: str) -> ColumnElement[bool]:
    return and_(column(name) != "", column(name) != word)


def _word(name: str, word: str) -> Any:
    return case((_speaks(name, word), literal(word)), else_=column(name))


def _close_accounts(tables: Tables, event_id: str) -> int:
    people = leaving(tables, event_id)
    if not people:
        return 0
    open_ones = and_(column("id").in_(people), column("name") != GONE)
    target = table("staff", *map(column, ("id", "name", "login", "password_hash", "disabled")))
    values: Row = {
        "name": GONE, "login": literal("gone-").concat(column("id")), "password_hash": NO_PASSWORD, "disabled": True
    }  # fmt: skip
    tables.conn.execute(delete(table("session")).where(column("staff_id").in_(people)))
    return tables.conn.execute(update(target).where(open_ones).values(values)).rowcount


def _redact(
    tables: Tables, event_id: str, name: str, key: str, field: str, needles: Needles, kind: str = "kind"
) -> int:
    """JSON that holds no personal data by design: searched all the same, and cleaned where it does."""
    target, news = table(name, column(field)), []
    for one, about, text in tables.rows(name, [key, kind, field], here(event_id)):
        value = json.loads(text)
        clean = without_device_name(value) if about in NAMED_IN_JOURNAL else value
        clean = redact(clean, needles, GONE) if needles.stand_in(text) else clean
        if clean != value:
            news.append((one, json.dumps(clean, ensure_ascii=False, separators=(",", ":"))))
    for one, packed in news:
        tables.conn.execute(update(target).where(here(event_id), column(key) == one).values({field: packed}))
    return len(news)


def without_device_name(facts: Row) -> Row:
    """The facts of a line, the name of the device replaced."""
    if isinstance(facts.get("name"), str):
        return facts | {"name": DEVICE}
    if isinstance(facts.get("name"), dict):
        return facts | {"name": dict.fromkeys(facts["name"], DEVICE)}
    return facts


def left(tables: Tables, event_id: str) -> int:
    """How many rows still hold somebody; 0 after a purge. Ids and counts that came since do not."""
    total = 0
    for place in (one for one in PLACES if one.sought or one.inside):
        where = and_(*_not_blank(tables, place, event_id))
        total += sum(1 for _ in tables.rows(place.name, ["event_id"], where))
    people = and_(column("id").in_(leaving(tables, event_id)), column("name") != GONE)
    return total + sum(1 for _ in tables.rows("staff", ["id"], people))
