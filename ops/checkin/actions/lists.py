"""Changes to guests, codes and gates, and loading a list. Journal lines keep before and after of what decides at a
door; free text and personal fields are named, not quoted, so that a purge is one row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from ops.checkin import count_queries, gate_queries, guest_queries, issue_queries
from ops.checkin.actions import seats
from ops.checkin.models import category, delegation, gate, guest, old_code, scan, seat
from ops.core import clock, queries as core_queries, tokens
from ops.core.actions import fresh
from ops.core.queries import Row
from ops.core.work import Work
from ops.errors import Invalid, NotFound

QUOTED = frozenset({"status", "category", "vip", "attention", "rank", "order", "intro", "version", "seat", "badge"})
"""Guest fields whose values stand in the journal; of the others only that they changed."""
SEARCHED = frozenset({"name", "title", "unit"})


def require_guest(work: Work, guest_id: str) -> Row:
    """A guest of this event."""
    found = guest_queries.guests_by_id(work.conn, work.event_id, [guest_id]).get(guest_id)
    if found is None:
        raise NotFound
    return found


def touched_by(work: Work, row: Row) -> dict[str, list[str]]:
    """Entities that look different when a guest was changed."""
    return {
        "guest": [row["id"]],
        "delegation": [row["delegation"]],
        "event": [work.event_id],
        "issue": issue_queries.open_issues_of(work.conn, work.event_id, row["id"]),
    }


def change_guest(work: Work, ref: str, guest_id: str, changes: Row) -> Row:
    """New values for fields of a guest; what is the same already is not written."""
    row = require_guest(work, guest_id)
    if "blocked" in changes:
        changes["blocked"] = changes["blocked"] or None
    values = {name: value for name, value in changes.items() if row[name] != value}
    if not values:
        return fresh(work, ref, "checkin.guest_changed", {"guest": guest_id, "changes": {}}, None)
    if "category" in values:
        _require_category(work, values["category"])
    if values.get("seat"):
        seats.check_free(work, guest_id, values["seat"])
    facts = {"guest": guest_id, "changes": before_and_after(row, values)}
    if SEARCHED & values.keys():
        values["fold"] = search_text_of(work, row | values)
    _update_guest(work, guest_id, values)
    index = work.record("checkin.guest_changed", f"guest:{guest_id}", touched_by(work, row), facts, ref=ref)
    if row["stands_for"] and values.get("status") in ("cancelled", "declined"):
        _free_the_invited(work, row)
    return fresh(work, ref, "checkin.guest_changed", facts, index)


def _free_the_invited(work: Work, deputy: Row) -> None:
    """A deputy who does not come leaves the invitation to the invited person, who has to be asked again."""
    invited = require_guest(work, deputy["stands_for"])
    if invited["stand_in"] != deputy["id"]:
        return
    values = {"status": "invited", "stand_in": None}
    changes = {name: {"before": invited[name], "after": value} for name, value in values.items()}
    _update_guest(work, invited["id"], values)
    facts = {"guest": invited["id"], "stand_in": deputy["id"], "changes": changes}
    work.record("checkin.stand_in_cancelled", f"guest:{invited['id']}", touched_by(work, invited), facts)


def before_and_after(row: Row, values: Row) -> Row:
    """What a journal line says of changed fields."""
    shown: Row = {}
    for name, value in values.items():
        if name == "blocked":
            shown[name] = {"before": bool(row[name]), "after": bool(value)}
        elif name in QUOTED:
            shown[name] = {"before": row[name], "after": value}
        else:
            shown[name] = {"before": None, "after": None}
    return shown


def _update_guest(work: Work, guest_id: str, values: Row) -> None:
    work.conn.execute(
        update(guest)
        .where(guest.c.event_id == work.event_id, guest.c.id == guest_id)
        .values(changed_at=work.now, **values)
    )


def _require_category(work: Work, category_id: str) -> None:
    query = select(category.c.id).where(category.c.event_id == work.event_id, category.c.id == category_id)
    if work.conn.execute(query).first() is None:
        raise Invalid("invalid", fields={"category": "unknown"})


def search_text_of(work: Work, row: Row) -> str:
    """What search looks in for this guest."""
    found = count_queries.delegations(work.conn, work.event_id, [row["delegation"]])
    return guest_queries.search_text(row["name"], row["title"], row["unit"], found[0]["name"])


def make_guest(work: Work, ref: str, values: Row, secret: bytes) -> Row:
    """A guest who was not on the list; invited and confirmed by whoever adds them."""
    found = count_queries.delegations(work.conn, work.event_id, [values["delegation"]])
    if not found:
        raise Invalid("invalid", fields={"delegation": "unknown"})
    values["category"] = values.get("category") or found[0]["category"]
    _require_category(work, values["category"])
    row = new_guest_row(work.event_id, tokens.new_id(), values, found[0]["name"], secret, work.now)
    work.conn.execute(insert(guest).values(**row))
    facts = {"guest": row["id"], "delegation": row["delegation"]}
    index = work.record("checkin.guest_made", f"guest:{row['id']}", touched_by(work, row), facts, ref=ref)
    _adopt_scans(work, row["code_hash"], row["id"])
    return fresh(work, ref, "checkin.guest_made", facts, index)


def new_guest_row(event_id: str, guest_id: str, values: Row, delegation_name: str, secret: bytes, now: int) -> Row:
    """A complete row of a guest with the hash of the first invitation code."""
    code = tokens.derive_code(secret, event_id, guest_id, 1)
    row: Row = {"status": "confirmed", "unit": "", "title": "", "honorific": ""} | values
    if row["unit"] == delegation_name:
        row["unit"] = ""  # said once, in the delegation's row
    return row | {
        "event_id": event_id,
        "id": guest_id,
        "version": 1,
        "code_hash": tokens.code_hash(tokens.roster_key(secret, event_id), code),
        "fold": guest_queries.search_text(row["name"], row["title"], row["unit"], delegation_name),
        "changed_at": now,
    }


def _adopt_scans(work: Work, code_hash: str, guest_id: str) -> None:
    """Unknown codes that turn out to be this guest's stay on the issue board, now with a name to confirm."""
    work.conn.execute(
        update(scan)
        .where(scan.c.event_id == work.event_id, scan.c.code_hash == code_hash, scan.c.guest_id.is_(None))
        .values(changed_since="guest.code")
    )


