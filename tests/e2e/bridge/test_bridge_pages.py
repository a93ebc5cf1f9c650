"""The bridge in real browsers: a cue fires at two sites together, a cut line greys the lamp, a stale cue is missed and
never fired, a link opens on one device only, words are heard; for everybody, in both languages."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.bridge.bridge_site import (
    HOUR_MS,
    PHONE,
    cue_of,
    entered,
    hub,
    invite,
    lamp,
    tile,
    told,
    until_said,
)
from tests.e2e.test_pages import AXE, AXE_TAGS, RUN_AXE, SIDEWAYS, SMALL_TARGETS, TARGET_PX
from tests.support.browser import Site
from tests.support.tools import IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Page

ONE, TWO, THREE = "hai-phong", "hue", "can-tho"
SIZES = [(360, 740), (820, 1180), (1366, 768), (1920, 1080)]
SITE_SIZES = [*SIZES, (740, 360)]
LOOK = "() => document.querySelector('.screen.site').dataset.lamp"
OUT_OF_FORM = """() => [...document.querySelectorAll('form.in-place')].flatMap((form) =>
  [...form.querySelectorAll('input, select, textarea')].filter((one) =>
    one.getBoundingClientRect().right > form.getBoundingClientRect().right).map((one) => one.id))"""
SEEN_LAMPS = """() => { window.lamps = []; const note = () => {
  const lamp = document.querySelector('.screen.site')?.dataset.lamp;
  if (lamp && lamp !== window.lamps.at(-1)) window.lamps.push(lamp); };
  note(); new MutationObserver(note).observe(document.body, { subtree: true, attributes: true, childList: true }); }"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        (pytest.fail if IN_CI else pytest.skip)("axe-core is not installed; scripts/npm.sh ci installs it")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def at_rest(site: Site) -> None:
    """Nothing of an earlier test is on air or ahead."""
    told(site, "cues", kind="off", sites="all")


def test_a_cue_fires_at_two_sites_together_and_the_hub_sees_it(site: Site) -> None:
    one, two, desk = entered(site, ONE), entered(site, TWO), hub(site)
    tile(desk, ONE, "OFF")
    for where in (ONE, TWO):
        desk.click(f".bridge-tile[data-site={where}] button")
    desk.select_option("#cue-lead", "10")
    desk.fill("#cue-script", "Xin chào điểm cầu Hà Nội")
    desk.click(".cue-bar [data-kind=on_air]")
    desk.wait_for_selector(".cue-state[data-kind=on_air] li[data-state=armed] >> nth=1")
    for page in (one, two):
        lamp(page, "NEXT")
        assert "Xin chào điểm cầu Hà Nội" in page.inner_text(".site-say")
        assert page.inner_text(".site-state .digits").startswith("00:")
    for page, where in ((one, ONE), (two, TWO)):
        lamp(page, "ON_AIR")
        tile(desk, where, "ON_AIR")
    cue = desk.get_attribute(".cue-state[data-kind=on_air]", "data-cue")
    assert cue
    for where in (ONE, TWO):
        said = until_said(site, cue, where, "fired", "late", "missed")
        assert said["state"] == "fired", said
        assert said["health"]["pm"] is not None
    desk.wait_for_selector(f".cue-state[data-cue='{cue}'] li[data-state=fired] >> nth=1")


def test_the_lamp_goes_grey_without_a_line_and_comes_back(site: Site) -> None:
    page, desk = entered(site, ONE), hub(site)
    told(site, "cues", kind="on_air", sites=[ONE])
    lamp(page, "ON_AIR")
    tile(desk, ONE, "ON_AIR")
    desk.wait_for_selector(".cue.air:has-text('Hải Phòng') .digits")
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    assert page.inner_text(".site-say .line")
    assert "Lên sóng" in page.inner_text(".site-state .about")
    tile(desk, ONE, "UNKNOWN")
    desk.wait_for_selector(".cue.lost:has-text('Lệnh cuối: Lên sóng'):has-text('Hải Phòng')")
    assert desk.locator(".cue.air").count() == 0, "nobody knows whether it is on air"
    page.context.set_offline(False)
    lamp(page, "ON_AIR")
    tile(desk, ONE, "ON_AIR")


