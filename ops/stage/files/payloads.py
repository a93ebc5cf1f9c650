"""Request models of papers and files of the stage."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ops.core.payloads import Command, Id, Query, Ref, cleaned
from ops.stage.payloads import Edit, Edits

Paper = Literal["a4", "a3"]
ROWS_AT_MOST = 3_000
_RANGES = r"^(\d{1,4}(-\d{1,4})?)(,\d{1,4}(-\d{1,4})?)*$"
_COLUMNS = r"^\d{1,2}:[A-Za-z0-9_-]{0,40}(,\d{1,2}:[A-Za-z0-9_-]{0,40})*$"
FileName = Annotated[str, Field(min_length=1, max_length=300), cleaned(80, least=1)]


class PrintPaper(Command):
    """`what`: the whole sheet, or the cue list of a department (of all when none is named)."""

    what: Literal["sheet", "lists"]
    track: Id | None = Field(default=None, description="absent: the first")
    paper: Paper = "a4"
    department: Annotated[str, Field(max_length=40), cleaned(40)] | None = None


class PrintCards(Command):
    track: Id | None = Field(default=None, description="absent: the first")


class PaperQuery(Query):
    """Of a page for the browser's print window."""

    track: str | None = Field(default=None, max_length=40)
    paper: Paper = "a4"
    department: str | None = Field(default=None, max_length=40)


class TrackFile(Query):
    track: str | None = Field(default=None, max_length=40, description="absent: the first")


def _columns(value: str) -> str:
    if len(value) > 1_500:
        raise ValueError("too many columns")
    return value


class SheetLook(TrackFile):
    """How a file is to be read."""

    columns: Annotated[str, Field(pattern=_COLUMNS, max_length=2_000), AfterValidator(_columns)] | None = Field(
        default=None, description="column of the file from 0 and the field it holds, `4:title,6:` (empty: not read)"
    )

    def chosen(self) -> dict[int, str]:
        """Column -> field, "" when it is not to be read."""
        pairs = [one.partition(":") for one in (self.columns or "").split(",") if one]
        return {int(at): name for at, _, name in pairs}


class SheetIn(SheetLook):
    """Which rows of the file are taken."""

    ref: Ref
    name: FileName = Field(description="of the file")
    seq: int = Field(ge=0, description="number of the preview: what somebody changed since is not overwritten")
    rows: Annotated[str, Field(pattern=_RANGES, max_length=12_000)] | None = Field(
        default=None, description="numbers of preview rows, `1-4,7`; absent: all"
    )
    drop: bool = Field(default=False, description="take away the rows that the file does not have")

    def numbers(self) -> set[int] | None:
        """The rows that are named."""
        if self.rows is None:
            return None
        spans = [one.partition("-") for one in self.rows.split(",")]
        return {n for first, _, last in spans for n in range(int(first), min(int(last or first), ROWS_AT_MOST) + 1)}


class FileEdits(Edits):
    """The edits of a whole file; made here, never sent by anybody."""

    edits: list[Edit] = Field(min_length=1, max_length=3 * ROWS_AT_MOST)
    seen: dict[str, int] = Field(default_factory=dict)
