"""Numbers, the public programme and the live wall in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_pages import axe as axe, look
from tests.support.booth import told
from tests.support.browser import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

LIMIT = 30_000


@pytest.fixture(scope="module")
def slots(site: Site) -> list[dict[str, Any]]:
    """Confirmed slots, published; the first two have numbers. Tomorrow's are confirmed too: late in the evening the
    sample has none of today's left."""
    asked = [one["id"] for one in site.snapshot("live")["live_slot"] if one["state"] == "requested"]
    answers = [site.command(f"live/slots/{id}/step", do="confirm").status for id in asked]
    assert answers.count(200) > 4, answers
    told(site.command("live/publish", note="Công bố tuần livestream"))
    rows = sorted(site.snapshot("live")["live_slot"], key=lambda one: (one["starts"], one["id"]))
    found = [one for one in rows if one["told"]]
    assert len(found) > 4
    for one in found[:2]:
        told(site.command("live/figures", slot=one["id"], values={"orders": 12, "peak": 300}))
    rules = {"vi": "Mức giảm và điều kiện do từng gian niêm yết.", "en": "Each booth sets its own discount."}
    voucher = {"code": "MUASAMVIETNAM", "until": "2030-11-16T05:00:00Z", "rules": rules}
    told(site.command("live/public", voucher=voucher, totals=True))
    return found


@pytest.fixture(scope="module")
def page(site: Site, slots: list[dict[str, Any]]) -> Iterator[Page]:
    made = site.office("/numbers")
    made.wait_for_selector(".table.numbers tbody tr")
    yield made


def total(page: Page, place: int) -> str:
    return page.locator(".totals .facts dd.num").nth(place).inner_text()


def test_a_number_is_typed_doubted_and_added(page: Page, slots: list[dict[str, Any]], axe: str) -> None:
    assert total(page, 1) == "24"
    row = page.locator(f"#slot-{slots[0]['id']}")
    row.locator("button").click()
    form = page.locator(".type-numbers")
    form.locator("input").first.fill("1,2 tr")
    form.locator("button[type=submit]").click()
    page.wait_for_function("() => document.querySelector('.totals .facts dd.num').innerText.includes('1.200.000')")
    form.locator("input").nth(1).fill("1")
    form.locator("button[type=submit]").click()
    page.wait_for_selector(".type-numbers .notice.look li")
    assert "Đơn hàng" in page.inner_text(".type-numbers .notice.look")
    assert page.locator(".said-numbers tbody tr").count() >= 3
    assert look(page, "numbers", axe) == []


def test_an_export_is_looked_at_and_taken_once(
    page: Page, site: Site, slots: list[dict[str, Any]], tmp_path: Path
) -> None:
    channel = next(one for one in site.snapshot("live")["channel"] if one["id"] == slots[0]["channel"])
    file = tmp_path / "live.csv"
    lines = ["Mã phiên live;Bắt đầu;Doanh số;Đơn hàng;Thời lượng"]
    lines += [
        f"{77880000 + n};{one['starts']};{n + 1}.250.000,50;4{n};1 giờ 02 phút" for n, one in enumerate(slots[:1])
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    page.click("#import")
    page.set_input_files("#export-file", str(file))
    page.wait_for_selector(".import-numbers details")
    # A file that cannot be read leaves nothing of the one before to be taken in.
    page.set_input_files("#export-file", {"name": "hinh.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    page.wait_for_selector(".import-numbers .notice.live")
    assert page.locator(".import-numbers table").count() == 0
    page.set_input_files("#export-file", str(file))
    page.wait_for_selector(".import-numbers details")
    page.select_option(".import-numbers > .field select", channel["platform"])
    page.wait_for_function("() => !document.querySelector('.import-numbers [role=status]')")
    page.locator(".import-numbers td select").last.select_option(slots[0]["id"])
    page.click("#take-in:enabled")
    page.wait_for_selector(".notice.go")
    page.locator(".buttons .button").first.click()
    page.wait_for_selector(".table.numbers tbody tr")
    kept = site.snapshot("live")["live_figure_sum"]
    found = next(one for one in kept if one["id"] == slots[0]["id"])
    assert found["metrics"]["gmv"]["source"] in ("export", "typed") and found["files"]


def test_the_programme_needs_no_script_and_no_cookie(site: Site, slots: list[dict[str, Any]], axe: str) -> None:
    context = site.context(java_script_enabled=False)
    plain = context.new_page()
    answer = plain.goto(f"{site.url}/p/hp2025")
    assert answer is not None and answer.status == 200
    text = plain.inner_text("body")
    assert "MUASAMVIETNAM" in text and "Lịch livestream" in text
    plain.goto(f"{site.url}/p/hp2025?day={slots[-1]['told']['starts'][:10]}")
    assert plain.locator("#list ~ .list > li").count() > 0
    plain.get_by_role("link", name="English").click()
    plain.wait_for_url(re.compile("/en$"))
    assert "Livestream programme" in plain.inner_text("body")
    assert context.cookies() == []
    public = site.context().new_page()
    sizes: list[int] = []
    public.on("response", lambda one: sizes.append(int(one.headers.get("content-length", "0"))))
    public.goto(f"{site.url}/p/hp2025")
    public.wait_for_selector("#programme")
    assert 0 < sum(sizes) < LIMIT
    assert look(public, "programme", axe) == []


def test_the_words_of_the_programme_are_changed(site: Site, slots: list[dict[str, Any]], axe: str) -> None:
    page = site.office("/programme")
    page.wait_for_selector(".public-words")
    page.locator(".public-words input").first.fill("HAIPHONG2025")
    page.click(".public-words button[type=submit]")
    page.wait_for_selector("#toasts .toast")
    assert site.get("live/public")["voucher"]["code"] == "HAIPHONG2025"
    assert look(page, "programme words", axe) == []


def test_the_wall_runs_on_without_a_network_and_says_so(site: Site, slots: list[dict[str, Any]], axe: str) -> None:
    device = site.pair("A", role="wall")
    context = site.context(viewport={"width": 1920, "height": 1080})
    site.give_cookie(context, "ops_device", device["token"])
    wall = context.new_page()
    wall.clock.install()
    wall.goto(f"{site.url}/live-wall")
    wall.wait_for_selector(".live-wall .wall-totals")
    assert "Tạm tính" in wall.inner_text(".wall-totals")
    assert look(wall, "wall", axe) == []
    context.set_offline(True)
    wall.clock.fast_forward("01:00")
    wall.wait_for_selector(".wall-silent")
    assert "Mất mạng" in wall.inner_text(".wall-silent")
