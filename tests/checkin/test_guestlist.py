"""A guest list from a CSV file in the columns of the sample: every fault is named by its cell."""

from pathlib import Path
from typing import Any

import pytest

from ops.errors import OpsError
from ops.guestlist import reader
from tests.guestlist.sheets import csv_of

pytestmark = pytest.mark.once
HEAD = ["key", "delegation", "honorific", "name", "title", "unit", "rank", "category", "vip", "head", "status"]
FACTS: dict[str, Any] = {
    "delegations": [{"id": "dv1", "category": "xa", "name": "UBND xã Cẩm Giàng", "unit_code": None}],
    "categories": [{"id": "xa", "name": "UBND xã, phường"}], "guests": [], "make": "",
}  # fmt: skip


def parse(*lines: dict[str, str]) -> list[dict[str, Any]]:
    rows = [{"key": "K1", "delegation": "dv1", "name": "Nguyễn Thị Hương"} | cells for cells in lines]
    return reader.judge(csv_of([HEAD, *([row.get(name, "") for name in HEAD] for row in rows)]), FACTS)[0]


def faults(*lines: dict[str, str]) -> list[tuple[str, str]]:
    return [(one["cell"], one["field"]) for row in parse(*lines) for one in row["faults"]]


def test_a_plain_row_is_a_guest() -> None:
    row = parse({"vip": "x", "title": "Phó  Chủ tịch", "status": "invited", "rank": "20"})[0]
    guest = row["fields"]
    assert (row["kind"], row["faults"]) == ("new", [])
    assert (guest["key"], guest["delegation"], guest["rank"]) == ("k1", "dv1", 20)
    assert (guest["vip"], "head" in guest, guest["title"], guest["status"]) == (True, False, "Phó Chủ tịch", "invited")


def test_a_delegation_may_be_named_in_words() -> None:
    row = parse({"delegation": "UBND Xã Cẩm Giàng"})[0]
    assert row["faults"] == []
    assert row["fields"]["delegation"] == "dv1"


@pytest.mark.parametrize(
    ("cells", "cell", "column"),
    [
        ({"name": "  "}, "D2", "name"),
        ({"delegation": "Sở Không Có"}, "B2", "delegation"),
        ({"status": "maybe"}, "K2", "status"),
        ({"rank": "-1"}, "G2", "rank"),
        ({"rank": "nhất"}, "G2", "rank"),
    ],
)
def test_a_bad_cell_is_named(cells: dict[str, str], cell: str, column: str) -> None:
    assert faults(cells) == [(cell, column)]
    assert parse(cells)[0]["kind"] == "error"


def test_two_lines_with_one_key_and_a_strange_category_are_named() -> None:
    found = parse({"key": "A"}, {"key": "B", "category": "la"}, {"key": "a"})
    assert [row["kind"] for row in found] == ["new", "error", "error"]
    assert [one["cell"] for one in found[1]["faults"]] == ["H3"]
    assert [(one["cell"], one["facts"]) for one in found[2]["faults"]] == [("D4", {"other": "D2"})]


@pytest.mark.parametrize("content", [b"key,unit\nA,B\n", "Đ,x,y".encode("utf-16"), b""])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(OpsError):
        reader.judge(content, FACTS)


def test_a_file_in_utf_16_is_read(tmp_path: Path) -> None:
    rows, _ = reader.judge("Họ tên,Đoàn\nNguyễn Thị Hương,dv1\n".encode("utf-16"), FACTS)
    assert [row["kind"] for row in rows] == ["new"]
