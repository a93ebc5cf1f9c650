"""Badges and paper lists in a real browser: asked for, printed on the right paper, warned about, typed in again."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tests.support.browser import Site, plain_guests

pdfium = pytest.importorskip("pypdfium2")
zxingcpp = pytest.importorskip("zxingcpp")
GUESTS = plain_guests("A")[100:140]
POINT_MM = 25.4 / 72
# The page's policy allows no evaluated script: what was printed is counted where a selector sees it.
COUNT_PRINTS = """window.print = () => {
  const { dataset } = document.documentElement;
  dataset.prints = String(Number(dataset.prints ?? 0) + 1);
};"""
PRINTED_ONCE = "html[data-prints='1']"
LONG = {
    "name": "Công Tằng Tôn Nữ Hoàng Thiên Nghiễm Phượng Khuyên Nguyệt Yến",
    "title": "Phó Trưởng ban thường trực kiêm Chánh Văn phòng Ban Chỉ đạo chuyển đổi số và thương mại điện tử",
    "unit": "Ủy ban nhân dân Đặc khu Bạch Long Vĩ, thành phố Hải Phòng",
}
OUTSIDE = """() => [...document.querySelectorAll('.badge')].flatMap((badge) => {
  const edge = badge.getBoundingClientRect();
  const room = badge.querySelector('.person').getBoundingClientRect();
  return [...badge.querySelectorAll('p, b, span')].filter((one) => one.checkVisibility()).filter((one) => {
    const box = one.getBoundingClientRect();
    const inRoom = !one.closest('.person') || (box.top >= room.top - 1 && box.bottom <= room.bottom + 1);
    return box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1 || !inRoom;
  }).map((one) => one.textContent);
})"""
COLUMNS = "() => [...document.querySelectorAll('.paper-list thead tr:last-child th')].map((one) => one.offsetWidth)"
OVERLAPPING = """() => { const right = (one) => one.getBoundingClientRect().right;
  return [...document.querySelectorAll('.entry .field-pair .field :is(input, select)')]
    .filter((one) => right(one) > right(one.closest('.field')) + 0.5).map((one) => one.id || one.type); }"""


def printed_pages(page: Any) -> Any:
    """What the browser's print window would give."""
    return pdfium.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


def millimetres(page: Any) -> tuple[int, int]:
    width, height = page.get_size()
    return round(width * POINT_MM), round(height * POINT_MM)


def print_page(site: Site, query: str, login: str = "organiser") -> Any:
    page = site.office("/people", login=login)
    page.context.add_init_script(COUNT_PRINTS)
    page.goto(f"{site.event}/badges/print?{query}")
    return page


def test_a_sheet_is_made_found_again_and_asked_for_twice(site: Site) -> None:
    page = site.office("/badges")
    page.wait_for_selector("#badges li.row")
    page.select_option("select >> nth=0", "delegation")
    page.select_option("select >> nth=1", "DV01")
    page.wait_for_selector("#badges li.row")
    people = int(page.inner_text(".print-form .facts dd >> nth=0"))
    page.click("button:has-text('Tạo tệp PDF')")
    page.goto(f"{site.event}/guests")
    page.goto(f"{site.event}/badges")
    page.wait_for_selector(".job-row a[download]")
    with page.expect_download() as coming:
        page.click(".job-row a[download]")
    made = pdfium.PdfDocument(coming.value.path())
    assert (len(made), millimetres(made[0])) == (people, (105, 148))
    (run,) = site.get("badges/log")["runs"]
    assert run["by"] in page.inner_text(f"table tbody tr:has(td:has-text('{people}'))")
    page.select_option("select >> nth=0", "delegation")
    page.select_option("select >> nth=1", "DV01")
    page.wait_for_selector(".empty")
    page.uncheck(".print-form .tick input")
    page.wait_for_selector("#badges li.row .pill")
    page.click("button:has-text('Tạo tệp PDF')")
    assert f"{people} thẻ đã in trước đó" in page.inner_text(".notice[role=alert]")
    page.click(".notice button:has-text('In lại')")
    page.wait_for_selector(".job-row a[download] >> nth=1")
    page.context.close()


@pytest.mark.parametrize(("layout", "size"), [("a6", (105, 148)), ("label62", (62, 100))])
def test_the_browser_prints_on_the_right_paper(site: Site, layout: str, size: tuple[int, int]) -> None:
    first = GUESTS[0 if layout == "a6" else 1]
    site.command(f"guests/{first}/change", changes=LONG)
    others = GUESTS[2:4] if layout == "a6" else GUESTS[4:6]
    page = print_page(site, f"guests={','.join([first, *others])}&layout={layout}")
    page.wait_for_selector(PRINTED_ONCE)
    assert page.locator(".badge").count() == 3
    assert LONG["name"] in page.inner_text(".sheets")
    assert page.evaluate(OUTSIDE) == []
    made = printed_pages(page)
    assert [millimetres(one) for one in made] == [size] * 3
    for dpi in (72, 150, 300):
        read = [code.text for one in made for code in zxingcpp.read_barcodes(one.render(scale=dpi / 72).to_pil())]
        assert sorted(read) == sorted(site.link_of(one).upper() for one in (first, *others)), dpi
    page.context.close()


