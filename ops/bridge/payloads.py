"""Request models of the bridge, and rows as an audience may see them. Instants and lengths are whole milliseconds."""

import ipaddress
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StrictInt, model_validator

from ops.bridge.rules.lineup import ITEMS
from ops.bridge.rules.records import LABELS
from ops.core.clock import DAY
from ops.core.payloads import Command, EventPath, Id, Model, Name, Query, cleaned

Row = dict[str, Any]
FIRST, LAST = 946_684_800_000, 4_102_444_800_000  # 2000 to 2100
At = Annotated[StrictInt, Field(ge=FIRST, le=LAST, description="instant, ms since 1970 in UTC")]
Length = Annotated[StrictInt, Field(ge=0, le=DAY, description="ms")]
Short = Annotated[str, Field(max_length=400), cleaned(200)]
Script = Annotated[str, Field(max_length=4_000), cleaned(2_000)]
Said = Annotated[str, Field(min_length=1, max_length=600), cleaned(300, least=1)]
Region = Literal["bac", "trung", "nam"]
Priority = Literal["normal", "urgent"]
Role = Literal["producer", "mc", "viewer", "server"]
SITES_AT_MOST = 100
LONGEST_INVITE = 60 * DAY
TARGET = r"^(all|region:(bac|trung|nam)|site:[A-Za-z0-9][A-Za-z0-9_-]{0,39})$"


class SitePath(EventPath):
    site: str = Field(max_length=40)


class InvitePath(EventPath):
    invite: str = Field(max_length=40)


class KeyPath(EventPath):
    key: str = Field(max_length=40)


class CuePath(EventPath):
    cue: str = Field(max_length=40)


class CrossPath(EventPath):
    cross: str = Field(max_length=40)


class TalkPath(EventPath):
    talk: str = Field(max_length=40)


class FreezePath(EventPath):
    freeze: str = Field(max_length=40)


# ---------- manage ----------


class NewBridgeSite(Command):
    id: Id | None = None
    name: Name
    region: Region = "bac"
    kind: Literal["main", "local"] = "local"
    way: Literal["page", "server"] = "page"
    code: Annotated[str, Field(max_length=10)] = ""
    fallback: Short = ""
    note: Short = ""
    order: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None


class BridgeSiteChanges(Model):
    name: Name | None = None
    region: Region | None = None
    kind: Literal["main", "local"] | None = None
    way: Literal["page", "server"] | None = None
    fallback: Short | None = None
    note: Short | None = None
    order: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None


class ChangeBridgeSite(Command):
    changes: BridgeSiteChanges


class NewInvite(Command):
    site: Id
    role: Role
    name: Name = Field(description="who it is for, for the hub to read")
    starts: At | None = Field(default=None, description="absent: at once")
    until: At


class NewStreamKey(Command):
    site: Id
    app: Literal["contrib", "program"] = "contrib"
    line: Literal["main", "backup"] = "main"


def _lan(value: str) -> str:
    """An address of a lamp: no name to be looked up, nothing that only machines talk to."""
    one = ipaddress.IPv4Address(value)
    if one.is_link_local or one.is_multicast or one.is_unspecified or one.is_reserved:
        raise ValueError("refused")
    return str(one)


class Tsl(Model):
    host: Annotated[str, Field(max_length=15), AfterValidator(_lan)]
    port: Annotated[StrictInt, Field(ge=1, le=65_535)]
    version: Literal[3, 5] = 5
    screen: Annotated[StrictInt, Field(ge=0, le=65_534)] = 0


class Want(Model):
    min: float | None = None
    max: float | None = None


class ChangeBridgeSettings(Command):
    """Absent fields stay as they are."""

    ttl: Annotated[StrictInt, Field(ge=0, le=30_000, description="ms after which a timed cue is not fired")] | None = (
        None
    )
    lead: Annotated[StrictInt, Field(ge=1_000, le=60_000, description="least lead, ms")] | None = None
    wants: dict[Literal[ITEMS], Want] | None = None  # type: ignore[valid-type]
    skip: list[Literal[ITEMS]] | None = Field(default=None, description="items nobody asks for")  # type: ignore[valid-type]
    tsl: list[Tsl] | None = Field(default=None, max_length=8)
    osc: StrictBool | None = Field(default=None, description="tally to where the OSC of the stage's outputs goes")
    auto_freeze: StrictBool | None = None


class Phrase(Model):
    id: Id
    text: Said
    priority: Priority = "normal"


class Phrases(Command):
    phrases: list[Phrase] = Field(max_length=40, description="all of them, in order")


class ChangeUplink(Command):
    link: Annotated[str, Field(max_length=300)] | None = None
    remove: StrictBool = False
    row: Id | Literal[""] | None = Field(default=None, description="the bridge's row of the run sheet")
    fallback_row: Id | Literal[""] | None = None
    auto: StrictBool | None = Field(default=None, description="the row begins with the hub's cue")


# ---------- run ----------


class NewBridgeCue(Command):
    kind: Literal["standby", "on_air", "out", "off"]
    sites: list[Id] | Literal["all"]
    out: list[Id] = Field(
        default_factory=list, max_length=SITES_AT_MOST, description="sites that go out at that instant"
    )
    fire_at: At | None = None
    lead_ms: Length | None = Field(default=None, description="instead of fire_at; neither: as soon as is safe")
    cross: Id | None = None
    script: Script = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.sites == [] or len(self.sites) > SITES_AT_MOST:
            raise ValueError("sites: which")
        if self.fire_at is not None and self.lead_ms is not None:
            raise ValueError("fire_at or lead_ms")
        if self.out and self.kind != "on_air":
            raise ValueError("out goes with on_air")
        return self


class NewBridgeTalk(Command):
    text: Said | None = None
    phrase: Id | None = None
    target: Annotated[str, Field(pattern=TARGET)] = "all"
    priority: Priority | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.text is None) == (self.phrase is None):
            raise ValueError("text or phrase")
        return self


class NewCross(Command):
    id: Id | None = None
    site: Id
    title: Name
    planned_at: At | None = None
    planned_ms: Length = 0
    row: Id | Literal[""] = ""
    script: Script = ""
    note: Short = ""
    order: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None


class CrossChanges(Model):
    site: Id | None = None
    title: Name | None = None
    planned_at: At | None = None
    planned_ms: Length | None = None
    row: Id | Literal[""] | None = None
    script: Script | None = None
    note: Short | None = None
    order: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None
    skipped: StrictBool | None = None


class ChangeCross(Command):
    changes: CrossChanges


class Go(Command):
    site: Id
    word: Literal["go", "no_go", ""]
    note: Short = ""


class NewFreeze(Command):
    label: Literal[LABELS] = "hand"  # type: ignore[valid-type]


class NewCode(Command):
    site: Id


class CrossQuery(Query):
    cross: str | None = Field(default=None, max_length=40)


# ---------- rows ----------

_ROWS = {
    "bridge_row": ("id", "row", "fallback_row", "title", "state", "until", "slack", "auto", "site", "hub"),
}


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """A row with the fields that the audience may see: all of them are the hub's, none is about a guest."""
    names = _ROWS.get(entity)
    return {name: row[name] for name in names if name in row} if names else row
