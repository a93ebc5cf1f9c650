"""scripts/suite.py adds up the rounds; a sum that hides a failure would be worse than none."""

import inspect
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from scripts import suite
from scripts.suite import ENGINE_BOUND, ROOT, ROUNDS, Result, closing_line, parse_closing
from tests.support import app as support_app
from tests.support.rounds import DATABASES, ONCE_FILE

pytestmark = pytest.mark.once

AGAIN_ROUNDS = {"eventlet, PostgreSQL", "gevent, SQLite", "threading, SQLite"}
BROWSERS = {"browser", "browser, bridge", "browser, stage", "browser, live"}
FAULTS = {"faults, crowds", "faults, eventlet"}
# What only an engine can make wait: servers of this round's engine, threads, sockets.
CARRIED = re.compile(
    r"server_engine|make_server|start_server|import threading|import socket\b|ops import (?:.*, )?engine"
)


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


def files() -> list[str]:
    return sorted(str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("test_*.py"))


def takers(path: str) -> set[str]:
    return {name for name, one in ROUNDS.items() if one.takes(path)}


@pytest.mark.parametrize("path", files())
def test_every_file_has_one_round_that_runs_all_of_it(path: str) -> None:
    """In the others it is left out by a mark, by its database or by its engine; nothing runs twice by oversight."""
    assert len(takers(path) - AGAIN_ROUNDS) == 1


def test_a_round_that_runs_a_part_says_so() -> None:
    partly = {name for name, one in ROUNDS.items() if "not once" in one.options}
    assert partly == AGAIN_ROUNDS
    assert all("-k" not in one.options for one in ROUNDS.values())


def test_what_is_named_is_there() -> None:
    for one in ROUNDS.values():
        assert [path for path in (*one.paths, *one.but) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("path", files())
def test_what_an_engine_carries_runs_under_each(path: str) -> None:
    """A file that starts servers or threads is listed, or says by a mark or by ENGINE_ASIDE why once is enough."""
    if suite.within(Path(path), (*suite.APART, *suite.ENGINE_ASIDE)):
        return
    text = (ROOT / path).read_text(encoding="utf-8")
    if CARRIED.search(text) and not ONCE_FILE.search(text):
        assert {"gevent, SQLite", "threading, SQLite"} <= takers(path)


def test_only_the_named_fixtures_know_the_database() -> None:
    """The round of PostgreSQL leaves out what gets none of them, so nobody else may ask which database it is."""
    asks = re.compile(r"""getoption\(["'](?:--)?database["']|--database=""")
    knowing = {str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("*.py") if asks.search(file.read_text())}
    support = {f"tests/support/{name}.py" for name in ("app", "postgres", "rounds")}
    assert knowing == {"tests/conftest.py", "tests/test_suite.py"} | support
    made = {name for name, one in vars(support_app).items() if "getoption" in text_of(one)}
    assert made == {"copy_database"}
    assert {"copy_database", "database_url", "postgres"} == DATABASES


def text_of(one: object) -> str:
    """The text of a function or of the function behind a fixture; empty for what has none."""
    behind = inspect.unwrap(getattr(one, "_get_wrapped_function", lambda: one)())
    return inspect.getsource(behind) if inspect.isfunction(behind) else ""


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ([], set(ROUNDS)),
        (["-k", "tests", "-x"], set(ROUNDS)),
        (["tests/"], set(ROUNDS)),
        (["tests/faults/test_kill.py::test_x", "-x"], {"faults, crowds"}),
        (["tests/faults/test_obs.py"], {"faults, eventlet"}),
        (["tests/e2e", str(ROOT / "tests" / "faults")], FAULTS | BROWSERS),
        (["tests/e2e/stage/test_caller_and_mc.py"], {"browser, stage"}),
        (["tests/e2e/spaces"], {"browser, live"}),
        (["tests/e2e/test_extras.py"], {"browser, bridge"}),
        (["tests/test_suite.py"], {"eventlet, SQLite", "eventlet, PostgreSQL"}),
        (["tests/stage"], AGAIN_ROUNDS | {"eventlet, parts"}),
        (["tests/checkin"], AGAIN_ROUNDS | {"eventlet, SQLite"}),
    ],
)
def test_a_path_goes_to_the_rounds_it_belongs_to(extra: list[str], expected: set[str]) -> None:
    asked = {name: argv for name, one in ROUNDS.items() if (argv := one.argv(extra)) is not None}
    assert set(asked) == expected
    options = [word for word in extra if "/" not in word]
    for name, argv in asked.items():
        after = argv[len(ROUNDS[name].options) + len(ROUNDS[name].but) :]
        assert after[: len(options)] == options


