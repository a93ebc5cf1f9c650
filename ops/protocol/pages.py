"""Pages of protocol."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from ops.core import web
from ops.core.pages import page_in_event
from ops.core.web import needs, open_to_all

pages = Blueprint("protocol_pages", __name__)


@pages.get("/welcome")
@open_to_all
def page_welcome() -> Response:
    """The screen at the door: one shell, without personal data, kept by the service worker."""
    return make_response(web.page("protocol/welcome.html"))


@pages.get("/intro")
@open_to_all
def page_intro() -> Response:
    """The MC's introductions: one shell, kept by the service worker."""
    return make_response(web.page("protocol/intro.html"))


@pages.get("/e/<string:event>/introductions")
@needs("protocol.see_intro")
def page_introductions(event: str) -> str:
    """The officer's list: live, editable, with the frozen versions."""
    return page_in_event("protocol/introductions.html", event)
