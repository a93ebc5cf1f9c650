"""Where a run sheet begins and what its columns mean, by the words that crews put over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ops.core.names import fold

LOOKED_AT = 30
"""Rows in which a header is looked for."""

_WORDS: dict[str, str] = {
    "id": "ma dong|ma hang|id|row id",
    "cue": "stt|tt|so tt|so thu tu|cue|so cue|tt cue|stt cue|so tt cue|so|no|muc|ma cue|hieu lenh",
    "section": "phan|section|chuong|hoi|giai doan|phan chuong trinh",
    "start": "gio|thoi gian|thoi diem|bat dau|gio bat dau|thoi gian bat dau|tu|tu gio|time|start|gio chay|khung gio"
    "|thoi gian thuc hien|gio dien ra|thoi gian dien ra|gio du kien|thoi gian du kien|tu den",
    "end": "ket thuc|gio ket thuc|thoi gian ket thuc|den|den gio|end|gio xong",
    "duration": "thoi luong|tl|do dai|dai|so phut|phut|giay|so giay|thoi luong du kien|tong thoi luong|t luong"
    "|duration|length|thoi luong phut|thoi luong giay",
    "mode": "kieu|hinh thuc|kieu chay|cach chay|loai|che do|mode",
    "title": "noi dung|noi dung chuong trinh|noi dung thuc hien|noi dung chinh|tiet muc|hang muc|cong viec|chuong trinh"
    "|hoat dong|dien bien|ten tiet muc|noi dung cong viec|noi dung tiet muc|noi dung chi tiet|title|content",
    "owner": "phu trach|nguoi phu trach|bo phan phu trach|nguoi thuc hien|thuc hien|bo phan thuc hien|don vi phu trach"
    "|bo phan|nhan su|nguoi chiu trach nhiem|owner|chiu trach nhiem|don vi thuc hien",
    "audio": "am thanh|nhac|am nhac|am thanh nhac|nhac am thanh|audio|sound|at|micro|am thanh micro",
    "light": "anh sang|den|light|lighting|as|anh sang san khau|anh sang hieu ung",
    "led": "led|man hinh led|man hinh|man led|trinh chieu|hinh anh|man hinh trinh chieu|visual|led visual|hinh anh led"
    "|man hinh led trinh chieu|clip|hinh anh man hinh|led man hinh",
    "stream_bridge": "truyen dan|truyen dan phat song|phat song|livestream|live|diem cau|cau|stream|truyen hinh"
    "|truyen dan livestream|diem cau truyen dan|quay phim|camera|cau truyen hinh",
    "stage_note": "hau dai|hau dai ghi chu|san khau|ghi chu|hau truong|luu y|note|ghi chu san khau|canh ga"
    "|hau dai luu y|san khau hau dai|dao cu",
    "mc_script": "loi dan|loi dan mc|mc|loi mc|kich ban mc|loi thoai|mc dan|loi dan cua mc|loi binh|script|mc loi dan",
    "fallback": "du phong|phuong an du phong|phuong an|pa du phong|backup|fallback|xu ly tinh huong|tinh huong"
    "|phuong an xu ly",
}
MEANINGS = {word: name for name, words in _WORDS.items() for word in words.split("|")}
TIMES = ("id", "start", "end", "duration", "mode")
"""What is read, not copied as words."""
REPORTED = ("Dự kiến bắt đầu", "Bắt đầu thực tế", "Kết thúc thực tế")
"""Columns that we write beside the plan: what came of it is not read back."""
_REPORTED = {fold(one) for one in REPORTED}


@dataclass
class Header:
    """The last row of a header (from 0), the column of every field, and titles that mean nothing here."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)


def meaning(text: str, own: Mapping[str, str]) -> str | None:
    """The field that a title names: a column of this event first; what stands in brackets may be left out."""
    for one in (text, re.sub(r"\([^)]*\)?", " ", text)):
        folded = fold(one)
        if found := own.get(folded) or MEANINGS.get(folded):
            return found
    return None


def find_header(rows: list[list[str]], columns: Iterable[Mapping[str, str]]) -> Header | None:
    """The row among the first ones, or the pair of rows, whose titles name most; `columns` are those of the event."""
    known = [one["id"] for one in columns]
    own = {fold(one["name"]): one["id"] for one in columns}
    best: Header | None = None
    for at in range(min(LOOKED_AT, len(rows))):
        for header in _candidates(rows, at, own, {*known, *TIMES}):
            if _is_header(header) and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return best


def _is_header(header: Header) -> bool:
    """A run sheet says what happens, and something beside it: when, for how long, who."""
    return "title" in header.columns and len(header.columns) >= 2


def _candidates(rows: list[list[str]], at: int, own: Mapping[str, str], known: set[str]) -> list[Header]:
    upper = rows[at]
    found = [_header(at, upper, [meaning(text, own) for text in upper], known)]
    if at + 1 < len(rows):
        lower = rows[at + 1] + [""] * (len(upper) - len(rows[at + 1]))
        titles = [low or up for up, low in zip(upper, lower, strict=False)]
        names = [_two_lines(up, low, own) for up, low in zip(upper, lower, strict=False)]
        if all(low in ("", up) or meaning(low, own) for up, low in zip(upper, lower, strict=False)):
            found.append(_header(at + 1, titles, names, known))
    return found


def _two_lines(upper: str, lower: str, own: Mapping[str, str]) -> str | None:
    """A title over two rows: "Thời gian" over "Bắt đầu" and "Kết thúc", or one merged over both."""
    if not lower or lower == upper:
        return meaning(upper, own)
    return meaning(f"{upper} {lower}", own) or meaning(lower, own)


def _header(row: int, titles: list[str], names: list[str | None], known: set[str]) -> Header:
    found = Header(row)
    for at, name in enumerate(names):
        if name and name in known and name not in found.columns:
            found.columns[name] = at
            found.titles[name] = titles[at]
        elif titles[at] and fold(titles[at]) not in _REPORTED:
            found.unknown.append(at)
    return found


def guess_header(rows: list[list[str]]) -> Header | None:
    """Where no titles are known: the fullest of the first rows, for somebody to say what its columns are."""
    fullest = max(rows[:LOOKED_AT], key=lambda row: sum(map(bool, row)), default=[])
    filled = [at for at, text in enumerate(fullest) if text]
    return Header(rows.index(fullest), unknown=filled) if len(filled) > 1 else None


def rechosen(header: Header, titles: list[str], chosen: Mapping[int, str], known: Iterable[str]) -> Header:
    """A header as somebody has corrected it: column -> field, "" for one that is not read."""
    names = {*known, *TIMES}
    kept = {name: at for name, at in header.columns.items() if at not in chosen and name not in chosen.values()}
    found = {name: at for at, name in chosen.items() if name in names and at < len(titles)}
    columns = kept | found
    freed = {at for at in header.columns.values() if at not in columns.values()} | {*header.unknown}
    unknown = sorted(at for at in freed if at not in columns.values() and at not in chosen)
    said = {name: titles[at] if at < len(titles) else "" for name, at in columns.items()}
    return Header(header.row, columns, {name: header.titles.get(name) or said[name] for name in columns}, unknown)


def is_numbering(texts: list[str]) -> bool:
    """The row of (1) (2) (3) that official tables have under their header."""
    filled = [text for text in texts if text]
    return len(filled) > 2 and all(re.fullmatch(r"\(\d{1,2}\)|\d{1,2}", text) for text in filled)
