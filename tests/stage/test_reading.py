"""Run sheets in and out: an ugly workbook as crews write it, doubts by their cells, and the way back as the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from ops import cli, sample
from ops.core.reading import read_book
from ops.errors import OpsError
from ops.stage import loading
from ops.stage.actions import edits as edit_actions
from ops.stage.files import lengths, matching, reading, writing
from ops.stage.files.walking import Known
from ops.stage.rules import Show, Track, apply_edits, edge, from_plain
from tests.support.app import SECRET, open_ops

FOLDER = sample.ROOT / "haiphong-2025"
ZONE, DAY = "Asia/Ho_Chi_Minh", "2025-11-14"
MINUTE, SECOND = 60_000, 1_000
HEAD = ("STT", "Thời gian", "Thời lượng", "Nội dung", "Phụ trách", "Âm thanh", "Màn hình LED", "Lời dẫn (MC)", "Đồ mặc")
UGLY: list[tuple[Any, ...]] = [
    ("KỊCH BẢN ĐƯỜNG DÂY CHƯƠNG TRÌNH KHAI MẠC",),
    ("(Tối 14/11/2025)",),
    (),
    HEAD,
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"),
    ("I. ĐÓN KHÁCH",),
    (1, "19h05", "5'", "Đón đại biểu", "Lễ tân", "Nhạc nền", "Backdrop", None, "Áo dài"),
    (2, "19g10", "3p30", "Clip giới thiệu", "Kỹ thuật", "Tiếng clip", None, "Kính mời hướng lên màn hình.", None),
    (),
    ("II", None, None, "PHẦN NGHI LỄ", None, None, None, None, None),
    (3, "19:13:30", "90s", "Tuyên bố lý do", "MC", None, "Tên chương trình", "Kính thưa quý vị", None),
    (4, "19h15 - 19h25", "10 phút", "Phát biểu khai mạc", "Lãnh đạo Sở", None, None, None, None),
    (None, None, None, None, None, "Micro bục, micro dự phòng", None, None, None),
    (5, time(19, 25), timedelta(minutes=20), "Múa Biển gọi", "Đoàn nghệ thuật", None, "Sóng biển", None, None),
    (6, None, "5p", "Phóng hoa giấy", "Hậu cần", None, None, None, None),
    (7, "19h45", "1h15", "Giao lưu", "MC", "=1+1", None, None, None),
    (8, "lúc nào xong", "vài phút", "Chụp ảnh", "MC", None, None, None, None),
    (9, "23h50", "20'", "Thu dọn", "Hậu cần", None, None, None, None),
    (10, "0h10", "10p", "Họp rút kinh nghiệm", "Tổng đạo diễn", None, None, None, None),
    (),
    (None, None, None, None, None, None, None, "TRƯỞNG BAN TỔ CHỨC", None),
]


def ugly() -> bytes:
    """Sections over the whole width, rows 14 and 15 under one merged time, a title, blank rows, a signature."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Kịch bản"
    for row in UGLY:
        sheet.append(list(row))
    for area in ("A1:I1", "A6:I6", "B14:B15"):
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns() -> list[dict[str, Any]]:
    file = json.loads((FOLDER / "run_of_show.json").read_text(encoding="utf-8"))
    return list(loading.sheet_of(file, timedelta())["columns"])


def empty() -> Known:
    return Known(Track("stage"), {}, columns(), DAY, ZONE, edge.midnight(DAY, ZONE))


def loaded() -> Known:
    """The sample's sheet."""
    file = json.loads((FOLDER / "run_of_show.json").read_text(encoding="utf-8"))
    (track,) = loading.sheet_of(file, timedelta())["tracks"]
    (read,) = from_plain({"tracks": [{"id": "stage", "rows": track["rows"]}]}).tracks
    return Known(read, track["cells"], columns(), DAY, ZONE, edge.midnight(DAY, ZONE))


def preview(data: bytes, known: Known, **more: bool) -> dict[str, Any]:
    return matching.compare(reading.read_sheets(read_book(data), known.columns), known, **more)


def accepted(known: Known, found: dict[str, Any]) -> Known:
    """The sheet after the edits: the plan by the rules, words as the edits say."""
    done = apply_edits(
        Show((known.track,), known.day_start), "stage", [one for one in found["edits"] if one["edit"] != "cells"]
    )
    assert done.refusal is None
    cells = {name: dict(words) for name, words in known.cells.items()}
    for one in found["edits"]:
        if one["edit"] == "insert":
            cells[one["row"]["id"]] = dict(one.get("cells", {}))
        elif one["edit"] == "cells":
            cells[one["row"]] |= one["values"]
    return Known(done.show.tracks[0], cells, known.columns, DAY, ZONE, known.day_start)