def test_a_stale_cue_is_missed_and_never_fired(site: Site) -> None:
    page, desk = entered(site, TWO), hub(site)
    tile(desk, TWO, "OFF")
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    page.evaluate(SEEN_LAMPS)
    facts = told(site, "cues", kind="on_air", sites=[TWO])
    desk.wait_for_selector(f".cue-state[data-cue='{facts['cue']}'] li[data-state=sent]")
    tile(desk, TWO, "UNKNOWN")
    past = facts["fire_at"] + facts["ttl"] + 500
    page.wait_for_function("at => Date.now() > at", arg=past)
    page.context.set_offline(False)
    lamp(page, "MISSED")
    assert until_said(site, facts["cue"], TWO, "missed", "fired", "late")["state"] == "missed"
    assert "ON_AIR" not in page.evaluate("() => window.lamps")
    assert cue_of(site, facts["cue"])[TWO]["late_by"] > facts["ttl"]
    desk.wait_for_selector(f".cue-state[data-cue='{facts['cue']}'] li[data-state=missed]")
    assert desk.locator(".cue.air").count() == 0, "who missed it is not on air"


def test_an_armed_cue_fires_without_the_hub(site: Site) -> None:
    page = entered(site, ONE)
    facts = told(site, "cues", kind="on_air", sites=[ONE], lead_ms=6_000)
    until_said(site, facts["cue"], ONE, "armed")
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    assert page.is_visible(".site-state .digits"), "the countdown goes on"
    page.wait_for_function("at => Date.now() > at + 1000", arg=facts["fire_at"])
    assert "Lên sóng" in page.inner_text(".site-state .about")
    page.context.set_offline(False)
    said = until_said(site, facts["cue"], ONE, "fired", "late", "missed")
    assert said["state"] == "fired", said
    lamp(page, "ON_AIR")


def test_a_link_opens_on_one_device_only(site: Site) -> None:
    facts = invite(site, THREE)
    first = site.context().new_page()
    first.goto(facts["link"])
    assert site.query("SELECT used_at FROM bridge_invite WHERE id = ?", facts["invite"])[0]["used_at"] is None
    first.click(".button.main.thumb")
    first.wait_for_url("**/bridge")
    second = site.context().new_page()
    second.goto(facts["link"])
    second.click(".button.main.thumb")
    assert "máy khác" in second.inner_text("[role=alert]")
    assert second.locator(".button.main").count() == 0
    second.goto(f"{site.url}/bridge")
    second.wait_for_selector("h1:has-text('chưa được mời')")
    told(site, f"invites/{facts['invite']}/revoke")
    first.wait_for_selector("text=Lời mời đã bị thu hồi")
    second.goto(facts["link"])
    second.click(".button.main.thumb")
    assert "thu hồi" in second.inner_text("[role=alert]")


def test_words_ring_until_they_are_heard_and_the_hub_sees_who_read(site: Site) -> None:
    page, desk = entered(site, ONE), hub(site)
    tile(desk, ONE, "OFF")
    desk.click(f".bridge-tile[data-site={ONE}] button")
    desk.select_option("#talk-to", "chosen")
    desk.fill("#talk-text", "MC đứng vị trí")
    desk.check(".talk .tick input")
    desk.click(".talk form .button.main")
    page.wait_for_selector(".unread.urgent")
    assert "MC đứng vị trí" in page.inner_text(".unread")
    desk.wait_for_selector(".talk-log .receipt:text('đã nhận, chưa đọc')")
    page.click(".unread .button")
    page.wait_for_selector(".unread", state="detached")
    desk.wait_for_selector(".talk-log li:has-text('MC đứng vị trí') .receipt:text-is('đã đọc')")
    page.click(".site-views button:nth-child(3)")
    page.fill("#say-text", "Rõ, MC sẵn sàng")
    page.click(".say-form .button")
    desk.wait_for_selector(".talk-log li:has-text('Rõ, MC sẵn sàng')")


