"""Acts of the pictures: how old they are, an encoder that dies, a line that falls silent, a site that is a browser."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.clock_film import ClockEncoder
from scripts.evening.control import good
from scripts.evening.figures import quantile
from scripts.evening.houses import LONG_S, until
from scripts.evening.stage import Evening
from scripts.evening.windows import Window, monitor
from tests.support.media import Media

FAST_MS, BROWSER_MS, HLS_MS, SLATE_MS, STILL_MS = 600, 800, 3_000, 2_000, 200
DEAD_S, SILENT_S = 0.3, 1.5
SIZE, KBPS = (640, 360), 800
STEADY_MS, SETTLE_MS = 7_000, 4_000
SILENCE_S = 4.0
MEASURED = ("bitrate", "fps", "gop", "loudness", "black", "freeze", "silence")
GONE = ("LOST", "SLATE")
Seen = list[tuple[float, float | None]]


@dataclass
class Pictures:
    """The media process of the hub, the hub's page, and the encoder of a site behind its line."""

    evening: Evening
    media: Media
    desk: Window
    site: str
    encoder: ClockEncoder | None = None

    @property
    def target(self) -> str:
        """Where the site's encoder sends, as the site sees it."""
        near = self.evening.lines[self.site].near
        return f"rtmp://{near}:{self.media.rtmp}/contrib/{self.evening.keys[self.site]}"

    def send(self) -> None:
        """The site's encoder begins, or begins anew."""
        self.end()
        inside = self.evening.lines[self.site].inside
        self.encoder = ClockEncoder(self.target, SIZE, KBPS, inside).start()

    def end(self) -> None:
        if self.encoder is not None:
            self.encoder.kill()

    def state(self, site: str = "") -> str:
        """What the hub's server says of a site's picture."""
        name = f"{self.evening.hub.event}.{site or self.site}"
        told = self.evening.hub.ask("GET", "bridge/media")["streams"]
        return next((str(row["state"]) for row in told if row["stream"] == name and row["app"] == "contrib"), "OFF")

    def live(self, site: str = "") -> None:
        """Wait for the site's picture; an encoder that gave up is started again, as the site's own would be."""
        end = time.monotonic() + LONG_S
        while self.state(site) != "LIVE":
            if time.monotonic() > end:
                page = self.evening.windows.get(site)
                shown = page.page.inner_text("main") if page else ""
                raise TimeoutError(f"no picture of {site or self.site} {shown!r}")
            if not site and self.encoder is not None and not self.encoder.running:
                self.send()
            self.desk.page.wait_for_timeout(100)  # what the pages ask of this program is answered meanwhile

    def address(self, site: str = "") -> str:
        told = self.evening.hub.ask("GET", "bridge/media")
        return f"{self.media.url}/media/{told['pass']}/contrib/{self.evening.hub.event}.{site or self.site}/"

    @contextlib.contextmanager
    def monitors(self, *kinds: str, site: str = "") -> Iterator[list[Window]]:
        """Monitors of a site in the hub's browser, showing pictures."""
        opened = [monitor(self.desk, self.address(site), kind) for kind in kinds]
        try:
            yield opened
        finally:
            for one in opened:
                one.page.close()


def _take(window: Window) -> Seen:
    return [(at, age) for at, age in window.page.evaluate("bench.seen.splice(0)")]


def _age(evening: Evening, name: str, window: Window, limit: int) -> None:
    found = [age for _, age in _take(window) if age is not None and age < 60_000]
    mode = window.page.evaluate("bench.monitor.stats().mode")
    if not found:
        evening.sheet.add(name, None, "ms", limit, f"no clock was read ({mode})")
        return
    note = f"{mode}, p95 {quantile(found, 0.95):.0f}, {len(found)} pictures"
    evening.sheet.add(name, quantile(found, 0.5), "ms", limit, note)


def line_up(pictures: Pictures) -> None:
    """Machines have measured the picture: rate, keyframes, loudness; neither black nor still nor mute."""
    site, hub = pictures.site, pictures.evening.hub
    for item in MEASURED:
        until(lambda item=item: good(hub, site, item), f"{site}: {item} is good")  # type: ignore[misc]


def steady(pictures: Pictures) -> None:
    """Age of pictures while nothing happens, on one monitor after the other."""
    for kind, name, limit in (("ts", "fast monitor", FAST_MS), ("hls", "robust monitor (HLS)", HLS_MS)):
        with pictures.monitors(kind) as (window,):
            window.page.wait_for_timeout(SETTLE_MS)
            _take(window)
            window.page.wait_for_timeout(STEADY_MS)
            _age(pictures.evening, name, window, limit)


def by_browser(pictures: Pictures, site: str) -> None:
    """A site that has nothing but its page sends its camera; the hub looks at it."""
    window = pictures.evening.windows[site]
    window.page.click(".site-views button:nth-child(2)")
    window.page.click(".site-part[aria-labelledby=site-send] .button")
    pictures.live(site)
    with pictures.monitors("ts", site=site) as (fast,):
        fast.page.wait_for_timeout(SETTLE_MS)
        _take(fast)
        fast.page.wait_for_timeout(STEADY_MS)
        _age(pictures.evening, "browser contribution, fast monitor", fast, BROWSER_MS)
    window.page.click(".site-part[aria-labelledby=site-send] .button")
    window.page.click(".site-views button:nth-child(1)")


def loss(pictures: Pictures) -> None:
    """The encoder is killed and comes back; the line falls silent and comes back; two monitors look on."""
    evening = pictures.evening
    with pictures.monitors("ts", "hls") as (fast, robust):
        fast.page.wait_for_timeout(SETTLE_MS)
        for name, limit, begin, back in (
            ("dead encoder", DEAD_S, pictures.end, pictures.send),
            ("silent line", SILENT_S, lambda: evening.cut(pictures.site), lambda: evening.mend(pictures.site)),
        ):
            _fault(pictures, name, limit, (begin, back), (fast, robust))


def _fault(
    pictures: Pictures, name: str, limit: float, does: tuple[Callable[[], None], ...], eyes: tuple[Window, Window]
) -> None:
    evening, (fast, robust) = pictures.evening, eyes
    _take(fast), _take(robust), robust.page.evaluate("bench.starved.splice(0)")
    wall, began = time.time() * 1000, time.monotonic()
    does[0]()
    noticed = until(lambda: pictures.state() in GONE, f"{name} told") - began
    fast.page.wait_for_timeout(SILENCE_S * 1000)
    does[1]()
    pictures.live()
    fast.page.wait_for_timeout(SETTLE_MS)
    seen, slow = _take(fast), _take(robust)
    shown = next((at - wall for at, age in seen if age is None and at > wall), None)
    evening.sheet.add(f"{name}: slate on the fast monitor", shown, "ms", SLATE_MS)
    still, at = max(((b[0] - a[0], a[0]) for a, b in itertools.pairwise(slow)), default=(0.0, wall))
    hungry = max((end - at for at, end in robust.page.evaluate("bench.starved.splice(0)") if end), default=0.0)
    note = f"{(at - wall) / 1000:.1f} s after it; without pictures in hand {hungry:.0f} ms"
    evening.sheet.add(f"{name}: longest still on HLS", still, "ms", STILL_MS, note)
    words = [at - wall for at, site, _, word in pictures.desk.lamps() if site == pictures.site and word and at > wall]
    asked = f"whoever asks the server is told after {noticed:.2f} s"
    evening.sheet.add(f"{name}: on the hub's page", words[0] / 1000 if words else None, "s", limit, asked)
