"""Run every test: each engine, both databases, the browser. Prints one closing line for all rounds, like pytest's.

    python scripts/suite.py [pytest arguments for every round]

A pytest process has one engine (it patches the standard library), so the rounds are processes one after another.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUND_LIMIT_S = 1800
CLOSING = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
COUNT = re.compile(r"(\d+) ([a-z]+)")
BAD = ("failed", "error", "errors")
NOTHING_SELECTED = 5
AGAIN = ["--ignore=tests/e2e", "-m", "not once"]
ROUNDS = {
    "eventlet, SQLite": ["--engine=eventlet", "--ignore=tests/e2e"],
    "gevent, SQLite": ["--engine=gevent", *AGAIN],
    "threading, SQLite": ["--engine=threading", *AGAIN],
    "eventlet, PostgreSQL": ["--engine=eventlet", "--database=postgres", *AGAIN],
    # playwright has an event loop of its own: the test process stays unpatched, the servers run eventlet.
    "browser, eventlet": ["--engine=threading", "--server-engine=eventlet", "tests/e2e"],
}


@dataclass(frozen=True)
class Result:
    """What a round said. `broken` holds also for a round that died without a word."""

    counts: Counter[str]
    exit_code: int
    broken: bool


def parse_closing(line: str) -> Counter[str] | None:
    """Counts of a pytest closing line; None for any other line."""
    found = CLOSING.match(line.strip())
    return Counter({word: int(number) for number, word in COUNT.findall(found[1])}) if found else None


def run(argv: list[str], may_be_empty: bool) -> Result:
    """Run one round, pass its output on as it comes, and count."""
    command = [sys.executable, "-m", "pytest", "--color=no", *argv]
    counts: Counter[str] | None = None
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        limit = threading.Timer(ROUND_LIMIT_S, process.kill)
        limit.start()
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            counts = parse_closing(line) or counts
        code = process.wait()
        limit.cancel()
    fine = code == 0 or (code == NOTHING_SELECTED and may_be_empty)
    return Result(counts or Counter(), code, not fine)


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
    results = {}
    for name, argv in ROUNDS.items():
        print(f"\n##### {name}", flush=True)
        results[name] = run([*argv, *extra], may_be_empty=bool(extra))
    print()
    for name, result in results.items():
        told = ", ".join(f"{number} {word}" for word, number in result.counts.items())
        print(f"{name:<22} exit {result.exit_code}  {told}")
    print(closing_line(results, time.monotonic() - begun), flush=True)
    return int(any(result.broken for result in results.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
