"""Pages of the spaces: a visitor's card and form, a booth's tablet, the prize desk, the office."""

from __future__ import annotations

import functools
import json

from flask import Blueprint, Response, make_response

from ops.core import web, words
from ops.core.pages import page_in_event
from ops.core.web import hall, needs, open_to_all

pages = Blueprint("space_pages", __name__)
_TOLD = {"card": ("spaces.card.", "spaces.refused."), "lead": ("spaces.lead.", "spaces.refused.")}


@functools.cache
def visitor_words(page: str) -> str:
    """JSON of the words of one page, by language: a phone in a crowd fetches no catalogue, and changes its language
    without a network."""
    starts = _TOLD[page]
    told = {
        lang: {key: one for key, one in words.catalogue(lang).items() if key.startswith(starts)} for lang in words.LANGS
    }
    # "<" would end the element that holds it
    return json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def shell(template: str) -> Response:
    """A page without a word of any event: what it shows comes by fetch."""
    told = visitor_words(template) if template in _TOLD else ""
    return make_response(web.page(f"spaces/{template}.html", words=told))


@pages.get("/k")
@pages.get("/k/")
@pages.get("/k/<string:key>")
@pages.get("/k/<string:key>/<string:code>")
@open_to_all
def page_card(key: str = "", code: str = "") -> Response:
    """A visitor's stamp card: one shell for every booth and code, which hands in the code of its own address; a token
    is in the fragment or in the phone."""
    return shell("card")


@pages.get("/k/sw.js")
@open_to_all
def get_visitor_worker() -> Response:
    """The service worker of visitors' phones: it keeps the stamp card and nothing else."""
    files = hall().extra["static"]
    answer: Response = files.respond(f"{files.build}/k/sw.js", files.visitor_worker(), "no-cache")
    return answer


@pages.get("/k/<string:key>/lead/<string:code>")
@pages.get("/lead")
@open_to_all
def page_lead(key: str = "", code: str = "") -> Response:
    """The form of a booth on the visitor's own phone; what was given, behind a link in the fragment."""
    return shell("lead")


@pages.get("/space")
@open_to_all
def page_space() -> Response:
    """The tablet of a booth or a door: one shell, kept by the service worker."""
    return shell("space")


@pages.get("/prizes")
@open_to_all
def page_prizes() -> Response:
    """The desk that hands out gifts."""
    return shell("prizes")


@pages.get("/e/<string:event>/spaces")
@needs("spaces.see")
def page_spaces(event: str) -> str:
    return page_in_event("spaces/spaces.html", event)


@pages.get("/e/<string:event>/spaces/draws")
@needs("spaces.draw")
def page_draws(event: str) -> str:
    return page_in_event("spaces/draws.html", event)
