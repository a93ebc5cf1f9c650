"""Answers about delegations and seats, for the API description."""

from typing import Any

from pydantic import Field

from ops.core.payloads import Answer


class DelegationFacts(Answer):
    id: str
    name: str
    category: str
    order: int
    unit_code: str | None
    expected: int | None
    pledged: int | None
    note: str
    invited: int
    confirmed: int
    present: int
    extra: int
    head: str | None
    head_name: str | None
    version: int
    contact: str | None = Field(default=None, description="only for roles that call people")
    contact_phone: str | None = None
    contact_email: str | None = None
    code: str | None = Field(default=None, description="only for roles that may see codes")
    url: str | None = None


class Delegations(Answer):
    delegations: list[DelegationFacts]


class Seats(Answer):
    rows: list[dict[str, Any]] = Field(description="rows from the stage, each with its seats and their guests")
    unseated: list[dict[str, Any]] = Field(description="who has no seat yet, the highest first")
    seats: int
    free: int


class Proposal(Answer):
    places: dict[str, str] = Field(description="guest -> seat; nothing is stored")
