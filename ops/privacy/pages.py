"""Pages of privacy: shells without a name in them; what they show comes by the API, and taking it is noted."""

from __future__ import annotations

from flask import Blueprint

from ops.core.pages import page_in_event
from ops.core.web import needs

pages = Blueprint("privacy_pages", __name__)


@pages.get("/e/<string:event>/privacy")
@needs("privacy.see")
def page_privacy(event: str) -> str:
    return page_in_event("privacy/privacy.html", event)


@pages.get("/e/<string:event>/privacy/person")
@needs("privacy.manage")
def page_person(event: str) -> str:
    """One person's data to read and print; which one stands behind the `#`, so that no log keeps it."""
    return page_in_event("privacy/person.html", event)
