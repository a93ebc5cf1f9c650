"""The crew's page and the stage timer in a real browser: a cue is there within a second, "ready" reaches the caller,
the clock runs on without a network, and everybody can read both."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from scripts.parts import ROOT
from tests.e2e.test_pages import AXE_TAGS, RUN_AXE, SIDEWAYS, SMALL_TARGETS, TARGET_PX, axe as axe, take_in
from tests.support.browser import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

APPEARS_MS = 3000  # the goal is 1,000, held by bench/; here the machine also runs the other half of the suite
PHONE = {"width": 360, "height": 740}
HALL = {"width": 1920, "height": 1080}
SIZES = [(360, 740), (820, 1180), (1366, 768)]
SHEET = json.loads((ROOT / "samples" / "haiphong-2025" / "run_of_show.json").read_text(encoding="utf-8"))["rows"]
# When an element first came, by the clock of this machine.
WATCH = """selector => { window.cameAt = 0; new MutationObserver(() => {
  if (!window.cameAt && document.querySelector(selector)) window.cameAt = Date.now();
}).observe(document.body, { childList: true, subtree: true, characterData: true }); }"""
CLIPPED = """() => [...document.querySelectorAll('.digits, .timer-head p, .timer-rows p')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.left < -1 || box.right > innerWidth + 1 || (one.closest('.timer') && box.bottom > innerHeight + 1);
}).map((one) => one.className)"""


def device_page(site: Site, role: str, path: str, lang: str = "vi", **options: Any) -> Page:
    """A paired device of a role, with its page open and its line up."""
    device = site.pair("A", f"Máy {uuid.uuid4().hex[:6]}", role)
    context = site.context(**options)
    site.give_cookie(context, "ops_device", device["token"])
    site.give_cookie(context, "ops_lang", lang)
    page = context.new_page()
    page.goto(site.url + path)
    page.wait_for_selector(f".strip:has-text('{'Online' if lang == 'en' else 'Trực tuyến'}')")
    return page


def crew_page(site: Site, department: str, **options: Any) -> Page:
    page = device_page(site, "crew", "/crew", viewport=PHONE, **options)
    page.click(f"[data-department={department}]")
    page.wait_for_selector(".crew-now")
    return page


def keep_shell(page: Page) -> None:
    page.wait_for_function("() => navigator.serviceWorker.ready.then((one) => one.active?.state === 'activated')")


def call(site: Site, path: str, **values: Any) -> Any:
    reply = site.command(f"stage/{path}", **values)
    assert reply.status == 200, reply.body
    return reply.body


def step(site: Site, do: str, **values: Any) -> Any:
    return call(site, "step", track="stage", do=do, **values)


def ready_rows(site: Site, page: Page) -> list[tuple[str, str]]:
    """What the server knows of this device: row and role."""
    who = page.inner_text(".strip .who")
    return [(one["row"], one["role"]) for one in site.snapshot("stage")["ready"] if one["name"] in who]


def own(column: str) -> list[str]:
    """Ids of the called rows in which a column asks for something."""
    return [f"r{row['cue']}" for row in SHEET if row[column] and row["mode"] == "sequential"]


def digits(page: Page) -> int:
    """Seconds of the countdown that is shown."""
    return digits_at(page)[0]


def digits_at(page: Page) -> tuple[int, float]:
    """Seconds of the countdown that is shown, and the page's own seconds at that moment: a busy machine may take long
    from the one to a question of ours."""
    look = "() => [document.querySelector('[role=timer]').innerText, Date.now() / 1000]"
    shown, at = page.evaluate(look)
    total = 0
    for part in shown.strip().split(":"):
        total = total * 60 + int(part)
    return total, at


@pytest.fixture(autouse=True)
def _from_the_start(site: Site) -> Iterator[None]:
    """Each test begins with nothing on."""
    if site.snapshot("stage")["clock"][0]["live"]:
        step(site, "stop")
    call(site, "reset", track="stage")
    step(site, "standby", row="r01")
    yield


def test_a_cue_is_on_crew_and_timer_within_a_second(site: Site) -> None:
    crew, timer = crew_page(site, "audio"), device_page(site, "wall", "/timer", viewport=HALL)
    first = own("audio")[0]
    assert crew.get_attribute(".mine", "data-next") == first == "r01"
    crew.evaluate(WATCH, f"[data-gone={first}]")
    timer.evaluate(WATCH, ".timer-rows > div:nth-child(2)")
    began = time.time() * 1000
    step(site, "go", seen=first)
    crew.wait_for_selector(f"[data-gone={first}]")
    timer.wait_for_selector(".timer-rows > div:nth-child(2)")
    came = [page.evaluate("window.cameAt") - began for page in (crew, timer)]
    print(f"\n  crew {came[0]:.0f} ms, timer {came[1]:.0f} ms after the caller's tap")
    assert all(0 < one < APPEARS_MS for one in came)
    assert SHEET[0]["audio"] in crew.inner_text("[data-gone]")
    assert SHEET[0]["title"] in timer.inner_text(".timer-rows > div:nth-child(1)")
    assert SHEET[1]["title"] in timer.inner_text(".timer-rows > div:nth-child(2)")
    assert "CÒN" in timer.inner_text(".timer-head").upper()
    whole = SHEET[0]["duration_s"]
    assert whole - 10 <= digits(timer) <= whole
    crew.click("footer .button")
    crew.wait_for_selector("[data-now=r01]")


def test_a_department_sees_its_own_cues_only_and_is_asked_once(site: Site) -> None:
    page = crew_page(site, "light")
    assert own("light")[:2] == ["r01", "r03"]
    step(site, "go", seen="r01")
    page.click("footer .button:has-text('Đã làm')")
    page.wait_for_selector("[data-next=r03]")
    words = page.inner_text("main")
    assert SHEET[2]["light"] in words
    assert SHEET[1]["title"] not in words and SHEET[0]["audio"] not in words
    rows = site.get("stage/state?track=stage")["tracks"][0]["rows"]
    expected = next(one["expected_start"] for one in rows if one["id"] == "r03")
    left, at = digits_at(page)
    assert abs(expected / 1000 - at - left) <= 2
    page.reload()
    page.wait_for_selector("[data-next=r03]")
    assert "Ánh sáng" in page.inner_text(".strip .who")


def test_ready_reaches_the_caller_and_can_be_taken_back(site: Site) -> None:
    office, page = site.office("/call"), crew_page(site, "audio")
    office.wait_for_selector(".next-card h2")
    office.evaluate(WATCH, ".next-card .ready li")
    began = time.time() * 1000
    page.click("footer .button.main")
    office.wait_for_selector(".next-card .ready li:has-text('Ê-kíp')")
    assert 0 < office.evaluate("window.cameAt") - began < APPEARS_MS
    page.wait_for_selector(".called.standby:has-text('Đã báo sẵn sàng')")
    assert ready_rows(site, page) == [("r01", "crew")]
    page.click("footer .button:has-text('Chưa xong')")
    page.wait_for_selector("footer .button.main")
    office.wait_for_selector(".next-card .ready", state="detached")
    assert ready_rows(site, page) == []


def test_without_a_network_the_clock_runs_on_and_says_so(site: Site) -> None:
    step(site, "go", seen="r01")
    page = crew_page(site, "audio", shell=True)
    timer = device_page(site, "wall", "/timer", shell=True, viewport=HALL)
    if page.query_selector("footer .button:has-text('Đã làm')"):
        page.click("footer .button:has-text('Đã làm')")
    for one in (page, timer):
        keep_shell(one)
        one.wait_for_timeout(500)  # the copy is written a moment after the rows have come
        one.context.set_offline(True)
    for one in (page, timer):
        one.wait_for_selector(".mc-link:has-text('Mất mạng từ')", timeout=30_000)
        before, at = digits_at(one)
        one.wait_for_timeout(2500)
        left, later = digits_at(one)
        assert abs((before - left) - (later - at)) <= 1.5
        one.reload()
        one.wait_for_selector(".mc-link:has-text('Mất mạng từ')", timeout=30_000)
        left, later = digits_at(one)
        assert abs((before - left) - (later - at)) <= 2
    assert "Âm thanh" in page.inner_text(".strip .who")
    page.click("footer .button.main")
    page.wait_for_selector(".pill:has-text('chưa gửi được')")
    assert ready_rows(site, page) == []
    for one in (page, timer):
        one.context.set_offline(False)
    page.wait_for_selector(".pill:has-text('Đã báo sẵn sàng')", timeout=45_000)
    assert ready_rows(site, page) == [("r02", "crew")]


def test_phase_is_said_by_colour_shape_and_word(site: Site) -> None:
    timer = device_page(site, "mc", "/timer", viewport=HALL)
    step(site, "go", seen="r01")
    look = "() => { const one = getComputedStyle(document.querySelector('.timer-work'));"
    look += " return [one.backgroundColor, one.boxShadow]; }"
    timer.wait_for_selector(".timer-head:has-text('Còn')")
    seen = [tuple(timer.evaluate(look))]
    step(site, "pause")
    timer.wait_for_selector(".timer-work.look .timer-head:has-text('Tạm dừng')")
    seen.append(tuple(timer.evaluate(look)))
    step(site, "resume")
    step(site, "add", by=-SHEET[0]["duration_s"] * 1000)
    timer.wait_for_selector(".timer-work.live .timer-head:has-text('Quá giờ')")
    seen.append(tuple(timer.evaluate(look)))
    assert len(set(seen)) == 3
    assert digits(timer) < 30


def test_digits_can_be_read_across_a_hall(site: Site) -> None:
    """A letter needs 1/300 of its distance: 5 cm at 15 m. On the smallest monitor there (24 inch, 30 cm high) that is a
    sixth of its height; the digits are to have more than a third."""
    timer = device_page(site, "wall", "/timer", viewport=HALL)
    step(site, "go", seen="r01")
    timer.wait_for_selector(".timer-rows > div:nth-child(2)")
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    assert timer.eval_on_selector(".digits", size) * 0.7 > HALL["height"] / 3
    assert timer.eval_on_selector(".timer-clock", size) >= 60
    assert timer.eval_on_selector(".phase", size) >= 80


def test_messages_on_the_timer(site: Site) -> None:
    timer = device_page(site, "wall", "/timer", viewport=HALL)
    for look in ("plain", "flash", "blackout"):
        sent = call(site, "messages", text=f"Nhắn {look}", target="role:wall", look=look)["facts"]["message"]
        timer.wait_for_selector(f".timer-message.{look}:has-text('Nhắn {look}')")
        if look == "flash":
            # WCAG 2.2.2 and 2.3.1: less than once a second, and over within five
            style = "one => { const all = getComputedStyle(one);"
            style += " return [parseFloat(all.animationDuration), Number(all.animationIterationCount)]; }"
            lasts, times = timer.eval_on_selector(".timer-message", style)
            assert lasts >= 1 and lasts * times <= 5
        if look == "blackout":
            box = timer.locator(".timer-message").bounding_box()
            assert box and (box["width"], box["height"]) == (HALL["width"], HALL["height"])
        call(site, f"messages/{sent}/clear")
        timer.wait_for_selector(".timer-message", state="detached")
    call(site, "messages", text="Chỉ cho MC", target="role:mc", look="plain")
    timer.wait_for_timeout(600)
    assert "Chỉ cho MC" not in timer.inner_text("main")


def faults(page: Page, name: str, axe: str, sizes: list[tuple[int, int]]) -> list[str]:
    wrong: list[str] = []
    take_in(page, axe)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        at = f"{name} {width}"
        if (width, height) in (sizes[0], sizes[-1]):
            wrong += [f"{at}: {one}" for one in page.evaluate(RUN_AXE, AXE_TAGS)]
        wrong += [f"{at}: sideways {one}" for one in page.evaluate(SIDEWAYS)]
        wrong += [f"{at}: small {one}" for one in page.evaluate(SMALL_TARGETS, TARGET_PX)]
        wrong += [f"{at}: clipped {one}" for one in page.evaluate(CLIPPED)]
    return wrong


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_for_everybody(site: Site, axe: str, lang: str) -> None:
    walls = [*SIZES, (1920, 1080), (740, 360)]
    crew = device_page(site, "crew", "/crew", lang)
    timer = device_page(site, "wall", "/timer", lang)
    crew.wait_for_selector("[data-department=audio]")
    wrong = faults(crew, "choose", axe, SIZES) + faults(timer, "not on", axe, walls)
    crew.click("[data-department=audio]")
    crew.wait_for_selector(".mine")
    wrong += faults(crew, "waiting", axe, SIZES)
    crew.click("footer .button.main")
    crew.wait_for_selector(".called.standby .pill:has(use[href$='#check'])")
    wrong += faults(crew, "standby", axe, SIZES)
    step(site, "go", seen="r01")
    crew.wait_for_selector(".called.gone")
    wrong += faults(crew, "go", axe, SIZES) + faults(timer, "on", axe, walls)
    step(site, "pause")
    timer.wait_for_selector(".timer-work.look")
    sent = call(site, "messages", text="Mời đại biểu lùi vào trong hai bước", target="all", look="flash")["facts"]
    timer.wait_for_selector(".timer-message.flash")
    wrong += faults(timer, "paused, message", axe, walls)
    call(site, f"messages/{sent['message']}/clear")
    step(site, "resume")
    step(site, "add", by=-SHEET[0]["duration_s"] * 1000)
    timer.wait_for_selector(".timer-work.live")
    wrong += faults(timer, "over", axe, walls)
    assert not wrong, "\n".join(wrong)
