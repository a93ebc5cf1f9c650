"""The week of a sample (samples/<name>/live/{sessions,slots}.json) as `actions.loading.load_plan` wants it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ops.core.clock import from_datetime

Row = dict[str, Any]
FIRM = {"confirmed", "requested"}
BRIDGE: Row = {"rows": ["r22", "r23", "r24", "r25"], "rooms": [], "channels": ["K10"], "kits": ["TB06"], "persons": []}
"""Rows of the sample's run sheet that are the bridge, and what is kept for it."""


def week_of(sessions: list[Row], slots: list[Row], zone: str, shift: timedelta, now: int) -> Row:
    """Sessions and slots, their local times moved by whole days. What would be over by now is only a draft: else half a
    day would be reported absent in the minute it is loaded."""
    there = ZoneInfo(zone)
    moved = [one | {name: _instant(one[name], there, shift) for name in ("starts", "ends")} for one in slots]
    days = sorted({(datetime.fromisoformat(one["starts"]) + shift).date().isoformat() for one in slots})
    stage = {"quiet": None, "people": {}, "bridge": BRIDGE}
    return {
        "settings": {"days": days, "stage": stage},
        "sessions": sessions,
        "slots": [one | {"state": "draft"} if one["ends"] <= now else one for one in moved],
    }


def _instant(wall: str, zone: ZoneInfo, shift: timedelta) -> int:
    return from_datetime((datetime.fromisoformat(wall) + shift).replace(tzinfo=zone))
