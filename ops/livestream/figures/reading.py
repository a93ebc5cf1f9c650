"""A platform's export to lives with numbers: the header found, columns read one by one, nothing invented. Pure.

`read_export` answers what it understood and how: for each column its field, the sign of the decimals or the order of
day and month, whether a cell proved it, and three cells as they stood and as they were read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ops.core.reading import Formula, Sheet, cell_name
from ops.errors import OpsError
from ops.livestream.figures import headers, numbers
from ops.livestream.figures.rules import METRICS

Row = dict[str, Any]
LENGTHS = frozenset({"live_s", "watch_s", "watch_avg_s"})
INSTANTS = frozenset({"starts", "ends"})
SHOWN_ROWS = 3
ROWS_AT_MOST = 2_000
_TOTALS = ("tong", "tong cong", "total", "grand total", "tong so", "summary", "average", "trung binh")
_SHORT = re.compile(r"\d[.,]\d{3}\s*[a-z]")
"""1,250K may be either; a count without a letter is whole, so its lone sign parts thousands."""
_AFTER = ("post-live", "post live", "sau live", "sau phien", "7 days", "7 ngay")


@dataclass
class Column:
    """One titled column and how its cells were read."""

    at: int
    cell: str
    title: str
    name: str = ""  # of the field
    locale: str = ""  # the sign of the decimals, or dmy | mdy
    sure: bool = True
    samples: list[list[str]] = field(default_factory=list)


@dataclass
class Live:
    """One row: which live it is about, its numbers, and what could not be read."""

    line: int
    about: Row
    values: dict[str, int]
    faults: list[Row] = field(default_factory=list)


@dataclass
class Export:
    """What a file says."""

    sheet: str
    lang: str
    columns: list[Column]
    lives: list[Live]
    left: list[Row]  # rows that are no live: totals, a second table


def read_export(
    sheets: Sequence[Sheet], platform: str, kept: Mapping[str, str], chosen: Mapping[int, str], offset_min: int = 420
) -> Export:
    """The first sheet with a header that names a live's numbers; raises OpsError when none has."""
    for sheet in sheets:
        head = headers.find_header(sheet.rows, platform, kept)
        if head is None and chosen:
            head = next((at for at, row in enumerate(sheet.rows) if sum(cell is not None for cell in row) > 1), None)
        if head is not None:
            return _read(sheet, head, headers.columns_of(sheet.rows[head], platform, kept, chosen), offset_min)
    raise OpsError("figures_no_header", status=422)


def _read(sheet: Sheet, head: int, fields: dict[int, str], offset_min: int) -> Export:
    titles = sheet.rows[head]
    lang = headers.language_of(titles)
    body, left = _body(sheet, head)
    columns = [
        _column(sheet, head, at, title, fields.get(at, ""), [sheet.rows[line] for line in body], lang, offset_min)
        for at, title in enumerate(titles)
        if title is not None and str(title).strip()
    ]
    lives = [_live(sheet, line, columns, offset_min) for line in body]
    return Export(sheet.name, lang, columns, [one for one in lives if one.values or one.faults], left)


def _body(sheet: Sheet, head: int) -> tuple[list[int], list[Row]]:
    """Rows below the header: up to a second table, without totals. What is left out is told."""
    found: list[int] = []
    left: list[Row] = []
    for line in range(head + 1, len(sheet.rows)):
        cells = [numbers.folded(cell) for cell in sheet.rows[line]]
        words = [cell for cell in cells if cell]
        if not words:
            continue
        again = [numbers.folded(cell) for cell in sheet.rows[head]] == cells
        second = len(words) <= 2 and any(mark in words[0] for mark in _AFTER)
        if again or second:
            rest = len(sheet.rows) - line
            left.append({"line": line + 1, "code": "second_table", "rows": rest})
            break
        if words[0].rstrip(": ") in _TOTALS:
            left.append({"line": line + 1, "code": "total_row", "rows": 1})
        else:
            found.append(line)
    if len(found) > ROWS_AT_MOST:
        raise OpsError("figures_too_long", status=422, limit=ROWS_AT_MOST)
    return found, left


def _column(
    sheet: Sheet, head: int, at: int, title: object, name: str, rows: Sequence[Sequence[object]], lang: str,
    offset_min: int,
) -> Column:  # fmt: skip
    values = [row[at] for row in rows if at < len(row) and row[at] is not None]
    made = Column(at, cell_name(sheet.name, head, at), str(title).strip()[:80], name)
    if name in INSTANTS:
        first, made.sure = numbers.day_first(values, lang)
        made.locale = "dmy" if first else "mdy"
    elif name in METRICS and name not in LENGTHS:
        made.locale, sure = numbers.decimal_sign(values, lang)
        made.sure = sure or not any(_SHORT.search(numbers.folded(one)) for one in values)
    for value in values[:SHOWN_ROWS]:
        made.samples.append([_plain(value)[:60], shown(name, read_cell(made, value, offset_min))])
    return made


def _plain(value: object) -> str:
    return value.text if isinstance(value, Formula) else str(value).strip()


def shown(name: str, value: object) -> str:
    """A value for a person's eye: instants in ms and lengths in seconds are made readable by the page."""
    return "" if value is None else str(value)


def read_cell(column: Column, value: object, offset_min: int) -> int | str | None:
    """A cell as its column says: an instant in ms, seconds, a whole number, or words. None: it does not say one."""
    if isinstance(value, Formula):
        return None
    if column.name in INSTANTS:
        return numbers.read_instant(value, column.locale == "dmy", offset_min)
    if column.name in LENGTHS:
        return numbers.read_length(value, numbers.unit_seconds(column.title))
    if column.name in METRICS:
        return numbers.to_whole(numbers.read_number(value, column.locale))
    return _id_text(value) if column.name else None


def _id_text(value: object) -> str:
    """Words of a cell; a long id that a spreadsheet holds as a number stays whole."""
    text = f"{value:.0f}" if isinstance(value, float) and value == int(value) else str(value)
    return text.strip().strip("'")[:200]


def _live(sheet: Sheet, line: int, columns: Sequence[Column], offset_min: int) -> Live:
    found = Live(line + 1, {}, {})
    for column in columns:
        value = sheet.rows[line][column.at] if column.at < len(sheet.rows[line]) else None
        if not column.name or (not isinstance(value, Formula) and not numbers.folded(value)):
            continue
        read = read_cell(column, value, offset_min)
        if read is None:
            cell = cell_name(sheet.name, line, column.at)
            code = "formula" if isinstance(value, Formula) else "unread"
            found.faults.append({"cell": cell, "field": column.name, "code": code, "said": _plain(value)[:60]})
        elif column.name in METRICS:
            found.values[column.name] = int(read)
        else:
            found.about[column.name] = read
    return found
