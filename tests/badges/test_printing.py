"""Whose badge is printed, what the log says, what a second print meets, and the numbers of the paper list."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from ops.checkin.models import guest
from ops.core import clock, journal
from ops.core.models import access, journal as journal_table
from tests.support.app import Ops
from tests.support.factories import Row, Staff, World, new_ref, scan


@pytest.fixture
def boss(world: World) -> Staff:
    return world.make_staff("organiser")


def change(world: World, guest_id: str, **values: object) -> None:
    """Columns that other parts of the product set."""
    with world.ops.db.write() as conn:
        conn.execute(update(guest).where(guest.c.event_id == world.id, guest.c.id == guest_id).values(**values))


def accesses(world: World) -> list[tuple[str, int]]:
    with world.ops.db.read() as conn:
        query = select(access.c.what, access.c.persons).where(access.c.event_id == world.id).order_by(access.c.at)
        return [(row.what, row.persons) for row in conn.execute(query)]


def chosen(world: World, staff: Staff, query: str) -> list[str]:
    answer = world.get(staff, f"badges?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json["people"] == len(answer.json["guests"])
    return [row["id"] for row in answer.json["guests"]]


# ---------- choices ----------


def test_every_choice_means_whom_it_says(world: World, boss: Staff) -> None:
    world.make_category("vip", order=0)
    world.make_delegation("d2", "vip")
    first, second = world.make_guests(2)
    invited = world.make_guest(status="invited")
    star = world.make_guest(delegation="d2")
    away = world.make_guest(delegation="d2", status="declined")
    gone = world.make_guest(status="cancelled")
    walked, waiting, replaced = world.make_guests(3)
    change(world, walked, walk_in=True, approval="approved")
    change(world, waiting, walk_in=True, approval="pending")
    change(world, replaced, stand_in=second)
    change(world, second, stands_for=replaced)
    everybody = chosen(world, boss, "which=confirmed")
    assert everybody[0] == star  # its block comes first
    assert set(everybody[1:]) == {first, second, walked}
    assert set(chosen(world, boss, "which=delegation&delegation=d1")) == {first, second, invited, walked}
    assert chosen(world, boss, "which=category&category=vip") == [star]
    assert chosen(world, boss, "which=walk_ins") == [walked]
    assert set(chosen(world, boss, f"which=guests&guests={away},{gone},{waiting}")) == {away, gone, waiting}
    assert chosen(world, boss, "which=delegation&delegation=nothing") == []


def test_heads_come_first_and_then_rank(world: World, boss: Staff) -> None:
    low = world.make_guest(rank=50)
    high = world.make_guest(rank=5)
    head = world.make_guest(rank=70, head=True)
    assert chosen(world, boss, "which=confirmed") == [head, high, low]


def test_only_those_not_printed_yet(world: World, boss: Staff) -> None:
    first, second = world.make_guests(2)
    world.command(boss, "badges/print", layout="a6", which="guests", guests=[first])
    assert chosen(world, boss, "which=confirmed&unprinted=true") == [second]
    world.command(boss, "badges/print", layout="a6", which="confirmed", unprinted=True)
    answer = world.post(boss, "badges/print", ref=new_ref(), layout="a6", which="confirmed", unprinted=True)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "nobody_to_print")


@pytest.mark.parametrize("body", [{"which": "guests"}, {"which": "delegation"}, {"which": "category"}, {"which": "x"}])
def test_a_choice_without_its_thing_is_refused(world: World, boss: Staff, body: Row) -> None:
    assert world.post(boss, "badges/print", ref=new_ref(), layout="a6", **body).status_code == 422


# ---------- printing from the browser ----------


def test_a_desk_prints_one_badge_right_after_the_scan(world: World) -> None:
    tablet = world.make_device()
    one = world.make_guest(honorific="Bà", title="Trưởng phòng")
    made = world.command(tablet, "badges/print", layout="label62", which="guests", guests=[one])
    assert made["facts"] == {"layout": "label62", "count": 1, "guests": [one], "job": None}
    card = made["cards"][0]
    assert (card["honorific"], card["title"], card["unit"]) == ("Bà", "Trưởng phòng", "Đoàn d1")
    assert card["url"].endswith(f"/I/{world.code_of(one)}")
    assert card["qr"]["side"] >= 29
    assert "phone" not in json.dumps(made)
    assert accesses(world) == [("badges.page", 1)]


def test_a_second_print_is_refused_with_when_and_by_whom(world: World, boss: Staff, frozen: int) -> None:
    tablet = world.make_device(name="Bàn 7")
    one, other = world.make_guests(2)
    world.command(tablet, "badges/print", layout="label62", which="guests", guests=[one])
    clock.freeze(frozen + clock.HOUR)
    answer = world.post(boss, "badges/print", ref=new_ref(), layout="a6", which="guests", guests=[one, other])
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "printed_before")
    told = answer.json["error"]
    assert list(told["fields"]) == [one]
    assert told["fields"][one].endswith(", Bàn 7")
    assert "Bàn 7" in told["message"]
    assert "1" in told["message"]
    clock.freeze(frozen + 2 * clock.HOUR)
    again = world.command(boss, "badges/print", layout="a6", which="guests", guests=[one, other], again=True)
    assert again["facts"]["count"] == 2
    row = next(row for row in world.get(boss, "badges").json["guests"] if row["id"] == one)
    assert (row["printed"]["n"], row["printed"]["by"]) == (2, f"Người {boss.login}")
    runs = world.get(boss, "badges/log").json["runs"]
    assert [(run["people"], run["layout"], run["job"]) for run in runs] == [(2, "a6", None), (1, "label62", None)]


def test_the_same_ref_prints_once(world: World, boss: Staff) -> None:
    one, ref = world.make_guest(), new_ref()
    first = world.command(boss, "badges/print", ref=ref, layout="a6", which="guests", guests=[one])
    second = world.command(boss, "badges/print", ref=ref, layout="a6", which="guests", guests=[one])
    assert (second["repeat"], second["seq"], second["cards"]) == (True, first["seq"], first["cards"])
    assert world.get(boss, "badges/log").json["runs"][0]["people"] == 1


def test_too_many_for_one_page_go_by_pdf(world: World, boss: Staff) -> None:
    world.make_guests(51)
    answer = world.post(boss, "badges/print", ref=new_ref(), layout="a6", which="confirmed")
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "too_many_for_browser")
    assert world.get(boss, "badges/log").json["runs"] == []


def test_guests_of_another_event_are_nobody(ops: Ops, world: World, boss: Staff) -> None:
    from tests.support.factories import make_world

    stranger = make_world(ops).make_guest()
    answer = world.post(boss, "badges/print", ref=new_ref(), layout="a6", which="guests", guests=[stranger])
    assert answer.json["error"]["code"] == "nobody_to_print"


def test_the_journal_names_no_person(world: World, boss: Staff) -> None:
    world.make_guest(name="Phùng Khắc Ẩn Danh", title="Chức vụ kín")
    world.command(boss, "badges/print", layout="a6", which="confirmed")
    world.command(boss, "paper")
    with world.ops.db.read() as conn:
        query = select(journal_table.c.facts, journal_table.c.subjects, journal_table.c.kind)
        lines = [tuple(row) for row in conn.execute(query.where(journal_table.c.event_id == world.id))]
    assert {"badges.printed", "badges.numbers_given"} <= {line[2] for line in lines}
    assert not [line for line in lines if "Ẩn Danh" in str(line) or "Chức vụ kín" in str(line)]


# ---------- sheets in the background ----------


def job_of(world: World, answer: Row) -> Row:
    """The job after it has run here, in the test's own time."""
    world.ops.hall.extra["jobs"].run(world.id, answer["id"])
    return wait_for(world, answer["id"])


