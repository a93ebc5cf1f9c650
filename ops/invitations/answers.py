"""Answers of invitations as models, for the API's description."""

from typing import Any

from ops.core.payloads import Answer


class Policy(Answer):
    walk_ins: str
    reply_by: str | None
    letter: str
    signer: str
    map_text: str
    controller: str
    contact: str
    retention_days: int


class MailFate(Answer):
    state: str
    why: str | None
    version: int | None
    at: str | None


class Invitation(Answer):
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


class Group(Answer):
    id: str
    name: str


class Invitations(Answer):
    counts: dict[str, int]
    found: int
    with_address: int
    mail_ready: bool
    delegations: list[Group]
    invitations: list[Invitation]


class Mail(Answer):
    id: str
    state: str
    why: str
    version: int
    made_at: str
    changed_at: str


class Line(Answer):
    kind: str
    at: str
    by: str
    facts: dict[str, Any]


class Detail(Answer):
    invitation: Invitation
    note: str
    mails: list[Mail]
    history: list[Line]


class Text(Answer):
    text: str


class Answered(Answer):
    ref: str
    repeat: bool
    at: str
    answer: str
    stand_in_name: str | None


class Bounces(Answer):
    found: int
    marked: int
