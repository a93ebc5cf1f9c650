"""Request models of what belongs to rows of the catalogue: stars, identities, times, keys, platform facts, papers."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from ops.core import clock
from ops.core.names import clean_text
from ops.core.payloads import Command, EventPath, Id, Model, Moment, Query, Ref, cleaned
from ops.errors import Invalid
from ops.livestream.catalogue.payloads import PAPER_KINDS, Day, Platform

Row = dict[str, Any]
Seen = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]


class ProductPath(EventPath):
    product: str = Field(max_length=40)


class Stars(Command):
    seen: Seen
    stars: Annotated[StrictInt, Field(ge=1, le=5)] | None = Field(description="null: no rank")
    source: Annotated[str, Field(max_length=400), cleaned(200, least=3)] = Field(description="decision or list")


class PersonPath(EventPath):
    person: str = Field(max_length=40)


class IdentityPath(PersonPath):
    identity: str = Field(max_length=40)


class Identity(Command):
    identity: Id | None = Field(default=None, description="absent: a new one")
    platform: Platform
    handle: Annotated[str, Field(min_length=1, max_length=200), cleaned(100, least=1)]
    state: Literal["unverified", "verified", "refused"] = "unverified"
    valid_until: Day = ""


class Span(Model):
    model_config = Model.model_config | {"populate_by_name": True}

    since: Moment = Field(alias="from")
    until: Moment
    note: Annotated[str, Field(max_length=200), cleaned(100)] = ""


class Times(Command):
    seen: Seen
    away: list[Span] = Field(default_factory=list, max_length=100)
    free: list[Span] = Field(default_factory=list, max_length=100, description="empty: always free")


def spans(rows: list[Span]) -> list[Row]:
    """Spans as they are kept, in order; an end before its beginning is refused."""
    found: list[Row] = [
        {"from": clock.from_datetime(one.since), "until": clock.from_datetime(one.until), "note": one.note}
        for one in rows
    ]
    if any(one["from"] >= one["until"] for one in found):
        raise Invalid("span_backwards")
    return sorted(found, key=lambda one: (one["from"], one["until"]))


class ChannelPath(EventPath):
    channel: str = Field(max_length=40)


class HostChannelPath(Model):
    token: str = Field(max_length=80)
    channel: str = Field(max_length=40)


class Key(Command):
    key: Annotated[str, Field(max_length=500)] = Field(description="the stream key; '' takes it away")


class FactPath(EventPath):
    fact: str = Field(max_length=60)


class FactValues(Model):
    value: Annotated[str, Field(min_length=1, max_length=100), cleaned(60, least=1)]
    unit: Annotated[str, Field(max_length=60), cleaned(30)] = ""
    level: Literal["block", "warn", "note"]
    region: Annotated[str, Field(max_length=60), cleaned(30)] = ""
    source: Annotated[str, Field(max_length=400), cleaned(300, least=3)]
    seen_on: Day
    status: Literal["official", "foreign", "agency", "memory"]
    valid_from: Day = ""
    valid_until: Day = ""


class NewFact(Command, FactValues):
    platform: Platform
    fact: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class ChangeFact(Command, FactValues):
    seen: StrictInt = Field(ge=0, le=2**31 - 1, description="the version that the editor saw")


# ---------- papers ----------


class PaperPath(EventPath):
    paper: str = Field(max_length=40)


class NewPaper(Command):
    owner_kind: Literal["producer", "product", "person"]
    owner: Id
    kind: Literal[*PAPER_KINDS]  # type: ignore[valid-type]
    number: Annotated[str, Field(max_length=120), cleaned(80)] = ""
    issued_on: Day = ""
    valid_until: Day = ""


class PaperChanges(Command):
    seen: Seen
    kind: Literal[*PAPER_KINDS] | None = None  # type: ignore[valid-type]
    number: Annotated[str, Field(max_length=120), cleaned(80)] | None = None
    issued_on: Day | None = None
    valid_until: Day | None = None


class Judge(Command):
    seen: Seen
    state: Literal["accepted", "refused"]
    reason: Annotated[str, Field(max_length=400), cleaned(200)] = ""


class FileQuery(Query):
    ref: Ref
    name: str = Field(default="", max_length=300, description="name of the file; only shown")


def name_of_file(text: str) -> str:
    """The name of a file as it is kept: no path, no controls."""
    return clean_text(re.split(r"[\\/]", text)[-1], 120)
