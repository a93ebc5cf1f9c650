"""A file's part that a child process does: bytes to rows. A workbook may be made to cost a server its breath, and the
show must not notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from ops.core.reading import read_book
from ops.errors import OpsError
from ops.stage.files.headers import Header
from ops.stage.files.lines import Line
from ops.stage.files.reading import SheetRead, read_sheets

Plain = dict[str, Any]
SOURCE = "source"
FILE_LIMIT = 10 * 1024 * 1024
_LINE = [one.name for one in fields(Line) if one.name != "merged"]


def read(facts: Plain, folder: Path, tell: Callable[..., None]) -> Plain:
    """Read the file that lies in the folder. A file whose columns nobody knows is answered with its columns."""
    chosen = {int(at): name for at, name in facts["chosen"].items()}
    try:
        found = read_sheets(read_book((folder / SOURCE).read_bytes()), facts["columns"], chosen)
    except OpsError as error:
        if error.code != "sheet_no_header" or not error.facts["columns"]:
            raise
        return {"problem": error.code, "facts": error.facts}
    lines = [{name: getattr(line, name) for name in _LINE} for line in found.lines]
    read_as = {"columns": found.header.columns, "titles": found.titles}
    return {"sheet": found.sheet, "lines": lines, "doubts": found.doubts, "read_as": read_as, "columns": found.columns}


def read_again(said: Plain) -> SheetRead:
    """What the child has said, as it was there."""
    header = Header(0, said["read_as"]["columns"], said["read_as"]["titles"])
    lines = [Line(**one) for one in said["lines"]]
    return SheetRead(said["sheet"], header, said["read_as"]["titles"], lines, said["doubts"], said["columns"])
