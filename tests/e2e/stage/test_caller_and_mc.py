"""Calling a show in a real browser: GO reaches the MC at once, a refusal is said in words, the MC's clock runs on
without a network."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_pages import AXE, AXE_TAGS, RUN_AXE, SIDEWAYS, SMALL_TARGETS, TARGET_PX
from tests.support.browser import MakeSite, Site
from tests.support.tools import IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Page

APPEARS_MS = 3000  # the goal is 1,000, held by bench/; here the machine also runs the other half of the suite
LATE_MS = 240_000
LIVE, NEXT, THEN, HARD = "r15", "r16", "r17", "r20"
TABLET = {"width": 1024, "height": 768}
SIZES = {
    "call": [(360, 740), (820, 1180), (1366, 768), (1920, 1080)],
    "mc": [(360, 740), (740, 360), (820, 1180), (1024, 768), (1366, 768)],
}
MC_SIZE = """() => {
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const [tall, said, read] = [(name) => box(name).height, box('.speech'), box('.mc-read')];
  return {
    clock: tall('.mc-time .countdown') / innerHeight, text: tall('.mc-read'),
    title: parseFloat(getComputedStyle(document.querySelector('.mc-read h2')).fontSize),
    page: document.documentElement.scrollHeight - innerHeight,
    said: said.top + parseFloat(getComputedStyle(document.querySelector('.speech')).lineHeight) - read.bottom,
  };
}"""
SEE_ROW = """row => { window.cameAt = 0; const there = `.mc-read[data-row="${row}"][data-on="true"]`;
  new MutationObserver(() => { if (!window.cameAt && document.querySelector(there)) window.cameAt = Date.now();
}).observe(document.body, { childList: true, subtree: true, attributes: true }); }"""
LEFT = """() => { const digits = document.querySelector('.mc-time .digits').innerText;
  const [minutes, seconds] = digits.match(/\\d+/g).map(Number);
  return minutes * 60 + seconds; }"""
TABS_TOO_LONG = """() => { const tabs = document.querySelector('.site-nav .tabs');
  return tabs.scrollWidth - tabs.clientWidth; }"""


def sheet(site: Site) -> dict[str, Any]:
    return {row["id"]: row for row in site.snapshot("stage")["sheet_row"]}


def clock(site: Site) -> dict[str, Any]:
    row: dict[str, Any] = site.snapshot("stage")["clock"][0]
    return row


def step(site: Site, do: str, **values: Any) -> Any:
    reply = site.command("stage/step", track="stage", do=do, **values)
    assert reply.status == 200, reply.body
    return reply


def due(site: Site, row: str) -> int:
    found = site.get("stage/state?track=stage")["tracks"][0]["rows"]
    return next(int(one["due"]) for one in found if one["id"] == row)


@pytest.fixture(scope="module")
def hall(make_site: MakeSite) -> Iterator[Site]:
    """A site where it is four minutes after the planned start of the director's speech."""
    from ops.core.clock import iso

    site = make_site(OPS_TEST_CLOCK="1")
    office = site.venue.office(site.server)
    reply = office.post("/api/clock", {"now": iso(due(site, LIVE) + LATE_MS)})
    assert reply.status == 200, reply.body
    office.close()
    yield site
    site.close()
    site.assert_clean()


@pytest.fixture
def show(hall: Site) -> Site:
    """The speech has just begun, four minutes late; nothing else is left of an earlier test."""
    if clock(hall)["held"]:
        step(hall, "release")
    if clock(hall)["live"]:
        step(hall, "stop")
    assert hall.command("stage/reset", track="stage").status == 200
    for message in hall.snapshot("stage")["message"]:
        hall.command(f"stage/messages/{message['id']}/clear")
    step(hall, "start", row=LIVE)
    return hall


def caller_page(site: Site, lang: str = "vi", **options: Any) -> Page:
    context = site.context(**options)
    site.give_cookie(context, "ops_staff", site.venue.staff["organiser"])
    site.give_cookie(context, "ops_lang", lang)
    page = context.new_page()
    page.goto(site.event + "/call")
    page.wait_for_selector(f"tr.live[data-row={LIVE}]")
    page.wait_for_selector("#go")
    return page


def mc_page(site: Site, lang: str = "vi", name: str | None = None, **options: Any) -> Page:
    device = site.pair("A", name or f"MC {uuid.uuid4().hex[:6]}", "mc")
    context = site.context(viewport=TABLET, **options)
    site.give_cookie(context, "ops_device", device["token"])
    site.give_cookie(context, "ops_lang", lang)
    page = context.new_page()
    page.goto(site.url + "/")
    page.wait_for_url("**/mc")
    page.wait_for_selector(f".mc-read[data-row={LIVE}]")
    page.wait_for_function(LEFT)
    return page


