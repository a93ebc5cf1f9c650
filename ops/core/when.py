"""Instants in the words of an official letter. Vietnamese form as in NĐ 30/2020: 05 tháng 01, but tháng 3."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def local(at: int, zone: str) -> datetime:
    """An instant (ms) as wall time of a zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


def clock_words(at: int, zone: str) -> str:
    """17:25."""
    return f"{local(at, zone):%H:%M}"


def day_words(at: int, zone: str, lang: str) -> str:
    """thứ Sáu, ngày 14 tháng 11 năm 2025 / Friday, 14 November 2025."""
    day = local(at, zone)
    weekday = WEEKDAYS[lang][day.weekday()]
    if lang == "en":
        return f"{weekday}, {day.day} {MONTHS[day.month - 1]} {day.year}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{weekday}, ngày {day.day:02d} tháng {month} năm {day.year}"
