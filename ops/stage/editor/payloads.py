"""What the editor of the sheet sends and asks beside edits."""

from typing import Annotated

from pydantic import Field, StrictBool

from ops.core.payloads import ID_PATTERN, Id, Model, Query

Place = Annotated[str, Field(pattern=rf"{ID_PATTERN}|^$", max_length=40)]


class Here(Model):
    """Where a page stands; empty: nowhere in particular."""

    client: Id = Field(description="one open page, named by itself")
    track: Place = ""
    row: Place = ""
    field: Place = Field(default="", description="a column, or a field of the plan")
    gone: StrictBool = Field(default=False, description="the page is being closed")


class DelayQuery(Query):
    track: str | None = Field(default=None, max_length=40, description="absent: the first")
    row: str | None = Field(default=None, max_length=40, description="absent: the first delay row, if there is one")
