"""The stamp card on a visitor's phone: with and without a network, with a screenshot, at the prize desk."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import zxingcpp
from PIL import Image

from tests.support.browser import Site
from tests.support.spaces import BOOTHS, GIFT, booth_row, code_at, open_visitor, scan

HOLD_MS = 900


def gzipped(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def test_stamps_with_and_without_a_network(floor: Site) -> None:
    visitor = open_visitor(floor, service_workers="allow")
    visitor.visit(BOOTHS[0])
    visitor.state_of(BOOTHS[0], "got")
    assert not visitor.page.url.endswith(visitor.kept()["card"]["booths"][0]["key"]), "a reload must not stamp again"
    visitor.keep_shell()
    visitor.context.set_offline(True)
    visitor.visit(BOOTHS[1])  # the phone's own camera opens the page, which is here without a network
    visitor.state_of(BOOTHS[1], "waiting")
    visitor.page.reload()
    visitor.state_of(BOOTHS[1], "waiting")
    assert len(visitor.kept()["queue"]) == 1
    key, code = code_at(floor, BOOTHS[2])
    visitor.page.click("summary >> nth=0")
    visitor.page.select_option("#booth", key)
    visitor.page.fill("#code", code.lower())
    visitor.page.click("form button.main")
    visitor.state_of(BOOTHS[2], "waiting")
    visitor.context.set_offline(False)
    visitor.page.evaluate("dispatchEvent(new Event('online'))")
    for booth in BOOTHS[:3]:
        visitor.state_of(booth, "got")
    visitor.settled()
    stamps = floor.query("SELECT booth FROM space_stamp WHERE card = ?", visitor.kept()["card"]["id"])
    assert sorted(one["booth"] for one in stamps) == list(BOOTHS[:3])


def test_the_same_booth_twice_is_one_stamp(floor: Site) -> None:
    visitor = open_visitor(floor)
    for _ in range(2):
        visitor.visit(BOOTHS[0])
        visitor.state_of(BOOTHS[0], "got")
    assert len(visitor.kept()["card"]["stamps"]) == 1


def test_the_card_is_opened_again_in_another_browser(floor: Site, tmp_path: Path) -> None:
    first = open_visitor(floor)
    first.visit(BOOTHS[0])
    first.state_of(BOOTHS[0], "got")
    picture = tmp_path / "card.png"
    first.page.set_viewport_size({"width": 360, "height": 2400})  # nothing lies over the code
    first.page.locator(".own .qr").screenshot(path=picture)
    (read,) = zxingcpp.read_barcodes(Image.open(picture))
    second = open_visitor(floor)
    second.page.goto(read.text)
    second.state_of(BOOTHS[0], "got")
    assert second.kept()["token"] == first.kept()["token"]
    assert "#" not in second.page.url, "the token does not stay in the address"
    third = open_visitor(floor)  # who has a card already is asked
    third.visit(BOOTHS[1])
    third.state_of(BOOTHS[1], "got")
    third.page.goto(read.text)
    third.page.click(".notice .button.main")
    third.state_of(BOOTHS[0], "got")
    assert third.kept()["token"] == first.kept()["token"]


def test_a_screenshot_older_than_ninety_seconds_is_refused_in_words(floor: Site) -> None:
    visitor = open_visitor(floor)
    visitor.visit(BOOTHS[0], at=time.time() - 4 * 30)
    visitor.page.wait_for_selector(".notice.live")
    words = visitor.page.inner_text(".notice.live")
    refused = scan(floor, BOOTHS[0], code=code_at(floor, BOOTHS[0], time.time() - 4 * 30)[1])
    assert refused.status == 409 and refused.body["error"]["fields"]["refusal"] == "code_old"
    assert refused.body["error"]["message"] in words
    assert visitor.kept() == {"token": "", "card": None, "queue": []}, "no card is made by an old code"
    visitor.visit(BOOTHS[0], at=time.time() - 30)  # one step behind is still good
    visitor.state_of(BOOTHS[0], "got")


def test_what_was_typed_wrongly_is_said_and_nothing_is_sent(floor: Site) -> None:
    visitor = open_visitor(floor)
    visitor.page.goto(f"{floor.url}/k/{booth_row(floor, BOOTHS[0])['key']}")
    visitor.page.fill("#code", "12")
    visitor.page.click("form button.main")
    visitor.page.wait_for_selector("#code[aria-invalid=true]")
    assert not [url for url in floor.watches[-1].seen if url.endswith("/api/k/scan")]


def test_the_prize_desk_gives_the_last_stamp_and_takes_a_card_once(floor: Site) -> None:
    token = scan(floor, BOOTHS[0]).body["token"]
    for booth in BOOTHS[1:4]:
        assert scan(floor, booth, token).status == 200
    desks = [floor.tablet(number, shell=False) for number in (0, 1)]
    pages = [desk.context.new_page() for desk in desks]
    for page in pages:
        page.goto(f"{floor.url}/prizes")
        page.fill("#token", f"{floor.url}/k#{token}")
        page.press("#token", "Enter")
        page.wait_for_selector(f"[data-gift={GIFT}][data-offer=staff]")
    one, other = pages
    one.click("#stamp")
    one.wait_for_selector(f"[data-gift={GIFT}][data-offer=go]")
    other.click("#next")
    other.fill("#token", token)
    other.press("#token", "Enter")
    other.wait_for_selector(f"[data-gift={GIFT}][data-offer=go]")
    for page in pages:  # both hold the button: one card, one gift
        page.hover(f"[data-gift={GIFT}] .hold")
        page.mouse.down()
        page.wait_for_timeout(HOLD_MS)
        page.mouse.up()
        page.wait_for_selector("[data-verdict]")
    assert one.get_attribute("[data-verdict]", "data-verdict") == "given"
    assert other.get_attribute("[data-verdict]", "data-verdict") == "used"
    assert floor.venue.tablets[0]["name"] in other.inner_text("[data-verdict]"), "where it was used"
    visitor = open_visitor(floor)
    visitor.page.goto(f"{floor.url}/k#{token}")
    visitor.page.wait_for_selector(".notice.go")
    assert "Túi vải" in visitor.page.inner_text(".notice.go")


def test_the_card_is_small_and_keeps_its_language(floor: Site) -> None:
    """Scripts of the first visit under 40 kB as they are sent, and both languages without asking again."""
    visitor = open_visitor(floor)
    sizes: list[bytes] = []
    visitor.page.on("response", lambda one: sizes.append(one.body()) if one.url.endswith(".js") else None)
    visitor.visit(BOOTHS[0])
    visitor.state_of(BOOTHS[0], "got")
    visitor.page.wait_for_load_state("networkidle")
    asked = len(floor.watches[-1].seen)
    assert 0 < sum(gzipped(one) for one in sizes) < 40_000
    visitor.page.click("[lang=en].button")
    visitor.page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert "Your stamps" in visitor.page.inner_text("main")
    assert len(floor.watches[-1].seen) == asked
