"""Pages of reception."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from ops.core import web
from ops.core.pages import page_in_event
from ops.core.web import needs, open_to_all

pages = Blueprint("checkin_pages", __name__)


@pages.get("/desk")
@open_to_all
def page_desk() -> Response:
    """The tablet page: one shell for all devices, without personal data, kept by the service worker."""
    return make_response(web.page("checkin/desk.html"))


@pages.get("/kiosk")
@open_to_all
def page_kiosk() -> Response:
    """Guests check themselves in: one shell, kept by the service worker."""
    return make_response(web.page("checkin/kiosk.html"))


@pages.get("/calls")
@open_to_all
def page_calls() -> Response:
    """Calls from the desks, on a paired phone: one shell, without personal data."""
    return make_response(web.page("checkin/calls.html"))


@pages.get("/e/<string:event>/calls")
@needs("checkin.answer_call")
def page_event_calls(event: str) -> str:
    return page_in_event("checkin/calls.html", event)


@pages.get("/e/<string:event>/arrivals")
@needs("checkin.see_board")
def page_arrivals(event: str) -> str:
    return page_in_event("checkin/arrivals.html", event)


@pages.get("/e/<string:event>/guests")
@needs("checkin.see_guest")
def page_guests(event: str) -> str:
    return page_in_event("checkin/guests.html", event)


@pages.get("/e/<string:event>/delegations")
@needs("checkin.see_guest")
def page_delegations(event: str) -> str:
    return page_in_event("checkin/delegations.html", event)


@pages.get("/e/<string:event>/seats")
@needs("protocol.see_seats")
def page_seats(event: str) -> str:
    return page_in_event("checkin/seats.html", event)


@pages.get("/e/<string:event>/gates")
@needs("checkin.edit_gate")
def page_gates(event: str) -> str:
    return page_in_event("checkin/gates.html", event)