def until_clock_is_measured(page: Page, site: Site) -> None:
    """The page counts by the server's time, which here is another day's."""
    at = clock(site)["live"]["started"]
    page.wait_for_function(
        "at => Math.abs(Number(localStorage.getItem('ops.clock')) + Date.now() - at) < 120000", arg=at
    )


def left_at(page: Page) -> tuple[float, float]:
    """Seconds left as the page shows them, and its own clock at that moment in seconds."""
    shown, at = page.evaluate(f"() => [({LEFT})(), Date.now() / 1000]")
    return shown, at


def wait_a_second(page: Page) -> None:
    """Past the guard against a double tap."""
    page.wait_for_timeout(1050)


def seconds_of(text: str) -> int:
    hours, minutes, seconds = map(int, re.findall(r"\d+", text))
    return hours * 3600 + minutes * 60 + seconds


def hold(page: Page, selector: str) -> None:
    page.locator(selector).hover()
    page.mouse.down()
    page.wait_for_timeout(950)
    page.mouse.up()


def test_go_is_on_the_mcs_screen_within_a_second_and_a_second_go_is_refused_in_words(show: Site) -> None:
    mc, caller = mc_page(show), caller_page(show)
    wait_a_second(caller)
    mc.evaluate(SEE_ROW, NEXT)
    with caller.expect_request("**/stage/step") as sent:
        pressed = caller.evaluate("() => { document.querySelector('#go').click(); return Date.now(); }")
    told = sent.value.post_data_json
    assert told is not None
    assert told["seen"] == NEXT, "the row that the caller saw goes with it"
    mc.wait_for_selector(f".mc-read[data-row={NEXT}][data-on=true]")
    assert 0 <= mc.evaluate("() => window.cameAt") - pressed < APPEARS_MS
    caller.wait_for_selector(f"tr.live[data-row={NEXT}]")
    caller.click("#go")
    caller.wait_for_selector(".refused:has-text('Vừa bấm rồi. Chờ một giây.')")
    assert clock(show)["live"]["row"] == NEXT
    actual = caller.locator(f"tr[data-row={LIVE}] td").nth(4).inner_text()
    assert actual, "the row that was has its actual time"


def test_keys_call_and_choose_and_a_click_gives_them_back(show: Site) -> None:
    page = caller_page(show)
    wait_a_second(page)
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(f"tr.standby[data-row={THEN}]")
    page.wait_for_selector(".next-card >> text=Ngoài thứ tự")
    page.keyboard.press("Escape")
    page.wait_for_selector(f"tr.standby[data-row={NEXT}]")
    page.click(f"tr[data-row={THEN}] .cue-button")
    page.wait_for_selector(f"tr.standby[data-row={THEN}]")
    page.click(".call-act button:has-text('+1')")
    page.wait_for_selector(".now-card >> text=+1:00")
    page.keyboard.press("Space")
    page.wait_for_selector(f"tr.live[data-row={THEN}]")
    assert clock(show)["live"]["added"] == 0, "Space was GO and not the minute again"
    wait_a_second(page)
    page.fill("#say-text", "Chờ")
    page.keyboard.press("Space")
    assert page.input_value("#say-text") == "Chờ ", "a field keeps its keys"
    assert clock(show)["live"]["row"] == THEN
    page.click(".call-act button:has-text('−1')")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.live[data-row=r18]")


def test_who_may_only_look_has_nothing_to_press(show: Site) -> None:
    context = show.context()
    show.give_cookie(context, "ops_device", show.pair("A", "Máy ê-kíp", "crew")["token"])
    page = context.new_page()
    page.goto(show.event + "/call")
    page.wait_for_selector(f"tr.live[data-row={LIVE}]")
    assert page.locator("#call button").count() == 0


