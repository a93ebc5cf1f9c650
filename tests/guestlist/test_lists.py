"""Acceptance of ugly lists through the API: what is new, what is wrong and where, taken in, taken back exactly."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from ops.checkin.models import category, delegation, guest
from tests.guestlist import ugly
from tests.guestlist.sheets import bring_in, cells_with, csv_of, excel_of, look, send
from tests.support.app import Ops
from tests.support.factories import Row, Staff, World, make_world, scan

UNITS = {
    "cg1": (ugly.CAM_GIANG, "10888"), "cg2": (ugly.CAM_GIANG_HUYEN, "10903"), "hb": (ugly.HONG_BANG, "11311"),
    "stc": (ugly.TAI_CHINH, None),
}  # fmt: skip


@pytest.fixture
def town(ops: Ops) -> tuple[World, Staff]:
    world = make_world(ops)
    world.make_category("so_nganh", "Sở, ngành")
    for one, (name, code) in UNITS.items():
        world.make_delegation(one, "so_nganh" if one == "stc" else "khach", name=name, unit_code=code)
    return world, world.make_staff("protocol")


def tables(world: World) -> dict[str, list[Row]]:
    """Guests and delegations as stored; when a row was last written is no part of what it says."""
    found = {}
    with world.ops.db.read() as conn:
        for table in (guest, delegation, category):
            rows = conn.execute(select(table).where(table.c.event_id == world.id).order_by(table.c.id)).mappings()
            found[table.name] = [{name: row[name] for name in row if name != "changed_at"} for row in rows]
    return found


def people(world: World) -> dict[tuple[str, str], Row]:
    return {(row["delegation"], row["name"]): row for row in tables(world)["guest"]}


def accept(town: tuple[World, Staff], list_id: str, **more: Any) -> Row:
    facts: Row = town[0].command(town[1], f"lists/{list_id}/accept", **({"rows": None} | more))["facts"]
    return facts


def test_one_table_for_all_units(town: tuple[World, Staff]) -> None:
    world, staff = town
    before = tables(world)
    list_id = bring_in(world, staff, ugly.one_for_all())
    found = look(world, staff, list_id)
    assert tables(world) == before, "a preview changes nothing"
    assert found["about"]["counts"] == {"new": 4, "error": 6, "doubtful": 1}
    assert cells_with(found, "unit_ambiguous") == ["Sheet1!E13"]
    assert "Xã Cẩm Giang; Ủy ban nhân dân Xã Cẩm Giàng" in str(found["rows"])
    assert cells_with(found, "unit_near") == ["Sheet1!E14"]
    assert cells_with(found, "formula") == ["Sheet1!D15"]
    assert cells_with(found, "unit_unknown") == ["Sheet1!E16"]
    assert cells_with(found, "no_phone") == ["Sheet1!F16"]
    assert cells_with(found, "no_email") == ["Sheet1!G16"]
    assert cells_with(found, "no_name") == ["Sheet1!B17"]
    assert cells_with(found, "two_phones") == ["Sheet1!F9"]
    repeated, twice = found["rows"][4], found["rows"][5]
    assert [one["facts"]["other"] for one in repeated["faults"]] == ["Sheet1!B10"]
    assert (repeated["kind"], twice["kind"]) == ("error", "doubtful")

    assert accept(town, list_id)["made"] == 4
    now = people(world)
    assert now["cg1", "Nguyễn Văn An"]["phone"] == "+84912345678"
    assert now["cg1", "Nguyễn Văn An"]["honorific"] == "Ông"
    assert now["cg1", "Nguyễn Văn An"]["email"] == "an@example.vn"
    assert now["cg2", "Nguyễn Văn An"]["phone"] == "+84987654321", "the same name in another commune is another person"
    assert now["hb", "Trần Thị Bình"]["honorific"] == "Đồng chí"
    assert now["stc", "Lê Minh Châu"]["head"] is True
    assert now["stc", "Lê Minh Châu"]["category"] == "so_nganh"
    assert world.command(staff, f"lists/{list_id}/undo")["facts"] == {
        "list": list_id, "removed": 4, "changed": 0, "stayed": 0,
    }  # fmt: skip
    assert tables(world) == before


def test_units_as_headings_and_old_letters(town: tuple[World, Staff]) -> None:
    world, staff = town
    list_id = bring_in(world, staff, ugly.by_headings())
    found = look(world, staff, list_id)
    assert found["about"]["counts"] == {"new": 4}, found["rows"]
    assert [(one["code"], one["facts"]) for one in found["about"]["faults"]] == [
        ("sheet_skipped", {"sheet": "Kinh phí"})
    ]
    accept(town, list_id)
    now = people(world)
    assert now["stc", "Đặng Thị Hường"]["honorific"] == "Bà"
    assert now["stc", "Đặng Thị Hường"]["title"] == "Trưởng phòng"
    assert now["hb", "Ngô Đức Thắng"]["phone"] == "+84912333444"
    assert {("stc", "Trần Thị Hương"), ("stc", "Lê Đức Thịnh")} <= now.keys()


def test_a_sheet_for_each_unit(town: tuple[World, Staff]) -> None:
    world, staff = town
    list_id = bring_in(world, staff, ugly.a_sheet_for_each())
    found = look(world, staff, list_id)
    assert found["about"]["counts"] == {"new": 4, "error": 1}, found["rows"]
    assert cells_with(found, "odd_status") == ["Danh sach!F5"]
    accept(town, list_id)
    now = people(world)
    assert now["cg2", "Nguyễn Thị Lan"]["status"] == "confirmed"
    assert now["cg2", "Phạm Văn Minh"]["status"] == "declined"
    assert now["stc", "Trịnh Thu Phương"]["vip"] is True
    assert now["stc", "Mai Anh Quân"]["status"] == "invited"


def test_against_the_database(town: tuple[World, Staff]) -> None:
    """The same person again, with new facts, with none, without accents, with another title and phone."""
    world, staff = town
    known = {"title": "Chủ tịch", "phone": "0912 345 678", "category": "khach", "status": "confirmed"}
    changed = world.make_guest("a1", "cg1", name="Nguyễn Văn An", **known)
    world.make_guest("a2", "cg2", name="Nguyễn Văn An", **(known | {"phone": None}))
    world.make_guest("a3", "hb", name="Trần Thị Bình", **known)
    world.make_guest("a4", "hb", name="Lý Hoàng", **known)
    before = tables(world)
    head = ["Họ tên", "Đơn vị", "Chức vụ", "SĐT"]
    rows = [
        head, ["NGUYỄN VĂN AN", "xã Cẩm Giang", "Bí thư", "0912345678"], ["Nguyen Van An", "10903", "Chủ tịch", ""],
        ["Trần Thị Bình", "Phường Hồng Bàng", "Văn thư", "0999888777"], ["Lý Hoáng", "Phường Hồng Bàng", "", ""],
        ["Trần Thị Bình", "Sở Tài chính", "Phó Giám đốc", "0912345678"],
    ]  # fmt: skip
    list_id = bring_in(world, staff, csv_of(rows))
    found = look(world, staff, list_id)
    assert [row["kind"] for row in found["rows"]] == ["changed", "same", "doubtful", "doubtful", "doubtful"]
    assert found["rows"][0]["before"] == {"title": "Chủ tịch"}
    assert [row["match"] for row in found["rows"]] == ["a1", "a2", "a3", "a4", "a3"]
    facts = accept(town, list_id, doubtful={3: "new", 4: "same as a4"})
    assert (facts["made"], facts["changed"]) == (1, 2)
    assert people(world)["cg1", "Nguyễn Văn An"]["title"] == "Bí thư"
    assert people(world)["hb", "Lý Hoáng"]["id"] == "a4"
    world.command(staff, f"guests/{changed}/change", changes={"note": "xe lăn"})
    world.command(staff, f"lists/{list_id}/undo")
    next(row for row in before["guest"] if row["id"] == "a1")["note"] = "xe lăn"
    assert tables(world) == before, "what somebody wrote elsewhere stays"


def test_an_undo_leaves_who_was_met_and_what_was_changed_since(town: tuple[World, Staff]) -> None:
    world, staff = town
    world.make_guest("a1", "cg1", name="Nguyễn Văn An", title="Chủ tịch")
    rows = [["Họ tên", "Đoàn", "Chức vụ"], ["Nguyễn Văn An", "xã Cẩm Giang", "Bí thư"],
            ["Đỗ Thị Ở", "Sở Tài chính", "Phó"], ["Đỗ Thị Về", "Sở Tài chính", "Phó"]]  # fmt: skip
    list_id = bring_in(world, staff, csv_of(rows))
    accept(town, list_id)
    stays = people(world)["stc", "Đỗ Thị Ở"]["id"]
    world.upload(world.make_device(), scan(guest=stays))
    world.command(staff, "guests/a1/change", changes={"title": "Phó Bí thư"})
    facts = world.command(staff, f"lists/{list_id}/undo")["facts"]
    assert (facts["removed"], facts["changed"], facts["stayed"]) == (1, 0, 2)
    now = people(world)
    assert now["cg1", "Nguyễn Văn An"]["title"] == "Phó Bí thư"
    assert ("stc", "Đỗ Thị Ở") in now
    assert ("stc", "Đỗ Thị Về") not in now
    said = look(world, staff, list_id, kind="stayed")["rows"]
    assert [row["faults"][-1]["code"] for row in said] == ["stays_changed", "stays_scan"]
    again = world.post(staff, f"lists/{list_id}/undo", ref="00000000-0000-4000-8000-00000000000a")
    assert again.json["error"]["code"] == "list_not_accepted"


def test_what_changed_between_preview_and_acceptance_stays(town: tuple[World, Staff]) -> None:
    world, staff = town
    world.make_guest("a1", "cg1", name="Nguyễn Văn An", title="Chủ tịch", note="")
    rows = [["Họ tên", "Đoàn", "Chức vụ", "Ghi chú"], ["Nguyễn Văn An", "xã Cẩm Giang", "Bí thư", "mới"],
            ["Ai Đó", "Sở Tài chính", "", ""]]  # fmt: skip
    list_id = bring_in(world, staff, csv_of(rows))
    world.command(staff, "guests/a1/change", changes={"title": "Phó Chủ tịch"})
    world.make_guest("a2", "stc", name="Ai Đó")
    facts = accept(town, list_id)
    assert (facts["made"], facts["changed"], facts["left"]) == (0, 1, 2)
    one = people(world)["cg1", "Nguyễn Văn An"]
    assert (one["title"], one["note"]) == ("Phó Chủ tịch", "mới")


def test_units_that_nobody_knows_are_made_only_when_asked(town: tuple[World, Staff]) -> None:
    world, staff = town
    before = tables(world)
    rows = [["Họ tên", "Đơn vị"], ["Ai Đó", "Công ty Hoa Phượng"], ["Ai Nữa", "công ty  Hoa Phượng"],
            ["Ai Kia", "Phường Hồng Bàn"]]  # fmt: skip
    refused = look(world, staff, bring_in(world, staff, csv_of(rows)))
    assert refused["about"]["counts"] == {"error": 3}
    list_id = bring_in(world, staff, csv_of(rows), make_delegations="so_nganh")
    assert look(world, staff, list_id)["about"]["counts"] == {"new": 2, "error": 1}
    facts = accept(town, list_id)
    assert (facts["made"], facts["delegations"]) == (2, 1)
    made = [row for row in tables(world)["delegation"] if row["name"] == "Công ty Hoa Phượng"]
    assert [row["category"] for row in made] == ["so_nganh"]
    assert made[0]["code_hash"]
    world.command(staff, f"lists/{list_id}/undo")
    assert tables(world) == before


def test_single_rows_and_rows_that_may_not_be_taken(town: tuple[World, Staff]) -> None:
    world, staff = town
    rows = [["Họ tên", "Đơn vị"], ["Ai Một", "Sở Tài chính"], ["Ai Hai", "Sở Tài chính"], ["", "Sở Tài chính"]]
    list_id = bring_in(world, staff, csv_of(rows))
    ref = "00000000-0000-4000-8000-00000000000b"
    refused = world.post(staff, f"lists/{list_id}/accept", ref=ref, rows=[3])
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "list_row_not_open")
    assert accept(town, list_id, rows=[2])["made"] == 1
    assert accept(town, list_id, rows=[2])["made"] == 0
    assert accept(town, list_id, rows=None)["made"] == 1
    assert world.command(staff, f"lists/{list_id}/undo")["facts"]["removed"] == 2


def test_rights_and_repeats(town: tuple[World, Staff]) -> None:
    world, staff = town
    data = csv_of([["Họ tên", "Đơn vị"], ["Ai Một", "Sở Tài chính"]])
    assert send(world, world.make_staff("viewer"), data).status_code == 403
    asked = {"ref": "00000000-0000-4000-8000-00000000000c"}
    first, second = send(world, staff, data, **asked), send(world, staff, data, **asked)
    assert first.json["facts"] == second.json["facts"]
    assert second.json["repeat"]
    assert send(world, staff, data, make_delegations="nobody").status_code == 422
    sources = {file.parent.name for file in (world.ops.data / "jobs" / world.id).glob("*/source")}
    assert sources <= {first.json["facts"]["job"]}, "what was refused or repeated is not kept"
    path = f"/api/events/{world.id}/lists?name=x&ref=00000000-0000-4000-8000-00000000000d"
    assert world.ops.ask("POST", path, staff.token, json={}).status_code == 415


def test_a_whole_file_may_be_refused(town: tuple[World, Staff]) -> None:
    world, staff = town
    found = look(world, staff, bring_in(world, staff, excel_of({"Kinh phí": [["Khoản", "Tiền"], ["In", 5]]})))
    assert found["about"]["state"] == "refused"
    assert [one["code"] for one in found["about"]["faults"]] == ["list_no_header"]
    assert list((world.ops.data / "jobs" / world.id).glob("*/source")) == [], "the file itself is not kept"
