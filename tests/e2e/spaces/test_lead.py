"""Consent on the visitor's own phone: nothing ticked, purpose by purpose; seen by the booth; taken back; erased."""

from __future__ import annotations

from tests.support.browser import Site
from tests.support.spaces import BOOTHS, code_at, open_tablet, open_visitor


def test_a_lead_is_given_seen_withdrawn_and_erased(floor: Site) -> None:
    visitor = open_visitor(floor)
    key, code = code_at(floor, BOOTHS[0])
    page = visitor.page
    page.goto(f"{floor.url}/k/{key}/lead/{code}")
    page.wait_for_selector("[data-purpose=contact]")
    assert not page.locator("[data-purpose]:checked").count(), "nothing is ticked beforehand"
    assert page.is_disabled("#send")
    assert "Công ty thanh toán mẫu" in page.inner_text("main"), "who answers for it"
    page.check("[data-purpose=contact]")
    page.check("[data-purpose=offers]")
    page.fill("#f-name", "Phạm Thu Dung")
    page.fill("#f-phone", "0912 345 678")
    page.click("#send")
    page.wait_for_selector("li[data-purpose=contact][data-on=true]")
    assert page.locator("li[data-purpose=share][data-on=true]").count() == 0
    booth = open_tablet(floor, BOOTHS[0])
    booth.click("[data-tab=leads].button")
    booth.wait_for_selector("[data-lead]")
    assert "Phạm Thu Dung" in booth.inner_text("[data-lead]")
    booth.click("[data-lead] .side button")
    booth.check("[data-lead] input[type=radio] >> nth=2")
    booth.click("[data-lead] form .button.main")
    booth.wait_for_selector("[data-lead] .pill.brand")
    other = open_tablet(floor, BOOTHS[1])
    other.click("[data-tab=leads].button")
    other.wait_for_selector("#leads ~ p.quiet")
    assert "Phạm Thu Dung" not in other.inner_text("main"), "only the own booth"
    page.click("li[data-purpose=offers] button")
    page.wait_for_selector("li[data-purpose=offers][data-on=false]")
    page.reload()  # the link stands behind the #, so the page is found again
    page.wait_for_selector("li[data-purpose=contact][data-on=true]")
    page.click("li[data-purpose=contact] button")
    page.wait_for_selector("li[data-purpose=contact][data-on=false]")
    booth.wait_for_selector("[data-lead] .pill.no")
    assert "0912" not in booth.inner_text("main")
    page.click("#erase")
    page.click("#erase-yes")
    page.wait_for_selector("#f-name", state="detached")
    assert "Phạm Thu Dung" not in page.inner_text("main")


def test_a_form_without_a_network_says_so_and_keeps_what_was_typed(floor: Site) -> None:
    visitor = open_visitor(floor)
    key, code = code_at(floor, BOOTHS[1])
    page = visitor.page
    page.goto(f"{floor.url}/k/{key}/lead/{code}")
    page.check("[data-purpose=contact]")
    page.fill("#f-name", "Vũ Minh")
    page.fill("#f-email", "minh@example.vn")
    visitor.context.set_offline(True)
    page.click("#send")
    page.wait_for_selector(".notice.live")
    assert page.input_value("#f-name") == "Vũ Minh"
    visitor.context.set_offline(False)
    page.click("#send")
    page.wait_for_selector("li[data-purpose=contact][data-on=true]")


def test_what_is_missing_is_said_at_its_field_in_our_words(floor: Site) -> None:
    visitor = open_visitor(floor)
    key, code = code_at(floor, BOOTHS[2])
    page = visitor.page
    page.goto(f"{floor.url}/k/{key}/lead/{code}")
    page.check("[data-purpose=contact]")
    page.click("#send")
    page.wait_for_selector("#e-name:has-text('họ và tên')")
    page.wait_for_selector("#e-phone:has-text('số điện thoại hoặc email')")
    assert page.evaluate("document.activeElement.id") == "f-name", "the first that has to be mended"
    page.fill("#f-name", "Vũ Minh")
    page.fill("#f-email", "minh tại example")
    page.click("#send")
    page.wait_for_selector("#f-email[aria-invalid=true]")
    assert page.inner_text("#e-email").strip()
    assert page.locator("#e-name").count() == 0
    page.fill("#f-email", "minh2@example.vn")
    page.click("#send")
    page.wait_for_selector("li[data-purpose=contact][data-on=true]")
    page.fill("#f-name", "")
    page.click("form button")
    page.wait_for_selector("#f-name[aria-invalid=true]")
