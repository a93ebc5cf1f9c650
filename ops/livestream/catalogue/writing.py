"""The catalogue out, in columns that read back in as the same; no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from ops.core import cells
from ops.livestream.catalogue.matching import PLATFORMS, Known

Row = dict[str, Any]
Get = Callable[[Row, Row], Any]
KIND_WORDS = {
    "enterprise": "Doanh nghiệp", "cooperative": "Hợp tác xã", "group": "Tổ hợp tác", "household": "Hộ kinh doanh",
    "other": "Khác",
}  # fmt: skip
ROOM_WORDS = {"room": "Phòng", "booth": "Gian"}
ROLE_WORDS = {"host": "người livestream", "assistant": "trợ live"}


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-"))) if text else ""


def _day_of(name: str) -> Get:
    return lambda row, _: _day(row[name])


def _mark(name: str) -> Get:
    return lambda row, _: "x" if name in row["marks"] else ""


def _of(name: str) -> Get:
    return lambda row, _: row[name]


def _seller(name: str) -> Get:
    return lambda _, seller: seller.get(name, "")


PRODUCTS: tuple[tuple[str, Get], ...] = (
    ("Mã sản phẩm", _of("id")), ("Chủ thể", _seller("name")),
    ("Loại hình", lambda _, seller: KIND_WORDS.get(seller.get("kind", ""), "")), ("Mã số thuế", _seller("tax_code")),
    ("Mã xã", _seller("commune")), ("Địa chỉ", _seller("address")), ("Người liên hệ", _seller("contact")),
    ("Điện thoại", _seller("phone")), ("Tên sản phẩm", _of("name")), ("Ngành hàng", _of("industry")),
    ("Hạng sao", _of("stars")), ("Quyết định", _of("stars_source")), ("Số giấy chứng nhận", _of("certificate_no")),
    ("Ngày cấp", _day_of("certificate_from")), ("Ngày hết hạn", _day_of("certificate_until")),
    ("Độ cồn", lambda row, _: "" if row["alcohol"] is None else f"{row['alcohol']:g}%".replace(".", ",")),
    ("Giá bán", _of("price")), ("Giá live", _of("live_price")), ("Quy cách", _of("pack")), ("Tồn kho", _of("stock")),
    ("Hàng tươi sống", _mark("fresh")), ("Cần tủ mát", _mark("cold")), ("Thực phẩm chức năng", _mark("supplement")),
    ("Mỹ phẩm", _mark("cosmetic")), ("Voucher", lambda row, _: "x" if row["voucher"] else ""),
    ("Chương trình", lambda row, _: "; ".join(row["programmes"])), ("Đường dẫn", _of("page_url")),
    ("Mô tả", _of("claims")),
)  # fmt: skip
"""Title of a column -> its value from a product and its producer."""


def table(kind: str, known: Known) -> list[list[Any]]:
    """Titles and rows of a list."""
    return _TABLES[kind](known)


def _products(known: Known) -> list[list[Any]]:
    sellers = {one["id"]: one for one in known.producers}
    rows = [[get(row, sellers.get(row["producer"], {})) for _, get in PRODUCTS] for row in known.products]
    return [[title for title, _ in PRODUCTS], *rows]


def _people(known: Known) -> list[list[Any]]:
    sites = {one["id"]: one["name"] for one in known.sites}
    titles = ["Mã", "Họ và tên", "Điện thoại", "Vai trò", "Địa điểm", *(f"Tài khoản {one}" for one in PLATFORMS)]
    return [titles, *(_person(one, sites) for one in known.people)]


def _person(one: Row, sites: dict[str, str]) -> list[Any]:
    roles = ", ".join(ROLE_WORDS[role] for role in one["roles"])
    handles = [_handle(one, name) for name in PLATFORMS]
    return [one["id"], one["name"], one["phone"], roles, sites.get(one["home_site"], ""), *handles]


def _handle(person: Row, platform: str) -> str:
    return next((one["handle"] for one in person["identities"] if one["platform"] == platform), "")


ROOMS = ("Mã", "Phòng / gian", "Loại", "Địa điểm", "Chủ thể", "Mở cửa", "Đóng cửa", "Tủ mát", "Nghe thấy sân khấu",
         "Điện", "Mạng")  # fmt: skip


def _rooms(known: Known) -> list[list[Any]]:
    names = {one["id"]: one["name"] for one in (*known.sites, *known.producers)}
    return [list(ROOMS), *(_room(one, names) for one in known.rooms)]


def _room(one: Row, names: dict[str, str]) -> list[Any]:
    where = [
        one["id"],
        one["name"],
        ROOM_WORDS[one["kind"]],
        names.get(one["site"], ""),
        names.get(one["producer"], ""),
    ]
    ticks = ["x" if one[name] else "không" for name in ("cold", "hears_stage")]
    return [*where, one["opens"], one["closes"], *ticks, one["power"], one["uplink"]]


_TABLES: dict[str, Callable[[Known], list[list[Any]]]] = {"products": _products, "people": _people, "rooms": _rooms}


def csv_file(rows: list[list[Any]]) -> bytes:
    """With the mark that lets a spreadsheet know UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[cells.harmless("" if one is None else str(one)) for one in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def excel_file(rows: list[list[Any]]) -> bytes:
    """One sheet; the titles stay in sight."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Danh mục")
    sheet.freeze_panes = "A2"
    for at, title in enumerate(rows[0], start=1):
        sheet.column_dimensions[get_column_letter(at)].width = max(12, min(40, len(title) + 6))
    for row in rows:
        sheet.append([one if isinstance(one, int | float) else cells.text_cell(sheet, one or "") for one in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
