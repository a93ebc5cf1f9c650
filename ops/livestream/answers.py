"""Answers of the livestreams as models, for the API description."""

from __future__ import annotations

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
