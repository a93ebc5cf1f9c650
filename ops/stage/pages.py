"""Pages of the stage."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from ops.core import web
from ops.core.pages import page_in_event
from ops.core.web import needs, open_to_all

pages = Blueprint("stage_pages", __name__)


@pages.get("/mc")
@open_to_all
def page_mc() -> Response:
    """The MC's text and clock: one shell, without personal data, kept by the service worker."""
    return make_response(web.page("stage/mc.html"))


@pages.get("/crew")
@open_to_all
def page_crew() -> Response:
    """The own cues of a department: one shell, kept by the service worker."""
    return make_response(web.page("stage/crew.html"))


@pages.get("/timer")
@open_to_all
def page_timer() -> Response:
    """The stage's clock on a screen: one shell, kept by the service worker."""
    return make_response(web.page("stage/timer.html"))


@pages.get("/e/<string:event>/call")
@needs("stage.see")
def page_call(event: str) -> str:
    """Where the stage manager calls the show; others with the right may look."""
    return page_in_event("stage/call.html", event)
