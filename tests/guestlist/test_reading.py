"""Files and cells: what is taken, what is refused and with which words, headers and spellings. No database."""

from __future__ import annotations

import ast
import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ops.core import old_codes, reading, words
from ops.core.names import clean_text
from ops.errors import Invalid, OpsError
from ops.guestlist import actions, headers, reader, rows, spelling
from ops.guestlist.units import Units
from tests.guestlist.sheets import csv_of, excel_of, nfd, tcvn3, vni

pytestmark = pytest.mark.once
NAMES = [
    "Nguyễn Văn Hùng",
    "Trần Thị Hương",
    "Lê Đức Thịnh",
    "Phạm Ngọc Ẩn",
    "Đỗ Uyển Vân",
    "Đặng Tuấn Kiệt",
    "Vũ Thị Quỳnh",
]


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        reading.read_book(data)
    sentence = words.say("vi", f"error.{caught.value.code}", **caught.value.facts)
    assert not sentence.startswith("error."), sentence
    assert "{" not in sentence
    return caught.value.code


def package(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def test_what_is_no_list_gets_a_clear_answer() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == "list_locked"
    assert refused(ole + "Workbook".encode("utf-16-le")) == "list_old_excel"
    for data in (b"%PDF-1.7 ...", b"\x89PNG\r\n", b"<html><table>", b"{\\rtf1 x}", b"name\0,x"):
        assert refused(data) == "list_wrong_type"
    assert refused(b"  \n ") == "list_empty"
    assert refused(b"PK\x03\x04 and then nothing") == "list_broken"
    assert refused(package(word__document_xml=b"<x/>")) == "list_wrong_type"
    assert refused(package(xl__workbook_xml=b"<not a workbook>")) == "list_broken"
    assert refused(b"x" * (reading.FILE_LIMIT + 1)) == "list_too_large"


def test_bombs_are_not_unpacked() -> None:
    bomb = package(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=b" " * (50 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert refused(bomb) == "list_bomb"
    many = package(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=b"".join(
        b'<c r="A%d"><v>%d</v></c>' % (one, one * 7919) for one in range(reading.CELLS_LIMIT + 10)))  # fmt: skip
    assert refused(many) == "list_too_many"
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    content = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", content)
        made.writestr("xl/workbook.xml", laughs)
    assert refused(out.getvalue()) == "list_broken"


def test_an_encrypted_package_is_named() -> None:
    data = bytearray(excel_of({"A": [["x"]]}))
    at = data.find(b"PK\x01\x02")
    while at >= 0:  # the flag of every entry in the directory
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert refused(bytes(data)) == "list_locked"


def behind(letter: str) -> str:
    tones = [one for one in nfd(letter) if one in old_codes._TONE_MARKS]
    return unicodedata.normalize("NFC", "".join(one for one in nfd(letter) if one not in tones)) + "".join(tones)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_any_code_and_with_any_mark(code: str, mark: str) -> None:
    lines = [["Ho ten", "Don vi"], *([name, "Sở Tài chính"] for name in NAMES)]
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)
    if code == "cp1258":  # this page writes tones as marks behind the letter
        text = "".join(behind(letter) for letter in text)
    found = reading.read_csv(text.encode(code))
    assert [[spelling.tidy(cell, 99) for cell in row] for row in found] == lines


def test_csv_in_a_code_nobody_knows() -> None:
    assert refused("Họ tên\nÄÖÜäöüß\xff\xfeŸ".encode("cp1252", errors="replace") * 3) == "list_csv_code"


def test_neutralised_cells_come_back_and_formulas_do_not() -> None:
    found = reading.read_csv(csv_of([["'=1+1", "'-x", "=HYPERLINK(1)", "'quoted", "+84912345678"]]))[0]
    assert found[0] == "=1+1"
    assert found[1] == "-x"
    assert isinstance(found[2], reading.Formula)
    assert found[3:] == ["'quoted", "+84912345678"]


@pytest.mark.parametrize("name", NAMES)
def test_old_letters_become_unicode_and_unicode_stays(name: str) -> None:
    for old in (tcvn3(name.replace("Ẩ", "ẩ")), vni(name)):
        assert old_codes.to_unicode(old) == (name if "Ẩ" not in name or old == vni(name) else name.replace("Ẩ", "ẩ"))
    assert old_codes.to_unicode(nfd(name)) == name


@pytest.mark.parametrize("text", ["François Müller", "José Peña", "Công ty ABC®", "Krông Pắc", "Café Zoë", "Hòa"])
def test_foreign_words_are_not_taken_for_old_letters(text: str) -> None:
    assert old_codes.to_unicode(text) == text


@pytest.mark.parametrize(
    ("cell", "said", "name"),
    [
        ("Ông Nguyễn Văn A", "Ông", "Nguyễn Văn A"), ("Đ/c TRẦN THỊ BÌNH", "Đồng chí", "Trần Thị Bình"),
        ("bà: lê thị cúc", "Bà", "Lê Thị Cúc"), ("Ông/Bà Phạm Văn D", "", "Phạm Văn D"), ("Anh Đức", "", "Anh Đức"),
        ("Bùi Bà Nội", "", "Bùi Bà Nội"), ("NGUYễN VăN AN", "", "Nguyễn Văn An"),
        ("Trần McDonald", "", "Trần McDonald"),
    ],
)  # fmt: skip
def test_names_lose_what_is_no_part_of_them(cell: str, said: str, name: str) -> None:
    assert spelling.read_name(spelling.tidy(cell, 99)) == (said, name)


@pytest.mark.parametrize(
    ("cell", "phone", "count"),
    [
        ("0912.345.678", "+84912345678", 1), ("84912345678", "+84912345678", 1),
        ("+84 (0)912 345 678", "+84912345678", 1),
        ("912345678", "+84912345678", 1), ("0225 3822 616", "+842253822616", 1), ("2253822616", "+842253822616", 1),
        ("0912345678 / 0987654321", "+84912345678", 2), ("0912 345 678 - 0987 654 321", "+84912345678", 2),
        ("ĐT: 0912-345-678 (văn thư)", "+84912345678", 1), ("12345", "", 0), ("không có", "", 0), ("0112345678", "", 0),
    ],
)  # fmt: skip
def test_phones(cell: str, phone: str, count: int) -> None:
    assert spelling.read_phones(cell) == (phone, count)


def test_a_header_is_found_by_meaning() -> None:
    table = [
        ["Sở Thử", "", ""],
        ["DANH SÁCH", "", ""],
        ["Số TT", "HỌ VÀ TÊN (chữ in)", "Chức danh/ Chức vụ"],
        ["1", "A B", "x"],
    ]
    found = headers.find_header(table)
    assert found is not None
    assert (found.row, found.columns) == (2, {"number": [0], "name": [1], "title": [2]})
    assert headers.find_header([["Khoản", "Số tiền"], ["In ấn", "5"]]) is None
    assert headers.find_header([[""]] * 40 + [["Họ tên", "Đơn vị"]]) is None


def test_every_synonym_means_one_field() -> None:
    listed = [word for said in headers._WORDS.values() for word in said.split("|")]
    assert sorted(listed) == sorted(set(listed))


def test_units_by_accents_first() -> None:
    names = {
        "a": "Ủy ban nhân dân Xã Cẩm Giang",
        "b": "Ủy ban nhân dân Xã Cẩm Giàng",
        "c": "Ủy ban nhân dân Phường Hòa Bình",
    }
    units = Units([{"id": one, "name": name, "unit_code": f"1088{one}"} for one, name in names.items()])
    said = {"Cẩm Giang": "a", "UBND xã Cẩm Giàng": "b", "P. Hoà Bình": "c", "phuong hoa binh": "c", "1088b": None}
    assert {text: units.find(text).id for text in said} == said
    assert units.find("xa Cam Giang").several == (names["a"], names["b"])
    assert units.find("xã Cẩm Giảng").several == (names["a"], names["b"])
    assert units.find("Phường Hòa Bìn").near == (names["c"],)


def test_cells_are_named_as_in_the_spreadsheet() -> None:
    assert [reading.cell_name("Sheet1", 13, 2), reading.cell_name("", 0, 27)] == ["Sheet1!C14", "AB1"]


def said_codes() -> set[str]:
    """Every code that the program says of a cell, as it stands in the source."""
    found = {f"stays_{why}" for why in actions.WHYS} | {"stays_other", "two_phones", "no_phone", "repeated", "twice"}
    for file in Path(rows.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            place = {"fault": 2, "leave": 1}.get(name)
            if place is not None and isinstance(node.args[place], ast.Constant):
                found.add(node.args[place].value)
    return found


def test_every_fault_has_words_in_both_languages() -> None:
    codes = said_codes()
    assert len(codes) > 35
    for lang in words.LANGS:
        assert [code for code in sorted(codes) if f"guestlist.fault.{code}" not in words.catalogue(lang)] == []


def test_a_list_without_people_or_header_is_refused() -> None:
    facts = {"delegations": [], "categories": [], "guests": [], "make": ""}
    for table, code in (([["Họ tên", "Đơn vị"]], "list_no_rows"), ([["a", "b"], ["c", "d"]], "list_no_header")):
        with pytest.raises(OpsError) as caught:
            reader.judge(csv_of(table), facts)
        assert caught.value.code == code


def test_people_are_not_taken_for_headings_nor_for_footers() -> None:
    names = ["Vũ Khánh Giang", "Trương Thị Thủ", "Đoàn Văn Cộng", "Tổng Văn Kỳ", "1. Hội An Nam"]
    table = [["STT", "Họ tên", "Đơn vị"], *([str(place), name, ""] for place, name in enumerate(names, 1))]
    table += [["6", "Lê Công", "Công ty TM Hoa Phượng"], ["", "Tổng cộng: 6 người", ""], ["", "Lê Ký Tên", ""]]
    found = rows.read_rows([reading.Sheet("", [list(row) for row in table])]).rows
    assert [row["row"] for row in found] == [2, 3, 4, 5, 7]
    assert found[-1]["where"]["section"] is None or found[-1]["where"]["section"][0] == "Hội An Nam"


def test_an_office_without_a_name_is_told_and_not_taken_for_a_signature() -> None:
    """Units are often asked for their director before anybody knows who that is."""
    table = [["STT", "Họ tên", "Chức vụ", "Đơn vị"], ["1", "Lê Công", "Văn thư", "Sở Tài chính"],
             ["2", "", "Giám đốc", "Sở Xây dựng"], ["", "", "GIÁM ĐỐC", ""]]  # fmt: skip
    found = rows.read_rows([reading.Sheet("", table)]).rows
    assert [row["row"] for row in found] == [2, 3]
    assert [one["code"] for one in found[1]["faults"]] == ["no_name"]


@given(st.text(st.characters(max_codepoint=0x2FFF), max_size=40))
def test_the_short_way_says_what_the_long_way_says(text: str) -> None:
    assert spelling.tidy(text, 30) == clean_text(old_codes.to_unicode(text), 30)