def file_of(world: World, staff: Staff, row: Row) -> bytes:
    with world.get(staff, f"jobs/{row['id']}/file") as answer:
        assert answer.status_code == 200
        found: bytes = answer.data
        return found


def wait_for(world: World, job_id: str) -> Row:
    import time

    from ops.core import jobs

    for _ in range(300):
        row = jobs.find(world.ops.db, world.id, job_id)
        if row["state"] not in jobs.OPEN:
            return row
        time.sleep(0.1)
    raise AssertionError("the job does not end")


def test_sheets_are_made_and_noted(world: World, boss: Staff) -> None:
    ids = world.make_guests(12)
    answer = world.post(boss, "badges/sheets", ref=new_ref(), layout="a6", which="confirmed")
    assert answer.status_code == 200, answer.text
    row = job_of(world, answer.json)
    assert (row["state"], json.loads(row["result"])["count"]) == ("done", 12)
    assert "Khách" not in row["asked"] + row["result"]
    assert file_of(world, boss, row).startswith(b"%PDF")
    with world.ops.db.read() as conn:
        printed = [line for line in journal.since(conn, world.id, 0) if line.kind == "badges.printed"]
    assert [sorted(line.facts["guests"]) for line in printed] == [sorted(ids)]
    assert accesses(world) == [("badges.sheet", 12)]
    again = world.post(boss, "badges/sheets", ref=new_ref(), layout="a6", which="confirmed")
    assert (again.status_code, again.json["error"]["code"]) == (409, "printed_before")


def test_the_same_ref_asks_for_one_sheet(world: World, boss: Staff) -> None:
    world.make_guest()
    ref = new_ref()
    first = world.post(boss, "badges/sheets", ref=ref, layout="a6", which="confirmed").json
    job_of(world, first)
    second = world.post(boss, "badges/sheets", ref=ref, layout="a6", which="confirmed").json
    assert (second["id"], second["state"]) == (first["id"], "done")
    assert len(world.get(boss, "badges/log").json["runs"]) == 1


