"""Introductions and the wall in a real browser: a scan appears at once, the MC reads on without a network, the wall
greets everybody once."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import Site, guest_lines

if TYPE_CHECKING:
    from playwright.sync_api import Page

PEOPLE = {row["id"]: row for row in guest_lines()}
APPEARS_MS = 3000  # the goal is 1,000, held by bench/; here the machine also runs the other half of the suite
HALL = {"width": 1920, "height": 1080}
UPRIGHT = {"width": 1080, "height": 1920}
STAGE = {"width": 1180, "height": 820}


def come(site: Site, *guests: str, direction: str = "in", number: int = 0) -> list[dict[str, Any]]:
    """These guests pass a door now."""
    from tests.support.load import iso_now

    items = [
        {
            "type": "scan", "ref": str(uuid.uuid4()), "gate": "C", "direction": direction, "device_at": iso_now(),
            "offset_ms": 0, "method": "list", "guest": guest, "told": {"admit": True, "reason": "ok"},
        }
        for guest in guests
    ]  # fmt: skip
    tablet = site.venue.tablet(site.server, number)
    reply = site.venue.upload(tablet, items)
    assert reply.status == 200, reply.body
    tablet.close()
    return items


def device_page(site: Site, role: str, path: str, **options: Any) -> Page:
    """A paired device of a role, with its page open."""
    device = site.pair("A", f"Máy {uuid.uuid4().hex[:6]}", role)
    context = site.context(**options)
    site.give_cookie(context, "ops_device", device["token"])
    page = context.new_page()
    page.goto(site.url + path)
    return page


def keep_shell(page: Page) -> None:
    """Until the worker holds the whole page for later."""
    page.wait_for_function("() => navigator.serviceWorker.ready.then((one) => one.active?.state === 'activated')")


def shown(page: Page, guest: str) -> Any:
    return page.locator(f'[data-guest="{guest}"]')


def named(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("li[data-guest]", "all => all.map((one) => one.dataset.guest)")
    return found


@pytest.fixture(scope="module")
def mc(site: Site) -> Iterator[Page]:
    page = device_page(site, "mc", "/intro", shell=True, viewport=STAGE)
    page.wait_for_selector(".strip:has-text('Trực tuyến')")
    yield page
    page.context.close()


def test_a_scan_at_the_door_is_on_the_mcs_tablet_within_a_second(site: Site, mc: Page) -> None:
    mc.evaluate(
        """id => { window.cameAt = 0; new MutationObserver(() => {
      if (!window.cameAt && document.querySelector(`[data-guest="${id}"]`)) window.cameAt = Date.now();
    }).observe(document.body, { childList: true, subtree: true }); }""",
        "dv02-01",
    )
    began = time.time() * 1000
    come(site, "dv02-01")
    shown(mc, "dv02-01").wait_for()
    came = mc.evaluate("() => window.cameAt")
    assert 0 < came - began < APPEARS_MS
    text = shown(mc, "dv02-01").inner_text()
    assert "Bà Nguyễn Uyển Khanh Vân" in text
    assert "Phó Cục trưởng, Cục Thương mại điện tử và Kinh tế số, Bộ Công Thương" in text
    size = mc.evaluate("() => parseFloat(getComputedStyle(document.querySelector('.spoken .who')).fontSize)")
    assert size >= 40


def test_the_officer_names_orders_freezes_and_the_mc_follows(site: Site, mc: Page) -> None:
    come(site, "dv04-01", "dv05-01", "dv06-01", "dv03-01")
    office = site.office("/introductions")
    shown(office, "dv04-01").wait_for()
    assert named(office)[:2] == ["dv02-01", "dv03-01"]
    # three deputies of one rank: the first is named, the others are brought forward
    office.click("[data-block=so_nganh] summary")
    office.click("[data-block=so_nganh] .row:has-text('Đoàn Cát Đăng Tài') button")
    shown(office, "dv05-01").wait_for()
    office.click("[data-guest=dv05-01] [data-move]:has([aria-label*='lên trên'])")
    office.wait_for_function(
        "() => document.querySelector('[data-block=so_nganh] li[data-guest]').dataset.guest === 'dv05-01'"
    )
    # words for the MC
    office.click("[data-guest=dv05-01] .button:has([aria-label^='Sửa'])")
    office.fill("label:has-text('Cách đọc tên') + input", "Tài, thanh huyền")
    office.click("[data-guest=dv05-01] form button.main")
    mc.wait_for_selector("[data-guest=dv05-01] .say:has-text('Tài, thanh huyền')")
    # one hold freezes
    office.fill(".page-act .field input", "Đọc chậm")
    hold = office.locator("button.hold")
    hold.hover()
    office.mouse.down()
    office.wait_for_timeout(1000)
    office.mouse.up()
    mc.wait_for_selector(".choice .main:has-text('Bản chốt 1')")
    assert "Đọc chậm" in mc.inner_text("main")
    before = named(mc)
    # who comes now is marked and stands behind the block, and the frozen order stays
    come(site, "dv01-01", "dv02-02")
    mc.wait_for_selector("[data-guest=dv01-01] >> text=Đến sau khi chốt")
    assert [one for one in named(mc) if one in before] == before
    # who leaves is struck out, not silently gone
    come(site, "dv05-01", direction="out")
    mc.wait_for_selector("[data-guest=dv05-01].left >> text=Đã về")
    mc.click(".choice button:has-text('Đang có mặt')")
    mc.wait_for_function("() => !document.querySelector('[data-guest=dv05-01]')")
    mc.click(".choice button:has-text('Bản chốt')")
    office.context.close()


def test_the_mc_reads_on_without_a_network(site: Site, mc: Page) -> None:
    site.command("introductions/freeze")
    shown(mc, "dv02-01").wait_for()
    mc.wait_for_selector(".choice")
    keep_shell(mc)
    mc.wait_for_timeout(400)  # the copy is written a moment after the last change
    before = named(mc)
    mc.context.set_offline(True)
    mc.evaluate("() => dispatchEvent(new Event('offline'))")
    mc.wait_for_selector(".notice:has-text('Mất mạng')", timeout=30_000)
    mc.reload()
    shown(mc, "dv02-01").wait_for()
    assert named(mc) == before
    mc.wait_for_selector(".notice:has-text('Mất mạng')")
    come(site, "dv07-01")
    mc.context.set_offline(False)
    mc.wait_for_selector(".strip:has-text('Trực tuyến')", timeout=30_000)
    mc.click(".choice button:has-text('Đang có mặt')")
    mc.wait_for_selector("text=khối Sở, ngành, đơn vị")


# ---------- the wall ----------


EAR = """() => { window.greeted = []; window.was = '';
  setInterval(() => { for (const one of document.querySelectorAll('.greeting')) {
    window.greeted.push(one.dataset.guest); } }, 100); }"""


def greeted(page: Page) -> set[str]:
    return set(page.evaluate("() => window.greeted"))


def state(page: Page) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(page.evaluate("() => localStorage.getItem('ops.welcome.hp2025')"))
    return kept


def until_idle(page: Page, ms: int = 60_000) -> None:
    page.wait_for_function(
        "() => { const one = JSON.parse(localStorage.getItem('ops.welcome.hp2025'));"
        " return !one.queue.length && !one.screen; }",
        timeout=ms,
    )


def test_two_walls_greet_everybody_once_over_reload_and_reconnect(site: Site) -> None:
    walls = [device_page(site, "wall", "/welcome", shell=True, viewport=size) for size in (HALL, UPRIGHT)]
    for wall in walls:
        wall.wait_for_selector("main.wall h1")
        wall.wait_for_function("() => localStorage.getItem('ops.welcome.hp2025')")
        assert state(wall)["queue"] == [], "who was here before is not greeted"
        wall.evaluate(EAR)
        keep_shell(wall)
    crowd = [row["id"] for row in guest_lines() if row["category"] == "bao_chi" and row["status"] == "confirmed"][:8]
    come(site, *crowd[:5])
    first = walls[0]
    first.wait_for_selector(".greeting")
    assert first.inner_text(".greeting .wall-unit")
    seen = greeted(first)
    first.context.set_offline(True)
    first.reload()
    first.wait_for_selector(".greeting")
    first.evaluate(EAR)
    come(site, *crowd[5:])
    first.context.set_offline(False)
    first.wait_for_function(
        "ids => { const one = JSON.parse(localStorage.getItem('ops.welcome.hp2025'));"
        " return ids.every((id) => [...one.done, ...one.queue.map((p) => p.id),"
        " ...(one.screen?.people ?? []).map((p) => p.id)].includes(id)); }",
        arg=crowd,
        timeout=30_000,
    )
    for wall in walls:
        until_idle(wall)
        assert len(state(wall)["done"]) == len(set(state(wall)["done"])), "nobody twice"
    assert seen | greeted(first) == set(crowd)
    assert greeted(walls[1]) == set(crowd)
    for wall in walls:
        wall.context.close()


def test_the_wall_pauses_and_chooses_blocks(site: Site) -> None:
    wall = device_page(site, "wall", "/welcome", viewport=HALL)
    wall.wait_for_function("() => localStorage.getItem('ops.welcome.hp2025')")
    wall.click(".wall-side button")
    wall.click(".wall-settings button:has-text('Tạm dừng')")
    wall.click(".wall-settings label.tick:has-text('Hội, hiệp hội')")
    away = next(row["id"] for row in guest_lines() if row["category"] == "hiep_hoi" and row["status"] == "confirmed")
    vip = "dv08-01"
    plain = next(
        row["id"]
        for row in guest_lines()
        if row["delegation"] == "DV09" and not row["vip"] and row["status"] == "confirmed"
    )
    come(site, plain, vip, away)
    wall.wait_for_selector(".wall-settings >> text=2 người đang chờ")
    assert [one["id"] for one in state(wall)["queue"]] == [vip, plain]
    assert away in state(wall)["done"]
    assert wall.locator(".greeting").count() == 0
    wall.click(".wall-settings button:has-text('Chào tiếp')")
    wall.wait_for_selector(f".greeting[data-guest={vip}]")
    wall.context.close()
