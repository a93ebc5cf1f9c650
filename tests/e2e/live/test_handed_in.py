"""A booth's phone is revoked while it is alone: what it holds is handed in once, and decided by the office."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.booth import MINUTE, Phone, fill_shelf, make_slot, now_ms, open_phone, slot_row
from tests.support.browser import Site

SLOT = "FR1"


@pytest.fixture(scope="module")
def phone(site: Site) -> Phone:
    fill_shelf(site)
    make_slot(site, SLOT, now_ms() + 5 * MINUTE)
    return open_phone(site, shell=False)


def handed(site: Site) -> list[dict[str, Any]]:
    rows = site.snapshot("live")["live_request"]
    return [one for one in rows if one["kind"] == "handed_in" and one["state"] == "open"]


def test_what_waits_in_a_revoked_phone_is_not_lost(site: Site, phone: Phone) -> None:
    phone.face("prepare")
    phone.settled()
    phone.offline()
    for what in ("sign", "price", "channel"):
        phone.page.check(f"[data-tick={what}]")
    phone.tap("[data-act=ready]:enabled")
    phone.face("ready")
    device = next(one for one in site.board()["device"] if one["name"] == "Điện thoại gian 17")
    assert site.command(f"devices/{device['id']}/revoke").status == 200
    phone.offline(False)
    phone.page.wait_for_selector("h1:has-text('Máy này đã bị thu hồi')")
    phone.page.wait_for_selector("p:has-text('đã về ban tổ chức')")
    assert len(handed(site)) == 4, "each act once"
    assert slot_row(site, SLOT)["state"] == "confirmed", "nothing of it is done yet"
    kept = phone.page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    assert "ops-booth-box" not in kept, "nothing stays on the phone"

    page = site.office("/schedule")
    page.wait_for_selector(".rings")
    if page.locator(".rings-head").count():
        page.click(".rings-head")
    page.wait_for_selector(".handed:has-text('4 thao tác')")
    page.wait_for_selector(".handed-acts li:has-text('Sẵn sàng')")
    page.locator(".handed-acts li").first.get_by_role("button", name="Bỏ").click()
    page.wait_for_selector(".handed:has-text('3 thao tác')")
    page.click(".handed button:has-text('Ghi nhận cả 3')")
    page.wait_for_selector(".notice.live")  # the sign was left out, so the phone's ready is refused, with the reason
    page.wait_for_selector(".handed-acts li >> nth=0 >> text=Sẵn sàng")
    assert [one["wanted"]["body"].get("do") for one in handed(site)] == ["ready"]
    assert sorted(slot_row(site, SLOT)["ticks"]) == ["channel", "price"]
    page.locator(".handed-acts li").first.get_by_role("button", name="Bỏ").click()
    page.wait_for_selector(".handed", state="detached")
    assert slot_row(site, SLOT)["state"] == "confirmed"
