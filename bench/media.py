"""Pictures of the bridge: how old a picture is when a page shows it, how soon a loss is told, what a page sees of it.

A millisecond clock is painted into every picture where it is made and read back from the <video> of a headless
Chromium on the same machine. Camera, capture card and screen are not in it. Everything runs on loopback.
`python -m bench.media [--seconds 8] [--only fast,hls,browser,loss]`
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.clock_film import ClockEncoder
from bench.world import cpu_s, percentile, show
from ops.core import tokens
from tests.support.media import STREAM, DoorServer, Media, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
FAST_MS, BROWSER_MS, HLS_MS, SLATE_MS, FREEZE_MS, DEAD_MS, SILENT_MS = 600, 800, 3000, 2000, 200, 300, 1500


@dataclass
class Place:
    """Everything a measurement needs."""

    media: Media
    door: DoorServer
    browser: Browser
    key: str
    seconds: float

    def encoder(self) -> ClockEncoder:
        return ClockEncoder(f"rtmp://127.0.0.1:{self.media.rtmp}/contrib/{STREAM}?key={self.key}").start()

    @contextlib.contextmanager
    def page(self, best: str) -> Iterator[Page]:
        """A page with a monitor, once it shows pictures."""
        page = self.browser.new_page()
        page.goto(f"{self.media.url}/page")
        address = self.media.address("")
        video = "document.querySelector('video')"
        script = f"([address, best]) => import('/bench.js').then((one) => one.measure({video}, address, best))"
        page.evaluate(script, [address, best])
        try:
            _wait_for_pictures(page)
            yield page
        finally:
            page.close()

    def state(self) -> str:
        return str(self.door.row().get("state"))

    def told(self, state: str, since: float) -> float | None:
        """Milliseconds from `since` until the app heard of the state."""
        found = [
            one["at"] for one in self.door.kinds("state") if one["state"] == state and one["at"] >= since * 1000 - 5
        ]
        return min(found) - since * 1000 if found else None


def _wait_for_pictures(page: Page) -> None:
    """Asked for again and again: the page's policy forbids to wait inside it."""
    end = time.monotonic() + 30
    while page.evaluate("bench.seen.length") < 20:
        if time.monotonic() > end:
            raise RuntimeError(f"no pictures: {page.evaluate('bench.states.slice(-5)')}")
        page.wait_for_timeout(100)


def seen(page: Page) -> list[tuple[float, float | None]]:
    rows: list[Any] = page.evaluate("bench.seen.splice(0)")
    return [(at, age) for at, age in rows]


def ages(rows: list[tuple[float, float | None]]) -> list[float]:
    return [age for _, age in rows if age is not None and age < 60_000]


def longest_gap(rows: list[tuple[float, float | None]], begun: float) -> str:
    """The longest time between two pictures, and how long after the fault it was."""
    gaps = [(later[0] - earlier[0], earlier[0]) for earlier, later in itertools.pairwise(rows)]
    length, at = max(gaps, default=(0.0, 0.0))
    return f"{length:.0f} ms, {at / 1000 - begun:.1f} s after it"


def age_row(name: str, rows: list[tuple[float, float | None]], limit: int) -> tuple[str, str, str]:
    found = ages(rows)
    if not found:
        return name, "no picture was read", f"<= {limit} ms"
    middle, low, high = (percentile(found, share) for share in (0.5, 0.05, 0.95))
    return name, f"{middle:.0f} ms (p5 {low:.0f}, p95 {high:.0f}, {len(found)} pictures)", f"<= {limit} ms"


def steady(place: Place, best: str, name: str, limit: int) -> list[tuple[str, str, str]]:
    """How old pictures are while nothing happens."""
    with place.page(best) as page:
        page.wait_for_timeout(4000)
        seen(page)
        page.wait_for_timeout(place.seconds * 1000)
        rows = seen(page)
        mode = page.evaluate("bench.monitor.stats().mode")
    return [age_row(f"{name} ({mode})", rows, limit)]


