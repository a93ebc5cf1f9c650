"""The bridge page of an installation that is a site itself: joined by hand, led by its hub, alone without a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.e2e.bridge.bridge_site import hub, invite, told
from tests.e2e.bridge.test_bridge_pages import SIZES, axe, wrong_with
from tests.support.browser import MakeSite, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["axe"]
HERE, ROW, FALLBACK = "hai-phong", "r15", "r16"


@pytest.fixture
def here(make_site: MakeSite) -> Iterator[Site]:
    """The installation that becomes a site; `own_site` is its hub."""
    mine = make_site()
    yield mine
    mine.close()
    mine.assert_clean()


def joined(main: Site, here: Site, lang: str) -> Page:
    """The page of `here`, which somebody made a site of `main`."""
    page = hub(here, lang, part="#sites")
    page.click(".uplink-join summary")
    page.fill(".uplink-join input", "hp2025")
    page.click(".uplink-join .button.main")
    page.wait_for_selector(".uplink-join .notice[role=alert]")
    page.fill(".uplink-join input", invite(main, HERE, "server")["link"])
    page.click(".uplink-join .button.main")
    page.wait_for_selector(".uplink[data-state=ready]")
    return page


def state(page: Page, name: str) -> None:
    page.wait_for_selector(f".uplink[data-state={name}]")


def calling(site: Site, lang: str) -> Page:
    """Whoever calls the show of the site sees the same above what is on."""
    page = site.office("/call")
    site.give_cookie(page.context, "ops_lang", lang)
    page.reload()
    on_the_caller(page, "ready")
    return page


def on_the_caller(page: Page, name: str) -> None:
    page.wait_for_selector(f".bridge-line[data-bridge={name}]")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_site_of_a_hub_sees_what_is_asked_and_goes_on_alone(own_site: Site, here: Site, axe: str, lang: str) -> None:
    page = joined(own_site, here, lang)
    assert page.locator(".hub-views, .cue-bar").count() == 0, "who gives no cues is offered none"
    wrong = wrong_with(page, "joined", SIZES, axe)
    caller = calling(here, lang)
    page.select_option(".uplink-rows .field:nth-of-type(1) select", ROW)
    page.select_option(".uplink-rows .field:nth-of-type(2) select", FALLBACK)
    page.click(".uplink-rows .button")
    page.wait_for_selector("[data-act=fallback]:enabled")
    cue = told(own_site, "cues", kind="on_air", sites=[HERE], lead_ms=20_000)
    state(page, "soon")
    assert page.inner_text(".uplink-state .digits").startswith("00:")
    on_the_caller(caller, "soon")
    wrong += wrong_with(page, "soon", SIZES, axe) + wrong_with(caller, "caller, soon", SIZES, axe)
    page.wait_for_function("at => Date.now() > at", arg=cue["fire_at"])
    state(page, "on_air")
    on_the_caller(caller, "on_air")
    wrong += wrong_with(page, "on air", SIZES, axe) + wrong_with(caller, "caller, on air", SIZES, axe)
    rows = here.get("stage/state?track=stage")["tracks"][0]["rows"]
    assert next(one for one in rows if one["id"] == ROW)["state"] == "live", "the cue began the row"
    own_site.server.stop()
    state(page, "lost")
    assert page.locator(".uplink-state .digits").count() == 0
    on_the_caller(caller, "lost")
    wrong += wrong_with(page, "lost", SIZES, axe) + wrong_with(caller, "caller, lost", SIZES, axe)
    (page if lang == "vi" else caller).click("[data-act=fallback]")
    state(page, "fallback")
    on_the_caller(caller, "fallback")
    caller.wait_for_selector(f"tr.live[data-row={FALLBACK}]")
    wrong += wrong_with(page, "fallback", SIZES, axe)
    page.hover(".uplink-side .hold")
    page.mouse.down()
    page.wait_for_selector(".hub-views")
    page.mouse.up()
    assert not wrong, "\n".join(wrong)
