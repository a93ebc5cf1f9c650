"""A guest list from a file: every fault is named by line and column, and then nothing is taken in."""

from pathlib import Path

import pytest

from ops.guestlist import Fault, ListRefused, find_doubles, find_strange_categories, parse_guest, read_rows

pytestmark = pytest.mark.once
GROUPS = {"dv1": {"id": "dv1", "category": "xa", "name": "UBND xã Cẩm Giàng"}}
GROUPS["ubnd xa cam giang"] = GROUPS["dv1"]


def parse(**cells: str) -> tuple[dict, list[Fault]]:
    faults: list[Fault] = []
    row = {"key": "K1", "delegation": "dv1", "name": "Nguyễn Thị Hương"} | cells
    return parse_guest(7, row, GROUPS, faults), faults


def test_a_plain_row_is_a_guest() -> None:
    guest, faults = parse(vip="x", title="Phó  Chủ tịch", status="invited", rank="20")
    assert not faults
    assert (guest["id"], guest["delegation"], guest["category"]) == ("k1", "dv1", "xa")
    assert (guest["vip"], guest["head"], guest["title"], guest["status"]) == (True, False, "Phó Chủ tịch", "invited")


def test_a_delegation_may_be_named_in_words() -> None:
    guest, faults = parse(delegation="UBND Xã Cẩm Giàng")
    assert not faults
    assert guest["delegation"] == "dv1"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"name": "  "}, "name"),
        ({"delegation": "Sở Không Có"}, "delegation"),
        ({"status": "maybe"}, "status"),
        ({"rank": "-1"}, "rank"),
        ({"rank": "nhất"}, "rank"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(cells: dict[str, str], column: str) -> None:
    _, faults = parse(**cells)
    assert [(fault.line, fault.column) for fault in faults] == [(7, column)]
    assert str(faults[0]).startswith(f"Dòng 7, cột {column}: ")


def test_two_lines_with_one_key_and_a_strange_category_are_named() -> None:
    guests = [parse(key="A")[0], parse(key="B", category="la")[0], parse(key="a")[0]]
    assert [(one.line, one.column) for one in find_doubles(guests)] == [(4, "key")]
    assert [(one.line, one.column) for one in find_strange_categories(guests, {"xa"})] == [(3, "category")]


@pytest.mark.parametrize("content", [b"name,unit\nA,B\n", "key,delegation,name\nĐ,x,y".encode("utf-16"), b""])
def test_a_file_of_another_shape_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(ListRefused):
        read_rows(tmp_path / "list.csv")