def test_hold_pause_back_and_jump(show: Site) -> None:
    page = caller_page(show)
    wait_a_second(page)
    page.click(".call-act button:has-text('Giữ lại')")
    page.wait_for_selector("#go.stopped")
    page.click("#go")
    page.wait_for_selector(".refused:has-text('Đang giữ lại')")
    page.click(".call-act button:has-text('Thôi giữ')")
    page.wait_for_selector("#go.go")
    page.click(".call-act button:has-text('Tạm dừng')")
    page.wait_for_selector(".now-card .phase:has-text('Tạm dừng')")
    stood = page.inner_text(".now-card .digits")
    page.wait_for_timeout(1300)
    assert page.inner_text(".now-card .digits") == stood
    page.click(".call-act button:has-text('Chạy tiếp')")
    page.wait_for_selector(".now-card .phase:has-text('Còn')")
    hold(page, f"tr[data-row={THEN}] .cue-button")
    page.wait_for_selector(f"tr.live[data-row={THEN}]")
    wait_a_second(page)
    hold(page, ".call-act button:has-text('Giữ để lùi')")
    page.wait_for_selector(f"tr.live[data-row={NEXT}]")


def test_a_hard_row_in_danger_says_what_to_cut_and_a_cut_can_be_undone(show: Site) -> None:
    page = caller_page(show)
    until_clock_is_measured(page, show)
    page.wait_for_selector(".slack.look:has-text('Cắt 4:')")
    page.wait_for_selector(f"tr[data-row={HARD}] .pill:has-text('trước 18:56:45')")
    before = {name: row["plan"] for name, row in sheet(show).items()}
    page.click("button:has-text('Tìm cách rút ngắn')")
    page.click(".cut button:has(small) >> nth=0")
    page.click(".toast button:has-text('Hoàn tác')", trial=True)
    assert {name: row["plan"] for name, row in sheet(show).items()} != before
    page.click(".toast button:has-text('Hoàn tác')")
    page.wait_for_selector(".toast:has-text('Đã hoàn tác')")
    assert {name: row["plan"] for name, row in sheet(show).items()} == before


def test_a_message_is_read_by_a_tap_and_the_caller_sees_who(show: Site) -> None:
    mc, caller = mc_page(show, name="MC Sân khấu"), caller_page(show)
    caller.click(".canned button:has-text('Nói chậm lại')")
    mc.wait_for_selector(".message.plain:has-text('Nói chậm lại')")
    caller.wait_for_selector(".sent li:has-text('chưa đọc')")
    mc.click(".message button:has-text('Đã đọc')")
    caller.wait_for_selector(".sent li:has-text('đã đọc: MC Sân khấu')")
    mc.wait_for_selector(".message.read")
    caller.click(".sent button[aria-label^='Gỡ']")
    mc.wait_for_selector(".message", state="detached")


def test_the_mc_reads_ahead_and_the_phase_is_a_colour_a_shape_and_a_word(show: Site) -> None:
    mc = mc_page(show)
    assert "Xin trân trọng kính mời" in mc.inner_text(".mc-read")
    mc.click("button:has-text('Đã đọc xong')")
    mc.wait_for_selector(f".mc-read[data-row={NEXT}][data-on=false]:has-text('Chuẩn bị')")
    assert "Phát biểu khai mạc" in mc.inner_text(".mc-next")
    mc.click("button:has-text('Xem lại')")
    mc.wait_for_selector(f".mc-read[data-row={LIVE}]")
    until_clock_is_measured(mc, show)
    colours = set()
    for minutes, word in ((0, "CÒN"), (-7.3, "SẮP HẾT"), (-1, "QUÁ GIỜ")):
        if minutes:
            step(show, "add", by=int(minutes * 60_000))
        mc.wait_for_function("word => document.querySelector('.mc-time .phase').innerText.includes(word)", arg=word)
        look = mc.evaluate(
            "() => { const one = getComputedStyle(document.querySelector('.mc-time'));"
            " return [getComputedStyle(document.querySelector('.mc-time .digits')).color, one.borderLeftWidth,"
            " document.querySelector('.mc-time .phase use').getAttribute('href').split('#')[1]]; }"
        )
        colours.add(json.dumps(look))
    shapes = [json.loads(one) for one in colours]
    assert all(len({one[part] for one in shapes}) == 3 for part in range(3)), shapes


