"""Run every test: each engine, both databases, the faults, the browser. One closing line for all rounds, like pytest's.

    python scripts/suite.py [pytest arguments for every round]

A pytest process has one engine (it patches the standard library), so the rounds are processes. Some run side by side,
for most of a round is one process at a time, which often waits; may_begin() says which. What a round says is printed
whole when it has ended. A path among the arguments goes only to the rounds it belongs to.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUND_LIMIT_S = 3600  # a round that hangs ends; a slow machine may take its time
LANES, WAITERS = 3, 1  # one more lane where one of those beside each other mostly waits
# Three Chromiums fill two cores, and their tests then fail each other. The crowds of the faults meet no Chromium.
CHROMIUMS, BESIDE_CROWDS = 2, 2
CLOSING = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
COUNT = re.compile(r"(\d+) ([a-z]+)")
BAD = ("failed", "error", "errors")
NOTHING_SELECTED = 5
SPOKEN = threading.Lock()
# Where Python may not keep what it translated, each round rewrites every test, and each server all its modules, anew.
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
# Files of tests lie in memory where there is room: each commit waits for its disk, 2.5 ms here, a quarter of a round.
MEMORY = Path("/dev/shm")
ROOM_BYTES = 3 << 30
OURS = re.compile(r"ops-tests-(\d+)")
# A network of its own: devices that are made in it are seen by nobody else.
APART_NET = ("unshare", "--net", "--", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


@dataclass(frozen=True)
class Round:
    """One pytest process: its options, the folders and files it takes, and what it leaves out below them."""

    options: tuple[str, ...]
    paths: tuple[str, ...] = ("tests",)
    but: tuple[str, ...] = ()
    disk: bool = False  # asks what is left after a kill or a power cut
    waits: bool = False  # for its children, most of the time: a third of a core
    crowds: bool = False  # hundreds of clients at once, and what a server owes each of them: needs quiet
    lines: bool = False  # makes network devices: every Chromium that hears of one breaks off what it is loading

    @property
    def chromium(self) -> bool:
        return self.options == BROWSER

    def takes(self, path: str) -> bool:
        """Whether a file, a folder or a test that was asked for belongs to this round, or holds what does."""
        asked = place(path)
        inside = within(asked, self.paths) and not within(asked, self.but)
        return inside or any(Path(one).is_relative_to(asked) for one in self.paths)

    def argv(self, extra: list[str]) -> list[str] | None:
        """Arguments for pytest; None when only paths of other rounds were asked for."""
        words = [word for word in extra if is_path(word)]
        mine = [word for word in words if self.takes(word)]
        if words and not mine:
            return None
        options = [word for word in extra if word not in words]
        return [*self.options, *(f"--ignore={one}" for one in self.but), *options, *self._where(mine)]

    def _where(self, asked: list[str]) -> list[str]:
        """What was asked for inside this round, and of the round's own what lies inside something asked for."""
        if not asked:
            return list(self.paths)
        whole = [one for one in self.paths if any(strictly_within(one, word) for word in asked)]
        return [*whole, *(word for word in asked if within(place(word), self.paths))]


@dataclass(frozen=True)
class Result:
    """What a round said. `broken` holds also for a round that died without a word."""

    counts: Counter[str]
    exit_code: int
    broken: bool
    seconds: float = 0.0
    core_seconds: float = 0.0  # of the process and of every child of it that was waited for


