"""The page of the schedule, and the page behind a host's own link."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from ops.core import web
from ops.core.pages import page_in_event
from ops.core.web import hall, needs, open_to_all
from ops.errors import NotFound
from ops.livestream.host import queries as host_queries
from ops.livestream.host.routes import require_person

pages = Blueprint("host_pages", __name__)


@pages.get("/e/<string:event>/schedule")
@needs("live.see")
def page_schedule(event: str) -> str:
    """Time by room, host or channel; who may plan moves, others look."""
    return page_in_event("livestream/schedule.html", event)


@pages.get("/host/<string:token>")
@open_to_all
def page_host(token: str) -> Response:
    """A host's own slots and times, on their phone."""
    try:
        person = require_person(token)
    except NotFound:  # a newer link was made, or half of it was copied
        return make_response(web.page("core/link_none.html", link="host"), 404)
    with hall().db.read() as conn:
        found = host_queries.page_of(conn, person)
    answer = make_response(web.page("livestream/host.html", found=found, event=found["event"]))
    answer.headers["Cache-Control"] = "no-store"
    return answer
