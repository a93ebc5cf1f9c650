"""The invariants of a database, checked at any time without writing: `ops check`.

Each check has a name, a sentence that can be false, and a function that answers the rows for which it is. Journal and
tables are read once per event; decisions are made again by the same rules that made them.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from ops.checkin import models, queries, rules
from ops.checkin.ledger import PRESENCE, standing_values, to_attempt
from ops.core import auth, journal
from ops.core.db import Database
from ops.core.models import device, event, membership, staff

Row = dict[str, Any]
REVOKED_SLACK_MS = 2_000  # an upload that was under way, and identities are remembered for a second
UNDO_KINDS = {"checkin.scan_undone", "checkin.undo_refused", "checkin.undo_waiting"}
STATES = {"counted", "refused", "conflict", "disputed", "undone", "resolved", "unresolved"}
SCAN_KINDS = {
    "checkin.guest_admitted", "checkin.guest_left", "checkin.guest_refused", "checkin.scan_conflicted",
    "checkin.scan_unresolved", "checkin.scan_undone",
}  # fmt: skip
VERB_OF = {
    **dict.fromkeys((*SCAN_KINDS, *UNDO_KINDS, "checkin.item_quarantined"), "checkin.scan"),
    **dict.fromkeys(("checkin.scan_resolved", "checkin.item_decided"), "checkin.supervise"),
    **dict.fromkeys(("checkin.guest_made", "checkin.guest_changed", "checkin.code_reissued"), "checkin.edit_guest"),
    **dict.fromkeys(
        ("core.pairing_made", "core.device_renamed", "core.device_moved", "core.device_revoked"), "core.manage_devices"
    ),
    "checkin.guest_met": "checkin.meet",
    "checkin.gate_changed": "checkin.edit_gate",
    "core.member_changed": "core.manage_people",
}
"""Kind of line -> the verb that its actor needed; a scan may come from whoever may scan or supervise."""


@dataclass(frozen=True)
class Broken:
    """An invariant that does not hold, and the rows that show it."""

    name: str
    statement: str
    rows: list[Row]


@dataclass
class Facts:
    """Everything of one event, read in one view of the database."""

    conn: Connection
    event: Row

    @property
    def id(self) -> str:
        return str(self.event["id"])

    def _rows(self, table: Any) -> list[Row]:
        query = select(table).where(table.c.event_id == self.id)
        return [dict(row) for row in self.conn.execute(query).mappings()]

    @cached_property
    def lines(self) -> list[journal.Line]:
        return journal.since(self.conn, self.id, 0, 10_000_000)

    @cached_property
    def line_of(self) -> dict[str, journal.Line]:
        return {line.ref: line for line in self.lines if line.ref}

    @cached_property
    def scans(self) -> dict[str, Row]:
        return {row["ref"]: row for row in self._rows(models.scan)}

    @cached_property
    def undos(self) -> dict[str, Row]:
        return {row["ref"]: row for row in self._rows(models.undo)}

    @cached_property
    def aside(self) -> dict[str, Row]:
        return {row["ref"]: row for row in self._rows(models.quarantine)}

    @cached_property
    def arrived(self) -> list[Row]:
        return self._rows(models.arrived)

    @cached_property
    def guests(self) -> dict[str, Row]:
        return {row["id"]: row for row in self._rows(models.guest)}

    @cached_property
    def devices(self) -> dict[str, Row]:
        return {row["id"]: row for row in self._rows(device)}

    @cached_property
    def settled(self) -> dict[str, tuple[dict[str, rules.Standing], rules.Presence]]:
        """Guest id -> what the rules make of all scans of this guest."""
        attempts: dict[str, list[rules.Attempt]] = {one: [] for one in self.guests}
        for row in self.scans.values():
            if row["guest_id"] in attempts:
                attempts[row["guest_id"]].append(to_attempt(row))
        return {one: rules.settle(tries) for one, tries in attempts.items()}


# ---------- the journal ----------


def numbers(facts: Facts) -> Iterator[Row]:
    seqs = [line.seq for line in facts.lines]
    if seqs != list(range(1, len(seqs) + 1)) or facts.event["seq"] != len(seqs):
        yield {"event": facts.id, "seq": facts.event["seq"], "lines": len(seqs), "last": max(seqs, default=0)}


def refs(facts: Facts) -> Iterator[Row]:
    said = Counter(line.ref.lower() for line in facts.lines if line.ref)
    kept = Counter(ref.lower() for part in (facts.scans, facts.undos) for ref in part)
    for ref in sorted({ref for counts in (said, kept) for ref, count in counts.items() if count > 1}):
        yield {"event": facts.id, "ref": ref}


def causes(facts: Facts) -> Iterator[Row]:
    for ref, row in facts.scans.items():
        line = facts.line_of.get(ref)
        if line is None or line.kind not in SCAN_KINDS or line.facts.get("gate") != row["gate_id"]:
            yield {"event": facts.id, "scan": ref, "line": line.kind if line else None}
    for ref in facts.undos:
        line = facts.line_of.get(ref)
        if line is None or line.kind not in UNDO_KINDS:
            yield {"event": facts.id, "undo": ref, "line": line.kind if line else None}
    for line in facts.lines:
        if _says_a_row(line) and line.facts["ref"] not in facts.scans | facts.undos:
            yield {"event": facts.id, "seq": line.seq, "kind": line.kind, "row": None}


def _says_a_row(line: journal.Line) -> bool:
    return line.kind in SCAN_KINDS | UNDO_KINDS


def times(facts: Facts) -> Iterator[Row]:
    last = 0
    for line in facts.lines:
        if line.at < last:
            yield {"event": facts.id, "seq": line.seq, "at": line.at, "before": last}
        last = max(last, line.at)
    for row in facts.scans.values():
        at, _ = rules.corrected_time(row["device_at"], row["offset_ms"], None, row["received_at"])
        # a scan that nobody was told about happens when the server decides it, see doors._now_or_later
        decided_here = row["told_reason"] is None and at < row["at"]
        if at != row["at"] and not decided_here:
            yield {"event": facts.id, "scan": row["ref"], "at": row["at"], "corrected": at}


# ---------- the doors ----------


def presence(facts: Facts) -> Iterator[Row]:
    for one, (_, found) in facts.settled.items():
        wanted = _presence_values(facts, found)
        stored = {name: facts.guests[one][name] for name in PRESENCE}
        if stored != wanted:
            yield {"event": facts.id, "guest": one, "stored": stored, "settled": wanted}


def _presence_values(facts: Facts, found: rules.Presence) -> Row:
    at = {ref: row["at"] for ref, row in facts.scans.items()} | {None: None}
    return {
        "entries": found.entries, "inside": found.inside, "extra": found.extra,
        "in_ref": found.first_in, "in_at": at[found.first_in],
        "last_in_ref": found.last_in, "last_in_at": at[found.last_in], "out_at": at[found.last_out],
    }  # fmt: skip


def standings(facts: Facts) -> Iterator[Row]:
    for found, _ in facts.settled.values():
        for ref, standing in found.items():
            row, wanted = facts.scans[ref], standing_values(standing)
            stored = {name: row[name] for name in wanted}
            if stored != wanted:
                yield {"event": facts.id, "scan": ref, "stored": stored, "settled": wanted}


def alternation(facts: Facts) -> Iterator[Row]:
    """Read from the stored words alone, without the rules: a second opinion about the same night."""
    by_guest: dict[str, list[Row]] = {}
    for row in sorted(
        facts.scans.values(), key=lambda row: (row["at"], row["device_id"], row["dev_seq"] or 0, row["ref"])
    ):
        if row["guest_id"] and row["state"] == "counted":
            by_guest.setdefault(row["guest_id"], []).append(row)
    disputed = {row["guest_id"] for row in facts.scans.values() if row["state"] in ("disputed", "resolved")}
    for guest, rows in by_guest.items():
        if guest not in disputed:  # those who came in against the rules are on the board, one by one
            yield from ({"event": facts.id, "guest": guest, "scan": ref} for ref in _out_of_step(rows))


def _out_of_step(rows: list[Row]) -> Iterator[str]:
    inside = been = False
    for row in rows:
        fits = {"ok": not been, "reentry": been and not inside, "multiple": inside, "override": True,
                "exit": inside, "exit_unmatched": not inside}  # fmt: skip
        if not fits.get(row["reason"], False):
            yield row["ref"]
        inside = row["direction"] == "in"
        been = been or inside


def undoing(facts: Facts) -> Iterator[Row]:
    for ref, undo in facts.undos.items():
        target, line = facts.scans.get(undo["target"]), facts.line_of.get(ref)
        if undo["allowed"] != (None if target is None else _undo_fits(target, undo)):
            yield {"event": facts.id, "undo": ref, "allowed": undo["allowed"]}
        said = facts.line_of.get(undo["target"])
        if line and line.cause is not None and (said is None or said.seq != line.cause):
            yield {"event": facts.id, "undo": ref, "cause": line.cause}
    allowed = {undo["target"] for undo in facts.undos.values() if undo["allowed"]}
    for ref, row in facts.scans.items():
        by = facts.undos.get(row["undone_by"] or "")
        if (row["undone_by"] is not None) != (ref in allowed) or (row["undone_by"] and (not by or by["target"] != ref)):
            yield {"event": facts.id, "scan": ref, "undone_by": row["undone_by"]}


def _undo_fits(target: Row, undo: Row) -> bool:
    same = target["device_id"] == undo["device_id"]
    return rules.undo_allowed(target["at"], undo["at"], same, undo["supervisor"], bool(undo["reason"]))


def outcomes(facts: Facts) -> Iterator[Row]:
    kept = facts.scans.keys() | facts.undos.keys() | facts.aside.keys()
    numbered = {(row["device_id"], row["dev_seq"]) for row in facts.arrived}
    for row in facts.arrived:
        if row["ref"] not in kept:
            yield {"event": facts.id, "device": row["device_id"], "number": row["dev_seq"], "ref": row["ref"]}
    for ref, row in facts.scans.items():
        if row["state"] not in STATES:
            yield {"event": facts.id, "scan": ref, "state": row["state"]}
        if row["dev_seq"] and row["device_id"] in facts.devices and (row["device_id"], row["dev_seq"]) not in numbered:
            yield {"event": facts.id, "scan": ref, "number": row["dev_seq"], "arrived": False}
    for ref, row in facts.aside.items():
        taken_in = str(uuid.uuid5(uuid.UUID(ref), "accepted")) in facts.scans.keys() | facts.undos.keys()
        if row["decision"] not in (None, "accepted", "rejected") or taken_in != (row["decision"] == "accepted"):
            yield {"event": facts.id, "item": ref, "decision": row["decision"], "taken in": taken_in}


def counts(facts: Facts) -> Iterator[Row]:
    """Totals as the boards show them against a count of the guests, one by one."""
    whole = queries.read(facts.conn, facts.id, "board", "event", None)[0]
    yield from _differing(facts, {"event": facts.id}, whole, facts.guests.values(), ("inside",))
    for row in queries.delegations(facts.conn, facts.id):
        members = [one for one in facts.guests.values() if one["delegation"] == row["id"]]
        yield from _differing(facts, {"event": facts.id, "delegation": row["id"]}, row, members, ())


def _differing(facts: Facts, where: Row, shown: Row, guests: Iterable[Row], more: tuple[str, ...]) -> Iterator[Row]:
    guests = list(guests)
    counted = {
        "invited": sum(one["status"] != "cancelled" for one in guests),
        "confirmed": sum(one["status"] == "confirmed" for one in guests),
        "present": sum((one["entries"] > 0) + one["extra"] for one in guests),
        "inside": sum(one["inside"] + one["extra"] for one in guests),
    }
    for name in ("invited", "confirmed", "present", *more):
        if shown[name] != counted[name]:
            yield where | {name: shown[name], "counted": counted[name]}


def links(facts: Facts) -> Iterator[Row]:
    """References that the database itself does not hold, because a late scan must be storable whatever it names."""
    gates = queries.gate_rows(facts.conn, facts.id)
    for ref, row in facts.scans.items():
        whose = row["device_id"] in facts.devices or row["device_id"].startswith("staff:")
        if row["gate_id"] not in gates or not whose or (row["guest_id"] and row["guest_id"] not in facts.guests):
            yield {"event": facts.id, "scan": ref, "gate": row["gate_id"], "device": row["device_id"]}


# ---------- who did it ----------


def actors(facts: Facts) -> Iterator[Row]:
    accepted = {str(uuid.uuid5(uuid.UUID(ref), "accepted")) for ref, row in facts.aside.items() if row["decision"]}
    people = {
        row.id
        for row in facts.conn.execute(select(staff.c.id).join(membership).where(membership.c.event_id == facts.id))
    }
    roles: dict[str, set[str]] = {}
    for line in facts.lines:
        kind, _, one = line.actor.partition(":")
        if kind == "device":
            fine = _device_could(facts.devices.get(one), line, line.ref in accepted)
        elif kind == "staff":
            fine = one in people and _may(roles.get(one, set()), line.kind)
        else:
            fine = line.actor == "system"
        if not fine:
            yield {"event": facts.id, "seq": line.seq, "kind": line.kind, "actor": line.actor}
        _follow(roles, line)


def _device_could(row: Row | None, line: journal.Line, taken_in_later: bool) -> bool:
    if row is None or row["paired_at"] > line.at:
        return False
    if line.kind in ("core.device_paired", "checkin.item_quarantined") or taken_in_later:
        return True
    revoked = row["revoked_at"] is not None and line.at > row["revoked_at"] + REVOKED_SLACK_MS
    return not revoked and _may({row["role"]}, line.kind)


def _may(roles: set[str], kind: str) -> bool:
    verb = VERB_OF.get(kind)
    return verb is not None and bool(roles & auth.VERBS[verb])


def _follow(roles: dict[str, set[str]], line: journal.Line) -> None:
    """Roles as they stood: each change of a member says what they became."""
    if line.kind == "core.member_changed" and "roles" in line.facts:
        now = line.facts["roles"]
        roles[line.facts["staff"]] = set(now["after"] if isinstance(now, dict) else now)


# ---------- all of them ----------


def physical(conn: Connection) -> Iterator[Row]:
    """SQLite's own checks; PostgreSQL enforces foreign keys and has pg_amcheck for the rest."""
    if conn.dialect.name != "sqlite":
        return
    for row in conn.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield {"integrity_check": row[0]}
    for row in conn.execute(text("PRAGMA foreign_key_check")):
        yield {"table": row[0], "rowid": row[1], "parent": row[2]}


