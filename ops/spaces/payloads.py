"""Request models of the spaces, and rows as an audience may see them: instants as ISO text."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from ops.core.clock import from_datetime, iso
from ops.core.payloads import Command, EventPath, Id, Model, Moment, Name, Query, Words, cleaned
from ops.spaces.rules import heat, times

Row = dict[str, Any]
ID_OR_NONE = r"^([A-Za-z0-9][A-Za-z0-9_-]{0,39})?$"
MaybeId = Annotated[str, Field(pattern=ID_OR_NONE, max_length=40, description="'': none")]
MaybeWall = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$", description="HH:MM; '': not said")]
Wall = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[
    str,
    Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
    AfterValidator(lambda text: times.next_day(text, 0)),
]
Order = Annotated[StrictInt, Field(ge=0, le=100_000)]
Safety = Annotated[StrictInt, Field(ge=1, le=100_000, description="people at once, by the fire-safety paper")]
Line = Annotated[str, Field(max_length=400), cleaned(200)]
Offset = Annotated[float, Field(ge=-1e12, le=1e12, description="server minus device, ms")]


class AreaPath(EventPath):
    area: str = Field(max_length=40)


class ExhibitorPath(EventPath):
    exhibitor: str = Field(max_length=40)


class SpaceBoothPath(EventPath):
    booth: str = Field(max_length=40)


class TapPath(EventPath):
    tap: str = Field(max_length=40)


class FlagPath(EventPath):
    flag: str = Field(max_length=120)


# ---------- what is there ----------


class AreaFields(Model):
    name: Name | None = None
    safety: Safety | None = None
    order: Order | None = None
    opens: MaybeWall | None = None
    closes: MaybeWall | None = None


class NewArea(Command, AreaFields):
    id: Id | None = None
    name: Name


class ChangeArea(Command):
    changes: AreaFields


class ExhibitorFields(Model):
    name: Name | None = None
    producer: MaybeId | None = None
    contact: Line | None = Field(default=None, description="where visitors write about their data")


class NewExhibitor(Command, ExhibitorFields):
    id: Id | None = None
    name: Name


class ChangeExhibitor(Command):
    changes: ExhibitorFields


class Demo(Model):
    id: Id
    title: Name
    times: list[Wall] = Field(default_factory=list, max_length=40)
    minutes: Annotated[StrictInt, Field(ge=1, le=600)] = 15


class BoothFields(Model):
    name: Name | None = None
    area: Id | None = None
    exhibitor: MaybeId | None = None
    room: MaybeId | None = None
    shows: Words | None = None
    demos: list[Demo] | None = Field(default=None, max_length=40)
    opens: MaybeWall | None = None
    closes: MaybeWall | None = None
    stamps: StrictBool | None = None
    order: Order | None = None


class NewSpaceBooth(Command, BoothFields):
    id: Id | None = None
    name: Name
    area: Id


class ChangeSpaceBooth(Command):
    changes: BoothFields


class Gift(Model):
    id: Id
    name: Name
    stamps: Annotated[StrictInt, Field(ge=2, le=200)]
    pieces: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = Field(default=None, description="null: enough")


class SpaceSettings(Command):
    opens: MaybeWall | None = None
    closes: MaybeWall | None = None
    gifts: list[Gift] | None = Field(default=None, max_length=20)
    burst: Annotated[StrictInt, Field(ge=2, le=10_000)] | None = None
    pin: Annotated[str, Field(pattern=r"^(\d{4,8})?$", description="leaves the kiosk; '': none")] | None = None


class FlagAnswer(Command):
    verdict: Literal["fine", "doubtful"]
    words: Words = ""


# ---------- what tablets tell ----------


class TabletTold(Command):
    """What a tablet may have kept in its outbox."""

    device_at: Moment | None = None
    offset_ms: Offset | None = None

    def device_ms(self) -> int | None:
        """When the device says that it was."""
        return from_datetime(self.device_at) if self.device_at else None


class Tap(TabletTold):
    area: Id
    by: Literal[1, -1, 5, -5]


class Tour(TabletTold):
    booth: Id
    people: Annotated[StrictInt, Field(ge=1, le=200)]


class DemoShown(TabletTold):
    booth: Id
    demo: MaybeId = ""
    people: Annotated[StrictInt, Field(ge=0, le=1_000)] = 0


class Printed(Command):
    on: StrictBool


class Alive(Model):
    """The minutes in which a page ran, also without a network."""

    booth: MaybeId = ""
    area: MaybeId = ""
    minutes: list[Annotated[StrictInt, Field(ge=0, le=10**8)]] = Field(max_length=1440)


class HeatQuery(Query):
    measure: Literal[*heat.MEASURES] = "scans"  # type: ignore[valid-type]
    day: Day | Literal[""] = ""
    days: int = Field(default=1, ge=1, le=7)


# ---------- rows ----------

INSTANTS = {
    "event": ("starts_at", "ends_at"),
    "space_count": ("at",),
    "space_flag": ("at", "answered_at"),
}
_EVENT = ("id", "name", "short", "zone", "venue", "place", "starts_at", "ends_at")
_DRAW = ("id", "title", "state", "version")


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """A row as an audience may see it."""
    match entity:
        case "event":
            row = {name: row[name] for name in _EVENT}
        case "space_draw":
            return {name: row[name] for name in _DRAW}
        case "space_settings":
            pin = row["pin"] or None
            row = row | {"has_pin": pin is not None, "pin": pin if audience == "space" else None}
    return row | {name: iso(row[name]) for name in INSTANTS.get(entity, ())}
