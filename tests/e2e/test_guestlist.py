"""A list in the office: a file is chosen, its rows are looked at, one is decided, taken in, and taken back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.guestlist.sheets import csv_of, excel_of
from tests.support.browser import Site

LONG_TITLE = "Trưởng phòng Quản lý Thương mại và Hội nhập Kinh tế quốc tế"
ROWS: list[list[Any]] = [
    ["DANH SÁCH ĐẠI BIỂU"],
    ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại"],
    [1, "Ông TRẦN THỬ NGHIỆM", "Phó Giám đốc", "Sở Tài chính", "0912 000 777"],
    [2, "Lê Thử Nghiệm", "Chuyên viên", "UBND xã Cam Giang", "0912 000 888"],
    [3, "Trần Thử Nghiệm", "Văn thư", "Sở Tài chính", "0912 000 999"],
    [4, "Vũ Có Cả Một Cái Tên Rất Dài Như Vậy", LONG_TITLE, "Xã Cẩm Giàng", ""],
]  # fmt: skip


def shot(page: Any, name: str) -> None:
    """Pictures for the eye, when a folder is named."""
    folder = os.environ.get("OPS_SHOTS")
    if folder:
        for width, height in ((360, 740), (820, 1180), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=str(Path(folder) / f"lists-{name}-{width}.png"), full_page=True)


def test_a_list_is_brought_in_and_taken_back(site: Site) -> None:
    page = site.office("/lists")
    page.wait_for_selector("#list-file")
    data = excel_of({"Sheet1": ROWS})
    page.set_input_files("#list-file", {"name": "danh sach so tai chinh.xlsx", "mimeType": "", "buffer": data})
    page.wait_for_selector("li.listed.error")
    page.wait_for_selector(".kinds button[aria-pressed=true]")
    text = page.inner_text("#lists")
    assert "Sheet1!D4" in text
    assert "Xã Cẩm Giang; Ủy ban nhân dân Xã Cẩm Giàng" in text
    assert "Ông Trần Thử Nghiệm" in text
    shot(page, "preview")
    before = len(site.query("SELECT id FROM guest WHERE event_id = 'hp2025'"))
    page.select_option("li.listed.doubtful select", "new")
    page.click(".list-acts .button.main")
    page.wait_for_selector("li.listed.new .pill:has-text('Đã nhận')")
    made = site.query("SELECT name FROM guest WHERE name LIKE '%Thử Nghiệm'")
    assert [row["name"] for row in made] == ["Trần Thử Nghiệm", "Trần Thử Nghiệm"]
    page.click(".kinds button:has-text('Lỗi')")
    page.wait_for_selector("li.listed.error")
    page.wait_for_function("() => document.querySelectorAll('li.listed').length === 1")
    page.click(".list-acts .button:has-text('Hoàn tác')")
    page.click(".confirm .button.main")
    page.wait_for_selector("#list-name:has-text('Đã hoàn tác')")
    assert len(site.query("SELECT id FROM guest WHERE event_id = 'hp2025'")) == before
    page.click("a.button[href='#']")
    page.wait_for_selector(".rows a.row:has-text('danh sach so tai chinh.xlsx')")
    shot(page, "start")
    site.assert_clean()


def test_the_file_is_chosen_in_our_words_and_by_keyboard(site: Site) -> None:
    """The browser's own words for a file are in the browser's language: nothing of them is to be seen."""
    page = site.office("/lists")
    page.wait_for_selector("#list-file")
    assert page.inner_text(".file") == "Chọn tệp\nChưa chọn tệp"
    assert page.evaluate("getComputedStyle(document.querySelector('#list-file')).opacity") == "0"
    page.focus(".drop select")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "list-file"
    assert page.evaluate("getComputedStyle(document.querySelector('.file')).outlineStyle") == "solid"
    with page.expect_file_chooser():
        page.click(".file")
    page.context.close()


def test_a_file_is_dropped_and_refused_in_words(site: Site) -> None:
    page = site.office("/lists")
    page.wait_for_selector("#list-file")
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.items.add(new File([text], 'kinh phi.csv', { type: 'text/csv' }));
          document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
        }""",
        csv_of([["Khoản", "Tiền"], ["In", "5"]]).decode(),
    )
    page.wait_for_selector(".notice.live:has-text('Họ và tên')")
    shot(page, "refused")
    with page.expect_download() as download:
        page.goto(site.event + "/lists")
        page.click("a.button:has-text('Tải tệp mẫu')")
    assert download.value.suggested_filename.startswith("mau-danh-sach-hp2025")
