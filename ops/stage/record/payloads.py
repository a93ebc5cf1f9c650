"""Request models of the record."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from ops.core.payloads import Command, Id, Query, cleaned
from ops.stage.payloads import TrackQuery

IDS_LENGTH = 2_500  # of an address: every server on the way takes 8 kB of it
Take = Annotated[StrictInt, Field(ge=1, le=10_000)]


class RecordQuery(TrackQuery):
    take: int | None = Field(default=None, ge=1, le=10_000, description="absent: all takes")


class LengthsQuery(Query):
    track: str | None = Field(default=None, max_length=40, description="absent: the first")
    takes: str = Field(
        default="", pattern=r"^(\d{1,5}(,\d{1,5}){0,99})?$", description="numbers of takes, as 1,2,5; absent: all"
    )
    by: Literal["median", "mean"] = "median"
    only: str = Field(default="", max_length=IDS_LENGTH, description="rows that are taken, by comma; absent: all")
    leave: str = Field(default="", max_length=IDS_LENGTH, description="rows that are left as they are, by comma")


class NameTake(Command):
    track: Id
    take: Take
    name: Annotated[str, Field(max_length=200), cleaned(60)] = Field(description="empty: without a name again")


class NoteCause(Command):
    track: Id
    take: Take
    n: Annotated[StrictInt, Field(ge=1, le=100_000)]
    cause: Annotated[str, Field(max_length=600), cleaned(300)] = Field(description="empty: none")
