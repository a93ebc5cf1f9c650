"""Where a list begins and what its columns mean, by the words people put over them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ops.core.names import fold

LOOKED_AT = 30
"""Rows in which a header is looked for."""

_WORDS: dict[str, str] = {
    "number": "stt|tt|so tt|so thu tu|no|so",
    "key": "ma|ma khach|ma dai bieu|ma so|key|id",
    "delegation": "doan|ten doan|doan dai bieu|thuoc doan|don vi moi|delegation|don vi duoc moi",
    "honorific": "ong ba|ba ong|danh xung|xung ho|quy danh|ong ba dong chi|honorific|ong hoac ba",
    "gender": "gioi tinh|nam nu|phai|gt",
    "man": "ong|nam",
    "woman": "ba|nu",
    "family": "ho|ho dem|ho va dem|ho va ten dem|ho lot|ho va chu lot|ho ten dem|ho va ten lot",
    "given": "ten",
    "name": "ho va ten|ho ten|ho va ten dai bieu|ho ten dai bieu|ten dai bieu|dai bieu|khach moi|ten khach"
    "|ho ten khach moi"
    "|ho va ten khach moi|ten khach moi|nguoi tham du|nguoi du|thanh vien|name|full name|ho va ten nguoi tham du"
    "|dai bieu tham du|ho ten nguoi tham du|ho va ten nguoi du|ho va ten can bo|ten nguoi tham du",
    "title": "chuc vu|chuc danh|chuc vu chuc danh|chuc danh chuc vu|chuc vu cong tac|vi tri cong tac|title|position",
    "unit": "don vi|co quan|ten don vi|ten co quan|co quan don vi|don vi co quan|don vi cong tac|co quan cong tac"
    "|noi cong tac|to chuc|cong ty|doanh nghiep|ten cong ty|ten doanh nghiep|unit|don vi co quan cong tac"
    "|co quan don vi cong tac|dia phuong|xa phuong|phuong xa|xa phuong dac khu|ten don vi co quan",
    "category": "khoi|khoi dai bieu|nhom|nhom dai bieu|nhom khach|thanh phan|category|khoi don vi|phan loai",
    "rank": "thu bac|cap bac|bac|rank|thu tu gioi thieu",
    "vip": "vip|khach vip|dai bieu vip",
    "head": "truong doan|la truong doan|head",
    "role": "vai tro|vai tro trong doan|tu cach",
    "status": "xac nhan|xac nhan tham du|xac nhan du|tinh trang|trang thai|tham du|du|status|tra loi|co tham du",
    "seat": "ghe|so ghe|cho ngoi|vi tri ngoi|ghe ngoi|cho|seat|vi tri ghe|so ghe ngoi",
    "seat_row": "hang|hang ghe|day|day ghe",
    "badge": "the|loai the|the dai bieu|badge",
    "host": "nguoi don|can bo don|nguoi don tiep|don tiep|host|can bo don tiep",
    "attention": "luu y|can luu y|attention",
    "blocked": "khong cho vao|blocked",
    "note": "ghi chu|chu thich|note|luu y khac",
    "pronounce": "cach doc|doc ten|cach doc ten|phien am",
    "phone": "dien thoai|sdt|so dien thoai|so dt|dt|dtdd|sdtdd|di dong|so di dong|dien thoai di dong|dien thoai lien he"
    "|so dien thoai lien he|mobile|phone|tel|so may|sdt lien he|dt lien he|dt di dong|so dien thoai di dong|zalo"
    "|so zalo",
    "email": "email|e mail|thu dien tu|dia chi email|dia chi thu dien tu|hop thu|hop thu dien tu|mail|email lien he",
}
FIELDS = {word: name for name, words in _WORDS.items() for word in words.split("|")}
NAMED = {"name", "family", "given"}


@dataclass
class Header:
    """The last row of a header (from 0) and the columns of every field, left to right."""

    row: int
    columns: dict[str, list[int]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.columns


def meaning(text: str) -> str | None:
    """The field that a column's title names; what stands in brackets is left out when it does not help."""
    whole = FIELDS.get(fold(text))
    if whole or "(" not in text:
        return whole
    return FIELDS.get(fold(re.sub(r"\([^)]*\)?", " ", text)))


def find_header(rows: list[list[str]]) -> Header | None:
    """The header among the first rows: the row, or pair of rows, that names most."""
    best: tuple[int, Header] | None = None
    for at in range(min(LOOKED_AT, len(rows))):
        for header in _candidates(rows, at):
            score = len(header.columns)
            if _is_header(header, rows) and (best is None or score > best[0]):
                best = score, header
    return best[1] if best else None


def _is_header(header: Header, rows: list[list[str]]) -> bool:
    """A list has names, and something beside them; a column of names alone is a list when nothing else stands there."""
    if not NAMED & header.columns.keys():
        return False
    return len(header.columns) > 1 or sum(map(bool, rows[header.row])) == 1


def _candidates(rows: list[list[str]], at: int) -> list[Header]:
    one = _header(at, [meaning(text) for text in rows[at]])
    found = [one]
    if at + 1 < len(rows) and _may_continue(one, rows[at], rows[at + 1]):
        found.append(_header(at + 1, _two_lines(rows[at], rows[at + 1])))
    return found


def _may_continue(header: Header, upper: list[str], lower: list[str]) -> bool:
    """Whether the row below is still header: under the names stands nothing new, or another title."""
    under = [(upper[at], lower[at] if at < len(lower) else "") for at in header.columns.get("name", [])]
    return any(lower) and all(not low or low == up or meaning(low) for up, low in under)


def _two_lines(upper: list[str], lower: list[str]) -> list[str | None]:
    lower = lower + [""] * (len(upper) - len(lower))
    upper = upper + [""] * (len(lower) - len(upper))
    return [
        (meaning(f"{up} {low}") if up != low else None) or meaning(low) or meaning(up)
        for up, low in zip(upper, lower, strict=True)
    ]


def _header(row: int, names: list[str | None]) -> Header:
    found = Header(row)
    for at, name in enumerate(names):
        if name:
            found.columns.setdefault(name, []).append(at)
    for name, columns in found.columns.items():
        if name != "name":
            del columns[1:]  # a second phone or note is not ours; a name may lie over two columns
    if "name" in found:
        found.columns.pop("given", None)
        _keep_neighbours(found.columns["name"])
    return found


def _keep_neighbours(columns: list[int]) -> None:
    """A merged title over two columns (family name, given name); further away it is another person's."""
    end = 1
    while end < len(columns) and columns[end] == columns[end - 1] + 1:
        end += 1
    del columns[end:]


def is_numbering(texts: list[str]) -> bool:
    """The row of (1) (2) (3) or A B 1 2 that official tables have under their header."""
    filled = [text for text in texts if text]
    return len(filled) > 1 and all(re.fullmatch(r"\(?(?:\d{1,2}|[A-EG-Z])\)?|\(\d+\)=?.*", text) for text in filled)
