"""The page of the booth operator's phone."""

from __future__ import annotations

from flask import Blueprint, Response, make_response

from ops.core import web
from ops.core.web import open_to_all

pages = Blueprint("booth_pages", __name__)


@pages.get("/booth")
@open_to_all
def page_booth() -> Response:
    """The slots of one booth: one shell, without personal data, kept by the service worker."""
    return make_response(web.page("livestream/booth.html"))
