"""Shapes of the answers about numbers, for the API document."""

from typing import Any

from ops.core.payloads import Answer


class Standing(Answer):
    """What counts of a metric."""

    value: int | None
    status: str
    source: str
    as_of: int
    parts: int


class SlotNumbers(Answer):
    id: str
    title: str
    channel: str
    channel_name: str
    platform: str
    room: str
    room_name: str
    starts: int
    ends: int
    actual_start: int | None
    actual_end: int | None
    state: str
    metrics: dict[str, Standing]
    coverage: dict[str, Any]
    files: list[str]
    by: str
    due: str


class Total(Answer):
    """A total with what it covers; value null: nobody has a number, or it may not be added."""

    value: float | None
    how: str
    have: int
    of: int
    status: str
    as_of: int | None
    slot: str
    by_platform: dict[str, int]


class NumbersAnswer(Answer):
    slots: list[SlotNumbers]
    totals: dict[str, Total]
    coverage: dict[str, int]
    planned: int
    now: int


class Figure(Answer):
    id: str
    platform: str
    metric: str
    value: int | None
    status: str
    as_of: int
    source: str
    file_hash: str
    row_key: str
    made_at: int
    note: str
    by: str


class HistoryAnswer(Answer):
    figures: list[Figure]


class PublicAnswer(Answer):
    voucher: dict[str, Any]
    about: dict[str, str]
    totals: bool


class FiguresLookAnswer(Answer):
    """What an export says; rows with `state` matched, known, double, several, unmatched."""

    hash: str
    platform: str
    lang: str
    sheet: str
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    left: list[dict[str, Any]]
    known: bool
    slots: list[dict[str, Any]]


class WallAnswer(Answer):
    """What a wall shows; `totals` null: not allowed. Instants in ms."""

    event: dict[str, Any]
    slots: list[dict[str, Any]]
    totals: dict[str, dict[str, Any]] | None
    at: int
