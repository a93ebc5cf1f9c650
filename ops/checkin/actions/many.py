"""Many guests at once: a list taken in, and taken back. As the single verbs of `lists`, with few statements for all.

Every changed guest has a line of its own: a scan that comes later but was made before is judged by what the guest was
then. Guests that are new or gone stand together in the line of whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from ops.checkin import count_queries, guest_queries, issue_queries, ranks
from ops.checkin.actions import lists
from ops.checkin.models import delegation, guest, scan
from ops.core.db import metadata
from ops.core.queries import Row
from ops.core.work import Work

AT_ONCE = 500
NEW_GUEST: Row = {
    "honorific": "", "title": "", "unit": "", "vip": False, "head": False, "status": "invited", "blocked": None,
    "attention": False, "note": "", "host": "", "seat": "", "badge": "", "pronounce": "", "phone": None, "email": None,
}  # fmt: skip
NO_WITNESS = frozenset({"list_row"})
"""Tables whose rows say nothing about whether somebody has met a guest."""


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Ids in portions that fit into a statement."""
    whole = list(ids)
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]


def guests_of(work: Work, ids: Iterable[str]) -> dict[str, Row]:
    """Guests by id, any number of them."""
    found: dict[str, Row] = {}
    for part in chunks(ids):
        found |= guest_queries.guests_by_id(work.conn, work.event_id, part)
    return found


def make_delegations(work: Work, rows: list[Row], secret: bytes) -> None:
    """Delegations of a list; `rows` bring id, name, category and source. They stand last in their block."""
    if not rows:
        return
    query = select(delegation.c.order).where(delegation.c.event_id == work.event_id)
    last = max(work.conn.execute(query.order_by(delegation.c.order.desc()).limit(1)).scalar() or 0, 0)
    made = [
        row
        | {"event_id": work.event_id, "order": last + place, "unit_code": None}
        | {"fold": guest_queries.search_text(row["name"], "", "", "")}
        | lists.delegation_code(work.event_id, row["id"], secret)
        for place, row in enumerate(rows, 1)
    ]
    work.conn.execute(insert(delegation), made)


def make_many(work: Work, rows: list[Row], secret: bytes) -> None:
    """New guests with their ids; without a rank they get that of their title, in the order of the list."""
    if not rows:
        return
    names = {row["id"]: row for row in count_queries.delegations(work.conn, work.event_id)}
    query = select(guest.c.order).where(guest.c.event_id == work.event_id).order_by(guest.c.order.desc()).limit(1)
    last = work.conn.execute(query).scalar() or 0
    made = [_complete(work, row, names[row["delegation"]], last + place, secret) for place, row in enumerate(rows, 1)]
    for start in range(0, len(made), AT_ONCE):
        work.conn.execute(insert(guest), made[start : start + AT_ONCE])
    _adopt_scans(work, [row["code_hash"] for row in made])


def _complete(work: Work, row: Row, group: Row, order: int, secret: bytes) -> Row:
    values = NEW_GUEST | {"category": group["category"], "order": order} | row
    values.setdefault("rank", ranks.rank_of_title(values["title"]))
    return lists.new_guest_row(work.event_id, row["id"], values, group["name"], secret, work.now)


def _adopt_scans(work: Work, hashes: list[str]) -> None:
    """Unknown codes that turn out to be these guests', see `lists.make_guest`."""
    for part in chunks(hashes):
        work.conn.execute(
            update(scan)
            .where(scan.c.event_id == work.event_id, scan.c.code_hash.in_(part), scan.c.guest_id.is_(None))
            .values(changed_since="guest.code")
        )


