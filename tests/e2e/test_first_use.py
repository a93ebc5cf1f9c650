"""What the README says, through the pages only: from signing in to a guest at the door, live on the board."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.parts import wait_for
from tests.e2e.camera import chromium_args, make_camera
from tests.support.browser import OFFICE_SIZE, TABLET_SIZE, Site, Tablet, guest_lines, launch, plain_guests
from tests.support.tools import need

BOARD_WITHIN_S = 3.0
GUESTS = plain_guests("A")
PEOPLE = {row["id"]: row for row in guest_lines()}


def counted(page: Any) -> int:
    """ "Có mặt" of the whole event, as the board shows it."""
    return int(page.inner_text("#totals dl > div:nth-child(3) dd").replace(".", ""))


@pytest.fixture(scope="module")
def film_browser(driver: Any, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser before whose camera two guests hold their letters, for ever."""
    need("ffmpeg")
    film = make_camera(tmp_path_factory.mktemp("film") / "guests.mjpeg", [site.link_of(one) for one in GUESTS[:2]])
    browser = launch(driver, *chromium_args(film))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def desk(site: Site) -> Iterator[Tablet]:
    """A tablet at gate A at work, with a name at it."""
    tablet = site.tablet(0).open().start("Nguyễn Thu Trang")
    yield tablet
    tablet.context.close()


def test_from_sign_in_to_a_guest_before_the_camera(site: Site, film_browser: Any, capsys: Any) -> None:
    office = site.context(viewport=OFFICE_SIZE).new_page()
    sign_in(site, office)
    link = pair_new(office, "Bàn 9")
    tablet = open_link(site, film_browser, link)
    office.wait_for_selector("text=Đã ghép Bàn 9")
    office.click("nav >> text=Đón khách")
    office.wait_for_selector("#totals dd")
    before = counted(office)
    tablet.start()
    first = tablet.expect(None, timeout=20_000)
    at = time.monotonic()
    assert first["reason"] == "ok"
    office.wait_for_function(
        "n => Number(document.querySelector('#totals dl > div:nth-child(3) dd').innerText) > n", arg=before
    )
    seconds = time.monotonic() - at
    second = tablet.expect(first["ref"], timeout=20_000)
    assert {GUESTS[0], GUESTS[1]} == {guest_of(site, one["ref"]) for one in (first, second)}
    with capsys.disabled():
        print(
            f"\n  verdict on the tablet -> arrivals board: {seconds * 1000:.0f} ms"
            f" (goal 1,000, limit here {BOARD_WITHIN_S * 1000:.0f})"
        )
    assert seconds <= BOARD_WITHIN_S
    tablet.context.close()


def sign_in(site: Site, page: Any) -> None:
    import json

    passwords = json.loads((site.venue.data / "hp2025-passwords.json").read_text())
    page.goto(site.url)
    page.fill("#login", "organiser")
    page.fill("#password", passwords["organiser"])
    page.click("form#sign-in button[type=submit]")
    page.wait_for_url("**/e/hp2025/")


def pair_new(page: Any, name: str) -> str:
    """On the devices page, the first of the set-up: a name, a role, a gate, "Tạo mã"; answers the shown link."""
    page.click("nav >> text=Thiết lập")
    form = page.locator("section[aria-labelledby=pair-new] form")
    form.locator("input").fill(name)
    form.get_by_label("Vai trò").select_option(label="Lễ tân")
    form.get_by_label("Cổng").select_option("A")
    page.click("text=Tạo mã")
    page.wait_for_selector("figure.qr img")
    return str(page.inner_text(".pair-code .address"))


def open_link(site: Site, browser: Any, link: str) -> Tablet:
    tablet = Tablet(site, site.context(browser, shell=True, viewport=TABLET_SIZE))
    tablet.page = tablet.context.new_page()
    tablet.page.goto(link)
    tablet.page.click("form button.main")
    tablet.page.wait_for_url("**/desk")
    tablet.page.wait_for_selector("form.start footer button:enabled")
    assert "Bàn 9" in tablet.page.inner_text("h2.stage-text")
    return tablet


def guest_of(site: Site, ref: str) -> str:
    found: list[Any] = []
    assert wait_for(lambda: bool(found.extend(site.query("SELECT guest_id FROM scan WHERE ref = ?", ref)) or found), 5)
    (row,) = found  # the verdict is on the screen before the scan has reached the server
    return str(row["guest_id"])


