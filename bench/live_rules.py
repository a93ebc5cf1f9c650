"""What checking a livestream plan costs: all of it in Python, one moved slot in a browser slowed down four times.

`python -m bench.live_rules [--slots 300] [--slow 4] [--moves 200] [--no-browser]`
"""

from __future__ import annotations

import argparse
import functools
import http.server
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from bench.world import percentile, show
from ops.livestream import rules

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
MONDAY = 1_762_707_600_000  # 10/11/2025 00:00 in Hải Phòng
FULL_S, MOVED_MS = 0.4, 20.0
PLATFORMS = ("tiktok", "facebook", "shopee", "youtube", "lazada")
SCRIPT = "Chào bà con, đây là gốm Chu Đậu và bánh đậu xanh Hải Dương. " * 8
Row = dict[str, Any]
# A drag: the page has checked the whole plan when it opened (static/js/livestream/schedule-check.js), the index is
# there, and a slot stands somewhere else again and again.
DRAG = """async ([facts, moves]) => {
  const { check, prepare } = await import('/js/livestream/rules.js');
  const began = performance.now();
  const index = prepare(facts);
  const prepared = performance.now() - began;
  const from = performance.now();
  const whole = check(index).length;
  const full = performance.now() - from;
  const times = [], seen = [];
  for (const [id, change] of moves) {
    const at = performance.now();
    seen.push(check(index, [id], { [id]: change }).length);
    times.push(performance.now() - at);
  }
  return { prepared, times, seen, whole, full };
}"""


def table(prefix: str, count: int, make: Callable[[str, int], Row]) -> dict[str, Row]:
    """Rows by their id."""
    return {
        f"{prefix}{n}": {"id": f"{prefix}{n}", "name": f"{prefix}{n}", **make(f"{prefix}{n}", n)} for n in range(count)
    }


def papers(*kinds: str) -> list[Row]:
    return [{"kind": kind, "state": "accepted", "valid_until": "2027-12-31"} for kind in kinds]


def catalogue() -> Row:
    """The things of a week of sixty hours of sales: 12 rooms, 40 hosts, 10 channels, 120 producers, 360 products."""
    verified = [{"platform": name, "state": "verified", "valid_until": None} for name in PLATFORMS]
    free = [{"from": MONDAY + day * DAY + 7 * HOUR, "until": MONDAY + day * DAY + 22 * HOUR} for day in range(7)]
    product = {"industry": "Thực phẩm", "stars": 4, "certificate_until": "2028-06-08", "alcohol": None, "marks": [],
               "price": 100_000, "live_price": 80_000, "stock": 400, "programmes": ["OCOP"], "papers": []}  # fmt: skip
    return {
        "rooms": table(
            "room", 12, lambda _, n: {"site": f"site{n % 3}", "opens": "", "closes": "", "hears_stage": n < 3}
        ),
        "persons": table("host", 40, lambda _, n: {"identities": verified, "away": [], "free": free if n % 2 else []}),
        "producers": table("maker", 120, lambda _, n: {"papers": papers("seller", "food_safety")}),
        "products": table("goods", 360, lambda _, n: {**product, "producer": f"maker{n // 3}"}),
        "kits": table("kit", 8, lambda _, n: {"pieces": 1 + n % 3}),
        "channels": table("channel", 10, lambda name, n: {"platform": PLATFORMS[n % 5], "key": name}),
    }


def a_slot(name: str, number: int, chance: Random) -> Row:
    """Half of the time on a place that another one wants too."""
    starts = MONDAY + chance.randrange(7) * DAY + 9 * HOUR + chance.randrange(48) * 15 * MINUTE
    goods = [{"product": f"goods{number % 120 * 3 + n}", "pieces": 20, "price": 80_000} for n in range(3)]
    return {
        "id": name, "session": f"session{number}", "channel": f"channel{chance.randrange(10)}",
        "host": f"host{chance.randrange(40)}", "assistants": [f"host{chance.randrange(40)}"],
        "kits": [f"kit{chance.randrange(8)}"], "starts": starts,
        "ends": starts + chance.choice((30, 45, 60)) * MINUTE,
        "room": f"room{chance.randrange(12)}", "goods": goods, "title": f"Đặc sản số {number} của ngày hội",
        "script": SCRIPT, "state": "confirmed" if number % 3 else "draft",
        "actual_start": None, "actual_end": None, "version": 1, "overrides": [], "acks": [], "flags": [],
    }  # fmt: skip


def a_session(_: str, number: int) -> Row:
    """Loud, and of one producer."""
    return {"producers": [f"maker{number % 120}"], "room": "room1", "noise": "noisy", "products": []}


