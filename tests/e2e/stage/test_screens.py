"""Prompter, timeline, green room and studio clock in a real browser; whom a message reaches; names from reception."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.stage.test_crew_and_timer import HALL, PHONE, SHEET, call, device_page, faults, keep_shell, step
from tests.e2e.test_pages import axe as axe
from tests.support.load import iso_now

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Site

SPEECH, NEXT = "r15", "r16"
HEAD, DEPUTY = "dv01-01", "dv02-01"
SIZES = [(360, 740), (820, 1180), (1920, 1080), (740, 360)]
ROLLED = "() => new DOMMatrix(getComputedStyle(document.querySelector('.pr-roll')).transform).m42"
STRIP = """() => { const bars = [...document.querySelectorAll('[data-bar]')];
  const box = document.querySelector('.strip-inner').getBoundingClientRect();
  const line = document.querySelector('.now-line').getBoundingClientRect();
  const live = document.querySelector('.bar.live .bar-real').getBoundingClientRect();
  return { bars: bars.length, inside: line.left >= box.left && line.left <= box.right,
    on: line.left >= live.left - 2 && line.left <= live.right + 2 }; }"""
SHRUNK = """() => [...document.querySelectorAll('.entry-title')].filter((one) => one.scrollWidth > one.clientWidth + 1
  || one.getBoundingClientRect().height < 16).length"""


@pytest.fixture(autouse=True)
def _speech(site: Site) -> Iterator[None]:
    """The director's speech is on."""
    if site.snapshot("stage")["clock"][0]["live"]:
        step(site, "stop")
    call(site, "reset", track="stage")
    step(site, "start", row=SPEECH)
    yield
    for message in site.snapshot("stage").get("message", []):
        if not message["cleared_at"]:
            call(site, f"messages/{message['id']}/clear")


def go_to(page: Page, path: str) -> None:
    """By the small menu at the edge of the strip."""
    page.click(".screens-button")
    page.click(f".screens a[href='{path}']")
    page.wait_for_url(f"**{path}")
    page.wait_for_selector(".strip:has-text('Trực tuyến')")


def title(row: str) -> str:
    return str(next(one["title"] for one in SHEET if f"r{one['cue']}" == row))


def test_screens_of_a_wall(site: Site, axe: str) -> None:
    """One device goes through all of them; each says what is on by colour, shape and word, and hears the caller."""
    page = device_page(site, "wall", "/timer", viewport=HALL)
    wrong: list[str] = []
    for path, row, state in (
        ("/studio", ".studio-row", ".lamp.on"),
        ("/backstage", ".back-card.on", ".back-now"),
        ("/timeline", ".entry.live", ".bar.live"),
        ("/prompter", ".pr-part.main", ".pr-band"),
    ):
        go_to(page, path)
        page.wait_for_selector(state, state="attached")
        assert title(SPEECH) in page.inner_text(row), path
        wrong += faults(page, path, axe, SIZES)
        page.set_viewport_size({"width": HALL["width"], "height": HALL["height"]})
    page.goto(f"{site.url}/")
    assert page.url.endswith("/prompter"), "a device begins where it was put last"

    go_to(page, "/timeline")
    page.wait_for_selector("[data-bar]", state="attached")
    wall = page.evaluate(STRIP)
    assert wall["bars"] == len(SHEET)
    assert page.evaluate(SHRUNK) == 0
    page.click("button:has-text('Xem gần')")
    page.wait_for_function("() => document.querySelector('.strip-box').scrollWidth > innerWidth * 2")
    page.set_viewport_size(PHONE)
    assert not page.locator(".strip-box").is_visible()
    assert page.locator(".entry.live .entry-title").is_visible()
    page.set_viewport_size(HALL)

    go_to(page, "/backstage")
    names = page.inner_text(".back-ready")
    assert next(one["owner"] for one in SHEET if f"r{one['cue']}" == NEXT) in names
    call(site, "messages", text="Chỉ cho MC", target="role:mc", look="plain")
    call(site, "messages", text="Lùi vào cánh gà", target="role:wall", look="plain")
    page.wait_for_selector(".timer-message:has-text('Lùi vào cánh gà')")
    assert "Chỉ cho MC" not in page.inner_text("main")
    wrong += faults(page, "message", axe, SIZES[:3])
    step(site, "add", by=-3_600_000)
    page.wait_for_selector(".back-now.live .phase:has-text('Quá giờ')")
    go_to(page, "/studio")
    page.wait_for_selector(".studio-count.live .phase:has-text('Quá giờ')")
    wrong += faults(page, "studio over", axe, [(1920, 1080)])
    call(site, "messages", text="Chờ", target="all", look="blackout")
    page.wait_for_selector(".timer-message.blackout")
    box = page.locator(".timer-message").first.bounding_box()
    assert box and (box["width"], box["height"]) == (HALL["width"], HALL["height"])
    assert not wrong, "\n".join(wrong)


