"""Pages of the stage."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, request
from pydantic import ValidationError

from ops.core import clock, web
from ops.core.access import log_access
from ops.core.pages import page_in_event
from ops.core.web import actor, hall, needs, open_to_all
from ops.errors import NotFound
from ops.stage.files.payloads import PaperQuery
from ops.stage.prints import queries as print_queries

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


@pages.get("/prompter")
@open_to_all
def page_prompter() -> Response:
    """The MC's words in very large type, rolling: one shell, kept by the service worker."""
    return make_response(web.page("stage/prompter.html"))


@pages.get("/timeline")
@open_to_all
def page_timeline() -> Response:
    """The evening as a strip with a now line: one shell, kept by the service worker."""
    return make_response(web.page("stage/timeline.html"))


@pages.get("/backstage")
@open_to_all
def page_backstage() -> Response:
    """What those who wait behind the stage have to know: one shell, kept by the service worker."""
    return make_response(web.page("stage/backstage.html"))


@pages.get("/studio")
@open_to_all
def page_studio() -> Response:
    """The studio clock: one shell, kept by the service worker."""
    return make_response(web.page("stage/studio.html"))


@pages.get("/e/<string:event>/timeline")
@needs("stage.see")
def page_office_timeline(event: str) -> str:
    """The evening as a strip, for the office."""
    return page_in_event("stage/evening.html", event)


@pages.get("/e/<string:event>/call")
@needs("stage.see")
def page_call(event: str) -> str:
    """Where the stage manager calls the show; others with the right may look."""
    return page_in_event("stage/call.html", event)


# ---------- paper and files ----------


@pages.get("/e/<string:event>/sheet/import")
@needs("stage.edit")
def page_import(event: str) -> str:
    """A run sheet from a file: what it would change, then taking it in."""
    return page_in_event("stage/import.html", event)


@pages.get("/e/<string:event>/prints")
@needs("stage.take_out")
def page_prints(event: str) -> str:
    """Everything that can be had on paper or as a file."""
    return page_in_event("stage/prints.html", event)


@pages.get("/e/<string:event>/prints/sheet")
@needs("stage.take_out")
def page_print_sheet(event: str) -> str:
    """The whole run sheet for the browser's print window."""
    return page_in_event("stage/print-sheet.html", event, facts=_paper(event, "sheet"))


@pages.get("/e/<string:event>/prints/lists")
@needs("stage.take_out")
def page_print_lists(event: str) -> str:
    """Cue lists for the browser's print window, each department on pages of its own."""
    return page_in_event("stage/print-lists.html", event, facts=_paper(event, "lists"))


@pages.get("/e/<string:event>/prints/cards")
@needs("protocol.see_intro")
def page_print_cards(event: str) -> str:
    """The MC's cards for the browser's print window; whom they name is noted, as with every list handed out."""
    facts = _paper(event, "cards")
    if facts["people"]:
        with hall().db.write() as conn:
            log_access(conn, event, actor().key, "stage.cards", facts["people"], "page")
    return page_in_event("stage/print-cards.html", event, facts=facts)


def _paper(event: str, what: str) -> dict[str, Any]:
    try:
        asked = PaperQuery.model_validate(request.args.to_dict()).model_dump() | {"what": what}
    except ValidationError as error:
        raise NotFound from error
    with hall().db.read() as conn:
        return print_queries.paper_facts(conn, event, asked, web.lang(), actor().name, clock.now())


@pages.get("/e/<string:event>/record")
@needs("stage.see")
def page_record(event: str) -> str:
    """Planned and actual of every take, and the lengths that takes propose."""
    return page_in_event("stage/record.html", event)


@pages.get("/e/<string:event>/sheet")
@needs("stage.see")
def page_sheet(event: str) -> str:
    """Where the run sheet is written; each may write what their role allows, others look."""
    return page_in_event("stage/sheet.html", event)