def test_a_sheet_that_was_stopped_has_printed_nothing(
    world: World, boss: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = world.ops.hall.extra["jobs"]
    monkeypatch.setattr(type(jobs), "start", lambda self, row: None)
    one = world.make_guest()
    made = world.post(boss, "badges/sheets", ref=new_ref(), layout="a6", which="guests", guests=[one]).json
    assert world.get(boss, "badges").json["printed"] == 1  # on its way: nobody else prints it meanwhile
    assert world.post(boss, f"jobs/{made['id']}/stop", ref=new_ref()).status_code == 200
    assert world.get(boss, "badges").json["printed"] == 0
    assert world.get(boss, "badges/log").json["runs"] == []


# ---------- the list on paper ----------


def numbers_of(groups: list[Row]) -> list[int]:
    return [person["number"] for group in groups for person in group["people"]]


def test_a_number_stays_with_its_guest(world: World, boss: Staff) -> None:
    first, second = world.make_guests(2)
    paper = world.command(boss, "paper")
    assert numbers_of(paper["groups"]) == [1, 2]
    early = world.make_guest(rank=1)
    change(world, first, status="cancelled")
    later = world.command(boss, "paper")
    assert numbers_of(later["groups"]) == [3, 2]  # the new one stands first in the list and has the next number
    owners = {row["number"]: row["id"] for row in world.get(boss, "paper/numbers").json["numbers"]}
    assert owners == {1: first, 2: second, 3: early}
    assert world.command(boss, "paper")["seq"] is None


def test_the_paper_list_shows_what_a_desk_needs_and_is_noted(world: World, boss: Staff) -> None:
    world.make_guests(2, title="Phó Giám đốc")
    world.make_delegation("d2")
    world.make_guest(delegation="d2", unit="Phòng riêng")
    paper = world.command(boss, "paper")
    assert [group["name"] for group in paper["groups"]] == ["Đoàn d1", "Đoàn d2"]
    assert [person["unit"] for group in paper["groups"] for person in group["people"]] == ["", "", "Phòng riêng"]
    assert "phone" not in json.dumps(paper)
    part = world.command(boss, "paper", delegation="d2")
    assert numbers_of(part["groups"]) == [3]
    assert accesses(world) == [("badges.paper", 3), ("badges.paper", 1)]


def test_the_paper_list_as_a_file(world: World, boss: Staff) -> None:
    world.make_guests(60)
    row = job_of(world, world.post(boss, "paper/file", ref=new_ref()).json)
    assert (row["state"], json.loads(row["result"])["count"]) == ("done", 60)
    assert json.loads(row["result"])["pages"] == 3
    assert file_of(world, boss, row).startswith(b"%PDF")


def test_an_empty_list_says_so(world: World, boss: Staff) -> None:
    assert world.post(boss, "paper", ref=new_ref()).json["error"]["code"] == "nobody_to_print"


def test_typed_numbers_go_the_way_of_every_scan(world: World, boss: Staff, frozen: int) -> None:
    """What a tablet saw earlier counts; the typed line becomes a conflict for the supervisor, nothing is lost."""
    first, second = world.make_guests(2)
    blocked = world.make_guest(blocked="an ninh")
    world.command(boss, "paper")
    tablet = world.make_device()
    world.upload(tablet, scan(guest=first, at=frozen - 30 * clock.MINUTE, told=True))
    typed = [scan(guest=one, gate="g1", method="list", at=frozen - 20 * clock.MINUTE, told=True)
             for one in (first, second, blocked)]  # fmt: skip
    states = [answer["state"] for answer in world.upload(boss, *typed)]
    assert states == ["conflict", "accepted", "disputed"]
    rows = {row["id"]: row for row in world.get(boss, "paper/numbers").json["numbers"]}
    assert rows[second]["in_at"] == clock.iso(frozen - 20 * clock.MINUTE)
    back = {"type": "undo", "ref": new_ref(), "target": typed[1]["ref"], "device_at": typed[1]["device_at"]}
    desk = world.make_staff("reception")
    mine = scan(guest=second, gate="g1", method="list", at=frozen - 20 * clock.MINUTE, told=True)
    assert world.upload(boss, back | {"offset_ms": 0, "reason": "gõ nhầm"})[0]["state"] == "accepted"
    assert world.upload(desk, mine)[0]["state"] == "accepted"
    take_back = back | {"ref": new_ref(), "target": mine["ref"], "device_at": mine["device_at"], "offset_ms": 0}
    assert world.upload(desk, take_back)[0]["state"] == "accepted"
    assert not {row["id"]: row for row in world.get(boss, "paper/numbers").json["numbers"]}[second]["inside"]