CROWDS = tuple(f"tests/faults/test_{name}.py" for name in ("crowd", "kill", "power_cut", "scaled", "uploads"))
BROWSER_PARTS = ("tests/e2e/live", "tests/e2e/spaces")
BROWSER_BRIDGE = ("tests/e2e/bridge", "tests/e2e/test_extras.py")
BROWSER_STAGE = ("tests/e2e/stage",)
APART = ("tests/faults", "tests/e2e")
# Their time goes into child processes: sites, encoders, lines.
CHILDREN = ("tests/bridge", "tests/media")
# The half of the first round that is about one part of the event each.
PARTS = ("tests/invitations", "tests/livestream", "tests/privacy", "tests/stage")
# Sockets, servers, tasks, turns, threads, the feed and every kind of change: what the engine carries runs under each of
# the three. The rest is one request and one answer, or a rule, or a child process, and knows nothing of the engine
# around it. tests/test_suite.py sees to it that a file that begins to know is listed.
ENGINE_BOUND = (
    "tests/core/test_fanout.py", "tests/core/test_tidy.py", "tests/core/test_combiner.py",
    "tests/checkin/test_turns.py", "tests/checkin/test_conflicts.py", "tests/checkin/test_scans.py",
    "tests/stage/test_commands.py",
    "tests/stage/test_feed.py", "tests/stage/test_outputs_server.py", "tests/stage/test_server.py",
    "tests/livestream/test_server.py", "tests/livestream/test_together.py", "tests/livestream/test_planner_server.py",
    "tests/spaces/test_load.py", "tests/bridge/test_server.py", "tests/bridge/test_servers.py",
    "tests/test_nursery.py", "tests/test_replay.py", "tests/test_server.py", "tests/test_sockets.py",
)  # fmt: skip
# The line between two servers, of which tests/bridge/test_server.py asks each under every engine; and a program of a
# site, which has no engine.
ENGINE_ASIDE = ("tests/bridge/test_lines.py", "tests/bridge/test_uplink.py", "tests/bridge/test_dial.py")
# What a test there stores is stored by other tests as well: they look at paper, pictures and lines.
POSTGRES_ASIDE = ("tests/stage/test_prints.py", "tests/invitations/test_letters.py", "tests/bridge/test_lines.py")
AGAIN = ("-m", "not once")
# playwright has an event loop of its own: the test process stays unpatched, the servers run eventlet.
BROWSER = ("--engine=threading", "--server-engine=eventlet")
# In the order in which they begin where they may: the crowds, which keep Chromium waiting, and beside them the longest;
# then two rounds of the browser at a time, and the others in what is left, the short ones last.
ROUNDS = {
    "faults, crowds": Round(("--engine=eventlet",), CROWDS, disk=True, crowds=True),
    "eventlet, PostgreSQL": Round(("--engine=eventlet", "--database=postgres", *AGAIN), but=(*APART, *POSTGRES_ASIDE)),
    "eventlet, SQLite": Round(("--engine=eventlet",), but=(*APART, *CHILDREN, *PARTS)),
    "browser": Round(BROWSER, ("tests/e2e",), but=(*BROWSER_STAGE, *BROWSER_BRIDGE, *BROWSER_PARTS)),
    "eventlet, children": Round(("--engine=eventlet",), CHILDREN, waits=True, lines=True),
    "browser, bridge": Round(BROWSER, BROWSER_BRIDGE),
    "faults, eventlet": Round(("--engine=eventlet",), ("tests/faults",), but=CROWDS, disk=True, waits=True),
    "browser, stage": Round(BROWSER, BROWSER_STAGE),
    "browser, live": Round(BROWSER, BROWSER_PARTS),
    "eventlet, parts": Round(("--engine=eventlet",), PARTS),
    "gevent, SQLite": Round(("--engine=gevent", *AGAIN), ENGINE_BOUND),
    "threading, SQLite": Round(("--engine=threading", *AGAIN), ENGINE_BOUND),
}


def strictly_within(path: str, folder: str) -> bool:
    return place(folder) in Path(path).parents


