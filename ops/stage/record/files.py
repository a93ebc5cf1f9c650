"""The record as a file: one line for every run, in the order in which they ran."""

from __future__ import annotations

import csv
import io
from typing import Any

from ops.core import cells
from ops.core.words import say
from ops.stage.files.lengths import length_words
from ops.stage.rules import edge

Row = dict[str, Any]
Table = list[list[str]]
COLUMNS = (
    ("take", 18), ("cue", 8), ("title", 44), ("due", 11), ("started", 11), ("late", 10), ("ended", 11),
    ("duration", 11), ("took", 11), ("over", 10), ("added", 10), ("paused", 10), ("cause", 40),
)  # fmt: skip
CLOCKS, LENGTHS = ("due", "started", "ended"), ("late", "duration", "took", "over", "added", "paused")


def table(found: Row, zone: str, lang: str) -> Table:
    """The title line, then the runs."""
    names = {(one["track"], one["take"]): take_name(one, lang) for one in found["takes"]}
    lines = [[say(lang, f"stage.record.file.{name}") for name, _ in COLUMNS]]
    for run in found["runs"]:
        told = {**run, "take": names[run["track"], run["take"]]}
        lines.append([_cell(name, told[name], zone) for name, _ in COLUMNS])
    return lines


def take_name(one: Row, lang: str) -> str:
    """What a take is called: by its name, else by its number."""
    return one["name"] or say(lang, "stage.record.take", n=one["take"])


def _cell(name: str, value: Any, zone: str) -> str:
    if name in CLOCKS:
        return edge.clock_text(value, zone)
    return length_words(value) if name in LENGTHS else str(value)


def csv_file(lines: Table) -> bytes:
    """With the mark that lets a spreadsheet know UTF-8; nothing in it is calculated."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[cells.harmless(cell) for cell in line] for line in lines])
    return out.getvalue().encode("utf-8-sig")


def excel_file(lines: Table) -> bytes:
    """One sheet; the title line stays in sight."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_bold(sheet, text, Font(bold=True)) for text in lines[0]])
    for line in lines[1:]:
        sheet.append([cells.text_cell(sheet, text) for text in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, text: str, font: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.font = font
    return cell
