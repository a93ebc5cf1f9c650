"""The run sheet as a file and on paper, in a real browser: an ugly workbook looked at, corrected, taken in, taken back;
papers as they print."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_pages import AXE, AXE_TAGS, RUN_AXE, SIDEWAYS, SMALL_TARGETS, TARGET_PX
from tests.stage.test_reading import ugly
from tests.support.browser import MakeSite, Site

pdfium = pytest.importorskip("pypdfium2")
# How far below the upper edge of its cell the title of a row begins, where no mark stands before it.
NAME_DROPS = """() => Math.max(0, ...[...document.querySelectorAll('th[scope=row] > .run-name:first-child')]
  .map((one) => one.getBoundingClientRect().top - one.parentElement.getBoundingClientRect().top))"""
WIDTHS = ((360, 740), (820, 1180), (1366, 768), (1920, 1080))


def shot(page: Any, name: str) -> None:
    """Pictures for the eye, when a folder is named."""
    folder = os.environ.get("OPS_SHOTS")
    if folder:
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=str(Path(folder) / f"files-{name}-{width}.png"), full_page=True)


def check(page: Any) -> None:
    """No sideways scroll, fingers find what they meet, axe finds nothing."""
    for width, height in WIDTHS[:3]:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SIDEWAYS) == [], (page.url, width)
        assert page.evaluate(SMALL_TARGETS, TARGET_PX) == [], (page.url, width)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN_AXE, AXE_TAGS) == []


@pytest.fixture(scope="module")
def hall(make_site: MakeSite) -> Iterator[Site]:
    site = make_site()
    yield site
    site.close()
    site.assert_clean()


def sheet(site: Site, track: str) -> dict[str, Any]:
    rows = site.snapshot("stage")
    by_id = {row["id"]: row for row in rows["sheet_row"]}
    places = next(one["places"] for one in rows["track"] if one["id"] == track)
    return {one: {k: v for k, v in by_id[one].items() if k != "revs"} for one in places}


def test_an_ugly_workbook_is_taken_in_and_taken_back(hall: Site) -> None:
    track = hall.command("stage/tracks", name="Hội trường nhỏ").body["facts"]["track"]
    page = hall.office(f"/sheet/import?track={track}")
    page.wait_for_selector("#sheet-file")
    check(page)
    shot(page, "import-start")
    before = sheet(hall, track)
    file: Any = {"name": "đường dây tối 14.xlsx", "mimeType": "", "buffer": ugly()}
    page.set_input_files("#sheet-file", file)
    page.wait_for_selector("#accept")
    assert page.inner_text("#accept") == "Nhận 12 dòng"
    text = page.inner_text("#import")
    assert all(one in text for one in ("Kịch bản!C17", "Kịch bản!I4", "II. PHẦN NGHI LỄ", "Múa Biển gọi", "19:13:30"))
    assert page.locator("li.listed.new").count() + page.locator("li.listed.error").count() == 12
    assert "8 cột đã hiểu, 1 cột không nhập" in page.inner_text(".import-columns summary")
    page.click(".import-columns summary")
    page.select_option(".import-columns select[data-at='8']", "stage_note")
    page.wait_for_selector(".import-columns summary:has-text('9 cột đã hiểu, 0 cột không nhập')")
    check(page)
    shot(page, "import-look")
    page.click("[data-kind='error']")
    page.wait_for_function("() => document.querySelectorAll('li.listed').length === 2")
    page.click("[data-kind='all']")
    page.click("#accept")
    page.wait_for_selector("#undo-import")
    after = sheet(hall, track)
    assert len(after) == len(before) + 12
    notes = [row["cells"].get("stage_note") for row in after.values()]
    assert "Áo dài" in notes
    shot(page, "import-done")
    page.click("#undo-import")
    page.wait_for_selector("#accept")
    assert sheet(hall, track) == before
    page.click("li.listed[data-n='5'] input")
    page.click("#accept:has-text('Nhận 1 dòng đã đánh dấu')")
    page.wait_for_selector("#undo-import")
    assert len(sheet(hall, track)) == len(before) + 2, "the row and its section"
    page.click("#undo-import")
    page.wait_for_selector("#accept")
    page.click(".list-acts .button:not(.main):not(.hold)")
    page.set_input_files("#sheet-file", file | {"buffer": b"%PDF-1.7"})
    page.wait_for_selector(".notice.live")
    page.context.close()


def test_papers_are_offered_and_print(hall: Site) -> None:
    page = hall.office("/prints")
    page.wait_for_selector("[data-open=cards]")
    check(page)
    shot(page, "prints")
    page.click("[data-pdf=lists]")
    page.wait_for_selector(".job-row a[download]", timeout=20_000)
    assert "Bảng cue: Mọi bộ phận" in page.inner_text(".job-row")
    for what, size in (("sheet", (842, 595)), ("cards", (420, 595)), ("lists", (595, 842))):
        page.goto(hall.event + f"/prints/{what}")
        page.wait_for_selector("#print-now")
        check(page)
        shot(page, f"print-{what}")
        assert page.evaluate(NAME_DROPS) <= 12, "a title begins in the first line of its row"
        pdf = pdfium.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
        assert [round(one) for one in pdf[0].get_size()] == pytest.approx(size, abs=1)
        first = pdf[0].get_textpage().get_text_range()
        whole = " ".join(one.get_textpage().get_text_range() for one in pdf)
        assert "Về trang in" not in whole
        if what == "cards":
            assert len(pdf) == 23
            assert "1/23" in first
            assert "Kế tiếp" in first
        else:
            assert all("Giờ" in one.get_textpage().get_text_range() for one in pdf), "the head is repeated"
            assert f"1/{len(pdf)}" in first.replace(" ", "")
            assert "MỐC CỨNG" in whole
        if folder := os.environ.get("OPS_SHOTS"):
            pdf[0].render(scale=1.4).to_pil().save(Path(folder) / f"files-paper-{what}.png")
    page.context.close()
