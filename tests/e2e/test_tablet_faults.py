"""What may go wrong around a tablet on the night; each time nothing is lost and the page says what is the matter."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scripts.parts import READY, ROOT, Server, wait_for
from tests.support.browser import Site, Tablet, guest_lines, plain_guests

GUESTS = iter(plain_guests("A")[50:])
PEOPLE = {row["id"]: row for row in guest_lines()}
SCANS = "**/api/events/*/scans"
API = "**/api/**"
SOON_S = 12.0
CLOCK_OFF_H = 3
CLOCK_WITHIN_S = 2.0
WRONG_CLOCK = f"""{{
  const off = {CLOCK_OFF_H} * 3600_000, Real = Date, origin = performance.timeOrigin;
  globalThis.Date = class extends Real {{
    constructor(...parts) {{ if (parts.length) super(...parts); else super(Real.now() + off); }}
    static now() {{ return Real.now() + off; }}
  }};
  Object.defineProperty(performance, 'timeOrigin', {{ get: () => origin + off }});
}}"""
NO_SERVICE_WORKER = """if (navigator.serviceWorker) {
  navigator.serviceWorker.register = () => Promise.reject(new DOMException("certificate", "SecurityError"));
}"""
DELETE_DATABASE = """() => new Promise((done, fail) => {
  const asked = indexedDB.deleteDatabase('ops-desk');
  asked.onsuccess = () => done(true);
  asked.onerror = fail;
})"""
LEFT_BEHIND = """async () => ({
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: await caches.keys(),
  local: localStorage.length,
})"""
# Chromium does not hold IndexedDB to the quota that its test protocol sets, so what a full disk does is done here:
# the transaction is taken back at its end.
FULL_DISK = """{
  const commit = IDBTransaction.prototype.commit;
  IDBTransaction.prototype.commit = function () { globalThis.diskFull ? this.abort() : commit.call(this); };
}"""


@pytest.fixture
def tablet(site: Site) -> Iterator[Tablet]:
    """A tablet of this test's own, at gate A, at work."""
    mine = site.tablet(gate="A").open().start()
    yield mine
    mine.context.close()


def lose_network(tablet: Tablet, pattern: str = SCANS) -> None:
    tablet.context.route(pattern, lambda route: route.abort("connectionreset"))


def admit(tablet: Tablet) -> str:
    """Let the next guest in; answers the guest."""
    guest = next(GUESTS)
    verdict = tablet.scan(guest)
    assert verdict["reason"] == "ok", verdict
    return guest


def states(site: Site, guest: str) -> list[str]:
    return [row["state"] for row in site.query("SELECT state FROM scan WHERE guest_id = ?", guest)]


def test_a_reply_lost_after_commit(tablet: Tablet) -> None:
    lost: list[str] = []

    def lose_once(route: Any) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort("connectionreset")

    tablet.context.route(SCANS, lose_once)
    guest = admit(tablet)
    tablet.wait_pending(0)
    assert '"state"' in lost[0], "the server had taken it, only the answer was lost"
    assert states(tablet.site, guest) == ["counted"]


def test_a_captive_portal_is_no_answer(tablet: Tablet) -> None:
    page = "<!doctype html><title>Wi-Fi</title><h1>Đăng nhập Wi-Fi</h1>"
    tablet.context.route(API, lambda route: route.fulfill(status=200, content_type="text/html", body=page))
    guest = admit(tablet)
    tablet.wait_link("captive")
    assert "Wi-Fi đòi đăng nhập" in tablet.strip
    assert "1 chờ gửi" in tablet.strip
    tablet.clear_card()
    assert "Các lượt quét vẫn nằm trên máy này" in tablet.page.inner_text("main")
    assert tablet.pending == 1
    assert states(tablet.site, guest) == []
    tablet.context.unroute(API)
    tablet.wait_pending(0, timeout=30_000)
    assert states(tablet.site, guest) == ["counted"]


def test_an_emptied_memory_is_noticed_and_named(tablet: Tablet) -> None:
    tablet.offline()
    for _ in range(2):
        admit(tablet)
    tablet.close()
    tablet.offline(False)
    delete_database(tablet)
    tablet.open().start()
    tablet.page.wait_for_selector("text=Bộ nhớ máy này đã bị xóa: số 1–2")
    guest = admit(tablet)
    tablet.wait_pending(0)
    assert tablet.site.query("SELECT dev_seq FROM scan WHERE guest_id = ?", guest) == [{"dev_seq": 3}]
    board = tablet.site.office("/devices")
    row = board.locator("section[aria-labelledby=paired] li", has_text=tablet.name)
    row.locator("text=Thiếu lượt số 1–2").wait_for()
    board.context.close()


def delete_database(tablet: Tablet) -> None:
    page = tablet.context.new_page()
    page.goto(f"{tablet.site.url}/healthz")
    assert page.evaluate(DELETE_DATABASE)
    page.close()


