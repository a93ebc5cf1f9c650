"""Request models of reception, and rows as an audience may see them: no phone, no e-mail for desks and boards."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from ops.checkin.item_payloads import (
    AnyItem,
    DeskItem as DeskItem,
    ScanItem as ScanItem,
    UndoItem as UndoItem,
    UnreadableItem as UnreadableItem,
)
from ops.checkin.presentable import presentable
from ops.core.clock import iso
from ops.core.payloads import Beat, Command, EventPath, Id, Model, Moment, Name, Query, Words, cleaned

Row = dict[str, Any]
ITEMS_AT_MOST = 1000
STATUSES = ("invited", "confirmed", "declined", "cancelled")


class GuestPath(EventPath):
    guest: str = Field(max_length=40)


class GatePath(EventPath):
    gate: str = Field(max_length=40)


class ScanPath(EventPath):
    scan: str = Field(max_length=40)


class ItemPath(EventPath):
    item: str = Field(max_length=40)


class CallPath(EventPath):
    call: str = Field(max_length=40)


class DelegationPath(EventPath):
    delegation: str = Field(max_length=40)


class Upload(Model):
    """One or many items; the same call online and after a black-out."""

    sent_at: Moment | None = Field(default=None, description="clock of the device when it sent this")
    device: Beat | None = None
    items: list[AnyItem] = Field(min_length=1, max_length=ITEMS_AT_MOST)


class UndoCommand(Command):
    reason: Annotated[str, Field(max_length=400), cleaned(400)] | None = None


class Resolve(Command):
    resolution: Literal["same_person", "two_people", "not_admitted", "dismissed"]
    guest: Id | None = Field(default=None, description="for an unknown code: whose it was")
    reason: Annotated[str, Field(max_length=400), cleaned(400)] | None = None


class Decide(Command):
    accept: StrictBool
    reason: Annotated[str, Field(max_length=400), cleaned(400)] | None = None


class Approve(Command):
    approve: StrictBool
    reason: Annotated[str, Field(max_length=400), cleaned(200)] = ""


class DecideTwin(Command):
    same: StrictBool = Field(description="the two are one person; false: they only share a name")


class DecideStandIn(Command):
    keep: Annotated[str, Field(max_length=40, description="id of who comes; `invited`: in person; `both`: all of them")]


class GuestChanges(Model):
    """Fields of a guest that may be changed; absent fields stay."""

    honorific: Annotated[str, Field(max_length=20), cleaned(20)] | None = None
    name: Name | None = None
    title: Words | None = None
    unit: Words | None = None
    category: Id | None = None
    rank: StrictInt | None = Field(default=None, ge=0, le=9999)
    vip: StrictBool | None = None
    status: Literal[STATUSES] | None = None  # type: ignore[valid-type]
    blocked: Annotated[str, Field(max_length=200), cleaned(200)] | None = Field(
        default=None, description="reason; empty lifts it"
    )
    attention: StrictBool | None = None
    note: Words | None = None
    host: Words | None = None
    seat: Annotated[str, Field(max_length=20), cleaned(20)] | None = None
    badge: Annotated[str, Field(max_length=40), cleaned(40)] | None = None
    order: StrictInt | None = Field(default=None, ge=0, le=1_000_000, description="place in the list of invitations")
    pronounce: Annotated[str, Field(max_length=200), cleaned(200)] | None = Field(
        default=None, description="for the MC"
    )
    intro: Literal["", "always", "never"] | None = Field(default=None, description="by name: by the rule, or not")


class ChangeGuest(Command):
    changes: GuestChanges


class NewGuest(Command):
    delegation: Id
    honorific: Annotated[str, Field(max_length=20), cleaned(20)] = ""
    name: Name
    title: Words = ""
    category: Id | None = Field(default=None, description="default: that of the delegation")
    vip: StrictBool = False


class GateChanges(Model):
    name: Name | None = None
    place: Words | None = None
    way: Words | None = None
    categories: list[Id] | None = Field(default=None, max_length=60)
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    always_open: StrictBool | None = Field(default=None, description="true takes the window away")
    reentry: Literal["once", "after_exit", "multiple"] | None = None
    needs_confirmation: StrictBool | None = None
    desk_override: StrictBool | None = None


class ChangeGate(Command):
    changes: GateChanges


class GuestQuery(Query):
    q: str = Field(default="", max_length=100)
    delegation: str | None = Field(default=None, max_length=40)
    status: Literal[STATUSES] | None = None  # type: ignore[valid-type]
    category: str | None = Field(default=None, max_length=40)
    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=40)


class PictureQuery(Query):
    module: int = Field(default=8, ge=1, le=40, description="pixels a module")


# ---------- rows ----------

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


def _issue(audience: str, row: Row) -> Row | None:
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


DESK_ISSUES = frozenset({"conflict", "disputed", "doubtful", "stand_in", "call"})
"""What desks hear of: their own part in it, and who is coming to help."""
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
_MASKS = {
    "event": _event,
    "category": _category,
    "delegation": _delegation,
    "gate": _gate,
    "guest": _guest,
    "issue": _issue,
}


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