def test_a_second_print_of_one_badge_is_warned_about(site: Site) -> None:
    guest = GUESTS[6]
    page = print_page(site, f"guests={guest}&layout=label62")
    page.wait_for_selector(PRINTED_ONCE)
    page.reload()
    notice = page.wait_for_selector(".notice[role=alert]")
    assert "1 thẻ đã in trước đó" in notice.inner_text()
    assert page.locator(".badge").count() == 0
    page.click(".notice button")
    page.wait_for_selector(".badge")
    page.wait_for_selector(PRINTED_ONCE)
    assert len(site.query("SELECT * FROM printed WHERE guest_id = ?", guest)) == 2
    page.context.close()


def test_a_tablet_prints_a_badge(site: Site) -> None:
    tablet = site.tablet(0)
    tablet.context.add_init_script(COUNT_PRINTS)
    page = tablet.context.new_page()
    page.goto(f"{site.event}/badges/print?guests={GUESTS[7]}&layout=label62")
    page.wait_for_selector(PRINTED_ONCE)
    (row,) = site.query("SELECT * FROM printed WHERE guest_id = ?", GUESTS[7])
    assert row["by"] == f"device:{tablet.id}"
    tablet.context.close()


def test_the_paper_list_is_printed_and_typed_in(site: Site) -> None:
    page = site.office("/paper")
    page.click("button:has-text('Lập danh sách')")
    page.wait_for_selector(".paper-list tbody")
    tick, number, name, sign = page.evaluate(COLUMNS)
    assert tick < number < sign < name, "the room is for names"
    made = printed_pages(page)
    assert {millimetres(one) for one in made} == {(210, 297)}
    texts = [" ".join(one.get_textpage().get_text_bounded().split()) for one in made]
    assert len(texts) > 5
    assert "Lập danh sách" not in texts[0], "the page's own buttons are printed"
    for number, text in enumerate(texts, 1):
        assert f"{number}/{len(texts)}" in text
        assert "Ký tên" in text
        assert "In lúc" in text
    page.goto(f"{site.event}/paper/entry")
    page.wait_for_selector("#numbers")
    assert page.evaluate(OVERLAPPING) == []
    numbers = {row["guest_id"]: row["number"] for row in site.query("SELECT * FROM numbered")}
    four = [numbers[one] for one in GUESTS[10:14]]
    page.fill("input[type=datetime-local]", "2025-11-14T18:05")
    page.wait_for_selector("text=18:05, thứ Sáu, ngày 14 tháng 11 năm 2025")  # however the browser writes it
    page.select_option("select", "A")
    page.fill("#numbers", f"{four[0]} {four[1]}-{four[1]} {four[2]},{four[3]} 99999 xx")
    status = page.inner_text("form.entry p[role=status]")
    assert "4 người sẽ lưu" in status
    assert "1 số không có trong danh sách" in status
    assert "không đọc được: xx" in status
    page.press("#numbers", "Enter")
    page.wait_for_selector("section[aria-labelledby=stored] .pill")
    stored = [row for row in site.scans() if row["method"] == "list"]
    assert {row["guest_id"] for row in stored} == set(GUESTS[10:14])
    assert {row["at"] for row in stored} == {1763118300000}
    assert page.input_value("#numbers") == "99999"
    assert page.evaluate("document.activeElement.id") == "numbers"
    page.click("button:has-text('Hoàn tác')")
    page.wait_for_selector("section[aria-labelledby=stored] >> text=Đã hoàn tác")
    assert {row["state"] for row in site.scans() if row["method"] == "list"} == {"undone"}
    page.context.close()


def test_a_lost_answer_stores_a_batch_once(site: Site) -> None:
    site.command("paper")
    page = site.office("/paper/entry")
    page.wait_for_selector("#numbers")
    (row,) = site.query("SELECT number FROM numbered WHERE guest_id = ?", GUESTS[20])
    page.fill("input[type=datetime-local]", "2025-11-14T18:05")
    page.fill("#numbers", str(row["number"]))
    lost = []

    def swallow(route: Any) -> None:
        lost.append(json.loads(route.request.post_data))
        route.fetch()
        route.abort()

    page.route("**/scans", swallow, times=1)
    page.press("#numbers", "Enter")
    page.wait_for_selector(".notice[role=alert]")
    assert page.input_value("#numbers") == str(row["number"])
    page.press("#numbers", "Enter")
    page.wait_for_selector("section[aria-labelledby=stored] .pill")
    assert [one["ref"] for one in site.scans() if one["guest_id"] == GUESTS[20]] == [lost[0]["items"][0]["ref"]]
    page.context.close()
