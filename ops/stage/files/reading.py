"""A run sheet as crews write it, to rows: merged cells, sections, blocks that run side by side, cells that go on.

Nothing is invented quietly: what was guessed or could not be read is a doubt that names its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ops.core import old_codes
from ops.core.names import fold
from ops.core.reading import Formula, Sheet, cell_name
from ops.errors import OpsError
from ops.stage.files import lengths
from ops.stage.files.blocks import settle
from ops.stage.files.headers import TIMES, Header, find_header, guess_header, is_numbering, rechosen
from ops.stage.files.lines import Doubt, Line, cell_words

ROWS_AT_MOST = 1_500
KINDS = {"phan": "group", "dau moc": "milestone", "bu tre": "delay"}
PARALLEL = re.compile(r"\bsong song\b|\bdong thoi\b|\bcung luc\b|\bparallel\b")
HARD = re.compile(r"\b(moc|gio) cung\b|\bhard\b")
SKIP = re.compile(r"\bbo qua\b|\bskip\b")
_NUMBERED = re.compile(r"(?:phần|chương|hồi|[IVX]+|[A-Z])\s*[\d.:)\-–]|(?:phần|chương|hồi)\s", re.IGNORECASE)
_LETTER = re.compile(r"[IVX]+\.?|[A-H]\.?")


@dataclass
class SheetRead:
    """Rows of the first sheet that is a run sheet; `columns` are the fields that it has."""

    sheet: str
    header: Header
    titles: dict[str, str]
    lines: list[Line]
    doubts: list[Doubt]
    columns: list[Doubt]  # every titled column of the file, and the field that it was read as


Texts = list[list[str]]


def read_sheets(
    sheets: Iterable[Sheet], columns: Iterable[Mapping[str, str]], chosen: Mapping[int, str] | None = None
) -> SheetRead:
    """The run sheet of a file; raises OpsError when none of its sheets has a header that names what happens.
    `chosen` corrects what single columns are."""
    sheets, columns = list(sheets), list(columns)
    sheet, texts, header = _found(sheets, columns)
    if header is not None and chosen:
        header = rechosen(header, texts[header.row], chosen, [one["id"] for one in columns])
    if header is None or "title" not in header.columns:
        names = ", ".join(one.name for one in sheets if one.name)[:300] or "CSV"
        known = [] if header is None else _columns(sheet, texts, header)
        raise OpsError("sheet_no_header", sheets=names, columns=known)
    return _Reader(sheet, texts, header).read()


def _found(sheets: list[Sheet], columns: list[Mapping[str, str]]) -> tuple[Sheet, Texts, Header | None]:
    """The first sheet with a header, else the first that has anything, with the row that may be one."""
    guess: tuple[Sheet, Texts, Header | None] = (sheets[0], [], None)
    for sheet in sheets:
        texts = [[_text(value) for value in row] for row in sheet.rows]
        header = find_header(texts, columns)
        if header is not None:
            return sheet, texts, header
        if guess[2] is None:
            guess = (sheet, texts, guess_header(texts))
    return guess


def _columns(sheet: Sheet, texts: Texts, header: Header) -> list[Doubt]:
    """Every column with a title, what it was read as, and the first thing that stands in it."""
    fields = {at: name for name, at in header.columns.items()}
    found = list[Doubt]()
    for at in range(max((len(row) for row in texts[header.row :]), default=0)):
        above = [row[at] for row in texts[max(0, header.row - 1) : header.row + 1] if at < len(row) and row[at]]
        below = (row[at] for row in texts[header.row + 1 :] if at < len(row) and row[at])
        name = fields.get(at, "")
        if above or name:
            title = header.titles.get(name) or (above[-1] if above else "")
            cell = cell_name(sheet.name, header.row, at)
            found.append({"at": at, "cell": cell, "title": title[:80], "field": name, "sample": next(below, "")[:80]})
    return found


def _text(value: Any) -> str:
    """A cell as words, line by line; a formula says nothing that could be believed."""
    if value is None or isinstance(value, Formula):
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return cell_words(old_codes.to_unicode(str(value)))


class _Reader:
    """Goes down one sheet and carries the section."""

    def __init__(self, sheet: Sheet, texts: list[list[str]], header: Header) -> None:
        self.sheet, self.texts, self.header = sheet, texts, header
        self.unit = lengths.unit_of(header.titles.get("duration", ""))
        self.section: str | None = None
        self.lines: list[Line] = []
        self.last = 0  # the row that the last line ends with: a blank row ends it too

    def read(self) -> SheetRead:
        titles = [text for text in self.texts[self.header.row] if text]
        for at in range(self.header.row + 1, len(self.texts)):
            texts = [text for text in self.texts[at] if text]
            again = len(texts) > 1 and texts == titles
            if self._has_words(at) and not again and not (is_numbering(texts) and not self.lines):
                self._take(at)
        if not self.lines:
            raise OpsError("sheet_no_rows")
        if len(self.lines) > ROWS_AT_MOST:
            raise OpsError("sheet_too_long", limit=ROWS_AT_MOST)
        doubts = self._drop_tail() + [self._unknown(column) for column in self.header.unknown]
        settle(self.lines)
        columns = _columns(self.sheet, self.texts, self.header)
        return SheetRead(self.sheet.name, self.header, dict(self.header.titles), self.lines, doubts, columns)

    def _has_words(self, at: int) -> bool:
        return any(self.texts[at]) or any(isinstance(value, Formula) for value in self.sheet.rows[at])

    def _unknown(self, column: int) -> Doubt:
        title = self._said(self.header.row, column) or self._said(max(0, self.header.row - 1), column)
        cell = cell_name(self.sheet.name, self.header.row, column)
        return {"cell": cell, "code": "column_unknown", "said": title[:80], "note": True}

    def _drop_tail(self) -> list[Doubt]:
        """Sections without rows at the end are signatures and remarks."""
        dropped = list[Doubt]()
        while self.lines and self.lines[-1].kind == "group" and not self.lines[-1].id:
            line = self.lines.pop()
            line.doubt("title", "tail_left", line.cells.get("title", ""), note=True)
            dropped[:0] = line.doubts
        return dropped

    # ---------- one row ----------

    def _take(self, at: int) -> None:
        line = self._line(at)
        if line.kind == "timed" and self._goes_on(line):
            _append(self.lines[-1], line)
            self.last = at
            return
        if line.kind == "timed" and (title := self._section_title(at, line)):
            line.kind, line.cells = "group", {"title": title}
        if line.kind == "group":
            self.section = line.cells.get("title", "")
            line.start = line.end = line.length = None
            line.doubts.clear()
        else:
            line.section = self.section if self.section is not None else line.cells.get("section") or None
        self.lines.append(line)
        self.last = at

    def _line(self, at: int) -> Line:
        columns = self.header.columns
        line = Line(at, places={name: cell_name(self.sheet.name, at, column) for name, column in columns.items()})
        line.merged = frozenset(
            name
            for name, column in columns.items()
            if (at, column) in self.sheet.spread and self._cell(at, column) == self._cell(at - 1, column)
        )
        line.cells = {name: self._said(at, column) for name, column in columns.items() if name not in TIMES}
        line.id = self._said(at, columns["id"]) if "id" in columns and "id" not in line.merged else ""
        for name, column in columns.items():
            value = self._cell(at, column)
            if isinstance(value, Formula):
                line.doubt(name, "formula", value.text)
        self._read_mode(at, line)
        self._read_times(at, line)
        return line

    def _cell(self, at: int, column: int) -> Any:
        row = self.sheet.rows[at]
        return row[column] if column < len(row) else None

    def _said(self, at: int, column: int) -> str:
        return self.texts[at][column] if column < len(self.texts[at]) else ""

    def _read_mode(self, at: int, line: Line) -> None:
        """How a row runs: its own column decides alone, without one the words of its title and of its time."""
        columns = self.header.columns
        if "mode" in columns:
            words = fold(self._said(at, columns["mode"]))
            line.kind = next((kind for word, kind in KINDS.items() if word in words), "timed")
        else:
            words = fold(" ".join(self._said(at, columns[name]) for name in ("title", "start") if name in columns))
        line.parallel, line.hard = bool(PARALLEL.search(words)), bool(HARD.search(words))
        line.skip = bool(SKIP.search(words)) and "mode" in columns

    def _read_times(self, at: int, line: Line) -> None:
        for name in ("start", "end", "duration"):
            if name not in self.header.columns:
                continue
            value = self._cell(at, self.header.columns[name])
            if value is None or isinstance(value, Formula) or not str(value).strip(" -–\t\n"):
                continue
            if name == "duration":
                self._read_length(line, value)
            else:
                self._read_clock(line, name, value)
        if line.start is not None and line.end is not None:
            told = lengths.between(line.start, line.end)
            if line.length is None:
                line.length = told
            elif line.length != told:
                line.doubt("duration", "length_differs", lengths.length_words(told))
        if line.length is not None and line.length > lengths.LONG_MS:
            line.doubt("duration", "length_long", lengths.length_words(line.length))

    def _read_clock(self, line: Line, name: str, value: Any) -> None:
        span = lengths.read_span(value)
        if span is None or span.start is None:
            if not PARALLEL.search(fold(str(value))):
                line.doubt(name, "clock_unread", value)
            return
        if span.about:
            line.doubt(name, "about", value, note=True)
        if name == "end":
            line.end = span.start
        else:
            line.start, line.end = span.start, span.end

    def _read_length(self, line: Line, value: Any) -> None:
        line.length = lengths.read_length(value, self.unit)
        if line.length is None or (line.length < 0 and line.kind != "delay"):
            line.length = None
            line.doubt("duration", "length_unread", value)
        elif lengths.is_about(value):
            line.doubt("duration", "about", value, note=True)

    # ---------- what a row is ----------

    def _goes_on(self, line: Line) -> bool:
        """Whether it only goes on with the cells of the row above: no time and no title of its own."""
        if not self.lines or self.lines[-1].kind == "group" or line.id or line.at != self.last + 1:
            return False
        own = [name for name in ("title", "cue", "start", "duration") if self._own(line, name)]
        return not own and any(line.cells.values())

    def _own(self, line: Line, name: str) -> bool:
        if name in line.merged:
            return False
        if name in ("start", "duration"):
            return getattr(line, "start" if name == "start" else "length") is not None
        return bool(line.cells.get(name))

    def _section_title(self, at: int, line: Line) -> str:
        """The title of a row that only names what follows; empty when it is an item of the evening."""
        if any(one is not None for one in (line.start, line.length)) or line.parallel:
            return ""
        texts = [text for column, text in enumerate(self.texts[at]) if text and column != self.header.columns.get("id")]
        if len(texts) > 1 and len({*texts}) == 1:
            return texts[0]  # merged over the row
        if any(one["code"].endswith("_unread") for one in line.doubts):
            return ""
        cue = line.cells.get("cue", "")
        words = [text for text in dict.fromkeys(texts) if text != cue] or [cue]
        if len(words) != 1 or re.fullmatch(r"\d+", words[0]):
            return ""
        if cue and cue != words[0]:
            return f"{cue.rstrip('.')}. {words[0]}" if _LETTER.fullmatch(cue) else ""
        bare = words[0] == line.cells.get("title") and len(texts) == 1
        looks = bool(_NUMBERED.match(words[0])) or words[0].isupper()
        return words[0] if looks or not bare else ""


def _append(above: Line, line: Line) -> None:
    """Cells that go on below: further lines of the same words."""
    for name, text in line.cells.items():
        if text and name not in line.merged:
            above.cells[name] = cell_words(f"{above.cells.get(name, '')}\n{text}")
    above.doubts += line.doubts