def test_a_revoked_tablet_hands_in_its_queue_and_forgets_all(tablet: Tablet) -> None:
    lose_network(tablet)
    guests = [admit(tablet) for _ in range(2)]
    tablet.wait_pending(2)
    assert tablet.site.command(f"devices/{tablet.id}/revoke").status == 200
    tablet.page.wait_for_selector("text=Máy này đã bị thu hồi")
    tablet.page.wait_for_selector("text=Đang gửi 2 lượt")
    tablet.context.unroute(SCANS)
    tablet.page.wait_for_selector("text=dữ liệu trên máy đã xóa", timeout=30_000)
    left = tablet.page.evaluate(LEFT_BEHIND)
    assert left == {"databases": [], "caches": [], "local": 0}
    kept = tablet.site.query("SELECT why FROM quarantine WHERE device_id = ?", tablet.id)
    assert [row["why"] for row in kept] == ["device_revoked"] * 2
    assert [states(tablet.site, guest) for guest in guests] == [[], []]
    # a dear snapshot may be a little older than the last line
    assert wait_for(lambda: len(quarantined(tablet.site)) == 2, 10), quarantined(tablet.site)


def quarantined(site: Site) -> list[Any]:
    return [row for row in site.board().get("issue", []) if row["kind"] == "quarantined"]


def test_a_clock_three_hours_wrong(site: Site) -> None:
    tablet = site.tablet(gate="A")
    tablet.context.add_init_script(WRONG_CLOCK)
    tablet.open()
    tablet.page.wait_for_selector(f"text=Đồng hồ máy lệch {CLOCK_OFF_H * 3600 // 1000}.")
    tablet.start()
    online, at_online = admit(tablet), time.time()
    tablet.wait_pending(0)
    tablet.offline()
    later, at_later = admit(tablet), time.time()
    time.sleep(CLOCK_WITHIN_S + 0.5)  # long enough that the time of the upload cannot pass for the time of the scan
    tablet.offline(False)
    tablet.wait_pending(0, timeout=30_000)
    for guest, at in ((online, at_online), (later, at_later)):
        (row,) = site.query("SELECT at, offset_ms FROM scan WHERE guest_id = ?", guest)
        assert abs(row["at"] / 1000 - at) <= CLOCK_WITHIN_S
        assert abs(row["offset_ms"] + CLOCK_OFF_H * 3600_000) <= CLOCK_WITHIN_S * 1000
    shown = tablet.page.inner_text("header.strip time")
    assert abs(seconds_of_day(shown) - seconds_of_day(local_time())) <= 3
    tablet.context.close()


def local_time() -> str:
    from zoneinfo import ZoneInfo

    return datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%H:%M:%S")


def seconds_of_day(text: str) -> int:
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def test_without_a_service_worker_the_page_says_so_and_goes_on(site: Site) -> None:
    tablet = site.tablet(gate="A")
    tablet.context.add_init_script(NO_SERVICE_WORKER)
    tablet.open()
    tablet.page.wait_for_selector(".notice.live >> text=không mở lại được trang khi mất mạng")
    tablet.start()
    assert "Không đóng, không tải lại trang này" in tablet.page.inner_text("main")
    tablet.offline()
    guest = admit(tablet)
    assert tablet.pending == 1
    tablet.offline(False)
    tablet.wait_pending(0, timeout=30_000)
    assert states(site, guest) == ["counted"]
    tablet.context.close()


def test_a_roster_with_a_wrong_signature_is_refused(site: Site) -> None:
    tablet = site.tablet(gate="A")
    forge(tablet, lambda text: text.replace('"status":"cancelled"', '"status":"confirmed"'))
    tablet.open(ready=False)
    tablet.page.wait_for_selector("text=Danh sách tải về không đúng chữ ký nên không dùng")
    assert tablet.page.is_disabled("form.start footer button")
    tablet.context.unroute_all(behavior="wait")
    tablet.page.wait_for_selector("form.start footer button:enabled", timeout=20_000)
    tablet.context.close()


def forge(tablet: Tablet, change: Callable[[str], str]) -> None:
    """Somebody on the way lets the cancelled ones in."""

    def answer(route: Any) -> None:
        real = route.fetch()
        text = change(real.text())
        assert text != real.text()
        headers = {
            name: value for name, value in real.headers.items() if name not in ("content-encoding", "content-length")
        }
        route.fulfill(status=200, headers=headers, body=text)

    tablet.context.route("**/snapshot/desk", answer)


def test_no_room_on_the_disk_is_a_loud_refusal(site: Site) -> None:
    tablet = site.tablet(gate="A")
    tablet.context.add_init_script(FULL_DISK)
    tablet.open().start()
    guest = next(GUESTS)
    tablet.page.evaluate("() => { globalThis.diskFull = true; }")
    verdict = tablet.scan(guest)
    assert verdict["reason"] == "not_kept"
    assert "chưa cho vào" in verdict["text"]
    assert tablet.page.query_selector("section.verdict.live")
    assert tablet.pending == 0
    tablet.page.evaluate("() => { globalThis.diskFull = false; }")
    tablet.clear_card()
    assert tablet.scan(guest)["reason"] == "ok"
    tablet.wait_pending(0)
    (row,) = site.query("SELECT dev_seq FROM scan WHERE guest_id = ?", guest)
    assert row["dev_seq"] == 1, "a number was spent on a scan that was never kept"
    tablet.context.close()


