"""Pages of badges. They hold nobody's name: what is printed comes by a POST that notes who took it."""

from __future__ import annotations

from flask import Blueprint

from ops.checkin.pages import add_event_pages

pages = Blueprint("badges_pages", __name__)
add_event_pages(
    pages,
    (
        ("badges", "badges.print", "badges/badges.html"),
        ("badges/print", "badges.print", "badges/print.html"),
        ("paper", "badges.print", "badges/paper.html"),
        ("paper/entry", "badges.enter", "badges/entry.html"),
    ),
)
