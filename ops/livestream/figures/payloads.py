"""Request models of numbers, and their rows as an audience may see them."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, model_validator

from ops.core.clock import iso
from ops.core.payloads import Command, EventPath, Id, Model, Moment, Query, Ref, cleaned
from ops.livestream.figures.headers import FIELDS
from ops.livestream.figures.numbers import LARGEST
from ops.livestream.figures.rules import METRICS

Row = dict[str, Any]
Platform = Literal["tiktok", "shopee", "lazada", "facebook", "youtube", "other"]
Metric = Literal[*METRICS]  # type: ignore[valid-type]
Note = Annotated[str, Field(max_length=400), cleaned(200)]
FileName = Annotated[str, Field(min_length=1, max_length=300), cleaned(80, least=1)]
HASH = r"^[0-9a-f]{64}$"
Hash = Annotated[str, Field(pattern=HASH)]
_COLUMNS = r"^\d{1,2}:[a-z_]{0,20}(,\d{1,2}:[a-z_]{0,20})*$"
_CHOICES = r"^\d{1,4}:[A-Za-z0-9_-]{0,40}(,\d{1,4}:[A-Za-z0-9_-]{0,40})*$"


class FiguresPath(EventPath):
    slot: str = Field(max_length=40)


class FilePath(EventPath):
    hash: str = Field(max_length=64)


class NewFigures(Command):
    """Numbers of one slot as somebody read them off a screen; null: nobody has it yet."""

    slot: Id
    platform: Platform | None = Field(default=None, description="absent: that of the slot's channel")
    values: dict[Metric, Annotated[StrictInt, Field(ge=0, le=LARGEST)] | None] = Field(min_length=1)
    status: Literal["provisional", "final", "missing"] = "provisional"
    source: Literal["typed", "screenshot", "export", "api"] = "typed"
    file_hash: Hash | None = Field(default=None, description="of a photo that was sent before")
    note: Note = Field(default="", description="the reason, when a number is corrected")
    device_at: Moment | None = Field(default=None, description="when it was typed, by the device's own clock")
    offset_ms: float | None = Field(default=None, ge=-1e12, le=1e12, description="server minus device")

    @model_validator(mode="after")
    def _missing_has_no_value(self) -> Self:
        if self.status == "missing" and any(value is not None for value in self.values.values()):
            raise ValueError("what is missing has no value")
        return self


class SendFile(Query):
    ref: Ref
    name: FileName = Field(default="ảnh", description="of the file")


def _known_fields(value: str) -> str:
    names = {one.partition(":")[2] for one in value.split(",")} - {""}
    if names - {*FIELDS}:
        raise ValueError("unknown field")
    return value


class FiguresLook(Query):
    """How an export is to be read."""

    platform: Platform | None = Field(default=None, description="absent: guessed from the file")
    channel: str = Field(default="", max_length=40, description="whose export it is; empty: as its rows say")
    name: FileName = Field(default="export", description="of the file")
    columns: Annotated[str, Field(pattern=_COLUMNS, max_length=2_000), AfterValidator(_known_fields)] | None = Field(
        default=None, description="column from 0 and the field it holds, `4:gmv,6:` (empty: not read)"
    )
    choose: Annotated[str, Field(pattern=_CHOICES, max_length=40_000)] | None = Field(
        default=None, description="row and the slot it is of, `3:KG01,5:` (empty: left out)"
    )

    def chosen_columns(self) -> dict[int, str]:
        """Column -> field."""
        return {int(at): name for at, name in _pairs(self.columns)}

    def chosen_slots(self) -> dict[int, str]:
        """Row -> slot, "" when it is left out."""
        return {int(n): slot for n, slot in _pairs(self.choose)}


def _pairs(text: str | None) -> list[tuple[str, str]]:
    parts = [one.partition(":") for one in (text or "").split(",") if one]
    return [(left, right) for left, _, right in parts]


class FiguresIn(FiguresLook):
    """Take an export in."""

    ref: Ref
    status: Literal["provisional", "final"] = "provisional"
    note: Note = Field(default="", description="the reason, when numbers are corrected")


class Words(Model):
    vi: Annotated[str, Field(max_length=800), cleaned(400)] = ""
    en: Annotated[str, Field(max_length=800), cleaned(400)] = ""


class Voucher(Model):
    """A code for buyers, with the rules that the law wants told: who gives it, where, until when, how much."""

    code: Annotated[str, Field(max_length=60), cleaned(30)] = ""
    until: Moment | None = None
    rules: Words = Words()
    platforms: Annotated[str, Field(max_length=200), cleaned(120)] = ""
    issuer: Annotated[str, Field(max_length=200), cleaned(120)] = ""
    report: Annotated[str, Field(max_length=200), cleaned(120)] = Field(default="", description="where misuse is told")


class ChangePublic(Command):
    """What the public programme says beside the slots; absent stays."""

    voucher: Voucher | None = None
    about: Words | None = None
    totals: StrictBool | None = Field(default=None, description="walls show the totals, marked as provisional")


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """The sum of a slot as an audience may see it; who said it stays in the office."""
    metrics = {
        name: {key: iso(value) if key == "as_of" else value for key, value in one.items() if key != "by"}
        for name, one in row["metrics"].items()
    }
    return row | {"metrics": metrics}
