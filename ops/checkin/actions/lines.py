"""The journal lines of scans: kind, facts, and the entities that look different afterwards."""

from __future__ import annotations

from typing import Any

from ops.checkin.ledger import Ledger
from ops.core import clock

Row = dict[str, Any]
OPEN = ("conflict", "disputed", "unresolved")
KINDS_BY_STATE = {
    "unresolved": "checkin.scan_unresolved",
    "conflict": "checkin.scan_conflicted",
    "disputed": "checkin.scan_conflicted",
    "undone": "checkin.scan_undone",
}


def kind_of(row: Row) -> str:
    """The kind of change that a scan is, as it stands."""
    if row["state"] in KINDS_BY_STATE:
        return KINDS_BY_STATE[row["state"]]
    if not row["admit"]:
        return "checkin.guest_refused"
    return "checkin.guest_left" if row["direction"] == "out" else "checkin.guest_admitted"


def facts_of(row: Row, moved: list[Row]) -> Row:
    """What happened: verdict, reason, ids; `also` are earlier scans that stand differently now."""
    return {
        "ref": row["ref"],
        "guest": row["guest_id"],
        "gate": row["gate_id"],
        "device": row["device_id"],
        "direction": row["direction"],
        "admit": row["admit"],
        "reason": row["reason"],
        "state": row["state"],
        "first": row["first_ref"],
        "scan_at": clock.iso(row["at"]),
        "offset_ms": round(row["offset_ms"]),
        "changed_since": row["changed_since"].split(),
        "also": [{"ref": one["ref"], "state": one["state"]} for one in moved],
    }


def _with_deputies(ledger: Ledger, guests: set[str]) -> set[str]:
    """Invited people whose deputies, or who themselves, moved."""
    rows = [ledger.guests[one] for one in guests]
    return {row["stands_for"] or row["id"] for row in rows if row["stands_for"] or row["stand_in"]}


def subjects_of(event_id: str, ledger: Ledger, scans: list[Row]) -> dict[str, set[str]]:
    """Entities that these scans touch. A refusal of an unknown or unmoved guest touches only itself."""
    touched: dict[str, set[str]] = {}
    issues = {
        f"{state}:{row['ref']}"
        for row in scans
        if row["state"] in OPEN or row["ref"] not in ledger.fresh_refs  # a new scan in good order never was an issue
        for state in OPEN
        if row["guest_id"] is None or state != "unresolved"
    }
    guests = {row["guest_id"] for row in scans} & ledger.changed_guests.keys()
    gates = {row["gate_id"] for row in scans if row["admit"] or row["state"] in ("undone", "resolved", "conflict")}
    issues |= {f"arrival:{one}" for one in guests if ledger.guests[one]["vip"]}
    issues |= {f"stand_in:{one}" for one in _with_deputies(ledger, guests)}
    if issues:
        touched["issue"] = issues
    if guests:
        touched["guest"] = guests
        touched["delegation"] = {ledger.guests[one]["delegation"] for one in guests}
        touched["event"] = {event_id}
    if gates:
        touched["gate"] = gates
    return touched
