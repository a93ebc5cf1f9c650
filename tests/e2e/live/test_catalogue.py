"""The catalogue in a real browser: what is missing, two people in one field, a photo of a paper, a list."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests

from tests.e2e.test_pages import axe as axe, look
from tests.livestream.shelf import picture
from tests.support.browser import Site

LIST = "Chủ thể;Sản phẩm;Giá bán;Hạng sao\nHTX Thử Trình Duyệt;Bánh thử trình duyệt;125.000đ;4 sao\n"
LONG = "Công ty TNHH một thành viên chế biến nông sản thực phẩm sạch"  # 60 letters


def row_of(site: Site, entity: str, name: str) -> dict[str, Any] | None:
    return next((one for one in site.snapshot("live")[entity] if one["name"] == name), None)


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def test_the_catalogue_is_worked_through(site: Site, axe: str) -> None:
    page = site.office("/catalogue#products")
    page.wait_for_selector(".cat-row")
    page.click(".cat-tools .kinds button >> nth=1")  # what has to be done
    page.wait_for_selector("text=không lên livestream")
    assert page.locator(".cat-row.look, .cat-row.live").count() == page.locator(".cat-row").count()

    # Two people in one field: the second sees what the first wrote, and keeps theirs or writes over it.
    page.click(".cat-tools .kinds button >> nth=0")
    page.fill(".cat-tools input[type=search]", "chan hung")  # without accents
    until(lambda: page.locator(".cat-row").count() == 1, "one row fits")
    page.click(".cat-row button")
    page.click(".parts >> text=Sửa")
    before = row_of(site, "product", "Trứng Chấn Hưng")
    assert before is not None
    changes = {"seen": before["revision"], "changes": {"pack": "vỉ 12 quả"}}
    assert site.command(f"live/catalogue/product/{before['id']}/change", **changes).status == 200
    page.get_by_label("Quy cách").fill("vỉ 6 quả")
    page.click(".in-place >> text=Lưu")
    page.wait_for_selector("text=vỉ 12 quả >> visible=true")
    page.click("text=Ghi giá trị của tôi")
    until(lambda: (row_of(site, "product", "Trứng Chấn Hưng") or {})["pack"] == "vỉ 6 quả", "mine is written")

    # A new producer with a long name, then a photo of its paper, accepted.
    page.click(".cat-tabs >> text=Chủ thể")
    page.click("text=Thêm chủ thể")
    page.get_by_label("Tên", exact=True).fill(LONG)
    page.click(".in-place button.main")
    page.wait_for_selector(".parts")
    page.click(".parts >> text=Thêm giấy tờ")
    page.locator(".parts input[type=file]").set_input_files(
        {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": picture(exif=True)}
    )
    page.get_by_label("Số", exact=True).fill("0201")
    page.click(".parts form button.main")
    page.wait_for_selector(".parts >> text=Chờ duyệt")
    made = row_of(site, "producer", LONG)
    assert made is not None
    until(
        lambda: [
            (one["has_file"], one["file_type"], one["state"])
            for one in site.snapshot("live")["live_paper"] if one["owner"] == made["id"]
        ] == [(True, "image/jpeg", "waiting")],
        "the paper is there, and then its file",
    )  # fmt: skip
    assert look(page, "catalogue, a row open", axe) == []
    page.locator(".part .row").get_by_text("Xử lý").click()
    page.click(".part .in-place >> text=Duyệt")
    page.wait_for_selector(".part >> text=Đã duyệt")

    # A list: looked at, taken in, taken back.
    page.click(".cat-tabs >> text=Nhập danh sách")
    page.locator("#catalogue-file").set_input_files(
        {"name": "danh sách.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.wait_for_selector(".listed.new")
    assert page.locator(".listed.new").count() == 2
    assert "125.000" in page.inner_text(".listed.new >> nth=1")
    page.click(".list-acts button.main")
    until(lambda: row_of(site, "product", "Bánh thử trình duyệt"), "the list is taken in")
    page.click("text=Hoàn tác >> nth=0")
    page.click("text=Hoàn tác lần nhập này")
    until(lambda: not row_of(site, "product", "Bánh thử trình duyệt"), "the list is taken back")

    # A phone for a booth is given a room or booth as its place.
    devices = site.office("/devices")
    devices.get_by_label("Vai trò").select_option("booth")
    devices.get_by_label("Phòng hoặc gian").select_option("G02")
    site.assert_clean()


def test_a_scan_that_is_too_large_leaves_no_paper_behind(site: Site) -> None:
    page = site.office("/catalogue#products/SP003")
    page.wait_for_selector(".parts")
    before = len(site.snapshot("live")["live_paper"])
    page.click(".parts >> text=Thêm giấy tờ")
    large = {"name": "lon.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + bytes(10 * 1024 * 1024)}
    page.locator(".parts input[type=file]").set_input_files(large)
    page.click(".parts form button.main")
    page.wait_for_selector(".parts .notice.live:has-text('10 MB')")
    assert len(site.snapshot("live")["live_paper"]) == before
    site.assert_clean()


def test_who_only_looks_finds_nothing_to_write(site: Site) -> None:
    account = {"login": "nguoi-xem", "password": "mat khau dai"}
    office = site.venue.office(site.server)
    assert site.venue.command(office, "members", name="Người Chỉ Xem", roles=["viewer"], **account).status == 200
    office.close()
    site.venue.staff["viewer"] = requests.post(f"{site.url}/api/sign-in", json=account, timeout=10).json()["token"]
    page = site.office("/catalogue#channels/K01", login="viewer")
    page.wait_for_selector(".cat-row")
    assert page.locator("text=Thêm kênh").count() == 0
    assert page.locator(".parts >> text=Khóa phát").count() == 0
    site.assert_clean()
