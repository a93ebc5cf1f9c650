"""The office's page of personal data: a notice, one person out and blank, and the purge of the whole event."""

from __future__ import annotations

import json
from typing import Any

from scripts.parts import ROOT
from tests.e2e.test_pages import axe, look  # noqa: F401 - a fixture is named by its argument
from tests.privacy.test_purge import traces
from tests.support.browser import Site, guest_lines, plain_guests

PEOPLE = {row["id"]: row for row in guest_lines()}
EVENT = json.loads((ROOT / "samples" / "haiphong-2025" / "event.json").read_text(encoding="utf-8"))
CATEGORIES = {one["id"]: one["name"] for one in EVENT["categories"]}
FIRST, SECOND = plain_guests("A")[:2]


def hold(page: Any, button: str) -> None:
    """Press as long as it takes."""
    place = page.locator(button)
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(1000)
    page.mouse.up()


def test_a_notice_is_published_and_the_next_one_keeps_it(site: Site, axe: str) -> None:  # noqa: F811
    page = site.office("/privacy")
    page.wait_for_selector("text=Bản đang dùng: số 1")  # that of the sample
    assert page.locator("details >> text=Các bản trước").count() == 0
    page.click("text=Soạn bản mới")
    assert "Bên kiểm soát dữ liệu: Sở Công Thương" in page.input_value("textarea >> nth=0")
    assert look(page, "new notice", axe) == []
    page.fill("textarea >> nth=0", "Bên kiểm soát dữ liệu: Sở Công Thương.\n\nĐoạn hai.")
    page.click("text=Công bố bản mới")
    page.wait_for_selector("text=Bản đang dùng: số 2")
    assert page.inner_text(".notice-words >> nth=0").endswith("Đoạn hai.")
    assert page.locator("details >> text=Các bản trước").count() == 1
    page.context.close()


def test_the_page_leads_to_the_rules_and_what_is_saved_there_holds(site: Site, axe: str) -> None:  # noqa: F811
    before = site.get("policy")
    page = site.office("/privacy")
    page.click("section[aria-labelledby=policy] a:has-text('Sửa')")
    page.wait_for_selector("#rules[open] form")
    assert look(page, "rules", axe) == []
    page.get_by_label("Người đến không có trong danh sách").select_option("closed")
    page.get_by_label("Giữ dữ liệu bao nhiêu ngày").fill("45")
    page.click("#rules button:has-text('Lưu')")
    page.wait_for_selector("text=Đã lưu quy định")
    assert site.get("policy") == before | {"walk_ins": "closed", "retention_days": 45}
    page.goto(site.event + "/privacy")
    page.wait_for_selector("text=45 ngày sau sự kiện")
    again = {"walk_ins": before["walk_ins"], "retention_days": before["retention_days"]}
    assert site.command("policy", changes=again).status == 200
    page.context.close()


def assert_in_words(text: str) -> None:
    """No name of a column, no id of a block, no ref: what a person is handed can be read by them."""
    for raw in (PEOPLE[FIRST]["category"], "confirmed", "head", "_ref", "ref\n", "gate_id", "offset"):
        assert raw not in text, raw
    for word in ("Họ và tên", "Đoàn", "Khối", "Xác nhận", CATEGORIES[PEOPLE[FIRST]["category"]]):
        assert word in text, word


def test_one_person_is_found_handed_out_and_blanked(site: Site, axe: str) -> None:  # noqa: F811
    name = PEOPLE[FIRST]["name"]
    page = site.office("/privacy")
    page.fill("input[type=search]", name)
    page.keyboard.press("Enter")
    page.wait_for_selector("#found .row")
    assert look(page, "found", axe) == []
    page.click(f"#found a[href$='{FIRST}']")
    page.wait_for_selector("#part-guest")
    assert look(page, "person", axe) == []
    assert_in_words(page.inner_text("#person"))
    with page.expect_download() as waited:
        page.click("text=Tải tệp JSON")
    handed = json.loads(waited.value.path().read_text(encoding="utf-8"))
    assert handed["guest"]["name"] == name
    page.go_back()
    page.wait_for_selector("text=Dữ liệu của một người")
    page.fill("input[type=search]", name)
    page.keyboard.press("Enter")
    row = page.locator("#found li", has=page.locator(f"a[href$='{FIRST}']"))
    row.locator("button", has_text="Xóa người này").click()
    hold(page, "#found button.hold")
    page.wait_for_selector("text=Đã xóa. Các màn hình")
    found = next(one for one in site.snapshot("desk")["guest"] if one["id"] == FIRST)
    assert (found["name"], found["status"]) == ("Đã xóa", "cancelled")
    page.context.close()


def test_the_purge_wipes_tables_files_and_tablets(site: Site, axe: str) -> None:  # noqa: F811
    tablet = site.tablet(0).open().start()
    tablet.scan(SECOND)
    page = site.office("/privacy")
    page.wait_for_selector("#purge")
    assert page.locator("section[aria-labelledby=purge] button.hold").is_disabled()
    page.check("text=Xóa trước hạn")
    hold(page, "section[aria-labelledby=purge] button.hold")
    page.wait_for_selector("text=không còn gì", timeout=60_000)
    page.wait_for_selector("section[aria-labelledby=purge] >> text=Đã xóa ngày")
    assert look(page, "purged", axe) == []
    tablet.page.wait_for_selector("text=thu hồi", timeout=20_000)
    assert tablet.page.evaluate(LEFT_ON_TABLET, PEOPLE[SECOND]["name"]) == 0
    assert {row["name"] for row in site.query("SELECT name FROM guest")} == {"Đã xóa"}
    assert traces({row["name"] for row in PEOPLE.values()}, site.venue.data) == {}
    page.context.close()


LEFT_ON_TABLET = """async (name) => {
  const answer = (ask) => new Promise((done, fail) => {
    ask.onsuccess = () => done(ask.result);
    ask.onerror = fail;
  });
  let left = 0;
  for (const base of await indexedDB.databases()) {
    const db = await answer(indexedDB.open(base.name));
    for (const store of db.objectStoreNames) {
      const rows = await answer(db.transaction(store).objectStore(store).getAll());
      left += JSON.stringify(rows).includes(name) ? 1 : 0;
    }
    db.close();
  }
  return left;
}"""
