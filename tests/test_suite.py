"""scripts/suite.py adds up the rounds; a sum that hides a failure would be worse than none."""

from collections import Counter

import pytest

from scripts.suite import OWN_ROUND, ROOT, ROUNDS, Result, closing_line, parse_closing

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


def test_every_test_has_a_round_and_nothing_runs_in_two_rounds_of_its_kind() -> None:
    """What a round of tests/ leaves out has a round of its own, and every folder is taken by somebody."""
    folders = [one.folder for one in ROUNDS.values()]
    assert {folder: folders.count(folder) for folder in OWN_ROUND} == dict.fromkeys(OWN_ROUND, 1)
    for file in (ROOT / "tests").rglob("test_*.py"):
        takers = {one.folder for one in ROUNDS.values() if one.takes(str(file.relative_to(ROOT)))}
        assert len(takers) == 1, file


@pytest.mark.parametrize(
    ("extra", "takers"),
    [
        ([], set(ROUNDS)),
        (["-k", "tests", "-x"], set(ROUNDS)),
        (["tests/"], set(ROUNDS)),
        (["tests/faults/test_kill.py::test_x", "-x"], {"faults, eventlet"}),
        (["tests/e2e", str(ROOT / "tests" / "faults")], {"faults, eventlet", "browser", "browser, stage"}),
        (["tests/e2e/stage/test_caller_and_mc.py"], {"browser, stage"}),
        (["tests/test_suite.py"], {name for name, one in ROUNDS.items() if one.folder == "tests"}),
    ],
)
def test_a_path_goes_to_the_rounds_it_belongs_to(extra: list[str], takers: set[str]) -> None:
    asked = {name: one.argv(extra) for name, one in ROUNDS.items()}
    assert {name for name, argv in asked.items() if argv is not None} == takers
    options = [word for word in extra if "/" not in word]
    assert all(argv[-1 - len(options) : -1] == options for argv in asked.values() if argv)


def test_a_round_leaves_the_others_folders_out() -> None:
    plain, faults = ROUNDS["eventlet, SQLite"].argv([]), ROUNDS["faults, eventlet"].argv(["-x"])
    pages = ["--ignore=tests/e2e/stage", "--ignore=tests/e2e"]
    assert plain == ["--engine=eventlet", "--ignore=tests/faults", *pages, "tests"]
    assert faults == ["--engine=eventlet", *pages, "-x", "tests/faults"]
    browser, stage = (ROUNDS[name].argv(["tests/e2e"]) or [] for name in ("browser", "browser, stage"))
    assert (browser[2:], stage[2:]) == (
        ["--ignore=tests/faults", "--ignore=tests/e2e/stage", "tests/e2e"],
        ["--ignore=tests/faults", "tests/e2e/stage"],
    )