CHECKS: dict[str, tuple[str, Callable[[Facts], Iterator[Row]] | None]] = {
    "physical": ("the file is sound and every foreign key has its row", None),
    "I1": ("numbers of an event's journal run from 1 to event.seq without a gap", numbers),
    "I2": ("a ref is used once", refs),
    "I5": ("every scan and undo has its line, every such line its row", causes),
    "I7": ("presence of every guest is what the rules make of the scans", presence),
    "I8": ("counted entries and exits of a guest alternate", alternation),
    "I9": ("every scan stands as the rules say: one entry counts, a second points to the first", standings),
    "I10": ("an undo was allowed, names its scan, and takes back only that", undoing),
    "I11": ("every item that arrived ended as scan, undo or kept aside, under its number", outcomes),
    "I12": ("totals of event and delegations are a count of their guests", counts),
    "I14": ("time does not go back along the journal, and scans carry the corrected time", times),
    "I19": ("every actor existed, belonged to the event and had the right at that time", actors),
    "links": ("a scan's gate, device and guest exist in its event", links),
}
"""Name -> the statement, and what looks for rows of one event that break it."""


def run(db: Database, event_id: str | None) -> list[Broken]:
    """Check one event or all; answers what is broken. Reads in one view, so it may run beside a working server."""
    found: dict[str, list[Row]] = {name: [] for name in CHECKS}
    with db.read() as conn:
        found["physical"] = list(physical(conn))
        query = select(event) if event_id is None else select(event).where(event.c.id == event_id)
        for row in conn.execute(query).mappings().all():
            facts = Facts(conn, dict(row))
            for name, (_, find) in CHECKS.items():
                if find is not None:
                    found[name] += find(facts)
    return [Broken(name, CHECKS[name][0], rows) for name, rows in found.items() if rows]
