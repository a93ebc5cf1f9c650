"""Request models of delegations and seats, and their rows for the office."""

from typing import Annotated, Any

from pydantic import Field, StrictInt

from ops.checkin.row_payloads import Row
from ops.checkin.seating import LONGEST_ROW
from ops.core.payloads import Command, Id, Model, Name, Words, cleaned

Heads = Annotated[StrictInt, Field(ge=0, le=5_000)]
Phone = Annotated[str, Field(max_length=40), cleaned(40)]
Mail = Annotated[str, Field(max_length=200), cleaned(200)]
UnitCode = Annotated[str, Field(pattern=r"^(\d{5})?$", description="5-digit code of the commune; empty: none")]
RowName = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,4}$")]
SeatNumbers = Annotated[list[Annotated[StrictInt, Field(ge=1, le=LONGEST_ROW)]], Field(max_length=LONGEST_ROW)]


class DelegationChanges(Model):
    """Fields of a delegation that may be changed; absent fields stay."""

    name: Name | None = None
    category: Id | None = None
    order: StrictInt | None = Field(default=None, ge=0, le=99_999)
    unit_code: UnitCode | None = None
    expected: Heads | None = None
    pledged: Heads | None = None
    contact: Words | None = None
    contact_phone: Phone | None = None
    contact_email: Mail | None = None
    note: Words | None = None
    head: Annotated[str, Field(max_length=40)] | None = Field(default=None, description="guest id; empty: no head")


class ChangeDelegation(Command):
    changes: DelegationChanges


class NewDelegation(Command):
    name: Name
    category: Id
    unit_code: UnitCode | None = None
    expected: Heads | None = None
    order: StrictInt | None = Field(default=None, ge=0, le=99_999)


class RowOfSeats(Model):
    row: RowName
    count: StrictInt = Field(ge=1, le=LONGEST_ROW)
    category: Id | None = Field(default=None, description="block that the row is kept for")
    reserve: SeatNumbers = Field(default_factory=list)
    blocked: SeatNumbers = Field(default_factory=list)


class SeatPlan(Command):
    rows: list[RowOfSeats] = Field(max_length=200, description="the row next to the stage first")


class Placing(Command):
    places: dict[Id, Annotated[str, Field(max_length=20)]] = Field(
        min_length=1, max_length=5_000, description="guest -> seat; empty: no seat"
    )


def office_delegation(row: Row, contact: bool) -> Row:
    """A delegation for the office; the person to call only for roles that call people."""
    names = (
        "id", "name", "category", "order", "unit_code", "expected", "pledged", "note", "invited", "confirmed",
        "present", "extra", "head", "head_name", "version",
    )  # fmt: skip
    people = {name: row[name] for name in ("contact", "contact_phone", "contact_email")} if contact else {}
    return {name: row[name] for name in names} | people


def seat_plan(seats: list[Any], taken: dict[str, str], names: dict[str, Row]) -> list[Row]:
    """The plan as rows of chairs with those who sit on them."""
    rows: dict[str, Row] = {}
    for one in seats:
        row = rows.setdefault(one.row, {"row": one.row, "category": one.category, "seats": []})
        facts: dict[str, Any] = {"id": one.id, "number": one.number, "kind": one.kind}
        row["seats"].append(facts | {"guest": names.get(taken.get(one.id, ""))})
    return list(rows.values())