# ---------- cells that tell times ----------


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [("19h05", "19:05:00", None), ("19g05", "19:05:00", None), ("19:05:30", "19:05:30", None),
     ("19h", "19:00:00", None),
     ("19h00 - 19h05", "19:00:00", "19:05:00"), ("từ 19h đến 19h30", "19:00:00", "19:30:00"),
     ("khoảng 19h05", "19:05:00", None), (time(19, 5).isoformat(), "19:05:00", None), (19.25 / 24, "19:15:00", None),
     ("2025-11-14 19:05:00", "19:05:00", None), ("14/11 19h05–19h10", "19:05:00", "19:10:00")],
)  # fmt: skip
def test_times_as_crews_write_them(value: object, start: str, end: str | None) -> None:
    span = lengths.read_span(value)
    assert span is not None
    told = [None if one is None else str(timedelta(milliseconds=one)) for one in (span.start, span.end)]
    assert told == [start, end]


@pytest.mark.parametrize("value", ["", "tối", "25h99", "lúc nào xong", "19h05 - sau", 77, True])
def test_what_tells_no_time(value: object) -> None:
    assert lengths.read_span(value) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5'", 300), ("5p", 300), ("3p30", 210), ("1h15", 4500), ("90s", 90), ("4'30\"", 270), ("5 phút", 300), (5, 300),
     ("1,5 phút", 90), ("05:30", 330), ("00:05:30", 330), (5 / 1440, 300), ("~5'", 300), ("vài phút", None),
     ("", None), (True, None), (-1, None)],
)  # fmt: skip
def test_lengths_as_crews_write_them(value: object, seconds: int | None) -> None:
    assert lengths.read_length(value) == (None if seconds is None else seconds * SECOND)


@pytest.mark.parametrize("seconds", [0, 1, 59, 60, 61, 300, 3599, 3600, 4530, 90_061])
def test_a_length_written_is_the_length_read(seconds: int) -> None:
    assert lengths.read_length(lengths.length_words(seconds * SECOND)) == seconds * SECOND


# ---------- the ugly workbook ----------


