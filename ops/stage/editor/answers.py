"""Answers to the editor of the sheet, for the API description."""

from typing import Any

from pydantic import Field

from ops.core.payloads import Answer


class TurnFacts(Answer):
    """An edit that can be taken back, or done again; `steps`: how many such there are."""

    n: int
    track: str
    label: str
    by: str
    at: int
    steps: int


class TurnsAnswer(Answer):
    undo: TurnFacts | None
    redo: TurnFacts | None


class DelayAnswer(Answer):
    edits: list[dict[str, Any]] = Field(description="they go to stage/edit as they are")


class PresentFacts(Answer):
    client: str
    name: str
    track: str
    row: str
    field: str


class PresenceAnswer(Answer):
    present: list[PresentFacts] = Field(description="of the last 20 s, the asker too")
