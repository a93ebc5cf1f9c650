"""Answers of badges as models, for the API description."""

from typing import Any

from ops.core.answers import CommandAnswer
from ops.core.payloads import Answer


class LastPrint(Answer):
    at: str
    by: str
    n: int


class Chosen(Answer):
    id: str
    honorific: str
    name: str
    title: str
    unit: str
    block: str
    printed: LastPrint | None


class Choice(Answer):
    """Whom a choice means; `guests` are the first of them."""

    people: int
    printed: int
    guests: list[Chosen]


class PrintRun(Answer):
    at: str
    by: str
    layout: str
    people: int
    job: str | None


class PrintLog(Answer):
    runs: list[PrintRun]


class PrintPage(CommandAnswer):
    """The line, and the badges to draw: words, `band` (colour of the block), `code`, `qr` {side, path}."""

    event: str
    cards: list[dict[str, Any]]


class PaperAnswer(CommandAnswer):
    """The line, and the delegations with their people by number."""

    event: str
    printed_at: str
    printed_by: str
    groups: list[dict[str, Any]]


class Number(Answer):
    number: int
    id: str
    honorific: str
    name: str
    title: str
    unit: str
    inside: bool
    in_at: str | None


class Numbers(Answer):
    numbers: list[Number]