def test_a_round_leaves_the_others_folders_out() -> None:
    assert ROUNDS["faults, crowds"].argv(["-x"]) == ["--engine=eventlet", "-x", *suite.CROWDS]
    assert ROUNDS["faults, eventlet"].argv(["-x"]) == [
        "--engine=eventlet", *(f"--ignore={one}" for one in suite.CROWDS), "-x", "tests/faults"
    ]  # fmt: skip
    plain = ROUNDS["eventlet, SQLite"].argv([]) or []
    assert {"--ignore=tests/faults", "--ignore=tests/e2e", "--ignore=tests/bridge"} < set(plain)
    assert plain[-1] == "tests"
    assert ROUNDS["browser"].argv(["tests/e2e"]) == [
        *suite.BROWSER, "--ignore=tests/e2e/stage",
        *(f"--ignore={one}" for one in (*suite.BROWSER_BRIDGE, *suite.BROWSER_PARTS)), "tests/e2e",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "run"),
    [
        (["tests/stage"], [one for one in ENGINE_BOUND if one.startswith("tests/stage/")]),
        (["tests/test_sockets.py"], ["tests/test_sockets.py"]),
        (["tests/test_sockets.py::test_x"], ["tests/test_sockets.py::test_x"]),
        (["tests/stage", "tests/test_sockets.py::test_x"],
         [*(one for one in ENGINE_BOUND if one.startswith("tests/stage/")), "tests/test_sockets.py::test_x"]),
    ],
)  # fmt: skip
def test_a_round_of_single_files_takes_its_part_of_what_was_asked(asked: list[str], run: list[str]) -> None:
    gevent = ROUNDS["gevent, SQLite"]
    assert (gevent.argv(asked) or [])[len(gevent.options) :] == run


# ---------- who runs beside whom ----------


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Every set of rounds that ran at the same time, with rounds that end as soon as nobody else may begin."""
    seen: list[set[str]] = []
    now: set[str] = set()
    turn = threading.Lock()

    def run(name: str, *_: object) -> Result:
        with turn:
            now.add(name)
            seen.append(set(now))
        time.sleep(0.02)
        with turn:
            now.remove(name)
        return Result(Counter(passed=len(seen)), 0, False)

    monkeypatch.setattr(suite, "run", run)
    results = suite.run_all({name: [] for name in ROUNDS}, False, None)
    assert list(results) == list(ROUNDS)
    return seen


def test_every_round_runs_once_and_no_more_beside_it_than_may(played: list[set[str]]) -> None:
    assert set().union(*played) == set(ROUNDS)
    assert len(played) == len(ROUNDS)
    for beside in played:
        assert len(beside) <= suite.LANES + any(ROUNDS[name].waits for name in beside)
        assert len(beside & BROWSERS) <= suite.CHROMIUMS
        if "faults, crowds" in beside:
            assert not beside & BROWSERS
            assert len(beside) <= 1 + suite.BESIDE_CROWDS


def test_a_lane_is_not_left_empty(played: list[set[str]]) -> None:
    assert max(map(len, played)) == suite.LANES + suite.WAITERS
    assert max(len(beside & BROWSERS) for beside in played) == suite.CHROMIUMS
    assert "faults, crowds" in played[0]


# ---------- where files lie ----------


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(suite, "MEMORY", tmp_path)
    monkeypatch.setattr(suite, "ROOM_BYTES", 0)
    return tmp_path


def test_files_lie_in_memory_and_what_a_dead_run_left_goes(memory: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"ops-tests-{gone.pid}", f"ops-tests-{os.getppid()}", "somebodys"):
        (memory / name / "data").mkdir(parents=True)
    mine = suite.folder_in_memory()
    assert mine is not None
    assert {one.name for one in memory.iterdir()} == {mine.name, f"ops-tests-{os.getppid()}", "somebodys"}
    assert mine.stat().st_mode & 0o777 == 0o711  # PostgreSQL's own user goes through it


def test_without_room_in_memory_files_lie_on_disk(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "ROOM_BYTES", 1 << 60)
    assert suite.folder_in_memory() is None
    monkeypatch.setattr(suite, "MEMORY", memory / "nothing")
    assert suite.folder_in_memory() is None
    assert list(memory.iterdir()) == []


def test_what_is_asked_of_a_disk_has_one() -> None:
    """In memory a commit is kept by no disk: kills, power cuts and full disks are asked where there is one."""
    assert {name for name, one in ROUNDS.items() if one.disk} == FAULTS
    assert set().union(*(takers(path) for path in files() if path.startswith("tests/faults/"))) == FAULTS
