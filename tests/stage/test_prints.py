"""Papers and files of the run sheet over HTTP: what they say, that nothing is cut, and the way back in."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from ops.core import clock, jobs, when
from ops.core.models import access
from ops.core.queries import find_event
from ops.core.work import Doorbell, begin
from ops.protocol import rules as protocol
from ops.protocol.people_queries import _with_late
from ops.stage.actions.sheets import load_sheet
from ops.stage.prints import blanks, sheet as prints_sheet, table as prints_table
from ops.stage.prints.table import Box, Line
from tests.stage import test_reading as samples
from tests.support.app import Ops
from tests.support.factories import Row, Staff, World, make_world, new_ref, scan

pdfium = pytest.importorskip("pypdfium2")
FILE = "application/octet-stream"
MINUTE, DAY = clock.MINUTE, clock.DAY
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "blanks.json").read_text(encoding="utf-8"))
LONG = ("Phần thi kiến thức thương mại điện tử dành cho các xã, phường " * 2)[:60].strip()
SPEECH = ("Kính thưa quý vị đại biểu, thưa toàn thể quý khách. " * 60)[:2000].strip()
WORDS = "Kính mời {{ong_ba}} {{ho_ten}}, {{chuc_vu}} Đoàn d1 lên phát biểu."


@pytest.fixture
def boss(world: World) -> Staff:
    return world.make_staff("organiser")


def load(world: World, rows: list[Row], cells: dict[str, Row], columns: list[Row] | None = None) -> None:
    track = {"id": "stage", "name": "Sân khấu", "rows": rows, "cells": cells}
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        load_sheet(work, {"columns": columns or samples.columns(), "tracks": [track]})


def load_sample(world: World) -> None:
    """The sample's sheet on the day of the event."""
    file = json.loads((samples.FOLDER / "run_of_show.json").read_text(encoding="utf-8"))
    with world.ops.db.read() as conn:
        event = find_event(conn, world.id)
    assert event is not None
    day = when.local(event["starts_at"], event["zone"]).date()
    moved = samples.loading.sheet_of(file, day - date.fromisoformat(file["_meta"]["date"]))
    (track,) = moved["tracks"]
    load(world, track["rows"], track["cells"], moved["columns"])


def send(world: World, staff: Staff, way: str, data: bytes, **query: Any) -> Any:
    path = f"/api/events/{world.id}/stage/import{way}"
    return world.ops.ask("POST", path, staff.token, query_string=query, data=data, content_type=FILE)


def look(world: World, staff: Staff, data: bytes, **query: Any) -> Row:
    answer = send(world, staff, "/look", data, **query)
    assert answer.status_code == 200, answer.text
    found: Row = answer.json
    return found


def accept(world: World, staff: Staff, data: bytes, seq: int, **query: Any) -> Any:
    return send(world, staff, "", data, **({"ref": new_ref(), "name": "duong day.xlsx", "seq": seq} | query))


def sheet(world: World) -> list[Row]:
    """Rows in their order, without the numbers of their changes."""
    rows = world.snapshot("stage")["rows"]
    by_id = {row["id"]: row for row in rows["sheet_row"]}
    return [{name: value for name, value in by_id[one].items() if name != "revs"} for one in rows["track"][0]["places"]]


def titles(world: World) -> list[str]:
    return [row["cells"].get("title", "") for row in sheet(world)]


# ---------- in ----------


