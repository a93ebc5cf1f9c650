"""Every page of the livestreams in both languages, themes and three sizes; with nothing in it; by keyboard alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ops.core.clock import iso
from tests.e2e.test_pages import VIOLATION_EAR, axe as axe, look, tab_to
from tests.support.booth import HOST, MINUTE, ROOM, fill_shelf, make_slot, now_ms, told
from tests.support.browser import MakeSite, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = {
    "schedule": ("/schedule", ".plan-place, .slot-rows, .empty"), "producers": ("/catalogue#producers", ".cat-row"),
    "products": ("/catalogue#products", ".cat-row"), "people": ("/catalogue#people", ".cat-row"),
    "rooms": ("/catalogue#rooms", ".cat-row"), "channels": ("/catalogue#channels", ".cat-row"),
    "platforms": ("/catalogue#platforms", ".platform-rules .row"),
    "catalogue-import": ("/catalogue#import", "#catalogue-file"),
    "numbers": ("/numbers", ".table.numbers tbody tr"), "numbers-import": ("/numbers#import", "#export-file"),
    "programme": ("/programme", ".public-words"),
}  # fmt: skip
ON_AIR, LATER = "FV1", "FV2"
HERE_MS = 7 * 60 * MINUTE
PANELS = {"settings": 2, "plan": 0, "publish": 1}
"""Panels of the schedule: the place of their button among those that stay pressed, or among the icons."""


@pytest.fixture(scope="module")
def published(site: Site) -> Site:
    """The week with two slots of our own, one on air and with numbers, published; a booth asked for two things."""
    fill_shelf(site)
    for name, minutes in ((ON_AIR, 5), (LATER, 90)):
        make_slot(site, name, now_ms() + minutes * MINUTE)
    for what in ("sign", "price", "channel"):
        told(site.command(f"live/slots/{ON_AIR}/tick", what=what))
    told(site.command("live/publish", note="Công bố tuần livestream"))
    for do in ("ready", "go_live"):
        told(site.command(f"live/slots/{ON_AIR}/step", do=do))
    told(site.command("live/figures", slot=ON_AIR, values={"orders": 12, "peak": 300}))
    for kind in ("help", "cannot_come"):
        told(site.command("live/requests", kind=kind, slot=LATER, reason="Khách đông"))
    return site


def local_day(at: int) -> str:
    """The date of an instant in Hai Phong."""
    told_at = iso(at + HERE_MS)
    assert told_at is not None
    return told_at[:10]


def opened(site: Site, lang: str, path: str, cookie: tuple[str, str] | None = None) -> Page:
    context = site.context(viewport={"width": 820, "height": 1180})
    context.add_init_script(VIOLATION_EAR)
    site.give_cookie(context, "ops_lang", lang)
    if cookie:
        site.give_cookie(context, *cookie)
    page = context.new_page()
    page.goto(site.url + path)
    return page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_of_the_office(published: Site, axe: str, lang: str) -> None:
    site, wrong = published, list[str]()
    for name, (path, drawn) in PAGES.items():
        page = opened(site, lang, f"/e/hp2025{path}", ("ops_staff", site.venue.staff["organiser"]))
        page.wait_for_selector(drawn)
        assert page.get_attribute("html", "lang") == lang
        wrong += look(page, name, axe)
        page.context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_panels_of_the_schedule(published: Site, axe: str, lang: str) -> None:
    site, wrong = published, list[str]()
    page = opened(site, lang, "/e/hp2025/schedule", ("ops_staff", site.venue.staff["organiser"]))
    page.wait_for_selector(".plan-top .buttons")
    page.click(".rings-head")
    page.wait_for_selector(".ring >> nth=1")
    wrong += look(page, "rings", axe)
    page.click(".rings-head")
    for name, place in PANELS.items():
        what = ".only-icon" if name == "settings" else "button[aria-pressed]"
        page.locator(f".plan-top .buttons {what}").nth(place).click()
        page.wait_for_selector(".plan-panel form, .plan-panel fieldset")
        if name == "publish":
            page.click(".version >> nth=0")
            page.wait_for_selector(".version-changes li")
        wrong += look(page, name, axe)
    page.click(".plan-top .button.main")
    page.wait_for_selector(".plan-panel form select")
    wrong += look(page, "new slot", axe)
    page.click(".plan-bar .switch >> nth=0 >> button >> nth=1")
    page.wait_for_selector(".week")
    wrong += look(page, "week", axe)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_for_others(published: Site, axe: str, lang: str) -> None:
    """The host's link, the public programme, the booth and the wall."""
    site, wrong = published, list[str]()
    host = site.command(f"live/people/{HOST}/link").body["url"].rsplit("/", 1)[1]
    booth, wall = site.pair(ROOM, role="booth"), site.pair("A", role="wall")
    others = {
        "host": (f"/host/{host}", ".host-slot", None),
        "public": ("/p/hp2025/en" if lang == "en" else "/p/hp2025", "#programme", None),
        "booth": ("/booth", "main[data-face]", ("ops_device", booth["token"])),
        "wall": ("/live-wall", ".live-wall header", ("ops_device", wall["token"])),
    }
    for name, (path, drawn, cookie) in others.items():
        page = opened(site, lang, path, cookie)
        page.wait_for_selector(drawn)
        wrong += look(page, name, axe)
        page.context.close()
    assert not wrong, "\n".join(wrong)


