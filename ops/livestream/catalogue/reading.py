"""A list of producers and products, hosts or rooms: bytes to rows with their faults. Run by a child process."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ops.core.names import fold
from ops.core.reading import Formula, Sheet, cell_name, read_book
from ops.errors import Invalid, OpsError
from ops.livestream.catalogue import cells
from ops.livestream.catalogue.headers import find_header

Row = dict[str, Any]
SOURCE = "source"
FILE_LIMIT = 10 * 1024 * 1024
ROWS_AT_MOST = 3_000
_TOTAL = re.compile(r"(?:tong|cong)(?: (?:cong|so|hop))*(?: (?:\d+|chu the|san pham|nguoi|phong|gian)\b.*)?")
"""Folded. A producer is not lost for being a "Công ty" or a "Tổng công ty"."""
_COUNTING = ("stt", "tt", "so tt", "so thu tu", "no")
_NUMBERING = re.compile(r"\(?(?:\d{1,2}|[A-EG-Z])\)?")


def read(facts: Row, folder: Path, tell: Callable[..., None]) -> Row:
    """Read the file that lies in the folder as a list of one kind."""
    found = read_lists(read_book((folder / SOURCE).read_bytes()), facts["kind"])
    return found


def read_lists(sheets: list[Sheet], kind: str) -> Row:
    """Rows of every sheet that has a header, with what was understood of each cell."""
    rows: list[Row] = []
    columns: list[Row] = []
    unread: list[str] = []
    for sheet in sheets:
        texts = [
            ["" if one is None or isinstance(one, Formula) else cells.text_of(one) for one in row] for row in sheet.rows
        ]
        header = find_header(kind, texts)
        if header is None:
            continue
        at, places = header
        columns += [
            {"cell": cell_name(sheet.name, at, place), "title": texts[at][place], "field": name}
            for name, place in places.items()
        ]
        read = set(places.values())
        unread += [
            text for place, text in enumerate(texts[at]) if text and place not in read and fold(text) not in _COUNTING
        ]
        rows += _rows(sheet, texts, at, places)
    if not columns:
        raise Invalid("catalogue_no_header")
    if len(rows) > ROWS_AT_MOST:
        raise Invalid("list_too_many", limit=ROWS_AT_MOST)
    return {"rows": rows, "columns": columns, "unread": unread}


def _rows(sheet: Sheet, texts: list[list[str]], header: int, places: dict[str, int]) -> list[Row]:
    found = []
    for at in range(header + 1, len(texts)):
        if _says_nothing(texts[at], places):
            continue
        found.append(_row(sheet, at, places))
    return found


def _says_nothing(texts: list[str], places: dict[str, int]) -> bool:
    """An empty line, the line of (1) (2) (3), a sum, or a heading that lies over the whole table."""
    filled = [text for text in texts if text]
    ours = [texts[place] for place in places.values() if place < len(texts) and texts[place]]
    numbering = len(filled) > 2 and all(_NUMBERING.fullmatch(text) for text in filled)
    total = bool(filled) and _TOTAL.fullmatch(fold(filled[0])) is not None
    return not ours or numbering or total or (len(set(filled)) == 1 and len(places) > 2)


def _row(sheet: Sheet, at: int, places: dict[str, int]) -> Row:
    values: Row = {}
    faults: list[Row] = []
    cells_of = sheet.rows[at]
    for name, place in places.items():
        value = cells_of[place] if place < len(cells_of) else None
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        where = {"cell": cell_name(sheet.name, at, place), "field": name}
        try:
            values[name] = _read(name, value)
        except cells.Unread as problem:
            said = value.text if isinstance(value, Formula) else cells.text_of(value, 60)
            faults.append(where | {"code": str(problem), "said": said})
    return {"sheet": sheet.name, "line": at + 1, "values": values, "faults": faults}


def _read(name: str, value: Any) -> Any:
    if isinstance(value, Formula):
        raise cells.Unread("formula")
    if isinstance(value, str) and fold(value) in ("khong ro", "chua ro", "khong co", "chua co", "n a", "null"):
        if name in ("voucher", "fresh", "cold", "supplement", "cosmetic", "hears_stage"):
            return False
        raise cells.Unread("unknown")
    try:
        return cells.READERS[name](value)
    except cells.Unread:
        raise
    except (ValueError, OverflowError, OpsError) as problem:
        raise cells.Unread("number") from problem