def test_an_ugly_workbook_is_looked_at_taken_in_and_taken_back(world: World, boss: Staff) -> None:
    load(world, [], {})
    data = samples.ugly()
    found = look(world, boss, data)
    assert titles(world) == [], "a preview changes nothing"
    assert found["counts"] == {"new": 12, "changed": 0, "same": 0, "gone": 0}
    assert [one["n"] for one in found["rows"]] == list(range(1, 13))
    told = {(one["cell"], one["note"]) for one in found["doubts"]}
    assert ("Kịch bản!C17", False) in told
    assert ("Kịch bản!B15", True) in told
    assert all(one["words"] and "{" not in one["words"] for one in found["doubts"])
    assert {one["title"]: one["field"] for one in found["columns"]} == {
        "STT": "cue", "Thời gian": "start", "Thời lượng": "duration", "Nội dung": "title", "Phụ trách": "owner",
        "Âm thanh": "audio", "Màn hình LED": "led", "Lời dẫn (MC)": "mc_script", "Đồ mặc": "",
    }  # fmt: skip
    assert found["columns"][8] == {"at": 8, "cell": "Kịch bản!I4", "title": "Đồ mặc", "field": "", "sample": "(9)"}
    ref = new_ref()
    done = accept(world, boss, data, found["seq"], ref=ref)
    assert done.status_code == 200, done.text
    assert done.json["kind"] == "stage.edited"
    assert titles(world)[:3] == ["I. ĐÓN KHÁCH", "Đón đại biểu", "Clip giới thiệu"]
    again = accept(world, boss, data, found["seq"], ref=ref)
    assert (again.json["repeat"], again.json["seq"]) == (True, done.json["seq"])
    assert len(titles(world)) == 12
    assert look(world, boss, data)["counts"] == {"new": 0, "changed": 0, "same": 12, "gone": 0}
    world.command(boss, "stage/undo")
    assert titles(world) == []
    nothing = accept(world, boss, b"Gi\xe1\xbb\x9d,N\xe1\xbb\x99i dung\n19h,A\n", found["seq"], rows="9")
    assert nothing.json["seq"] is None


def test_rows_are_taken_one_by_one_with_their_section(world: World, boss: Staff) -> None:
    load(world, [], {})
    data = samples.ugly()
    found = look(world, boss, data)
    chosen = [one["n"] for one in found["rows"] if one["title"] in ("Tuyên bố lý do", "Múa Biển gọi")]
    done = accept(world, boss, data, found["seq"], rows=",".join(map(str, chosen)))
    assert done.status_code == 200, done.text
    assert titles(world) == ["II. PHẦN NGHI LỄ", "Tuyên bố lý do", "Múa Biển gọi"]
    rest = look(world, boss, data)
    assert rest["counts"] == {"new": 9, "changed": 0, "same": 3, "gone": 0}
    assert accept(world, boss, data, rest["seq"]).status_code == 200
    assert [row["cells"]["title"] for row in sheet(world)] == [one["title"] for one in found["rows"]]


