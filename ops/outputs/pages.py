"""Pages of outputs."""

from __future__ import annotations

from flask import Blueprint

from ops.core.pages import page_in_event
from ops.core.web import needs

pages = Blueprint("outputs_pages", __name__)


@pages.get("/e/<string:event>/outputs")
@needs("outputs.manage")
def page_outputs(event: str) -> str:
    """Where outputs and control surfaces are set up and watched."""
    return page_in_event("stage/outputs.html", event)
