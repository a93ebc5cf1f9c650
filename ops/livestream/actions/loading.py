"""A plan from a file: what is there already stays as it is."""

from __future__ import annotations

from typing import Any

from ops.core.work import Work
from ops.livestream.actions.board import SYSTEM, add, open_board
from ops.livestream.actions.following import follow
from ops.livestream.actions.plan import SESSION_DEFAULTS, SLOT_DEFAULTS
from ops.livestream.actions.releases import keep_settings
from ops.livestream.queries import has_settings

Row = dict[str, Any]


def load_plan(work: Work, week: Row) -> dict[str, int]:
    """Settings, sessions and slots that are not there yet; how many were made."""
    facts = open_board(work).facts
    sessions = [
        SESSION_DEFAULTS | {"version": 1} | one for one in week["sessions"] if one["id"] not in facts["sessions"]
    ]
    slots = [SLOT_DEFAULTS | {"by": SYSTEM.key} | one for one in week["slots"] if one["id"] not in facts["slots"]]
    settings = {} if has_settings(work.conn, work.event_id) else week.get("settings", {})
    if settings:
        keep_settings(work, settings)
    add(work, "live_session", sessions)
    add(work, "live_slot", slots)
    touched = {"live_session": [one["id"] for one in sessions], "live_slot": [one["id"] for one in slots]}
    made = {name: len(ids) for name, ids in touched.items()}
    if settings or any(made.values()):
        work.record("live.loaded", "live_plan", touched | ({"live_settings": ["live"]} if settings else {}), made)
        follow(work)
    return made