def test_an_ugly_workbook_is_planned_as_it_is_meant() -> None:
    known = empty()
    found = preview(ugly(), known)
    after = accepted(known, found)
    shown = [
        (after.cells[row.id].get("cue", ""), after.cells[row.id]["title"], row.kind, row.begins, row.parallel,
         after.clock(after.facts[row.id].start), row.duration // SECOND)
        for row in after.track.rows if row.kind == "timed"
    ]  # fmt: skip
    assert shown == [
        ("1", "Đón đại biểu", "timed", "fixed", False, "19:05:00", 300),
        ("2", "Clip giới thiệu", "timed", "linked", False, "19:10:00", 210),
        ("3", "Tuyên bố lý do", "timed", "linked", False, "19:13:30", 90),
        ("4", "Phát biểu khai mạc", "timed", "linked", False, "19:15:00", 600),
        ("5", "Múa Biển gọi", "timed", "linked", False, "19:25:00", 1200),
        ("6", "Phóng hoa giấy", "timed", "linked", True, "19:25:00", 300),
        ("7", "Giao lưu", "timed", "linked", False, "19:45:00", 4500),
        ("8", "Chụp ảnh", "timed", "linked", False, "21:00:00", 0),
        ("9", "Thu dọn", "timed", "fixed", False, "23:50:00", 1200),
        ("10", "Họp rút kinh nghiệm", "timed", "linked", False, "00:10:00", 600),
    ]
    groups = [after.cells[row.id]["title"] for row in after.track.rows if row.kind == "group"]
    assert groups == ["I. ĐÓN KHÁCH", "II. PHẦN NGHI LỄ"]
    first, second = [row.id for row in after.track.rows if row.kind == "group"]
    assert [row.group for row in after.track.rows if row.kind == "timed"] == [first] * 2 + [second] * 8
    assert edge.day_offset(after.facts[after.track.rows[-1].id].start, DAY, ZONE) == 1
    by_cue = {words.get("cue"): words for words in after.cells.values()}
    assert by_cue["4"]["audio"] == "Micro bục, micro dự phòng"
    assert by_cue["2"]["mc_script"] == "Kính mời hướng lên màn hình."
    assert "audio" not in by_cue["7"]
    assert found["counts"] == {"new": 12, "changed": 0, "same": 0, "gone": 0}
    assert found["refused"] is None


def test_what_is_doubtful_is_named_by_its_cell() -> None:
    found = preview(ugly(), empty())
    assert {(one["cell"], one["code"]) for one in found["doubts"]} == {
        ("Kịch bản!I4", "column_unknown"),
        ("Kịch bản!B15", "parallel_guess"),
        ("Kịch bản!F16", "formula"),
        ("Kịch bản!B17", "clock_unread"),
        ("Kịch bản!C17", "length_unread"),
        ("Kịch bản!C17", "no_length"),
        ("Kịch bản!D21", "tail_left"),
    }
    for one in found["doubts"]:
        for lang in ("vi", "en"):
            said = json.loads((Path("static/i18n") / lang / "sheet.json").read_text(encoding="utf-8"))
            assert f"stage.sheet.doubt.{one['code']}" in said


def test_the_same_file_again_changes_nothing() -> None:
    after = accepted(empty(), preview(ugly(), empty()))
    again = preview(ugly(), after)
    assert again["counts"] == {"new": 0, "changed": 0, "same": 12, "gone": 0}
    assert again["edits"] == []


def test_an_overlap_and_a_misread_length_are_named() -> None:
    text = "STT,Giờ,Thời lượng,Nội dung\n1,19h00,15p,Một\n2,19h10,5p,Hai\n3,19h15,05:00:00,Ba\n"
    found = preview(text.encode(), empty())
    assert {("B3", "overlap"), ("C4", "length_long")} <= {(one["cell"], one["code"]) for one in found["doubts"]}


def test_items_under_one_merged_range_that_fill_it_run_in_turn() -> None:
    book = openpyxl.Workbook()
    for row in (("Giờ", "TL", "Nội dung"), ("19h00 - 19h10", "4'", "Một"), (None, "6'", "Hai"), ("19h10", "5'", "Ba")):
        book.active.append(list(row))
    book.active.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    after = accepted(empty(), preview(out.getvalue(), empty()))
    assert [(row.parallel, after.clock(after.facts[row.id].start)) for row in after.track.rows] == [
        (False, "19:00:00"), (False, "19:04:00"), (False, "19:10:00"),
    ]  # fmt: skip


def test_a_file_without_a_header_is_refused() -> None:
    with pytest.raises(OpsError) as refused:
        preview(b"a,b\n1,2\n", empty())
    assert refused.value.code == "sheet_no_header"


# ---------- the way back ----------


@pytest.mark.parametrize("write", [writing.excel_file, writing.csv_file])
def test_the_sample_comes_back_as_the_same(write: Callable[[Known], bytes]) -> None:
    known = loaded()
    found = preview(write(known), known)
    assert found["counts"] == {"new": 0, "changed": 0, "same": 39 + 6, "gone": 0}
    assert (found["edits"], found["doubts"], found["refused"]) == ([], [], None)


def test_without_ids_rows_are_known_by_cue_and_title() -> None:
    known = loaded()
    rows = list(openpyxl.load_workbook(io.BytesIO(writing.excel_file(known))).active.iter_rows(values_only=True))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row[1:]))
    out = io.BytesIO()
    book.save(out)
    assert preview(out.getvalue(), known)["counts"] == {"new": 0, "changed": 0, "same": 45, "gone": 0}


def test_changes_moves_new_and_gone_rows() -> None:
    known = loaded()
    book = openpyxl.load_workbook(io.BytesIO(writing.excel_file(known)))
    sheet = book.active
    titles = [cell.value for cell in sheet[1]]
    where = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    title, length = titles.index("Nội dung") + 1, titles.index("Thời lượng") + 1
    sheet.cell(where["r10"], title).value = "Tên mới"
    sheet.cell(where["r12"], length).value = "7'"
    sheet.cell(where["r20"], 1).value = None
    sheet.cell(where["r20"], title).value = "Mục chưa từng có"
    sheet.delete_rows(where["r30"])
    out = io.BytesIO()
    book.save(out)
    found = preview(out.getvalue(), known)
    states = {row["id"]: row["state"] for row in found["rows"]}
    assert {states["r10"], states["r12"]} == {"changed"}
    assert {one["id"] for one in found["gone"]} == {"r20", "r30"}
    assert found["counts"] == {"new": 1, "changed": 2, "same": 41, "gone": 2}
    assert {"edit": "cells", "row": "r10", "values": {"title": "Tên mới"}} in found["edits"]
    assert {"edit": "set", "row": "r12", "values": {"duration": 7 * MINUTE}} in found["edits"]
    assert not [one for one in found["edits"] if one["edit"] == "delete"]
    dropped = accepted(known, preview(out.getvalue(), known, drop_gone=True))
    order = [known_id for known_id in where if known_id not in ("r20", "r30")]
    assert [row.id for row in dropped.track.rows if row.id in known.rows] == order
    assert len(dropped.track.rows) == 44


