"""The planner's panel in the schedule: asked, looked at, taken in part, stale for whoever looked too long."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from ops.livestream.rules.kinds import KINDS
from ops.livestream.rules.platforms import COUNTED
from scripts.parts import ROOT
from tests.e2e.test_pages import AXE, AXE_TAGS, RUN_AXE, SIDEWAYS
from tests.support.browser import Site
from tests.support.tools import IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = ((1366, 768), (820, 1180), (360, 740), (1920, 1080))
PANEL = ".plan-panel"


@pytest.fixture(scope="module")
def wishes(site: Site) -> Site:
    """Sessions that nobody has placed yet; one of them sells what nobody may advertise."""
    days = [(date.today() + timedelta(days=n)).isoformat() for n in (1, 2)]
    assert site.command("live/settings", days=days).status == 200
    long = "Bánh đậu xanh Rồng Vàng và câu chuyện của một làng nghề ba đời"
    for n, title in enumerate((long, "Nước mắm Cát Hải", "Gốm Chu Đậu")):
        assert site.command("live/sessions", id=f"pl{n}", title=title, minutes=60, priority=3).status == 200
    spirit = site.command("live/sessions", id="pl9", title="Rượu làng", products=["SP006"], minutes=60)
    assert spirit.status == 200, spirit.body
    return site


def ask(page: Page) -> None:
    page.click(f"{PANEL} button:has-text('Tính đề xuất')")
    page.wait_for_selector(f"{PANEL} h3:text-is('Đề xuất')", timeout=60_000)


def test_a_proposal_is_looked_at_and_taken_in_part(wishes: Site) -> None:
    page = wishes.office("/schedule")
    page.click("button:has-text('Gợi ý xếp lịch')")
    ask(page)
    page.wait_for_selector(f"{PANEL} .plan-move >> nth=2")
    assert page.locator(".plan-move:has-text('Bánh đậu xanh Rồng Vàng') .pill").inner_text() == "Ca mới"
    left = page.locator(f"{PANEL} li:has-text('Rượu làng')")
    assert "luật cấm quảng cáo hàng này" in left.inner_text()
    left.locator("button").click()
    left.locator("text=bỏ hàng này khỏi phiên").wait_for()
    look(page)
    before = len(wishes.snapshot("live")["live_slot"])
    page.locator(".plan-move:has-text('Gốm Chu Đậu') input").uncheck()
    page.click(f"{PANEL} button:has-text('đã chọn')")
    page.wait_for_selector(f"{PANEL} h3:has-text('Đã nhận')")
    rows = wishes.snapshot("live")["live_slot"]
    assert len(rows) > before
    assert not [row for row in rows if row["session"] == "pl2"]
    assert [row["state"] for row in rows if row["session"] == "pl0"] == ["draft"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_conflict_can_be_told_without_its_names(lang: str) -> None:
    """A proposal knows of a conflict only its kind: its words have no gap to fill. What a platform counts has a
    sentence of its own: two of what?"""
    folder = ROOT / "static" / "i18n" / lang
    words = {
        key: said for file in folder.glob("live-*.json") for key, said in json.loads(file.read_text("utf-8")).items()
    }
    told = [words.get(f"plan.kind.{kind}", "") for kind in [*KINDS, "other"]]
    assert all(said and "{" not in said for said in told), told
    for what, facts in {"advice": [*COUNTED, "lead_minutes"], "limit": [*COUNTED]}.items():
        for fact in facts:
            assert "{limit}" in words[f"live.conflict.platform.{what}.text.{fact}"], (what, fact)


def test_who_looked_too_long_is_told(wishes: Site) -> None:
    page = wishes.office("/schedule")
    page.click("button:has-text('Gợi ý xếp lịch')")
    ask(page)
    moved = page.evaluate("document.querySelectorAll('.plan-move').length")
    assert moved
    row = wishes.snapshot("live")["live_settings"][0]
    starts = f"{row['days'][0]}T05:00:00.000Z"
    assert wishes.command("live/slots", id="pl2s", session="pl2", starts=starts).status == 200
    page.click(f"{PANEL} button:has-text('Nhận cả')")
    page.wait_for_selector(f"{PANEL} .notice:has-text('Lịch đã đổi')")


def look(page: Page) -> None:
    """At every width nothing runs out sideways; machine-checked accessibility has nothing to say about the panel."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if folder := os.environ.get("OPS_SHOTS"):
            page.screenshot(path=f"{folder}/plan-{width}.png", full_page=width < 900)
        assert page.evaluate(SIDEWAYS) == [], width
    page.set_viewport_size({"width": 1366, "height": 768})
    if AXE.exists() or IN_CI:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(RUN_AXE, AXE_TAGS) == []
