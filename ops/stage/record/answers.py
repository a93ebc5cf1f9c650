"""Answers of the record."""

from pydantic import Field

from ops.core.payloads import Answer
from ops.stage.answers import RunFacts as Ran


class RecordedRun(Ran):
    over: int = Field(description="how much longer than planned, without pauses; negative: shorter")
    cause: str


class TakeFacts(Answer):
    """A take: the runs between two resets."""

    track: str
    take: int
    name: str
    runs: int
    now: bool = Field(description="the take that is on")
    started: int | None
    ended: int | None
    took: int = Field(description="all its runs together, without pauses")
    planned: int = Field(description="what was planned for them then")


class RecordAnswer(Answer):
    runs: list[RecordedRun]
    takes: list[TakeFacts]


class LengthFacts(Answer):
    row: str
    cue: str
    title: str
    planned: int
    takes: dict[str, int] = Field(description="take -> the length of the row's longest run there, without pauses")
    shortest: int
    longest: int
    average: int = Field(description="median or mean, to five seconds")
    proposed: int | None = Field(description="null: stays as it is")
    chosen: bool


class LengthsAnswer(Answer):
    """`edits` go to stage/edit as they are."""

    rows: list[LengthFacts]
    edits: list[dict[str, object]]
    planned_end: int | None
    new_end: int | None
