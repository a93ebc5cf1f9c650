"""Pages of privacy: shells without a name in them; what they show comes by the API, and taking it is noted."""

from __future__ import annotations

from flask import Blueprint

from ops.checkin.pages import add_event_pages

pages = Blueprint("privacy_pages", __name__)
add_event_pages(
    pages,
    (
        ("privacy", "privacy.see", "privacy/privacy.html"),
        # One person's data to read and print; which one stands behind the `#`, so that no log keeps it.
        ("privacy/person", "privacy.manage", "privacy/person.html"),
    ),
)