class OtherBuild(Server):
    """The same program with one changed file: another build for the browser."""

    @property
    def home(self) -> Path:
        return self.folder / "build"

    def copy(self) -> None:
        for part in ("ops", "static", "templates", "migrations"):
            shutil.copytree(ROOT / part, self.home / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "wsgi.py", self.home)
        words = self.home / "static" / "css" / "desk.css"
        words.write_text(words.read_text() + "\n/* a newer build */\n")

    def start(self) -> OtherBuild:
        self.copy()
        argv = [sys.executable, str(self.home / "wsgi.py"), "--port", str(self.port)]
        env = {"PYTHONUNBUFFERED": "1", "OPS_ENGINE": self.engine} | self.env
        self.launch(argv, lambda: bool(READY.search(self.log())), env=os.environ | env)
        self.url = f"http://127.0.0.1:{self.port}"
        return self


def test_a_new_build_waits_for_the_queue_and_for_a_tap(own_site: Site, tmp_path: Path) -> None:
    site = own_site
    tablet = site.tablet(0).open().start().keep_shell()
    build = "() => document.querySelector('meta[name=ops-build]').content"
    old = tablet.page.evaluate(build)
    lose_network(tablet)
    guest = admit(tablet)
    tablet.page.evaluate("() => { globalThis.samePage = true; }")
    site.server.stop()
    newer = OtherBuild(tmp_path, site.server.port, engine=site.server.engine, env=site.server.env)
    try:
        newer.start()
        tablet.page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update(); }")
        waits = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
        assert wait_for(lambda: bool(tablet.page.evaluate(waits)), 20)
        tablet.clear_card()
        assert tablet.page.evaluate("() => globalThis.samePage && opsDesk.pending === 1")
        assert not tablet.page.query_selector("text=Có bản mới")
        tablet.context.unroute(SCANS)
        tablet.wait_pending(0, timeout=30_000)
        assert states(site, guest) == ["counted"]
        tablet.page.click("text=Dùng bản mới")
        tablet.page.wait_for_function("() => !globalThis.samePage && globalThis.opsDesk?.position?.seq > 0")
        assert tablet.page.evaluate(build) != old
    finally:
        newer.kill9()


def opened_without(site: Site, part: str) -> tuple[Tablet, list[Any]]:
    """A tablet's page, opened over a line on which nobody answers the first request for one part of it; its time can be
    moved on. The second value fills with the requests for that part."""
    mine = site.tablet(gate="A")
    asked: list[Any] = []

    def lose_the_first(route: Any) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    mine.context.route(part, lose_the_first)
    mine.page = mine.context.new_page()
    mine.page.clock.install()
    mine.page.goto(f"{site.url}/desk", wait_until="commit")
    return mine, asked


def later(tablet: Tablet, what: Callable[[], bool]) -> None:
    """Let seconds go by on the page until `what` holds."""

    def holds_a_second_later() -> bool:
        tablet.page.clock.fast_forward(1000)
        return what()

    assert wait_for(holds_a_second_later, 20)


def test_a_page_whose_script_stays_away_says_so_and_tries_again(site: Site) -> None:
    tablet, asked = opened_without(site, "**/js/checkin/desk-find.js*")
    notice = tablet.page.locator(".notice.opening")
    later(tablet, lambda: notice.count() > 0)
    assert "Máy sẽ tự thử lại" in notice.inner_text()
    tablet.page.clock.fast_forward(8_000)
    tablet.start()
    assert notice.count() == 0
    assert len(asked) == 2
    tablet.context.unroute_all(behavior="ignoreErrors")


def test_a_page_whose_script_is_broken_off_is_loaded_again_at_once(site: Site) -> None:
    """As when a tablet changes its network while it loads."""
    tablet, broken = site.tablet(gate="A"), list[str]()

    def break_off_once(route: Any) -> None:
        broken.append(route.request.url)
        route.abort("connectionreset") if len(broken) == 1 else route.continue_()

    tablet.context.route("**/js/checkin/desk-find.js*", break_off_once)
    began = time.monotonic()
    tablet.open().start()
    assert len(broken) == 2
    assert time.monotonic() - began < SOON_S


def test_words_that_stay_away_are_asked_for_again(site: Site) -> None:
    tablet, asked = opened_without(site, "**/i18n/vi.json")
    later(tablet, lambda: len(asked) > 1)
    tablet.start()
    assert tablet.page.locator(".notice.opening").count() == 0
    tablet.context.unroute_all(behavior="ignoreErrors")