def reissue_code(work: Work, ref: str, guest_id: str, secret: bytes) -> Row:
    """A new invitation code; the old one is refused from now on, by name."""
    row = require_guest(work, guest_id)
    version = row["version"] + 1
    hashed = tokens.code_hash(
        tokens.roster_key(secret, work.event_id), tokens.derive_code(secret, work.event_id, guest_id, version)
    )
    work.conn.execute(
        insert(old_code).values(
            code_hash=row["code_hash"],
            event_id=work.event_id,
            guest_id=guest_id,
            version=row["version"],
            revoked_at=work.now,
        )
    )
    _update_guest(work, guest_id, {"version": version, "code_hash": hashed})
    facts = {"guest": guest_id, "changes": {"version": {"before": row["version"], "after": version}}}
    index = work.record("checkin.code_reissued", f"guest:{guest_id}", touched_by(work, row), facts, ref=ref)
    return fresh(work, ref, "checkin.code_reissued", facts, index)


def meet_guest(work: Work, ref: str, guest_id: str) -> Row:
    """Somebody has welcomed a guest; the alarm goes away."""
    row = require_guest(work, guest_id)
    facts = {"guest": guest_id, "by": work.actor}
    if row["met_at"] is not None:
        return fresh(work, ref, "checkin.guest_met", facts, None)
    work.conn.execute(
        update(guest)
        .where(guest.c.event_id == work.event_id, guest.c.id == guest_id)
        .values(met_at=work.now, met_by=core_queries.actor_name(work.conn, work.actor))
    )
    subjects = {"guest": [guest_id], "issue": [f"arrival:{guest_id}"]}
    index = work.record("checkin.guest_met", f"guest:{guest_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "checkin.guest_met", facts, index)


def change_gate(work: Work, ref: str, gate_id: str, changes: Row) -> Row:
    """New rules for a gate. Scans made before, but handed in later, are still judged by the old ones."""
    row = gate_queries.gate_rows(work.conn, work.event_id).get(gate_id)
    if row is None:
        raise NotFound
    wanted = _gate_columns(work, changes)
    values = {name: value for name, value in wanted.items() if row[name] != value}
    if not values:
        return fresh(work, ref, "checkin.gate_changed", {"gate": gate_id, "changes": {}}, None)
    opens, closes = (values.get(name, row[name]) for name in ("opens_at", "closes_at"))
    if opens is not None and closes is not None and opens >= closes:
        raise Invalid("gate_window")
    facts = {
        "gate": gate_id,
        "changes": {name: {"before": row[name], "after": value} for name, value in values.items()},
    }
    work.conn.execute(
        update(gate).where(gate.c.event_id == work.event_id, gate.c.id == gate_id).values(changed_at=work.now, **values)
    )
    subjects = {"gate": [gate_id]}
    if "name" in values:
        subjects |= issue_queries.rows_naming(work.conn, work.event_id, scan.c.gate_id, gate_id)
    index = work.record("checkin.gate_changed", f"gate:{gate_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "checkin.gate_changed", facts, index)


def _gate_columns(work: Work, changes: Row) -> Row:
    values = dict(changes)
    if values.pop("always_open", False):
        values |= {"opens_at": None, "closes_at": None}
    for name in ("opens_at", "closes_at"):
        if values.get(name) is not None:
            values[name] = clock.from_datetime(values[name])
    if "categories" in values:
        for one in values["categories"]:
            _require_category(work, one)
        values["categories"] = " ".join(sorted(set(values["categories"])))
    return values


# ---------- loading a whole list (sample, import) ----------


def load_list(work: Work, part: Row, secret: bytes) -> dict[str, int]:
    """Categories, gates, delegations and guests that are not there yet; what is there stays. Counts of what was made.

    `part` is {"categories": [...], "gates": [...], "delegations": [...], "guests": [...]}; guests bring an `id`.
    """
    event_id = work.event_id
    made = {
        "category": _insert_missing(work, category, part["categories"]),
        "gate": _insert_missing(work, gate, part["gates"]),
        "delegation": _insert_missing(
            work, delegation, [row | delegation_code(work.event_id, row["id"], secret) for row in part["delegations"]]
        ),
    }
    made["seat"] = _insert_missing(work, seat, [vars(one) for one in part.get("seats", [])])
    made["guest"] = _insert_missing(work, guest, guest_rows(work, part, secret))
    counts = {name: len(ids) for name, ids in made.items()}
    if any(counts.values()):
        subjects = {name: ids for name, ids in made.items() if ids and name != "seat"} | {"event": [event_id]}
        work.record("checkin.list_loaded", f"event:{event_id}", subjects, counts)
    return counts


def delegation_code(event_id: str, delegation_id: str, secret: bytes, version: int = 1) -> Row:
    """The columns of a delegation's own code. Its letter `d:` keeps it apart from every guest's."""
    code = code_of_delegation(event_id, delegation_id, secret, version)
    return {"version": version, "code_hash": tokens.code_hash(tokens.roster_key(secret, event_id), code)}


def code_of_delegation(event_id: str, delegation_id: str, secret: bytes, version: int) -> str:
    """What stands on the sheet of a delegation: a desk that reads it opens the list of its people."""
    return tokens.derive_code(secret, event_id, f"d:{delegation_id}", version)


def guest_rows(work: Work, part: Row, secret: bytes) -> list[Row]:
    """Complete rows of a list's guests; their order is that of the list."""
    names = {row["id"]: row["name"] for row in part["delegations"]}
    return [
        new_guest_row(work.event_id, one["id"], {"order": place} | one, names[one["delegation"]], secret, work.now)
        for place, one in enumerate(part["guests"], start=1)
    ]


def add_guests(work: Work, part: Row, secret: bytes) -> int:
    """Guests of a list that are not there yet, in known delegations; how many were new."""
    made = _insert_missing(work, guest, guest_rows(work, part, secret))
    if made:
        groups = {one["delegation"] for one in part["guests"]}
        subjects = {"guest": made, "delegation": groups, "event": [work.event_id]}
        work.record("checkin.list_loaded", f"event:{work.event_id}", subjects, {"guest": len(made)})
    return len(made)


def _insert_missing(work: Work, table: Any, rows: list[Row]) -> list[str]:
    if not rows:
        return []
    query = select(table.c.id).where(table.c.event_id == work.event_id)
    there = {row.id for row in work.conn.execute(query)}
    fresh_rows = [row | {"event_id": work.event_id} for row in rows if row["id"] not in there]
    if fresh_rows:
        work.conn.execute(insert(table), fresh_rows)
    return [row["id"] for row in fresh_rows]
