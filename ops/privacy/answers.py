"""Shapes of answers in the API document."""

from typing import Any

from ops.core.payloads import Answer


class Notice(Answer):
    version: int
    words_vi: str
    words_en: str
    by: str
    made_at: str
    said: dict[str, int]


class Proposed(Answer):
    words_vi: str
    words_en: str


class Notices(Answer):
    versions: list[Notice]
    proposed: Proposed


class AccessRow(Answer):
    id: str
    at: str
    by: str
    what: str
    persons: int
    detail: str


class AccessTotal(Answer):
    what: str
    times: int
    persons: int
    at: str


class AccessLog(Answer):
    rows: list[AccessRow]
    totals: list[AccessTotal]


class FoundPerson(Answer):
    id: str
    honorific: str
    name: str
    title: str
    status: str
    unit: str
    phone: str
    email: str


class FoundPeople(Answer):
    guests: list[FoundPerson]


class Person(Answer):
    """Everything that is kept about one person, part by part; rows as they stand in the tables."""

    made_at: str
    guest: dict[str, Any]
    delegation: dict[str, Any]
    scans: list[dict[str, Any]]
    undos: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    kept_aside: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    access: list[dict[str, Any]]
    imports: list[dict[str, Any]]
    introductions: list[int]
    mail: list[dict[str, Any]]
    consent: list[dict[str, Any]]
    printed: list[dict[str, Any]]
    numbered: list[dict[str, Any]]


class State(Answer):
    """What the page of privacy shows first."""

    controller: str
    contact: str
    retention_days: int
    ends_at: str
    due_at: str
    due: bool
    purged_at: str | None
    persons: int
    left: int
    notice: int
    said: dict[str, dict[str, int]]
