"""A site's page when the hub is gone: it opens again, says that control is lost, counts on and fires what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.bridge.bridge_site import entered, invite, lamp, told, until_said
from tests.support.browser import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

ONE, TWO = "hai-phong", "hue"
KEPT_SHELL = "() => navigator.serviceWorker.controller !== null"


def reloaded_alone(page: Page) -> None:
    """The hub goes, somebody reloads."""
    page.wait_for_function(KEPT_SHELL)
    page.context.set_offline(True)
    lamp(page, "UNKNOWN")
    page.reload()
    lamp(page, "UNKNOWN")


def test_a_reload_without_the_hub_keeps_the_page_and_the_armed_cue_fires(site: Site) -> None:
    told(site, "cues", kind="off", sites="all")
    page = entered(site, ONE, shell=True)
    page.wait_for_function(KEPT_SHELL)
    facts = told(site, "cues", kind="on_air", sites=[ONE], lead_ms=20_000, script="Xin chào")
    until_said(site, facts["cue"], ONE, "armed")
    reloaded_alone(page)
    assert "mất đường truyền" in page.inner_text(".site-state .about").lower()
    assert page.inner_text(".site-state .digits").startswith("00:"), "the countdown goes on"
    page.wait_for_function("at => Date.now() > at + 500", arg=facts["fire_at"])
    page.wait_for_function("() => document.querySelector('.site-state .about').innerText.includes('Lên sóng')")
    lamp(page, "UNKNOWN")
    page.context.set_offline(False)
    said = until_said(site, facts["cue"], ONE, "fired", "late", "missed")
    assert said["state"] == "fired", said
    lamp(page, "ON_AIR")


def test_what_was_fired_is_not_fired_again_by_a_reload(site: Site) -> None:
    told(site, "cues", kind="off", sites="all")
    page = entered(site, ONE)
    facts = told(site, "cues", kind="on_air", sites=[ONE])
    first = until_said(site, facts["cue"], ONE, "fired", "late", "missed")
    lamp(page, "ON_AIR")
    page.reload()
    lamp(page, "ON_AIR")
    assert until_said(site, facts["cue"], ONE, first["state"]) == first


def test_another_invite_leaves_nothing_of_the_first(site: Site) -> None:
    page = entered(site, ONE)
    assert page.evaluate("() => JSON.parse(localStorage.getItem('ops.bridge.site')).me.site.id") == ONE
    page.goto(invite(site, TWO)["link"])
    page.click(".button.main.thumb")
    page.wait_for_url("**/bridge")
    page.wait_for_function("() => JSON.parse(localStorage.getItem('ops.bridge.site'))?.me.site.id === 'hue'")
    facts = invite(site, TWO)
    page.goto(facts["link"])
    page.click(".button.main.thumb")
    page.wait_for_url("**/bridge")
    page.wait_for_selector(".screen.site")
    told(site, f"invites/{facts['invite']}/revoke")
    page.wait_for_selector("text=Lời mời đã bị thu hồi")
    assert page.evaluate("() => localStorage.getItem('ops.bridge.site')") is None
