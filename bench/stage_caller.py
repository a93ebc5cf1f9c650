"""The caller's and the MC's page with a sheet of 500 rows on a processor slowed down four times: how long a cue takes
from the arrival of the feed's message to the painted frame.

Measured inside the page. It begins in the first listener of the WebSocket's message, before anything of ours has read
it; a frame counts as the one that shows the cue when the new row is live in the sheet (of the MC: stands to be read),
and as painted in the first task after it. Waiting for the frame is part of the figure; nothing else runs meanwhile.
`python -m bench.stage_caller [--cues 40] [--slow 4] [--only call mc]`
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import shutil
import tempfile
import uuid
from typing import Any

from bench.stage_live import COLUMNS, ROWS, Caller, Rows, Show, load
from bench.tablet import CHROMIUM, FLAGS
from bench.world import EVENT, World, percentile, save, show, world

LIMIT = "p99 <= 50 ms"
SIZES = {"call": {"width": 1366, "height": 768}, "mc": {"width": 1024, "height": 768}}
SHOWN = {"call": 'tr.live[data-row="ROW"]', "mc": '.mc-read[data-row="ROW"][data-on="true"]'}
FOLLOWS = {"call": "expected times, actual times, late or early", "mc": "expected times"}
WATCH = """{
  globalThis.cues = [];
  globalThis.ticks = [];
  const wait = (selector, began) => requestAnimationFrame(() => {
    if (!document.querySelector(selector)) return wait(selector, began);
    const next = new MessageChannel();
    next.port1.onmessage = () => cues.push(performance.now() - began);
    next.port2.postMessage(0);
  });
  const heard = (event) => {
    if (typeof event.data !== 'string' || !event.data.startsWith('42["batch"')) return;
    const began = performance.now();
    const [, row] = /"live":{"row":"([^"]+)"/.exec(event.data) ?? [];
    if (row) wait('SHOWN'.replace('ROW', row), began);
  };
  const Plain = WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(...words) {
      super(...words);
      this.addEventListener('message', heard);
    }
  };
  new PerformanceObserver((list) => ticks.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: 'longtask' });
}"""


def give_words(at: Show) -> None:
    """What the MC reads; a row without words would show the next one."""
    caller = Caller(at.place)
    columns = [*COLUMNS, ("mc_script", "Lời dẫn MC")]
    caller.command("columns", columns=[{"id": one, "name": name, "writers": []} for one, name in columns])
    words = "Kính thưa quý vị đại biểu, kính mời quý vị hướng lên sân khấu.\n"
    cells = [{"edit": "cells", "row": row, "values": {"mc_script": words * 4}} for row in at.rows]
    caller.command("edit", track=at.track, edits=cells)


def pair(place: World, role: str) -> str:
    """The token of a new device of a role."""
    caller = Caller(place)
    caller.send("POST", "pairings", {"ref": str(uuid.uuid4()), "name": role.upper(), "role": role, "post": "A"})
    code = caller.answer()["facts"]["code"]
    conn = http.client.HTTPConnection(place.url.split("//")[1], timeout=10)
    body = json.dumps({"code": code, "about": "bench"})
    conn.request("POST", "/api/pair", body, {"Content-Type": "application/json"})
    found: str = json.loads(conn.getresponse().read())["token"]
    return found


def open_page(context: Any, place: World, name: str, slow: float) -> Any:
    """The page at work, slowed down."""
    cookie = ("ops_staff", place.staff) if name == "call" else ("ops_device", pair(place, "mc"))
    context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": place.url}])
    context.add_init_script(WATCH.replace("SHOWN", SHOWN[name]))
    page = context.new_page()
    page.goto(f"{place.url}/e/{EVENT}/call" if name == "call" else f"{place.url}/mc")
    page.wait_for_selector("tr[data-row]" if name == "call" else ".mc-read", timeout=60_000)
    page.wait_for_timeout(3000)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    return page


def cues(at: Show, page: Any, count: int) -> tuple[list[float], list[float]]:
    """ms of each cue, and of each long task of that time."""
    caller, dice = Caller(at.place), random.Random(1)
    page.evaluate("() => { cues.length = 0; ticks.length = 0; }")
    for _ in range(count):
        at.live = (at.live + 1) % (len(at.rows) - 2)
        caller.command("step", track=at.track, do="start", row=at.rows[at.live])
        page.wait_for_timeout(dice.uniform(350, 950))
    page.wait_for_function(f"() => cues.length >= {count}")
    return page.evaluate("() => cues"), page.evaluate("() => ticks")


def measure(at: Show, driver: Any, name: str, count: int, slow: float) -> Rows:
    path = next((found for found in map(shutil.which, CHROMIUM) if found), None)
    if path is None:
        raise SystemExit("chromium is not installed; scripts/setup.sh test installs it")
    with tempfile.TemporaryDirectory(prefix="ops-bench-stage-") as profile:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=path, args=FLAGS, viewport=SIZES[name]
        )
        page = open_page(context, at.place, name, slow)
        cues(at, page, 3)
        times, long = cues(at, page, count)
        context.close()
    save(f"stage-{name}", times)
    figures = f"p50 {percentile(times, 0.5):.0f}, p99 {percentile(times, 0.99):.0f}, max {max(times):.0f} ms"
    print(f"{name}: {figures}", flush=True)
    return [
        (f"{name}: a cue's message -> painted", figures, LIMIT),
        (f"{name}: long tasks meanwhile", f"{len(long)}, longest {max(long, default=0):.0f} ms", ""),
        (f"{name}: not in that frame, but the next", FOLLOWS[name], ""),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cues", type=int, default=40)
    parser.add_argument("--slow", type=float, default=4, help="CPU slowed down so many times")
    parser.add_argument("--only", nargs="+", choices=SIZES, default=list(SIZES))
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with world(0, 0) as (place, server), sync_playwright() as driver:
        at = load(place, server, ROWS)
        give_words(at)
        rows = [row for name in options.only for row in measure(at, driver, name, options.cues, options.slow)]
    show(f"Pages of the stage, {ROWS} rows, CPU / {options.slow:g}, {options.cues} cues each", rows)


if __name__ == "__main__":
    main()
