"""Request models of invitations, and rows as they are shown."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from ops.core.clock import iso
from ops.core.payloads import Command, EventPath, Id, Model, Moment, Name, Query, Words, cleaned

Row = dict[str, Any]
CHOSEN_AT_MOST = 2000
STATES = ("not_sent", "sent", "bounced", "no_answer", "confirmed", "declined", "stand_in")
Short = Annotated[str, Field(max_length=20), cleaned(20)]
Line = Annotated[str, Field(max_length=400), cleaned(200)]


class CodePath(Model):
    code: str = Field(max_length=60)


class GuestPath(EventPath):
    guest: str = Field(max_length=40)


class DelegationPath(EventPath):
    delegation: str = Field(max_length=40)


class ListQuery(Query):
    state: Literal["", *STATES] = ""  # type: ignore[valid-type]
    delegation: str = Field(default="", max_length=40)
    q: str = Field(default="", max_length=100)
    limit: int = Field(default=100, ge=1, le=500)
    after: int = Field(default=0, ge=0, le=100_000, description="how many to leave out")


class Deputy(Model):
    """Who comes instead."""

    honorific: Short = ""
    name: Name
    title: Words = ""


class SaidAnswer(Command):
    """What the invited person says."""

    answer: Literal["confirmed", "declined", "stand_in"]
    stand_in: Deputy | None = None
    party: StrictInt = Field(default=1, ge=1, le=99, description="people who come, the guest included")
    note: Line = ""
    notice_version: StrictInt = Field(default=0, ge=0, le=1_000_000)
    agreed: StrictBool = False

    @model_validator(mode="after")
    def named(self) -> Self:
        if (self.answer == "stand_in") != (self.stand_in is not None):
            raise ValueError("stand_in goes with the answer stand_in, and only with it")
        return self


class PolicyChanges(Model):
    """Rules of the reception and the words of the letter; absent fields stay."""

    walk_ins: Literal["allowed", "approval", "closed"] | None = None
    reply_by: Moment | None = None
    no_reply_by: StrictBool = Field(default=False, description="answers are taken until the event begins")
    letter: Words | None = None
    signer: Line | None = None
    map_text: Words | None = None
    controller: Line | None = None
    contact: Line | None = None
    retention_days: StrictInt | None = Field(default=None, ge=1, le=3650)


class ChangePolicy(Command):
    changes: PolicyChanges


class ChosenGuests(Command):
    """One guest, some, a delegation, or everybody."""

    guests: list[Id] | None = Field(default=None, min_length=1, max_length=CHOSEN_AT_MOST)
    delegation: Id | None = None


class Letters(ChosenGuests):
    layout: Literal["a5", "a6"] = "a5"
    form: Literal["pdf", "png"] = "pdf"


class Mails(ChosenGuests):
    again: StrictBool = Field(default=False, description="also to those who already have this version")


def policy_row(row: Row) -> Row:
    """The policy as it is shown."""
    names = ("walk_ins", "letter", "signer", "map_text", "controller", "contact", "retention_days")
    return {name: row[name] for name in names} | {"reply_by": iso(row["reply_by"]) if row["reply_by"] else None}


def invitation_row(row: Row) -> Row:
    """A guest on the page of invitations: no address, only whether there is one."""
    names = (
        "id", "honorific", "name", "title", "unit", "delegation", "delegation_name", "status", "version", "party",
        "stand_in", "stand_in_name", "state",
    )  # fmt: skip
    told = {"state": row["mail_state"], "why": row["mail_why"], "version": row["mail_version"],
            "at": iso(row["mail_at"]) if row["mail_at"] else None}  # fmt: skip
    return {name: row[name] for name in names} | {
        "has_email": bool(row["email"]),
        "answered_at": iso(row["answered_at"]) if row["answered_at"] else None,
        "mail": told if row["mail_state"] else None,
    }


def mail_row(row: Row) -> Row:
    """One e-mail of a guest's history."""
    return {name: row[name] for name in ("id", "state", "why", "version")} | {
        "made_at": iso(row["made_at"]),
        "changed_at": iso(row["changed_at"]),
    }
