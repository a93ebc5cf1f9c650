"""The page of the catalogue."""

from __future__ import annotations

from flask import Blueprint

from ops.core.pages import page_in_event
from ops.core.web import needs

pages = Blueprint("catalogue_pages", __name__)


@pages.get("/e/<string:event>/catalogue")
@needs("live.see")
def page_catalogue(event: str) -> str:
    """Producers, products, hosts, rooms, channels, platform rules; who may write them writes, others look."""
    return page_in_event("livestream/catalogue.html", event)
