"""Pages of reception."""

from __future__ import annotations

from collections.abc import Callable, Iterable

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


def add_event_pages(pages: Blueprint, table: Iterable[tuple[str, str, str]]) -> None:
    """Shells inside an event, alike but for path, the right that opens them, and template."""
    for path, verb, template in table:
        pages.add_url_rule(f"/e/<string:event>/{path}", f"event_{path.replace('/', '_')}", event_page(verb, template))


def event_page(verb: str, template: str) -> Callable[[str], str]:
    """A view of one event's shell for those who have the right."""

    def view(event: str) -> str:
        return page_in_event(template, event)

    return needs(verb)(view)


add_event_pages(
    pages,
    (
        ("calls", "checkin.answer_call", "checkin/calls.html"),
        ("arrivals", "checkin.see_board", "checkin/arrivals.html"),
        ("guests", "checkin.see_guest", "checkin/guests.html"),
        ("delegations", "checkin.see_guest", "checkin/delegations.html"),
        ("seats", "protocol.see_seats", "checkin/seats.html"),
        ("gates", "checkin.edit_gate", "checkin/gates.html"),
    ),
)
