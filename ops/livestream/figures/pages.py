"""Pages of numbers for the office."""

from __future__ import annotations

from flask import Blueprint

from ops.core.pages import page_in_event
from ops.core.web import needs

pages = Blueprint("live_figures_pages", __name__)


@pages.get("/e/<string:event>/numbers")
@needs("live.see_numbers")
def page_numbers(event: str) -> str:
    """Numbers of every slot, totals with what they cover, exports brought in."""
    return page_in_event("livestream/numbers.html", event)


@pages.get("/e/<string:event>/programme")
@needs("live.see_numbers")
def page_programme_settings(event: str) -> str:
    """Where the public programme and the wall are, and what they say beside the slots."""
    return page_in_event("livestream/programme.html", event)