def test_the_line_up_is_ticked_proven_and_frozen(site: Site) -> None:
    page, desk = entered(site, TWO), hub(site, part="#lineup")
    desk.click(f".go-cell[data-site={TWO}] button")
    page.click(".site-views button:nth-child(2)")
    page.click(".tick-act[data-item=mc]")
    desk.wait_for_selector(".detail .item[data-item=mc][data-ok=true]")
    code = desk.inner_text(".code-line b")
    wrong = f"{(int(code) + 1) % 10_000:04}"
    page.fill("#return-code", wrong)
    page.click(".code-form .button")
    page.wait_for_selector("#return-word.word-look")
    page.fill("#return-code", code)
    page.click(".code-form .button")
    page.wait_for_selector("#return-word.word-go")
    desk.click(".detail .button.go")
    desk.wait_for_selector(f".go-cell[data-site={TWO}][data-word=go]")
    desk.click(".freezes .buttons .button:last-child")
    # the clock may have frozen one by itself before
    desk.click(".freeze-list li:has-text('bằng tay') > .button")
    desk.wait_for_selector(f".frozen li[data-site={TWO}]:has-text('GO')")
    desk.click(".freezes > .button")
    desk.wait_for_selector(".freezes .notice:not(.live)")


def test_who_is_on_air_sees_when_it_ends_also_without_the_line(site: Site) -> None:
    page = entered(site, ONE)
    told(site, "cues", kind="on_air", sites=[ONE])
    lamp(page, "ON_AIR")
    assert page.locator(".out-at").count() == 0
    facts = told(site, "cues", kind="out", sites=[ONE], lead_ms=60_000)
    page.wait_for_selector(".out-at:has-text('còn 00:5')")
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    assert "Vẫn giữ lệnh Xin cảm ơn" in page.inner_text(".site-state .about")
    assert "đang mất" in page.inner_text(".site-facts"), "no figure of a line that is down"
    page.context.set_offline(False)
    lamp(page, "ON_AIR")
    told(site, f"cues/{facts['cue']}/cancel")
    page.wait_for_selector(".out-at", state="detached")


def test_a_held_cue_makes_room_for_the_next(site: Site) -> None:
    page, desk = entered(site, ONE), hub(site)
    facts = told(site, "cues", kind="on_air", sites=[ONE], lead_ms=60_000)
    lamp(page, "NEXT")
    desk.wait_for_selector(f".cue-state[data-cue='{facts['cue']}'] li[data-state=armed]")
    told(site, f"cues/{facts['cue']}/cancel")
    desk.wait_for_selector(f".cue-state[data-cue='{facts['cue']}']:has-text('Đã giữ lại'):not(:has(li))")
    desk.wait_for_selector(f".cue-state[data-cue='{facts['cue']}']", state="detached")


def test_before_a_cross_a_site_is_led_to_what_is_left_to_check(site: Site) -> None:
    page = entered(site, THREE)
    page.click(".site-ready .button:has-text('mục chưa xong')")
    page.wait_for_selector(".tick-act[data-item=mc]")
    told(site, "go", site=THREE, word="no_go", note="Chờ micro")
    page.click(".site-views button:nth-child(1)")
    page.wait_for_selector(".site-ready .word-no:has-text('NO-GO'):has-text('Chờ micro')")
    told(site, "go", site=THREE, word="")


def test_the_first_press_reaches_the_button_under_the_finger(site: Site) -> None:
    """It wakes the sound, and the button that asks for sound goes: not before the finger is up."""
    page = entered(site, ONE, viewport={"width": 740, "height": 360})
    page.wait_for_selector(".site-act > .button")
    page.click(".site-views button:nth-child(2)")
    page.wait_for_selector(".site-views button:nth-child(2)[aria-current]")