def loss(place: Place) -> list[tuple[str, str, str]]:
    """An encoder dies and comes back, a line goes silent and comes back, before a fast and a robust monitor."""
    encoder = place.encoder()
    until(lambda: place.state() == "LIVE")
    rows = []
    with place.page("ts") as fast, place.page("hls") as robust:
        fast.wait_for_timeout(5000)
        seen(fast), seen(robust), robust.evaluate("bench.starved.splice(0)")
        died = time.time()
        encoder.kill()
        until(lambda: place.told("LOST", died) is not None)
        rows.append(("dead encoder: told after", f"{place.told('LOST', died):.0f} ms", f"<= {DEAD_MS} ms"))
        fast.wait_for_timeout(5000)
        encoder = place.encoder()
        until(lambda: place.state() == "LIVE")
        fast.wait_for_timeout(5000)
        rows += _after(fast, robust, died, "dead encoder")
        silent = time.time()
        encoder.hold()
        until(lambda: place.told("LOST", silent) is not None)
        rows.append(("silent line: told after", f"{place.told('LOST', silent):.0f} ms", f"<= {SILENT_MS} ms"))
        fast.wait_for_timeout(4000)
        encoder.kill()
        encoder = place.encoder()
        until(lambda: place.state() == "LIVE")
        fast.wait_for_timeout(5000)
        rows += _after(fast, robust, silent, "silent line")
    encoder.kill()
    return rows


def _after(fast: Page, robust: Page, begun: float, name: str) -> list[tuple[str, str, str]]:
    found, slow = seen(fast), seen(robust)
    first = next((at for at, age in found if age is None and at > begun * 1000), None)
    slate = "never" if first is None else f"{first - begun * 1000:.0f} ms"
    stopped = fast.evaluate("bench.monitor.stats()"), robust.evaluate("bench.monitor.stats()")
    hungry = max((end - at for at, end in robust.evaluate("bench.starved.splice(0)") if end), default=0.0)
    return [
        (f"{name}: slate on the fast monitor after", slate, f"<= {SLATE_MS} ms"),
        (f"{name}: longest still on the fast monitor ({stopped[0]['mode']})", longest_gap(found, begun), ""),
        (f"{name}: longest still on HLS ({stopped[1]['mode']})", longest_gap(slow, begun), f"<= {FREEZE_MS} ms"),
        (f"{name}: of that, without pictures in hand", f"{hungry:.0f} ms", ""),
    ]


def by_browser(place: Place) -> list[tuple[str, str, str]]:
    """A site that is only a page."""
    until(lambda: place.state() in ("SLATE", "OFF", "None"))
    page = place.browser.new_page()
    page.goto(f"{place.media.url}/page")
    page.evaluate(
        "(address) => import('/bench.js').then((m) => m.send(address))", place.media.address("", right="publish")
    )
    until(lambda: place.state() == "LIVE", "the browser's picture did not arrive")
    rows = steady(place, "ts", "browser contribution, fast monitor", BROWSER_MS)
    page.close()
    return rows


@contextlib.contextmanager
def place(seconds: float) -> Iterator[Place]:
    """The media process, its door and a browser."""
    from playwright.sync_api import sync_playwright

    from tests.support.browser import launch

    with tempfile.TemporaryDirectory() as folder:
        media = Media(Path(folder), 0)
        door = DoorServer(tokens.subkey(media.secret, "media").hex())
        door.pages["/bench.js"] = (HERE / "media.js").read_bytes()
        media.app = door.url
        media.start()
        try:
            with sync_playwright() as driver:
                browser = launch(driver, "--autoplay-policy=no-user-gesture-required")
                yield Place(media, door, browser, door.grant("k" * 22), seconds)
                browser.close()
        finally:
            media.stop()
            door.close()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--only", default="fast,hls,browser,loss")
    chosen = parser.parse_args()
    wanted = chosen.only.split(",")
    rows: list[tuple[str, str, str]] = []
    with place(chosen.seconds) as here:
        if "fast" in wanted or "hls" in wanted:
            with contextlib.closing(_Running(here)):
                rows += steady(here, "ts", "fast monitor", FAST_MS) if "fast" in wanted else []
                rows += steady(here, "hls", "robust monitor", HLS_MS) if "hls" in wanted else []
                rows += costs(here)
        rows += by_browser(here) if "browser" in wanted else []
        rows += loss(here) if "loss" in wanted else []
    show(f"Pictures of the bridge, 720p30, {chosen.seconds:.0f} s each, loopback", rows)


class _Running:
    """An encoder for as long as it is needed."""

    def __init__(self, place: Place) -> None:
        self.encoder = place.encoder()
        until(lambda: place.state() == "LIVE")

    def close(self) -> None:
        self.encoder.kill()


def costs(place: Place) -> list[tuple[str, str, str]]:
    """What one 720p stream costs: the process itself, and all its children."""
    pids = [place.media.pid, *place.media.children()]
    before = [cpu_s(pid) for pid in pids]
    time.sleep(4)
    used = [(cpu_s(pid) - was) / 4 * 100 for pid, was in zip(pids, before, strict=True)]
    return [
        ("processor: media process / nginx, copy and probe", f"{used[0]:.0f} / {sum(used[1:]):.0f} % of a core", "")
    ]


if __name__ == "__main__":
    main()
