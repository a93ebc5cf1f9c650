"""Sheets of cells to rows of a guest list: who, with which fields, from which cells, and what is wrong with them.

A row's `where` says which delegation it may belong to, as text with the cell it stands in; which one it is, is decided
by matching.py with the event's delegations at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ops.core import old_codes
from ops.core.names import fold
from ops.core.reading import Formula, Sheet, cell_name
from ops.guestlist import headers, spelling

Row = dict[str, Any]
LIMITS = {"name": 120, "title": 200, "unit": 200, "note": 500, "host": 120, "seat": 20, "badge": 60, "blocked": 200}
WORDS = ("title", "note", "host", "seat", "badge", "blocked", "pronounce")
FLAGS = ("vip", "head", "attention")
LONGEST = 400
_NO_PERSON = re.compile(
    r"((tong|cong)( \d+.*)?$|(tong cong|tong so|cong lai)\b|danh sach (nay )?(gom|co)\b|nguoi (lap|tong hop)\b|ky ten\b"
    r"|thu truong (don vi|co quan)|(kt|tm|tl|tuq) (giam doc|chu tich|ubnd|uy ban|truong|lanh dao|ban)|giam doc$"
    r"|ky ghi\b|noi nhan\b|luu vt\b|ghi chu$|luu y$|xac nhan cua\b|ngay \d|.* ngay .*thang .*nam|.*ky .*dong dau)"
)
# With their accents: Vũ, Trương and Đoàn are families, vụ and trường are not.
_UNIT_WORDS = (
    "ubnd", "ủy ban", "uỷ ban", "sở ", "ban ", "hội ", "công ty", "phường ", "xã ", "đặc khu", "hiệp hội",
    "đoàn thanh niên", "đoàn đại biểu", "liên đoàn", "chi cục", "cục ", "trung tâm", "văn phòng", "khối ", "báo ",
    "đài ", "ngân hàng", "htx", "hợp tác xã", "tổ hợp", "thành ủy", "thành đoàn", "đảng ủy", "bộ ", "viện ", "trường ",
    "tập đoàn", "tổng công ty", "liên minh", "hđnd", "mặt trận", "công an", "kho bạc", "thuế ", "hải quan", "vụ ",
    "phòng ", "nhóm ", "sàn ", "lãnh đạo ",
)  # fmt: skip
_EXPLICIT = re.compile(r"^(?:Tên\s+)?(?:đơn vị|cơ quan|đoàn|tổ chức)(?:\s+[^:]{0,20})?\s*:\s*(.+)$", re.IGNORECASE)
_INDEX = re.compile(r"[IVXLC]+\.?|[A-Z]\.?|\d+\.?|[IVXLC]+\.\d+\.?")
_LEADING = re.compile(r"^(?:([IVXLC]+|[A-Z])|\d+)\s*[.)\-/]\s*")


@dataclass
class Context:
    """What the lines above a row say about all rows below: candidates for the delegation, a category."""

    section: tuple[str, str] | None = None
    explicit: tuple[str, str] | None = None
    titles: list[tuple[str, str]] = field(default_factory=list)
    sheet: str = ""


@dataclass
class Found:
    """What a book holds; `skipped` are sheets without a list, `columns` what was understood where."""

    rows: list[Row] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)


def fault(cell: str, name: str, code: str, /, *, note: bool = False, **facts: Any) -> Row:
    """Something about a cell; a `note` keeps nothing out."""
    return {"cell": cell, "field": name, "code": code, "facts": facts, "level": "note" if note else "error"}


def text_of(value: Any) -> str:
    """A cell's value as it was typed; whole numbers without a point, a formula as nothing."""
    if value is None or isinstance(value, Formula | bool):
        return "x" if value is True else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_rows(sheets: list[Sheet]) -> Found:
    """Rows of all sheets that hold a list."""
    found = Found()
    for sheet in sheets:
        raw = [[text_of(value)[: LONGEST * 4] for value in row] for row in sheet.rows]
        code = old_codes.code_of_many(text for row in raw for text in row if not text.isascii())
        texts = [[spelling.tidy(text, LONGEST, code) for text in row] for row in raw]
        header = headers.find_header(texts)
        if header is None:
            found.skipped += [sheet.name] if any(map(any, texts)) else []
            continue
        found.columns[sheet.name] = {name: cell_name("", header.row, at[0])[:-len(str(header.row + 1))]
                                     for name, at in header.columns.items()}  # fmt: skip
        found.rows += _Reader(sheet, raw, texts, header).rows()
    return found