def test_a_second_device_says_of_a_missed_cue_what_it_knows(site: Site) -> None:
    """How late it was, only the device knows that missed it."""
    page = entered(site, TWO)
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    facts = told(site, "cues", kind="on_air", sites=[TWO])
    page.wait_for_function("at => Date.now() > at", arg=facts["fire_at"] + facts["ttl"] + 500)
    page.context.set_offline(False)
    lamp(page, "MISSED")
    until_said(site, facts["cue"], TWO, "missed")
    assert "(+" in page.inner_text(".site-state .about")
    other = entered(site, TWO)
    lamp(other, "MISSED")
    assert "(+" not in other.inner_text(".site-state .about")
    assert "quá muộn" in other.inner_text(".site-state .about")


def test_who_sends_pictures_sees_what_goes_out(site: Site) -> None:
    page = entered(site, ONE)
    runs = {"running": True, "missing": [], "pass": "p", "publish": "p", "until": 0, "streams": []}
    page.route("**/bridge/media", lambda route: route.fulfill(json=runs))
    page.reload()
    page.click(".site-views button:nth-child(2)")
    page.click("section[aria-labelledby=site-send] .button")
    page.wait_for_function("() => document.querySelector('video.own')?.videoWidth > 0")
    page.click("section[aria-labelledby=site-send] .button")
    page.wait_for_selector("video.own", state="detached")


def test_a_link_opened_without_a_network_is_still_good(site: Site) -> None:
    page = site.context(viewport=PHONE).new_page()
    page.goto(invite(site, TWO)["link"])
    page.wait_for_selector(".button.main.thumb")
    page.context.set_offline(True)
    page.click(".button.main.thumb")
    page.wait_for_selector("[role=alert]:has-text('chưa có mạng')")
    page.context.set_offline(False)
    page.click(".button.main.thumb")
    page.wait_for_url("**/bridge")


def test_a_page_that_loses_its_server_claims_no_lamp(site: Site) -> None:
    entered(site, ONE)
    desk = hub(site)
    tile(desk, ONE, "OFF")
    desk.context.set_offline(True)
    tile(desk, ONE, "UNKNOWN")
    desk.wait_for_selector(".hub > .notice[role=alert]")
    desk.context.set_offline(False)
    tile(desk, ONE, "OFF")


