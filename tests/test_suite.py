"""scripts/suite.py adds up the rounds; a sum that hides a failure would be worse than none."""

from collections import Counter

import pytest

from scripts.suite import Result, closing_line, parse_closing

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("==== 3 failed, 12 passed, 1 skipped in 4.20s ====", {"failed": 3, "passed": 12, "skipped": 1}),
        ("=== 1 passed, 2 deselected in 61.20s (0:01:01) ===", {"passed": 1, "deselected": 2}),
        ("9 passed in 5.47s", {"passed": 9}),
        ("=== 2 errors in 0.10s ===", {"errors": 2}),
    ],
)
def test_a_closing_line_is_read(line: str, counts: dict[str, int]) -> None:
    assert parse_closing(line) == counts


@pytest.mark.parametrize("line", ["", "===== FAILURES =====", "answered 3 guests in 2.00s", "tests/test_a.py ..."])
def test_another_line_is_not_a_closing_line(line: str) -> None:
    assert parse_closing(line) is None


def test_rounds_are_added_up() -> None:
    rounds = {"a": Result(Counter(passed=5, skipped=1), 0, False), "b": Result(Counter(passed=2, failed=1), 1, True)}
    assert closing_line(rounds, 3).strip("= ") == "1 failed, 7 passed, 1 skipped in 3.00s"


def test_a_round_that_dies_without_a_word_is_an_error() -> None:
    rounds = {"a": Result(Counter(passed=5), 0, False), "b": Result(Counter(), -9, True)}
    assert closing_line(rounds, 3).strip("= ") == "1 errors, 5 passed in 3.00s"
