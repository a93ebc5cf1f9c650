"""Everything of one event that the invariants look at, read once and in one view of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from ops.checkin import models, rules
from ops.checkin.actions.aside import accepted_ref
from ops.checkin.ledger import to_attempt
from ops.core import journal
from ops.core.models import device

Row = dict[str, Any]
UNDO_KINDS = {"checkin.scan_undone", "checkin.undo_refused", "checkin.undo_waiting"}
SCAN_KINDS = {
    "checkin.guest_admitted", "checkin.guest_left", "checkin.guest_refused", "checkin.scan_conflicted",
    "checkin.scan_unresolved", "checkin.scan_undone",
}  # fmt: skip

EXTRA_KINDS = {
    "checkin.walk_in_made", "checkin.stand_in_made", "checkin.stand_in_cancelled", "checkin.guest_corrected",
    "checkin.guest_noted", "checkin.call_made",
}  # fmt: skip
"""What an item that is no scan leaves behind: its line says that it was done."""


@dataclass
class Used:
    """Which events have rows in which table: each table is asked once, not once for every event of a full house."""

    conn: Connection
    events: dict[str, set[str]] = field(default_factory=dict)  # of a table

    def by(self, table: Table, event_id: str) -> bool:
        if table.name not in self.events:
            self.events[table.name] = set(self.conn.execute(select(table.c.event_id).distinct()).scalars())
        return event_id in self.events[table.name]


@dataclass
class Facts:
    """Everything of one event, read in one view of the database."""

    conn: Connection
    event: Row
    used: Used

    @property
    def id(self) -> str:
        return str(self.event["id"])

    def rows(self, table: Table) -> list[Row]:
        if not self.used.by(table, self.id):
            return []
        query = select(table).where(table.c.event_id == self.id)
        return [dict(row) for row in self.conn.execute(query).mappings()]

    @cached_property
    def lines(self) -> list[journal.Line]:
        return journal.since(self.conn, self.id, 0, 10_000_000)

    @cached_property
    def line_of(self) -> dict[str, journal.Line]:
        return {line.ref: line for line in self.lines if line.ref}

    @cached_property
    def extras(self) -> set[str]:
        """Refs of items that are neither scans nor undos."""
        return {ref for ref, line in self.line_of.items() if line.kind in EXTRA_KINDS}

    @cached_property
    def scans(self) -> dict[str, Row]:
        return {row["ref"]: row for row in self.rows(models.scan)}

    @cached_property
    def undos(self) -> dict[str, Row]:
        return {row["ref"]: row for row in self.rows(models.undo)}

    @cached_property
    def aside(self) -> dict[str, Row]:
        return {row["ref"]: row for row in self.rows(models.quarantine)}

    @cached_property
    def arrived(self) -> list[Row]:
        return self.rows(models.arrived)

    @cached_property
    def guests(self) -> dict[str, Row]:
        return {row["id"]: row for row in self.rows(models.guest)}

    @cached_property
    def devices(self) -> dict[str, Row]:
        return {row["id"]: row for row in self.rows(device)}

    @cached_property
    def settled(self) -> dict[str, tuple[dict[str, rules.Standing], rules.Presence]]:
        """Guest id -> what the rules make of all scans of this guest."""
        attempts: dict[str, list[rules.Attempt]] = {one: [] for one in self.guests}
        for row in self.scans.values():
            if row["guest_id"] in attempts:
                attempts[row["guest_id"]].append(to_attempt(row))
        return {one: rules.settle(tries) for one, tries in attempts.items()}

    @cached_property
    def taken_in(self) -> dict[str, str]:
        """Ref of an item that was kept aside -> the ref under which it would be taken in."""
        return {ref: accepted_ref(ref) for ref in self.aside}
