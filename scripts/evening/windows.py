"""What people look at: the pages of sites that have a browser only, the hub's page, and monitors."""

from __future__ import annotations

import contextlib
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.evening.figures import FIRED
from scripts.evening.houses import LONG_S
from scripts.parts import ROOT, find_tool, require_tool
from tests.support.browser import FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

Row = dict[str, Any]
MODULE = ROOT / "bench" / "media.js"
PHONE = {"width": 360, "height": 740}
# The page writes down what it did with a cue in the same breath as it does it; the wall clock of all pages is one.
SITE_SCRIPT = """(() => {
  globalThis.fires = [];
  const known = new Map();
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name, value) {
    const at = performance.timeOrigin + performance.now();
    put.call(this, name, value);
    if (name !== 'ops.bridge.site') return;
    for (const [cue, one] of Object.entries(JSON.parse(value).held)) {
      if (known.get(cue) === one.state) continue;
      known.set(cue, one.state);
      fires.push([cue, one.state, at]);
    }
  };
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getUserMedia = async () => (await import('/bench.js')).film(640, 360);
})()"""
LAMP_SCRIPT = """(select) => {
  globalThis.lamps = [];
  const last = new Map();
  const look = () => {
    for (const one of document.querySelectorAll(select)) {
      const said = [one.dataset.site ?? '', one.dataset.lamp, one.querySelector('.pic.none')?.textContent ?? ''];
      if (last.get(said[0]) === said.join()) continue;
      last.set(said[0], said.join());
      lamps.push([performance.timeOrigin + performance.now(), ...said]);
    }
  };
  look();
  const all = { subtree: true, attributes: true, childList: true, characterData: true };
  new MutationObserver(look).observe(document.body, all);
}"""


HUB_NAME = "hub.localhost"
"""How pages in namespaces call the hub: a name that counts as safe, or the page had no camera without a certificate."""


def launch(driver: Playwright, folder: Path, near: str = "", before: tuple[str, ...] = ()) -> Browser:
    """A Chromium; with `before` in a namespace, where the hub is at the address `near`."""
    program = find_tool("chromium-headless-shell") or require_tool("chromium")
    more = ["--autoplay-policy=no-user-gesture-required"]
    if before:
        more.append(f"--host-resolver-rules=MAP {HUB_NAME} {near}")
        file = folder / f"chromium-{near}"
        file.write_text(f'#!/bin/sh\nexec {" ".join(before)} {program} "$@"\n')
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        program = str(file)
    return driver.chromium.launch(executable_path=program, args=[*FLAGS, *more])


@dataclass
class Window:
    """One page of one browser."""

    page: Page
    browser: Browser

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.browser.close()

    def wait(self, script: str, what: str, seconds: float = LONG_S) -> Any:
        """Asked for again and again: the page's policy forbids to wait inside it."""
        end = time.monotonic() + seconds
        while not (found := self.page.evaluate(script)):
            if time.monotonic() > end:
                raise TimeoutError(f"not within {seconds:.0f} s: {what}")
            self.page.wait_for_timeout(30)
        return found

    def lamp(self, state: str) -> None:
        self.wait(f"document.querySelector('.screen.site')?.dataset.lamp === '{state}'", f"lamp {state}")

    def fires(self) -> list[tuple[str, str, float]]:
        """What the page did with cues: cue, state, wall clock in ms."""
        return [(cue, state, at) for cue, state, at in self.page.evaluate("fires")]

    def instants(self, cues: list[Row]) -> dict[str, float]:
        """When it fired which of these cues, ms of the wall clock."""
        wanted = {cue["cue"] for cue in cues}
        return {cue: at for cue, state, at in self.fires() if state in FIRED and cue in wanted}

    def watch_lamps(self, select: str) -> None:
        """Write down every change of what these elements show, with the instant."""
        self.page.evaluate(LAMP_SCRIPT, select)

    def lamps(self) -> list[tuple[float, str, str, str]]:
        """Changes so far: wall clock in ms, site, lamp, word instead of a picture."""
        return [(at, site, lamp, word) for at, site, lamp, word in self.page.evaluate("lamps")]


def site_window(browser: Browser, link: str) -> Window:
    """A site's page, opened by its link as a phone does it."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN", service_workers="block")
    context.set_default_timeout(LONG_S * 1000)
    context.route("**/bench.js", lambda route: route.fulfill(path=MODULE, content_type="text/javascript"))
    context.add_init_script(SITE_SCRIPT)
    page = context.new_page()
    page.goto(link)
    page.click(".button.main.thumb")
    page.wait_for_url("**/bridge")
    page.wait_for_selector(".screen.site[data-lamp]:not([data-lamp=UNKNOWN])")
    page.evaluate("import('/bench.js').then(() => true)")  # the camera opens at once, whoever is waiting for what then
    window = Window(page, browser)
    window.watch_lamps(".screen.site")
    return window


def hub_window(browser: Browser, base: str, event: str, token: str) -> Window:
    """The hub's page of somebody who is signed in."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN", service_workers="block")
    context.set_default_timeout(LONG_S * 1000)
    context.route("**/bench.js", lambda route: route.fulfill(path=MODULE, content_type="text/javascript"))
    context.add_cookies([{"name": "ops_staff", "value": token, "url": base}])
    page = context.new_page()
    page.goto(f"{base}/e/{event}/bridge")
    page.wait_for_selector(".bridge-tile")
    window = Window(page, browser)
    window.watch_lamps(".bridge-tile")
    return window


MEASURE = """([address, best]) => import('/bench.js').then((one) => {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, width: 640 });
  document.body.prepend(video);
  return one.measure(video, address, best);
})"""


def monitor(window: Window, address: str, best: str) -> Window:
    """Another page of the same browser with one monitor that reads the clock off its pictures."""
    page = window.page.context.new_page()
    page.goto(window.page.url.rpartition("/e/")[0] + "/sign-in")
    page.evaluate(MEASURE, [address, best])
    made = Window(page, window.browser)
    made.wait("globalThis.bench?.seen.length >= 20", f"pictures on the {best} monitor")
    return made