def within(path: Path, folders: Iterable[str]) -> bool:
    return any(path.is_relative_to(one) for one in folders)


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


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def folder_in_memory() -> Path | None:
    """Where this run keeps its files; None where memory is no folder, or too small. What earlier runs left goes."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    for left in MEMORY.iterdir():
        if (whose := OURS.fullmatch(left.name)) and not runs(int(whose[1])):
            shutil.rmtree(left, ignore_errors=True)
    if min(shutil.disk_usage(MEMORY).free, free_memory()) < ROOM_BYTES:
        return None
    folder = MEMORY / f"ops-tests-{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o711)  # PostgreSQL runs as a user of its own
    return folder


def free_memory() -> int:
    """Bytes that programs could still have."""
    found = re.search(r"MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0


def own_network() -> tuple[str, ...]:
    """What to put before a command, so that it has a network of its own; nothing where that is not allowed."""
    try:
        allowed = subprocess.run([*APART_NET, "true"], capture_output=True, check=False, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        allowed = False
    return APART_NET if allowed else ()


def run(name: str, argv: list[str], may_be_empty: bool, folder: Path | None) -> Result:
    """Run one round, print its output when it has ended, and count."""
    say(f"##### {name}: begins")
    began, lines = time.monotonic(), [f"\n##### {name}\n"]
    # Each round has a cache of its own, so that --last-failed means the same round's.
    cache = f"cache_dir=.pytest_cache/{re.sub('[^a-z]+', '-', name.lower())}"
    network = own_network() if ROUNDS[name].lines else ()
    command = [*network, sys.executable, "-m", "pytest", "--color=no", "-o", cache, *argv]
    pipe, env = subprocess.PIPE, ENV | ({"TMPDIR": str(folder)} if folder else {})
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        limit = threading.Timer(ROUND_LIMIT_S, process.kill)
        limit.start()
        assert process.stdout is not None
        lines += process.stdout
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        limit.cancel()
    say("".join(lines))
    counts = [found for line in lines if (found := parse_closing(line))]
    fine = code == 0 or (code == NOTHING_SELECTED and may_be_empty)
    cores = used.ru_utime + used.ru_stime
    return Result(counts[-1] if counts else Counter(), code, not fine, time.monotonic() - began, cores)


def closing_line(results: dict[str, Result], seconds: float) -> str:
    total: Counter[str] = sum((result.counts for result in results.values()), Counter())
    silent = sum(result.broken and not any(result.counts[word] for word in BAD) for result in results.values())
    if silent:
        total["errors"] += silent
    order = ["failed", "errors", "error", "passed", "skipped", "xfailed"]
    parts = [f"{total[word]} {word}" for word in order if total[word]] or ["no tests ran"]
    return f" {', '.join(parts)} in {seconds:.2f}s ".center(100, "=")


def may_begin(one: Round, running: Iterable[Round]) -> bool:
    """Whether a round may run beside those that do."""
    beside = list(running)
    chromiums = sum(other.chromium for other in beside)
    if any(other.crowds for other in (one, *beside)):
        return len(beside) <= BESIDE_CROWDS and not (one.chromium or chromiums)
    waiting = any(other.waits for other in (one, *beside))
    return len(beside) < LANES + WAITERS * waiting and not (one.chromium and chromiums >= CHROMIUMS)


def run_all(asked: dict[str, list[str]], may_be_empty: bool, folder: Path | None) -> dict[str, Result]:
    """Run rounds, each as soon as it may begin; the results in the order of ROUNDS."""
    waiting, running = list(asked), dict[Future[Result], str]()
    results: dict[str, Result] = {}
    with ThreadPoolExecutor(LANES + WAITERS) as lanes:
        while waiting or running:
            for name in list(waiting):
                one = ROUNDS[name]
                if may_begin(one, [ROUNDS[other] for other in running.values()]):
                    waiting.remove(name)
                    place = None if one.disk else folder
                    running[lanes.submit(run, name, asked[name], may_be_empty, place)] = name
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                results[running.pop(ended)] = ended.result()
    return {name: results[name] for name in asked}


def main(extra: list[str]) -> int:
    begun = time.monotonic()
    asked = {name: argv for name, one in ROUNDS.items() if (argv := one.argv(extra)) is not None}
    folder = folder_in_memory()
    results = run_all(asked, bool(extra), folder)
    for name, result in results.items():
        told = ", ".join(f"{number} {word}" for word, number in result.counts.items())
        print(f"{name:<22} exit {result.exit_code} {result.seconds:5.0f} s  {result.core_seconds:5.0f} core s  {told}")
    broken = any(result.broken for result in results.values())
    if folder and broken:
        print(f"files of this run: {folder}, until the next one")
    elif folder:
        shutil.rmtree(folder, ignore_errors=True)
    print(closing_line(results, time.monotonic() - begun), flush=True)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
