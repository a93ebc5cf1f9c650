"""A booth and its phone: a small catalogue of its own, slots around now, and what a thumb does on the page."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ops.core.clock import iso

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.support.browser import Site

PHONE = {"width": 360, "height": 740}
MINUTE = 60_000
ROOM, CHANNEL, HOST = "FB1", "FK1", "FH1"
PRODUCTS = {"FSP1": ("Bình tỳ bà gốm Chu Đậu", 1_160_000, 77), "FSP2": ("Lọ hoa men lam", 1_250_000, 200)}
HOLD_MS = 900


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def fill_shelf(site: Site) -> None:
    """A booth, who sells there, who hosts, on which channel: nothing of it in anybody's way."""
    rows: dict[str, dict[str, dict[str, Any]]] = {
        "room": {ROOM: {"name": "Gian 17 · Gốm Chu Đậu", "site": "S1", "kind": "booth", "opens": "00:00",
                        "closes": "00:00"}},
        "producer": {"FP1": {"name": "Công ty gốm Chu Đậu mẫu", "kind": "enterprise", "commune": "10507"}},
        "person": {HOST: {"name": "Đặng Quỳnh Nghi", "roles": ["host"]}},
        "channel": {CHANNEL: {"name": "Chợ phiên thử", "platform": "shopee"}},
        "product": {
            id: {"producer": "FP1", "name": name, "industry": "Thủ công mỹ nghệ", "price": price, "live_price": price,
                 "pack": "chiếc", "stock": 500}
            for id, (name, price, _) in PRODUCTS.items()
        },
    }  # fmt: skip
    for kind, some in rows.items():
        for id, values in some.items():
            told(site.command(f"live/catalogue/{kind}", id=id, values=values))
    told(site.command(f"live/people/{HOST}/identities", platform="shopee", handle="nghi", state="verified"))
    paper = told(site.command("live/papers", owner_kind="producer", owner="FP1", kind="seller", number="FP1"))["facts"]
    told(site.command(f"live/papers/{paper['paper']}/judge", seen=paper.get("revision", 1), state="accepted"))
    told(site.command("live/sessions", id="FS1", title="Gốm Chu Đậu: đất và lửa", producers=["FP1"], room=ROOM,
                      products=[*PRODUCTS], minutes=30))  # fmt: skip


def told(reply: Any) -> dict[str, Any]:
    """The line of a command that went well."""
    assert reply.status == 200, reply.body
    found: dict[str, Any] = reply.body
    return found


def make_slot(site: Site, id: str, at: int, minutes: int = 30, confirmed: bool = True) -> str:
    """A slot of the booth from an instant, confirmed; warnings are seen by name."""
    goods = [{"product": name, "pieces": pieces, "price": price} for name, (_, price, pieces) in PRODUCTS.items()]
    told(site.command("live/slots", id=id, session="FS1", channel=CHANNEL, host=HOST, starts=iso(at),
                      ends=iso(at + minutes * MINUTE), goods=goods))  # fmt: skip
    if confirmed:
        found = site.get("live/check")["conflicts"]
        kinds = [[one["kind"], one["with"]] for one in found if id in one["slots"] and one["level"] == "warn"]
        if kinds:
            told(site.command(f"live/slots/{id}/ack", kinds=kinds))
        told(site.command(f"live/slots/{id}/step", do="confirm"))
    return id


def slot_row(site: Site, id: str) -> dict[str, Any]:
    return next(one for one in site.snapshot("live")["live_slot"] if one["id"] == id)


@dataclass
class Phone:
    """The page of a paired phone; it counts what the thumb does."""

    site: Site
    context: BrowserContext
    page: Page = field(init=False)
    taps: int = 0
    digits: int = 0

    def open(self) -> Phone:
        self.page = self.context.new_page()
        self.page.goto(f"{self.site.url}/booth")
        self.page.wait_for_selector("main[data-face]")
        return self

    def keep_shell(self) -> Phone:
        """Wait until the page can be opened without a network."""
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        return self

    def face(self, wanted: str) -> None:
        self.page.wait_for_selector(f"main[data-face={wanted}]")

    def tap(self, selector: str) -> None:
        self.page.click(selector)
        self.taps += 1

    def hold(self, selector: str) -> None:
        """Held for as long as the button wants."""
        self.page.locator(selector).scroll_into_view_if_needed()
        self.page.hover(selector)
        self.page.mouse.down()
        self.page.wait_for_timeout(HOLD_MS)
        self.page.mouse.up()
        self.taps += 1

    def type(self, text: str) -> None:
        """Digits on the page's own keys."""
        for one in text:
            self.page.click(f"[data-key='{one}']")
            self.digits += 1

    def offline(self, yes: bool = True) -> None:
        self.context.set_offline(yes)

    def settled(self) -> None:
        """Everything that was pressed is with the server, and its rows are here."""
        self.page.wait_for_function("() => opsBooth.pending === 0 && opsBooth.waiting === 0")


def open_phone(site: Site, shell: bool = True, **options: Any) -> Phone:
    """A phone that was paired for the booth."""
    device = site.pair(ROOM, name="Điện thoại gian 17", role="booth")
    context = site.context(**({"viewport": PHONE, "shell": shell, "has_touch": True} | options))
    site.give_cookie(context, "ops_device", device["token"])
    return Phone(site, context).open()
