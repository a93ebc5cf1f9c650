"""Đi thay: a deputy comes instead of the invited person, with a name, a title and a rank of their own.

The invited person keeps the invitation and points at the deputy: whoever shows it at a door is that deputy. Nobody
inherits the place of somebody higher, so the deputy's rank follows from the deputy's title, and neither seat nor the
lead of the delegation passes on.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from ops.checkin.actions.lists import before_and_after, new_guest_row, require_guest, touched_by
from ops.checkin.models import delegation, guest
from ops.checkin.ranks import rank_of_title
from ops.core import tokens
from ops.core.actions import fresh
from ops.core.queries import Row
from ops.core.work import Work
from ops.errors import Conflict, Invalid

WORDS = ("honorific", "name", "title", "unit", "phone", "email")
"""What is asked of a deputy; everything else follows from the invited person or from the title."""


def stand_in(work: Work, ref: str, guest_id: str, values: Row, secret: bytes) -> Row:
    """A deputy for a guest. `values` are the deputy's words, and `id` when a tablet made it while it was alone."""
    row = require_guest(work, guest_id)
    deputy, touched = put_stand_in(work, row, values, secret)
    facts = {"guest": guest_id, "stand_in": deputy["id"], "changes": _changed(row, "declined", deputy["id"])}
    index = work.record("checkin.stand_in_made", f"guest:{guest_id}", touched, facts, ref=ref)
    return fresh(work, ref, "checkin.stand_in_made", facts, index)


def cancel_stand_in(work: Work, ref: str, guest_id: str, status: str = "confirmed") -> Row:
    """The invited person comes after all, or somebody else is sent: the deputy's entry is cancelled."""
    row = require_guest(work, guest_id)
    deputy_id, touched = drop_stand_in(work, row, status)
    facts = {"guest": guest_id, "stand_in": deputy_id, "changes": _changed(row, status, None)}
    index = work.record("checkin.stand_in_cancelled", f"guest:{guest_id}", touched, facts, ref=ref)
    return fresh(work, ref, "checkin.stand_in_cancelled", facts, index)


def put_stand_in(work: Work, row: Row, values: Row, secret: bytes) -> tuple[Row, dict[str, list[str]]]:
    """Rows of a new deputy and of whom they stand for; the caller records. Answers the deputy and what was touched."""
    _may_be_replaced(row)
    deputy = deputy_row(work, row, values, secret)
    work.conn.execute(insert(guest).values(**deputy))
    store_guest(work, row["id"], {"status": "declined", "stand_in": deputy["id"]})
    return deputy, _touched(work, row, deputy["id"])


def drop_stand_in(work: Work, row: Row, status: str) -> tuple[str, dict[str, list[str]]]:
    """Cancel the deputy of a guest and give the guest a status of their own again; the caller records."""
    if row["stand_in"] is None:
        raise Conflict("no_stand_in")
    deputy = require_guest(work, row["stand_in"])
    if deputy["entries"]:
        raise Conflict("stand_in_here")
    touched = _touched(work, row, deputy["id"])
    store_guest(work, deputy["id"], {"status": "cancelled"})
    store_guest(work, row["id"], {"status": status, "stand_in": None})
    return deputy["id"], touched


def deputy_row(work: Work, row: Row, values: Row, secret: bytes) -> Row:
    """A deputy as a guest: same delegation, block and place in the list, rank of their own title."""
    chosen = values.get("id") or tokens.new_id()
    taken = select(guest.c.id).where(guest.c.event_id == work.event_id, guest.c.id == chosen)
    if work.conn.execute(taken).first():
        raise Invalid("invalid", fields={"id": "taken"})
    words: Row = {name: values[name] for name in WORDS if values.get(name) is not None}
    of_invited: Row = {name: row[name] for name in ("delegation", "category", "order", "host")}
    made = {"unit": row["unit"]} | words | of_invited
    made |= {"status": "confirmed", "stands_for": row["id"], "rank": rank_of_title(words.get("title", ""))}
    made |= {"answered_at": values.get("at", work.now)}  # of several deputies the one who was named first stands
    return new_guest_row(work.event_id, chosen, made, _delegation_name(work, row["delegation"]), secret, work.now)


def _delegation_name(work: Work, delegation_id: str) -> str:
    query = select(delegation.c.name).where(delegation.c.event_id == work.event_id, delegation.c.id == delegation_id)
    return str(work.conn.execute(query).scalar_one())


def _may_be_replaced(row: Row) -> None:
    """One deputy at a time, none of a deputy, and none of somebody who is here."""
    for code, broken in (
        ("guest_cancelled", row["status"] == "cancelled"),
        ("is_stand_in", row["stands_for"] is not None),
        ("stand_in_there", row["stand_in"] is not None),
        ("guest_is_here", row["entries"] > 0),
    ):
        if broken:
            raise Conflict(code)


def _touched(work: Work, row: Row, deputy_id: str) -> dict[str, list[str]]:
    touched = touched_by(work, row)
    return touched | {"guest": [*touched["guest"], deputy_id]}


def _changed(row: Row, status: str, deputy_id: str | None) -> Row:
    shown: dict[str, Any] = before_and_after(row, {"status": status})
    return shown | {"stand_in": {"before": row["stand_in"], "after": deputy_id}}


def store_guest(work: Work, guest_id: str, values: Row) -> None:
    """New values of a guest's columns; the caller records."""
    where = (guest.c.event_id == work.event_id, guest.c.id == guest_id)
    work.conn.execute(update(guest).where(*where).values(changed_at=work.now, **values))
