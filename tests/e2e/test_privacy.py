"""The office's page of personal data: a notice, one person out and blank, and the purge of the whole event."""

from __future__ import annotations

import json
from typing import Any

from tests.e2e.test_pages import axe, look  # noqa: F401 - a fixture is named by its argument
from tests.privacy.test_purge import traces
from tests.support.browser import Site, guest_lines, plain_guests

PEOPLE = {row["id"]: row for row in guest_lines()}
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
    page.wait_for_selector("text=Chưa công bố thông báo nào")
    page.click("text=Soạn bản mới")
    assert "Bên kiểm soát dữ liệu" in page.input_value("textarea >> nth=0")
    assert look(page, "new notice", axe) == []
    page.click("text=Công bố bản mới")
    page.wait_for_selector("text=Bản đang dùng: số 1")
    page.click("text=Soạn bản mới")
    page.fill("textarea >> nth=0", "Bên kiểm soát dữ liệu: Sở Công Thương.\n\nĐoạn hai.")
    page.click("text=Công bố bản mới")
    page.wait_for_selector("text=Bản đang dùng: số 2")
    assert page.locator("details >> text=Các bản trước").count() == 1
    page.context.close()


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
    found = next(one for one in site.get("snapshot/desk")["rows"]["guest"] if one["id"] == FIRST)
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
