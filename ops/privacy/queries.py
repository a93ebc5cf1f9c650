"""Reads of privacy: notices and consent, who was handed what, one person with everything about them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, select
from sqlalchemy.engine import Connection

from ops.checkin import issue_queries, scan_queries
from ops.checkin.models import call, delegation, guest, policy, quarantine, scan, undo
from ops.core import clock, queries as core_queries
from ops.core.db import metadata
from ops.core.models import access, journal
from ops.core.names import fold, matches
from ops.errors import NotFound

Row = dict[str, Any]
POLICY: Row = {"controller": "", "contact": "", "retention_days": 90, "purged_at": None}
"""What holds while nobody has said otherwise; the defaults of the table."""
ACCESS_SHOWN = 200
FOUND_AT_MOST = 20
JOURNAL_SHOWN = 200


def table_of(name: str) -> Table:
    """A table of another domain around the doors; all of them are known when the program is put together."""
    return metadata.tables[name]


def rows(conn: Connection, query: Any) -> list[Row]:
    """Rows as dicts."""
    return [dict(row) for row in conn.execute(query).mappings()]


def of(table: Table, event_id: str, *more: ColumnElement[bool]) -> Any:
    """All of a table in an event."""
    return select(table).where(table.c.event_id == event_id, *more)


def event_and_policy(conn: Connection, event_id: str) -> tuple[Row, Row]:
    """The event, and what it has said about personal data."""
    event = core_queries.find_event(conn, event_id)
    if event is None:
        raise NotFound
    found = rows(conn, of(policy, event_id))
    return event, found[0] if found else dict(POLICY)


def issue_ids(conn: Connection, event_id: str) -> list[str]:
    """Everything on the board that may show a name: open scans, items kept aside, arrivals."""
    open_ones = select(scan.c.state, scan.c.ref).where(
        scan.c.event_id == event_id, scan.c.state.in_(issue_queries.OPEN_STATES)
    )
    aside = select(quarantine.c.ref).where(quarantine.c.event_id == event_id, quarantine.c.decision.is_(None))
    came = select(guest.c.id).where(guest.c.event_id == event_id, guest.c.vip, guest.c.entries > 0)
    found = [f"{row.state}:{row.ref}" for row in conn.execute(open_ones)]
    found += [f"quarantined:{row.ref}" for row in conn.execute(aside)]
    return found + [f"arrival:{row.id}" for row in conn.execute(came)]


# ---------- notices and consent ----------


def notices(conn: Connection, event_id: str) -> list[Row]:
    """Versions of the notice, newest first, with who made them and what people said to each."""
    notice, said = table_of("notice"), consents(conn, event_id)
    found = rows(conn, of(notice, event_id).order_by(notice.c.version.desc()))
    names = {key: core_queries.actor_name(conn, key) for key in {row["made_by"] for row in found}}
    return [row | {"by": names[row["made_by"]], "said": said.get(row["version"], {})} for row in found]


def consents(conn: Connection, event_id: str) -> dict[int, dict[str, int]]:
    """Version -> what was said -> by how many people."""
    consent = table_of("consent")
    together = (consent.c.version, consent.c.act)
    people = func.count(func.distinct(consent.c.guest_id)).label("people")
    query = select(*together, people).where(consent.c.event_id == event_id).group_by(*together)
    found: dict[int, dict[str, int]] = {}
    for row in conn.execute(query):
        found.setdefault(row.version, {})[row.act] = int(row.people)
    return found


def last_version(conn: Connection, event_id: str) -> int:
    """Number of the newest notice; 0 when there is none."""
    notice = table_of("notice")
    query = select(func.max(notice.c.version)).where(notice.c.event_id == event_id)
    return int(conn.execute(query).scalar() or 0)


def persons(conn: Connection, event_id: str) -> int:
    """How many guests still have their names."""
    query = select(func.count()).where(guest.c.event_id == event_id, guest.c.purged_at.is_(None))
    return int(conn.execute(query).scalar_one())


# ---------- who was handed what ----------


def accesses(conn: Connection, event_id: str, before: int | None = None) -> list[Row]:
    """The last lists and files that were handed out, newest first, with the names of those who took them."""
    older = [] if before is None else [access.c.at < before]
    query = of(access, event_id, *older).order_by(access.c.at.desc(), access.c.id).limit(ACCESS_SHOWN)
    found = rows(conn, query)
    names = {key: core_queries.actor_name(conn, key) for key in {row["actor"] for row in found}}
    return [row | {"by": names[row["actor"]]} for row in found]


def access_totals(conn: Connection, event_id: str) -> list[Row]:
    """Per kind of list: how often, for how many people in all, when last."""
    counted = (
        func.count().label("times"),
        func.sum(access.c.persons).label("persons"),
        func.max(access.c.at).label("at"),
    )
    query = select(access.c.what, *counted).where(access.c.event_id == event_id).group_by(access.c.what)
    return [row | {"persons": int(row["persons"])} for row in rows(conn, query.order_by(access.c.what))]


# ---------- one person ----------


def find(conn: Connection, event_id: str, words: str) -> list[Row]:
    """People by name (accents and order aside), by the digits of their phone, or by e-mail."""
    digits, wanted = re.sub(r"\D", "", words), fold(words)
    query = select(guest, delegation.c.name.label("delegation_name")).join(
        delegation, and_(delegation.c.event_id == guest.c.event_id, delegation.c.id == guest.c.delegation)
    )
    everybody = rows(conn, query.where(guest.c.event_id == event_id, guest.c.purged_at.is_(None)).order_by(guest.c.id))
    found = (row for row in everybody if _is_meant(row, words.strip().lower(), digits, wanted))
    return [row for row, _ in zip(found, range(FOUND_AT_MOST), strict=False)]


def _is_meant(row: Row, words: str, digits: str, wanted: str) -> bool:
    if "@" in words:
        return words in (row["email"] or "").lower()
    if len(digits) >= 6:
        return _at_home(digits) in _at_home(re.sub(r"\D", "", row["phone"] or ""))
    return bool(wanted) and matches(wanted, row["fold"])


def _at_home(digits: str) -> str:
    """A number without what stands before it at home or abroad."""
    return digits.removeprefix("84") if len(digits) > 10 else digits.removeprefix("0")


def person(conn: Connection, event_id: str, guest_id: str) -> Row:
    """Everything that is kept about one person, as it stands in the tables."""
    me = next(iter(rows(conn, of(guest, event_id, guest.c.id == guest_id))), None)
    if me is None:
        raise NotFound
    scans = scan_queries.guest_scans(conn, event_id, guest_id)
    undone = [row["ref"] for row in scans]
    parts: Row = {
        "guest": me,
        "delegation": rows(conn, of(delegation, event_id, delegation.c.id == me["delegation"]))[0],
        "scans": scans,
        "undos": rows(conn, of(undo, event_id, undo.c.target.in_(undone))),
        "calls": rows(conn, of(call, event_id, call.c.guest_id == guest_id)),
        "kept_aside": rows(
            conn, of(quarantine, event_id, quarantine.c.body.contains(f'"{guest_id}"', autoescape=True))
        ),
        "changes": rows(conn, _changes(event_id, guest_id)),
        "access": rows(conn, of(access, event_id, access.c.detail.contains(guest_id, autoescape=True))),
        "imports": imports(conn, event_id, me),
        "introductions": [one["version"] for one in freezes_of(conn, event_id, guest_id)],
    }
    for name in ("mail", "consent", "printed", "numbered"):
        parts[name] = rows(conn, of(table_of(name), event_id, table_of(name).c.guest_id == guest_id))
    return parts


def _changes(event_id: str, guest_id: str) -> Any:
    query = select(journal.c.seq, journal.c.kind, journal.c.at, journal.c.actor).where(
        journal.c.event_id == event_id, journal.c.subject == f"guest:{guest_id}"
    )
    return query.order_by(journal.c.seq.desc()).limit(JOURNAL_SHOWN)


def imports(conn: Connection, event_id: str, me: Row) -> list[Row]:
    """Lines of lists that became this person, or that speak of the same phone, e-mail or name."""
    line, source = table_of("list_row"), table_of("list_import")
    same = [line.c.fields.contains(json.dumps(me[name], ensure_ascii=False), autoescape=True)
            for name in ("phone", "email") if me[name]]  # fmt: skip
    named = line.c.fields.contains(json.dumps(me["name"], ensure_ascii=False), autoescape=True)
    nobodys = and_(line.c.guest_id.is_(None), line.c.match.is_(None), named)
    mine = or_(line.c.guest_id == me["id"], line.c.match == me["id"], nobodys, *same, false())
    query = select(line, source.c.file, source.c.made_at).join(
        source, and_(source.c.event_id == line.c.event_id, source.c.id == line.c.import_id)
    )
    return rows(conn, query.where(line.c.event_id == event_id, mine).order_by(source.c.made_at, line.c.number))


def freezes_of(conn: Connection, event_id: str, guest_id: str) -> list[Row]:
    """Frozen introductions in which somebody stands; `body` as a value."""
    freeze = table_of("freeze")
    found = rows(conn, of(freeze, event_id).order_by(freeze.c.version))
    read = [row | {"body": json.loads(row["body"])} for row in found]
    return [row for row in read if any(True for _ in entries_of(row["body"], guest_id))]


def entries_of(value: object, guest_id: str) -> Iterator[Row]:
    """Every object inside a JSON value that is this person."""
    if isinstance(value, list):
        for one in value:
            yield from entries_of(one, guest_id)
    elif isinstance(value, dict):
        if value.get("id") == guest_id:
            yield value
        for one in value.values():
            yield from entries_of(one, guest_id)


def due_at(event: Row, held: Row) -> int:
    """From when on an event is to be purged."""
    return int(event["ends_at"]) + int(held["retention_days"]) * clock.DAY
