"""The record in a real browser: two takes beside each other, names, causes, lengths written into the sheet and taken
back, for everybody and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_pages import AXE, AXE_TAGS, RUN_AXE, SIDEWAYS, SMALL_TARGETS, TARGET_PX
from tests.support.browser import MakeSite, Site
from tests.support.tools import IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = [(360, 740), (820, 1180), (1366, 768), (1920, 1080)]
ROWS = ("r06", "r07", "r08", "r09")
MINUTE = 60_000


@pytest.fixture(scope="module")
def hall(make_site: MakeSite) -> Iterator[Site]:
    """A site on which four rows were rehearsed twice, each time longer than planned."""
    site = make_site(OPS_TEST_CLOCK="1")
    rehearse(site, 4 * MINUTE)
    rehearse(site, 6 * MINUTE)
    yield site
    site.close()
    site.assert_clean()


def rehearse(site: Site, length: int) -> None:
    """One take: every row as long as told."""
    from ops.core.clock import iso

    office = site.venue.office(site.server)
    state = site.get("stage/state?track=stage")
    at = max(state["tracks"][0]["planned_start"], state["at"]) + length  # the clock of a show never goes back
    for row in ROWS:
        assert office.post("/api/clock", {"now": iso(at)}).status == 200
        assert site.command("stage/step", track="stage", do="start", row=row).status == 200
        at += length
    assert office.post("/api/clock", {"now": iso(at)}).status == 200
    office.close()
    for path, facts in (("step", {"do": "stop"}), ("reset", {})):
        assert site.command(f"stage/{path}", track="stage", **facts).status == 200


def record_page(site: Site, lang: str = "vi", login: str = "organiser") -> Page:
    context = site.context()
    site.give_cookie(context, "ops_staff", site.venue.staff[login])
    site.give_cookie(context, "ops_lang", lang)
    page = context.new_page()
    page.goto(site.event + "/record")
    page.wait_for_selector(".runs tbody tr")
    page.wait_for_selector(".compare tbody tr")
    return page


def length_of(site: Site, row: str) -> int:
    rows = site.snapshot("stage")["sheet_row"]
    return next(int(one["plan"]["duration"]) for one in rows if one["id"] == row)


def test_takes_are_named_explained_and_turned_into_lengths(hall: Site) -> None:
    page = record_page(hall)
    assert page.locator(".takes li").count() == 3, "two that ran and the one that is on"
    page.click(".takes li:nth-child(1) button")
    page.wait_for_selector("#runs:has-text('Lượt 1')")
    page.fill(".take-name input", "Tổng duyệt")
    page.click(".take-name button")
    page.wait_for_selector(".takes li:nth-child(1) .title:has-text('Tổng duyệt')")
    page.wait_for_selector(".compare thead th:has-text('Tổng duyệt')")
    line = page.locator(".runs tbody tr").nth(1)
    line.locator(".cause-field").fill("Chờ đoàn Đặc khu Bạch Long Vĩ")
    line.locator(".cause button").click()
    line.locator(".cause button").wait_for(state="detached")
    causes = [one["cause"] for one in hall.get("stage/record?take=1")["runs"]]
    assert causes[1] == "Chờ đoàn Đặc khu Bạch Long Vĩ"
    with page.expect_download() as file:
        page.click("a:has-text('Tải Excel')")
    assert file.value.suggested_filename.endswith(".xlsx")

    before = {row: length_of(hall, row) for row in ROWS}
    write = page.locator(".write button")
    page.wait_for_selector(".write button:has-text('Ghi 4 ')")
    page.locator(".compare tbody tr").nth(0).locator("input").uncheck()
    page.wait_for_selector(".write button:has-text('Ghi 3 ')")
    write.click()
    page.wait_for_selector(".toast:has-text('Đã ghi 3 thời lượng')")
    after = {row: length_of(hall, row) for row in ROWS}
    assert [after[row] for row in ROWS[1:]] == [5 * MINUTE] * 3, "the median of four and six minutes"
    assert after[ROWS[0]] == before[ROWS[0]]
    page.click(".toast button:has-text('Hoàn tác')")
    page.wait_for_selector(".write button:has-text('Ghi 3 ')")
    assert {row: length_of(hall, row) for row in ROWS} == before
    page.locator(".takes li:nth-child(2) .tick input").uncheck()
    page.wait_for_function("() => document.querySelectorAll('.compare thead .take').length === 1")


def test_who_may_only_look_reads_and_changes_nothing(hall: Site) -> None:
    context = hall.context()
    hall.give_cookie(context, "ops_device", hall.pair("A", "Máy ê-kíp", "crew")["token"])
    page = context.new_page()
    page.goto(hall.event + "/record")
    page.wait_for_selector(".runs tbody tr")
    assert page.locator("#record input:not([type=checkbox])").count() == 0
    assert page.locator(".compare").count() == 0


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        (pytest.fail if IN_CI else pytest.skip)("axe-core is not installed; scripts/npm.sh ci installs it")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_record_is_for_everybody_and_fits_on_paper(hall: Site, axe: str, lang: str) -> None:
    page = record_page(hall, lang)
    page.evaluate(axe)
    wrong: list[Any] = []
    for theme in ("light", "stage") if lang == "vi" else ("light",):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        page.evaluate("() => { for (const one of document.getAnimations()) one.finish(); }")
        wrong += page.evaluate(RUN_AXE, AXE_TAGS)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wrong += [(width, one) for one in page.evaluate(SIDEWAYS) + page.evaluate(SMALL_TARGETS, TARGET_PX)]
    page.emulate_media(media="print")
    shown = page.evaluate(
        "() => ['.runs table', '.takes', '.compare'].map((one) => document.querySelector(one).checkVisibility())"
    )
    assert shown == [True, False, False]
    assert not wrong, wrong
