"""Rows of reception as an audience may see them: no phone, no e-mail for desks and boards."""

from __future__ import annotations

from typing import Any

from ops.checkin.issue_payloads import issue
from ops.checkin.presentable import presentable
from ops.core.clock import iso

Row = dict[str, Any]
_EVENT_FACTS = ("id", "name", "short", "zone", "venue", "place", "invited", "confirmed", "present", "inside")
_GUEST_WORDS = (
    "honorific", "name", "title", "unit", "delegation", "category", "vip", "head", "blocked", "attention", "note",
    "host", "seat", "badge", "inside", "in_gate", "in_device", "in_by", "entries", "extra", "revoked",
    "walk_in", "approval", "stands_for", "stand_in",
)  # fmt: skip


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """The field mask: a row as an audience may see it, or None when it may not."""
    return _MASKS[entity](audience, row)


def _event(audience: str, row: Row) -> Row:
    if audience == "welcome":
        return {name: row[name] for name in ("id", "name", "short", "zone", "venue", "place")}
    facts = {name: row[name] for name in _EVENT_FACTS}
    facts |= {"starts_at": iso(row["starts_at"]), "ends_at": iso(row["ends_at"])}
    if audience == "desk":
        return facts | {"walk_ins": row["walk_ins"]}
    return facts | ({"heads": row["heads"], "heads_present": row["heads_present"]} if audience == "board" else {})


def _category(audience: str, row: Row) -> Row:
    facts = {"id": row["id"], "name": row["name"], "order": row["order"]}
    return facts | ({"named": row["named"], "collective": row["collective"]} if audience == "intro" else {})


def _delegation(audience: str, row: Row) -> Row:
    facts = {name: row[name] for name in ("id", "name", "category", "order", "invited", "confirmed", "present", "head")}
    if audience == "desk":
        facts |= {"code": row["code_hash"]}
    if audience == "board":
        facts |= {"head_name": row["head_name"], "head_in_at": iso(row["head_in_at"]), "extra": row["extra"]}
        facts |= {"expected": row["expected"], "pledged": row["pledged"]}
    return facts


def gate_row(row: Row) -> Row:
    """A gate with its rules, without counts."""
    return {
        "id": row["id"],
        "name": row["name"],
        "place": row["place"],
        "way": row["way"],
        "categories": row["categories"].split(),
        "opens_at": iso(row["opens_at"]),
        "closes_at": iso(row["closes_at"]),
        "reentry": row["reentry"],
        "needs_confirmation": row["needs_confirmation"],
        "desk_override": row["desk_override"],
    }


def _gate(audience: str, row: Row) -> Row:
    return gate_row(row) | {"total": row["total"], "minutes": row["minutes"]}


def guest_row(row: Row) -> Row:
    """A guest for a desk; without `unit` it is that of the delegation. What is null, false or empty is left out."""
    facts = {name: row[name] for name in _GUEST_WORDS if row.get(name)}
    times = {"in_at": iso(row["last_in_at"]), "out_at": iso(row["out_at"])}
    facts |= {name: at for name, at in times.items() if at}
    return {"id": row["id"], "code": row["code_hash"], "rank": row["rank"], "status": row["status"], **facts}


def _guest(audience: str, row: Row) -> Row | None:
    if audience in _GUEST_MASKS:
        return _GUEST_MASKS[audience](row)
    if not row["vip"]:
        return None
    words = ("id", "honorific", "name", "title", "delegation", "vip", "head", "seat", "inside", "met_by", "host")
    facts = {name: row[name] for name in words}
    unit = row["unit"] or row["delegation_name"]
    return facts | {"unit": unit, "in_at": iso(row["in_at"]), "in_gate": row["in_gate"]}


def _welcome_guest(row: Row) -> Row | None:
    """What a screen at the door may show of somebody; nobody whose words are not fit for a wall."""
    facts = {name: row[name] for name in ("id", "honorific", "name", "title", "category", "vip")}
    facts["unit"] = row["unit"] or row["delegation_name"]
    return facts | {"in_at": iso(row["in_at"])} if presentable(facts) else None


def _intro_guest(row: Row) -> Row:
    """What the MC needs of somebody who came. `rank` and `order` say the place within the block."""
    words = ("id", "honorific", "name", "title", "category", "delegation", "rank", "order", "vip", "head", "inside",
             "pronounce", "intro", "stands_for")  # fmt: skip
    return {name: row[name] for name in words} | {
        "unit": row["unit"] or row["delegation_name"],
        "in_at": iso(row["in_at"]),
    }


_GUEST_MASKS = {"desk": guest_row, "welcome": _welcome_guest, "intro": _intro_guest}


_MASKS = {
    "event": _event,
    "category": _category,
    "delegation": _delegation,
    "gate": _gate,
    "guest": _guest,
    "issue": issue,
}


# ---------- for the office ----------


def office_guest(row: Row, contact: bool) -> Row:
    """A guest for the office; phone and e-mail only for roles that call people."""
    names = (
        "id", "honorific", "name", "title", "delegation", "delegation_name", "category", "rank", "vip", "head",
        "status", "blocked", "attention", "note", "host", "seat", "badge", "inside", "entries", "extra", "version",
        "in_gate", "in_device", "in_by", "met_by",
    )  # fmt: skip
    facts = {name: row[name] for name in names} | {"unit": row["unit"] or row["delegation_name"]}
    facts |= {"in_at": iso(row["last_in_at"]), "first_in_at": iso(row["in_at"]), "out_at": iso(row["out_at"])}
    return facts | ({"phone": row["phone"], "email": row["email"]} if contact else {})


def scan_row(row: Row) -> Row:
    """A scan in a guest's history."""
    names = (
        "ref", "direction", "method", "operator", "admit", "reason", "state", "first_ref", "gate", "device",
        "override_reason", "lifted", "resolution", "offset_ms",
    )  # fmt: skip
    times = {"at": iso(row["at"]), "device_at": iso(row["device_at"]), "received_at": iso(row["received_at"])}
    return {name: row[name] for name in names} | times | {"changed_since": row["changed_since"].split()}