def table_of(*rows: tuple[str, ...]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode("utf-8-sig")


def three(world: World) -> None:
    rows: list[Row] = [
        {"id": "g", "kind": "group"},
        {"id": "a", "begins": "fixed", "start": clock.now() // DAY * DAY + 12 * clock.HOUR, "duration": 5 * MINUTE},
        {"id": "b", "duration": 5 * MINUTE, "group": "g"},
    ]
    load(world, rows, {"g": {"title": "Phần một"}, "a": {"title": "Một"}, "b": {"title": "Hai", "owner": "An"}})


def test_what_is_gone_stays_until_it_is_dropped(world: World, boss: Staff) -> None:
    three(world)
    data = table_of(("Nội dung", "Thời lượng"), ("Một", "7p"))
    found = look(world, boss, data)
    assert ([one["id"] for one in found["gone"]], found["counts"]["changed"]) == (["g", "b"], 1)
    assert found["rows"][0]["changes"] == [{"field": "duration", "old": "5'", "new": "7'"}]
    assert accept(world, boss, data, found["seq"]).status_code == 200
    assert titles(world) == ["Phần một", "Một", "Hai"]
    before = sheet(world)
    dropped = accept(world, boss, data, look(world, boss, data)["seq"], drop="true")
    assert dropped.status_code == 200, dropped.text
    assert titles(world) == ["Một"]
    world.command(boss, "stage/undo")
    assert sheet(world) == before


def test_what_somebody_changed_since_the_preview_is_not_overwritten(world: World, boss: Staff) -> None:
    three(world)
    data = table_of(("Nội dung", "Thời lượng", "Phụ trách"), ("Một", "5p", ""), ("Hai", "5p", "Bình"))
    found = look(world, boss, data)
    other = world.make_staff("stage_manager")
    change = {"edit": "cells", "row": "b", "values": {"owner": "Chi"}}
    world.command(other, "stage/edit", track="stage", edits=[change])
    refused = accept(world, boss, data, found["seq"])
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "cell_changed")
    assert refused.json["error"]["fields"]["theirs"] == "Chi"
    gone = accept(world, boss, table_of(("Nội dung", "Thời lượng"), ("Một", "5p")), found["seq"], drop="true")
    assert gone.json["error"]["code"] == "cell_changed"
    assert accept(world, boss, data, look(world, boss, data)["seq"]).status_code == 200
    assert sheet(world)[2]["cells"]["owner"] == "Bình"


def test_a_column_that_was_read_wrongly_is_corrected(world: World, boss: Staff) -> None:
    three(world)
    data = table_of(("Giờ", "Việc", "Ai"), ("12h00", "Mười hai giờ", "Dũng"), ("12h05", "Tiếp", "Hà"))
    found = look(world, boss, data)
    assert "Nội dung" in found["problem"]
    assert [(one["at"], one["title"]) for one in found["columns"]] == [(0, "Giờ"), (1, "Việc"), (2, "Ai")]
    assert accept(world, boss, data, found["seq"]).json["error"]["code"] == "sheet_no_header"
    better = look(world, boss, data, columns="0:start,1:title")
    assert [(one["title"], one["start"]) for one in better["rows"]] == [
        ("Mười hai giờ", "12:00:00"), ("Tiếp", "12:05:00"),
    ]  # fmt: skip
    assert [one["code"] for one in better["doubts"]].count("column_unknown") == 1
    best = look(world, boss, data, columns="0:start,1:title,2:owner")
    assert accept(world, boss, data, best["seq"], columns="0:start,1:title,2:owner").status_code == 200
    assert [row["cells"].get("owner") for row in sheet(world)][:2] == ["Dũng", "Hà"]
    moved = look(world, boss, table_of(("Nội dung", "Âm thanh", "TL"), ("Một", "Nhạc", "5p")), columns="1:led")
    assert [one["field"] for one in moved["columns"]] == ["title", "led", "duration"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<x/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * (50 * 1024 * 1024))
    return out.getvalue()


def test_bad_files_get_a_clear_sentence(world: World, boss: Staff) -> None:
    load(world, [], {})
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    bad = {
        "list_locked": ole + "EncryptedPackage".encode("utf-16-le"), "list_old_excel": ole, "list_bomb": bomb(),
        "list_wrong_type": b"%PDF-1.7", "list_empty": b" ", "sheet_no_rows": table_of(("Giờ", "Nội dung"), ("", "")),
    }  # fmt: skip
    for code, data in bad.items():
        answer = send(world, boss, "/look", data)
        assert (answer.status_code, answer.json["error"]["code"]) == (422, code)
        assert "{" not in answer.json["error"]["message"]
    large = send(world, boss, "/look", b"x" * (10 * 1024 * 1024 + 1))
    assert (large.status_code, large.json["error"]["code"]) == (413, "too_large")
    for query in ({"columns": "x"}, {"columns": "1:" + "a" * 50}, {"track": "không có"}):
        assert send(world, boss, "/look", samples.ugly(), **query).status_code in (404, 422)
    assert accept(world, boss, samples.ugly(), 1, rows="1-2-3").status_code == 422


def rows_of(count: int) -> list[tuple[str, ...]]:
    head = ("STT", "Thời lượng", "Nội dung", "Âm thanh", "Lời dẫn MC")
    return [
        head,
        *[(f"{n}", "3p", f"{LONG} {n}", f"Nhạc {n}", f"Kính thưa quý vị, mục {n}") for n in range(1, count + 1)],
    ]


def test_five_hundred_rows(world: World, boss: Staff) -> None:
    load(world, [], {})
    book = openpyxl.Workbook()
    for row in rows_of(500):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    found = look(world, boss, out.getvalue())
    assert found["counts"]["new"] == 500
    assert accept(world, boss, out.getvalue(), found["seq"]).status_code == 200
    assert len(titles(world)) == 500


# ---------- out ----------


def test_a_file_that_went_out_comes_back_as_the_same(world: World, boss: Staff) -> None:
    load_sample(world)
    change = {"edit": "cells", "row": "r01", "values": {"audio": "=1+1", "led": "+2 màn"}}
    world.command(boss, "stage/edit", track="stage", edits=[change])
    world.command(boss, "stage/step", track="stage", do="start", row="r15")
    for kind in ("xlsx", "csv"):
        answer = world.get(boss, f"stage/sheet.{kind}?track=stage")
        assert answer.status_code == 200
        assert f"kich-ban-{world.id}-stage" in answer.headers["Content-Disposition"]
        found = look(world, boss, answer.data)
        assert (found["counts"]["same"], found["counts"]["changed"], found["doubts"]) == (45, 0, [])
    rows = list(openpyxl.load_workbook(io.BytesIO(world.get(boss, "stage/sheet.xlsx").data)).active.values)
    at = {title: place for place, title in enumerate(rows[0])}
    live = next(row for row in rows if row[0] == "r15")
    assert live[at["Bắt đầu thực tế"]]
    assert next(row for row in rows if row[0] == "r16")[at["Dự kiến bắt đầu"]]
    assert next(row for row in rows if row[0] == "r01")[at["Bắt đầu thực tế"]] is None
    assert all(cell.data_type in "sn" for row in openpyxl.load_workbook(
        io.BytesIO(world.get(boss, "stage/sheet.xlsx").data)).active for cell in row)  # fmt: skip


# ---------- papers ----------


def paper(world: World, staff: Staff, path: str = "", **body: Any) -> tuple[Row, list[str]]:
    """A PDF as it is handed out: what the job says, and the text of each page."""
    made = world.post(staff, f"stage/prints{path}", ref=new_ref(), **body)
    assert made.status_code == 200, made.text
    runner: jobs.Jobs = world.ops.hall.extra["jobs"]
    with runner.turn:
        pass
    done = runner.run(world.id, made.json["id"])
    assert done["state"] == "done", done
    with world.get(staff, f"jobs/{made.json['id']}/file") as answer:
        found = pdfium.PdfDocument(answer.data)
        return json.loads(done["result"]), [page.get_textpage().get_text_range() for page in found]


def flat(text: str) -> str:
    """Letters without their line breaks."""
    return "".join(text.split())


def test_the_whole_sheet_is_on_paper(world: World, boss: Staff) -> None:
    load_sample(world)
    told, pages = paper(world, boss, what="sheet")
    assert (told["count"], told["pages"]) == (45, len(pages))
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in page
        assert all(word in page for word in ("Kịch bản đường dây", "Phiên bản ", "Âm thanh", "Lời dẫn MC"))
    whole = flat("".join(pages))
    for row in sheet(world):
        for column, text in row["cells"].items():
            if column not in ("section",):
                assert flat(text) in whole or column not in ("cue", "title"), (row["id"], column)
    assert whole.count("MỐCCỨNG") == 4 == sum(row["plan"].get("begins") == "hard" for row in sheet(world))
    assert whole.count("Songsong") >= 2
    page = world.ops.ask("GET", f"/e/{world.id}/prints/sheet", boss.token).get_data(as_text=True)
    for row in sheet(world):
        assert row["cells"]["title"].replace("&", "&amp;") in page


def test_nothing_is_cut_and_no_row_is_cut_in_two(world: World, boss: Staff) -> None:
    start = clock.now() // DAY * DAY + 15 * clock.HOUR
    rows: list[Row] = [{"id": f"r{n}", "duration": 3 * MINUTE, "parallel": n % 5 == 4} for n in range(500)]
    rows[0] |= {"begins": "hard", "start": start}
    cells = {f"r{n}": {"cue": str(n), "title": f"{LONG} →{n}", "audio": "Nhạc nền nhẹ nhàng"} for n in range(500)}
    cells["r7"] |= {"mc_script": SPEECH, "owner": f"{LONG}\n{LONG}\n{LONG}"}
    cells["r9"] |= {"mc_script": SPEECH * 4}
    load(world, rows, cells)
    told, pages = paper(world, boss, what="sheet", paper="a3")
    assert told["count"] == 500
    whole = flat("".join(pages))
    assert all(flat(f"{LONG} ->{n}") in whole for n in range(500))
    _, small = paper(world, boss, what="sheet")
    assert len(small) > len(pages)
    _, cards = paper(world, boss, "/cards")
    assert "".join(cards).count("Kính") == 5 * SPEECH.count("Kính")
    assert any("Còn tiếp ở tờ sau" in page and "tờ 1/" in page for page in cards)


def boxes(*heights: int, bands: tuple[int, ...] = ()) -> list[Box]:
    line = Line("x", 10)
    return [Box(((line,) * height,), "band" if n in bands else "row") for n, height in enumerate(heights)]


def test_pages_are_planned_so_that_rows_stay_whole() -> None:
    one = Line("x", 10).height
    room = 10 * one + 2 * prints_table.PAD * 3
    pages = prints_table.plan(boxes(4, 4, 4, 1, 4, bands=(3,)), 0, room)
    assert [[len(box.columns[0]) for box in page] for page in pages] == [[4, 4], [4, 1], [4]] or [
        [len(box.columns[0]) for box in page] for page in pages
    ] == [[4, 4], [4, 1, 4]]
    assert all(page[-1].look != "band" for page in pages)
    split = prints_table.plan(boxes(2, 25, 2), 0, room)
    assert sum(len(box.columns[0]) for page in split for box in page) == 29
    assert [box.more for page in split for box in page].count(True) >= 2
    assert all(sum(box.height for box in page) <= room + 0.1 for page in split)


def test_many_columns_share_the_last_one() -> None:
    columns = [{"id": f"c{n}", "title": f"Cột {n}"} for n in range(12)]
    found, rows = prints_sheet.few(columns, [{"cells": [str(n) for n in range(12)]}, {"kind": "group"}], 9)
    assert (len(found), found[-1]) == (9, "Cột 8 / Cột 9 / Cột 10 / Cột 11")
    assert rows[0]["cells"][-1] == "Cột 8: 8\nCột 9: 9\nCột 10: 10\nCột 11: 11"
    assert sum(prints_sheet.shares([{"cells": ["a" * 900, "", "b"]}], 3, 120)) == pytest.approx(120)


def test_cue_lists_hold_what_a_department_has_to_do(world: World, boss: Staff) -> None:
    load_sample(world)
    _, pages = paper(world, boss, what="lists", department="light")
    asked = [row["cells"]["title"] for row in sheet(world) if row["cells"].get("light")]
    others = [row["cells"]["title"] for row in sheet(world) if not row["cells"].get("light")]
    whole = flat("".join(pages))
    assert all(flat(one) in whole for one in asked)
    assert not [one for one in others if flat(one) in whole]
    assert "Bảng cue: Ánh sáng" in pages[0]
    told, every = paper(world, boss, what="lists")
    assert all(any(page.startswith(f"Bảng cue: {name}") for page in every) for name in ("Âm thanh", "MC", "Sân khấu"))
    assert told["pages"] == len(every) > len(pages)
    page = world.ops.ask("GET", f"/e/{world.id}/prints/lists?department=light", boss.token).get_data(as_text=True)
    assert page.count('<td class="run-task">') == len(asked)
    assert world.ops.ask("GET", f"/e/{world.id}/prints/lists?department=none", boss.token).status_code == 404
    assert world.ops.ask("GET", f"/e/{world.id}/prints/sheet?paper=a9", boss.token).status_code == 404


def test_cards_name_who_is_there_and_say_so_in_the_access_log(ops: Ops) -> None:
    world = make_world(ops)
    boss, sound = world.make_staff("organiser"), world.make_staff("crew")
    guest = world.make_guest(name="Đỗ Hữu Khánh", honorific="Ông", title="Giám đốc", rank=1)
    world.command(boss, f"guests/{guest}/change", changes={"pronounce": "Đỗ Hữu Khánh, khánh là mừng"})
    tablet = world.make_device()
    world.upload(tablet, scan(guest=guest))
    load(world, [
        {"id": "a", "begins": "fixed", "start": clock.now() // DAY * DAY, "duration": MINUTE},
        {"id": "b", "duration": MINUTE}, {"id": "c", "duration": MINUTE, "skip": True}, {"id": "d", "duration": MINUTE},
    ], {
        "a": {"cue": "1", "title": "Mời phát biểu", "mc_script": WORDS},
        "b": {"cue": "2", "title": "Không đọc"}, "c": {"title": "Bỏ", "mc_script": "Không in"},
        "d": {"cue": "4", "title": "Kết", "mc_script": "Xin cảm ơn {{lượt xem}}"},
    })  # fmt: skip
    told, pages = paper(world, boss, "/cards")
    assert (told["count"], told["people"], len(pages)) == (2, 1, 2)
    assert "Kính mời Ông Đỗ Hữu Khánh, Giám đốc Đoàn d1 lên phát biểu." in " ".join(pages[0].split())
    assert "Đọc là: Đỗ Hữu Khánh, khánh là mừng" in pages[0]
    assert "chưa chốt" in pages[0]
    assert "2 · Không đọc" in pages[0]
    assert "1/2" in pages[0]
    assert "[số lượt xem: ......" in pages[1]
    assert "Kế tiếp: hết kịch bản" in pages[1]
    page = world.ops.ask("GET", f"/e/{world.id}/prints/cards", boss.token).get_data(as_text=True)
    assert "Kính mời Ông Đỗ Hữu Khánh" in page
    with ops.db.read() as conn:
        rows = conn.execute(
            select(access.c.what, access.c.persons, access.c.detail).where(access.c.event_id == world.id)
        )
        assert sorted((row.what, row.persons, row.detail) for row in rows if row.what == "stage.cards") == [
            ("stage.cards", 1, "page"), ("stage.cards", 1, "pdf"),
        ]  # fmt: skip
    assert world.post(sound, "stage/prints/cards", ref=new_ref()).status_code == 403
    assert world.ops.ask("GET", f"/e/{world.id}/prints/cards", sound.token).status_code == 403
    mine = world.post(boss, "stage/prints/cards", ref=new_ref()).json["id"]
    assert world.get(sound, f"jobs/{mine}/file").status_code == 403


def test_an_empty_paper_is_refused_in_words(world: World, boss: Staff) -> None:
    load(world, [], {})
    made = world.post(boss, "stage/prints", ref=new_ref(), what="sheet")
    runner: jobs.Jobs = world.ops.hall.extra["jobs"]
    with runner.turn:
        pass
    assert runner.run(world.id, made.json["id"])["error"] == "print_empty"
    page = world.ops.ask("GET", f"/e/{world.id}/prints/sheet", boss.token)
    assert "Chưa có gì để in" in page.get_data(as_text=True)
    assert world.post(boss, "stage/prints", ref=new_ref(), what="sheet", track="none").status_code == 404


# ---------- blanks ----------


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["text"][:30])
def test_blanks_are_filled_as_on_the_tablet(case: Row) -> None:
    live = protocol.arrange(VECTORS["categories"], VECTORS["guests"])
    frozen = bool(case.get("frozen"))
    blocks = _with_late(VECTORS["freezes"][-1]["blocks"], live) if frozen else live
    known = blanks.Known(blocks, {one["id"]: one for one in VECTORS["guests"]}, frozen)
    parts = blanks.fill(case["text"], known)
    said = [
        "; ".join(one["who"] for one in part.people) or (f"[{part.text}]" if part.blank else part.text)
        for part in parts
    ]
    assert "".join(said) == case["said"]
    named = blanks.People()
    blanks.spoken(case["text"], known, lambda key, **_: key, named)
    assert list(named) == case["people"]