def change_many(work: Work, wanted: dict[str, Row]) -> dict[str, Row]:
    """New values for fields of guests; answers the values that were there, of those that changed."""
    rows = guests_of(work, wanted)
    names = {row["id"]: row["name"] for row in count_queries.delegations(work.conn, work.event_id)}
    issues = _issues_of(work, rows)
    before: dict[str, Row] = {}
    groups: dict[tuple[str, ...], list[Row]] = {}
    for guest_id, row in rows.items():
        values = {name: value for name, value in wanted[guest_id].items() if row[name] != value}
        if not values:
            continue
        before[guest_id] = {name: row[name] for name in values}
        facts = {"guest": guest_id, "changes": lists.before_and_after(row, values)}
        if lists.SEARCHED & values.keys():
            after = row | values
            values["fold"] = guest_queries.search_text(
                after["name"], after["title"], after["unit"], names[row["delegation"]]
            )
        groups.setdefault(tuple(sorted(values)), []).append(values | {"guest_id": guest_id})
        touched = {"guest": [guest_id], "delegation": [row["delegation"]], "event": [work.event_id]}
        work.record("checkin.guest_changed", f"guest:{guest_id}", touched | {"issue": issues[guest_id]}, facts)
    for columns, values_of in groups.items():
        _update(work, columns, values_of)
    return before


def _update(work: Work, columns: tuple[str, ...], values: list[Row]) -> None:
    new: Any = {name: bindparam(f"new_{name}") for name in columns}
    statement = (
        update(guest)
        .where(guest.c.event_id == work.event_id, guest.c.id == bindparam("guest_id"))
        .values(changed_at=work.now, **new)
    )
    work.conn.execute(
        statement, [{"guest_id": one["guest_id"]} | {f"new_{name}": one[name] for name in columns} for one in values]
    )


def _issues_of(work: Work, rows: dict[str, Row]) -> dict[str, list[str]]:
    """Ids of the issues that show these guests' names."""
    found = {guest_id: [f"arrival:{guest_id}"] for guest_id in rows}
    for part in chunks(rows):
        query = select(scan.c.guest_id, scan.c.state, scan.c.ref).where(
            scan.c.event_id == work.event_id, scan.c.guest_id.in_(part), scan.c.state.in_(issue_queries.OPEN_STATES)
        )
        for row in work.conn.execute(query):
            found[row.guest_id].append(f"{row.state}:{row.ref}")
    return found


def witnesses(work: Work, ids: Iterable[str]) -> dict[str, str]:
    """Guests of whom something is known beside the list itself, and what: scans, answers, mails, badges, calls …"""
    found: dict[str, str] = {}
    wanted = list(ids)
    for row in guests_of(work, wanted).values():
        if row["answered_at"] is not None or row["stand_in"] is not None:
            found[row["id"]] = "answered"
        elif row["met_at"] is not None:
            found[row["id"]] = "met"
    for table in metadata.sorted_tables:
        if "guest_id" in table.c and table.name not in NO_WITNESS:
            for part in chunks(wanted):
                column = table.c.guest_id
                seen = select(column).where(table.c.event_id == work.event_id, column.in_(part)).distinct()
                found |= dict.fromkeys((row.guest_id for row in work.conn.execute(seen)), table.name)
    for part in chunks(wanted):
        deputies = select(guest.c.stands_for).where(guest.c.event_id == work.event_id, guest.c.stands_for.in_(part))
        found |= dict.fromkeys((row.stands_for for row in work.conn.execute(deputies)), "stand_in")
    return found


def remove_many(work: Work, ids: Iterable[str]) -> None:
    """Guests whom nobody has met: as if they had never been on a list."""
    for part in chunks(ids):
        work.conn.execute(delete(guest).where(guest.c.event_id == work.event_id, guest.c.id.in_(part)))


def remove_delegations(work: Work, source: str) -> list[str]:
    """Delegations that a list brought and in which nobody is left."""
    members = select(guest.c.delegation).where(guest.c.event_id == work.event_id)
    query = select(delegation.c.id).where(
        delegation.c.event_id == work.event_id, delegation.c.source == source, delegation.c.id.not_in(members)
    )
    ids = [row.id for row in work.conn.execute(query)]
    for part in chunks(ids):
        work.conn.execute(delete(delegation).where(delegation.c.event_id == work.event_id, delegation.c.id.in_(part)))
    return ids