def test_rows_in_another_order_move_and_keep_their_ids() -> None:
    known = loaded()
    lines = writing.csv_file(known).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(lines)))
    table[3], table[4] = table[4], table[3]
    out = io.StringIO()
    csv.writer(out).writerows(table)
    after = accepted(known, found := preview(out.getvalue().encode(), known))
    assert [row.id for row in after.track.rows] == [row[0] for row in table[1:]]
    assert len([one for one in found["edits"] if one["edit"] == "move"]) == 1


def test_what_a_spreadsheet_would_calculate_stays_text() -> None:
    known = loaded()
    known.cells["r01"] = known.cells["r01"] | {"title": '=HYPERLINK("http://x","y")', "audio": "+1 micro"}
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(writing.excel_file(known))).active for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert openpyxl.load_workbook(io.BytesIO(writing.excel_file(known))).active.column_dimensions["A"].hidden
    assert b",'=HYPERLINK" in writing.csv_file(known).replace(b'"', b"")
    assert preview(writing.csv_file(known), known)["counts"]["same"] == 45


# ---------- at the keyboard ----------


@pytest.fixture
def run(tmp_path: Path, copy_database: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The command line on a database with the sample, whose server does not run."""
    url = copy_database(tmp_path)
    ops = open_ops(tmp_path, url)
    sample.load(ops.db, SECRET, FOLDER, as_planned=True)
    ops.close()
    monkeypatch.setenv("OPS_DATA", str(tmp_path))
    monkeypatch.setenv("OPS_DATABASE_URL", url)
    return lambda *words: CliRunner().invoke(cli.main, [str(word) for word in words])


def test_a_sheet_goes_out_and_in_and_one_undo_takes_it_back(run: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("before.xlsx", "before.csv"):
        assert "45 dòng" in run("sheet-export", "hp2025", tmp_path / name).output
        said = run("sheet-import", "hp2025", tmp_path / name, "--accept").output
        assert said.strip() == "45 dòng: 0 mới, 0 thay đổi, 45 như cũ, 0 không có trong tệp."
    (tmp_path / "ugly.xlsx").write_bytes(ugly())
    looked = run("sheet-import", "hp2025", tmp_path / "ugly.xlsx", "--drop-gone")
    assert "12 dòng: 11 mới, 1 thay đổi, 0 như cũ, 44 không có trong tệp." in looked.output
    assert "Kịch bản!C17: không đọc được thời lượng “vài phút”." in looked.output
    assert "45 dòng" in run("sheet-export", "hp2025", tmp_path / "x.csv").output
    assert "Đã nhận" in run("sheet-import", "hp2025", tmp_path / "ugly.xlsx", "--drop-gone", "--accept").output
    assert "12 dòng" in run("sheet-export", "hp2025", tmp_path / "x.csv").output
    _undo(tmp_path, run)
    run("sheet-export", "hp2025", tmp_path / "after.csv")
    assert (tmp_path / "after.csv").read_bytes() == (tmp_path / "before.csv").read_bytes()


def _undo(folder: Path, run: Callable[..., Any]) -> None:
    from ops import app
    from ops.core.work import Doorbell, begin

    db = app.open_database(cli.config())
    with begin(db, Doorbell(), "hp2025", "system") as work:
        edit_actions.undo(work, "5b0f3c1e-0000-4000-8000-000000000001")
    db.release()


def test_words_instead_of_a_sheet(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    said = run("sheet-import", "hp2025", tmp_path / "x.csv")
    assert (said.exit_code, said.output.split(" (")[0]) == (1, "Không thấy dòng tiêu đề có cột Nội dung")
    assert run("sheet-export", "khong-co", tmp_path / "y.csv").exit_code == 1
