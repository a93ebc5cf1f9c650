"""The booth operator's phone at 360 x 740, the processor slowed down four times, 300 slots in the plan: first paint
from the cache, an act of the one button until it is drawn (online and without a network), takings typed by a thumb.

Of an act the clock starts at the click (of a held button: when it was held long enough) and stops in the first task
after the frame in which the new face is drawn. The thumb of the last line needs a person's time for every key.
`python -m bench.live_booth [--acts 20] [--reloads 8] [--slow 4] [--slots 300]`
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine, insert

from bench.world import percentile, save, show
from ops.livestream import models
from tests.faults import venue as venues
from tests.support.booth import MINUTE, PRODUCTS, ROOM, Phone, fill_shelf, make_slot, now_ms, open_phone
from tests.support.browser import Site, launch

Row = tuple[str, str, str]
KEY_MS, MOVE_MS, READ_MS = 350, 700, 2000
"""A thumb that looks before it presses: a digit, the way to the other button, the first look at the screen."""
RELOADED_MS = 2500
TICKS = ("sign", "price", "channel")
ACT = """async ([selector, face, hold]) => {
  const button = document.querySelector(selector);
  let began = performance.now();
  const drawn = new Promise((done) => {
    const look = () => {
      if (document.querySelector('main[data-face]')?.dataset.face !== face) return;
      watch.disconnect();
      requestAnimationFrame(() => {
        const next = new MessageChannel();
        next.port1.onmessage = () => done(performance.now() - began);
        next.port2.postMessage(0);
      });
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  if (!hold) button.click();
  else {
    button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }));
    began += hold;
  }
  return drawn;
}"""
PAINT = """{
  // Measured inside the page; a driver that looks in meanwhile costs time of its own.
  const look = () => {
    if (!document.querySelector('main[data-face]')) return void setTimeout(look, 20);
    requestAnimationFrame(() => setTimeout(() => {
      const first = performance.getEntriesByName('first-contentful-paint')[0];
      globalThis.painted = { first: first ? first.startTime : null, usable: performance.now() };
    }));
  };
  look();
}"""


def fill_week(database: Path, count: int) -> None:
    """Confirmed slots of other rooms around now."""
    engine, at = create_engine(f"sqlite:///{database}"), now_ms()
    rows = [
        {"event_id": "hp2025", "id": f"W{n}", "session": "W", "channel": f"K{n % 10 + 1:02d}",
         "host": f"NL{n % 40 + 1:02d}", "starts": at + (n - count // 2) * 20 * MINUTE,
         "ends": at + ((n - count // 2) * 20 + 60) * MINUTE,
         "room": f"G{n % 6 + 1:02d}", "state": "confirmed"}
        for n in range(count)
    ]  # fmt: skip
    with engine.begin() as conn:
        conn.execute(insert(models.live_session), [{"event_id": "hp2025", "id": "W", "title": "Phiên của gian khác"}])
        conn.execute(insert(models.live_slot), rows)
    engine.dispose()


def acts(phone: Phone, count: int) -> list[float]:
    """Ready and back, again and again."""
    times = []
    for number in range(count):
        button, face = ("[data-act=ready]", "ready") if number % 2 == 0 else ("[data-undo]", "prepare")
        phone.page.wait_for_selector(f"{button}:enabled")
        times.append(phone.page.evaluate(ACT, [button, face, 0]))
        phone.page.wait_for_timeout(150)
    return times


def held(phone: Phone, count: int) -> list[float]:
    """On air by a held button, and back by its undo."""
    times = []
    for _ in range(count):
        phone.page.wait_for_selector(".button.go-live")
        times.append(phone.page.evaluate(ACT, [".button.go-live", "live", 800]))
        phone.page.click("[data-undo]")
        phone.face("ready")
    return times


def reloads(phone: Phone, count: int) -> list[dict[str, float]]:
    times = []
    for _ in range(count):
        phone.page.reload(wait_until="commit")
        phone.page.wait_for_timeout(RELOADED_MS)  # not by looking: the driver's own script takes 0.1 s of a new page
        times.append(phone.page.wait_for_function("() => globalThis.painted", timeout=30_000).json_value())
    return times


def thumb(phone: Phone, text: str) -> None:
    for one in text:
        phone.page.wait_for_timeout(KEY_MS)
        phone.type(one)


def figures(phone: Phone) -> tuple[float, int]:
    """Seconds and taps outside digits, from the form on the screen to the next face."""
    began = time.monotonic()
    phone.taps = phone.digits = 0
    phone.page.wait_for_timeout(READ_MS)
    for text in ("18560000", "16", "412"):
        thumb(phone, text)
        phone.page.wait_for_timeout(MOVE_MS)
        phone.tap("[data-act=send]")
    phone.page.wait_for_selector("main:not([data-face=over])")
    return time.monotonic() - began, phone.taps


def line(what: str, times: list[float], limit: str) -> Row:
    return what, f"p50 {percentile(times, 0.5):.0f}, max {max(times):.0f} ms", limit


def offline(phone: Phone) -> None:
    phone.offline()
    phone.page.wait_for_selector(".strip.off, .strip.look")


def measure(site: Site, count: int, times: int, slow: float) -> list[Row]:
    fill_shelf(site)
    make_slot(site, "FA1", now_ms() + 8 * MINUTE)
    make_slot(site, "FA2", now_ms() + 60 * MINUTE)
    phone = open_phone(site).keep_shell()
    phone.context.add_init_script(PAINT)
    for what in TICKS:
        phone.page.check(f"[data-tick={what}]")
    phone.settled()
    phone.context.new_cdp_session(phone.page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    rows = [line("one button: ready, back, online", save_all("booth-online", acts(phone, count)), "<= 100 ms")]
    phone.settled()
    offline(phone)
    rows.append(line("the same without a network", save_all("booth-offline", acts(phone, count + 1)), "<= 100 ms"))
    rows.append(line("held button: on air, without a network", held(phone, max(3, count // 4)), "<= 100 ms"))
    painted = reloads(phone, times)
    save("booth-reloads", painted)
    first, usable = ([one[name] for one in painted] for name in ("first", "usable"))
    rows.insert(0, line("first paint from the cache, no network: own slot and its clock", first, "<= 300 ms"))
    rows.insert(1, line("the same, at work: the button stands there", usable, ""))
    phone.offline(False)
    phone.settled()
    phone.hold(".button.go-live")
    phone.face("live")
    phone.hold(".button.end")
    phone.face("over")
    seconds, taps = figures(phone)
    found = f"{seconds:.1f} s, {taps} taps beside digits"
    rows.append(("takings: 3 fields, 13 digits, a thumb's pace", found, "<= 20 s, <= 8"))
    phone.settled()
    return rows


def save_all(name: str, times: list[float]) -> list[float]:
    save(name, times)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=20)
    parser.add_argument("--reloads", type=int, default=8)
    parser.add_argument("--slots", type=int, default=300)
    parser.add_argument("--slow", type=float, default=4, help="CPU slowed down so many times")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="ops-bench-booth-") as name, sync_playwright() as driver:
        place = venues.build(Path(name, "data"))
        fill_week(place.database, options.slots)
        site = Site(place, place.server(Path(name, "server")).start(), launch(driver))
        rows = measure(site, options.acts, options.reloads, options.slow)
        site.close()
    show(f"Booth's phone, {options.slots} slots, {len(PRODUCTS)} products, CPU / {options.slow:g}, room {ROOM}", rows)


if __name__ == "__main__":
    main()
