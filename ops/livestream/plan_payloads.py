"""Request models of sessions and slots."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr, StrictBool, StrictInt

from ops.core.clock import from_datetime, iso
from ops.core.names import clean_text
from ops.core.payloads import Command, EventPath, Id, Model, Moment, Name, Query, Words, cleaned

Row = dict[str, Any]
ID_OR_NONE = r"^([A-Za-z0-9][A-Za-z0-9_-]{0,39})?$"
MaybeId = Annotated[str, Field(pattern=ID_OR_NONE, max_length=40, description="'': none")]
Ids = Annotated[list[Id], Field(max_length=60)]
Day = Annotated[
    str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"), AfterValidator(lambda text: real_day(text))
]
Wall = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Note = Annotated[str, Field(max_length=1000), cleaned(500)]
Long = Annotated[str, Field(max_length=20_000), AfterValidator(lambda text: lines(text))]
Minutes = Annotated[StrictInt, Field(ge=0, le=24 * 60)]
With = Annotated[str, Field(min_length=1, max_length=2_000)]
Kind = Annotated[str, Field(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,30}$")]
DO = (
    "request", "confirm", "ready", "unready", "go_live", "undo_live", "end", "extend", "force_end", "no_show", "reopen",
    "cancel",
)  # fmt: skip


def real_day(text: str) -> str:
    """A day that the calendar has."""
    date.fromisoformat(text)
    return text


def lines(text: str) -> str:
    """Words of a script, line by line."""
    return "\n".join(clean_text(line, 10_000) for line in text.splitlines())


class SessionPath(EventPath):
    session: str = Field(max_length=40)


class SlotPath(EventPath):
    slot: str = Field(max_length=40)


class GoodsPath(SlotPath):
    product: str = Field(max_length=40)


class RequestPath(EventPath):
    request: str = Field(max_length=40)


class Wish(Model):
    """What the producer would like; the planner reads it."""

    model_config = Model.model_config | {"populate_by_name": True}
    since: Wall | None = Field(default=None, alias="from")
    until: Wall | None = None
    hosts: Ids = Field(default_factory=list)
    channels: Ids = Field(default_factory=list)
    days: list[Day] = Field(default_factory=list, max_length=60)


class SessionFields(Model):
    title: Name | None = None
    producers: Ids | None = None
    room: MaybeId | None = None
    priority: Annotated[StrictInt, Field(ge=1, le=3)] | None = None
    noise: Literal["quiet", "noisy"] | None = None
    products: Annotated[list[Id], Field(max_length=250)] | None = None
    minutes: Annotated[StrictInt, Field(ge=5, le=13 * 60)] | None = None
    wish: Wish | None = None
    note: Note | None = None

    def values(self) -> Row:
        """What was sent; null is not a value here."""
        sent = self.model_dump(exclude_unset=True, by_alias=True)
        if sent.get("wish"):
            sent["wish"] = {name: value for name, value in sent["wish"].items() if value}
        return {name: value for name, value in sent.items() if value is not None}


class NewSession(Command, SessionFields):
    id: Id | None = None
    title: Name

    def values(self) -> Row:
        """The session without what is about the command."""
        return {name: value for name, value in super().values().items() if name not in ("ref", "id")}


class SessionChange(Command):
    changes: SessionFields
    seen: StrictInt | None = Field(default=None, description="the version that was seen")


class Goods(Model):
    product: Id
    pieces: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None
    price: Annotated[StrictInt, Field(ge=0, le=10_000_000_000)] | None = None


class SlotFields(Model):
    session: Id | None = None
    channel: MaybeId | None = None
    host: MaybeId | None = None
    assistants: Ids | None = None
    kits: Ids | None = None
    starts: Moment | None = None
    ends: Moment | None = None
    room: MaybeId | None = None
    goods: Annotated[list[Goods], Field(max_length=250)] | None = None
    title: Annotated[str, Field(max_length=300), cleaned(200)] | None = None
    script: Long | None = None
    link: Annotated[str, Field(max_length=400, pattern=r"^(https?://[^\s]+)?$")] | None = None
    sheet_row: MaybeId | None = None
    note: Note | None = None

    def values(self) -> Row:
        """What was sent; null is not a value here."""
        sent = self.model_dump(exclude_unset=True, exclude_none=True)
        return sent | {name: from_datetime(sent[name]) for name in ("starts", "ends") if name in sent}


class NewSlot(Command, SlotFields):
    id: Id | None = None
    session: Id
    starts: Moment

    def values(self) -> Row:
        """The slot without what is about the command."""
        return {name: value for name, value in super().values().items() if name not in ("ref", "id")}


class SlotChange(Command):
    changes: SlotFields
    seen: StrictInt | None = Field(default=None, description="the version that was seen: fields meet one by one")
    pinned: StrictBool = Field(default=False, description="a hand moved it: the planner leaves these fields alone")
    note: Note = ""
    acks: Annotated[list[tuple[Kind, With]], Field(max_length=100)] = Field(
        default_factory=list, description="warnings of the new place, seen by name"
    )


class Late(Model):
    """An act that may come late from an outbox: judged at the corrected instant, at most two hours back."""

    device_at: Moment | None = None
    offset_ms: float | None = Field(default=None, ge=-1e12, le=1e12)
    _heard: int | None = PrivateAttr(default=None)

    def heard(self, now: int) -> int:
        """When the server first heard of it: now, but for what lay aside until somebody looked at it."""
        return now if self._heard is None else self._heard

    def heard_at(self, at: int) -> None:
        """It came at another time than now."""
        self._heard = at

    def device_ms(self) -> int | None:
        """The device's clock at the act."""
        return from_datetime(self.device_at) if self.device_at else None


