"""For any list: what is exported is read back as the same, and what is taken in is taken back without a trace."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from ops.core.work import Doorbell, begin
from ops.guestlist import actions, jobs, queries, reader, writing
from tests.guestlist.sheets import csv_of, excel_of
from tests.guestlist.test_lists import tables
from tests.support.app import Ops
from tests.support.factories import Row, World, make_world, new_ref

NAMES = (
    "Nguyễn Văn An",
    "Nguyễn Văn Ân",
    "Trần Thị Bình",
    "Lê Minh Châu",
    "Đỗ Thị Ở",
    "Phạm Hải Dương",
    "=1+1 Vũ",
    "Mr Smith",
)
TITLES = ("", "Chủ tịch", "Phó Giám đốc", "-Trưởng phòng", "+Chuyên viên", "@Thư ký", "=CMD()", 'Văn thư; "tạp vụ"')
PHONES = ("", "0912 000 001", "+84912000002", "0225 3822 616", "ghi sai")
UNITS = ("Sở Tài chính", "Xã Cẩm Giang", "Xã Cẩm Giàng", "Đơn vị Lạ")
STATUS = ("", "x", "không", "Đã mời", "Đã hủy")


def world_of(ops: Ops, chance: random.Random) -> World:
    world = make_world(ops)
    for place, unit in enumerate(UNITS[:3]):
        world.make_delegation(f"u{place}", name=unit)
    for _ in range(chance.randint(0, 12)):
        facts: Row = {"name": chance.choice(NAMES), "title": chance.choice(TITLES), "status": chance.choice(
            ("invited", "confirmed", "declined", "cancelled"))}  # fmt: skip
        facts |= {"phone": chance.choice(PHONES) or None, "vip": chance.random() < 0.3, "head": chance.random() < 0.3}
        facts |= {"note": chance.choice(TITLES), "rank": chance.choice((10, 999)), "seat": chance.choice(("", "A-1"))}
        world.make_guest(None, f"u{chance.randint(0, 2)}", **facts)
    return world


def take(world: World, data: bytes, doubtful: bool = False, make: str = "") -> tuple[str, list[Row]]:
    """Through the job's own steps, in this process; answers the list's id and its rows."""
    job = {"event_id": world.id, "id": new_ref()[:8], "asked": f'{{"make": "{make}"}}'}
    with world.ops.db.read() as conn:
        facts = jobs.prepare(conn, world.ops.hall.config, job)
    judged, notes = reader.judge(data, facts)
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        actions.keep_list(work, job["id"], "thử")
        jobs.keep_rows(work, job, {"rows": judged})
        jobs.finish(work, job, {"counts": {"new": 1}, "faults": notes})
    return job["id"], judged


def facts_of(world: World) -> Row:
    with world.ops.db.read() as conn:
        return queries.in_order(conn, world.id)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), size=st.integers(1, 25))
def test_accept_then_undo_is_as_before(ops: Ops, seed: int, size: int) -> None:
    chance = random.Random(seed)
    world = world_of(ops, chance)
    before = tables(world)
    head = ["Họ và tên", "Đơn vị", "Chức vụ", "Điện thoại", "Xác nhận", "VIP", "Trưởng đoàn", "Ghi chú"]
    lines = [
        [chance.choice(part) for part in (NAMES, UNITS, TITLES, PHONES, STATUS, ("", "x"), ("", "x"), TITLES)]
        for _ in range(size)
    ]
    list_id, judged = take(world, csv_of([head, *[["'" + c if c[:1] == "=" else c for c in line] for line in lines]]),
                           make=chance.choice(("", "khach")))  # fmt: skip
    decisions = {row["number"]: chance.choice(("new", f"same as {row['match']}" if row["match"] else "new"))
                 for row in judged if row["kind"] == "doubtful" and chance.random() < 0.7}  # fmt: skip
    with begin(ops.db, Doorbell(), world.id, "system") as work:
        actions.accept(work, new_ref(), list_id, None, decisions, ops.hall.config.secret)
    with begin(ops.db, Doorbell(), world.id, "system") as work:
        line = actions.undo(work, new_ref(), list_id)
    assert line["facts"]["stayed"] == 0
    assert tables(world) == before


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_our_own_export_is_the_same_list(ops: Ops, seed: int) -> None:
    world = world_of(ops, random.Random(seed))
    world.make_guest("last", "u0", name="Người Cuối")
    table = writing.table(facts_of(world))
    for data in (writing.excel_file(table), writing.csv_file(table)):
        _, judged = take(world, data)
        assert len(judged) == len(table)
        assert {row["kind"] for row in judged} == {"same"}, [row for row in judged if row["kind"] != "same"]


def test_nothing_in_an_export_is_calculated(ops: Ops) -> None:
    import io

    import openpyxl

    world = world_of(ops, random.Random(1))
    for place, text in enumerate(TITLES):
        world.make_guest(None, "u0", name=f"Người {place}", title=text, note='=HYPERLINK("http://x")')
    table = writing.table(facts_of(world))
    book = openpyxl.load_workbook(io.BytesIO(writing.excel_file(table)))
    cells = [cell for row in book[writing.SHEET].iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert "=CMD()" in {cell.value for cell in cells}
    lines = writing.csv_file(table).decode("utf-8-sig")
    assert ",'=CMD()," in lines
    assert ",=" not in lines


def test_exports_through_the_api_are_noted(ops: Ops) -> None:
    from sqlalchemy import select

    from ops.core.models import access

    world = make_world(ops)
    world.make_guest("a1", "d1", name="Nguyễn Văn An", phone="+84912000111")
    staff, viewer = world.make_staff("protocol"), world.make_staff("supervisor")
    for name in ("export.xlsx", "export.csv"):
        assert world.get(viewer, f"lists/{name}").status_code == 403
        answer = world.get(staff, f"lists/{name}")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    assert "0912 000 111" in world.get(staff, "lists/export.csv").data.decode("utf-8-sig")
    with ops.db.read() as conn:
        rows = conn.execute(select(access).where(access.c.event_id == world.id)).all()
    assert [(row.what, row.persons) for row in rows] == [("guestlist.export", 1)] * 3
    template = world.get(staff, "lists/template.xlsx")
    assert template.status_code == 200
    assert_template(template.data, staff, world)


def assert_template(data: bytes, staff: Any, world: World) -> None:
    """The template is a list that is read: filled in with one line it brings one guest."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[writing.SHEET]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("Họ và tên") + 1, "Lê Thị Mới")
    sheet.cell(2, titles.index("Đoàn") + 1, "Đoàn d1")
    out = io.BytesIO()
    book.save(out)
    with world.ops.db.read() as conn:
        facts = queries.known(conn, world.id) | {"make": ""}
    judged, _ = reader.judge(out.getvalue(), facts)
    assert [row["kind"] for row in judged] == ["new"]


def test_a_name_two_delegations_share_is_exported_as_a_mark(ops: Ops) -> None:
    world = make_world(ops)
    world.make_delegation("x1", name="Công ty Một")
    world.make_delegation("x2", name="Công ty Một")
    world.make_guest("g1", "x1", name="Ai Đó")
    world.make_guest("g2", "x2", name="Ai Đó")
    _, judged = take(world, writing.csv_file(writing.table(facts_of(world))))
    assert [row["kind"] for row in judged] == ["same", "same"]


@pytest.mark.once
def test_an_empty_cell_keeps_what_is_there(ops: Ops) -> None:
    world = make_world(ops)
    world.make_guest("g1", "d1", name="Ai Đó", title="Phó", vip=True, phone="0912000111")
    _, judged = take(world, excel_of({"A": [["Họ tên", "Đoàn", "Chức vụ", "VIP", "SĐT"], ["Ai Đó", "Đoàn d1"]]}))
    assert [row["kind"] for row in judged] == ["same"]