def a_week(count: int) -> Row:
    """A whole plan, crowded."""
    chance = Random(count)
    facts = catalogue()
    fact = {"unit": "", "status": "official", "valid_from": None, "valid_until": None, "version": 1}
    asked = (
        ("min_minutes", 30, "block"),
        ("min_minutes", 60, "warn"),
        ("max_products", 100, "block"),
        ("title_max", 60, "warn"),
        ("other_platforms", "forbidden", "warn"),
        ("simulcast", "forbidden", "warn"),
    )
    facts["platform_facts"] = [
        {**fact, "platform": platform, "fact": name, "value": value, "level": level}
        for platform in PLATFORMS
        for name, value, level in asked
    ]
    quiet = [
        {"row": f"row{n}", "title": "", "from": MONDAY + 4 * DAY + n * HOUR, "until": MONDAY + 4 * DAY + (n + 1) * HOUR}
        for n in range(24)
    ]
    facts |= {
        "offset_min": 420, "now": MONDAY, "event": {"from": MONDAY, "until": MONDAY + 7 * DAY},
        "settings": {"buffers": {"room": 15, "person": 10, "kit": 5, "channel": 5},
                     "mall": {"opens": "09:30", "closes": "22:00"}, "promo": {}},
        "travel": [{"a": "site0", "b": "site1", "minutes": 25}, {"a": "site0", "b": "site2", "minutes": 40}],
        "stage": {"quiet": quiet, "people": [{**row, "person": "host3"} for row in quiet]}, "bridge": [],
        "sessions": table("session", count, a_session),
    }  # fmt: skip
    facts["slots"] = {f"slot{n}": a_slot(f"slot{n}", n, chance) for n in range(count)}
    return facts


def moves_of(facts: Row, count: int) -> list[tuple[str, Row]]:
    """Where a hand holds a slot on its way: another quarter of an hour, another room."""
    chance, found = Random(1), []
    for _ in range(count):
        slot = facts["slots"][chance.choice(sorted(facts["slots"]))]
        shift = chance.randrange(-16, 17) * 15 * MINUTE
        change = {"starts": slot["starts"] + shift, "ends": slot["ends"] + shift, "room": f"room{chance.randrange(12)}"}
        found.append((slot["id"], change))
    return found


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of every run."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def middle(times: list[float]) -> str:
    """The figures of a table."""
    return f"p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms, worst {max(times):.1f} ms"


def in_python(facts: Row, moves: list[tuple[str, Row]]) -> tuple[list[tuple[str, str, str]], bool]:
    """The whole check, and that of a moved slot."""
    full = timed(lambda: rules.check(facts), 12)
    index = rules.prepare(facts)
    pace = iter(moves * 2)

    def drag() -> None:
        name, change = next(pace)
        rules.check(index, [name], {name: change})

    moved = timed(drag, len(moves))
    told = rules.check(facts)
    rows = [
        (
            f"full check of {len(facts['slots'])} slots",
            middle(full),
            f"{FULL_S * 1000:.0f} ms",
        ),
        ("one moved slot", middle(moved), ""),
        ("conflicts found", str(len(told)), ""),
    ]
    return rows, percentile(full, 0.5) <= FULL_S * 1000


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The static files, without a line per request."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def static_files() -> Iterator[str]:
    """A small server for the modules."""
    handler = functools.partial(Quiet, directory=str(ROOT / "static"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def in_browser(facts: Row, moves: list[tuple[str, Row]], slow: float) -> tuple[list[tuple[str, str, str]], bool]:
    """The same in Chromium, slowed down."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if not path:
        raise SystemExit("chromium is not installed; scripts/setup.sh test installs it")
    with static_files() as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"{url}/js/livestream/")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
        found = page.evaluate(DRAG, [facts, moves])
        browser.close()
    told = len(rules.check(facts))
    if found["whole"] != told:
        raise SystemExit(f"the browser found {found['whole']} conflicts, Python {told}")
    times = found["times"]
    rows = [
        (
            "one moved slot while dragging",
            middle(times),
            f"{MOVED_MS:.0f} ms",
        ),
        ("facts made ready once", f"{found['prepared']:.1f} ms", ""),
        ("full check", f"{found['full']:.0f} ms", ""),
    ]
    return rows, max(times) <= MOVED_MS


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--slots", type=int, default=300)
    parser.add_argument("--slow", type=float, default=4)
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--no-browser", action="store_true")
    asked = parser.parse_args()
    facts = a_week(asked.slots)
    moves = moves_of(facts, asked.moves)
    rows, well = in_python(facts, moves)
    show("Python", rows)
    if not asked.no_browser:
        rows, also = in_browser(facts, moves, asked.slow)
        show(f"Chromium, processor slowed down {asked.slow:g} times", rows)
        well = well and also
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
