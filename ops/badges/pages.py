"""Pages of badges. They hold nobody's name: what is printed comes by a POST that notes who took it."""

from __future__ import annotations

from flask import Blueprint

from ops.core.pages import page_in_event
from ops.core.web import needs

pages = Blueprint("badges_pages", __name__)


@pages.get("/e/<string:event>/badges")
@needs("badges.print")
def page_badges(event: str) -> str:
    return page_in_event("badges/badges.html", event)


@pages.get("/e/<string:event>/badges/print")
@needs("badges.print")
def page_badges_print(event: str) -> str:
    return page_in_event("badges/print.html", event)


@pages.get("/e/<string:event>/paper")
@needs("badges.print")
def page_paper(event: str) -> str:
    return page_in_event("badges/paper.html", event)


@pages.get("/e/<string:event>/paper/entry")
@needs("badges.enter")
def page_paper_entry(event: str) -> str:
    return page_in_event("badges/entry.html", event)
