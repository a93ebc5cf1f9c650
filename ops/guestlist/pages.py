"""Pages of guestlist."""

from __future__ import annotations

from flask import Blueprint

from ops.core.pages import page_in_event
from ops.core.web import needs

pages = Blueprint("guestlist_pages", __name__)


@pages.get("/e/<string:event>/lists")
@needs("guestlist.bring_in")
def page_lists(event: str) -> str:
    return page_in_event("guestlist/lists.html", event)