def wrong_with(page: Page, name: str, sizes: list[tuple[int, int]], axe: str) -> list[str]:
    page.evaluate(axe)
    found = [f"{name}: {one}" for one in page.evaluate(RUN_AXE, AXE_TAGS)]
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{name} {width}: sideways {one}" for one in page.evaluate(SIDEWAYS)]
        found += [f"{name} {width}: small {one}" for one in page.evaluate(SMALL_TARGETS, TARGET_PX)]
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_hub_is_for_everybody(site: Site, axe: str, lang: str) -> None:
    told(site, "sites", name="Ủy ban nhân dân Đặc khu Bạch Long Vĩ", region="bac")
    told(site, "cues", kind="on_air", sites=[ONE, THREE], lead_ms=60_000, script="Xin chào")
    told(site, "talk", text="Chuẩn bị", target="all", priority="urgent")
    desk = hub(site, lang)
    tile(desk, ONE, "UNKNOWN")
    wrong = wrong_with(desk, "control", SIZES, axe)
    for part, drawn in (("lineup", ".go-cell"), ("crosses", "[data-cross]"), ("sites", ".site-row")):
        desk.goto(f"{site.event}/bridge#{part}")
        desk.wait_for_selector(drawn)
        if part == "lineup":
            desk.click(f".go-cell[data-site={ONE}] button")
            n = told(site, "freeze", label="T-15")["n"]
            desk.click(f".freeze-list > li[data-freeze='{n}'] > .button")
            desk.wait_for_selector(".frozen li")
        if part == "crosses":
            desk.click(".crosses .page-head .button.main")
            desk.wait_for_selector(".crosses form")
            desk.set_viewport_size({"width": 360, "height": 740})
            wrong += [f"{lang}: {one} stands out of its form" for one in desk.evaluate(OUT_OF_FORM)]
        if part == "sites":
            desk.click(f"li[data-site={ONE}] .side .button")
            desk.wait_for_selector(".site-open form")
        wrong += wrong_with(desk, part, SIZES, axe)
    desk.goto(f"{site.event}/bridge/report")
    desk.wait_for_selector(".report-cross")
    wrong += wrong_with(desk, "report", SIZES, axe)
    for cue in site.snapshot("bridge")["bridge_cue"]:
        if cue["kind"] == "on_air" and not cue.get("passed_at"):
            site.command(f"bridge/cues/{cue['id']}/cancel")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_link_is_for_everybody(site: Site, axe: str, lang: str) -> None:
    """The way in, and every answer that lets nobody in."""
    facts = invite(site, TWO)
    links = {"join": facts["link"], "wrong": facts["link"][:-1] + ("0" if facts["link"][-1] != "0" else "1")}
    gone = invite(site, TWO)
    told(site, f"invites/{gone['invite']}/revoke")
    links["revoked"] = gone["link"]
    wrong: list[str] = []
    for name, link in links.items():
        context = site.context(viewport=PHONE)
        site.give_cookie(context, "ops_lang", lang)
        page = context.new_page()
        page.goto(link)
        page.wait_for_selector(".button.main.thumb")
        if name != "join":
            page.click(".button.main.thumb")
            page.wait_for_selector("[role=alert]")
        wrong += wrong_with(page, name, SITE_SIZES, axe)
        if name == "revoked":
            page.goto(f"{site.url}/bridge")
            page.wait_for_selector(".empty")
            wrong += wrong_with(page, "not invited", SITE_SIZES, axe)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_missed_is_for_everybody_and_said_on_both_ends(site: Site, axe: str, lang: str) -> None:
    page, desk = entered(site, THREE, lang=lang), hub(site, lang)
    tile(desk, THREE, "OFF")
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    wrong = wrong_with(page, "lost, nothing armed", SITE_SIZES, axe)
    facts = told(site, "cues", kind="on_air", sites=[THREE])
    page.wait_for_function("at => Date.now() > at", arg=facts["fire_at"] + facts["ttl"] + 500)
    page.context.set_offline(False)
    lamp(page, "MISSED")
    wrong += wrong_with(page, "MISSED", SITE_SIZES, axe)
    desk.wait_for_selector(f".bridge-tile.missed[data-site={THREE}]")
    desk.wait_for_selector(".hub-coming [data-missed]:has-text('Cần Thơ')")
    wrong += wrong_with(desk, "hub, a site missed", SIZES, axe)
    desk.context.set_offline(True)
    desk.wait_for_selector(".hub > .notice[role=alert]")
    wrong += wrong_with(desk, "hub, deaf", SIZES, axe)
    assert not wrong, "\n".join(wrong)


def test_a_device_whose_clock_is_an_hour_slow_fires_on_time_and_says_so(site: Site) -> None:
    context = site.context(viewport=PHONE)
    context.add_init_script(
        "Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin - 3600000 })"
    )
    page = context.new_page()
    page.goto(invite(site, ONE)["link"])
    page.click(".button.main.thumb")
    page.wait_for_url("**/bridge")
    page.wait_for_selector(".site-part .word-look:has-text('chậm 1:00:00')")
    facts = told(site, "cues", kind="on_air", sites=[ONE])
    said = until_said(site, facts["cue"], ONE, "fired", "late", "missed")
    assert said["state"] == "fired", said
    assert abs(said["err"]) < HOUR_MS / 60
    lines = site.query("SELECT facts FROM journal WHERE kind = 'bridge.cue_acked' ORDER BY seq DESC LIMIT 1")
    assert abs(json.loads(lines[0]["facts"])["clock_off"] - HOUR_MS) < HOUR_MS / 60
    desk = hub(site, part="#lineup")
    desk.click(f".go-cell[data-site={ONE}] button")
    desk.wait_for_selector(".detail .word-look:has-text('chậm 1:00:00')")


