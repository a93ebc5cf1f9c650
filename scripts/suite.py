"""Run every test: each engine, both databases, the faults, the browser. One closing line for all rounds, like pytest's.

    python scripts/suite.py [pytest arguments for every round]

A pytest process has one engine (it patches the standard library), so the rounds are processes. Two run side by side:
most of a round is one process at a time, and a round alone leaves half of a small machine idle. What a round says is
printed whole when it has ended. A path among the arguments goes only to the rounds it belongs to.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUND_LIMIT_S = 1800
LANES = 2
CLOSING = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
COUNT = re.compile(r"(\d+) ([a-z]+)")
BAD = ("failed", "error", "errors")
NOTHING_SELECTED = 5
OWN_ROUND = ("tests/faults", "tests/e2e/stage", "tests/e2e")  # an inner folder before its outer one
SPOKEN = threading.Lock()
# Where Python may not keep what it translated, each round rewrites every test, and each server all its modules, anew.
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Round:
    """One pytest process: its options and the folder it takes; the whole of tests/ leaves out OWN_ROUND."""

    options: tuple[str, ...]
    folder: str = "tests"

    def takes(self, path: str) -> bool:
        """Whether a file, a folder or a test that was asked for belongs to this round."""
        asked = place(path)
        own = next((folder for folder in OWN_ROUND if asked.is_relative_to(folder)), "tests")
        return own == self.folder or Path(self.folder).is_relative_to(asked)

    def argv(self, extra: list[str]) -> list[str] | None:
        """Arguments for pytest; None when only paths of other rounds were asked for."""
        paths = [word for word in extra if is_path(word)]
        mine = [path for path in paths if self.takes(path)]
        if paths and not mine:
            return None
        others = [f"--ignore={one}" for one in OWN_ROUND if not Path(self.folder).is_relative_to(one)]
        where = [path for path in mine if not Path(self.folder).is_relative_to(place(path))] or [self.folder]
        return [*self.options, *others, *(word for word in extra if word not in paths), *where]


@dataclass(frozen=True)
class Result:
    """What a round said. `broken` holds also for a round that died without a word."""

    counts: Counter[str]
    exit_code: int
    broken: bool
    seconds: float = 0.0


# The longest first, so that no lane stays alone at the end. Faults and browser start apart: the crowds of the one and
# the Chromium of the other would meet otherwise.
AGAIN = ("-m", "not once")
# What is one request and one answer, or a child process, knows nothing of the engine around it: the default engine and
# the second database are enough. Sockets, servers, tasks, turns, the feed and every kind of change run under all three.
ENGINE_FREE = (
    "tests/guestlist", "tests/badges", "tests/invitations", "tests/privacy", "tests/test_bad_input.py",
    "tests/test_checks.py", "tests/stage/test_prints.py", "tests/stage/test_reading.py", "tests/stage/test_record.py",
    "tests/spaces", "tests/bridge/test_bridge.py", "tests/bridge/test_lines.py", "tests/bridge/test_uplink.py",
)  # fmt: skip
OTHER_ENGINE = (*AGAIN, *(f"--ignore={one}" for one in ENGINE_FREE))
ROUNDS = {
    "faults, eventlet": Round(("--engine=eventlet",), "tests/faults"),
    "eventlet, SQLite": Round(("--engine=eventlet",)),
    # playwright has an event loop of its own: the test process stays unpatched, the servers run eventlet.
    "browser": Round(("--engine=threading", "--server-engine=eventlet"), "tests/e2e"),
    "browser, stage": Round(("--engine=threading", "--server-engine=eventlet"), "tests/e2e/stage"),
    "eventlet, PostgreSQL": Round(("--engine=eventlet", "--database=postgres", *AGAIN)),
    "gevent, SQLite": Round(("--engine=gevent", *OTHER_ENGINE)),
    "threading, SQLite": Round(("--engine=threading", *OTHER_ENGINE)),
}


def place(word: str) -> Path:
    """Where the tests named by an argument are, seen from the root of the project."""
    return Path(os.path.relpath(ROOT / word.partition("::")[0], ROOT))


def is_path(word: str) -> bool:
    """Whether an argument names tests; a word without a slash may be the value of -k or -m."""
    return "/" in word and place(word).parts[0] == "tests" and (ROOT / place(word)).exists()


def parse_closing(line: str) -> Counter[str] | None:
    """Counts of a pytest closing line; None for any other line."""
    found = CLOSING.match(line.strip())
    return Counter({word: int(number) for number, word in COUNT.findall(found[1])}) if found else None


def say(text: str) -> None:
    """Print without another lane's words in between."""
    with SPOKEN:
        print(text, flush=True)


def run(name: str, argv: list[str], may_be_empty: bool) -> Result:
    """Run one round, print its output when it has ended, and count."""
    say(f"##### {name}: begins")
    began, lines = time.monotonic(), [f"\n##### {name}\n"]
    # Each round has a cache of its own, so that --last-failed means the same round's.
    cache = f"cache_dir=.pytest_cache/{re.sub('[^a-z]+', '-', name.lower())}"
    command = [sys.executable, "-m", "pytest", "--color=no", "-o", cache, *argv]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=ENV, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        limit = threading.Timer(ROUND_LIMIT_S, process.kill)
        limit.start()
        assert process.stdout is not None
        lines += process.stdout
        code = process.wait()
        limit.cancel()
    say("".join(lines))
    counts = [found for line in lines if (found := parse_closing(line))]
    fine = code == 0 or (code == NOTHING_SELECTED and may_be_empty)
    return Result(counts[-1] if counts else Counter(), code, not fine, time.monotonic() - began)


def closing_line(results: dict[str, Result], seconds: float) -> str:
    total: Counter[str] = sum((result.counts for result in results.values()), Counter())
    silent = sum(result.broken and not any(result.counts[word] for word in BAD) for result in results.values())
    if silent:
        total["errors"] += silent
    order = ["failed", "errors", "error", "passed", "skipped", "xfailed"]
    parts = [f"{total[word]} {word}" for word in order if total[word]] or ["no tests ran"]
    return f" {', '.join(parts)} in {seconds:.2f}s ".center(100, "=")


def main(extra: list[str]) -> int:
    begun = time.monotonic()
    asked = {name: argv for name, one in ROUNDS.items() if (argv := one.argv(extra)) is not None}
    with ThreadPoolExecutor(LANES) as lanes:
        running = {name: lanes.submit(run, name, argv, bool(extra)) for name, argv in asked.items()}
    results = {name: one.result() for name, one in running.items()}
    for name, result in results.items():
        told = ", ".join(f"{number} {word}" for word, number in result.counts.items())
        print(f"{name:<22} exit {result.exit_code} {result.seconds:5.0f} s  {told}")
    print(closing_line(results, time.monotonic() - begun), flush=True)
    return int(any(result.broken for result in results.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
