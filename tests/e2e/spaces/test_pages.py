"""Every page of the spaces for everybody: axe finds nothing, nothing goes sideways, targets fit a thumb."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.test_pages import VIOLATION_EAR, axe as axe, look
from tests.support.browser import Site
from tests.support.spaces import BOOTHS, booth_row, code_at, open_tablet, open_visitor, scan

TABS = ("now", "heat", "review", "setup")


def office(site: Site, lang: str) -> Any:
    page = site.office("/spaces")
    page.context.add_init_script(VIOLATION_EAR)
    site.give_cookie(page.context, "ops_lang", lang)
    return page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_visitors_phone(floor: Site, axe: str, lang: str) -> None:
    visitor = open_visitor(floor)
    visitor.context.add_init_script(VIOLATION_EAR)
    floor.give_cookie(visitor.context, "ops_lang", lang)
    page = visitor.page
    page.goto(f"{floor.url}/k")
    page.wait_for_selector("ol.list")
    wrong = look(page, "empty card", axe)
    visitor.visit(BOOTHS[0])
    visitor.state_of(BOOTHS[0], "got")
    for one in page.locator("summary").all():
        one.click()
    wrong += look(page, "card", axe)
    visitor.context.set_offline(True)
    page.select_option("#booth", booth_row(floor, BOOTHS[1])["key"])
    page.fill("#code", code_at(floor, BOOTHS[1])[1])
    page.press("#code", "Enter")
    visitor.state_of(BOOTHS[1], "waiting")
    wrong += look(page, "card offline", axe)
    visitor.context.set_offline(False)
    key, code = code_at(floor, BOOTHS[2])
    page.goto(f"{floor.url}/k/{key}/lead/{code}")
    page.wait_for_selector("[data-purpose=contact]")
    wrong += look(page, "form", axe)
    page.check("[data-purpose=contact]")
    page.fill("#f-name", "Đỗ Thị Hạnh")
    page.fill("#f-phone", "0912345678")
    page.click("#send")
    page.wait_for_selector("li[data-purpose=contact]")
    wrong += look(page, "own", axe)
    assert page.get_attribute("html", "lang") == lang
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_tablets(floor: Site, axe: str, lang: str) -> None:
    page = open_tablet(floor, BOOTHS[0])
    page.context.add_init_script(VIOLATION_EAR)
    floor.give_cookie(page.context, "ops_lang", lang)
    page.reload()
    page.wait_for_selector("[data-code]")
    page.click("[data-by='1']")
    wrong = look(page, "tablet", axe)
    page.click("[data-tab=leads].button")
    page.wait_for_selector("#leads")
    wrong += look(page, "leads", axe)
    page.click("#kiosk")
    page.wait_for_selector(".space-kiosk [data-code]")
    wrong += look(page, "kiosk", axe)
    page.click("#kiosk-leave")
    page.wait_for_selector(".pin-keys")
    wrong += look(page, "pin", axe)
    desk = floor.tablet(0, shell=False)
    floor.give_cookie(desk.context, "ops_lang", lang)
    prizes = desk.context.new_page()
    prizes.goto(f"{floor.url}/prizes")
    prizes.wait_for_selector("#token")
    wrong += look(prizes, "prizes", axe)
    prizes.fill("#token", scan(floor, BOOTHS[0]).body["token"])
    prizes.press("#token", "Enter")
    prizes.wait_for_selector("#stamp")
    wrong += look(prizes, "card at the desk", axe)
    assert prizes.get_attribute("html", "lang") == lang
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_office(floor: Site, axe: str, lang: str) -> None:
    page = office(floor, lang)
    wrong: list[str] = []
    for tab in TABS:
        page.goto("about:blank")
        page.goto(f"{floor.event}/spaces#{tab}")
        page.wait_for_selector({"now": ".area", "heat": ".table.heat", "review": "#flags", "setup": "#gifts"}[tab])
        wrong += look(page, tab, axe)
    page.click(f"[data-row={BOOTHS[0]}] .side button >> nth=1")
    page.wait_for_selector(f"[data-row={BOOTHS[0]}] form")
    wrong += look(page, "booth form", axe)
    page.click(f"[data-row={BOOTHS[1]}] .side button >> nth=0")
    page.wait_for_selector(".print-sheet")
    wrong += look(page, "paper code", axe)
    page.goto(f"{floor.event}/spaces/draws")
    page.wait_for_selector("#new-draw")
    page.click("#new-draw")
    page.fill("form.in-place input >> nth=0", f"Rút thăm thử {lang}")
    page.click("form.in-place .button.main")
    page.wait_for_selector("[data-step=register]")
    wrong += look(page, "draws", axe)
    assert page.get_attribute("html", "lang") == lang
    assert not wrong, "\n".join(wrong)


def test_by_keyboard_alone(floor: Site) -> None:
    """A code is typed and sent, and the tabs of the office are changed, without a pointer."""
    visitor = open_visitor(floor)
    page = visitor.page
    key, code = code_at(floor, BOOTHS[3])
    page.goto(f"{floor.url}/k/{key}")
    page.focus("#code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    visitor.state_of(BOOTHS[3], "got")
    desk = floor.office("/spaces")
    desk.wait_for_selector(".view-tabs")
    desk.focus(".view-tabs a >> nth=1")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".table.heat")


def test_hundreds_of_booths_and_none(make_site: Any) -> None:
    """The office page with nothing, then with 200 booths: no page error, the list is found by its search."""
    site = make_site()
    page = site.office("/spaces")
    if not site.snapshot("spaces")["space_booth"]:
        page.wait_for_selector(".empty")
    assert site.command("spaces/areas", id="KVX", name="Khu lớn", safety=900).status == 200
    for number in range(200):
        assert site.command("spaces/booths", id=f"X{number}", name=f"Gian thử {number}", area="KVX").status == 200
    page.wait_for_selector("[data-booth=X199]")
    page.fill("#find", "gian thu 157")
    page.wait_for_selector("[data-booth=X0]", state="detached")
    assert page.locator("tr[data-booth]").count() == 1
    page.click(".view-tabs a >> nth=1")
    page.wait_for_selector(".table.heat tbody tr >> nth=199")
    site.close()
    site.assert_clean()