class SlotStep(Command, Late):
    do: Literal[DO]  # type: ignore[valid-type]
    seen: StrictInt | None = None
    note: Note = ""
    reason: Note = ""
    minutes: Minutes | None = None


class SlotOverride(Command):
    kind: Kind
    what: With = Field(alias="with")
    reason: Note


class Ack(Command):
    kinds: Annotated[list[tuple[Kind, With]], Field(min_length=1, max_length=100)]


class Tick(Command, Late):
    what: Literal["sign", "price", "channel"]
    on: StrictBool = True


class LateBy(Command, Late):
    minutes: Annotated[StrictInt, Field(ge=1, le=240)]


class GoodsTold(Command, Late):
    pinned: StrictBool | None = None
    stock_left: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None
    sold_out: StrictBool | None = None
    wrong: Literal["price", "stock", "other", ""] | None = None
    file_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class DayCommand(Command):
    day: Day


class Wanted(Model):
    """What a request asks for; a free cell as the rules offer it, or a product and what is wrong with it."""

    slot: MaybeId | None = None
    starts: Moment | None = None
    ends: Moment | None = None
    room: MaybeId | None = None
    host: MaybeId | None = None
    channel: MaybeId | None = None
    product: MaybeId | None = None
    what: Annotated[str, Field(max_length=40), cleaned(40)] | None = None
    file_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    minutes: Minutes | None = None
    warnings: Annotated[list[Kind], Field(max_length=40)] | None = None

    def values(self) -> Row:
        """What was sent, with instants as ISO text: the feed shows it as it is."""
        sent = self.model_dump(exclude_none=True)
        return {name: iso(from_datetime(v)) if name in ("starts", "ends") else v for name, v in sent.items()}


class NewRequest(Command, Late):
    kind: Literal["swap", "extra", "wrong", "help", "cannot_come", "late"]
    slot: MaybeId = ""
    reason: Note = ""
    wanted: Wanted = Field(default_factory=Wanted)


class RequestAnswer(Command):
    accept: StrictBool
    words: Note = ""
    move: SlotFields | None = Field(default=None, description="absent: as it was wanted")


class Publish(Command):
    note: Words = ""


class Seen(Command):
    slot: Id
    version: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    who: Annotated[str, Field(pattern=r"^(person|room):[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")] | None = Field(
        default=None, description="a coordinator who told them says for whom; a booth: its room"
    )


class Buffers(Model):
    room: Minutes | None = None
    person: Minutes | None = None
    kit: Minutes | None = None
    channel: Minutes | None = None


class Mall(Model):
    opens: Wall
    closes: Wall


class Promo(Model):
    declared: StrictBool = False
    file_number: Annotated[str, Field(max_length=120), cleaned(80)] = ""


class Help(Model):
    name: Annotated[str, Field(max_length=120), cleaned(80)] = ""
    phone: Annotated[str, Field(max_length=30, pattern=r"^[0-9+ .()-]*$")] = ""


class Bridge(Model):
    rows: Ids = Field(default_factory=list)
    rooms: Ids = Field(default_factory=list)
    channels: Ids = Field(default_factory=list)
    kits: Ids = Field(default_factory=list)
    persons: Ids = Field(default_factory=list)


class StageWords(Model):
    quiet: Ids | None = None
    people: dict[Id, Ids] = Field(default_factory=dict, max_length=500)
    bridge: Bridge = Field(default_factory=Bridge)


class Settings(Command):
    buffers: Buffers | None = None
    mall: Mall | None = None
    promo: Promo | None = None
    days: Annotated[list[Day], Field(max_length=60)] | None = None
    help: Help | None = None
    stage: StageWords | None = None

    def values(self) -> Row:
        """What was sent."""
        sent = self.model_dump(exclude_unset=True, exclude={"ref"})
        found = {name: value for name, value in sent.items() if value is not None}
        if "buffers" in found:
            found["buffers"] = {name: value for name, value in found["buffers"].items() if value is not None}
        return found


class DayQuery(Query):
    day: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="a local day; absent: all")


class ReleaseQuery(Query):
    version: int | None = Field(default=None, ge=1, le=1_000_000, description="to read what it changed")
