"""What the browser tests of the bridge share: sites that are let in by a link, a hub, and what their screens say."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from tests.support.browser import Site

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PHONE = {"width": 360, "height": 740}
HOUR_MS = 3_600_000


def told(home: Site, path: str, /, **values: Any) -> dict[str, Any]:
    """A command of the hub's desk; answers its facts."""
    reply = home.command(f"bridge/{path}", **values)
    assert reply.status == 200, reply.body
    facts: dict[str, Any] = reply.body["facts"]
    return facts


def invite(site: Site, where: str, role: str = "producer", **facts: Any) -> dict[str, Any]:
    """Facts of an invite with its link."""
    until = int(time.time() * 1000) + 4 * HOUR_MS
    return told(site, "invites", **({"site": where, "role": role, "name": "Anh Thử", "until": until} | facts))


def entered(site: Site, where: str, role: str = "producer", lang: str = "vi", **options: Any) -> Page:
    """A browser of a site that opened its link by hand and shows the lamp."""
    context = site.context(**({"viewport": PHONE} | options))
    site.give_cookie(context, "ops_lang", lang)
    page: Page = context.new_page()
    page.goto(invite(site, where, role)["link"])
    page.click(".button.main.thumb")
    page.wait_for_url("**/bridge")
    page.wait_for_selector(".screen.site[data-lamp]:not([data-lamp=UNKNOWN])")
    return page


def hub(site: Site, lang: str = "vi", login: str = "organiser", part: str = "", **options: Any) -> Page:
    """The hub's page, when it hears its server."""
    context: BrowserContext = site.context(**options)
    site.give_cookie(context, "ops_staff", site.venue.staff[login])
    site.give_cookie(context, "ops_lang", lang)
    page: Page = context.new_page()
    page.goto(f"{site.event}/bridge{part}")
    page.wait_for_selector(".hub-views")
    return page


def lamp(page: Page, state: str) -> None:
    """Wait until a site's screen shows this lamp."""
    page.wait_for_selector(f".screen.site[data-lamp={state}]")


def tile(page: Page, where: str, state: str) -> None:
    """Wait until the hub shows this lamp for a site."""
    page.wait_for_selector(f".bridge-tile[data-site={where}][data-lamp={state}]")


def cue_of(site: Site, cue: str) -> dict[str, Any]:
    """A cue with what each site said, as the database has it."""
    rows = site.query("SELECT site, state, err, late_by, health FROM bridge_cue_site WHERE cue = ?", cue)
    return {row["site"]: row | {"health": json.loads(row["health"] or "{}")} for row in rows}


def until_said(site: Site, cue: str, where: str, *states: str) -> dict[str, Any]:
    """Wait until a site has told one of these of a cue."""
    end = time.monotonic() + 20
    while cue_of(site, cue)[where]["state"] not in states:
        assert time.monotonic() < end, cue_of(site, cue)
        time.sleep(0.05)
    found: dict[str, Any] = cue_of(site, cue)[where]
    return found
