"""Request models of the frame, and rows as an audience may see them."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from ops.core import clock
from ops.core.auth import AUDIENCES, ROLES
from ops.core.names import clean_text

Row = dict[str, Any]
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"
UUID_PATTERN = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


def cleaned(limit: int, least: int = 0) -> AfterValidator:
    """Text as it is kept: composed, without marks that cannot be seen or stored (see names.clean_text)."""

    def clean(value: str) -> str:
        cleaned = clean_text(value, limit)
        if len(cleaned) < least:
            raise ValueError("must not be empty")
        return cleaned

    return AfterValidator(clean)


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=40)]
Ref = Annotated[
    str,
    Field(pattern=UUID_PATTERN, description="UUID made by the client; the same ref is done once"),
    AfterValidator(str.lower),
]
Name = Annotated[str, Field(min_length=1, max_length=200), cleaned(120, least=1)]
Words = Annotated[str, Field(max_length=1000), cleaned(500)]
Reason = Annotated[str, Field(min_length=1, max_length=400), cleaned(200, least=1)]
Moment = Annotated[AwareDatetime, AfterValidator(lambda value: _in_range(value))]
Role = Literal[*ROLES]  # type: ignore[valid-type]


def _in_range(value: Any) -> Any:
    if not 2000 <= value.year <= 2100:
        raise ValueError("year must be between 2000 and 2100")
    return value


LATER = ConfigDict(defer_build=True)
"""Built at the first use: some two hundred models at once would be a third of a start. For the same reason modules of
models know no `from __future__ import annotations`: pydantic would have to translate every written hint again."""


class Model(BaseModel):
    """Nothing beside the named fields; no NaN, no infinity."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, **LATER)


class Answer(BaseModel):
    """What a route says, for the document. What is sent is built as dicts and held against these by tests."""

    model_config = LATER


_SCHEMAS: dict[type, dict[str, Any]] = {}


class Query(BaseModel):
    """Parameters of a GET. The API library asks for the schema at every request, so it is kept."""

    model_config = LATER

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """The schema; the plain one is made once."""
        if args or options:
            return super().model_json_schema(*args, **options)
        if cls not in _SCHEMAS:
            _SCHEMAS[cls] = super().model_json_schema()
        return _SCHEMAS[cls]


class EventPath(Model):
    event: str = Field(max_length=40, description="id of the event")


class PairingPath(EventPath):
    pairing: str = Field(max_length=40)


class DevicePath(EventPath):
    device: str = Field(max_length=40)


class StaffPath(EventPath):
    staff: str = Field(max_length=40)


class AudiencePath(EventPath):
    audience: Literal[*AUDIENCES]  # type: ignore[valid-type]


class SignIn(Model):
    login: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200)


class Command(Model):
    ref: Ref


class NewPairing(Command):
    name: Name
    role: Role = Field(description="role of the device")
    post: Id | None = Field(default=None, description="gate, stage position or booth")


class Rename(Command):
    name: Name


class Move(Command):
    post: Id | None


class Pair(Model):
    code: str = Field(min_length=1, max_length=60, description="ten letters and digits, as shown by the office")
    about: Words = Field(default="", description="what kind of machine this is")


class Password(Model):
    password: str = Field(min_length=12, max_length=128)


class NewMember(Command, Password):
    login: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._@-]{1,79}$")]
    name: Name
    roles: list[Role] = Field(max_length=len(ROLES))


class MemberChanges(Model):
    name: Name | None = None
    roles: list[Role] | None = Field(default=None, max_length=len(ROLES))
    password: str | None = Field(default=None, min_length=12, max_length=128)
    disabled: StrictBool | None = None


class ChangeMember(Command):
    changes: MemberChanges


class Beat(Model):
    """What a device says of itself."""

    queue: StrictInt = Field(default=0, ge=0, le=1_000_000)
    oldest: StrictInt | None = Field(default=None, ge=1, le=2**31 - 1)
    dev_seq: StrictInt = Field(default=0, ge=0, le=2**31 - 1)
    offset_ms: float | None = Field(default=None, ge=-1e12, le=1e12, description="server minus device")
    battery: StrictInt | None = Field(default=None, ge=0, le=100)


class TimeQuery(Query):
    t0: float | None = Field(default=None, allow_inf_nan=False)


class JournalQuery(Query):
    after: int = Field(default=0, ge=0, le=2**31 - 1)
    limit: int = Field(default=100, ge=1, le=500)


class ChangesQuery(Query):
    epoch: str = Field(default="", max_length=40)
    after: int = Field(default=0, ge=0, le=2**31 - 1)


def device_row(row: Row) -> Row:
    """A device as boards see it; what it says of itself goes by `presence`."""
    return {
        "id": row["id"],
        "name": row["name"],
        "role": row["role"],
        "post": row["post"],
        "paired_at": clock.iso(row["paired_at"]),
        "revoked_at": clock.iso(row["revoked_at"]),
        "agent": row["agent"],
    }


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """The field mask of the frame."""
    return device_row(row)


def event_row(row: Row) -> Row:
    """An event for pages and devices."""
    return {
        "id": row["id"],
        "name": row["name"],
        "short": row["short"],
        "organiser": row["organiser"],
        "venue": row["venue"],
        "place": row["place"],
        "zone": row["zone"],
        "starts_at": clock.iso(row["starts_at"]),
        "ends_at": clock.iso(row["ends_at"]),
    }
