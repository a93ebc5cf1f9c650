"""A bridge from its files (samples/<name>/bridge/) as `actions.sites.load` wants it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ops.core.clock import SECOND, from_datetime

Row = dict[str, Any]
FILES = ("sites", "phrases", "crosses")
PROVINCES = Path(__file__).with_name("data") / "provinces.json"


@cache
def provinces() -> dict[str, list[Row]]:
    """The 34 provinces in their official order and the usual phrases, as `actions.sites.load` wants them."""
    found: dict[str, list[Row]] = json.loads(PROVINCES.read_text(encoding="utf-8"))
    return found


def part_of(files: dict[str, list[Row]], shift: timedelta) -> dict[str, list[Row]]:
    """Rows of the tables; planned instants moved by `shift`."""
    crosses = [cross_of(order, one, shift) for order, one in enumerate(files["crosses"], 1)]
    return {"sites": files["sites"], "phrases": files["phrases"], "crosses": crosses}


def cross_of(order: int, one: Row, shift: timedelta) -> Row:
    """A planned cross."""
    at = from_datetime(datetime.fromisoformat(one["at"]) + shift)
    words = {name: one[name] for name in ("id", "site", "title")}
    plan = {"order": order, "planned_at": at, "planned_ms": one["seconds"] * SECOND}
    return words | plan | {"row": one.get("row", ""), "script": "", "note": "", "skipped": False}
