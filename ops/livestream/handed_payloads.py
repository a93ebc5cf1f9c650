"""Request models of what a revoked phone hands in, and of what the office makes of it."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool

from ops.core.payloads import Command, Model, Ref
from ops.livestream.figures.payloads import FileName
from ops.livestream.plan_payloads import Note

Row = dict[str, Any]
BODY_LIMIT = 8_000
PHOTO_LIMIT = 700_000
"""Letters of a photo in base64: a phone makes its photos smaller than 500 kB."""


def _small(body: Row) -> Row:
    """Half a character cannot be kept; encoding says so."""
    if len(json.dumps(body, ensure_ascii=False).encode()) > BODY_LIMIT:
        raise ValueError("too large")
    return body


class HandedPhoto(Model):
    name: FileName = Field(description="of the file")
    data: str = Field(max_length=PHOTO_LIMIT, pattern=r"^[A-Za-z0-9+/=]*$", description="base64")


class HandedItem(Model):
    """One act as it waited in the phone: the command that it would have been."""

    ref: Ref
    path: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$", description="below /api/events/<event>/")
    body: Annotated[Row, AfterValidator(_small)]
    photo: HandedPhoto | None = None


class HandIn(Command):
    items: list[HandedItem] = Field(min_length=1, max_length=50)


class HandedDecision(Command):
    accept: StrictBool
    words: Note = ""
