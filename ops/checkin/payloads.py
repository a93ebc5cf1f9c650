"""Request models of reception, and rows as an audience may see them: no phone, no e-mail for desks and boards."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from ops.core.clock import iso
from ops.core.payloads import Beat, Command, EventPath, Id, Model, Moment, Name, Query, Reason, Ref, Words, cleaned

Row = dict[str, Any]
ITEMS_AT_MOST = 1000
STATUSES = ("invited", "confirmed", "declined", "cancelled")
Offset = Annotated[float, Field(ge=-1e12, le=1e12, description="server minus device, ms")]
DevSeq = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
Operator = Annotated[str, Field(max_length=80), cleaned(80)]


class GuestPath(EventPath):
    guest: str = Field(max_length=40)


class GatePath(EventPath):
    gate: str = Field(max_length=40)


class ScanPath(EventPath):
    scan: str = Field(max_length=40)


class ItemPath(EventPath):
    item: str = Field(max_length=40)


class DelegationPath(EventPath):
    delegation: str = Field(max_length=40)


class Told(Model):
    """What the person at the door was told by the tablet alone."""

    admit: StrictBool
    reason: Annotated[str, Field(max_length=40), cleaned(40)] = ""


class Override(Model):
    reason: Reason


class ScanItem(Model):
    """One code or one guest at a door."""

    type: Literal["scan"]
    ref: Ref
    dev_seq: DevSeq | None = None
    code: str | None = Field(default=None, max_length=2000, description="text as it was read")
    guest: Id | None = None
    gate: Id | None = Field(default=None, description="default: the post of the device")
    direction: Literal["in", "out"] = "in"
    device_at: Moment
    offset_ms: Offset | None = None
    method: Literal["camera", "wedge", "search", "typed", "list"] = "camera"
    told: Told | None = None
    override: Override | None = None
    operator: Operator | None = None


class UndoItem(Model):
    """Take a scan back."""

    type: Literal["undo"]
    ref: Ref
    dev_seq: DevSeq | None = None
    target: Ref
    device_at: Moment
    offset_ms: Offset | None = None
    reason: Annotated[str, Field(max_length=400), cleaned(400)] | None = None
    operator: Operator | None = None


class UnreadableItem(BaseModel):
    """Anything else that has a ref: kept aside and shown to a supervisor, so that it never blocks the others."""

    model_config = ConfigDict(extra="allow")
    ref: Ref


class Upload(Model):
    """One or many items; the same call online and after a black-out."""

    sent_at: Moment | None = Field(default=None, description="clock of the device when it sent this")
    device: Beat | None = None
    items: list[ScanItem | UndoItem | UnreadableItem] = Field(min_length=1, max_length=ITEMS_AT_MOST)


class UndoCommand(Command):
    reason: Annotated[str, Field(max_length=400), cleaned(400)] | None = None


class Resolve(Command):
    resolution: Literal["same_person", "two_people", "not_admitted", "dismissed"]
    guest: Id | None = Field(default=None, description="for an unknown code: whose it was")
    reason: Annotated[str, Field(max_length=400), cleaned(400)] | None = None


class Decide(Command):
    accept: StrictBool
    reason: Annotated[str, Field(max_length=400), cleaned(400)] | None = None


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
)  # fmt: skip


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """The field mask: a row as an audience may see it, or None when it may not."""
    return _MASKS[entity](audience, row)


def _event(audience: str, row: Row) -> Row:
    facts = {name: row[name] for name in _EVENT_FACTS}
    facts |= {"starts_at": iso(row["starts_at"]), "ends_at": iso(row["ends_at"])}
    return facts | ({"heads": row["heads"], "heads_present": row["heads_present"]} if audience == "board" else {})


def _category(audience: str, row: Row) -> Row:
    return {"id": row["id"], "name": row["name"], "order": row["order"]}


def _delegation(audience: str, row: Row) -> Row:
    facts = {name: row[name] for name in ("id", "name", "category", "order", "invited", "confirmed", "present", "head")}
    if audience == "board":
        facts |= {"head_name": row["head_name"], "head_in_at": iso(row["head_in_at"]), "extra": row["extra"]}
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
    if audience == "desk":
        return guest_row(row)
    if not row["vip"]:
        return None
    words = ("id", "honorific", "name", "title", "delegation", "vip", "head", "seat", "inside", "met_by", "host")
    facts = {name: row[name] for name in words}
    unit = row["unit"] or row["delegation_name"]
    return facts | {"unit": unit, "in_at": iso(row["in_at"]), "in_gate": row["in_gate"]}


def _issue(audience: str, row: Row) -> Row | None:
    facts = _ISSUE_FACTS[row["kind"]](row)
    if audience == "desk" and row["kind"] not in ("conflict", "disputed"):
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


_ISSUE_FACTS = {
    "conflict": _scan_issue,
    "disputed": _scan_issue,
    "unresolved": _scan_issue,
    "quarantined": lambda row: {"ref": row["ref"], "why": row["why"], "device": row["device"]},
    "arrival": _arrival_issue,
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
