"""Request models of protocol, and rows as an audience may see them."""

from typing import Annotated, Any

from pydantic import Field, StrictInt

from ops.core.clock import iso
from ops.core.payloads import Command, EventPath, Id, Model, Words, cleaned

Row = dict[str, Any]
PEOPLE_AT_MOST = 500


class BlockPath(EventPath):
    category: str = Field(max_length=40)


class Freeze(Command):
    note: Annotated[str, Field(max_length=400), cleaned(200)] = Field(default="", description="what the MC should know")


class BlockChanges(Model):
    """Fields of a block that may be changed; absent fields stay."""

    order: StrictInt | None = Field(default=None, ge=0, le=9999)
    named: StrictInt | None = Field(default=None, ge=-1, le=999, description="read by name; -1: everybody")
    collective: Words | None = Field(default=None, description="how the others are greeted; {n} is their number")


class ChangeBlock(Command):
    changes: BlockChanges


class OrderBlocks(Command):
    blocks: list[Id] = Field(min_length=1, max_length=200)


class OrderPeople(Command):
    guests: list[Id] = Field(min_length=1, max_length=PEOPLE_AT_MOST, description="of one block and one rank")


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """A row as an audience may see it."""
    facts = {name: row[name] for name in ("id", "version", "blocks", "note", "by")}
    return facts | {"made_at": iso(row["made_at"])}
