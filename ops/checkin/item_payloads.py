"""Items of an upload: scans, what takes them back, and what else a desk does for a guest while it may be alone.

Each is done once per `ref` and carries the device's own number, so that all of them can wait in one queue.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from ops.core.payloads import Id, Model, Moment, Name, Reason, Ref, Words, cleaned

Offset = Annotated[float, Field(ge=-1e12, le=1e12, description="server minus device, ms")]
DevSeq = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
Operator = Annotated[str, Field(max_length=80), cleaned(80)]
Honorific = Annotated[str, Field(max_length=20), cleaned(20)]
Phone = Annotated[str, Field(max_length=40), cleaned(40)]


class Told(Model):
    """What the person at the door was told by the tablet alone."""

    admit: StrictBool
    reason: Annotated[str, Field(max_length=40), cleaned(40)] = ""
    guest: Id | None = Field(default=None, description="who was named: the holder of the code, or a deputy")


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
    method: Literal["camera", "wedge", "search", "typed", "list", "group"] = "camera"
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


class DeskItem(Model):
    """What a desk does for a guest beside letting them in."""

    ref: Ref
    dev_seq: DevSeq | None = None
    device_at: Moment
    offset_ms: Offset | None = None
    operator: Operator | None = None


class WalkInItem(DeskItem):
    """Somebody who is on no list. The tablet makes the id, so that its next item may be their scan."""

    type: Literal["walk_in"]
    guest: Id
    delegation: Id
    honorific: Honorific = ""
    name: Name
    title: Words = ""
    unit: Words = ""
    phone: Phone | None = None


class StandInItem(DeskItem):
    """Đi thay: somebody else comes instead of a guest."""

    type: Literal["stand_in"]
    guest: Id = Field(description="who was invited")
    new_guest: Id = Field(description="who comes instead; the tablet makes the id")
    honorific: Honorific = ""
    name: Name
    title: Words = ""
    unit: Words | None = Field(default=None, description="default: that of the invited person")


class StandInCancelItem(DeskItem):
    """The deputy does not come after all."""

    type: Literal["stand_in_cancel"]
    guest: Id = Field(description="who was invited")
    deputy: Id | None = Field(default=None, description="default: whoever stands in for them now")


class Correction(Model):
    """Words about a guest that a desk may put right; absent fields stay."""

    honorific: Honorific | None = None
    name: Name | None = None
    title: Words | None = None
    unit: Words | None = None


class CorrectItem(DeskItem):
    type: Literal["correct"]
    guest: Id
    changes: Correction


class NoteItem(DeskItem):
    """A line for the others who will see this guest."""

    type: Literal["note"]
    guest: Id
    text: Reason


class CallItem(DeskItem):
    """Somebody is wanted at the desk: the protocol officer's phone rings."""

    type: Literal["call"]
    guest: Id | None = None
    gate: Id | None = Field(default=None, description="default: the post of the device")
    text: Annotated[str, Field(max_length=400), cleaned(200)] = ""


class UnreadableItem(BaseModel):
    """Anything else that has a ref: kept aside and shown to a supervisor, so that it never blocks the others."""

    model_config = ConfigDict(extra="allow")
    ref: Ref


KnownItem = Annotated[
    ScanItem | UndoItem | WalkInItem | StandInItem | StandInCancelItem | CorrectItem | NoteItem | CallItem,
    Field(discriminator="type"),
]
AnyItem = Annotated[KnownItem | UnreadableItem, Field(union_mode="left_to_right")]
