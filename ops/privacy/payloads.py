"""Request models of privacy, and what is shown of people: a phone only as far as one tells two people apart by it."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool

from ops.core.clock import iso
from ops.core.names import clean_text, mask_email, mask_phone
from ops.core.payloads import Command, EventPath, Model, Query

Row = dict[str, Any]
PARAGRAPH = 1000
INSTANTS = frozenset(
    ("answered_at", "purged_at", "in_at", "last_in_at", "out_at", "met_at", "changed_at", "made_at", "received_at",
     "device_at", "at")
)  # fmt: skip
SECRET = frozenset({"code_hash", "fold", "event_id"})
"""Columns of a person's rows that are keys of the program, not facts about the person."""


def _paragraphs(value: str) -> str:
    lines = (clean_text(line, PARAGRAPH) for line in value.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip("\n")


def _some(value: str) -> str:
    if not value:
        raise ValueError("must not be empty")
    return value


Paragraphs = Annotated[str, Field(max_length=12_000), AfterValidator(_paragraphs)]


class GuestPath(EventPath):
    guest: str = Field(max_length=40)


class AccessQuery(Query):
    before: int | None = Field(default=None, ge=0, description="only older ones: an instant in ms")


class PublishNotice(Command):
    words_vi: Annotated[Paragraphs, AfterValidator(_some)]
    words_en: Paragraphs = ""


class Nothing(Model):
    """A POST without words."""


class FindPerson(Model):
    """By body, not by address: a phone number must not stand in the log of a proxy."""

    words: Annotated[str, Field(min_length=2, max_length=100)]


class Erase(Command):
    reason: Literal["asked", "withdrawn", "not_needed", "mistake"]


class AskPurge(Command):
    now: StrictBool = Field(default=False, description="also before the day on which it is due")


def notice_row(row: Row) -> Row:
    """A version of the notice."""
    facts = {name: row[name] for name in ("version", "words_vi", "words_en", "by")}
    return facts | {"made_at": iso(row["made_at"]), "said": row["said"]}


def access_row(row: Row) -> Row:
    """Who took which list."""
    return {name: row[name] for name in ("id", "by", "what", "persons", "detail")} | {"at": iso(row["at"])}


def total_row(row: Row) -> Row:
    """A kind of list: times, people, last."""
    return {name: row[name] for name in ("what", "times", "persons")} | {"at": iso(row["at"])}


def found_row(row: Row) -> Row:
    """Somebody who may be the one that is looked for."""
    facts = {name: row[name] for name in ("id", "honorific", "name", "title", "status")}
    unit = row["unit"] or row["delegation_name"]
    return facts | {"unit": unit, "phone": mask_phone(row["phone"]), "email": mask_email(row["email"])}


def person_row(parts: Row) -> Row:
    """Everything about one person, instants as people and programs read them."""
    return {name: _plain(part) for name, part in parts.items()}


def _plain(part: Any) -> Any:
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: iso(value) if name in INSTANTS and isinstance(value, int) else value
        for name, value in part.items()
        if name not in SECRET
    }
