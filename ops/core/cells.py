"""Cells of spreadsheets that we write: text stays text, no cell becomes a formula."""

from __future__ import annotations

from typing import Any


def harmless(text: str) -> str:
    """A cell of a CSV file, with an apostrophe before what a spreadsheet would calculate; `reading` takes it off."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def text_cell(sheet: Any, text: str) -> Any:
    """Text that a spreadsheet might calculate is marked as text, for this reader and for the next editor."""
    if text[:1] not in ("=", "+", "-", "@"):
        return text or None
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
