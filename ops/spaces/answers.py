"""Answers of the spaces as models, for the API description."""

from typing import Any

from pydantic import Field

from ops.core.payloads import Answer

Row = dict[str, Any]


class SpacesNow(Answer):
    now: str
    areas: list[Row] = Field(
        description="area, inside, counted (was anybody there to count today?), safety, percent, lamp, heard_at, silent"
    )
    booths: list[Row] = Field(description="booth, heard_at, lamp")


class HeatAnswer(Answer):
    measure: str
    unit: str
    hours: list[Row]
    rows: list[Row]
    sums: list[int]
    most: int


class CodesAnswer(Answer):
    booth: str
    key: str
    step_s: int
    base: str
    keys: list[Row] = Field(description="day, from, until, key (base64)")


class PrintAnswer(Answer):
    booth: str
    key: str
    name: str
    code: str
    url: str


class AliveAnswer(Answer):
    now: str


class CardAnswer(Answer):
    token: str = ""
    card: Row


class ScanAnswer(Answer):
    token: str | None = Field(default=None, description="only when the phone had none")
    card: Row
    stamp: Row
    ticket: str
    ticket_until: str


class BoothsAnswer(Answer):
    event: Row
    booths: list[Row]


class DeskCardAnswer(Answer):
    card: Row
    gifts: list[Row]
    flags: list[Row]
    wins: list[Row]


class FormAnswer(Answer):
    ticket: str
    ticket_until: str
    booth: Row
    controller: Row
    event: Row
    text: Row


class OwnAnswer(Answer):
    own: Row


class LeadAnswer(Answer):
    link: str
    own: Row


class LeadsAnswer(Answer):
    leads: list[Row]
    sums: Row


class AskingsAnswer(Answer):
    askings: list[Row]


class DrawsAnswer(Answer):
    draws: list[Row]


class DrawListAnswer(Answer):
    id: str
    list_hash: str
    entries: list[str]
