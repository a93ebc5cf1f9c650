"""Answers of invitations as models, for the API's description."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Policy(BaseModel):
    walk_ins: str
    reply_by: str | None
    letter: str
    signer: str
    map_text: str
    controller: str
    contact: str
    retention_days: int


class MailFate(BaseModel):
    state: str
    why: str | None
    version: int | None
    at: str | None


class Invitation(BaseModel):
    id: str
    honorific: str
    name: str
    title: str
    unit: str
    delegation: str
    delegation_name: str
    status: str
    version: int
    party: int | None
    stand_in: str | None
    stand_in_name: str | None
    state: str
    has_email: bool
    answered_at: str | None
    mail: MailFate | None


class Group(BaseModel):
    id: str
    name: str


class Invitations(BaseModel):
    counts: dict[str, int]
    found: int
    with_address: int
    mail_ready: bool
    delegations: list[Group]
    invitations: list[Invitation]


class Mail(BaseModel):
    id: str
    state: str
    why: str
    version: int
    made_at: str
    changed_at: str


class Line(BaseModel):
    kind: str
    at: str
    by: str
    facts: dict[str, Any]


class Detail(BaseModel):
    invitation: Invitation
    note: str
    mails: list[Mail]
    history: list[Line]


class Text(BaseModel):
    text: str


class Answered(BaseModel):
    ref: str
    repeat: bool
    at: str
    answer: str
    stand_in_name: str | None


class Bounces(BaseModel):
    found: int
    marked: int