def test_of_a_site_that_counts_from_its_start_no_wrong_clock_is_said(site: Site) -> None:
    """So do sites without a screen: their clock is decades behind, and nobody can set it."""
    decades = 40 * 365 * 24 * HOUR_MS
    context = site.context(viewport=PHONE)
    context.add_init_script(
        f"Object.defineProperty(performance, 'timeOrigin', {{ value: performance.timeOrigin - {decades} }})"
    )
    page = context.new_page()
    page.goto(invite(site, ONE)["link"])
    page.click(".button.main.thumb")
    page.wait_for_url("**/bridge")
    page.wait_for_selector(".site-facts:has-text('±')")
    desk = hub(site, part="#lineup")
    desk.click(f".go-cell[data-site={ONE}] button")
    desk.wait_for_selector(".detail .item[data-item=clock][data-ok=true]")
    assert page.locator(".word-look:has-text('Đồng hồ')").count() == 0
    assert desk.locator(".word-look:has-text('Đồng hồ')").count() == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_empty_hub_is_filled_in_one_press(own_site: Site, axe: str, lang: str) -> None:
    own_site.server.stop()
    with contextlib.closing(sqlite3.connect(own_site.venue.database)) as conn:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name.startswith("bridge_"):
                conn.execute(f"DELETE FROM {name}")
        conn.commit()
    own_site.server.start()
    context = own_site.context()
    own_site.give_cookie(context, "ops_staff", own_site.venue.staff["organiser"])
    own_site.give_cookie(context, "ops_lang", lang)
    page = context.new_page()
    page.goto(f"{own_site.event}/bridge")
    page.wait_for_selector(".empty [data-act=load]")
    wrong = wrong_with(page, "empty", SIZES, axe)
    page.click(".empty [data-act=load]")
    page.wait_for_function("() => document.querySelectorAll('.bridge-tile').length === 34")
    wrong += wrong_with(page, "nobody invited", SIZES, axe)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_site_is_for_everybody(site: Site, axe: str, lang: str) -> None:
    page = entered(site, ONE, lang=lang)
    wrong = wrong_with(page, "OFF", SITE_SIZES, axe)
    told(site, "cues", kind="standby", sites=[ONE])
    lamp(page, "STANDBY")
    wrong += wrong_with(page, "STANDBY", SITE_SIZES, axe)
    held: dict[str, Any] = told(site, "cues", kind="on_air", sites=[ONE], lead_ms=60_000, script="Xin chào " * 30)
    lamp(page, "NEXT")
    wrong += wrong_with(page, "NEXT", SITE_SIZES, axe)
    told(site, f"cues/{held['cue']}/cancel")
    lamp(page, "STANDBY")
    told(site, "cues", kind="on_air", sites=[ONE])
    lamp(page, "ON_AIR")
    for place in (1, 2, 3):
        page.click(f".site-views button:nth-child({place})")
        wrong += wrong_with(page, f"ON_AIR {place}", SITE_SIZES, axe)
    told(site, "talk", text="Tắt loa, có tiếng vọng", target=f"site:{ONE}", priority="urgent")
    page.wait_for_selector(".unread")
    wrong += wrong_with(page, "unread", SITE_SIZES, axe)
    told(site, "cues", kind="out", sites=[ONE])
    lamp(page, "CLEAR")
    wrong += wrong_with(page, "CLEAR", SITE_SIZES, axe)
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    wrong += wrong_with(page, "UNKNOWN", SITE_SIZES, axe)
    assert not wrong, "\n".join(wrong)


def test_the_hub_is_run_by_keys_alone(site: Site) -> None:
    page, desk = entered(site, ONE), hub(site)
    tile(desk, ONE, "OFF")
    desk.focus(f".bridge-tile[data-site={ONE}] button")
    desk.keyboard.press("Space")
    desk.focus(".cue-bar [data-kind=standby]")
    desk.keyboard.press("Enter")
    lamp(page, "STANDBY")
    tile(desk, ONE, "STANDBY")


def test_a_viewer_sees_lamps_and_gives_no_cue(site: Site) -> None:
    page = entered(site, ONE, "mc")
    page.click(".site-views button:nth-child(2)")
    assert page.is_disabled(".tick-act[data-item=mc]")
    assert page.locator(".say-form").count() == 0
