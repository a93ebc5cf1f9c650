"""Answers about papers and files of the stage, for the API description."""

from typing import Literal

from pydantic import Field

from ops.core.payloads import Answer


class ColumnFacts(Answer):
    at: int = Field(description="from 0")
    cell: str
    title: str
    field: str = Field(description="what it was read as; empty: nothing")
    sample: str = Field(description="the first thing that stands in it")


class ChangeFacts(Answer):
    field: str
    old: str
    new: str


class FileRow(Answer):
    """A row of the file beside the sheet."""

    n: int
    id: str
    line: int = Field(description="of the file, from 1")
    kind: str
    state: Literal["new", "changed", "same"]
    start: str
    duration: str
    parallel: bool
    cue: str
    title: str
    changes: list[ChangeFacts]


class GoneRow(Answer):
    id: str
    cue: str
    title: str


class DoubtFacts(Answer):
    cell: str
    code: str
    said: str
    note: bool = Field(description="it was understood; look at it all the same")
    words: str


class PreviewAnswer(Answer):
    """What a file would do. `problem`: it cannot be read before somebody says what its columns are."""

    track: str
    seq: int
    sheet: str
    columns: list[ColumnFacts]
    rows: list[FileRow]
    gone: list[GoneRow]
    counts: dict[str, int]
    doubts: list[DoubtFacts]
    refused: str | None = Field(description="why it cannot be taken in as a whole, in words")
    problem: str | None
