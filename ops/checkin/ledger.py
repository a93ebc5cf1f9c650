"""The facts of a batch of scans, in memory: read once, changed while the batch is judged, written back once.

A batch may hold several scans of one guest and scans of several tablets; each is judged after those before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import bindparam, insert, update

from ops.checkin import facts, rules
from ops.checkin.models import arrived, guest, quarantine, scan, undo
from ops.core import journal
from ops.core.direct import Write
from ops.core.work import Work

Row = dict[str, Any]
JUDGED = ("admit", "reason", "state", "first_ref")
PRESENCE = ("entries", "inside", "extra", "in_ref", "in_at", "last_in_ref", "last_in_at", "out_at")


@dataclass
class Ledger:
    """Rows by id as the batch sees them; `store` writes what is new or different."""

    work: Work
    gates: dict[str, Row] = field(default_factory=dict)
    guests: dict[str, Row] = field(default_factory=dict)
    scans: dict[str, dict[str, Row]] = field(default_factory=dict)  # guest id -> ref -> scan
    new_scans: list[Row] = field(default_factory=list)
    fresh_refs: set[str] = field(default_factory=set)
    new_undos: list[Row] = field(default_factory=list)
    new_numbers: dict[tuple[str, int], Row] = field(default_factory=dict)
    new_quarantine: list[Row] = field(default_factory=list)
    decided_undos: list[Row] = field(default_factory=list)
    changed_scans: dict[str, Row] = field(default_factory=dict)
    changed_guests: dict[str, Row] = field(default_factory=dict)

    def load_guests(self, found: dict[str, Row], scans: dict[str, list[Row]] | None = None) -> None:
        """Add guests of this event with all their scans, which are read unless given."""
        fresh = {one: row for one, row in found.items() if one not in self.guests}
        self.guests.update(fresh)
        known = scans or {}
        known = known | facts.scans_of_guests(self.work.conn, self.work.event_id, fresh.keys() - known.keys())
        for one in fresh:
            self.scans[one] = {row["ref"]: row for row in known[one]}

    def add_scan(self, row: Row) -> None:
        """A scan that was not there before."""
        self.new_scans.append(row)
        self.fresh_refs.add(row["ref"])

    def keep_number(self, device_id: str, number: int, ref: str) -> None:
        """Remember that a device's number arrived; a number used twice keeps its first item."""
        row = {"event_id": self.work.event_id, "device_id": device_id, "dev_seq": number, "ref": ref}
        self.new_numbers.setdefault((device_id, number), row)

    def settle(self, guest_id: str) -> list[Row]:
        """Judge a guest's scans anew; answers the stored ones that stand differently now."""
        attempts = [to_attempt(row) for row in self.scans[guest_id].values()]
        standings, presence = rules.settle(attempts)
        moved = [row for ref, row in self.scans[guest_id].items() if _put(row, standing_values(standings[ref]))]
        self.changed_scans.update({row["ref"]: row for row in moved})
        if _put(self.guests[guest_id], self._presence_values(guest_id, presence)):
            self.changed_guests[guest_id] = self.guests[guest_id]
        return moved

    def _presence_values(self, guest_id: str, presence: rules.Presence) -> Row:
        at = {ref: row["at"] for ref, row in self.scans[guest_id].items()} | {None: None}
        return {
            "entries": presence.entries,
            "inside": presence.inside,
            "extra": presence.extra,
            "in_ref": presence.first_in,
            "in_at": at[presence.first_in],
            "last_in_ref": presence.last_in,
            "last_in_at": at[presence.last_in],
            "out_at": at[presence.last_out],
        }

    def store(self) -> None:
        """Queue everything for the end of the transaction, in few statements."""
        event_id, store = self.work.event_id, self.work.store
        store(_ADD_SCANS, self.new_scans)
        store(_ADD_UNDOS, self.new_undos)
        store(_PUT_ASIDE, self.new_quarantine)
        store(_keep_numbers(self.work.conn.dialect.name), list(self.new_numbers.values()))
        store(_DECIDE_UNDO, [{"event": event_id, **row} for row in self.decided_undos])
        older = [row for ref, row in self.changed_scans.items() if ref not in self.fresh_refs]
        store(_UPDATE_SCAN, [{"event": event_id, "key": row["ref"], **_new(row, SCAN_CHANGES)} for row in older])
        changed = self.changed_guests.items()
        store(_UPDATE_GUEST, [{"event": event_id, "key": one, **_new(row, PRESENCE)} for one, row in changed])


