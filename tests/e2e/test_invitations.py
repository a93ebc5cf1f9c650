"""An invited person with a phone: confirms, sends a stand-in, declines; the office sees it; letters and messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browser import OFFICE_SIZE, Site, guest_lines

PHONE_SIZE = {"width": 360, "height": 740}
GUESTS = [row["id"] for row in guest_lines() if row["status"] == "invited" and row["head"] != "1"][:6]
DEPUTY = "Trịnh Thị Đi Thay"


@pytest.fixture(scope="module", autouse=True)
def open_for_answers(site: Site) -> None:
    """The sample's evening is today; answers are taken until long after."""
    site.command("policy", changes={"reply_by": "2099-01-01T10:00:00Z", "map_text": "Gửi xe ở hầm B2"})


@pytest.fixture
def phone(site: Site) -> Iterator[Any]:
    context = site.context(viewport=PHONE_SIZE, has_touch=True, is_mobile=True, device_scale_factor=2)
    yield context.new_page()
    context.close()


def open_letter(site: Site, phone: Any, guest: str) -> None:
    phone.goto(f"{site.url}/I/{site.code_of(guest)}")
    phone.wait_for_selector("#reply button[data-answer]")


def row_of(site: Site, guest: str) -> dict[str, Any]:
    return site.query("SELECT * FROM guest WHERE event_id = 'hp2025' AND id = ?", guest)[0]


def test_a_phone_confirms_changes_its_mind_and_sends_a_stand_in(site: Site, phone: Any) -> None:
    guest = GUESTS[0]
    open_letter(site, phone, guest)
    phone.fill("#party", "2")
    phone.click("[data-answer=confirmed]")
    phone.wait_for_selector(".said:has-text('đến dự')")
    assert (row_of(site, guest)["status"], row_of(site, guest)["party"]) == ("confirmed", 2)

    phone.click("#change")
    phone.click("#send")
    phone.click("[data-answer=stand_in]")  # a deputy has a name: nothing is sent without
    assert row_of(site, guest)["status"] == "confirmed"
    phone.select_option("#deputy-honorific", "Bà")
    phone.fill("#deputy-name", DEPUTY)
    phone.fill("#deputy-title", "Phó Giám đốc")
    phone.click("[data-answer=stand_in]")
    phone.wait_for_selector(f".said:has-text('{DEPUTY}')")
    deputy = row_of(site, row_of(site, guest)["stand_in"])
    assert (deputy["name"], deputy["status"], deputy["stands_for"]) == (DEPUTY, "confirmed", guest)

    phone.click("#change")
    phone.click("[data-answer=declined]")
    phone.wait_for_selector(".said:has-text('không đến')")
    assert row_of(site, guest)["status"] == "declined" and row_of(site, deputy["id"])["status"] == "cancelled"


def test_the_code_fills_the_phone_and_nothing_hangs_over(site: Site, phone: Any) -> None:
    open_letter(site, phone, GUESTS[1])
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    phone.click("#larger")
    width = phone.evaluate("document.querySelector('.pass .qr svg').getBoundingClientRect().width")
    assert width >= 0.85 * PHONE_SIZE["width"]
    phone.click("#larger")
    assert phone.is_visible("#reply")


def test_without_a_network_the_answer_stays_on_the_phone(site: Site, phone: Any) -> None:
    open_letter(site, phone, GUESTS[2])
    phone.context.set_offline(True)
    phone.fill("#note", "Đến muộn mười phút")
    phone.click("[data-answer=confirmed]")
    phone.wait_for_selector("#trouble:not([hidden])")
    assert row_of(site, GUESTS[2])["answered_at"] is None
    phone.context.set_offline(False)
    phone.click("[data-answer=confirmed]")
    phone.wait_for_selector(".said")
    assert row_of(site, GUESTS[2])["answer_note"] == "Đến muộn mười phút"


def test_the_letter_without_javascript(site: Site) -> None:
    context = site.context(viewport=PHONE_SIZE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/I/{site.code_of(GUESTS[3])}")
    assert (
        page.is_visible("h1.invitee") and page.is_visible("figure.qr svg") and page.is_visible("text=Gửi xe ở hầm B2")
    )
    assert page.is_visible("noscript p") and not page.is_visible("#reply")
    context.close()


def test_the_office_sees_the_answer_makes_a_letter_and_copies_a_message(site: Site, phone: Any) -> None:
    guest = GUESTS[4]
    office = site.office("/invitations", viewport=OFFICE_SIZE, permissions=["clipboard-read", "clipboard-write"])
    office.wait_for_selector(".invitation")
    declined = office.locator(".counts button", has_text="Không đến")
    before = int(declined.locator(".num").inner_text())
    open_letter(site, phone, guest)
    phone.click("[data-answer=declined]")
    phone.wait_for_selector(".said")
    office.wait_for_function(
        "n => [...document.querySelectorAll('.counts button')].some((one) =>"
        " one.innerText.startsWith('Không đến') && Number(one.querySelector('.num').innerText) > n)",
        arg=before,
    )
    declined.click()
    name = row_of(site, guest)["name"]
    row = office.locator(".invitation", has_text=name).first
    row.locator(".row").click()
    row.locator(".timeline li").first.wait_for()
    row.get_by_text("Chép tin Zalo").click()
    office.wait_for_selector("text=Đã chép tin nhắn")
    assert site.code_of(guest) in office.evaluate("navigator.clipboard.readText()")
    row.locator("input[type=checkbox]").check()
    office.click("text=Làm giấy mời cho 1 khách")
    with office.expect_download() as download:
        office.click(".job-row a:has-text('Tải tệp')")
    assert download.value.suggested_filename == "giay-moi-a5.pdf"


def test_nothing_was_asked_of_strangers_and_no_page_failed(site: Site) -> None:
    site.assert_clean()
