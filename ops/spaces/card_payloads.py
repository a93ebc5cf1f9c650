"""Request models of what visitors do on their own phones, and of the desk that hands out gifts."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from ops.core.clock import from_datetime
from ops.core.payloads import Command, EventPath, Id, Model, Moment, Name, Reason, Ref, Words, cleaned
from ops.spaces.payloads import Day, Line, Offset

Token = Annotated[str, Field(max_length=300, description="what the QR of the card holds, or the bare token")]
Key = Annotated[str, Field(min_length=1, max_length=20, description="what the QR of a booth names")]
Code = Annotated[str, Field(max_length=60)]
Lang = Literal["vi", "en"]
Purpose = Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
MaybeText = Annotated[str, Field(max_length=240), cleaned(120)]
Ticket = Annotated[str, Field(max_length=200)]
Link = Annotated[str, Field(min_length=1, max_length=200)]


class LeadPath(EventPath):
    lead: str = Field(max_length=40)


class AskingPath(EventPath):
    asking: str = Field(max_length=40)


class DrawPath(EventPath):
    draw: str = Field(max_length=40)


# ---------- a visitor's card ----------


class CardScan(Model):
    ref: Ref
    booth: Key
    code: Code
    token: Token = ""
    scanned_at: Moment | None = Field(default=None, description="when it waited in the phone")
    offset_ms: Offset | None = None

    def scanned_ms(self) -> int | None:
        """When the phone says that it was, by the server's clock as far as the phone knows it."""
        return from_datetime(self.scanned_at) + round(self.offset_ms or 0) if self.scanned_at else None


class CardAsked(Model):
    token: Token = ""
    event: Annotated[str, Field(max_length=40)] = ""


class GuestCard(Model):
    ref: Ref
    booth: Key
    code: Code
    invitation: Annotated[str, Field(min_length=1, max_length=300)]
    agree: Literal[True]


class KeyAsked(Model):
    key: Key


# ---------- the desk ----------


class CardShown(Model):
    token: Token


class CardStamp(Command):
    token: Token


class CardUse(Command):
    token: Token
    gift: Id


# ---------- leads ----------


class FormAsked(Model):
    booth: Annotated[str, Field(max_length=20)] = ""
    code: Code = ""
    ticket: Ticket = ""


class LeadFields(Model):
    name: Name
    phone: MaybeText = ""
    email: MaybeText = ""
    unit: MaybeText = ""


class LeadGiven(LeadFields):
    ref: Ref
    ticket: Ticket
    lang: Lang
    version: Annotated[StrictInt, Field(ge=1, le=100_000)]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    purposes: list[Purpose] = Field(max_length=10)
    interest: Line = ""


class LinkAsked(Model):
    link: Link


class LeadWithdrawn(Model):
    ref: Ref
    link: Link
    purposes: list[Purpose] = Field(default_factory=list, max_length=10, description="none named: all")


class LeadChanged(LeadFields):
    ref: Ref
    link: Link


class LeadErased(Model):
    ref: Ref
    link: Link


class LeadMark(Command):
    rating: Annotated[StrictInt, Field(ge=1, le=3)] | None
    interest: Line = ""
    note: Words = ""


class NewAsking(Command):
    kind: Literal["answer", "withdraw", "view", "correct", "erase"]
    booth: Id
    words: Words = ""


class AskingDone(Command):
    words: Words = ""


# ---------- draws ----------


class Prize(Model):
    name: Name
    pieces: Annotated[StrictInt, Field(ge=1, le=1_000)]


MinStamps = Annotated[StrictInt, Field(ge=1, le=200)]
Prizes = Annotated[list[Prize], Field(max_length=20)]


class NewDraw(Command):
    id: Id | None = None
    title: Name
    min_stamps: MinStamps
    prizes: Prizes = Field(default_factory=list)


class DrawFields(Model):
    model_config = Model.model_config | {"populate_by_name": True}
    title: Name | None = None
    min_stamps: MinStamps | None = None
    prizes: Prizes | None = None
    file_number: MaybeText | None = None
    file_date: Day | Literal[""] | None = None
    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = None


class ChangeDraw(Command):
    version: Annotated[StrictInt, Field(ge=1)]
    changes: DrawFields


class Thaw(Command):
    reason: Reason


class Witness(Model):
    name: Name
    role: Name
    number: Annotated[StrictInt, Field(ge=1, le=999_999)]


class RunDraw(Command):
    list_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    witnesses: list[Witness] = Field(max_length=10)


class Claim(Command):
    token: Token
    name: Name
    phone: MaybeText = ""
    agree: Literal[True]
    lang: Lang = "vi"
