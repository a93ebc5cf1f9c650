"""Answers of the catalogue, for the API document."""

from typing import Any

from pydantic import Field

from ops.core.answers import CommandAnswer
from ops.core.payloads import Answer

Row = dict[str, Any]


class LinkAnswer(CommandAnswer):
    url: str | None


class ContactAnswer(Answer):
    id: str
    contact: str
    phone: str


class KeyAnswer(Answer):
    channel: str
    key: str


class FactAnswer(Answer):
    versions: list[Row]


class CatalogueLookAnswer(Answer):
    kind: str
    mark: str
    columns: list[Row]
    unread: list[str] = Field(description="titles of columns that nothing is taken from")
    counts: dict[str, int]
    items: list[Row]


class ImportsAnswer(Answer):
    imports: list[Row]


class PlaceRow(Answer):
    id: str
    name: str
    kind: str


class PlacesAnswer(Answer):
    places: list[PlaceRow]


class CommunesAnswer(Answer):
    communes: dict[str, str] = Field(description="5-digit code: name")
