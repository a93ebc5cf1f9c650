"""Answers of reception as models, for the API's description."""

from typing import Any, Literal

from ops.core.answers import ErrorFacts
from ops.core.payloads import Answer, Ref


class FirstEntry(Answer):
    at: str
    gate: str
    device: str
    by: str


class OtherEvent(Answer):
    name: str
    starts_at: str


class ItemAnswer(Answer):
    ref: Ref
    repeat: bool
    state: Literal["accepted", "conflict", "disputed", "unresolved", "quarantined", "doubtful"]
    admit: bool
    reason: str
    attention: bool
    seq: int | None
    scan_at: str
    guest: dict[str, Any] | None
    first: FirstEntry | None
    other_event: OtherEvent | None
    changed_since: list[str]
    override_refused: bool
    error: ErrorFacts | None


class UploadAnswer(Answer):
    now: str
    epoch: str
    seq: int | None
    revoked: bool
    answers: list[ItemAnswer]


class Guests(Answer):
    guests: list[dict[str, Any]]


class GuestAnswer(Answer):
    guest: dict[str, Any]
    scans: list[dict[str, Any]]


class Gates(Answer):
    gates: list[dict[str, Any]]
    categories: list[dict[str, Any]]
