"""The booth operator's phone in a real browser: one thumb, with and without a network; taps are counted and printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.test_pages import axe as axe, look
from tests.support.booth import MINUTE, PRODUCTS, Phone, fill_shelf, make_slot, now_ms, open_phone, slot_row
from tests.support.browser import Site

FIRST, SECOND, THIRD = "FA1", "FA2", "FA3"
TICKS = ("sign", "price", "channel")


@pytest.fixture(scope="module")
def shelf(site: Site) -> Site:
    fill_shelf(site)
    return site


@pytest.fixture(scope="module")
def phone(shelf: Site) -> Iterator[Phone]:
    """One phone through the whole day: three slots, the first begins in five minutes."""
    at = now_ms() + 5 * MINUTE
    for number, name in enumerate((FIRST, SECOND, THIRD)):
        make_slot(shelf, name, at + number * 45 * MINUTE)
    yield open_phone(shelf).keep_shell()


def request_of(site: Site, kind: str) -> dict[str, Any]:
    return next(one for one in site.snapshot("live")["live_request"] if one["kind"] == kind)


def say(capsys: Any, what: str, taps: int) -> None:
    with capsys.disabled():
        print(f"\n  {what}: {taps} taps")


def test_open_says_what_is_left_and_one_tap_makes_it_ready(shelf: Site, phone: Phone, capsys: Any) -> None:
    phone.face("prepare")
    assert phone.page.get_attribute("main", "data-slot") == FIRST
    assert "Đặng Quỳnh Nghi" in phone.page.inner_text("main")
    assert phone.page.is_disabled("[data-act=ready]")
    for what in TICKS:
        phone.page.check(f"[data-tick={what}]")
    phone.taps = 0
    phone.tap("[data-act=ready]:enabled")
    phone.face("ready")
    say(capsys, "ready when all is there", phone.taps)
    assert phone.taps == 1
    phone.settled()
    row = slot_row(shelf, FIRST)
    assert (row["state"], sorted(row["ticks"])) == ("ready", sorted(TICKS))
    phone.tap("[data-undo]")  # the minute for taking it back
    phone.face("prepare")
    phone.tap("[data-act=ready]:enabled")
    phone.face("ready")
    phone.settled()


def test_the_phone_keeps_the_page_as_one_script(phone: Phone) -> None:
    """A file that the shell does not hold would leave the page in forty: it opens as well, and half a second later."""
    page = phone.page.evaluate("async () => (await caches.match('/booth')).text()")
    assert "booth.joined.js" in page


def test_late_a_call_and_another_time(shelf: Site, phone: Phone, capsys: Any) -> None:
    phone.taps = 0
    phone.tap("[data-act=late]")
    phone.tap("[data-late='5']")
    say(capsys, "late by five", phone.taps)
    assert phone.taps == 2
    phone.taps = 0
    phone.tap("[data-act=help]")
    say(capsys, "call the coordinator", phone.taps)
    phone.taps = 0
    phone.tap("[data-reason=goods]")
    phone.tap("[data-cell] >> nth=0")
    phone.tap("[data-act=send-swap]:enabled")
    say(capsys, "another time", phone.taps)
    assert phone.taps == 3
    phone.settled()
    assert slot_row(shelf, FIRST)["late_min"] == 5
    assert request_of(shelf, "help")["slot"] == FIRST
    swap = request_of(shelf, "swap")
    assert {"starts", "ends", "room", "channel"} <= swap["wanted"].keys()
    shelf.command(f"live/requests/{swap['id']}/answer", accept=False, words="Ca sau đã kín")
    phone.page.wait_for_selector("[data-request=swap] .pill.no")
    assert "Ca sau đã kín" in phone.page.inner_text("[data-request=swap]")


def test_on_air_without_a_network_and_through_a_reload(shelf: Site, phone: Phone) -> None:
    phone.offline()
    phone.hold(".button.go-live")
    phone.face("live")
    before = now_ms()
    one, other = PRODUCTS
    phone.page.click(f"[data-product={one}] [data-act=pin]")
    phone.page.wait_for_selector(f"[data-product={one}].now")
    for _ in range(2):
        phone.page.click(f"[data-product={one}] [data-act=minus]")
    assert phone.page.inner_text(f"[data-product={one}] .count") == "75"
    phone.taps = 0
    phone.tap(f"[data-product={other}] [data-act=more]")
    phone.tap(f"[data-product={other}] [data-act=out]")
    assert phone.taps == 2
    assert slot_row(shelf, FIRST)["state"] == "ready", "the server has not heard of it"
    phone.page.reload()
    phone.face("live")
    phone.page.wait_for_selector(f"[data-product={other}].out")
    assert phone.page.evaluate("opsBooth.pending") == 5
    phone.offline(False)
    phone.settled()
    row = slot_row(shelf, FIRST)
    goods = {item["product"]: item for item in row["goods"]}
    assert row["state"] == "live"
    assert goods[one]["pinned"] and goods[one]["stock_left"] == 75 and goods[other]["sold_out"]
    from ops.core.clock import parse_iso

    assert abs(parse_iso(row["actual_start"]) - before) < 5 * MINUTE, "the instant of the press, not of its arrival"


def test_off_air_and_the_figures(shelf: Site, phone: Phone, capsys: Any) -> None:
    phone.hold(".button.end")
    phone.face("over")
    phone.taps = phone.digits = 0
    phone.type("1856")
    phone.page.click("[data-key='0']")
    phone.page.click("[data-key='000']")
    phone.tap("[data-act=send]")
    phone.type("1600")  # two noughts too many
    phone.tap("[data-act=send]")
    phone.type("412")
    phone.page.wait_for_selector("#n-orders[aria-invalid=true]")
    phone.page.click("#n-orders")
    for _ in "00":
        phone.page.click("[data-key=back]")
    phone.page.wait_for_selector("#n-orders:not([aria-invalid])")
    phone.page.click("#n-peak")
    phone.tap("[data-act=send]")
    say(capsys, "figures, outside digits and the mended slip", phone.taps)
    assert phone.taps <= 8
    phone.face("prepare")
    phone.settled()
    found = {one["id"]: one for one in shelf.snapshot("live")["live_figure_sum"]}[FIRST]["metrics"]
    assert [found[name]["value"] for name in ("gmv", "orders", "peak")] == [18_560_000, 16, 412]
    assert slot_row(shelf, FIRST)["state"] == "ended"


def test_what_the_server_does_not_take_is_told_and_nothing_is_lost(shelf: Site, phone: Phone) -> None:
    """The coordinator takes the slot out while the phone is alone."""
    phone.page.wait_for_selector(f"main[data-slot={SECOND}]")
    phone.offline()
    for what in TICKS:
        phone.page.check(f"[data-tick={what}]")
    shelf.command(f"live/slots/{SECOND}/step", do="cancel", reason="Mất điện ở tầng hai")
    phone.page.click("[data-act=ready]:enabled")
    phone.face("ready")
    phone.page.click("[data-act=help]")
    calls = len([one for one in shelf.snapshot("live")["live_request"] if one["kind"] == "help"])
    phone.offline(False)
    phone.settled()
    phone.page.wait_for_selector(".notice.live")
    assert "Sẵn sàng" in phone.page.inner_text(".notice.live >> nth=0")
    phone.page.wait_for_selector(f"main[data-slot={THIRD}]")
    assert len([one for one in shelf.snapshot("live")["live_request"] if one["kind"] == "help"]) == calls + 1
    while phone.page.locator("[data-read]").count():
        phone.page.click("[data-read] >> nth=0")
    phone.page.wait_for_selector(f".notice:has([data-cancelled={SECOND}]):has-text('Mất điện ở tầng hai')")


def test_nothing_is_wrong_with_how_it_looks(phone: Phone, axe: str) -> None:
    assert look(phone.page, "booth", axe) == []


def test_a_cancelled_slot_stands_there_until_it_was_read(phone: Phone) -> None:
    phone.page.reload()
    phone.tap(f"[data-cancelled={SECOND}]")
    phone.page.wait_for_selector(f"[data-cancelled={SECOND}]", state="detached")
    phone.page.reload()  # in the moment it was read, which is remembered, and not asked again for a moment either
    phone.page.wait_for_selector(f"main[data-slot={THIRD}]")
    assert phone.page.locator("[data-cancelled]").count() == 0
    phone.page.wait_for_selector("header :text('Trực tuyến')")
    assert phone.page.locator("[data-cancelled]").count() == 0