class _Reader:
    """One sheet under its header."""

    def __init__(self, sheet: Sheet, raw: list[list[str]], texts: list[list[str]], header: headers.Header) -> None:
        self.sheet, self.raw, self.texts, self.header = sheet, raw, texts, header
        self.context = Context(sheet=sheet.name)
        self.ended = False  # a footer was seen: what stands alone below it signs the list

    def rows(self) -> Iterator[Row]:
        self._read_titles()
        for at in range(self.header.row + 1, len(self.texts)):
            texts = self.texts[at]
            if not any(texts) and not any(isinstance(one, Formula) for one in self.sheet.rows[at]):
                continue
            if headers.is_numbering(texts) or self._repeats_header(at):
                continue
            heading = self._heading(at)
            if heading is not None:
                self.context.section = (heading, self._cell(at, self._first(at)))
            elif not self._is_footer(at):
                yield self._person(at)

    # ---------- what is around ----------

    def _read_titles(self) -> None:
        top = min(self.header.row, len(self.texts))
        for at in range(top):
            for column, text in enumerate(self.texts[at]):
                if text and (at, column) not in self.sheet.spread:
                    self._title(text, self._cell(at, column))

    def _title(self, text: str, cell: str) -> None:
        said = _EXPLICIT.match(text)
        if said:
            self.context.explicit = (said[1].strip(" ."), cell)
        elif not headers.meaning(text):
            self.context.titles.append((text, cell))

    def _repeats_header(self, at: int) -> bool:
        return [one for one in self.texts[at] if one] == [one for one in self.texts[self.header.row] if one]

    def _first(self, at: int) -> int:
        return next((column for column, text in enumerate(self.texts[at]) if text), 0)

    def _heading(self, at: int) -> str | None:
        """The words of a row that heads the rows below it: a unit or a block, alone in its row."""
        texts = self.texts[at]
        words = [text for text in dict.fromkeys(texts) if text and not _INDEX.fullmatch(text)]
        if len(words) != 1 or not any(one.isalpha() for one in words[0]):
            return None
        merged = sum((at, column) in self.sheet.spread for column in range(len(texts)))
        lead = _LEADING.match(words[0])
        index = (lead and lead[1]) or any(re.fullmatch(r"[IVXLC]+\.?|[A-Z]\.?", text) for text in texts)
        bare = _LEADING.sub("", words[0])
        if merged >= 2 or index or f"{bare.casefold()} ".startswith(_UNIT_WORDS):
            return None if _NO_PERSON.match(fold(bare)) else bare
        return None

    def _is_footer(self, at: int) -> bool:
        """Sums, places and dates, signatures. A name with anything beside it is a person, whatever the words; and so
        is an office of a unit under a number of the list, whose name is still to be told."""
        words = [text for text in dict.fromkeys(self.texts[at]) if text]
        name = self._text(at, "name") or self._text(at, "given")
        if len(words) > 1 and name and not _NO_PERSON.match(fold(name)):
            return False
        if self._text(at, "number").rstrip(".").isdigit() and self._text(at, "title") and self._text(at, "unit"):
            return False
        if any(_NO_PERSON.match(fold(word)) for word in words):
            self.ended = True
            return not any(self._text(at, said) not in ("", *words[:1]) for said in ("phone", "email", "key"))
        return not words or (self.ended and len(words) == 1)

    # ---------- cells ----------

    def _cell(self, at: int, column: int) -> str:
        return cell_name(self.sheet.name, at, column)

    def _cell_of(self, at: int, name: str) -> str:
        return self._cell(at, self.header.columns.get(name, self.header.columns.get("family", [0]))[0])

    def _text(self, at: int, name: str) -> str:
        columns = self.header.columns.get(name)
        if not columns:
            return ""
        texts = self.texts[at]
        if len(columns) == 1:
            return texts[columns[0]] if columns[0] < len(texts) else ""
        found = [texts[one] for one in columns if one < len(texts)]
        return " ".join(dict.fromkeys(one for one in found if one))

    def _raw(self, at: int, name: str) -> str:
        column = self.header.columns.get(name, [-1])[0]
        return self.raw[at][column] if 0 <= column < len(self.raw[at]) else ""

    # ---------- one person ----------

    def _person(self, at: int) -> Row:
        faults = list(self._formulas(at))
        fields = self._names(at, faults) | self._words(at, faults) | self._contact(at, faults)
        for name in FLAGS:
            self._flag(at, name, fields, faults)
        self._status(at, fields, faults)
        return {
            "sheet": self.sheet.name, "row": at + 1, "fields": fields, "faults": faults,
            "where": self._where(at), "category": self._named(at, "category"), "key": self._named(at, "key"),
            "name_cell": self._cell_of(at, "name"),
        }  # fmt: skip

    def _formulas(self, at: int) -> Iterator[Row]:
        known = {column: name for name, columns in self.header.columns.items() for column in columns}
        for column, value in enumerate(self.sheet.rows[at]):
            if isinstance(value, Formula) and known.get(column, "number") != "number":
                yield fault(self._cell(at, column), known[column], "formula")

    def _names(self, at: int, faults: list[Row]) -> Row:
        given = " ".join(filter(None, (self._text(at, "family"), self._text(at, "given"))))
        whole = self._text(at, "name") or given
        said, name = spelling.read_name(whole)
        if not name and not any(one["field"] in headers.NAMED for one in faults):
            faults.append(fault(self._cell_of(at, "name"), "name", "no_name"))
        elif name and not any(one.isalpha() for one in name):
            faults.append(fault(self._cell_of(at, "name"), "name", "odd_name", value=name))
        if len(name) > LIMITS["name"]:
            faults.append(fault(self._cell_of(at, "name"), "name", "too_long", limit=LIMITS["name"]))
        if old_codes.code_of(self._raw(at, "name")) in old_codes.OLD_CODES:
            faults.append(fault(self._cell_of(at, "name"), "name", "old_code", note=True))
        return {"name": name[: LIMITS["name"]]} | ({"honorific": said} if (said := self._honorific(at) or said) else {})

    def _honorific(self, at: int) -> str:
        said = self._text(at, "honorific") or self._text(at, "gender")
        for name, word in (("man", "Ông"), ("woman", "Bà")):
            if spelling.read_flag(self._text(at, name)):
                return word
        return spelling.read_honorific(said)[:40] if said and fold(said) not in ("ong ba", "x") else ""

    def _words(self, at: int, faults: list[Row]) -> Row:
        found: Row = {}
        for name in WORDS:
            text = self._text(at, name)
            if name == "seat" and self._text(at, "seat_row"):
                text = "-".join(filter(None, (self._text(at, "seat_row"), text)))
            if len(text) > LIMITS.get(name, 200):
                faults.append(fault(self._cell_of(at, name), name, "too_long", limit=LIMITS.get(name, 200)))
            elif text:
                found[name] = text
        rank = self._text(at, "rank")
        if rank and (not rank.isdecimal() or int(rank) > 9999):
            faults.append(fault(self._cell_of(at, "rank"), "rank", "odd_rank", value=rank[:20]))
        elif rank:
            found["rank"] = int(rank)
        return found

    def _contact(self, at: int, faults: list[Row]) -> Row:
        found: Row = {}
        said = self._raw(at, "phone").strip()
        if said:
            phone, count = spelling.read_phones(said)
            found |= {"phone": phone} if phone else {}
            code = "no_phone" if not count else "two_phones" if count > 1 else ""
            if code:
                faults.append(fault(self._cell_of(at, "phone"), "phone", code, note=True))
        mail = self._text(at, "email").strip(" <>;,").removeprefix("mailto:")
        if mail:
            first = re.split(r"[;,\s/]+", mail)[0].lower()
            if re.fullmatch(r"[^@\s]{1,64}@[a-z0-9.-]+\.[a-z]{2,}", first) and len(first) <= 200:
                found["email"] = first
            else:
                faults.append(fault(self._cell_of(at, "email"), "email", "no_email", note=True))
        return found

    def _flag(self, at: int, name: str, fields: Row, faults: list[Row]) -> None:
        text = self._text(at, name)
        flag = spelling.read_flag(text) if text else None
        if text and flag is None:
            faults.append(fault(self._cell_of(at, name), name, "odd_flag", value=text[:40]))
        if flag is not None:
            fields[name] = flag
        if name == "head" and fold(fields.get("note", "")) == "truong doan":
            del fields["note"]
            fields["head"] = True
        elif name == "head" and "truong doan" in fold(self._text(at, "role")):
            fields["head"] = True

    def _status(self, at: int, fields: Row, faults: list[Row]) -> None:
        text = self._text(at, "status")
        status = spelling.read_answer(text) if text else None
        if text and status is None:
            faults.append(fault(self._cell_of(at, "status"), "status", "odd_status", value=text[:40]))
        elif status:
            fields["status"] = status

    def _named(self, at: int, name: str) -> list[str] | None:
        text = self._text(at, name)
        return [text, self._cell_of(at, name)] if text else None

    def _where(self, at: int) -> Row:
        around = self.context
        return {
            "delegation": self._named(at, "delegation"), "unit": self._named(at, "unit"),
            "section": around.section, "explicit": around.explicit, "titles": around.titles, "sheet": around.sheet,
        }  # fmt: skip
