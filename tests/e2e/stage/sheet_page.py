"""What a hand does in the editor of the run sheet, and what the server then holds."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from tests.support.browser import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLUMNS = (
    "cue", "#start", "#length", "title", "section", "owner", "audio", "light", "led", "stream_bridge", "stage_note",
    "mc_script", "fallback",
)  # fmt: skip
FIELD = "#sheet-field"
MINUTE = 60_000


def rows(site: Site) -> dict[str, Any]:
    return {row["id"]: row for row in site.snapshot("stage")["sheet_row"]}


def order(site: Site, track: str = "stage") -> list[str]:
    found: list[str] = next(row["places"] for row in site.snapshot("stage")["track"] if row["id"] == track)
    return found


def title(site: Site, row: str) -> str:
    return str(rows(site)[row]["cells"].get("title", ""))


def do(site: Site, *edits: Any, **more: Any) -> None:
    reply = site.command("stage/edit", track="stage", edits=list(edits), **more)
    assert reply.status == 200, reply.body


def write(row: str, **cells: str) -> dict[str, Any]:
    return {"edit": "cells", "row": row, "values": cells}


def open_sheet(site: Site, login: str = "organiser", **options: Any) -> Page:
    page = site.office("/sheet", login, **options)
    page.wait_for_selector(".line")
    return page


def open_as(site: Site, role: str, name: str) -> Page:
    """The sheet on a device of a role."""
    device = site.pair("A", f"{name} {uuid.uuid4().hex[:6]}", role)
    context = site.context()
    site.give_cookie(context, "ops_device", device["token"])
    page = context.new_page()
    page.goto(site.event + "/sheet")
    page.wait_for_selector(".line")
    return page


def cell(row: str, column: str) -> str:
    return f".line[data-row='{row}'] [data-col='{COLUMNS.index(column)}']"


def go(page: Page, row: str, column: str) -> None:
    """Put the cursor into a cell that may be out of sight."""
    page.locator(cell(row, column)).scroll_into_view_if_needed()
    page.click(cell(row, column), position={"x": 20, "y": 14})
    page.wait_for_selector(f"{cell(row, column)}.cursor")


def shows(page: Page, row: str, column: str, words: str) -> None:
    page.wait_for_selector(f"{cell(row, column)}:has-text('{words}')")


def settled(page: Page) -> None:
    """Nothing is under way any more."""
    page.wait_for_function("() => !document.querySelector('.cell.sending, .cell.sent, .cell.unsent')")


def choice(page: Page) -> str:
    return str(page.evaluate("() => document.querySelector('.cell.cursor')?.id"))
