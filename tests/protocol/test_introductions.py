"""Introductions through the product: scans in, orders, freezing, late arrivals, undo, stand-ins, coming back."""

from typing import Any

import pytest
from sqlalchemy import select, update

from ops.checkin.models import category, guest
from ops.core.models import journal
from ops.protocol import rules
from ops.protocol.models import freeze
from tests.support.factories import Device, Row, Staff, World, new_ref, scan, undo


class Evening:
    """Two blocks: six of the city by rank, three guests; an officer and a door."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.make_category("tp", "UBND thành phố", order=0)
        world.make_delegation("d2", "tp", name="Sở A")
        ranks = [40, 10, 20, 20, 20, 80]
        self.city = [
            world.make_guest(f"c{number}", "d2", rank=rank, honorific="Bà", title="Phó Giám đốc", order=number + 1)
            for number, rank in enumerate(ranks)
        ]
        self.others = world.make_guests(3)
        self.officer: Staff = world.make_staff("protocol")
        self.door: Device = world.make_device()

    def come(self, *guests: str, **facts: Any) -> list[Row]:
        items = [scan(guest=one, **facts) for one in guests]
        self.world.upload(self.door, *items)
        return items

    def rows(self, entity: str) -> list[Row]:
        rows: list[Row] = self.world.snapshot("intro")["rows"].get(entity, [])
        return rows

    def read(self) -> list[Row]:
        """What a device would show, from the rows that it gets."""
        return rules.arrange(self.rows("category"), self.rows("guest"))

    def named(self) -> list[str]:
        return [one["id"] for block in self.read() for one in block["people"]]

    def command(self, path: str, **body: Any) -> Row:
        return self.world.command(self.officer, path, **body)

    def block(self, **changes: Any) -> None:
        self.command("categories/tp/change", changes=changes)

    def freezes(self) -> list[Row]:
        return self.rows("freeze")


@pytest.fixture
def evening(world: World) -> Evening:
    return Evening(world)


def test_only_who_came_in_order_of_rank(evening: Evening) -> None:
    evening.block(named=-1)
    assert evening.named() == []
    evening.come("c5", "c0", "c3")
    evening.come("c1", "c2")
    assert evening.named() == ["c1", "c2", "c3", "c0", "c5"]


def test_the_first_of_a_block_by_name_the_others_together(evening: Evening) -> None:
    evening.come(*evening.city, *evening.others)
    city, khach = evening.read()
    assert [one["id"] for one in city["people"]] == ["c1"]
    assert city["together"] == "Cùng dự có 5 đại biểu khối Ủy ban nhân dân thành phố."
    assert city["people"][0]["line"].startswith("Bà Khách Thử ")
    assert city["people"][0]["line"].endswith(", Phó Giám đốc, Sở A")
    assert len(khach["people"]) == 1 and len(khach["others"]) == 2


def test_a_scan_taken_back_and_a_guest_who_left_are_not_read(evening: Evening) -> None:
    entry, _ = evening.come("c1", "c2")
    assert evening.named() == ["c1"]
    evening.world.upload(evening.door, undo(entry))
    assert evening.named() == ["c2"]
    evening.come("c2", direction="out")
    assert evening.named() == []
    evening.come("c2")
    assert evening.named() == ["c2"], "who comes back is read again"


def test_a_deputy_stands_at_the_own_rank(evening: Evening) -> None:
    with evening.world.ops.db.write() as conn:
        here = (guest.c.event_id == evening.world.id) & (guest.c.id == "c5")
        conn.execute(update(guest).where(here).values(stands_for="c1", order=2))
    evening.block(named=2)
    evening.come("c5", "c0", "c2")
    city = evening.read()[0]
    assert [one["id"] for one in city["people"]] == ["c2", "c0"]
    assert city["others"] == ["c5"]
    evening.command("guests/c5/change", changes={"intro": "always"})
    people = evening.read()[0]["people"]
    assert [(one["id"], one["deputy"]) for one in people] == [("c2", False), ("c0", False), ("c5", True)]


def test_people_of_one_rank_change_places_and_nobody_else_moves(evening: Evening) -> None:
    evening.block(named=-1)
    evening.come("c0", "c1", "c2", "c3", "c4")
    evening.command("introductions/people", guests=["c4", "c2"])
    assert evening.named() == ["c1", "c4", "c3", "c2", "c0"]
    evening.command("introductions/people", guests=["c2", "c3", "c4"])
    assert evening.named() == ["c1", "c2", "c3", "c4", "c0"]


@pytest.mark.parametrize("wanted", [["c1", "c2"], ["c2", "c2"], ["c2", "nobody"]])
def test_a_rank_is_not_jumped_by_moving(evening: Evening, wanted: list[str]) -> None:
    answer = evening.world.post(evening.officer, "introductions/people", ref=new_ref(), guests=wanted)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "not_one_rank")


def test_blocks_in_another_order(evening: Evening) -> None:
    evening.come("c1", evening.others[0])
    assert [one["id"] for one in evening.read()] == ["tp", "khach"]
    evening.command("introductions/blocks", blocks=["khach"])
    assert [one["id"] for one in evening.read()] == ["khach", "tp"]


def test_freezing_keeps_what_was_read(evening: Evening) -> None:
    evening.come("c1", "c2", *evening.others)
    before = evening.read()
    line = evening.command("introductions/freeze", note="Đọc chậm")
    assert line["facts"] == {"version": 1, "named": 2, "others": 3}
    evening.command("guests/c1/change", changes={"title": "Quyền Giám đốc"})
    evening.come("c3")
    (kept,) = evening.freezes()
    assert kept["blocks"] == before
    assert (kept["version"], kept["note"], kept["id"]) == (1, "Đọc chậm", "1")
    assert kept["by"]


def test_marks_after_freezing(evening: Evening) -> None:
    evening.block(named=2)
    evening.come("c2", "c3", "c4")
    evening.command("introductions/freeze")
    frozen = evening.freezes()[0]["blocks"]
    assert rules.compare(frozen, evening.read()) == {}
    evening.come("c1")
    assert rules.compare(frozen, evening.read()) == {"c1": "late", "c3": "unnamed"}
    evening.come("c2", direction="out")
    assert rules.compare(frozen, evening.read()) == {"c1": "late", "c2": "gone"}
    evening.command("guests/c3/change", changes={"title": "Giám đốc"})
    assert rules.compare(frozen, evening.read()) == {"c1": "late", "c2": "gone", "c3": "changed"}
    evening.command("introductions/freeze")
    assert rules.compare(evening.freezes()[-1]["blocks"], evening.read()) == {}


def test_the_same_freeze_asked_twice_is_one_version(evening: Evening) -> None:
    evening.come("c1")
    ref = new_ref()
    first = evening.command("introductions/freeze", ref=ref)
    again = evening.command("introductions/freeze", ref=ref)
    assert again["repeat"] and again["facts"] == first["facts"]
    assert len(evening.freezes()) == 1


def test_devices_hold_the_newest_versions_the_table_all(evening: Evening) -> None:
    for _ in range(7):
        evening.command("introductions/freeze")
    assert [one["version"] for one in evening.freezes()] == [3, 4, 5, 6, 7]
    with evening.world.ops.db.read() as conn:
        kept = conn.execute(select(freeze.c.version).where(freeze.c.event_id == evening.world.id)).all()
    assert len(kept) == 7


def test_nothing_personal_in_the_journal(evening: Evening) -> None:
    evening.come("c1")
    evening.command("guests/c1/change", changes={"pronounce": "Canary một", "title": "Canary hai"})
    evening.block(collective="Canary ba")
    evening.command("introductions/freeze", note="Canary bốn")
    with evening.world.ops.db.read() as conn:
        lines = conn.execute(select(journal.c.facts).where(journal.c.event_id == evening.world.id)).scalars().all()
    assert [one for one in lines if "Canary" in one or "Khách Thử" in one] == []


def test_a_foreign_block_is_not_there(evening: Evening) -> None:
    body = {"ref": new_ref(), "changes": {"named": 3}}
    assert evening.world.post(evening.officer, "categories/nowhere/change", **body).status_code == 404
    with evening.world.ops.db.read() as conn:
        rows = conn.execute(select(category.c.named).where(category.c.event_id == evening.world.id)).scalars().all()
    assert set(rows) == {1}


@pytest.mark.parametrize("role", ["mc", "stage_manager", "supervisor", "director"])
def test_who_reads_does_not_freeze(evening: Evening, role: str) -> None:
    reader = evening.world.make_staff(role)
    assert evening.world.get(reader, "snapshot/intro").status_code == 200
    assert evening.world.post(reader, "introductions/freeze", ref=new_ref()).status_code == 403


# ---------- the wall ----------


def test_the_wall_gets_only_what_it_may_show(evening: Evening) -> None:
    evening.come("c1")
    row = evening.world.row("welcome", "guest", "c1")
    assert row is not None
    assert row.keys() == {"id", "honorific", "name", "title", "unit", "category", "vip", "in_at"}
    assert row["unit"] == "Sở A"
    evening.command("guests/c1/change", changes={"name": "<script>alert(1)</script>"})
    assert evening.world.row("welcome", "guest", "c1") is None
    assert evening.world.row("intro", "guest", "c1") is not None


def test_a_wall_sees_the_wall_and_nothing_else(evening: Evening) -> None:
    wall = evening.world.make_device("wall", post=None)
    assert evening.world.get(wall, "snapshot/welcome").status_code == 200
    for audience in ("desk", "board", "intro"):
        assert evening.world.get(wall, f"snapshot/{audience}").status_code == 403
