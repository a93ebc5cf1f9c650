"""Reads of what desks do beside scanning: walk-ins to approve, people who may be one, deputies, calls for help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.engine import Connection

from ops.checkin.models import call, delegation, gate, guest, policy
from ops.checkin.statements import EVENT, IDS, Row, rows
from ops.core.models import device
from ops.core.names import fold

KINDS = ("walk_in", "doubtful", "stand_in", "call")


def walk_ins_policy(conn: Connection, event_id: str) -> str:
    """What happens to people who are on no list: allowed, approval or closed."""
    return str(conn.execute(_POLICY, {"event": event_id}).scalar() or "approval")


def delegation_row(conn: Connection, event_id: str, delegation_id: str) -> Row | None:
    """A delegation as it is stored."""
    found = rows(conn, _DELEGATION, event=event_id, id=delegation_id)
    return found[0] if found else None


def deputies(conn: Connection, event_id: str, guest_id: str) -> list[Row]:
    """Everybody who was ever named to come instead of a guest."""
    return rows(conn, _DEPUTIES.where(guest.c.stands_for.in_(IDS)), event=event_id, ids=[guest_id])


def namesakes(conn: Connection, event_id: str, delegation_id: str, name: str) -> list[Row]:
    """Guests of a delegation whose names read the same without accents and case."""
    wanted = fold(name)
    found = rows(conn, _MEMBERS, event=event_id, id=delegation_id)
    return [row for row in found if fold(row["name"]) == wanted]


def issues(conn: Connection, event_id: str, wanted: dict[str, list[str] | None]) -> list[Row]:
    """What of these kinds somebody has to look at; per kind all, or those of some ids."""
    return [
        *_walk_ins(conn, event_id, wanted["walk_in"]),
        *_doubtful(conn, event_id, wanted["doubtful"]),
        *_stand_ins(conn, event_id, wanted["stand_in"]),
        *_calls(conn, event_id, wanted["call"]),
    ]


def issues_naming(conn: Connection, event_id: str, guest_id: str) -> list[str]:
    """Ids of the issues of these kinds that show a guest's words."""
    same = select(guest.c.id).where(guest.c.event_id == event_id, guest.c.walk_in, guest.c.twin == guest_id)
    row = conn.execute(select(guest.c.stands_for).where(guest.c.event_id == event_id, guest.c.id == guest_id)).first()
    holder = row.stands_for if row and row.stands_for else guest_id
    calls = select(call.c.ref).where(call.c.event_id == event_id, call.c.guest_id == guest_id)
    return [
        f"walk_in:{guest_id}",
        f"stand_in:{holder}",
        *(f"doubtful:{one}" for one in (guest_id, *conn.execute(same).scalars())),
        *(f"call:{ref}" for ref in conn.execute(calls).scalars()),
    ]


def calls_naming(conn: Connection, event_id: str, column: str, one: str) -> list[str]:
    """Ids of calls that show the name of a gate (`gate_id`) or a device (`device_id`)."""
    query = select(call.c.ref).where(call.c.event_id == event_id, call.c[column] == one)
    return [f"call:{ref}" for ref in conn.execute(query).scalars()]


_POLICY = select(policy.c.walk_ins).where(policy.c.event_id == EVENT)
_DELEGATION = select(delegation).where(delegation.c.event_id == EVENT, delegation.c.id == bindparam("id"))
_DEPUTIES = select(guest).where(guest.c.event_id == EVENT)
_MEMBERS = select(guest).where(guest.c.event_id == EVENT, guest.c.delegation == bindparam("id"))
_WALK_INS = select(guest).where(guest.c.event_id == EVENT, guest.c.walk_in)
_SOME = select(guest).where(guest.c.event_id == EVENT, guest.c.id.in_(IDS))


def _chosen(conn: Connection, event_id: str, query: Select[Any], column: Any, ids: Iterable[str] | None) -> list[Row]:
    if ids is None:
        return rows(conn, query, event=event_id)
    some = list(ids)
    return rows(conn, query.where(column.in_(IDS)), event=event_id, ids=some) if some else []


def _walk_ins(conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
    found = _chosen(conn, event_id, _WALK_INS, guest.c.id, ids)
    return [_issue("walk_in", row) for row in found if row["approval"] == "pending"]


def _doubtful(conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
    """A walk-in and the guest who was there before under the same name."""
    found = [row for row in _chosen(conn, event_id, _WALK_INS, guest.c.id, ids) if row["twin"]]
    others = _chosen(conn, event_id, _SOME, guest.c.id, [row["twin"] for row in found]) if found else []
    there = {row["id"]: row for row in others}
    return [
        _issue("doubtful", row) | {"people": [_as(there[row["twin"]], "first"), _as(row, "walk_in")]}
        for row in found
        if row["twin"] in there
    ]


def _stand_ins(conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
    """An invited person who is here beside a deputy, several deputies, or one who came although cancelled."""
    every = _DEPUTIES.where(guest.c.stands_for.is_not(None))
    named = _chosen(conn, event_id, every, guest.c.stands_for, ids)
    holders = sorted({row["stands_for"] for row in named})
    invited = {row["id"]: row for row in _chosen(conn, event_id, _SOME, guest.c.id, holders)} if holders else {}
    found = []
    for one in holders:
        mine = [row for row in named if row["stands_for"] == one]
        if one in invited and is_doubtful(invited[one], mine):
            shown = [row for row in mine if row["status"] != "cancelled" or row["entries"]]
            people = [_as(invited[one], "invited"), *(_as(row, "deputy") for row in sorted(shown, key=claim_of))]
            at = max((row["answered_at"] or 0 for row in mine), default=0)
            found.append(_issue("stand_in", invited[one]) | {"people": people, "at": at})
    return found


def is_doubtful(invited: Row, named: list[Row]) -> bool:
    """Does somebody have to say who of these came?"""
    live = [row for row in named if row["status"] != "cancelled"]
    gone = any(row["entries"] for row in named if row["status"] == "cancelled")
    return gone or len(live) > 1 or bool(live and invited["entries"])


def claim_of(row: Row) -> tuple[int, str]:
    """By what the first of several claims is found."""
    return row["answered_at"] or 0, row["id"]


def _as(row: Row, role: str) -> Row:
    return row | {"role": role}


def _issue(kind: str, row: Row) -> Row:
    return row | {"id": f"{kind}:{row['id']}", "guest_id": row["id"], "kind": kind, "at": row["answered_at"]}


_CALLS = (
    select(
        call, gate.c.name.label("gate"), device.c.name.label("device"), guest.c.name, guest.c.delegation,
        guest.c.honorific, guest.c.title, guest.c.unit, guest.c.seat,
    )
    .select_from(
        call.outerjoin(gate, and_(gate.c.event_id == call.c.event_id, gate.c.id == call.c.gate_id))
        .outerjoin(device, device.c.id == call.c.device_id)
        .outerjoin(guest, and_(guest.c.event_id == call.c.event_id, guest.c.id == call.c.guest_id))
    )
    .where(call.c.event_id == EVENT)
)  # fmt: skip


def _calls(conn: Connection, event_id: str, ids: Iterable[str] | None) -> list[Row]:
    found = _chosen(conn, event_id, _CALLS, call.c.ref, ids)
    return [row | {"id": f"call:{row['ref']}", "kind": "call"} for row in found]
