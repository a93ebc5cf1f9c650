"""Delegations: made, changed, their heads, their own codes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update

from ops.checkin import count_queries, guest_queries, issue_queries
from ops.checkin.actions.lists import delegation_code
from ops.checkin.models import category, delegation, guest
from ops.core import tokens
from ops.core.actions import fresh
from ops.core.db import Database
from ops.core.queries import Row
from ops.core.work import Work
from ops.errors import Invalid, NotFound

QUOTED = frozenset({"category", "order", "unit_code", "expected", "pledged", "version", "head"})
"""Fields whose values stand in the journal; of the others only that they changed."""


def require_delegation(work: Work, delegation_id: str) -> Row:
    """A delegation of this event with its head."""
    found = count_queries.delegations(work.conn, work.event_id, [delegation_id])
    if not found:
        raise NotFound
    return found[0]


def make_delegation(work: Work, ref: str, values: Row, secret: bytes) -> Row:
    """A delegation that the plan did not have; it stands last in its block unless told otherwise."""
    _require_category(work, values["category"])
    made = tokens.new_id()
    row = values | {"id": made, "source": "added", "fold": guest_queries.search_text(values["name"], "", "", "")}
    row["order"] = values.get("order") or _last_order(work) + 1
    work.conn.execute(
        insert(delegation).values(event_id=work.event_id, **row, **delegation_code(work.event_id, made, secret))
    )
    facts = {"delegation": made}
    index = work.record("checkin.delegation_made", f"delegation:{made}", {"delegation": [made]}, facts, ref=ref)
    return fresh(work, ref, "checkin.delegation_made", facts, index)


def change_delegation(work: Work, ref: str, delegation_id: str, changes: Row) -> Row:
    """New values for a delegation; `head` names the guest who leads it, an empty one takes the head away."""
    row = require_delegation(work, delegation_id)
    head = changes.pop("head", None)
    values = {name: value for name, value in changes.items() if row[name] != value}
    if "category" in values:
        _require_category(work, values["category"])
    shown: Row = {name: _before_and_after(name, row[name], value) for name, value in values.items()}
    touched = _store(work, row, values)
    if head is not None and (head or None) != row["head"]:
        shown["head"] = {"before": row["head"], "after": head or None}
        touched |= set(_put_head(work, delegation_id, head))
    facts = {"delegation": delegation_id, "changes": shown}
    if not shown:
        return fresh(work, ref, "checkin.delegation_changed", facts, None)
    issues = [one for guest_id in touched for one in issue_queries.open_issues_of(work.conn, work.event_id, guest_id)]
    subjects = {"delegation": [delegation_id], "guest": touched, "issue": issues, "event": [work.event_id]}
    index = work.record("checkin.delegation_changed", f"delegation:{delegation_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "checkin.delegation_changed", facts, index)


def _before_and_after(name: str, before: Any, after: Any) -> Row:
    return {"before": before, "after": after} if name in QUOTED else {"before": None, "after": None}


def _store(work: Work, row: Row, values: Row) -> set[str]:
    """Write the columns; answers the guests whose rows show the delegation's name."""
    if not values:
        return set()
    named = "name" in values
    more = {"fold": guest_queries.search_text(values["name"], "", "", "")} if named else {}
    _update(work, row["id"], values | more)
    return _rename_guests(work, row["id"], values["name"]) if named else set()


def _rename_guests(work: Work, delegation_id: str, name: str) -> set[str]:
    """The words that search looks in hold the delegation's name."""
    query = select(guest.c.id, guest.c.name, guest.c.title, guest.c.unit)
    found = work.conn.execute(query.where(guest.c.event_id == work.event_id, guest.c.delegation == delegation_id)).all()
    for one in found:
        fold = guest_queries.search_text(one.name, one.title, one.unit, name)
        _update_guests(work, guest.c.id == one.id, {"fold": fold})
    return {one.id for one in found}


def _put_head(work: Work, delegation_id: str, head: str) -> list[str]:
    """One head at most; answers everybody whose flag moved."""
    members = guest.c.delegation == delegation_id
    query = select(guest.c.id).where(guest.c.event_id == work.event_id, members)
    before = [row.id for row in work.conn.execute(query.where(guest.c.head))]
    if head and work.conn.execute(query.where(guest.c.id == head)).first() is None:
        raise Invalid("invalid", fields={"head": "not_in_delegation"})
    _update_guests(work, members & guest.c.head, {"head": False})
    if head:
        _update_guests(work, members & (guest.c.id == head), {"head": True})
    return [*before, *([head] if head else [])]


def _update_guests(work: Work, which: Any, values: Row) -> None:
    work.conn.execute(
        update(guest).where(guest.c.event_id == work.event_id, which).values(changed_at=work.now, **values)
    )


def reissue_delegation_code(work: Work, ref: str, delegation_id: str, secret: bytes) -> Row:
    """A new code for the delegation; the old sheet opens nothing any more."""
    row = require_delegation(work, delegation_id)
    code = delegation_code(work.event_id, delegation_id, secret, row["version"] + 1)
    _update(work, delegation_id, code)
    change = {"before": row["version"], "after": code["version"]}
    facts = {"delegation": delegation_id, "changes": {"version": change}}
    index = work.record(
        "checkin.delegation_changed", f"delegation:{delegation_id}", {"delegation": [delegation_id]}, facts, ref=ref
    )
    return fresh(work, ref, "checkin.delegation_changed", facts, index)


def fill_codes(db: Database, secret: bytes) -> int:
    """Give a code to every delegation that has none yet (databases older than the codes); how many."""
    with db.write() as conn:
        query = select(delegation.c.event_id, delegation.c.id).where(delegation.c.code_hash.is_(None))
        bare = conn.execute(query).all()
        for event_id, one in bare:
            of = (delegation.c.event_id == event_id, delegation.c.id == one)
            conn.execute(update(delegation).where(*of).values(**delegation_code(event_id, one, secret)))
    return len(bare)


def _update(work: Work, delegation_id: str, values: Row) -> None:
    of = (delegation.c.event_id == work.event_id, delegation.c.id == delegation_id)
    work.conn.execute(update(delegation).where(*of).values(**values))


def _last_order(work: Work) -> int:
    query = select(func.max(delegation.c.order)).where(delegation.c.event_id == work.event_id)
    return int(work.conn.execute(query).scalar() or 0)


def _require_category(work: Work, category_id: str) -> None:
    query = select(category.c.id).where(category.c.event_id == work.event_id, category.c.id == category_id)
    if work.conn.execute(query).first() is None:
        raise Invalid("invalid", fields={"category": "unknown"})