@cache
def _keep_numbers(dialect: str) -> Write:
    """A number that arrived before stays as it was. Only the dialect in use is loaded: the other takes 0.04 s."""
    insert_or_leave = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return Write(insert_or_leave(arrived).on_conflict_do_nothing())


_ADD_SCANS, _ADD_UNDOS, _PUT_ASIDE = Write(insert(scan)), Write(insert(undo)), Write(insert(quarantine))
SCAN_CHANGES = (*JUDGED, "undone_by", "resolution", "resolved_by")
_UPDATE_SCAN = Write(
    update(scan)
    .where(scan.c.event_id == bindparam("event"), scan.c.ref == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in SCAN_CHANGES})
)
_UPDATE_GUEST = Write(
    update(guest)
    .where(guest.c.event_id == bindparam("event"), guest.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in PRESENCE})
)


_DECIDE_UNDO = Write(
    update(undo)
    .where(undo.c.event_id == bindparam("event"), undo.c.ref == bindparam("key"))
    .values(allowed=bindparam("new_allowed"))
)


def _new(row: Row, names: tuple[str, ...]) -> Row:
    return {f"new_{name}": row[name] for name in names}


def _put(row: Row, values: Row) -> bool:
    """Set values; True when any was different."""
    different = any(row[name] != value for name, value in values.items())
    row.update(values)
    return different


def standing_values(standing: rules.Standing) -> Row:
    """A standing as columns of its scan."""
    return {
        "admit": standing.admit,
        "reason": standing.reason,
        "state": standing.state,
        "first_ref": standing.first,
    }


def to_attempt(row: Row) -> rules.Attempt:
    """A stored scan as the fold wants it."""
    return rules.Attempt(
        ref=row["ref"],
        at=row["at"],
        device=row["device_id"],
        dev_seq=row["dev_seq"] or 0,
        direction=row["direction"],
        base=row["base"],
        policy=row["policy"],
        told=row["told"],
        override=row["override"],
        undone=row["undone_by"] is not None,
        resolution=row["resolution"],
    )


# ---------- facts as of the scan ----------


def gate_facts(row: Row) -> rules.GateFacts:
    """A gate's rules as values."""
    return rules.GateFacts(
        id=row["id"],
        categories=frozenset(row["categories"].split()),
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        reentry=row["reentry"],
        needs_confirmation=row["needs_confirmation"],
        desk_override=row["desk_override"],
    )


def guest_facts(row: Row, code_revoked: bool) -> rules.GuestFacts:
    """A guest as the rules see them."""
    return rules.GuestFacts(
        id=row["id"],
        category=row["category"],
        status=row["status"],
        blocked=bool(row["blocked"]),
        attention=row["attention"],
        code_revoked=code_revoked,
        unapproved=row["approval"] in ("pending", "refused"),
    )


def as_of(work: Work, kind: str, row: Row, at: int) -> tuple[Row, list[str]]:
    """The row as it stood at an instant, and which fields changed since: later journal lines, taken back."""
    if row["changed_at"] <= at:
        return row, []
    then, changed = dict(row), set()
    for line in reversed(journal.of_subject(work.conn, work.event_id, f"{kind}:{row['id']}", after=at)):
        for name, values in line.facts.get("changes", {}).items():
            then[name] = values["before"]
            changed.add(name)
    return then, sorted(changed)
