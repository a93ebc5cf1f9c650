"""The numbers as a file: a line for each slot, then the totals with what they cover. A cell without a number is empty,
never 0."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ops.core import cells
from ops.core.words import say

Row = dict[str, Any]
Cell = str | int | float | None
Table = list[list[Cell]]
FRONT = ("day", "from", "until", "title", "channel", "platform", "room", "state")
BACK = ("status", "as_of", "source", "by")
SHOWN = ("gmv", "orders", "items", "refunds", "buyers", "views", "viewers", "peak", "average", "likes", "comments",
         "shares", "follows", "clicks", "carts", "live_s")  # fmt: skip
WIDTHS = {"title": 44, "channel": 22, "room": 20, "by": 22}


def table(found: Row, zone: str, lang: str) -> Table:
    """Titles, slots, totals, and the sentence that says how far the totals go."""
    metrics = [name for name in SHOWN if found["totals"][name]["have"]] or ["gmv", "orders", "peak"]
    lines: Table = [[*(say(lang, f"live.numbers.file.{name}") for name in FRONT),
                     *(say(lang, f"live.metric.{name}") for name in metrics),
                     *(say(lang, f"live.numbers.file.{name}") for name in BACK)]]  # fmt: skip
    lines += [_line(one, metrics, zone, lang) for one in found["slots"]]
    totals = [_value(found["totals"][name]) for name in metrics]
    status = {found["totals"][name]["status"] for name in metrics if found["totals"][name]["have"]}
    word = say(lang, f"live.numbers.status.{'final' if status == {'final'} else 'provisional'}")
    lines.append([say(lang, "live.numbers.file.total"), *[None] * (len(FRONT) - 1), *totals, word, None, None, None])
    covered = [f"{found['totals'][name]['have']}/{found['totals'][name]['of']}" for name in metrics]
    lines.append([say(lang, "live.numbers.file.coverage"), *[None] * (len(FRONT) - 1), *covered])
    made = {"at": _clock(found["now"], zone, "%H:%M %d/%m/%Y"), **found["coverage"]}
    return [*lines, [say(lang, "live.numbers.file.foot", **made)]]


def _value(total: Row) -> Cell:
    """Highest and added ones; what may not be added stays empty."""
    value: Cell = total["value"]
    return value


def _line(one: Row, metrics: list[str], zone: str, lang: str) -> list[Cell]:
    begin = one["actual_start"] if one["actual_start"] is not None else one["starts"]
    end = one["actual_end"] if one["actual_end"] is not None else one["ends"]
    state = say(lang, f"live.numbers.state.{one['state']}")
    front = [_clock(begin, zone, "%d/%m/%Y"), _clock(begin, zone, "%H:%M"), _clock(end, zone, "%H:%M"), one["title"],
             one["channel_name"], one["platform"], one["room_name"], state]  # fmt: skip
    found = [one["metrics"].get(name) for name in metrics]
    told = [one for one in found if one is not None and one["value"] is not None]
    statuses = {each["status"] for each in told}
    status = "final" if statuses == {"final"} else "provisional" if statuses else "missing"
    newest = max(told, key=lambda each: each["as_of"], default=None)
    back = [
        say(lang, f"live.numbers.status.{status}"),
        None if newest is None else _clock(newest["as_of"], zone, "%H:%M %d/%m/%Y"),
        None if newest is None else say(lang, f"live.numbers.source.{newest['source']}"),
        one["by"] or None,
    ]
    return [*front, *(None if each is None else each["value"] for each in found), *back]


def _clock(at: int, zone: str, form: str) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime(form)


def csv_file(lines: Table) -> bytes:
    """With the mark that lets a spreadsheet know UTF-8; nothing in it is calculated."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [[cells.harmless(cell) if isinstance(cell, str) else cell for cell in line] for line in lines]
    )
    return out.getvalue().encode("utf-8-sig")


def excel_file(lines: Table) -> bytes:
    """One sheet; numbers are numbers, the title line stays in sight."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Số liệu")
    sheet.freeze_panes = "A2"
    names = [*FRONT, *[""] * (len(lines[0]) - len(FRONT) - len(BACK)), *BACK]
    for place, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, 14)
    for n, line in enumerate(lines):
        sheet.append([_cell(sheet, one, bold=n == 0) for one in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Cell, *, bold: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if isinstance(value, str) and not bold:
        return cells.text_cell(sheet, value)
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "#,##0" if isinstance(value, int) else "General"
    cell.font = Font(bold=bold)
    return cell
