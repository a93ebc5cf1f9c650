"""Answers of the livestreams as models, for the API description."""

from typing import Any

from pydantic import Field

from ops.core.payloads import Answer


class ConflictFacts(Answer):
    """What stands in the way; its sentences are live.conflict.<kind>.{title,text,fix} with `params`."""

    key: str
    kind: str
    level: str = Field(description="block or warn")
    stops: str = Field(description="confirm, ready or ack")
    slots: list[str]
    at: list[str] | None
    params: dict[str, str]


class CheckAnswer(Answer):
    now: str
    day: str | None
    conflicts: list[dict[str, Any]]


class AlarmFacts(Answer):
    slot: str
    kinds: list[str]


class AlarmsAnswer(Answer):
    now: str
    next: str | None = Field(description="when the next begins to ring")
    alarms: list[AlarmFacts]


class EditChange(Answer):
    table: str
    id: str
    what: str = Field(description="made, changed or dropped")
    values: dict[str, Any] = Field(description="fields; null where the value is not said")


class EditFacts(Answer):
    n: int
    by: str
    at: str
    changes: list[EditChange]


class EditsAnswer(Answer):
    undo: EditFacts | None
    redo: EditFacts | None


class ReleaseFacts(Answer):
    version: int
    at: str
    by: str
    note: str
    slots: int
    new: int
    changed: int
    gone: int


class ReleaseChange(Answer):
    slot: str
    what: str = Field(description="new, changed or gone")
    title: str
    starts: str
    fields: dict[str, list[Any]] = Field(description="field: [before, after]")


class ReleaseRead(Answer):
    version: int
    at: str
    by: str
    note: str
    before: int | None = Field(description="the version it is held against")
    changes: list[ReleaseChange]


class ReleasesAnswer(Answer):
    releases: list[ReleaseFacts]
    release: ReleaseRead | None = Field(description="the one that was asked for")
