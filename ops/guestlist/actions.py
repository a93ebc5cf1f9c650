"""A list taken in and taken back: what was seen in the preview is done, and nothing that happened since is undone."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, update

from ops.checkin.actions import many
from ops.core import tokens
from ops.core.actions import fresh
from ops.core.names import fold
from ops.core.work import Work
from ops.errors import Conflict, Invalid
from ops.guestlist import matching, queries, rows as list_rows
from ops.guestlist.models import list_import, list_row

Row = dict[str, Any]
OPEN = ("ready", "accepted")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def keep_list(work: Work, list_id: str, file: str) -> None:
    """A file that somebody has handed in; it is read by the job of the same id."""
    row: Row = {
        "event_id": work.event_id, "id": list_id, "file": file, "job_id": list_id, "state": "reading",
        "made_by": work.actor, "made_at": work.now, "counts": "{}", "faults": "[]",
    }  # fmt: skip
    work.conn.execute(insert(list_import).values(**row))


@dataclass
class Plan:
    """What an acceptance does. `left` says for a row number why it, or a field of it, is left out."""

    made: list[Row] = field(default_factory=list)
    groups: dict[str, Row] = field(default_factory=dict)
    changed: dict[str, Row] = field(default_factory=dict)
    of_row: dict[int, tuple[Row, str]] = field(default_factory=dict)
    left: dict[int, list[Row]] = field(default_factory=dict)

    def leave(self, row: Row, code: str, **facts: Any) -> None:
        """Say why a row is not done."""
        said = list_rows.fault(f"{row['sheet']}!{row['row']}", "", code, note=True, **facts)
        self.left.setdefault(row["number"], []).append(said)


def accept(
    work: Work, ref: str, list_id: str, numbers: list[int] | None, doubtful: dict[int, str], secret: bytes
) -> Row:
    """Take rows in: all that are new or changed, or those named; doubtful ones as they were decided."""
    found = queries.find(work.conn, work.event_id, list_id)
    if found["state"] not in OPEN:
        raise Conflict("list_not_open")
    chosen = _chosen(queries.some_rows(work.conn, work.event_id, list_id), numbers, doubtful)
    now = matching.Known(**queries.known(work.conn, work.event_id))
    plan = Plan()
    for row in chosen:
        _plan(plan, row, doubtful.get(row["number"]), now, f"list:{list_id}")
    many.make_delegations(work, list(plan.groups.values()), secret)
    many.make_many(work, plan.made, secret)
    before = many.change_many(work, plan.changed)
    _store(work, list_id, plan, before)
    values = {"state": "accepted", "accepted_by": work.actor, "accepted_at": work.now}
    work.conn.execute(_list(work, list_id).values(**values))
    return _line(work, ref, list_id, plan, before, now)


def _chosen(rows: list[Row], numbers: list[int] | None, doubtful: dict[int, str]) -> list[Row]:
    known = {row["number"]: row for row in rows}
    wanted = set(numbers or ()) if numbers is not None else {
        row["number"] for row in rows if row["kind"] in ("new", "changed")
    }  # fmt: skip
    for number in wanted | doubtful.keys():
        row = known.get(number)
        if row is None or row["kind"] == "error" or (row["kind"] == "doubtful" and number not in doubtful):
            raise Invalid("list_row_not_open", number=number)
    return [row for row in rows if row["number"] in wanted | doubtful.keys() and not row["done"]]


def _plan(plan: Plan, row: Row, decision: str | None, now: matching.Known, source: str) -> None:
    if row["kind"] == "same":
        return
    if row["kind"] == "new" or (row["kind"] == "doubtful" and decision == "new"):
        _plan_new(plan, row, now, source)
        return
    guest_id = decision.removeprefix("same as ") if row["kind"] == "doubtful" and decision else row["match"]
    one = now.by_id.get(guest_id)
    if one is None:
        plan.leave(row, "left_gone")
        return
    if one["id"] in plan.changed:
        plan.leave(row, "left_twice")
        return
    values = {name: row["fields"][name] for name in _still_to_change(plan, row, one, now)}
    plan.changed[one["id"]] = values
    plan.of_row[row["number"]] = row, one["id"]


def _still_to_change(plan: Plan, row: Row, one: Row, now: matching.Known) -> list[str]:
    """Fields to write. What somebody has changed since the preview is theirs."""
    differs = matching.changes(row["fields"], one, now.units.names.get(one["delegation"], ""))
    if row["kind"] == "doubtful":
        return list(differs)
    theirs = [name for name in row["before"] if name in differs and one[name] != row["before"][name]]
    for name in theirs:
        plan.leave(row, "left_changed", field=name)
    return [name for name in row["before"] if name in differs and name not in theirs]


def _plan_new(plan: Plan, row: Row, now: matching.Known, source: str) -> None:
    fields = row["fields"]
    if row["kind"] == "new" and now.people.get((fields["delegation"], fold(fields["name"]))):
        plan.leave(row, "left_there")
        return
    group = _group(plan, fields, now, source)
    if group is None:
        plan.leave(row, "left_no_delegation")
        return
    key = fields.get("key", "")
    taken = key in now.by_id or any(one["id"] == key for one in plan.made)
    guest_id = key if _ID.fullmatch(key) and not taken else tokens.new_id()
    values = {name: fields[name] for name in matching.FIELDS if name in fields}
    plan.made.append(values | {"id": guest_id, "delegation": group})
    plan.of_row[row["number"]] = row, guest_id


def _group(plan: Plan, fields: Row, now: matching.Known, source: str) -> str | None:
    """The delegation of a new guest; one that is to be made is made once."""
    name = fields.get("new_delegation")
    if not name:
        return fields["delegation"] if fields["delegation"] in now.units.names else None
    meant = now.units.find(name).id
    if meant:
        return meant
    made = "l" + hashlib.sha256(f"{source}/{fields['delegation']}".encode()).hexdigest()[:15]
    category = fields.get("category") or fields.get("make")
    if category is None:
        return None
    plan.groups.setdefault(made, {"id": made, "name": name, "category": category, "source": source})
    return made


def _store(work: Work, list_id: str, plan: Plan, before: dict[str, Row]) -> None:
    """Rows as they were done: which guest, and what was there at that moment."""
    done = [
        {"at": number, "new_match": row["match"] if guest_id not in plan.changed else guest_id, "new_guest": guest_id,
         "new_before": _pack(before.get(guest_id, {}))}
        for number, (row, guest_id) in plan.of_row.items()
    ]  # fmt: skip
    if done:
        values: Any = {"match": bindparam("new_match"), "guest_id": bindparam("new_guest")}
        work.conn.execute(
            _row(work, list_id, bindparam("at")).values(done=True, before=bindparam("new_before"), **values), done
        )
    _say(work, list_id, plan.left)


def _say(work: Work, list_id: str, said: dict[int, list[Row]]) -> None:
    """Add to rows what was left, and why."""
    if not said:
        return
    for row in queries.some_rows(work.conn, work.event_id, list_id):
        if row["number"] in said:
            kept = [one for one in row["faults"] if not one["code"].startswith(("left_", "stays_"))]
            faults = _pack(kept + said[row["number"]])
            work.conn.execute(_row(work, list_id, row["number"]).values(faults=faults))


def _line(work: Work, ref: str, list_id: str, plan: Plan, before: dict[str, Row], now: matching.Known) -> Row:
    facts = {"list": list_id, "made": len(plan.made), "changed": len(before), "left": len(plan.left),
             "delegations": len(plan.groups)}  # fmt: skip
    groups = {row["delegation"] for row in plan.made} | plan.groups.keys()
    subjects = {"guest": [row["id"] for row in plan.made], "delegation": groups, "event": [work.event_id]}
    index = work.record("guestlist.list_accepted", f"list:{list_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "guestlist.list_accepted", facts, index)


# ---------- taken back ----------


def undo(work: Work, ref: str, list_id: str) -> Row:
    """As it was before. Who was met since stays, and what was changed since stays changed; rows say which and why."""
    if queries.find(work.conn, work.event_id, list_id)["state"] != "accepted":
        raise Conflict("list_not_accepted")
    done = [row for row in queries.some_rows(work.conn, work.event_id, list_id) if row["done"]]
    plan = Plan()
    made = {row["guest_id"]: row for row in done if row["guest_id"] != row["match"]}
    there = many.guests_of(work, {row["guest_id"] for row in done})
    kept = many.witnesses(work, made.keys() & there.keys())
    for guest_id, why in kept.items():
        plan.leave(made[guest_id], f"stays_{why}" if why in WHYS else "stays_other")
    gone = sorted(made.keys() & there.keys() - kept.keys())
    groups = {there[one]["delegation"] for one in gone}
    many.remove_many(work, gone)
    before = many.change_many(work, _back(plan, [row for row in done if row["guest_id"] == row["match"]], there))
    groups |= set(many.remove_delegations(work, f"list:{list_id}"))
    _say(work, list_id, plan.left)
    work.conn.execute(_list(work, list_id).values(state="undone", undone_at=work.now))
    facts = {"list": list_id, "removed": len(gone), "changed": len(before), "stayed": len(plan.left)}
    subjects = {"guest": gone, "delegation": groups, "event": [work.event_id]}
    index = work.record("guestlist.list_undone", f"list:{list_id}", subjects, facts, ref=ref)
    return fresh(work, ref, "guestlist.list_undone", facts, index)


WHYS = frozenset({"scan", "answered", "mail", "printed", "call", "stand_in", "consent", "old_code", "met"})


def _back(plan: Plan, rows: list[Row], there: dict[str, Row]) -> dict[str, Row]:
    """Values to put back: those that still are what the list made them."""
    wanted: dict[str, Row] = {}
    for row in rows:
        one = there.get(row["guest_id"])
        for name, value in row["before"].items():
            if one is None or one[name] != row["fields"][name]:
                plan.leave(row, "stays_changed" if one else "left_gone", field=name)
            else:
                wanted.setdefault(one["id"], {})[name] = value
    return wanted


# ---------- rows ----------


def _list(work: Work, list_id: str) -> Any:
    return update(list_import).where(list_import.c.event_id == work.event_id, list_import.c.id == list_id)


def _row(work: Work, list_id: str, number: Any) -> Any:
    of = (list_row.c.event_id == work.event_id, list_row.c.import_id == list_id, list_row.c.number == number)
    return update(list_row).where(*of)


def _pack(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
