"""Pages of the bridge."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from ops.core import web
from ops.core.pages import page_in_event
from ops.core.web import needs, open_to_all

pages = Blueprint("bridge_pages", __name__)


@pages.get("/e/<string:event>/bridge")
@needs("bridge.see")
def page_hub(event: str) -> str:
    """The hub: all sites on one page."""
    return page_in_event("bridge/hub.html", event)


@pages.get("/e/<string:event>/bridge/report")
@needs("bridge.see")
def page_report(event: str) -> str:
    """What came of the crosses."""
    return page_in_event("bridge/report.html", event)


@pages.get("/bridge")
@open_to_all
def page_site() -> Response:
    """A site's page: one shell, without personal data; who it is comes with the token."""
    return make_response(web.page("bridge/site.html"))


@pages.get("/bridge/join/<string:link>")
@open_to_all
def page_join(link: str) -> Response:
    """Where an invite leads. Opening it binds nothing: chat programs fetch what is sent in them."""
    answer = make_response(web.page("bridge/join.html"))
    answer.headers["Cache-Control"] = "no-store"
    return answer
