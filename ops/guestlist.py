"""A guest list from a CSV file, in the columns of samples/haiphong-2025/guests.csv. All rows or none are taken in.

`key` names a guest for ever: a second import of the same file changes nothing. `delegation` is an id or a name.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.checkin import queries
from ops.checkin.actions import lists
from ops.checkin.payloads import STATUSES
from ops.core.db import Database
from ops.core.names import clean_text, fold
from ops.core.work import Doorbell, begin

Row = dict[str, Any]
NEEDED = ("key", "delegation", "name")
WORDS = ("honorific", "name", "title", "unit", "note", "host", "seat", "badge")
FLAGS = ("vip", "head", "attention")
YES = {"1", "x", "có", "co", "yes", "true"}
LONGEST = 300


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken in; `line` counts from 1 with the header."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        return f"Dòng {self.line}, cột {self.column}: {self.why}"


class ListRefused(Exception):
    """Nothing was taken in; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults[:50])))
        self.faults = faults


def read_rows(file: Path) -> list[Row]:
    """Lines of the file as dicts; the header must have the needed columns."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise ListRefused([Fault(1, name, "thiếu cột này") for name in missing])
            return list(reader)
    except UnicodeDecodeError as error:
        raise ListRefused([Fault(1, "", "tệp không phải UTF-8; lưu lại dạng CSV UTF-8")]) from error


def parse_guest(line: int, row: Row, groups: dict[str, Row], faults: list[Fault]) -> Row:
    """A guest's values; what does not fit is added to `faults`."""
    text = {name: clean_text(str(value or ""), LONGEST) for name, value in row.items() if name}
    for name in NEEDED:
        if not text[name]:
            faults.append(Fault(line, name, "để trống"))
    group = groups.get(text["delegation"]) or groups.get(fold(text["delegation"]))
    if group is None:
        faults.append(Fault(line, "delegation", f"không có đoàn “{text['delegation']}”"))
    status = text.get("status") or "confirmed"
    if status not in STATUSES:
        faults.append(Fault(line, "status", f"phải là một trong {', '.join(STATUSES)}"))
    rank = text.get("rank") or "999"
    if not rank.isdecimal() or int(rank) > 9999:
        faults.append(Fault(line, "rank", "phải là số từ 0 đến 9999"))
        rank = "999"
    return (
        {name: text.get(name, "") for name in WORDS}
        | {name: text.get(name, "").lower() in YES for name in FLAGS}
        | {
            "id": fold(text["key"]).replace(" ", "-")[:40],
            "delegation": group["id"] if group else "",
            "category": text.get("category") or (group["category"] if group else ""),
            "status": status,
            "rank": int(rank),
            "blocked": text.get("blocked") or None,
            "phone": text.get("phone") or None,
            "email": text.get("email") or None,
        }
    )


def import_guests(db: Database, secret: bytes, event_id: str, file: Path) -> dict[str, int]:
    """Take the list in; answers how many lines it has and how many guests are new."""
    rows = read_rows(file)
    with begin(db, Doorbell(), event_id, "system") as work:
        found = queries.delegations(work.conn, event_id)
        groups = {row["id"]: row for row in found} | {fold(row["name"]): row for row in found}
        kinds = {row["id"] for row in queries.read(work.conn, event_id, "board", "category", None)}
        faults: list[Fault] = []
        guests = [parse_guest(line, row, groups, faults) for line, row in enumerate(rows, 2)]
        faults += find_doubles(guests) + find_strange_categories(guests, kinds)
        if faults:
            raise ListRefused(sorted(faults, key=lambda one: one.line))
        part = {"categories": [], "gates": [], "delegations": found, "guests": guests}
        made = lists.add_guests(work, part, secret)
    return {"lines": len(rows), "new": made}


def find_doubles(guests: list[Row]) -> list[Fault]:
    """Two lines with one key."""
    first: dict[str, int] = {}
    faults = []
    for line, one in enumerate(guests, 2):
        if one["id"] in first:
            faults.append(Fault(line, "key", f"trùng với dòng {first[one['id']]}"))
        first.setdefault(one["id"], line)
    return faults


def find_strange_categories(guests: list[Row], known: set[str]) -> list[Fault]:
    """Categories that the event does not have."""
    return [
        Fault(line, "category", f"không có khối “{one['category']}”")
        for line, one in enumerate(guests, 2)
        if one["category"] and one["category"] not in known
    ]
