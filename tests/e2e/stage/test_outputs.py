"""The page of outputs in a real browser: make one, try it, read in words what came of it, hand out a key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_pages import AXE, look
from tests.stage.outputs import Taker, http_output, obs_output
from tests.support.browser import Site
from tests.support.tools import IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = "Báo Ủy ban nhân dân Đặc khu Bạch Long Vĩ khi phát biểu khai mạc"
SHOTS = os.environ.get("OPS_SHOTS")


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        (pytest.fail if IN_CI else pytest.skip)("axe-core is not installed; scripts/npm.sh ci installs it")
    return AXE.read_text(encoding="utf-8")


def shot(page: Page, name: str) -> None:
    """With OPS_SHOTS=folder: pictures for people who want to look at the page."""
    if SHOTS:
        for width in (360, 820, 1366, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/outputs-{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 820, "height": 1180})


def test_an_output_is_made_tried_and_told_in_words_and_a_key_is_shown_once(site: Site, axe: str) -> None:
    taker = Taker(200, 404)
    page = site.office("/outputs")
    page.wait_for_selector(".outputs .empty")
    wrong = look(page, "empty", axe)
    page.click("button:has-text('Thêm lệnh')")
    page.get_by_label("Tên lệnh").fill(LONG)
    page.get_by_label("Khi nào").select_option("before_end")
    page.get_by_label("Mục nào").select_option("cell")
    page.get_by_label("Cột", exact=True).select_option("led")
    page.get_by_label("Địa chỉ URL").fill(taker.url)
    wrong += look(page, "form", axe)
    shot(page, "form")
    page.click(".in-place button:has-text('Lưu')")
    page.wait_for_selector(".outputs li:has-text('30 giây trước khi mục hết giờ, cột')")
    page.click(".outputs li button:has-text('Gửi thử')")
    page.wait_for_selector(".log tbody tr:has-text('Đã nhận')")
    assert taker.got[0][2] == {"cue": "", "title": "Gửi thử"}
    page.click(".log button:has-text('Gửi lại')")
    page.wait_for_selector(".log tbody tr:has-text('máy nhận trả lời 404')")
    page.click(".outputs li button:text-is('Tắt')")
    page.wait_for_selector(".outputs li:has-text('Đang tắt')")
    page.get_by_label("Tên bàn điều khiển").fill("Stream Deck bàn đạo diễn")
    page.click("button:has-text('Tạo khóa')")
    key = page.inner_text("code.key")
    assert key.startswith("ctl_")
    headers = {"Authorization": f"Bearer {key}"}
    state = page.context.request.get(f"{site.url}/api/control/hp2025/state", headers=headers)
    assert state.json()["standby_title"]
    wrong += look(page, "filled", axe)
    shot(page, "filled")
    page.reload()
    page.wait_for_selector(".outputs li:has-text('Stream Deck')")
    assert key not in page.content()
    page.click("li:has-text('Stream Deck') button:has-text('Thu hồi')")
    page.locator(".confirm .hold, .confirm button >> nth=0").first.hover()
    page.mouse.down()
    page.wait_for_timeout(950)
    page.mouse.up()
    page.wait_for_selector("li:has-text('Đã thu hồi lúc')")
    taker.close()
    assert not wrong, "\n".join(wrong)


def test_the_page_in_english_with_much_on_it(site: Site, axe: str) -> None:
    for body in (
        http_output("http://192.168.7.20:8000/" + "x" * 120, name=LONG),
        obs_output(1, column="stream_bridge"),
    ):
        reply = site.command("outputs", **body)
        assert reply.status == 200, reply.body
    site.command(f"outputs/{reply.body['facts']['output']}/try")
    context = site.context(viewport={"width": 820, "height": 1180})
    site.give_cookie(context, "ops_staff", site.venue.staff["organiser"])
    site.give_cookie(context, "ops_lang", "en")
    page = context.new_page()
    page.goto(site.event + "/outputs")
    page.wait_for_selector(".log tbody tr:has-text('names no scene')")
    wrong = look(page, "english", axe)
    shot(page, "english")
    page.click("li:has-text('OBS sân khấu') button:has-text('Edit')")
    page.click("button:has-text('Ask OBS')")
    page.wait_for_selector(".in-place .notice:has-text('nobody listens')")
    wrong += look(page, "obs", axe)
    shot(page, "obs")
    assert not wrong, "\n".join(wrong)
