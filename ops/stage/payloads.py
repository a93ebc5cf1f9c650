"""Request models of the stage, and rows as an audience may see them. Instants and lengths here are whole milliseconds:
clocks are counted from them."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from ops.core.clock import DAY, iso
from ops.core.names import clean_text
from ops.core.payloads import Command, EventPath, Id, Model, Name, Query, Role, cleaned
from ops.stage.rules import STEPS

Row = dict[str, Any]
CELL_LENGTH, COLUMNS_AT_MOST, EDITS_AT_MOST = 8_000, 40, 2_000
FIRST, LAST = 946_684_800_000, 4_102_444_800_000  # 2000 to 2100
At = Annotated[StrictInt, Field(ge=FIRST, le=LAST, description="instant, ms since 1970 in UTC")]
Length = Annotated[StrictInt, Field(ge=0, le=7 * DAY, description="ms")]
Signed = Annotated[StrictInt, Field(ge=-7 * DAY, le=7 * DAY, description="ms")]
CELL = {"max_length": CELL_LENGTH}
Cell = Annotated[str, Field(max_length=CELL_LENGTH)]
Cells = dict[Id, Cell]
DO = tuple(step for step in STEPS if step != "reset")


class MessagePath(EventPath):
    message: str = Field(max_length=40)


class Step(Command):
    track: Id
    do: Literal[DO] = Field(description="what the caller does")  # type: ignore[valid-type]
    row: Id | None = None
    seen: Id | None = Field(default=None, description="of GO: the row that the caller saw standing by")
    force: StrictBool = Field(default=False, description="go although the row waits for another track")
    by: Signed | None = Field(default=None, description="of `add`: ms, negative takes")
    relative: StrictBool = False


class Undo(Command):
    edit: Annotated[StrictInt, Field(ge=1, le=2**53)] | None = Field(
        default=None, description="only this edit: refused when another was made since; absent: the newest"
    )


class Reset(Command):
    track: Id
    shift: Annotated[StrictInt, Field(ge=-400 * DAY, le=400 * DAY)] | None = Field(
        default=None, description="the whole plan moved by so many ms; absent: as it is"
    )


# ---------- edits ----------


class WaitFor(Model):
    track: Id
    row: Id
    point: Literal["end", "start"] = "end"


class Plan(Model):
    """What time depends on; absent fields stay (of a new row: stand at their default)."""

    kind: Literal["timed", "delay", "group", "milestone"] = "timed"
    begins: Literal["linked", "fixed", "hard"] = "linked"
    start: At | None = None
    duration: Length = 0
    lock: Literal["duration", "end"] = "duration"
    end: At | None = None
    count_to_end: StrictBool = False
    parallel: StrictBool = False
    skip: StrictBool = False
    flag: StrictBool = False
    group: Id | None = None
    warning: Length | None = None
    danger: Length | None = None
    at_end: Literal["stay", "go", "stop"] = "stay"
    shortest: Length | None = None
    may_drop: StrictBool = False
    wait: WaitFor | None = None
    amount: Signed = 0
    target: Length | None = None


class NewRow(Plan):
    id: Id


class SetEdit(Model):
    edit: Literal["set"]
    row: Id
    values: Plan


class CellsEdit(Model):
    edit: Literal["cells"]
    row: Id
    values: Cells = Field(min_length=1, max_length=COLUMNS_AT_MOST)


class InsertEdit(Model):
    edit: Literal["insert"]
    row: NewRow
    after: Id | None = Field(default=None, description="null: at the top")
    cells: Cells = Field(default_factory=dict, max_length=COLUMNS_AT_MOST)


class DeleteEdit(Model):
    edit: Literal["delete"]
    row: Id


class MoveEdit(Model):
    edit: Literal["move"]
    row: Id
    after: Id | None = None


class GiveEdit(Model):
    edit: Literal["give"]
    row: Id
    to: Id = Field(description="another track")
    after: Id | None = Field(default=None, description="a row of that track; null: at the top")
    group: Id | None = Field(default=None, description="a group of that track")


Edit = Annotated[SetEdit | CellsEdit | InsertEdit | DeleteEdit | MoveEdit | GiveEdit, Field(discriminator="edit")]
Seen = Annotated[str, Field(max_length=90)]


class Edits(Command):
    track: Id
    label: Annotated[str, Field(max_length=200), cleaned(100)] = ""
    edits: list[Edit] = Field(min_length=1, max_length=EDITS_AT_MOST)
    seen: dict[Seen, StrictInt] = Field(
        default_factory=dict, max_length=EDITS_AT_MOST * 4, description='"row/field": the rev that the editor saw'
    )

    def plain(self) -> list[Row]:
        """The edits as the rules read them; texts as they are kept."""
        found = [one.model_dump(exclude_unset=True) | {"edit": one.edit} for one in self.edits]
        for one in found:
            name = {"cells": "values", "insert": "cells"}.get(one["edit"])
            if name in one:
                one[name] = {column: cell_text(text) for column, text in one[name].items()}
        return found


def cell_text(text: str) -> str:
    """Words of a cell, line by line."""
    return "\n".join(clean_text(line, CELL_LENGTH) for line in text.splitlines())


class Lock(Command):
    track: Id
    locked: StrictBool


class NewTrack(Command):
    name: Name


class Column(Model):
    id: Id
    name: Name
    department: Annotated[str, Field(max_length=40), cleaned(40)] = ""
    writers: list[Role] = Field(default_factory=list, max_length=20)


class Columns(Command):
    columns: list[Column] = Field(min_length=1, max_length=COLUMNS_AT_MOST, description="all of them, in order")


class NewMessage(Command):
    text: Annotated[str, Field(max_length=600), cleaned(300)]
    target: Annotated[str, Field(pattern=r"^(all|role:[a-z_]{1,40}|device:[A-Za-z0-9_-]{1,60})$")] = "all"
    look: Literal["plain", "flash", "blackout"] = "plain"


class Ready(Command):
    row: Id
    on: StrictBool = True


class TrackQuery(Query):
    track: str | None = Field(default=None, max_length=40, description="absent: every track")


class CatchUpQuery(Query):
    track: str | None = Field(default=None, max_length=40, description="absent: the first")
    row: str | None = Field(default=None, max_length=40, description="a hard row to be reached in time")
    at: int | None = Field(default=None, ge=FIRST, le=LAST, description="the end to be reached; absent: by itself")


# ---------- rows ----------

_EVENT = ("id", "name", "short", "zone", "venue", "place", "day_start")
_FIELDS = {
    "track": ("id", "name", "order", "places", "take", "locked"),
    "sheet_column": ("id", "name", "order", "department", "writers"),
    "ran": ("id", "track", "take", "started", "ended"),
    "message": ("id", "text", "target", "look", "sent_at", "by", "cleared_at", "read_by"),
    "ready": ("id", "row", "role", "device", "name", "at"),
    "prompter": ("id", "row", "place", "wpm", "running", "at"),
}


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """A row as an audience may see it."""
    if entity == "event":
        ends = {"starts_at": iso(row["starts_at"]), "ends_at": iso(row["ends_at"])}
        return {name: row[name] for name in _EVENT} | ends
    return {name: row[name] for name in _FIELDS[entity]} if entity in _FIELDS else row