def test_the_mcs_clock_runs_on_without_a_network_and_comes_back(show: Site) -> None:
    mc = mc_page(show, shell=True)
    until_clock_is_measured(mc, show)
    mc.wait_for_function("() => navigator.serviceWorker.ready.then((one) => one.active?.state === 'activated')")
    mc.wait_for_timeout(400)  # the copy is written a moment after the last change
    mc.context.set_offline(True)
    mc.evaluate("() => dispatchEvent(new Event('offline'))")
    mc.wait_for_selector(".mc-link:has-text('Mất mạng từ')", timeout=30_000)
    assert 0 <= seconds_of(mc.inner_text(".strip time")) - seconds_of(mc.inner_text(".mc-link b")) < 10
    mc.reload()
    mc.wait_for_selector(f".mc-read[data-row={LIVE}]")
    mc.wait_for_selector(".mc-link:has-text('Mất mạng từ')", timeout=30_000)
    assert "Xin trân trọng kính mời" in mc.inner_text(".mc-read")
    (first, began), _ = left_at(mc), mc.wait_for_timeout(2100)
    later, ended = left_at(mc)
    assert abs((first - later) - (ended - began)) <= 1.1
    finish = next(one for one in show.get("stage/state?track=stage")["tracks"])["live"]["remaining"] / 1000
    assert abs(finish - mc.evaluate(LEFT)) < 2, "it counts by the server's time, not by its own"
    wait_a_second(mc)
    step(show, "go")
    mc.wait_for_timeout(300)
    assert mc.locator(f".mc-read[data-row={LIVE}]").count() == 1
    mc.context.set_offline(False)
    mc.wait_for_selector(f".mc-read[data-row={NEXT}][data-on=true]", timeout=30_000)
    mc.wait_for_selector(".mc-link", state="detached", timeout=30_000)


# ---------- for everybody ----------


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        (pytest.fail if IN_CI else pytest.skip)("axe-core is not installed; scripts/npm.sh ci installs it")
    return AXE.read_text(encoding="utf-8")


# One pass for both: to take the page in is most of what axe does.
STRICT = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "rules": {"color-contrast-enhanced": {"enabled": True}}}


def look(page: Page, name: str, axe: str) -> list[str]:
    """Everything wrong: at every size the layout and the size of a thumb; at the least and the largest, between which
    the same elements are laid out otherwise, axe with the strict contrast of 7:1."""
    wrong: list[str] = []
    page.evaluate(axe)
    for width, height in SIZES[name]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        found = page.evaluate(SIDEWAYS) + page.evaluate(SMALL_TARGETS, TARGET_PX)
        if (width, height) in (SIZES[name][0], SIZES[name][-1]):
            found += page.evaluate(RUN_AXE, STRICT)
        wrong += [f"{name} {width}: {one}" for one in found]
    return wrong


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_pages_are_for_everybody(show: Site, axe: str, lang: str) -> None:
    show.command("stage/messages", text="Đại biểu lên trễ: thêm một câu chào", target="role:mc", look="flash")
    mc, caller = mc_page(show, lang), caller_page(show, lang)
    mc.wait_for_selector(".message")
    caller.wait_for_selector(".sent li")
    wrong = look(caller, "call", axe) + look(mc, "mc", axe)
    step(show, "hold")
    step(show, "add", by=-480_000)
    caller.wait_for_selector(".now-card.live")
    caller.click("summary")
    mc.wait_for_selector(".mc-time.live")
    wrong += look(caller, "call", axe) + look(mc, "mc", axe)
    assert not wrong, "\n".join(wrong)


def test_without_a_link_go_says_so_and_is_not_green(show: Site) -> None:
    page = caller_page(show)
    page.wait_for_selector("#go.go")
    page.context.set_offline(True)
    page.wait_for_selector("#go.stopped:has-text('Mất mạng')", timeout=30_000)
    assert page.locator("#go.go").count() == 0
    page.context.set_offline(False)
    page.wait_for_selector("#go.go", timeout=30_000)


def test_the_mcs_screen_is_read_at_arms_length(show: Site) -> None:
    mc = mc_page(show)
    mc.wait_for_selector(".mc-time .digits:not(.hours)")  # until the page knows the server's clock, hours may be left
    for width, height in SIZES["mc"]:
        mc.set_viewport_size({"width": width, "height": height})
        size = mc.evaluate(MC_SIZE)
        assert size["title"] >= 40, (width, size)
        assert size["clock"] >= 0.3, (width, size)
        assert size["text"] >= 100, (width, size)
        assert size["page"] <= 1, (width, size)
        assert size["said"] <= 0, (width, size)  # what is to be said is in sight below its title


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_go_is_large_the_page_is_dark_and_the_tabs_stand_in_one_line(show: Site, lang: str) -> None:
    page = caller_page(show, lang)
    assert page.get_attribute("html", "data-theme") == "stage"
    box = page.locator("#go").bounding_box()
    assert box is not None
    assert box["height"] >= 72
    assert box["y"] + box["height"] <= 768
    assert page.evaluate(TABS_TOO_LONG) <= 0
