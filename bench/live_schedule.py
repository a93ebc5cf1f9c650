"""The coordinator's schedule with 300 slots: from asking for the page until it is drawn with its slots, and a slot that
is carried by the mouse, from each movement until what it would break there is painted.

The page is asked for anew each time, with the browser's cache as it is on the second day (scripts kept, answers asked
for again). A movement is measured inside the page, from the event to the first task behind the frame that follows it.
`python -m bench.live_schedule [--loads 8] [--drags 12] [--slow 1 4] [--slots 300]`
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from bench.live_booth import fill_week
from bench.world import percentile, save, show
from tests.faults import venue as venues
from tests.support.browser import Site, launch

Row = tuple[str, str, str]
SCREEN = {"width": 1366, "height": 768}
LOAD_MS, DRAG_MS = 1_000, 50
STEPS = 12
WATCH = """{
  const look = () => {
    if (!document.querySelector('.plan-place [data-slot]')) return void setTimeout(look, 10);
    requestAnimationFrame(() => setTimeout(() => { globalThis.drawn = performance.now(); }));
  };
  look();
  globalThis.moved = [];
  let waiting = false;
  addEventListener('pointermove', () => {
    if (waiting || !document.querySelector('.held-note')) return;
    waiting = true;
    const began = performance.now();
    requestAnimationFrame(() => {
      const next = new MessageChannel();
      next.port1.onmessage = () => { waiting = false; moved.push(performance.now() - began); };
      next.port2.postMessage(0);
    });
  }, { capture: true });
}"""
PLACE = """() => {
  const card = document.querySelector('.plan-place [data-slot]:not(.live):not(.done)');
  card?.scrollIntoView({ block: 'center', inline: 'center' });
  const box = card?.getBoundingClientRect();
  return box ? [box.left + box.width / 2, box.top + 15] : null;
}"""


def open_schedule(site: Site, slow: float) -> Any:
    """The page with its slots, of an organiser."""
    page = site.context(viewport=SCREEN, service_workers="block").new_page()
    site.give_cookie(page.context, "ops_staff", site.venue.staff["organiser"])
    page.context.add_init_script(WATCH)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    page.goto(f"{site.event}/schedule")
    page.wait_for_selector(".plan-place [data-slot]")
    return page


def loads(page: Any, count: int) -> list[float]:
    """ms of each load."""
    found = []
    for _ in range(count):
        page.reload(wait_until="commit")
        page.wait_for_timeout(3_000)  # not by looking: the driver's own script takes its time of a new page
        found.append(page.wait_for_function("() => globalThis.drawn", timeout=30_000).json_value())
    return found


def drags(page: Any, count: int) -> list[float]:
    """ms of each movement with a slot in the hand; it is put back every time."""
    chance = Random(1)
    for _ in range(count):
        at = page.evaluate(PLACE)
        if at is None:
            raise SystemExit("no slot that may be moved")
        x, y = at
        page.mouse.move(x, y)
        page.mouse.down()
        for _ in range(STEPS):
            x, y = x + chance.uniform(-60, 60), y + chance.uniform(-25, 25)
            page.mouse.move(x, y)
            page.wait_for_timeout(60)
        page.keyboard.press("Escape")
        page.mouse.up()
        page.wait_for_timeout(100)
    found: list[float] = page.evaluate("() => moved")
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=8)
    parser.add_argument("--drags", type=int, default=12)
    parser.add_argument("--slots", type=int, default=300)
    parser.add_argument("--slow", type=float, nargs="+", default=[1, 4], help="CPU slowed down so many times")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="ops-bench-schedule-") as name, sync_playwright() as driver:
        place = venues.build(Path(name, "data"))
        fill_week(place.database, options.slots)
        site = Site(place, place.server(Path(name, "server")).start(), launch(driver))
        for slow in options.slow:
            page = open_schedule(site, slow)
            took = loads(page, options.loads)
            moved = drags(page, options.drags)
            save(f"schedule-load-{slow:g}", took)
            save(f"schedule-drag-{slow:g}", moved)
            figures = f"p50 {percentile(took, 0.5):.0f}, max {max(took):.0f} ms"
            rows.append((f"CPU / {slow:g}: asked for -> drawn", figures, f"<= {LOAD_MS} ms" if slow == 1 else ""))
            figures = f"p50 {percentile(moved, 0.5):.0f}, p99 {percentile(moved, 0.99):.0f}, max {max(moved):.0f} ms"
            what = f"CPU / {slow:g}: a movement with a slot -> painted, {len(moved)}"
            rows.append((what, figures, f"<= {DRAG_MS} ms"))
            page.context.close()
        site.close()
    show(f"Schedule, {options.slots} slots", rows)


if __name__ == "__main__":
    main()
