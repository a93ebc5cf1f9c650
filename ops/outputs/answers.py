"""Answers of outputs and control as models, for the API description."""

from typing import Any

from pydantic import Field

from ops.core.answers import CommandAnswer
from ops.core.payloads import Answer


class OutputsAnswer(Answer):
    """Everything the office page shows."""

    outputs: list[dict[str, Any]]
    tokens: list[dict[str, Any]]
    osc: dict[str, Any]
    log: list[dict[str, Any]] = Field(description="newest attempts first")
    sender: dict[str, Any] = Field(description="whether the side process runs, and what stands in its way")
    tracks: list[dict[str, Any]]
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]


class TokenAnswer(CommandAnswer):
    token: str | None = Field(description="shown this once; null when the command is repeated")


class ScenesAnswer(Answer):
    scenes: list[str]
    current: str


class FlatState(Answer):
    """Where a track stands, as single values."""

    event: str
    track: str
    now: str
    clock: str
    live: bool
    row: str
    cue: str
    title: str
    remaining_s: int | None
    remaining: str
    elapsed_s: int | None
    phase: str
    paused: bool
    held: bool
    rolling: bool
    standby_row: str
    standby_cue: str
    standby_title: str
    offset_s: int | None
    offset: str
    expected_end: str | None
    expected_end_clock: str
    colour: str
    text_colour: str
    go_colour: str