def test_a_typed_code(desk: Tablet) -> None:
    code = desk.site.code_of(GUESTS[2])
    pretty = "-".join(code[at : at + 4].lower() for at in range(0, 16, 4))
    verdict = desk.type_code(pretty)
    assert verdict["reason"] == "ok"
    assert PEOPLE[GUESTS[2]]["name"] in verdict["text"]


def test_a_name_without_accents_in_any_order_takes_two_taps(desk: Tablet) -> None:
    from ops.core.names import fold

    words = fold(PEOPLE[GUESTS[3]]["name"]).split()
    verdict = desk.admit_by_name(" ".join(reversed(words)), GUESTS[3])
    assert verdict["reason"] == "ok"
    assert PEOPLE[GUESTS[3]]["name"] in verdict["text"]


def test_undo_in_one_tap(desk: Tablet) -> None:
    assert desk.scan(GUESTS[4])["reason"] == "ok"
    desk.undo()
    desk.page.wait_for_selector(".toast >> text=Đã hoàn tác")
    desk.wait_pending(0)
    (row,) = desk.site.query("SELECT state FROM scan WHERE guest_id = ?", GUESTS[4])
    assert row["state"] == "undone"


def test_already_in_says_when_where_and_who(desk: Tablet) -> None:
    other = desk.site.tablet(1).open().start("Phạm Hải Yến")
    assert desk.scan(GUESTS[5])["reason"] == "ok"
    desk.wait_pending(0)
    # the other tablet has heard of it
    other.find(PEOPLE[GUESTS[5]]["name"])
    other.page.wait_for_selector(f'button[data-guest="{GUESTS[5]}"] .pill.go')
    other.page.fill("#find", "")
    verdict = other.scan(GUESTS[5])
    assert verdict["reason"] == "already_in"
    assert re.search(r"Đã vào lúc \d\d:\d\d", verdict["text"])
    for words in ("Cổng A", desk.name, "Nguyễn Thu Trang"):
        assert words in verdict["text"], verdict["text"]
    other.context.close()


def test_wrong_gate_shows_the_way(desk: Tablet) -> None:
    press = next(row["id"] for row in guest_lines() if row["category"] == "bao_chi" and row["status"] == "confirmed")
    verdict = desk.scan(press)
    assert verdict["reason"] == "wrong_gate"
    assert "Mời sang Cổng C" in verdict["text"]
    assert "Rẽ trái vào Khu báo chí" in verdict["text"]


def test_out_and_in_again(desk: Tablet) -> None:
    assert desk.scan(GUESTS[6])["reason"] == "ok"
    desk.clear_card()
    desk.page.click(".ways button:has-text('Ra')")
    assert desk.type_code(desk.site.code_of(GUESTS[6]))["reason"] == "exit"
    desk.clear_card()
    desk.page.click(".ways button:has-text('Vào')")
    assert desk.type_code(desk.site.code_of(GUESTS[6]))["reason"] == "reentry"


def test_an_unknown_code_asks_for_the_name(desk: Tablet) -> None:
    before = desk.shown()
    desk.wedge("0123456789ABCDEF")
    verdict = desk.expect(before)
    assert verdict["reason"] == "unknown"
    assert "tìm theo tên" in verdict["text"]
    desk.page.click("section.verdict button:has-text('Tìm theo tên')")
    desk.page.wait_for_function("() => document.activeElement?.id === 'find'")


def test_the_wedge_takes_its_letters_back_out_of_the_search_box(desk: Tablet) -> None:
    desk.clear_card()
    desk.page.click("#find")
    before = desk.shown()
    desk.wedge(desk.site.link_of(GUESTS[7]))
    verdict = desk.expect(before)
    assert verdict["reason"] == "ok"
    assert PEOPLE[GUESTS[7]]["name"] in verdict["text"]
    desk.clear_card()
    assert desk.page.input_value("#find") == ""


def test_slow_typing_is_no_scanner(desk: Tablet) -> None:
    desk.clear_card()
    desk.page.click("#find")
    desk.wedge("nguyen van an binh", gap_ms=120)
    assert desk.shown() is None
    desk.page.fill("#find", "")


def test_an_input_method_that_bends_the_code_is_explained(desk: Tablet) -> None:
    desk.clear_card()
    before = desk.shown()
    desk.wedge("HTTPS://ĐÊM.LAN/I/ÂBCĐ0123456789Ư")
    verdict = desk.expect(before)
    assert verdict["reason"] == "bent"
    assert "Bộ gõ tiếng Việt" in verdict["text"]
    assert "English" in verdict["text"]
