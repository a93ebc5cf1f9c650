"""What a desk is told: rows of the ledger turned into the answer to an item."""

from __future__ import annotations

from typing import Any

from ops.checkin import guest_queries
from ops.checkin.ledger import Ledger
from ops.checkin.row_payloads import guest_row
from ops.core import clock, queries as core_queries

Row = dict[str, Any]
OPEN = ("conflict", "disputed", "unresolved")


def scan_answer(ledger: Ledger, row: Row) -> Row:
    """What a desk is told about a scan; `finish` turns rows into words."""
    guest = ledger.guests.get(row["guest_id"])
    facts = {
        "state": row["state"] if row["state"] in OPEN else "accepted",
        "admit": row["admit"],
        "attention": bool(guest and guest["attention"]),
        "guest": guest,
        "first": ledger.scans.get(row["guest_id"], {}).get(row["first_ref"]),
        "other_event": row["code_event"],
        "changed_since": row["changed_since"].split(),
    }
    return plain_answer(row["ref"], "", row["reason"], row["at"]) | facts


def undo_answer(undo: Row) -> Row:
    """What a desk is told about an undo; one that came before its scan waits for it."""
    return plain_answer(undo["ref"], "accepted", "undo_refused" if undo["allowed"] is False else "undone", undo["at"])


def aside_answer(row: Row) -> Row:
    """What a desk is told about an item that was kept aside."""
    answer = plain_answer(row["ref"], "quarantined", "quarantined", row["received_at"])
    return answer | {"error": row["why"] if row["why"] != "device_revoked" else None}


def plain_answer(ref: str, state: str, reason: str, at: int) -> Row:
    """An answer that says nothing but what became of an item."""
    return {
        "ref": ref,
        "repeat": False,
        "state": state,
        "admit": False,
        "reason": reason,
        "attention": False,
        "seq": None,
        "scan_at": clock.iso(at),
        "guest": None,
        "first": None,
        "other_event": None,
        "changed_since": [],
        "override_refused": False,
        "error": None,
    }


def finish(ledger: Ledger, names: dict[str, str], answers: list[Row]) -> None:
    """Put words into answers: the guest as desks see it, where and by whom the first entry was, the other event.

    `names` are device names by id; those that are missing are looked up.
    """
    conn, event_id = ledger.work.conn, ledger.work.event_id
    entries = [last_entry(ledger, answer["guest"]) for answer in answers] + [answer["first"] for answer in answers]
    wanted = {entry["device_id"] for entry in entries if entry} - names.keys()
    if wanted:
        names = names | {row["id"]: row["name"] for row in core_queries.devices(conn, event_id, wanted)}
    for answer in answers:
        if answer["guest"]:
            answer["guest"] = desk_guest(ledger, answer["guest"], names)
        if answer["first"]:
            answer["first"] = entry_words(ledger, answer["first"], names)
        if answer["other_event"]:
            other = core_queries.find_event(conn, answer["other_event"]) or {}
            answer["other_event"] = {"name": other["name"], "starts_at": clock.iso(other["starts_at"])}
        if answer["error"]:
            answer["error"] = {"code": answer["error"], "message": ""}


def last_entry(ledger: Ledger, guest: Row | None) -> Row | None:
    """The scan that let a guest in last."""
    return ledger.scans.get(guest["id"], {}).get(guest["last_in_ref"]) if guest else None


def entry_words(ledger: Ledger, entry: Row, names: dict[str, str]) -> Row:
    """When, where, by which tablet and by whom."""
    return {
        "at": clock.iso(entry["at"]),
        "gate": ledger.gates[entry["gate_id"]]["name"],
        "device": names.get(entry["device_id"], ""),
        "by": entry["operator"],
    }


def desk_guest(ledger: Ledger, guest: Row, names: dict[str, str]) -> Row:
    """A guest as the feed would send it to desks."""
    work, entry = ledger.work, last_entry(ledger, guest)
    words = entry_words(ledger, entry, names) if entry else {"gate": None, "device": None, "by": None}
    replaced = guest_queries.replaced_codes(work.conn, work.event_id, guest["id"]) if guest["version"] > 1 else []
    where = {"in_gate": words["gate"], "in_device": words["device"], "in_by": words["by"]}
    return guest_row(guest | where | {"revoked": replaced})
