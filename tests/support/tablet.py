"""A tablet at a door in a real browser: what the person who holds it does."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.support.browser import Site

Json = dict[str, Any]
READY = """() => globalThis.opsDesk?.position?.seq > 0
  && document.querySelector('form.start footer button:enabled, main.work')"""
NEXT_CARD = """before => {
  const ref = document.querySelector('section.verdict')?.dataset.ref;
  return ref && ref !== before;
}"""


@dataclass(eq=False)
class Tablet:
    """The page at a door: one browser context is one tablet."""

    site: Site
    context: BrowserContext
    token: str = ""
    id: str = ""
    name: str = ""
    page: Page = field(init=False)

    def open(self, ready: bool = True) -> Tablet:
        """Open the page; `ready` waits until it can decide."""
        self.page = self.context.new_page()
        self.page.goto(f"{self.site.url}/desk")
        if ready:
            self.page.wait_for_function(READY)
        return self

    def start(self, operator: str = "") -> Tablet:
        """ "Bắt đầu ca"."""
        if operator:
            self.page.fill("#operator", operator)
        self.page.click("form.start footer button")
        self.page.wait_for_selector("main.work")
        return self

    def keep_shell(self) -> Tablet:
        """Wait until the page can be opened without a network."""
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        return self

    def close(self) -> None:
        """Nothing goes out after this: the driver's hold on a page's network ends before the page's script does."""
        self.page.evaluate("void (globalThis.fetch = () => Promise.reject(new TypeError('closed')))")
        self.page.close()

    # ---------- at the door ----------

    def shown(self) -> str | None:
        found: str | None = self.page.evaluate("document.querySelector('section.verdict')?.dataset.ref ?? null")
        return found

    def expect(self, before: str | None, timeout: float = 10_000) -> Json:
        """The next verdict on the screen: reason, ref and words."""
        self.page.wait_for_function(
            NEXT_CARD,
            arg=before, timeout=timeout,
        )  # fmt: skip
        return self.verdict()

    def verdict(self) -> Json:
        found: Json = self.page.eval_on_selector(
            "section.verdict", "one => ({reason: one.dataset.reason, ref: one.dataset.ref, text: one.innerText})"
        )
        return found

    def wedge(self, text: str, gap_ms: int = 5) -> None:
        """A keyboard scanner: the keys carry the times at which it types them, whatever this machine is doing."""
        session = self.context.new_cdp_session(self.page)
        at = time.time()
        for key in [*text, "Enter"]:
            at += gap_ms / 1000
            letter = {"key": key, "timestamp": at} | ({} if key == "Enter" else {"text": key})
            session.send("Input.dispatchKeyEvent", {"type": "keyDown", **letter})
            session.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "timestamp": at})
        session.detach()

    def scan(self, guest: str, timeout: float = 10_000) -> Json:
        """The guest's code through the keyboard scanner; answers the verdict."""
        before = self.shown()
        self.wedge(self.site.code_of(guest))
        return self.expect(before, timeout)

    def type_code(self, code: str) -> Json:
        """The 16 characters typed by hand into the search box, then the button."""
        before = self.shown()
        self.clear_card()
        self.page.fill("#find", code)
        self.page.click(".desk-find button.main")
        return self.expect(before)

    def clear_card(self) -> None:
        if self.page.query_selector("section.verdict"):
            self.page.keyboard.press("Escape")
            self.page.wait_for_selector("section.verdict", state="detached")

    def find(self, words: str) -> Locator:
        """Type into the search box; answers the hits."""
        self.clear_card()
        self.page.fill("#find", words)
        return self.page.locator("ul.rows button[data-guest]")

    def admit_by_name(self, words: str, guest: str) -> Json:
        before = self.shown()
        self.find(words)
        self.page.click(f'button[data-guest="{guest}"]')
        return self.expect(before)

    def undo(self) -> None:
        """The button on the card."""
        self.page.click("section.verdict button:has(use[href$='#undo-2'])")
        self.page.wait_for_selector("section.verdict", state="detached")

    # ---------- the link ----------

    def offline(self, on: bool = True) -> None:
        self.context.set_offline(on)

    @property
    def pending(self) -> int:
        found: int = self.page.evaluate("opsDesk.pending")
        return found

    def wait_pending(self, number: int, timeout: float = 20_000) -> None:
        self.page.wait_for_function("n => opsDesk.pending === n", arg=number, timeout=timeout)

    def wait_link(self, link: str, timeout: float = 20_000) -> None:
        self.page.wait_for_selector(f'header.strip[data-link="{link}"]', timeout=timeout)

    @property
    def strip(self) -> str:
        return self.page.inner_text("header.strip .link")
