"""Answers of the stage as models, for the API description."""

from typing import Any

from pydantic import Field

from ops.core.payloads import Answer


class StateAnswer(Answer):
    """Everything the screens show at an instant (ms)."""

    now: int
    at: int = Field(description="of the last step")
    tracks: list[dict[str, Any]]


class RunFacts(Answer):
    """One row, once: planned and actual, in ms."""

    track: str
    take: int
    n: int
    row: str
    cue: str
    title: str
    started: int
    ended: int
    added: int
    paused: int
    due: int
    duration: int
    late: int = Field(description="how much later than due it began; negative: earlier")
    took: int = Field(description="its length without pauses")


class GoalFacts(Answer):
    at: int
    row: str | None


class CutFacts(Answer):
    row: str
    old: int
    new: int
    dropped: bool
    saves: int


class ProposalFacts(Answer):
    """`late` is what remains; `edits` go to stage/edit as they are."""

    way: str
    cuts: list[CutFacts]
    saves: int
    late: int
    expected_end: int | None
    edits: list[dict[str, Any]]


class CatchUpAnswer(Answer):
    goal: GoalFacts | None
    late: int
    proposals: list[ProposalFacts]