def test_what_the_mc_reads_is_not_for_a_wall(site: Site) -> None:
    device = site.pair("A", "Màn hình sảnh", "wall")
    context = site.context(viewport=HALL)
    site.give_cookie(context, "ops_device", device["token"])
    page = context.new_page()
    page.goto(f"{site.url}/mc")
    page.wait_for_selector("h1:has-text('Máy này được ghép cho việc khác')")
    assert page.locator(".speech, .mc-read").count() == 0


def test_after_the_end_no_screen_says_that_something_comes(site: Site, axe: str) -> None:
    step(site, "start", row=f"r{SHEET[-1]['cue']}")
    step(site, "stop")
    page = device_page(site, "wall", "/backstage", viewport=HALL)
    page.wait_for_selector(".back-now h2:has-text('Đã hết kịch bản')")
    assert page.locator(".back-list li, .back-ready li, .back-card .tag").count() == 0
    wrong = faults(page, "backstage over", axe, SIZES)
    page.set_viewport_size({"width": HALL["width"], "height": HALL["height"]})
    go_to(page, "/timer")
    page.wait_for_selector(".timer-word:has-text('Đã hết')")
    assert page.locator("[role=timer]").count() == 0
    wrong += faults(page, "timer over", axe, SIZES)
    page.set_viewport_size({"width": HALL["width"], "height": HALL["height"]})
    go_to(page, "/studio")
    page.wait_for_selector(".lamp:has-text('Không lên sóng')")
    mc = device_page(site, "mc", "/mc", viewport=PHONE)
    mc.wait_for_selector(".mc-time .phase:has-text('Đã hết')")
    assert mc.locator(".mc-time progress").count() == 0
    wrong += faults(mc, "MC over", axe, SIZES)
    assert not wrong, "\n".join(wrong)


