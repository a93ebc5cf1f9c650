"""The hub's picture process, the browsers in their namespaces, and the first encoder."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from scripts.evening.pictures import Pictures
from scripts.evening.stage import PAGES, Evening, link_of
from scripts.evening.windows import HUB_NAME, hub_window, launch, site_window
from tests.support.media import Media

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

SENDER = "hai-phong"


def open_windows(evening: Evening, stack: contextlib.ExitStack) -> tuple[Playwright, Media]:
    """The media process, behind whose address all pages lie, and the pages of the sites; they end with `stack`."""
    from playwright.sync_api import sync_playwright

    media = Media(evening.hub.folder, 0, app=evening.hub.url)
    media.env = {"OPS_SECRET": evening.hub.secret.hex(), "OPS_MEDIA_HOST": "0.0.0.0"}
    stack.callback(media.kill9)
    media.start()
    stack.callback(media.stop)
    driver = stack.enter_context(sync_playwright())
    for name in PAGES:
        line = evening.lines[name]
        browser = launch(driver, evening.folder, line.near, line.inside)
        stack.callback(_close, browser)
        evening.windows[name] = site_window(browser, link_of(evening, name, HUB_NAME, media.port))
    return driver, media


def open_pictures(evening: Evening, stack: contextlib.ExitStack, driver: Playwright, media: Media) -> Pictures:
    """The hub's page, and an encoder that sends."""
    browser = launch(driver, evening.folder)
    stack.callback(_close, browser)
    evening.desk = hub_window(browser, media.url, evening.hub.event, evening.hub.token)
    pictures = Pictures(evening, media, evening.desk, SENDER)
    stack.callback(pictures.end)
    pictures.send()
    pictures.live()
    return pictures


def _close(browser: Browser) -> None:
    with contextlib.suppress(Exception):  # it may have died, or have been closed in the course of the evening
        browser.close()
