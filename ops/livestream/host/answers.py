"""Answers of a host's own page, for the API document."""

from typing import Any

from ops.core.payloads import Answer

Row = dict[str, Any]


class HostPage(Answer):
    event: Row
    person: Row
    days: list[str]
    slots: list[Row]
    away: list[Row]
    free: list[Row]
    now: str
