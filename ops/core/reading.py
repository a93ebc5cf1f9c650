"""A file's bytes to sheets of cells. Nothing of it is believed: size, kind, password, bombs and formulas are looked at
before a parser is, and what cannot be read is said with a code and the sheet."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass, field
from typing import Any

from ops.core import old_codes
from ops.errors import Invalid

FILE_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 120 * 1024 * 1024
PACKED_TIMES = 200  # a sheet of equal rows packs about 40 times; a bomb thousands of times
SMALL = 4 * 1024 * 1024
CELLS_LIMIT = 600_000
ROWS_LIMIT = 20_000
COLUMNS_LIMIT = 80
ENTRIES_LIMIT = 5_000
SHEETS_LIMIT = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TEXT = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula; its result is nobody's word."""

    text: str


@dataclass
class Sheet:
    """Cells by row and column from 0; `spread` names the cells that show the value of a merged neighbour."""

    name: str
    rows: list[list[Any]]
    spread: set[tuple[int, int]] = field(default_factory=set)


def cell_name(sheet: str, row: int, column: int) -> str:
    """`Sheet1!C14` of a row and a column from 0; a CSV has no sheet to name."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{sheet}!{letters}{row + 1}" if sheet else f"{letters}{row + 1}"


def read_book(data: bytes) -> list[Sheet]:
    """Visible sheets of an xlsx or csv file; raises Invalid with a code that says what is wrong with it."""
    if len(data) > FILE_LIMIT:
        raise Invalid("list_too_large", limit_mb=FILE_LIMIT // 1024 // 1024)
    if not data.strip():
        raise Invalid("list_empty")
    if data.startswith(_OLE):
        raise Invalid("list_locked" if _ENCRYPTED in data else "list_old_excel")
    if data.startswith(b"PK"):
        return read_excel(data)
    if data.startswith(_NO_TEXT) or data.lstrip()[:1] == b"<":
        raise Invalid("list_wrong_type")
    return [Sheet("", read_csv(data))]


# ---------- xlsx ----------


def read_excel(data: bytes) -> list[Sheet]:
    """Sheets of an xlsx file."""
    _check_package(data)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations, which nobody here looks at
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except Exception as error:  # a parser may trip over a made-up file in any way it likes
        raise Invalid("list_broken") from error
    sheets = [_cells(one) for one in book.worksheets[:SHEETS_LIMIT] if one.sheet_state == "visible"]
    if not any(sheet.rows for sheet in sheets):
        raise Invalid("list_empty")
    return sheets


def _check_package(data: bytes) -> None:
    """Sizes are read from the directory; zipfile unpacks no more than the directory says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if any(one.flag_bits & 1 for one in entries):
                raise Invalid("list_locked")
            _check_sizes(entries)
            if "xl/workbook.xml" not in {one.filename for one in entries}:
                raise Invalid("list_wrong_type")
            _check_cells(package, entries)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Invalid("list_broken") from error


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    whole = sum(one.file_size for one in entries)
    squeezed = any(one.file_size > SMALL and one.file_size > PACKED_TIMES * (one.compress_size or 1) for one in entries)
    if squeezed or whole > UNPACKED_LIMIT or len(entries) > ENTRIES_LIMIT:
        raise Invalid("list_bomb")


def _check_cells(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Count cells before they become objects."""
    cells = 0
    for one in entries:
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", one.filename):
            with package.open(one) as source:
                while chunk := source.read(1 << 20):
                    cells += chunk.count(b"<c ") + chunk.count(b":c ")
    if cells > CELLS_LIMIT:
        raise Invalid("list_too_many", limit=ROWS_LIMIT)


def _cells(sheet: Any) -> Sheet:
    if sheet.max_row > ROWS_LIMIT * 5:
        raise Invalid("list_too_many", limit=ROWS_LIMIT)
    grid = [[_value(cell) for cell in row[:COLUMNS_LIMIT]] for row in sheet.iter_rows()]
    found = Sheet(sheet.title, grid)
    for area in sheet.merged_cells.ranges:
        _spread(found, area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
    while found.rows and all(value is None for value in found.rows[-1]):
        found.rows.pop()
    if len(found.rows) > ROWS_LIMIT:
        raise Invalid("list_too_many", limit=ROWS_LIMIT)
    return found


def _value(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "f":
        return Formula(str(value)[:200])
    if value is None or isinstance(value, str | int | float):
        return None if value == "" else value
    return str(value)


def _spread(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
    """The value of a merged area in each of its cells."""
    if top >= len(sheet.rows) or left >= len(sheet.rows[top]) or sheet.rows[top][left] is None:
        return
    value = sheet.rows[top][left]
    for row in range(top, min(bottom + 1, len(sheet.rows))):
        for column in range(left, min(right + 1, len(sheet.rows[row]))):
            if (row, column) != (top, left):
                sheet.rows[row][column] = value
                sheet.spread.add((row, column))


# ---------- csv ----------


def read_csv(data: bytes) -> list[list[Any]]:
    """Cells of a CSV file in whatever code and with whatever separator it was saved."""
    text = decode(data)
    delimiter = _delimiter(text)
    try:
        rows = [
            [_plain(cell) for cell in row[:COLUMNS_LIMIT]]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise Invalid("list_broken") from error
    if len(rows) > ROWS_LIMIT:
        raise Invalid("list_too_many", limit=ROWS_LIMIT)
    return rows


def decode(data: bytes) -> str:
    """Text of a file: UTF-8, UTF-16 with its mark, or the old Vietnamese pages when their syllables make sense."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Invalid("list_broken") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_old(data)
    if "\0" in text:
        raise Invalid("list_wrong_type")
    return text


def _decode_old(data: bytes) -> str:
    for page in ("cp1258", "cp1252"):
        text = unicodedata.normalize("NFC", data.decode(page, errors="replace"))
        words = [word for word in re.findall(r"[^\s,;.\"]+", old_codes.to_unicode(text)) if not word.isascii()]
        if page == "cp1252":
            words = [
                w for line in text.splitlines() for w in old_codes.to_unicode(line, "tcvn3").split() if not w.isascii()
            ]
        good = sum(old_codes.is_syllable(word.strip(',;."()')) for word in words)
        if "\ufffd" not in text and words and good > 0.8 * len(words):
            return text
    raise Invalid("list_csv_code")


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:20])
    bare = re.sub(r'"[^"]*"', "", head)
    return max(_DELIMITERS, key=bare.count)


def _plain(cell: str) -> Any:
    """An apostrophe before = + - @ is ours: it keeps spreadsheets from reading a formula."""
    if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r":
        return cell[1:]
    if cell.startswith("="):
        return Formula(cell[:200])
    return cell or None
