"""Guest lists out: the layout that is read back in, as xlsx and csv. Text stays text: no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from ops.core import cells
from ops.guestlist import spelling
from ops.guestlist.units import Units

Row = dict[str, Any]
COLUMNS = (
    ("number", "STT", 6), ("key", "Mã khách", 14), ("delegation", "Đoàn", 42), ("honorific", "Ông/Bà", 9),
    ("name", "Họ và tên", 28), ("title", "Chức vụ", 34), ("unit", "Đơn vị", 34), ("category", "Khối", 28),
    ("rank", "Thứ bậc", 9), ("vip", "VIP", 6), ("head", "Trưởng đoàn", 12), ("status", "Xác nhận", 14),
    ("seat", "Ghế", 9), ("badge", "Thẻ", 12), ("host", "Người đón", 20), ("attention", "Lưu ý", 8),
    ("blocked", "Không cho vào", 16), ("note", "Ghi chú", 34), ("pronounce", "Cách đọc", 16),
    ("phone", "Điện thoại", 16), ("email", "Email", 28),
)  # fmt: skip
STATUS_WORDS = {"invited": "Đã mời", "confirmed": "Đã xác nhận", "declined": "Từ chối", "cancelled": "Đã hủy"}
FLAGS = frozenset({"vip", "head", "attention"})
SHEET = "Danh sách"
GUIDE = (
    "Mỗi khách một dòng. Chỉ bắt buộc Họ và tên và Đoàn (hoặc Đơn vị); cột nào không dùng thì xóa đi.",
    "Tên đoàn viết như ở trang “Các đoàn”, có dấu: xã Cẩm Giang và xã Cẩm Giàng là hai xã khác nhau.",
    "Ô để trống giữ nguyên dữ liệu đang có. Mã khách chỉ cần khi sửa tệp đã xuất ra.",
    "VIP, Trưởng đoàn, Lưu ý: ghi x hoặc không. Xác nhận: Đã mời, Đã xác nhận, Từ chối, Đã hủy.",
    "Không dùng công thức; dán giá trị.",
)


def table(facts: Row) -> list[list[str]]:
    """Rows of text in the order of the list; a delegation whose name another has too is named by its mark."""
    units = Units(facts["delegations"])
    blocks = {row["id"]: row["name"] for row in facts["categories"]}
    names = {one: name if units.find(name).id == one else one for one, name in units.names.items()}
    return [
        [_cell(name, row, names, blocks, place) for name, _, _ in COLUMNS]
        for place, row in enumerate(facts["guests"], 1)
    ]


def _cell(name: str, row: Row, names: dict[str, str], blocks: dict[str, str], place: int) -> str:
    if name == "number":
        return str(place)
    if name == "key":
        return str(row["id"])
    value = row[name]
    if name == "delegation":
        return names[value]
    if name == "category":
        return blocks[value]
    if name == "status":
        return STATUS_WORDS[value]
    if name == "phone":
        return shown_phone(value or "")
    if name in FLAGS:
        return "x" if value else ""
    return "" if value is None else str(value)


def shown_phone(phone: str) -> str:
    """0912 345 678, as people write it; what is no number of ours stays as it is."""
    local = spelling.one_phone(phone).removeprefix("+84")
    if not local:
        return phone
    return re.sub(r"^(\d{4})(\d{3})(\d+)$", r"\1 \2 \3", "0" + local)


def csv_file(rows: Iterable[list[str]]) -> bytes:
    """With the mark that lets a spreadsheet know UTF-8, and an apostrophe before what it would calculate."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([title for _, title, _ in COLUMNS])
    writer.writerows([[cells.harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def excel_file(rows: Iterable[list[str]]) -> bytes:
    """One sheet with a header that stays in sight and can be filtered."""
    book = _book()
    _list_sheet(book, rows)
    return _bytes(book)


def template_file(facts: Row) -> bytes:
    """An empty list, how to fill it, and the names of the delegations to copy."""
    book = _book()
    _list_sheet(book, [])
    blocks = {row["id"]: row["name"] for row in facts["categories"]}
    groups = [[row["name"], blocks[row["category"]], row["unit_code"] or ""] for row in facts["delegations"]]
    _plain_sheet(book, "Các đoàn", ["Tên đoàn", "Khối", "Mã xã, phường"], [60, 44, 16], groups)
    _plain_sheet(book, "Hướng dẫn", ["Cách điền"], [110], [[line] for line in GUIDE])
    return _bytes(book)


def _book() -> Any:
    import openpyxl

    return openpyxl.Workbook(write_only=True)


def _list_sheet(book: Any, rows: Iterable[list[str]]) -> None:
    _plain_sheet(book, SHEET, [title for _, title, _ in COLUMNS], [width for _, _, width in COLUMNS], rows)


def _plain_sheet(book: Any, name: str, titles: list[str], widths: list[int], rows: Iterable[list[str]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = [WriteOnlyCell(sheet, title) for title in titles]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([cells.text_cell(sheet, cell) for cell in row])


def _bytes(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