def test_the_remote_hand_steers_the_prompter(site: Site) -> None:
    prompter = device_page(site, "mc", "/prompter", shell=True, viewport=HALL)
    remote = device_page(site, "crew", "/prompter?remote=1", viewport=PHONE)
    prompter.wait_for_selector(f".pr-part.main[data-row={SPEECH}]")
    size = prompter.eval_on_selector(".pr-frame .speech", "one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 72
    remote.click("[data-act=toggle]")
    prompter.wait_for_selector(".pr-pace:has-text('Đang chạy chữ')", timeout=2000)
    began = prompter.evaluate(ROLLED)
    remote.click("[data-act=faster]")
    prompter.wait_for_function("() => document.querySelector('.pr-pace').innerText.includes('110')")
    prompter.wait_for_timeout(700)
    assert prompter.evaluate(ROLLED) < began - 5, "it rolls"
    prompter.keyboard.press("PageDown")
    prompter.wait_for_selector(".pr-pace:has-text('Chữ đứng')")
    remote.wait_for_selector(".pr-pace:has-text('Chữ đứng')")
    stood = site.snapshot("stage")["prompter"][0]
    assert (stood["row"], stood["running"], stood["wpm"]) == (SPEECH, False, 110)
    assert 50 <= stood["place"] <= 1000
    prompter.keyboard.press("ArrowLeft")
    remote.wait_for_function("() => document.querySelector('.pr-pace').innerText.includes('100')")

    remote.context.close()
    keep_shell(prompter)
    prompter.wait_for_timeout(500)
    prompter.context.set_offline(True)
    prompter.wait_for_selector(".mc-link:has-text('Mất mạng từ')", timeout=30_000)
    prompter.reload()
    prompter.wait_for_selector(".mc-link:has-text('Mất mạng từ')", timeout=30_000)
    prompter.wait_for_selector(f".pr-part.main[data-row={SPEECH}]")
    prompter.keyboard.press("Space")
    prompter.wait_for_selector(".pr-pace:has-text('Đang chạy chữ')")
    prompter.context.set_offline(False)
    prompter.wait_for_selector(".strip:has-text('Trực tuyến')", timeout=30_000)

    step(site, "go", seen=NEXT)
    prompter.wait_for_selector(f".pr-part.main[data-row={NEXT}]")
    prompter.click("summary")
    prompter.click("label:has-text('Lật gương')")
    flipped = prompter.eval_on_selector(".pr-frame", "one => new DOMMatrix(getComputedStyle(one).transform).a")
    assert flipped == -1
    prompter.emulate_media(reduced_motion="reduce")
    prompter.wait_for_selector("[data-act=toggle]:has-text('Trang sau')")


def arrive(site: Site, *guests: str) -> None:
    tablet = site.venue.tablet(site.server, 0)
    base: dict[str, Any] = {"type": "scan", "direction": "in", "offset_ms": 0, "method": "search", "gate": "A"}
    base |= {"told": {"admit": True, "reason": "ok"}, "device_at": iso_now()}
    reply = site.venue.upload(tablet, [base | {"ref": str(uuid.uuid4()), "guest": one} for one in guests])
    assert reply.status == 200, reply.body
    tablet.close()


def test_names_come_from_reception(site: Site) -> None:
    """A blank until the guest is there, the name at once when they are; how it is said stands with it."""
    mc = device_page(site, "mc", "/mc", viewport={"width": 1024, "height": 768})
    mc.wait_for_selector(".speech .blank:has-text('họ tên')")
    assert "Lãnh đạo Cục" in mc.inner_text(".mc-next"), "the sheet's words, while nobody has come"
    said = site.command(f"guests/{DEPUTY}/change", changes={"pronounce": "Uyển, thanh hỏi"})
    assert said.status == 200, said.body
    arrive(site, HEAD, DEPUTY)
    mc.wait_for_selector(".speech .filled:has-text('Nguyễn Mộc Thảo Yến')", timeout=5000)
    assert mc.locator(".speech .blank").count() == 0
    mc.wait_for_selector(".next-person.named:has-text('Nguyễn Uyển Khanh Vân')")
    assert "Uyển, thanh hỏi" in mc.inner_text(".next-person .said")
    step(site, "start", row="r13")
    mc.wait_for_selector(".name-line:has-text('Nguyễn Mộc Thảo Yến')")
    assert "chưa chốt" in mc.inner_text(".speech .pill")
    assert site.command("introductions/freeze", note="").status == 200
    mc.wait_for_selector(".speech .pill", state="detached")
    for path in ("/intro", "/prompter", "/timer", "/mc"):
        go_to(mc, path)
    wall = device_page(site, "wall", "/prompter")
    wall.wait_for_selector(".pr-part .blank")
    assert "Nguyễn Mộc Thảo Yến" not in wall.inner_text("main"), "a wall may not hear who is there"


def test_a_message_reaches_whom_it_is_meant_for(site: Site) -> None:
    caller = site.office("/call")
    one, other = (device_page(site, "crew", "/crew", viewport=PHONE) for _ in range(2))
    for page in (one, other):
        page.click("[data-department=audio]")
    name = one.inner_text(".strip .who").rpartition(" · ")[2].strip()
    caller.wait_for_selector("#say-target optgroup", state="attached")
    caller.focus("#say-target")
    caller.wait_for_function("name => document.querySelector('#say-target').innerText.includes(name)", arg=name)
    caller.select_option("#say-target", label=f"{name} · Ê-kíp")
    caller.click(".looks button:has-text('Gấp')")
    caller.fill("#say-text", "Gọi kênh 3")
    caller.press("#say-text", "Enter")
    one.wait_for_selector(".message.flash:has-text('Gọi kênh 3')")
    assert "Gọi kênh 3" not in other.inner_text("body")
    one.click(".message button")
    caller.wait_for_selector(f".sent li:has-text('Gọi kênh 3'):has-text('{name}') .pill.go:has-text('{name}')")
    assert caller.get_attribute(".looks button:has-text('Thường')", "aria-pressed") == "true"
    caller.click(".sent li:has-text('Gọi kênh 3') button")
    one.wait_for_selector(".message", state="detached")
