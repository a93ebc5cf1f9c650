"""Answers of guestlist as models, for the API's description."""

from typing import Any, Literal

from ops.core.payloads import Answer


class Fault(Answer):
    cell: str
    field: str
    code: str
    facts: dict[str, Any]
    level: Literal["error", "note"]


class ListFacts(Answer):
    id: str
    file: str
    state: Literal["reading", "ready", "refused", "accepted", "undone"]
    made_at: str
    made_by: str
    accepted_at: str | None
    undone_at: str | None
    counts: dict[str, int]
    faults: list[Fault]
    done: int
    total: int


class Lists(Answer):
    lists: list[ListFacts]


class ListedRow(Answer):
    number: int
    sheet: str
    row: int
    kind: Literal["new", "changed", "same", "doubtful", "error"]
    fields: dict[str, Any]
    before: dict[str, Any]
    faults: list[Fault]
    match: str | None
    match_name: str
    done: bool


class ListAnswer(Answer):
    about: ListFacts
    rows: list[ListedRow]
    delegations: dict[str, str]
    categories: dict[str, str]
