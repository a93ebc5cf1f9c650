"""Pages of reception."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request

from ops.checkin import routes
from ops.core import web
from ops.core.pages import page_in_event
from ops.core.web import needs, open_to_all
from ops.core.when import clock_words, day_words
from ops.errors import NotFound

pages = Blueprint("checkin_pages", __name__)
invitation_throttle = web.Throttle(free=30, wait_s=10)


@pages.get("/desk")
@open_to_all
def page_desk() -> Response:
    """The tablet page: one shell for all devices, without personal data, kept by the service worker."""
    return make_response(web.page("checkin/desk.html"))


@pages.get("/e/<string:event>/arrivals")
@needs("checkin.see_board")
def page_arrivals(event: str) -> str:
    return page_in_event("checkin/arrivals.html", event)


@pages.get("/e/<string:event>/guests")
@needs("checkin.see_guest")
def page_guests(event: str) -> str:
    return page_in_event("checkin/guests.html", event)


@pages.get("/e/<string:event>/gates")
@needs("checkin.edit_gate")
def page_gates(event: str) -> str:
    return page_in_event("checkin/gates.html", event)


@pages.get("/I/<string:code>")
@pages.get("/i/<string:code>")
@open_to_all
def page_invitation(code: str) -> str:
    """The letter behind a QR code; readable without JavaScript."""
    key = f"from:{request.remote_addr}"
    invitation_throttle.check(key)
    found = routes.find_invitation(code)
    if found is None:
        invitation_throttle.failed(key)
        raise NotFound
    starts_at, zone = found["event"]["starts_at"], found["event"]["zone"]
    found["when"] = {"time": clock_words(starts_at, zone), "date": day_words(starts_at, zone, web.lang())}
    return web.page("checkin/invite.html", **found)
