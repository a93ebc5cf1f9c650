"""Issues as an audience may see them: what somebody has to look at, with the facts to judge it by."""

from __future__ import annotations

from typing import Any

from ops.core.clock import iso

Row = dict[str, Any]
DESK_ISSUES = frozenset({"conflict", "disputed", "doubtful", "stand_in", "call"})
"""What desks hear of: their own part in it, and who is coming to help."""


def issue(audience: str, row: Row) -> Row | None:
    """An issue, or None for those whom it does not concern."""
    facts = _ISSUE_FACTS[row["kind"]](row)
    if audience == "desk" and row["kind"] not in DESK_ISSUES:
        return None
    if audience == "board" and row["kind"] == "call" and row["answered_at"]:
        return None
    return {
        "id": row["id"],
        "kind": row["kind"],
        "at": iso(row["at"]),
        "guest": row.get("guest_id"),
        "name": row.get("name"),
        "delegation": row.get("delegation"),
        "facts": facts,
    }


def _scan_issue(row: Row) -> Row:
    names = ("ref", "reason", "gate_id", "gate", "device", "operator", "first_gate_id", "first_gate", "first_device")
    facts = {name: row[name] for name in names}
    return facts | {
        "first_at": iso(row["first_at"]),
        "first_by": row["first_by"],
        "changed_since": row["changed_since"].split(),
    }


def _arrival_issue(row: Row) -> Row:
    names = ("honorific", "title", "seat", "host", "head", "in_gate")
    return {name: row[name] for name in names} | {"unit": row["unit"] or row["delegation_name"]}


def _walk_in_issue(row: Row) -> Row:
    return {name: row[name] for name in ("honorific", "title", "unit")}


def _people_issue(row: Row) -> Row:
    """Several who may be one: the first of them is the one who stands."""
    words = ("id", "honorific", "name", "title", "unit", "role")
    return {"people": [{name: one[name] for name in words} for one in row["people"]]}


def _call_issue(row: Row) -> Row:
    names = (
        "ref",
        "words",
        "gate",
        "device",
        "device_id",
        "operator",
        "answered_by",
        "honorific",
        "title",
        "unit",
        "seat",
    )
    return {name: row[name] for name in names} | {"answered_at": iso(row["answered_at"])}


_ISSUE_FACTS = {
    "conflict": _scan_issue,
    "disputed": _scan_issue,
    "unresolved": _scan_issue,
    "quarantined": lambda row: {"ref": row["ref"], "why": row["why"], "device": row["device"]},
    "arrival": _arrival_issue,
    "walk_in": _walk_in_issue,
    "doubtful": _people_issue,
    "stand_in": _people_issue,
    "call": _call_issue,
}
