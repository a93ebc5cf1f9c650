"""The tablet of a booth: its code without a network, counting with a way back, the kiosk, lamps and the heat chart."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any

from ops.core.clock import parse_iso
from ops.spaces.rules import codes
from tests.support.browser import Site
from tests.support.load import Caller
from tests.support.spaces import AREA, BOOTHS, OTHER_AREA, PIN, TABLET, open_tablet, scan

HOURS_ALONE = 3


def settled(page: Any) -> None:
    page.wait_for_function("() => opsSpace.pending === 0 && opsSpace.waiting === 0")


def true_code(page: Any) -> str:
    """The code of the shown step, counted here from the tablet's keys."""
    told = page.evaluate("() => opsSpace.codes")
    begins = page.evaluate("() => opsSpace.code.step") * codes.STEP_MS
    day = next(one for one in told["keys"] if parse_iso(one["from"]) <= begins < parse_iso(one["until"]))
    return codes.code_of(base64.b64decode(day["key"]), told["booth"], begins // codes.STEP_MS)


def test_the_code_turns_and_is_right_after_hours_without_a_network(floor: Site) -> None:
    page = open_tablet(floor, BOOTHS[0], path="/space-not-yet")  # a page for the clock to be put into
    page.clock.install()
    page.goto(f"{floor.url}/space")
    page.wait_for_selector("[data-code]")
    first = page.get_attribute("[data-code]", "data-code")
    assert first == true_code(page)
    page.context.set_offline(True)
    page.clock.fast_forward(HOURS_ALONE * 3600 * 1000)
    page.wait_for_function("(old) => document.querySelector('[data-code]')?.dataset.code !== old", arg=first)
    page.wait_for_function(
        "() => opsSpace.code && document.querySelector('[data-code]').dataset.code === opsSpace.code.code"
    )
    assert page.get_attribute("[data-code]", "data-code") == true_code(page)
    alone = page.evaluate("() => opsSpace.code.step") * 30 - time.time()
    assert abs(alone - HOURS_ALONE * 3600) < 300, "the step of the hour that it is, by the tablet's corrected clock"


def test_counting_with_a_way_back_also_without_a_network(floor: Site) -> None:
    page = open_tablet(floor, BOOTHS[0])
    page.wait_for_selector("[data-inside]")
    before = int(page.get_attribute("[data-inside]", "data-inside") or 0)
    page.click("[data-by='5']")
    page.click("[data-by='1']")
    page.click("[data-by='1']")
    page.click("[data-undo]")
    page.wait_for_selector(f"[data-inside='{before + 6}']")
    settled(page)
    counts = {one["id"]: one["inside"] for one in floor.snapshot("spaces")["space_count"]}
    assert counts[AREA] == before + 6
    page.context.set_offline(True)
    page.click("[data-by='-1']")
    page.click("[data-demo=d1] button")
    page.click(".tour button >> nth=1")
    page.click("[data-act=tour]")
    page.wait_for_selector(f"[data-inside='{before + 5}']")
    page.wait_for_function("() => opsSpace.pending === 3")
    page.context.set_offline(False)
    settled(page)
    rows = floor.snapshot("spaces")
    assert next(one for one in rows["space_count"] if one["id"] == AREA)["inside"] == before + 5
    tally = next(one for one in rows["space_tally"] if one["id"] == BOOTHS[0])
    assert (tally["demos"], tally["tours"], tally["tour_people"]) == (1, 1, 10)
    for left in range(before + 4, -1, -1):
        page.click("[data-by='-1']")
        page.wait_for_selector(f"[data-inside='{left}']")


def test_the_kiosk_clears_after_twenty_seconds_and_is_left_with_the_pin(floor: Site) -> None:
    page = open_tablet(floor, BOOTHS[1], path="/space-not-yet")
    page.clock.install()
    page.goto(f"{floor.url}/space")
    page.wait_for_selector("[data-code]")
    page.click("#kiosk")
    page.wait_for_selector(".space-kiosk[data-face=code] [data-code]")
    page.click("#kiosk-lang")
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    page.click("#kiosk-lead")
    page.wait_for_selector("[data-face=lead] .space-qr")
    page.clock.fast_forward(19_000)
    page.wait_for_selector("[data-face=lead]")
    page.clock.fast_forward(2_000)
    page.wait_for_selector("[data-face=code]")
    page.wait_for_function("() => document.documentElement.lang === 'vi'")
    page.click("#kiosk-leave")
    for digit in "1357":
        page.click(f"[data-pin='{digit}']")
    page.click("[data-pin=ok]")
    page.wait_for_selector(".kiosk-leave .notice.live")
    page.reload()
    page.wait_for_selector(".space-kiosk")  # a reload is no way out
    page.context.set_offline(True)
    page.click("#kiosk-leave")
    for digit in PIN:
        page.click(f"[data-pin='{digit}']")
    page.click("[data-pin=ok]")
    page.wait_for_selector("main.space-work")


def test_a_silent_tablet_is_hatched_and_never_a_zero(floor: Site) -> None:
    device = floor.pair(BOOTHS[2], name="Máy gian 3 chạy đều", role="booth")
    caller = Caller(floor.url, device["token"])
    minute = int(time.time()) // 60
    body = {"booth": BOOTHS[2], "minutes": list(range(minute - 179, minute + 1))}
    assert caller.post("/api/events/hp2025/spaces/alive", body).status == 200
    caller.close()
    assert scan(floor, BOOTHS[2]).status == 200
    page = floor.office("/spaces#heat", viewport=TABLET)
    page.wait_for_selector(".table.heat")
    told = {row["booth"]: row["cells"] for row in floor.get("spaces/heat?measure=scans")["rows"]}
    assert any(cell["silent"] for cell in told[BOOTHS[4]]), "nobody ever ran a tablet there"
    assert not told[BOOTHS[2]][-1]["silent"] or any(not cell["silent"] and cell["value"] for cell in told[BOOTHS[2]])
    order = [row["booth"] for row in floor.get("spaces/heat?measure=scans")["rows"]]
    for number, booth in ((order.index(BOOTHS[4]), BOOTHS[4]), (order.index(BOOTHS[2]), BOOTHS[2])):
        cells = page.locator(f".table.heat tbody tr >> nth={number} >> td.heat-cell")
        shown = cells.evaluate_all("all => all.map((one) => [one.classList.contains('silent'), one.innerText.trim()])")
        assert [one for one, _ in shown] == [cell["silent"] for cell in told[booth]]
        for (_, words), cell in zip(shown, told[booth], strict=True):
            if cell["silent"] and cell["value"] is None:
                assert words.startswith("?"), "not known is not nothing"
    with page.expect_download() as download:
        page.click("#heat-csv")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Gian 3" in lines


def test_lamps_turn_amber_and_red(floor: Site) -> None:
    page = floor.office("/spaces", viewport=TABLET)
    page.wait_for_selector(f"[data-area={AREA}]")
    floor.command(f"spaces/areas/{OTHER_AREA}/change", changes={"safety": 10})
    caller = Caller(floor.url, floor.pair(BOOTHS[5], name="Cửa khu 2", role="booth")["token"])
    assert (
        caller.post("/api/events/hp2025/spaces/alive", {"area": OTHER_AREA, "minutes": [int(time.time()) // 60]}).status
        == 200
    )
    caller.close()
    for by in (5, 1, 1, 1):
        assert floor.command("spaces/count", area=OTHER_AREA, by=by).status == 200
    page.reload()
    page.wait_for_selector(f"[data-area={OTHER_AREA}][data-lamp=amber]")
    floor.command("spaces/count", area=OTHER_AREA, by=5)
    page.reload()
    page.wait_for_selector(f"[data-area={OTHER_AREA}][data-lamp=red]")
