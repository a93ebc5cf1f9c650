"""Invariants of the doors: who is inside, how every scan stands, what an undo took back, that nothing was lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ops.checkin import count_queries, gate_queries, queries, rules
from ops.checkin.ledger import PRESENCE, standing_values
from ops.invariants.facts import Facts, Row

STATES = {"counted", "refused", "conflict", "disputed", "undone", "resolved", "unresolved"}


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
    kept = facts.scans.keys() | facts.undos.keys() | facts.aside.keys() | facts.extras
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
        taken_in = facts.taken_in[ref] in facts.scans.keys() | facts.undos.keys() | facts.extras
        if row["decision"] not in (None, "accepted", "rejected") or taken_in != (row["decision"] == "accepted"):
            yield {"event": facts.id, "item": ref, "decision": row["decision"], "taken in": taken_in}


def counts(facts: Facts) -> Iterator[Row]:
    """Totals as the boards show them against a count of the guests, one by one."""
    whole = queries.read(facts.conn, facts.id, "board", "event", None)[0]
    yield from _differing(facts, {"event": facts.id}, whole, facts.guests.values(), ("inside",))
    for row in count_queries.delegations(facts.conn, facts.id):
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
    gates = gate_queries.gate_rows(facts.conn, facts.id)
    for ref, row in facts.scans.items():
        whose = row["device_id"] in facts.devices or row["device_id"].startswith("staff:")
        if row["gate_id"] not in gates or not whose or (row["guest_id"] and row["guest_id"] not in facts.guests):
            yield {"event": facts.id, "scan": ref, "gate": row["gate_id"], "device": row["device_id"]}


def deputies(facts: Facts) -> Iterator[Row]:
    """A pointer that only one side knows of would let the wrong person in."""
    for one, row in facts.guests.items():
        instead, invited = facts.guests.get(row["stand_in"] or ""), facts.guests.get(row["stands_for"] or "")
        if row["stand_in"] and (instead is None or instead["stands_for"] != one):
            yield {"event": facts.id, "guest": one, "stand_in": row["stand_in"]}
        if row["stands_for"] and (invited is None or invited["stands_for"]):
            yield {"event": facts.id, "guest": one, "stands_for": row["stands_for"]}
