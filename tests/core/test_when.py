"""Dates as an official letter writes them."""

import pytest

from ops.core.clock import parse_iso
from ops.core.when import clock_words, day_words

pytestmark = pytest.mark.once
ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("at", "lang", "words"),
    [
        ("2025-11-14T17:25:00+07:00", "vi", "thứ Sáu, ngày 14 tháng 11 năm 2025"),
        ("2026-01-05T08:00:00+07:00", "vi", "thứ Hai, ngày 05 tháng 01 năm 2026"),
        ("2026-03-01T00:10:00+07:00", "vi", "Chủ nhật, ngày 01 tháng 3 năm 2026"),
        ("2025-11-14T17:25:00+07:00", "en", "Friday, 14 November 2025"),
    ],
)
def test_a_day_in_words(at: str, lang: str, words: str) -> None:
    assert day_words(parse_iso(at), ZONE, lang) == words


def test_an_evening_in_utc_is_the_evening_of_the_venue() -> None:
    assert clock_words(parse_iso("2025-11-14T17:30:00Z"), ZONE) == "00:30"
    assert day_words(parse_iso("2025-11-14T17:30:00Z"), ZONE, "vi").startswith("thứ Bảy, ngày 15")
