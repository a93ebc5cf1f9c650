"""Where personal data stands in the tables, and how it is blanked: one list, for the database and for its backups.

Tables and columns are named as words and met as they are: a backup of an earlier version has fewer of them. A value is
written only where it is not there yet, so blanking twice changes nothing, and the count says what was left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    column,
    delete,
    false,
    inspect,
    literal,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.engine import Connection

from ops.privacy.proof import Needles, redact

Row = dict[str, Any]
GONE = "Đã xóa"
DEVICE = "Thiết bị"
NO_FREEZE = '{"blocks":[],"note":"","by":""}'
NO_PASSWORD = "!"
PERSONAL_KEYS = frozenset(
    ("name", "phone", "email", "contact", "contact_phone", "contact_email", "operator", "host", "note", "answer_note",
     "pronounce", "reason", "by", "words")
)  # fmt: skip
"""Keys of JSON columns whose strings say who somebody is."""
VERDICTS = ("told",)
"""Keys below which a `reason` is a word of the program."""


@dataclass(frozen=True)
class Place:
    """A table of an event. `clear` is emptied, `said` becomes a word where something stood; `sought` is looked for
    afterwards, `inside` are JSON columns whose personal keys are looked for."""

    name: str
    clear: Mapping[str, str | None]
    said: Mapping[str, str]
    sought: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    drop: bool = False
    besides: str = ""  # kind of rows that are left alone


PLACES = (
    Place(
        "guest",
        dict.fromkeys(("honorific", "fold", "title", "unit", "note", "host", "badge", "pronounce", "answer_note"), "")
        | {"phone": None, "email": None, "met_by": None},
        {"name": GONE, "blocked": GONE},
        ("name", "phone", "email", "note", "host", "pronounce", "answer_note", "met_by", "blocked"),
    ),
    Place(
        "delegation",
        {"contact": "", "contact_phone": None, "contact_email": None, "note": ""},
        {},
        ("contact", "contact_phone", "contact_email", "note"),
    ),
    Place("scan", {"operator": ""}, {"override_reason": GONE}, ("operator", "override_reason")),
    Place("undo", {"operator": ""}, {"reason": GONE}, ("operator", "reason")),
    Place("call", {"operator": "", "words": ""}, {}, ("operator", "words")),
    Place("quarantine", {"body": "{}"}, {}, (), ("body",)),
    Place("list_import", {"faults": "[]"}, {"file": GONE}, ("file",), ("faults",)),
    Place("list_row", {}, {}, (), ("fields", "before", "faults"), drop=True),
    Place("mail", {"why": ""}, {}),
    Place("freeze", {"body": NO_FREEZE}, {}, (), ("body",)),
    Place("access", {"detail": ""}, {}),
    Place("pairing", {}, {"name": DEVICE}, ("name",)),
    Place("device", {"agent": ""}, {"name": DEVICE}, ("name",)),
    Place("job", {"result": "{}"}, {}, besides="privacy.purge"),
)
OPEN_WORDS: dict[str, tuple[str, ...]] = {
    "category": ("name", "collective"),
    "gate": ("name", "place", "way"),
    "delegation": ("name", "source", "fold"),
    "policy": ("letter", "signer", "map_text", "controller", "contact"),
    "notice": ("words_vi", "words_en"),
    "membership": ("roles",),
    "seat": ("id", "row"),
}
"""What an event keeps on purpose: units, gates, blocks, what the office says of itself in public."""
NAMED_IN_JOURNAL = ("core.pairing_made", "core.device_renamed")
"""The two kinds of lines that quote a word somebody typed: the name of a device."""


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


# ---------- what is looked for ----------


def gather(tables: Tables, event_id: str, needles: Needles) -> None:
    """Every personal string of an event."""
    for place in PLACES:
        for values in tables.rows(place.name, tables.known(place.name, place.sought), here(event_id)):
            _take(needles, values)
        for values in tables.rows(place.name, tables.known(place.name, place.inside), here(event_id)):
            for value in values:
                _take(needles, personal_strings(value))
    people = leaving(tables, event_id)
    for values in tables.rows("staff", ["name", "login"], and_(column("id").in_(people), column("name") != GONE)):
        _take(needles, values)


def _take(needles: Needles, values: Iterable[Any]) -> None:
    for value in values:
        if value and value not in (GONE, DEVICE):
            needles.add(value)


def personal_strings(text: str | None) -> Iterator[str]:
    """The strings under personal keys of a JSON text; a text that is no JSON is one string."""
    try:
        yield from _under_keys(json.loads(text or "null"), False)
    except ValueError:
        yield text or ""


def _under_keys(value: object, personal: bool) -> Iterator[str]:
    if isinstance(value, str) and personal:
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _under_keys(one, personal)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in VERDICTS:
                yield from _under_keys(one, name in PERSONAL_KEYS)


def staying(tables: Tables, event_id: str) -> Iterator[str]:
    """All words that stay: those of other events, the open ones of this, people who work on."""
    for name in tables.columns:
        words = tables.texts(name)
        if tables.has(name, "event_id"):
            yield from _words(tables.rows(name, words, column("event_id") != event_id))
            yield from _words(tables.rows(name, tables.known(name, OPEN_WORDS.get(name, ())), here(event_id)))
    yield from _words(tables.rows("event", tables.texts("event")))
    people = leaving(tables, event_id)
    yield from _words(tables.rows("staff", ["name", "login"], column("id").not_in(people)))


def _words(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for row in rows:
        yield from (one for one in row if one)


def leaving(tables: Tables, event_id: str) -> list[str]:
    """Accounts that worked in this event alone. Organisers stay: they answer for what was deleted."""
    roles = list(tables.rows("membership", ["staff_id", "roles"], here(event_id)))
    elsewhere = and_(column("event_id") != event_id, column("roles") != "")
    others = {one for (one,) in tables.rows("membership", ["staff_id"], elsewhere)}
    return [one for one, held in roles if one not in others and "organiser" not in held.split()]


# ---------- blanking ----------


def blank(tables: Tables, event_id: str, needles: Needles, now: int) -> Row:
    """Blank every person of an event; answers table -> rows that were changed (nothing, when it was done before)."""
    _mark_guests(tables, event_id, now)
    counts = {place.name: blank_place(tables, place, event_id) for place in PLACES if tables.has(place.name)}
    counts["staff"] = _close_accounts(tables, event_id)
    counts["journal"] = _redact(tables, event_id, "journal", "seq", "facts", needles)
    if tables.has("job"):
        counts["job"] += _redact(tables, event_id, "job", "id", "asked", needles)
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


def _redact(tables: Tables, event_id: str, name: str, key: str, field: str, needles: Needles) -> int:
    """JSON that holds no personal data by design: searched all the same, and cleaned where it does."""
    target, news = table(name, column(field)), []
    for one, kind, text in tables.rows(name, [key, "kind", field], here(event_id)):
        value = json.loads(text)
        clean = without_device_name(value) if kind in NAMED_IN_JOURNAL else value
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
