"""Spreadsheets as tests need them, and their way into an event. People are invented."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import Any

import openpyxl

from ops.core import jobs, old_codes
from tests.support.factories import Row, Staff, World, new_ref

FILE = "application/octet-stream"
_TO_TCVN3 = str.maketrans(*old_codes._TCVN3_LETTERS)
_TO_VNI = {new: old for old, new in old_codes._VNI.items()}


def tcvn3(text: str) -> str:
    """As the old ABC fonts wrote it."""
    return text.translate(_TO_TCVN3)


def vni(text: str) -> str:
    return "".join(_TO_VNI.get(letter, letter) for letter in text)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def csv_of(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def excel_of(sheets: dict[str, list[list[Any]]], merged: dict[str, list[str]] | None = None) -> bytes:
    """Sheets with their rows; `merged` names areas by sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in (merged or {}).get(name, []):
            sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(world: World, staff: Staff, data: bytes, name: str = "danh sach.xlsx", **query: str) -> Any:
    asked = {"name": name, "ref": new_ref()} | query
    path = f"/api/events/{world.id}/lists"
    return world.ops.ask("POST", path, staff.token, query_string=asked, data=data, content_type=FILE)


def bring_in(world: World, staff: Staff, data: bytes, **query: str) -> str:
    """Hand a file in and wait until it is read; answers the list's id."""
    answer = send(world, staff, data, **query)
    assert answer.status_code == 200, answer.text
    list_id: str = answer.json["facts"]["job"]
    runner: jobs.Jobs = world.ops.hall.extra["jobs"]
    with runner.turn:  # behind the child that the answer has started
        pass
    done = runner.run(world.id, list_id)
    assert done["state"] == "done", done
    return list_id


def look(world: World, staff: Staff, list_id: str, **query: Any) -> Row:
    answer = world.get(staff, f"lists/{list_id}", query_string={"limit": 500} | query)
    assert answer.status_code == 200, answer.text
    found: Row = answer.json
    return found


def cells_with(found: Row, code: str) -> list[str]:
    """Cells that a code was said of."""
    return [one["cell"] for row in found["rows"] for one in row["faults"] if one["code"] == code]


def kinds(found: Row) -> dict[str, str]:
    """Cell of the row -> kind."""
    return {f"{row['sheet']}!{row['row']}": row["kind"] for row in found["rows"]}
