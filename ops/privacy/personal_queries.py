"""The personal strings of an event: those a purge looks for, and those that stay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import and_, column

from ops.privacy.places import DEVICE, GONE, OPEN_WORDS, PLACES
from ops.privacy.proof import Needles
from ops.privacy.tables import Tables, here

PERSONAL_KEYS = frozenset(
    ("name", "phone", "email", "contact", "contact_phone", "contact_email", "operator", "host", "note", "answer_note",
     "pronounce", "reason", "by", "words")
)  # fmt: skip
"""Keys of JSON columns whose strings say who somebody is."""
VERDICTS = ("told",)
"""Keys below which a `reason` is a word of the program."""


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
