"""Request models of guestlist, and lists as the office sees them."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from ops.core.clock import iso
from ops.core.payloads import Command, EventPath, Id, Query, Ref, cleaned

Row = dict[str, Any]
ROWS_AT_MOST = 20_000
Number = Annotated[int, Field(ge=1, le=ROWS_AT_MOST, strict=True)]


def _decision(value: str) -> str:
    if value != "new" and not value.startswith("same as "):
        raise ValueError('must be "new" or "same as <guest id>"')
    return value


Decision = Annotated[str, Field(max_length=60), AfterValidator(_decision)]


class ListPath(EventPath):
    list: str = Field(max_length=40)


class BringIn(Query):
    name: Annotated[str, Field(min_length=1, max_length=300), cleaned(120, least=1)] = Field(description="of the file")
    ref: Ref
    make_delegations: Id | None = Field(
        default=None, description="category of delegations that may be made; without it an unknown unit is an error"
    )


class RowsQuery(Query):
    kind: Literal["new", "changed", "same", "doubtful", "error", "done", "stayed"] | None = None
    after: int = Field(default=0, ge=0, le=ROWS_AT_MOST)
    limit: int = Field(default=100, ge=1, le=500)


class Accept(Command):
    rows: list[Number] | None = Field(default=None, max_length=ROWS_AT_MOST, description="null: all new and changed")
    doubtful: dict[Annotated[int, Field(ge=1, le=ROWS_AT_MOST)], Decision] = Field(
        default_factory=dict, max_length=ROWS_AT_MOST
    )


def list_row(row: Row, made_by: str) -> Row:
    """A list with how far it is. One whose job has ended without an answer was not read."""
    state, faults = row["state"], row["faults"]
    if state == "reading" and row["job_state"] in (None, "failed", "stopped", "done"):
        state, code = "refused", row["job_error"] or "job_stopped"
        faults = [{"cell": "", "field": "", "code": code, "facts": {}, "level": "error"}]
    return {
        "id": row["id"], "file": row["file"], "state": state, "made_at": iso(row["made_at"]), "made_by": made_by,
        "accepted_at": iso(row["accepted_at"]), "undone_at": iso(row["undone_at"]), "counts": row["counts"],
        "faults": faults, "done": row["job_done"] or 0, "total": row["job_total"] or 0,
    }  # fmt: skip


def shown_row(row: Row, names: dict[str, str]) -> Row:
    """One row of a list with the name of the guest it may be."""
    words = ("number", "sheet", "row", "kind", "fields", "before", "faults", "match", "done")
    return {name: row[name] for name in words} | {"match_name": names.get(row["match"] or "", "")}
