"""Ugly exports: decimal signs of two worlds, lengths in words, dates, headers of five platforms, totals below."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ops.core import clock
from ops.core.reading import read_book
from ops.errors import OpsError
from ops.livestream.figures import headers, numbers
from ops.livestream.figures.matching import match, row_key
from ops.livestream.figures.reading import Export, read_export

START = clock.parse_iso("2025-11-14T12:05:00Z")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("21.281.718,00", "21281718"), ("1,250.5", "1250.5"), ("12,5K", "12500"), ("1,2 tr", "1200000"),
        ("1.250.000 ₫", "1250000"), ("₫1.250.000", "1250000"), ("1 250 000 đ", "1250000"), ("VND 12,000", "12000"),
        ("3,4 tỷ", "3400000000"), ("95 nghìn", "95000"), ("1.2M", "1200000"), ("0.125", "0.125"), ("12%", "0.12"),
        ("1,250", "1250"), ("1.250", "1250"), ("−5", "-5"), (1250.5, "1250.5"), ("12'500", "12500"),
    ],
)  # fmt: skip
def test_numbers(said: Any, read: str) -> None:
    sign, _ = numbers.decimal_sign([said])
    assert numbers.read_number(said, sign) == Decimal(read)


@pytest.mark.parametrize("said", ["", "-", "N/A", "chưa có", "abc", "12 quả", None, True, "1..2x"])
def test_what_is_no_number_is_none_and_never_0(said: Any) -> None:
    assert numbers.read_number(said) is None


def test_one_cell_that_leaves_no_doubt_speaks_for_its_column() -> None:
    assert numbers.decimal_sign(["1.250", "2.500", "1.250.000"]) == (",", True)
    assert numbers.decimal_sign(["1.250", "2,500.75"]) == (".", True)
    assert numbers.decimal_sign(["1.250", "2.500"], "vi") == (",", False)
    assert numbers.read_number("1.250", ".", whole=False) == Decimal("1.250")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("00:00:25", 25), ("1 giờ 02 phút", 3720), ("1h2m", 3720), ("1h 2m 3s", 3723), ("75 min", 4500),
        ("62:10", 3730),
        ("2 hours 5 minutes", 7500), ("3'20\"", 200), ("1 ngày 2 giờ", 93600), ("PT1H2M", 3720), ("1,5 giờ", 5400),
        ("2h30p", 9000), (0.5, 43200), ("1 giờ, 2 phút và 3 giây", 3723), ("abc", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_lengths(said: Any, seconds: int | None) -> None:
    assert numbers.read_length(said) == seconds


@pytest.mark.parametrize(
    "said",
    [
        "14/11/2025 19:05", "2025-11-14 19:05:00", "19:05 14/11/2025", "2025-11-14T12:05:00Z", "Nov 14, 2025 7:05 PM",
        "2025-11-14T19:05:00+07:00", "14 thg 11, 2025 19:05", "14-11-2025 19h05", "19:05, ngày 14 tháng 11 năm 2025",
        "11/14/2025 7:05 PM", 45975.79513888889, "1763121900",
    ],
)  # fmt: skip
def test_dates(said: Any) -> None:
    assert numbers.read_instant(said) == START


def test_day_and_month_are_told_apart_by_the_column() -> None:
    assert numbers.day_first(["05/11/2025", "14/11/2025"], "en") == (True, True)
    assert numbers.day_first(["11/05/2025", "11/14/2025"], "vi") == (False, True)
    assert numbers.day_first(["05/11/2025"], "vi") == (True, False)
    assert numbers.read_instant("31/02/2025") is None


@pytest.mark.parametrize(
    ("platform", "titles", "fields"),
    [
        ("tiktok", "LIVE name|Start time|Duration|GMV|SKU orders|Live views|Product clicks|CTOR|New followers",
         "title starts live_s gmv orders views clicks follows"),
        ("tiktok", "Tên phiên LIVE|Thời gian bắt đầu|Thời lượng|Doanh số (₫)|Đơn hàng SKU|Lượt xem|Người theo dõi mới",
         "title starts live_s gmv orders views follows"),
        ("shopee", "Tên Livestream|Thời gian|Tổng thời lượng|Doanh số đã xác nhận|Đơn đã xác nhận|PCU|GPM|ATC",
         "title starts live_s gmv orders peak carts"),
        ("lazada", "Live ID|Page Views|Visitors|Orders|Revenue", "live_id views viewers orders gmv"),
        ("facebook", "Video name|Date published|Peak live viewers|Minutes viewed|Comments|Shares|Reactions",
         "title starts peak watch_s comments shares likes"),
        ("youtube", "Content|Video title|Video publish time|Views|Watch time (hours)|Subscribers|PCU",
         "live_id title starts views watch_s follows peak"),
    ],
)  # fmt: skip
def test_headers_of_five_platforms(platform: str, titles: str, fields: str) -> None:
    found = headers.columns_of(titles.split("|"), platform)
    assert " ".join(found.values()) == fields


def book(text: str) -> Export:
    return read_export(read_book(text.encode()), "shopee", {}, {})


SHOPEE = """Shopee Live - Tổng quan;;;;
Tổng doanh số;2.506.718,50;;;
;;;;
ID phiên live;Tên phiên;Thời gian bắt đầu;Thời lượng;Doanh số;Đơn hàng;PCU;CTR
778812345;Nước mắm Cát Hải;14/11/2025 19:05;1 giờ 02 phút;1.250.000,50;42;1.204;3,2%
778812399;Bánh đậu xanh;14/11/2025 20:30;00:48:10;1.256.718,00;-;980;2,9%
Tổng;;;;2.506.718,50;42;;
Sau phiên live 7 ngày;;;;;;;
778812345;Nước mắm Cát Hải;14/11/2025 19:05;;99.000;3;;
"""


def test_an_ugly_export_is_read_whole_and_nothing_else() -> None:
    found = book(SHOPEE)
    first, second = found.lives
    assert first.about == {"live_id": "778812345", "title": "Nước mắm Cát Hải", "starts": START}
    assert first.values == {"live_s": 3720, "gmv": 1_250_001, "orders": 42, "peak": 1204}
    assert "orders" not in second.values and second.values["gmv"] == 1_256_718
    assert [one["code"] for one in found.left] == ["total_row", "second_table"]
    gmv = next(one for one in found.columns if one.name == "gmv")
    assert (gmv.locale, gmv.sure, gmv.samples[0]) == (",", True, ["1.250.000,50", "1250001"])
    assert next(one.name for one in found.columns if one.title == "CTR") == ""


def test_a_cell_that_cannot_be_read_is_named() -> None:
    (live,) = book("Tên phiên;Bắt đầu;Đơn hàng\nA;14/11/2025 19:05;bốn mươi hai\n").lives
    assert live.values == {} and live.faults == [
        {"cell": "C2", "field": "orders", "code": "unread", "said": "bốn mươi hai"}
    ]


def test_what_a_person_says_of_a_column_comes_first() -> None:
    sheets = read_book(b"Ma;Cot la\nx;12\n")
    with pytest.raises(OpsError, match="figures_no_header"):
        read_export(sheets, "shopee", {}, {})
    assert read_export(sheets, "shopee", {}, {0: "live_id", 1: "orders"}).lives[0].values == {"orders": 12}
    assert read_export(sheets, "shopee", {"ma": "live_id", "cot la": "orders"}, {}).lives[0].values == {"orders": 12}


# ---------- matching ----------


def slot(name: str, start: int = START, **more: Any) -> dict[str, Any]:
    made = {"id": name, "channel": "k1", "channel_name": "Shopee Hải Phòng", "platform": "shopee", "starts": start,
            "ends": start + clock.HOUR, "actual_start": None, "actual_end": None, "link": ""}  # fmt: skip
    return made | {"state": "ended"} | more


def states(found: Export, slots: list[dict[str, Any]], known: Any = (), file: str = "f1") -> list[tuple[str, str]]:
    rows = match(found.lives, slots, known, "shopee", "", file)
    return [(row["slot"], row["state"]) for row in rows]


def test_rows_find_their_slot_by_id_then_by_start() -> None:
    found = book(SHOPEE)
    by_link = slot("a", START - clock.DAY, link="https://live.shopee.vn/778812345")
    by_start = slot("b", START + 91 * clock.MINUTE)
    assert states(found, [by_link, by_start]) == [("a", "matched"), ("b", "matched")]
    assert states(found, [slot("a", START + 11 * clock.MINUTE)]) == [("", "unmatched"), ("", "unmatched")]
    assert states(found, [slot("a"), slot("c")])[0] == ("", "several")
    assert states(found, [slot("a", state="cancelled")])[0] == ("", "unmatched")


def test_the_same_file_is_known_and_the_kols_export_is_a_double() -> None:
    found = book(SHOPEE)
    key = row_key(found.lives[0])
    known = [{"slot": "a", "row_key": key, "file_hash": "f1"}]
    assert states(found, [slot("a")], known)[0] == ("a", "known")
    assert states(found, [slot("a")], known, "f2")[0] == ("a", "double")
    near = [{"slot": "a", "row_key": f"kol9@{START + 3 * clock.MINUTE}", "file_hash": "f1"}]
    assert states(found, [slot("a")], near, "f2")[0] == ("a", "double")


def test_a_live_that_was_cut_and_begun_again_is_two_lives_of_one_slot() -> None:
    found = book(
        "ID phiên live;Bắt đầu;Đơn hàng\n11111;14/11/2025 19:05;4\n22222;14/11/2025 19:40;5\n11111;14/11/2025 19:05;4\n"
    )
    rows = match(found.lives, [slot("a")], [], "shopee", "", "f1")
    assert [(row["state"], row["parts"]) for row in rows] == [("matched", 2), ("matched", 2), ("double", 0)]
