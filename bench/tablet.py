"""The tablet page with 20,000 guests on a processor slowed down four times: decoded code to verdict on screen, online
and offline; search by name; reload without a network; size of the scripts.

The text is handed in where the camera's reader hands it over. The clock stops in the first task after the frame in
which the verdict is drawn, so the figure holds deciding, keeping on disk, drawing. Client and server share the machine.
`python -m bench.tablet [--guests 20000] [--scans 120] [--slow 4] [--only online offline search reload scripts]`
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench.world import World, percentile, save, show, world

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
]  # fmt: skip
SIZE = {"width": 820, "height": 1180}
RELOADS = 8
RELOADED_MS = 4000
WAITING = 20  # scans in the outbox when the page is reloaded
PAUSE_MS = 250  # a busy door: the next guest steps up
WORDS = (
    "nguyen",
    "ng th",
    "huong",
    "bui khanh",
    "do duc",
    "phuong mau 11",
    "tran van an",
    "le",
    "yen vu",
    "khong ai ca",
)
SCAN = """async (code) => {
  const before = document.querySelector('section.verdict')?.dataset.ref;
  const began = performance.now();
  const drawn = new Promise((done) => {
    const watch = new MutationObserver(() => {
      const card = document.querySelector('section.verdict[data-reason]');
      if (!card || card.dataset.ref === before) return;
      watch.disconnect();
      requestAnimationFrame(() => {
        const next = new MessageChannel();
        next.port1.onmessage = () => done({ ms: performance.now() - began, reason: card.dataset.reason });
        next.port2.postMessage(0);
      });
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  void opsDesk.read(code);
  return drawn;
}"""
SEARCH = """(words) => {
  // as a person types: letter by letter, each a query of its own
  const times = [];
  for (let end = 1; end <= words.length; end += 1) {
    const began = performance.now();
    opsDesk.search(words.slice(0, end));
    times.push(performance.now() - began);
  }
  return times;
}"""
FIRST = f"""{{
  // All measured inside the page: a driver that looks in meanwhile brings a large script of its own to every new page.
  const [scan, search] = [{SCAN}, {SEARCH}];
  const look = () => {{
    if (document.querySelector('main.work') && globalThis.opsDesk?.position?.seq > 0) {{
      requestAnimationFrame(async () => {{
        const usable = performance.now();
        const code = sessionStorage.getItem('bench');
        if (!code) return;
        const first = await scan(code);
        globalThis.began = {{ usable, first, answered: performance.now(), letters: search('phuong n') }};
      }});
    }} else setTimeout(look, 10);
  }};
  look();
}}"""


Row = tuple[str, str, str]
Rows = list[Row]


@dataclass
class Bench:
    """A tablet at work and what the figures need of it."""

    place: World
    server: Any
    context: Any
    page: Any
    count: int
    seen: set[str] = field(default_factory=set)
    used: int = 0

    def notice(self, request: Any) -> None:
        """What the page loads; what the service worker lays in for later is not that."""
        if request.service_worker is None:
            self.seen.add(request.url)

    def take(self, some: int) -> list[str]:
        """Codes of guests who were not here yet."""
        self.used += some
        return self.place.codes[self.used - some : self.used]

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Without network and server; afterwards everything that waited is taken."""
        self.context.set_offline(True)
        self.page.wait_for_selector("header.strip[data-link=offline]")
        self.server.stop()
        yield
        self.server.start()
        self.context.set_offline(False)
        self.page.wait_for_function("() => opsDesk.pending === 0")


@contextlib.contextmanager
def desk(place: World, server: Any, slow: float, count: int) -> Iterator[Bench]:
    """A tablet at work, slowed down."""
    from playwright.sync_api import sync_playwright

    path = next((found for found in map(shutil.which, CHROMIUM) if found), None)
    if path is None:
        raise SystemExit("chromium is not installed; scripts/setup.sh test installs it")
    with sync_playwright() as driver, tempfile.TemporaryDirectory(prefix="ops-bench-tablet-") as profile:
        context = driver.chromium.launch_persistent_context(profile, executable_path=path, args=FLAGS, viewport=SIZE)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": "ops_device", "value": place.devices[0], "url": place.url}])
        context.add_init_script(FIRST)
        page = context.new_page()
        at = Bench(place, server, context, page, count)
        context.on("request", at.notice)
        page.goto(f"{place.url}/desk")
        page.click("form.start footer button:enabled")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        page.wait_for_timeout(2000)  # names are indexed in slices; a shift begins later than that
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
        yield at
        context.close()


def scans(page: Any, codes: list[str]) -> list[float]:
    """Milliseconds from decoded text to drawn verdict, each guest once."""
    times = []
    for code in codes:
        answer = page.evaluate(SCAN, code)
        assert answer["reason"] == "ok", answer
        times.append(answer["ms"])
        page.wait_for_timeout(PAUSE_MS)
    return times


def reloads(page: Any, codes: list[str]) -> list[dict[str, Any]]:
    """Milliseconds from the start of the navigation to a page at work (`usable`), to the verdict on the screen of a
    code that is read as soon as it can be (`answered`), and of letters typed right after it."""
    times = []
    for code in codes:
        page.evaluate("(code) => sessionStorage.setItem('bench', code)", code)
        page.reload(wait_until="commit")
        page.wait_for_timeout(RELOADED_MS)
        began = page.evaluate("() => globalThis.began")
        assert began["first"]["reason"] == "ok", began
        times.append(began)
    return times


def script_bytes(place: World, urls: set[str]) -> dict[str, int]:
    """Gzipped size by path."""
    sizes = {}
    port = urlsplit(place.url).port
    for path in sorted(urlsplit(url).path for url in urls):
        conn = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        conn.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = conn.getresponse()
        body = answer.read()
        sizes[path] = len(body) if answer.getheader("Content-Encoding") == "gzip" else len(gzip.compress(body))
        conn.close()
    return sizes


def line(what: str, times: list[float], limit: str) -> Row:
    figures = ", ".join(f"{name} {percentile(times, share):.0f}" for name, share in (("p50", 0.5), ("p99", 0.99)))
    return what, f"{figures}, max {max(times):.0f} ms", limit


def parts(page: Any, count: int) -> Row:
    """Where the time of the last scans went: to the decision, from there to the disk, from there to the screen."""
    times = page.evaluate("(count) => opsDesk.verdictTimes.slice(-count)", count)
    spans = (
        [one["decided"] for one in times],
        [one["kept"] - one["decided"] for one in times],
        [one["drawn"] - one["kept"] for one in times],
    )
    figures = [" + ".join(f"{percentile(some, share):.0f}" for some in spans) for share in (0.5, 0.99)]
    return "of it: decide + keep on disk + draw", f"p50 {figures[0]}, p99 of each {figures[1]} ms", ""


def online(at: Bench) -> Rows:
    times = scans(at.page, at.take(at.count))
    at.page.wait_for_function("() => opsDesk.pending === 0")
    save("tablet-online", times)
    return [line("decoded code -> verdict on screen, online", times, "p99 <= 100 ms"), parts(at.page, at.count)]


def offline(at: Bench) -> Rows:
    with at.alone():
        times = scans(at.page, at.take(at.count))
    save("tablet-offline", times)
    return [line("decoded code -> verdict on screen, offline", times, "p99 <= 100 ms"), parts(at.page, at.count)]


def search(at: Bench) -> Rows:
    times = [letter for words in WORDS for letter in at.page.evaluate(SEARCH, words)]
    save("tablet-search", times)
    return [line("name search on the tablet, each letter", times, "<= 30 ms")]


def reload(at: Bench) -> Rows:
    with at.alone():
        scans(at.page, at.take(WAITING))
        times = reloads(at.page, at.take(RELOADS))
        waiting = at.page.evaluate("() => opsDesk.pending")
    save("tablet-reload", times)
    return [
        line(f"reload offline, {waiting} scans waiting -> at work", [one["usable"] for one in times], "<= 1,000 ms"),
        line("the same -> verdict on a code read at once", [one["answered"] for one in times], "the right verdict"),
        line("name search right after, each letter", [ms for one in times for ms in one["letters"]], "<= 30 ms"),
    ]


def scripts(at: Bench) -> Rows:
    urls = {url for url in at.seen if urlsplit(url).path.endswith(".js") and "/static/" in url}
    sizes = script_bytes(at.place, urls)
    save("tablet-scripts", sizes)
    what = f"scripts of the tablet page, {len(sizes)} files, gzipped"
    return [(what, f"{sum(sizes.values()) / 1000:.1f} kB", "<= 100 kB")]


PIECES = {piece.__name__: piece for piece in (online, offline, search, reload, scripts)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guests", type=int, default=20_000)
    parser.add_argument("--scans", type=int, default=120, help="online, and as many offline")
    parser.add_argument("--slow", type=float, default=4, help="CPU slowed down so many times")
    parser.add_argument("--only", nargs="+", choices=PIECES, default=list(PIECES), help="a part of the figures")
    options = parser.parse_args()
    with world(options.guests, 1) as (place, server), desk(place, server, options.slow, options.scans) as at:
        rows = [row for name in options.only for row in PIECES[name](at)]
    show(f"Tablet, {options.guests} guests, CPU / {options.slow:g}, {options.scans} scans each", rows)


if __name__ == "__main__":
    main()
