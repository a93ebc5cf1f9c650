"""A reward draw on its page: locked, typed, frozen, drawn before three witnesses, repeated by the script it gives."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.support.browser import Site
from tests.support.spaces import BOOTHS, scan

HOLD_MS = 900
TITLE = "Rút thăm cuối tuần"
WITNESSES = (
    ("Nguyễn Văn An", "Sở Công Thương", "4711"),
    ("Trần Thị Bình", "Hội người tiêu dùng", "90"),
    ("Lê Chi", "Khách", "123456"),
)


def wall(ahead_h: float) -> str:
    """For a field of date and time, in the event's zone, as people here write it."""
    return time.strftime("%d/%m/%Y %H:%M", time.gmtime(time.time() + 7 * 3600 + ahead_h * 3600))


def test_a_draw_from_the_lock_to_the_minutes(floor: Site, tmp_path: Path) -> None:
    cards = [scan(floor, BOOTHS[0]).body for _ in range(6)]
    page = floor.office("/spaces/draws")
    page.click("#new-draw")
    page.fill("form.in-place input >> nth=0", TITLE)
    page.fill("form.in-place input >> nth=1", "1")
    page.click("form.in-place .button.main")
    page.wait_for_selector("[data-step=register]")
    locked = page.locator("[data-locked]").evaluate_all("all => all.map((one) => one.dataset.locked)")
    assert {"file_number", "file_date", "period", "prizes"} <= set(locked)
    assert not page.is_visible("#freeze")
    page.fill("[name=file_number]", "125/TB-SCT")
    page.fill("[name=file_date]", wall(-72)[:10])
    page.fill("[name=from]", wall(-1))
    page.fill("[name=until]", wall(24))
    page.fill("[name=prize-0]", "Xe đạp điện")
    page.click("#register [data-act=save]")
    page.click("#freeze")
    page.wait_for_selector("[data-hash]")
    hashed = page.get_attribute("[data-hash]", "data-hash")
    assert page.is_disabled("#run .hold")
    for number, (name, role, chosen) in enumerate(WITNESSES):
        for place, value in enumerate((name, role, chosen)):
            page.fill(f"[data-witness='{number}'] input >> nth={place}", value)
    page.wait_for_selector("#run .hold:enabled")
    page.locator("#run .hold").scroll_into_view_if_needed()
    page.hover("#run .hold")
    page.mouse.down()
    page.wait_for_timeout(HOLD_MS)
    page.mouse.up()
    page.wait_for_selector("[data-step=done] [data-place='1']")
    draw = next(one for one in floor.get("spaces/draws")["draws"] if one["title"] == TITLE)
    assert (draw["list_hash"], draw["state"]) == (hashed, "drawn")
    assert draw["entries"] >= len(cards)
    winner = page.inner_text("[data-place='1'] th")
    assert winner == draw["winners"][0]["card"]
    files = {}
    for name in ("list.json", "repeat_draw.py", "minutes.docx"):
        with page.expect_download() as download:
            page.click(f"a[href$='{name}'] >> nth=-1")
        files[name] = tmp_path / name
        download.value.save_as(files[name])
    assert files["minutes.docx"].read_bytes()[:2] == b"PK"
    assert json.loads(files["list.json"].read_text(encoding="utf-8"))
    done = subprocess.run(
        [sys.executable, str(files["repeat_draw.py"]), str(files["list.json"])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert winner in done.stdout
    token = next(one["token"] for one in cards if one["card"]["id"] == winner)
    desk = floor.tablet(0, shell=False).context.new_page()
    desk.goto(f"{floor.url}/prizes")
    desk.fill("#token", token)
    desk.press("#token", "Enter")
    desk.fill(f"[data-claim='{draw['id']}'] input >> nth=0", "Phạm Thu Dung")
    assert desk.is_disabled("[data-claim] button"), "a name only with consent"
    desk.check("[data-claim] input[type=checkbox]")
    desk.click("[data-claim] button")
    desk.wait_for_selector("[data-claim]", state="detached")
    page.wait_for_function("() => !document.querySelector('[data-place=\"1\"]').innerText.includes('Chưa nhận')")
