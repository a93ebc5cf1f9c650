"""By when a person who asks about their data has an answer (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP). Local days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

WORKING, CALENDAR = "working", "calendar"
DUES = {
    "answer": (2, WORKING),
    "withdraw": (15, CALENDAR),
    "view": (10, CALENDAR),
    "correct": (10, CALENDAR),
    "erase": (20, CALENDAR),
}
"""What is asked -> days, and of which kind."""
HOLIDAYS = frozenset(
    {"2025-09-01", "2025-09-02", "2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"}
    | {"2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24"}
    | {"2027-01-01", "2027-02-04", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10"}
    | {"2027-04-16", "2027-04-30", "2027-05-01", "2027-05-03", "2027-09-02", "2027-09-03", "2027-11-24"}
)
"""Days off."""
WORKED = frozenset({"2026-08-22"})
"""Saturdays that are worked instead of a day between holidays."""


def is_working(day: date, holidays: Collection[str] = HOLIDAYS) -> bool:
    """Monday to Friday, no holiday; and the Saturdays that stand in for one."""
    return (day.weekday() < 5 and day.isoformat() not in holidays) or day.isoformat() in WORKED


def due_day(kind: str, asked: str, holidays: Collection[str] = HOLIDAYS) -> str:
    """The last day for what was asked on a local day."""
    days, counted = DUES[kind]
    day = date.fromisoformat(asked)
    if counted == CALENDAR:
        return (day + timedelta(days=days)).isoformat()
    while days:
        day += timedelta(days=1)
        days -= is_working(day, holidays)
    return day.isoformat()


def is_late(due: str, today: str, done: bool) -> bool:
    """Has the last day passed without an answer?"""
    return not done and today > due
