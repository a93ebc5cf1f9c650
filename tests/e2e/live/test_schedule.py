"""The schedule screen: a coordinator's hands, another's at the same time, and the host who is told of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_pages import AXE, AXE_TAGS, RUN_AXE, SET_THEME, SIDEWAYS, SMALL_TARGETS, TARGET_PX, THEMES
from tests.support.browser import Site
from tests.support.tools import IN_CI

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = dict[str, Any]
DAY, NEXT_DAY = ((datetime.now(UTC).date() + timedelta(days=n)).isoformat() for n in (13, 14))
SIZES = ((1366, 768), (820, 1180), (360, 740), (1920, 1080))
GRAB = """([id, dx, dy]) => {
  const card = document.querySelector(`.plan-place [data-slot="${id}"]`);
  card.scrollIntoView({ block: 'center', inline: 'center' });
  const box = card.getBoundingClientRect();
  return [box.left + 40, box.top + 20];
}"""
COLUMN_PX, PX_PER_MINUTE = 176, 3.4


def utc(clock: str) -> str:
    hour, minute = clock.split(":")
    return f"{DAY}T{int(hour) - 7:02d}:{minute}:00.000Z"


def slots(site: Site) -> dict[str, Row]:
    return {row["id"]: row for row in site.snapshot("live")["live_slot"]}


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def times(site: Site, slot: str) -> tuple[str, str]:
    row = slots(site)[slot]
    return row["starts"], row["ends"]


def make(site: Site, slot: str, starts: str, ends: str, room: str, host: str, channel: str, title: str) -> None:
    made = site.command("live/sessions", id=f"{slot}x", title=title, room=room, minutes=60)
    assert made.status == 200, made.body
    values = {"starts": utc(starts), "ends": utc(ends), "host": host, "channel": channel}
    made = site.command("live/slots", id=slot, session=f"{slot}x", **values)
    assert made.status == 200, made.body


@pytest.fixture(scope="module")
def plan(site: Site) -> Site:
    """Three slots on a day of their own."""
    days = site.snapshot("live")["live_settings"][0]["days"]
    assert site.command("live/settings", days=sorted({*days, DAY, NEXT_DAY})).status == 200
    make(site, "aa", "10:00", "11:00", "R02", "NL01", "K05", "Bánh đậu xanh Rồng Vàng và câu chuyện của một làng nghề")
    make(site, "bb", "11:30", "12:30", "R02", "NL02", "K05", "Nước mắm Cát Hải")
    make(site, "cc", "13:00", "14:00", "R03", "NL03", "K05", "Gốm Chu Đậu")
    return site


def open_day(site: Site, **options: Any) -> Page:
    page = site.office("/schedule", **options)
    page.locator(".day-field").select_option(DAY)
    page.wait_for_selector("[data-slot=aa]")
    return page


def hold(page: Page, words: str) -> None:
    button = page.locator(f".plan-panel button.hold:has-text('{words}')")
    button.focus()
    page.keyboard.down("Enter")
    button.wait_for(state="detached")
    page.keyboard.up("Enter")


def card(slot: str) -> str:
    return f".plan-place [data-slot={slot}]"


def test_hands(plan: Site) -> None:
    """The mouse, the keyboard, undo, and a conflict that is seen before the slot is put down."""
    site, page = plan, open_day(plan)
    x, y = page.evaluate(GRAB, ["bb", 0, 0])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 38 * PX_PER_MINUTE, steps=8)
    page.wait_for_selector(".held-note.live:has-text('10:50–11:50')")
    page.mouse.move(x, y + 15 * PX_PER_MINUTE, steps=4)
    page.wait_for_selector(".held-note:not(.live):has-text('11:45–12:45')")
    page.mouse.up()
    until(lambda: times(site, "bb") == (utc("11:45"), utc("12:45")), "the mouse moved it")
    assert slots(site)["bb"]["pinned"], "what a hand moved is left alone by the planner"
    # The keyboard: taken, half an hour and five minutes later, into the next room.
    page.wait_for_selector(f"{card('bb')}:has-text('11:45')")
    page.locator(card("bb")).focus()
    page.keyboard.press("m")
    page.wait_for_selector(".held-note")
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    page.wait_for_selector(".held-note:has-text('12:20–13:20')")
    page.keyboard.press("Enter")
    until(lambda: (times(site, "bb")[0], slots(site)["bb"]["room"]) == (utc("12:20"), "R03"), "the keys moved it")
    page.wait_for_selector(f"{card('bb')}:has-text('12:20')")
    page.keyboard.press("Control+z")
    until(lambda: (times(site, "bb")[0], slots(site)["bb"]["room"]) == (utc("11:45"), ""), "undone")
    page.wait_for_selector(f"{card('bb')}:has-text('11:45')")
    page.keyboard.press("Control+y")
    until(lambda: times(site, "bb")[0] == utc("12:20"), "done again")
    # Escape leaves it where it was.
    page.wait_for_selector(f"{card('bb')}:has-text('12:20')")
    page.locator(card("bb")).focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    page.wait_for_selector(".held-note", state="detached")
    assert times(site, "bb")[0] == utc("12:20")


def test_a_finger_chooses_then_carries(plan: Site) -> None:
    site, page = plan, open_day(plan, viewport={"width": 820, "height": 1180}, has_touch=True)
    before = times(site, "cc")[0]
    x, y = page.evaluate(GRAB, ["cc", 0, 0])
    page.touchscreen.tap(x, y)
    page.wait_for_selector(f"{card('cc')}.chosen")
    x, y = page.evaluate(GRAB, ["cc", 0, 0])
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        at = {"x": x, "y": y + step * 6 * PX_PER_MINUTE}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    page.wait_for_selector(".held-note")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(lambda: times(site, "cc")[0] > before, "the finger moved it")
    page.wait_for_selector(".held-note", state="detached")
    page.click("button[aria-label^='Hoàn tác: chuyển Gốm Chu Đậu']")
    until(lambda: times(site, "cc")[0] == before, "and back")
    page.wait_for_selector(".toast:has-text('Đã hoàn tác: chuyển Gốm Chu Đậu')")
    page.wait_for_selector("button[aria-label^='Làm lại: chuyển Gốm Chu Đậu']")


def test_what_the_plan_is_judged_by_is_set_here(plan: Site) -> None:
    site, page = plan, open_day(plan)
    kept = site.snapshot("live")["live_settings"][0]
    page.click("button[aria-label='Thiết lập lịch']")
    page.get_by_label("Trung tâm thương mại mở").fill("23h")
    page.click(".slot-form button.main")
    page.wait_for_selector(".slot-form [role=alert]:has-text('đóng sau mở')")
    page.get_by_label("Trung tâm thương mại mở").fill("9h15")
    page.get_by_label("Gian hàng gọi ai khi cần").fill("Chị Vi, điều phối")
    page.click(".slot-form button.main")
    page.wait_for_selector(".slot-form", state="detached")
    now = site.snapshot("live")["live_settings"][0]
    assert now["mall"] == {**kept["mall"], "opens": "09:15"}
    assert now["help"]["name"] == "Chị Vi, điều phối"
    assert now["days"] == kept["days"], "what nobody touched stays"


def test_two_at_once_and_what_stands_in_the_way(plan: Site) -> None:
    site, page = plan, open_day(plan)
    # Somebody else moves what is held here.
    page.locator(card("cc")).focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    assert site.command("live/slots/cc/change", changes={"starts": utc("13:30"), "ends": utc("14:30")}).status == 200
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice:has-text('vừa sửa')")
    assert "13:30" in page.inner_text(".notice:has-text('vừa sửa')")
    page.click("button:has-text('Ghi của tôi')")
    until(lambda: times(site, "cc")[0] == utc("13:15"), "mine, on top of theirs")
    # A conflict arrives by the feed, says what it stops, and is answered for by name.
    busy = {"starts": utc("10:30"), "ends": utc("11:30"), "host": "NL01", "room": "R03"}
    assert site.command("live/slots/bb/change", changes=busy).status == 200
    page.wait_for_selector(f"{card('bb')}.stopped .pill.no")
    page.click(card("bb"))
    page.wait_for_selector(".plan-panel .notice.live:has-text('hai ca cùng lúc')")
    page.click(".plan-panel .notice.live:has-text('hai ca cùng lúc') button:has-text('Vẫn làm')")
    page.fill(".plan-panel .notice textarea", "ngắn")
    assert page.locator("button:has-text('Ký tên và cho qua')").is_disabled()
    page.fill(".plan-panel .notice textarea", "Anh Hà dẫn chung hai phiên nối tiếp")
    page.click("button:has-text('Ký tên và cho qua')")
    page.wait_for_selector(".plan-panel summary:has-text('Đã ký tên')")
    # Pressed instead: the way out that the rules name.
    moved = {"starts": utc("11:30"), "ends": utc("12:30"), "host": "NL02"}
    assert site.command("live/slots/bb/change", changes=moved).status == 200
    page.wait_for_selector(f"{card('bb')}:not(.stopped):has-text('11:30')")


def test_from_a_form_to_the_hosts_phone(plan: Site) -> None:
    """A session and a slot are made, a clean day is confirmed in two taps, published, and seen by who is in it."""
    site, page = plan, open_day(plan)
    page.click(".plan-top button:has-text('Thêm ca')")
    page.select_option(".slot-form select >> nth=0", "new")
    page.fill(".slot-form input >> nth=0", "Chả rươi Tứ Kỳ")
    page.click("button:has-text('Tạo phiên')")
    page.wait_for_selector(".slot-form button:has-text('Thêm vào lịch')")
    page.get_by_label("Bắt đầu").fill("19h30")
    for label, value in (("Phòng, gian", "R02"), ("Người livestream", "NL03"), ("Kênh", "K05")):
        page.get_by_label(label, exact=True).select_option(value)
    page.click("button:has-text('Thêm vào lịch')")
    page.wait_for_selector(".plan-panel h2:has-text('Chả rươi')")
    made = next(row for row in slots(site).values() if row["host"] == "NL03" and row["starts"] == utc("19:30"))
    # Two taps.
    page.click("button:has-text('ca sạch')")
    page.click("button:has-text('Chắc chắn')")
    until(lambda: slots(site)["aa"]["state"] == "confirmed", "a clean slot is confirmed")
    page.evaluate("() => document.querySelector('.plan-place').scrollTo(0, 0)")
    page.click(card("aa"))
    page.wait_for_selector(".plan-panel .pill:has-text('Xác nhận')")
    # People know of it now: moving it says why.
    page.locator(card("aa")).focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.fill(".ask-why input", "Tổng duyệt sân khấu")
    page.click(".ask-why button:has-text('Sửa và báo lại')")
    until(lambda: times(site, "aa")[0] == utc("09:45"), "moved with a reason")
    page.click(".plan-top button:has-text('Công bố')")
    page.get_by_label("Ghi chú cho người livestream").fill("Bản đầu")
    page.click(".plan-panel button.main:has-text('Công bố')")
    page.wait_for_selector(".plan-panel:has-text('Bản 1 công bố')")
    page.wait_for_selector(".plan-panel li.pending:has-text('Ngô Ngọc Hà')")
    # Their own link: own slots alone.
    url = site.command("live/people/NL01/link").body["url"]
    phone = site.context(viewport={"width": 360, "height": 740}).new_page()
    phone.goto(site.url + "/host/" + url.rsplit("/", 1)[1])
    phone.wait_for_selector(".host-slot:has-text('Rồng Vàng')")
    told = [row["told"] for row in slots(site).values() if row["told"]]
    own = [one for one in told if "NL01" in (one["host"], *one["assistants"])]
    assert phone.locator(".host-slot").count() == len(own) < len(told), "nothing of others"
    for left in range(len(own), 0, -1):
        phone.click("button:has-text('Tôi đã xem') >> nth=0")
        until(lambda n=left - 1: phone.locator("button:has-text('Tôi đã xem')").count() == n, "acknowledged")  # type: ignore[misc]
    phone.wait_for_selector(".host-slot:has-text('Rồng Vàng'):has-text('Đã xác nhận bản 1')")
    page.wait_for_selector(".plan-panel li.pending:has-text('Ngô Ngọc Hà')", state="detached")
    phone.click("button:has-text('Thêm giờ bận')")
    phone.select_option("#host-day", DAY)
    phone.fill("#host-from", "9h")
    phone.fill("#host-until", "12:00")
    phone.fill("#host-note", "Đi dạy")
    phone.click("form button:has-text('Lưu')")
    phone.wait_for_selector(".host-time:has-text('09:00–12:00')")
    wrong = phone.evaluate(SIDEWAYS) + phone.evaluate(SMALL_TARGETS, TARGET_PX)
    assert not wrong, wrong
    # The coordinator sees it where the slot stands.
    page.click(".switch button:has-text('Người livestream')")
    page.wait_for_selector(".plan-shade.away:has-text('Đi dạy')")
    page.wait_for_selector(f"{card('aa')}.warn")
    assert slots(site)[made["id"]]["told"], "all that was confirmed was told"
    # On air for somebody, and off again; what hurts is held.
    page.click(".switch button:has-text('Danh sách')")
    page.click(f".slot-row[data-slot={made['id']}]")
    page.click(".steps-of button:has-text('Lên sóng thay')")
    page.fill(".plan-panel .in-place textarea", "Máy của gian hỏng")
    hold(page, "Giữ để lên sóng thay")
    page.wait_for_selector(".plan-panel .panel-when .pill.live")
    hold(page, "Giữ để xuống sóng")
    until(lambda: slots(site)[made["id"]]["state"] == "ended", "off air")


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        (pytest.fail if IN_CI else pytest.skip)("axe-core is not installed; scripts/npm.sh ci installs it")
    return AXE.read_text(encoding="utf-8")


def test_it_is_for_everybody(plan: Site, axe: str) -> None:
    page = open_day(plan)
    page.evaluate(axe)
    wrong: list[str] = []
    page.click(card("aa"))
    for theme in THEMES:
        page.evaluate(SET_THEME, theme)
        wrong += [f"day {theme}: {one}" for one in page.evaluate(RUN_AXE, AXE_TAGS)]
    for words in ("Tuần", "Danh sách"):
        page.click(f".switch button:has-text('{words}')")
        wrong += [f"{words}: {one}" for one in page.evaluate(RUN_AXE, AXE_TAGS)]
    for words in ("Thêm ca", "Công bố", "Gợi ý"):
        page.click(f".plan-top button:has-text('{words}')")
        page.wait_for_selector(".plan-panel form, .plan-panel fieldset")
        wrong += [f"{words}: {one}" for one in page.evaluate(RUN_AXE, AXE_TAGS)]
    page.click(".plan-panel button:has-text('Đóng')")
    page.click(".switch button:has-text('Ngày')")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_selector("[data-slot=bb]")
        if width < 700:
            page.click("[data-slot=cc]")
            page.wait_for_selector("li .plan-panel")
        found = page.evaluate(SIDEWAYS) + page.evaluate(SMALL_TARGETS, TARGET_PX)
        wrong += [f"{width}: {one}" for one in found]
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.wait_for_selector(".plan-paper td:has-text('Phòng live 2')")
    assert not wrong, "\n".join(wrong)


WRONG_CLOCK = """{
  const off = Date.parse("%s") + 5 * 3600_000 - Date.now(), Real = Date, origin = performance.timeOrigin;
  globalThis.Date = class extends Real {
    constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + off); }
    static now() { return Real.now() + off; }
  };
  Object.defineProperty(performance, 'timeOrigin', { get: () => origin + off });
  const send = WebSocket.prototype.send; // the answer about the time comes after the page is drawn
  WebSocket.prototype.send = function (words) {
    if (String(words).includes('"time"')) setTimeout(() => send.call(this, words), 1500); else send.call(this, words);
  };
}"""
SEEN = """() => { const place = document.querySelector('.plan-place').getBoundingClientRect();
  const mark = document.querySelector('.now-mark')?.getBoundingClientRect();
  return mark !== undefined && mark.top > place.top && mark.bottom < place.bottom; }"""


def test_a_tablet_with_a_wrong_clock_opens_at_the_servers_hour(make_site: Callable[..., Site]) -> None:
    """In the middle of the server's day, on a tablet whose clock is five hours ahead, now is on the screen."""
    site = make_site(OPS_TEST_CLOCK="1")
    day = datetime.now(UTC).date() + timedelta(days=2)
    assert site.command("live/settings", days=[day.isoformat()]).status == 200
    office = site.venue.office(site.server)
    for number, hour in enumerate((9, 12, 15, 20)):
        values = {"title": f"Ca {hour}", "room": f"R0{number % 2 + 1}", "minutes": 60}
        assert site.command("live/sessions", id=f"w{hour}", **values).status == 200
        starts = datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)
        told = {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=1)).isoformat(), "channel": "K05"}
        made = site.command("live/slots", id=f"w{hour}s", session=f"w{hour}", host=f"NL0{number + 1}", **told)
        assert made.status == 200, made.body
    noon = f"{day.isoformat()}T05:10:00.000Z"
    assert office.post("/api/clock", {"now": noon}).status == 200
    office.close()
    context = site.context(viewport={"width": 820, "height": 1180})
    context.add_init_script(WRONG_CLOCK % noon)
    site.give_cookie(context, "ops_staff", site.venue.staff["organiser"])
    page = context.new_page()
    page.goto(f"{site.event}/schedule")
    page.wait_for_selector(".plan-place .now-mark:has-text('12:1')")
    page.wait_for_function(SEEN)
    site.close()
    site.assert_clean()
