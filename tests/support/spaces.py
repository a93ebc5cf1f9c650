"""Experience spaces for browser tests: areas, booths, gifts, tablets; and the code that a booth shows at an instant."""

from __future__ import annotations

import base64
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ops.core.clock import parse_iso
from ops.spaces.rules import codes

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.support.browser import Site

PHONE = {"width": 360, "height": 740}
TABLET = {"width": 820, "height": 1180}
PIN = "2468"
AREA, OTHER_AREA = "EKV1", "EKV2"  # beside those of the sample
BOOTHS = ("ETN1", "ETN2", "ETN3", "ETN4", "ETN5", "ETN6")
GIFT = "qua5"
Json = dict[str, Any]
NAMES = (
    "Gian 1 · Thanh toán không tiền mặt", "Gian 2 · Hóa đơn điện tử", "Gian 3 · Trợ lý AI cho hộ kinh doanh",
    "Gian 4 · Truy xuất nguồn gốc, Ủy ban nhân dân Đặc khu Bạch Long Vĩ", "Gian 5 · Đăng ký gian hàng trên sàn",
    "Gian 6 · Nhận biết hàng giả",
)  # fmt: skip


def told(reply: Any) -> Json:
    assert reply.status == 200, reply.body
    found: Json = reply.body
    return found


def fill_floor(site: Site) -> None:
    """Two areas, six booths of two exhibitors, one gift for five stamps, a PIN."""
    for id, name, safety in ((AREA, "Khu công nghệ số", 60), (OTHER_AREA, "Khu đặc sản", 40)):
        told(site.command("spaces/areas", id=id, name=name, safety=safety))
    told(site.command("spaces/exhibitors", id="EDV1", name="Công ty thanh toán mẫu", contact="Số 1 phố Mẫu, Hải Phòng"))
    demos = [{"id": "d1", "title": "Quét mã trả tiền ở chợ", "times": ["09:00", "14:30"], "minutes": 15}]
    for number, (id, name) in enumerate(zip(BOOTHS, NAMES, strict=True)):
        told(
            site.command(
                "spaces/booths",
                id=id,
                name=name,
                area=AREA if number < 4 else OTHER_AREA,
                exhibitor="EDV1",
                shows="Trả tiền, nhận tiền bằng mã QR",
                demos=demos if number == 0 else [],
                order=number,
            )
        )
    gifts = [{"id": GIFT, "name": "Túi vải Hải Phòng", "stamps": 5, "pieces": 100}]
    told(site.command("spaces/settings", opens="00:00", closes="00:00", gifts=gifts, pin=PIN))


def booth_row(site: Site, booth: str) -> Json:
    rows = site.snapshot("spaces")["space_booth"]
    return next(one for one in rows if one["id"] == booth)


def code_at(site: Site, booth: str, at: float | None = None) -> tuple[str, str]:
    """(public key, code) of a booth at an instant (s since 1970), now if none is named."""
    found = site.get(f"spaces/booths/{booth}/codes")
    step = codes.step_of(int((time.time() if at is None else at) * 1000))
    begins = step * codes.STEP_MS
    day = next(one for one in found["keys"] if parse_iso(one["from"]) <= begins < parse_iso(one["until"]))
    return found["key"], codes.code_of(base64.b64decode(day["key"]), found["booth"], step)


def scan(site: Site, booth: str, token: str = "", **more: Any) -> Any:
    """A visitor's scan without a browser."""
    key, code = code_at(site, booth)
    office = site.venue.office(site.server)
    try:
        body = {"ref": str(uuid.uuid4()), "booth": key, "code": code, "token": token} | more
        return office.post("/api/k/scan", body)
    finally:
        office.close()


@dataclass
class Visitor:
    """A phone of somebody who walks through the spaces."""

    site: Site
    context: BrowserContext
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()

    def visit(self, booth: str, at: float | None = None) -> None:
        """What the phone's own camera does with the code of a booth."""
        key, code = code_at(self.site, booth, at)
        self.page.goto(f"{self.site.url}/k/{key}/{code}")

    def kept(self) -> Json:
        found: Json = self.page.evaluate("() => JSON.parse(localStorage.getItem('ops.card') ?? 'null')")
        return found

    def state_of(self, booth: str, state: str) -> None:
        key = booth_row(self.site, booth)["key"]
        self.page.wait_for_selector(f"[data-booth='{key}'][data-state={state}]")

    def keep_shell(self) -> None:
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    def settled(self) -> None:
        self.page.wait_for_function("() => JSON.parse(localStorage.getItem('ops.card')).queue.length === 0")


def open_visitor(site: Site, **options: Any) -> Visitor:
    return Visitor(site, site.context(**({"viewport": PHONE, "has_touch": True} | options)))


def open_tablet(site: Site, booth: str, *, shell: bool = False, path: str = "/space", **options: Any) -> Page:
    """The tablet that was paired for a booth."""
    device = site.pair(booth, name=f"Máy gian {booth} {len(site.contexts)}", role="booth")
    context = site.context(**({"viewport": TABLET, "shell": shell} | options))
    site.give_cookie(context, "ops_device", device["token"])
    page = context.new_page()
    page.goto(site.url + path)
    return page
