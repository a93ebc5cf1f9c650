"""Request models of badges, and cards as a browser draws them."""

from typing import Any, Literal, Self

from pydantic import Field, StrictBool, model_validator

from ops.core import clock
from ops.core.payloads import Command, Id, Query

Row = dict[str, Any]
Layout = Literal["a6", "label62"]
Which = Literal["guests", "delegation", "category", "confirmed", "walk_ins"]
CHOSEN_AT_MOST = 500


class PrintBadges(Command):
    """Whose badges, on what. `again` is said by a person who was told when the badge was printed before."""

    layout: Layout
    which: Which
    guests: list[Id] = Field(default=[], max_length=CHOSEN_AT_MOST, description="when `which` is guests")
    delegation: Id | None = None
    category: Id | None = None
    unprinted: StrictBool = Field(default=False, description="leave out whose badge was printed before")
    again: StrictBool = False

    @model_validator(mode="after")
    def _named(self) -> Self:
        needed = {"guests": self.guests, "delegation": self.delegation, "category": self.category}
        if self.which in needed and not needed[self.which]:
            raise ValueError(f"{self.which} is missing")
        return self

    def choice(self) -> Row:
        """The choice as queries take it."""
        return self.model_dump(include={"which", "guests", "delegation", "category", "unprinted"})


class ChoiceQuery(Query):
    """The same choice in an address, to see whom it means."""

    which: Which = "confirmed"
    guests: str = Field(default="", max_length=5000, pattern="^[A-Za-z0-9_,-]*$", description="ids with commas between")
    delegation: Id | None = None
    category: Id | None = None
    unprinted: bool = False

    def choice(self) -> Row:
        """The choice as queries take it."""
        return self.model_dump() | {"guests": [one for one in self.guests.split(",") if one]}


class PaperList(Command):
    """The list on paper: everybody, or a part."""

    delegation: Id | None = None
    category: Id | None = None


def chosen_row(row: Row, before: Row | None) -> Row:
    """Somebody in the list of those to print, with the last print."""
    words = ("id", "honorific", "name", "title", "unit", "block")
    last = {"at": clock.iso(before["at"]), "by": before["by"], "n": before["n"]} if before else None
    return {name: row[name] for name in words} | {"printed": last}


def run_row(row: Row) -> Row:
    """One act of printing in the print log."""
    return {
        "at": clock.iso(row["at"]), "by": row["by"], "layout": row["layout"], "people": row["people"],
        "job": row["job_id"],
    }  # fmt: skip


def number_row(row: Row) -> Row:
    """A number of the paper list and whose it is."""
    words = ("number", "id", "honorific", "name", "title", "unit", "inside")
    return {name: row[name] for name in words} | {"in_at": clock.iso(row["last_in_at"])}
