"""The seating plan and the delegations in a real browser, with the keyboard as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.browser import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page


def office(site: Site, path: str, wait: str) -> Page:
    page = site.office(path)
    page.wait_for_selector(wait)
    return page


def who_sits(page: Page, seat: str) -> str:
    return page.inner_text(f'[data-seat="{seat}"] .chair-name')


def test_two_people_change_places_and_back(site: Site) -> None:
    page = office(site, "/seats", ".chair.taken")
    first, second = who_sits(page, "A-01"), who_sits(page, "A-02")
    page.click('[data-seat="A-01"]')
    page.wait_for_selector(".hall > .confirm")
    page.focus('[data-seat="A-02"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[data-seat="A-02"]:has-text("{first}")')
    assert who_sits(page, "A-01") == second
    page.click(".toast button")
    page.wait_for_selector(f'[data-seat="A-01"]:has-text("{first}")')
    page.context.close()


def test_a_new_row_is_planned_and_filled(site: Site) -> None:
    page = office(site, "/seats", ".chair.taken")
    page.click("button[aria-expanded]")
    plan = page.input_value("textarea")
    page.fill("textarea", plan + "\nX: 3 dự phòng 3\nsai dòng này")
    page.wait_for_selector("form .notice.live li")
    assert page.locator("form button.main").is_disabled()
    page.fill("textarea", plan + "\nX: 3 dự phòng 3")
    page.click("form button.main")
    page.wait_for_selector('[data-seat="X-02"]')
    page.click(".unseated button.row-button >> nth=0")
    page.click('[data-seat="X-01"]')
    page.wait_for_selector('[data-seat="X-01"].taken')
    page.context.close()


def test_a_delegation_is_found_without_accents_and_changed(site: Site) -> None:
    page = office(site, "/delegations", "#delegations li h3")
    page.fill("#find", "hai cat dac khu")
    page.wait_for_function("() => document.querySelectorAll('#delegations li h3').length < 5")
    row = page.locator("#delegations li", has_text="Đặc khu Cát Hải").first
    row.locator("button[aria-expanded]").last.click()
    page.fill("form.in-place input[type=tel]", "0912 345 678")
    page.fill("form.in-place input[type=number] >> nth=2", "7")
    page.click("form.in-place button.main")
    page.wait_for_selector(".toast")
    page.wait_for_function("() => /7/.test(document.querySelector('#delegations .num-words').innerText)")
    assert "0912 345 678" in row.inner_text()
    page.context.close()
