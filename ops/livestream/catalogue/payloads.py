"""Request models of the catalogue, and its rows as an audience may see them."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, ValidationError

from ops.core.clock import iso
from ops.core.names import mask_phone
from ops.core.payloads import Command, EventPath, Id, Model, Name, Words, cleaned
from ops.errors import Invalid

Row = dict[str, Any]
PLATFORMS = ("tiktok", "shopee", "lazada", "facebook", "youtube", "restream")
MARKS = ("fresh", "cold", "supplement", "cosmetic", "medicine", "prescription", "tobacco", "machine")
PAPER_KINDS = ("seller", "food_safety", "ocop", "ad_confirmation", "label", "mall_letter", "promotion")
PRODUCER_KINDS = ("enterprise", "cooperative", "group", "household", "other")
ENTITY_OF = {
    "site": "live_site", "room": "live_room", "producer": "producer", "product": "product", "person": "live_person",
    "kit": "live_kit", "channel": "channel",
}  # fmt: skip
ENTITY_NAMES = (*ENTITY_OF.values(), "live_paper", "platform_fact")
LONGEST_URL, MOST = 500, 10**12


def _day(text: str) -> str:
    """A local day as it is kept; no day is ''."""
    if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("must be YYYY-MM-DD")
    if text and not 2000 <= date.fromisoformat(text).year <= 2100:
        raise ValueError("year must be between 2000 and 2100")
    return text


def _web(text: str) -> str:
    """An address that a browser may be sent to."""
    if text and not re.fullmatch(r"https?://[!-~\u00a1-\uffff]+", text):
        raise ValueError("must begin with http:// or https://")
    return text


Day = Annotated[str, Field(max_length=10, description="local day YYYY-MM-DD or ''"), AfterValidator(_day)]
Hour = Annotated[str, Field(pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM or ''")]
Short = Annotated[str, Field(max_length=400), cleaned(200)]
Commune = Annotated[str, Field(pattern=r"^$|^\d{5}$", description="5 digits or ''")]
Phone = Annotated[str, Field(max_length=40, pattern=r"^[0-9+(). -]*$"), cleaned(30)]
Url = Annotated[str, Field(max_length=LONGEST_URL), cleaned(LONGEST_URL), AfterValidator(_web)]
Money = Annotated[StrictInt, Field(ge=0, le=MOST, description="whole đồng")]
Pieces = Annotated[StrictInt, Field(ge=0, le=10_000_000)]
Platform = Literal[*PLATFORMS]  # type: ignore[valid-type]
OtherId = Annotated[str, Field(pattern=r"^$|^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", max_length=40)]


class SiteValues(Model):
    name: Name | None = None
    travel: dict[Id, Annotated[StrictInt, Field(ge=0, le=1440)]] | None = Field(default=None, max_length=50)


class RoomValues(Model):
    name: Name | None = None
    site: Id | None = None
    kind: Literal["room", "booth"] | None = None
    producer: OtherId | None = None
    opens: Hour | None = None
    closes: Hour | None = None
    hears_stage: StrictBool | None = None
    cold: StrictBool | None = None
    power: Short | None = None
    uplink: Short | None = None
    order: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None


class ProducerValues(Model):
    name: Name | None = None
    kind: Literal[*PRODUCER_KINDS] | None = None  # type: ignore[valid-type]
    tax_code: Annotated[str, Field(pattern=r"^$|^[0-9]{10}(-?[0-9]{3})?$|^[0-9]{12}$")] | None = None
    commune: Commune | None = None
    address: Short | None = None
    contact: Short | None = None
    phone: Phone | None = None
    note: Words | None = None


class ProductValues(Model):
    """What the event team may write; stars come with an import or with `stars`."""

    producer: Id | None = None
    name: Name | None = None
    industry: Short | None = None
    certificate_no: Short | None = None
    certificate_from: Day | None = None
    certificate_until: Day | None = None
    alcohol: Annotated[float, Field(ge=0, le=100)] | None = None
    marks: list[Literal[*MARKS]] | None = Field(default=None, max_length=len(MARKS))  # type: ignore[valid-type]
    price: Money | None = None
    live_price: Money | None = None
    pack: Short | None = None
    stock: Pieces | None = None
    page_url: Url | None = None
    claims: Words | None = None
    voucher: StrictBool | None = None
    programmes: list[Short] | None = Field(default=None, max_length=12)


class PersonValues(Model):
    name: Name | None = None
    phone: Phone | None = None
    home_site: OtherId | None = None
    roles: list[Literal["host", "assistant"]] | None = Field(default=None, min_length=1, max_length=2)


class KitValues(Model):
    name: Name | None = None
    pieces: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None


class ChannelValues(Model):
    name: Name | None = None
    platform: Platform | None = None
    owner: OtherId | None = None
    url: Url | None = None
    key_holder: OtherId | None = None


VALUES: dict[str, type[Model]] = {
    "site": SiteValues, "room": RoomValues, "producer": ProducerValues, "product": ProductValues,
    "person": PersonValues, "kit": KitValues, "channel": ChannelValues,
}  # fmt: skip
NULLABLE = {"alcohol", "price", "live_price", "stock"}
"""Fields of which `null` means: not known."""
WRITTEN = "fields of the row: see ops/livestream/catalogue/payloads.py, <Kind>Values"


class KindPath(EventPath):
    kind: Literal[*ENTITY_OF]  # type: ignore[valid-type]


class RowPath(KindPath):
    row: str = Field(max_length=40)


class ContactPath(EventPath):
    kind: Literal["producer", "person"]
    row: str = Field(max_length=40)


class NewEntry(Command):
    id: Id | None = Field(default=None, description="absent: the server makes one")
    values: dict[str, Any] = Field(max_length=30, description=WRITTEN)


class ChangeRow(Command):
    seen: StrictInt = Field(ge=0, le=2**31 - 1, description="the revision that the editor saw")
    changes: dict[str, Any] = Field(min_length=1, max_length=30, description=WRITTEN)
    was: dict[str, Any] = Field(default_factory=dict, max_length=30, description="the values that the editor saw")


class RemoveRow(Command):
    seen: StrictInt = Field(ge=0, le=2**31 - 1)


def values_of(kind: str, given: Row) -> Row:
    """The fields that were given, checked and as they are kept."""
    try:
        read = VALUES[kind].model_validate(given)
    except ValidationError as error:
        fields = {".".join(["body", *map(str, one["loc"])]): one["msg"] for one in error.errors()[:20]}
        raise Invalid("invalid", fields=fields) from error
    values = read.model_dump(exclude_unset=True)
    empty = [name for name, value in values.items() if value is None and name not in NULLABLE]
    if empty:
        raise Invalid("invalid", fields={f"body.{name}": "must not be null" for name in empty})
    return {name: sorted(set(value)) if name in ("marks", "roles") else value for name, value in values.items()}


# ---------- rows ----------

_HIDDEN = {"event_id"}
_BOOTH_HIDDEN = {"producer": {"contact", "phone", "address", "note", "tax_code"}, "live_paper": {"number"}}


def shown(audience: str, entity: str, row: Row) -> Row | None:
    """The field mask of the catalogue: no phone, no key, no token, no bytes; a booth sees no contacts."""
    hidden = _HIDDEN | (_BOOTH_HIDDEN.get(entity, set()) if audience == "booth" else set())
    plain = {name: value for name, value in row.items() if name not in hidden}
    match entity:
        case "live_person":
            return _person(plain)
        case "channel":
            return _channel(plain)
        case "live_paper":
            return _paper(plain)
        case "platform_fact":
            return plain | {"made_at": iso(plain["made_at"]), "made_by": ""}
        case "producer":
            return plain | ({"phone": mask_phone(plain["phone"])} if "phone" in plain else {})
    return plain


def _person(row: Row) -> Row:
    kept = ("id", "name", "home_site", "roles", "revision")
    return {name: row[name] for name in kept} | {
        "has_link": bool(row["token_hash"]),
        "identities": [_identity(one) for one in row["identities"]],
        "away": [_span(one) for one in row["away"]],
        "free": [_span(one) for one in row["free"]],
    }


def _identity(row: Row) -> Row:
    return {name: row[name] for name in ("id", "platform", "handle", "state", "valid_until", "verified_by")}


def _span(row: Row) -> Row:
    return {"id": row["id"], "from": iso(row["from"]), "until": iso(row["until"]), "note": row.get("note", "")}


def _channel(row: Row) -> Row:
    plain = {name: value for name, value in row.items() if name not in ("key_cipher", "key_mark")}
    return plain | {"has_key": bool(row["key_cipher"]), "key": row["key_mark"][:8]}


def _paper(row: Row) -> Row:
    gone = ("file_hash", "made_by", "file_name")
    plain = {name: value for name, value in row.items() if name not in gone}
    return plain | {"has_file": bool(row["file_hash"]), "made_at": iso(row["made_at"])}
