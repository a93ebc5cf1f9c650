"""Answers of reception as models, for the API's description."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from ops.core.answers import ErrorFacts
from ops.core.payloads import Ref


class FirstEntry(BaseModel):
    at: str
    gate: str
    device: str
    by: str


class OtherEvent(BaseModel):
    name: str
    starts_at: str


class ItemAnswer(BaseModel):
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


class UploadAnswer(BaseModel):
    now: str
    epoch: str
    seq: int | None
    revoked: bool
    answers: list[ItemAnswer]


class Guests(BaseModel):
    guests: list[dict[str, Any]]


class GuestAnswer(BaseModel):
    guest: dict[str, Any]
    scans: list[dict[str, Any]]


class Gates(BaseModel):
    gates: list[dict[str, Any]]
    categories: list[dict[str, Any]]
