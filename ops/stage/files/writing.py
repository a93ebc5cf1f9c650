"""A run sheet out, in the layout that is read back in: a hidden column of ids, times, then the event's columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ops.core import cells
from ops.stage.files.headers import REPORTED
from ops.stage.files.lengths import length_words
from ops.stage.files.walking import Known
from ops.stage.rules import Row

ID, START, LENGTH, MODE = "Mã dòng", "Bắt đầu", "Thời lượng", "Kiểu chạy"
KIND_WORDS = {"group": "Phần", "milestone": "Dấu mốc", "delay": "Bù trễ"}
WIDTHS = {"cue": 8, "section": 18, "title": 44, "owner": 22, "mc_script": 60, "fallback": 40}
WIDTH = 28
Table = list[list[str]]
Came = Mapping[str, Sequence[int | None]]
"""Row id -> its expected start, actual start and actual end, as far as somebody wants them."""


def table(known: Known, came: Came | None = None) -> tuple[list[str], Table, list[bool]]:
    """Titles, rows of text in the order of the sheet, and which rows are sections."""
    reported = list(REPORTED[: max(map(len, came.values()), default=0)]) if came else []
    front = [one for one in known.columns if one["id"] == "cue"]
    rest = [one for one in known.columns if one["id"] != "cue"]
    titles = [ID, *(one["name"] for one in front), START, LENGTH, MODE, *reported, *(one["name"] for one in rest)]
    rows = list[list[str]]()
    for row in known.track.rows:
        words = known.cells.get(row.id, {})
        times = [_start(row, known), _length(row, known), _mode(row)]
        times += ["" if at is None else known.clock(at) for at in came[row.id]] if came else []
        rows.append([row.id, *(words.get(one["id"], "") for one in front), *times,
                     *(words.get(one["id"], "") for one in rest)])  # fmt: skip
    return titles, rows, [row.kind == "group" for row in known.track.rows]


def _start(row: Row, known: Known) -> str:
    return known.clock(known.facts[row.id].start) if row.kind == "timed" else ""


def _length(row: Row, known: Known) -> str:
    if row.kind == "delay":
        return length_words(row.amount)
    return length_words(known.facts[row.id].duration) if row.kind == "timed" else ""


def _mode(row: Row) -> str:
    words = [KIND_WORDS.get(row.kind, "")]
    words += ["Song song"] if row.parallel else []
    words += ["Mốc cứng"] if row.begins == "hard" else []
    words += ["Bỏ qua"] if row.skip else []
    return ", ".join(filter(None, words))


def csv_file(known: Known, came: Came | None = None) -> bytes:
    """With the mark that lets a spreadsheet know UTF-8; nothing in it is calculated."""
    titles, rows, _ = table(known, came)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[cells.harmless(cell) for cell in row] for row in (titles, *rows)])
    return out.getvalue().encode("utf-8-sig")


def excel_file(known: Known, came: Came | None = None) -> bytes:
    """One sheet; the header stays in sight, the ids are hidden, sections stand out."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    titles, rows, sections = table(known, came)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Kịch bản")
    sheet.freeze_panes = "A2"
    ids = [one["id"] for one in known.columns]
    reported = [13] * sum(one in REPORTED for one in titles)
    widths = [14, *(WIDTHS[one] for one in ids if one == "cue"), 11, 12, 14, *reported,
              *(WIDTHS.get(one, WIDTH) for one in ids if one != "cue")]  # fmt: skip
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.append(_styled(sheet, titles, bold=True))
    for row, section in zip(rows, sections, strict=True):
        sheet.append(_styled(sheet, row, bold=section))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _styled(sheet: Any, row: Iterable[str], *, bold: bool) -> list[Any]:
    """Cells of text that wrap; a leading = + - @ is no formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    wrap, font, made = Alignment(wrap_text=True, vertical="top"), Font(bold=bold), []
    for text in row:
        cell = cells.text_cell(sheet, text)
        cell = WriteOnlyCell(sheet, text or None) if cell is None or isinstance(cell, str) else cell
        cell.alignment, cell.font = wrap, font
        made.append(cell)
    return made