def test_one_thing_to_press_where_a_slot_is_stopped(published: Site) -> None:
    """A slot that may not be confirmed does not offer that as the main act; of several ways out the first one is. The
    way to the catalogue leads to the very product."""
    site = published
    told(
        site.command("live/sessions", id="FS9", title="Rượu làng", products=["SP006", "SP003"], room="R02", minutes=60)
    )
    at = now_ms() + 400 * MINUTE
    told(site.command("live/slots", id="FV9", session="FS9", channel="K05", host="NL01", starts=iso(at),
                      ends=iso(at + 60 * MINUTE)))  # fmt: skip
    page = site.office("/schedule")
    page.wait_for_selector(".plan-bar .switch")
    page.locator(".day-field").select_option(local_day(at))
    page.click(".plan-bar .switch >> nth=0 >> button >> nth=2")
    page.click("[data-slot=FV9]")
    page.wait_for_selector(".plan-panel .reasons li >> nth=1")
    assert page.locator(".steps-of .button.main").count() == 0
    assert page.locator(".plan-panel .reasons .button.main").count() == 1
    page.click(".reasons a[href*=catalogue]")
    page.wait_for_selector(".cat-item .parts")
    assert page.evaluate("location.hash") == "#products/SP006"


def test_what_rings_leaves_a_phone_its_plan(published: Site) -> None:
    """However much rings, it stands behind its count until somebody opens it."""
    page = published.office("/schedule", viewport={"width": 360, "height": 740})
    page.wait_for_selector(".rings-head")
    box = page.locator(".rings").bounding_box()
    assert box is not None and box["height"] < 120, box
    page.click(".rings-head")
    page.wait_for_selector(".ring")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_phone_shows_its_first_slot_and_keeps_the_acts_of_the_plan(published: Site, axe: str, lang: str) -> None:
    """On 360 x 740 a slot can be read whole above the one main act; the others are a tap away."""
    page = opened(published, lang, "/e/hp2025/schedule", ("ops_staff", published.venue.staff["organiser"]))
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".day-field").select_option(local_day(now_ms() + 90 * MINUTE))
    first, add = page.locator(".slot-row:visible >> nth=0"), page.locator(".plan-add .button")
    first.wait_for()
    slot, act = first.bounding_box(), add.bounding_box()
    assert slot is not None and act is not None
    assert slot["y"] + slot["height"] < act["y"], (slot, act)
    assert 740 - 90 < act["y"] + act["height"] <= 740
    page.click(".plan-more")
    page.wait_for_selector(".plan-acts .only-icon")
    wrong = look(page, "acts of a phone", axe)
    page.set_viewport_size({"width": 360, "height": 740})
    page.click(".plan-acts button[aria-pressed] >> nth=0")
    page.wait_for_selector(".plan-panel fieldset")
    assert add.count() == 0, "an open form has its own"
    assert not wrong, "\n".join(wrong)


def test_a_low_wall_shows_its_totals_without_scrolling(published: Site) -> None:
    page = opened(published, "vi", "/live-wall", ("ops_device", published.pair("A", role="wall")["token"]))
    for width, height in ((1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        box = page.locator(".wall-totals").bounding_box()
        assert box is not None and box["y"] + box["height"] <= height, (width, box)


def test_keyboard_reads_versions_and_what_rings(published: Site) -> None:
    page = published.office("/schedule")
    page.wait_for_selector(".rings-head")
    tab_to(page, ".rings-head")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rings-head[aria-expanded=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rings-head[aria-expanded=false]")
    page.locator(".plan-top button:has-text('Công bố')").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".version")
    tab_to(page, ".version", 400)
    page.keyboard.press("Enter")
    page.wait_for_selector(".version-changes li:has-text('Mới')")


# ---------- nothing in it ----------

LIVE_TABLES = (
    "live_slot", "live_session", "live_room", "live_person", "live_paper", "live_kit", "live_site", "live_settings",
    "live_identity", "live_request", "live_edit", "producer", "product", "channel", "platform_fact",
)  # fmt: skip
EMPTY = {
    "/schedule": "Lịch chưa có ca nào", "/catalogue#producers": "Nhập danh sách", "/catalogue#rooms": "Nhập danh sách",
    "/numbers": "Chưa có số liệu", "/programme": "Lịch chưa công bố lần nào",
}  # fmt: skip


@pytest.fixture
def bare(make_site: MakeSite) -> Iterator[Site]:
    """A site before anybody planned anything."""
    site = make_site()
    site.server.stop()
    with sqlite3.connect(site.venue.database) as conn:
        for table in LIVE_TABLES:
            conn.execute(f"DELETE FROM {table}")
    site.server.start()
    yield site
    site.close()


def test_an_empty_page_says_what_to_do_first(bare: Site, axe: str) -> None:
    wrong: list[str] = []
    for path, words in EMPTY.items():
        page = bare.office(path)
        page.wait_for_selector(f".empty:has-text('{words}'), .notice:has-text('{words}')")
        wrong += look(page, f"empty {path}", axe)
        page.context.close()
    assert not wrong, "\n".join(wrong)
