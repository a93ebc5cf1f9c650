"""Request models of reception."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from ops.checkin.item_payloads import AnyItem
from ops.core.payloads import Beat, Command, EventPath, Id, Model, Moment, Name, Query, Words, cleaned

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
