"""Notices by version, who was handed what, and one person: everything out, or everything blank."""

import json

import pytest
from sqlalchemy import insert, select

from ops import checks
from ops.checkin.models import guest
from ops.core.models import access, journal
from ops.invitations.models import consent
from ops.privacy.notice import law_at, propose
from ops.privacy.proof import Needles, redact, spellings
from tests.privacy.test_purge import Filled, fill, traces, traces_in_tables
from tests.support.app import Ops
from tests.support.factories import new_ref, scan


@pytest.fixture
def filled(own_ops: Ops) -> Filled:
    return fill(own_ops)


# ---------- notices ----------


def test_a_notice_is_never_edited(own_ops: Ops) -> None:
    one = fill(own_ops, guests=5)
    boss, director = one.world.make_staff("organiser"), one.world.make_staff("director")
    first = one.world.get(director, "notices").json
    assert first["versions"] == []
    assert "Sở Thử" in first["proposed"]["words_vi"]
    line = one.world.command(boss, "notices", **first["proposed"])
    assert (line["kind"], line["facts"]) == ("privacy.notice_published", {"version": 1})
    assert one.world.command(boss, "notices", words_vi="Bản hai\n\nđoạn hai")["facts"] == {"version": 2}
    with own_ops.db.write() as conn:
        for version, act in ((1, "told"), (2, "told"), (2, "agreed"), (2, "agreed")):
            row = {"guest_id": one.guests[0], "version": version, "act": act, "via": "page", "at": 1}
            conn.execute(insert(consent).values(event_id=one.world.id, ref=new_ref(), **row))
    newest, older = one.world.get(director, "notices").json["versions"]
    assert (newest["words_vi"], newest["said"]) == ("Bản hai\n\nđoạn hai", {"told": 1, "agreed": 1})
    assert older["words_vi"] == first["proposed"]["words_vi"]
    assert one.world.post(director, "notices", ref=new_ref(), words_vi="x").status_code == 403
    assert one.world.post(boss, "notices", ref=new_ref(), words_vi=" \n ").status_code == 422


def test_the_law_is_the_one_of_the_day() -> None:
    assert "91/2025" in law_at(1767200400000)[0]
    assert "13/2023" in law_at(1767200399999)[0]
    facts = {"organiser": "Sở A", "name": "Đêm", "starts_at": 1767200400000}
    rules = {"controller": "Sở B", "contact": "0225 000 111", "retention_days": 45}
    words = propose(facts, rules)
    for needed in ("Sở B", "45 ngày", "0225 000 111", "91/2025", "ghi hình", "rút lại đồng ý"):
        assert needed in words["words_vi"]
    assert "45 days" in words["words_en"]


# ---------- who was handed what ----------


def test_the_access_log_says_who_what_and_how_many(filled: Filled) -> None:
    boss, viewer = filled.world.make_staff("organiser"), filled.world.make_staff("supervisor")
    assert filled.world.post(boss, f"guests/{filled.guests[0]}/data").status_code == 200
    rows = filled.world.get(boss, "access").json
    newest = rows["rows"][0]
    assert (newest["what"], newest["persons"], newest["detail"]) == ("privacy.person", 1, f"guest {filled.guests[0]}")
    assert newest["by"].startswith("Người ")
    assert {row["what"]: row["times"] for row in rows["totals"]} == {"guestlist.export": 1, "privacy.person": 1}
    assert filled.world.get(viewer, "access").status_code == 403


# ---------- one person ----------


def test_everything_about_one_person(filled: Filled) -> None:
    boss, director = filled.world.make_staff("organiser"), filled.world.make_staff("director")
    first = filled.guests[0]
    data = filled.world.post(boss, f"guests/{first}/data").json
    assert data["guest"]["phone"].startswith("+849")
    assert [len(data[name]) for name in ("scans", "undos", "calls", "mail", "consent")] == [1, 1, 1, 1, 1]
    assert data["introductions"] == [1]
    assert data["scans"][0]["at"].endswith("Z")
    assert not {"code_hash", "fold"} & data["guest"].keys()
    aside = filled.world.post(boss, f"guests/{filled.guests[3]}/data").json
    assert len(aside["kept_aside"]) == 1
    assert filled.world.post(director, f"guests/{first}/data").status_code == 403
    assert filled.world.post(boss, "guests/nobody/data").status_code == 404


def test_one_person_is_blanked_and_the_others_stay(filled: Filled) -> None:
    ops, world, first = filled.world.ops, filled.world, filled.guests[2]
    boss, desk = world.make_staff("organiser"), world.make_device()
    world.upload(desk, scan(guest=first))
    with ops.db.read() as conn:
        query = select(guest).where(guest.c.event_id == world.id).order_by(guest.c.id)
        before = {row["id"]: dict(row) for row in conn.execute(query).mappings()}
    counts = world.row("board", "event", world.id)
    line = world.command(boss, f"guests/{first}/erase", reason="asked")
    assert line["facts"]["changes"] == {"status": {"before": "confirmed", "after": "cancelled"}}
    mine = {before[first][name] for name in ("name", "phone", "email", "host")}
    assert traces_in_tables(ops, mine) == []
    if ops.db.sqlite:
        assert (
            traces(
                mine,
                *(ops.data / f"ops.db{ending}" for ending in ("", "-wal") if (ops.data / f"ops.db{ending}").exists()),
            )
            == {}
        )
        assert traces(mine, ops.data / "jobs") == {}
    with ops.db.read() as conn:
        after = {row["id"]: dict(row) for row in conn.execute(query).mappings()}
        assert conn.execute(select(access.c.what)).scalars().all().count("privacy.erase") == 1
    assert {one: row for one, row in after.items() if one != first} == {
        one: row for one, row in before.items() if one != first
    }
    assert (after[first]["name"], after[first]["status"], after[first]["entries"]) == ("Đã xóa", "cancelled", 1)
    now = world.row("board", "event", world.id)
    assert counts is not None
    assert now == counts | {"invited": counts["invited"] - 1, "confirmed": counts["confirmed"] - 1}
    assert checks.run(ops.db, world.id) == []
    again = world.command(boss, f"guests/{first}/erase", reason="asked")
    assert again["seq"] is None


def test_a_late_scan_of_an_erased_person_is_judged_as_of_its_time(filled: Filled) -> None:
    """The tablet let them in before the erasure and hands it in afterwards: the presence is counted, without a name."""
    from ops.core import clock

    boss, desk, who = filled.world.make_staff("organiser"), filled.world.make_device(), filled.guests[6]
    earlier = clock.now() - 1000
    filled.world.command(boss, f"guests/{who}/erase", reason="withdrawn")
    (answer,) = filled.world.upload(desk, scan(guest=who, at=earlier, told=True))
    assert (answer["state"], answer["admit"]) == ("accepted", True)
    assert answer["guest"]["name"] == "Đã xóa"
    assert checks.run(filled.world.ops.db, filled.world.id) == []


def test_the_journal_of_an_erasure_names_nobody(filled: Filled) -> None:
    boss, who = filled.world.make_staff("organiser"), filled.guests[1]
    filled.world.command(boss, f"guests/{who}/erase", reason="mistake")
    with filled.world.ops.db.read() as conn:
        query = select(journal.c.facts).where(journal.c.kind == "privacy.guest_erased")
        facts = json.loads(conn.execute(query).scalar_one())
    assert facts == {
        "guest": who,
        "reason": "mistake",
        "changes": {"status": {"before": "confirmed", "after": "cancelled"}},
    }


# ---------- the search itself ----------


def test_spellings() -> None:
    assert {"Nguyễn Thị Ngà".encode(), b"nguyen thi nga"} <= spellings("Nguyễn Thị Ngà")
    assert {b"0912345678", b"84912345678", b"0912 345 678", b"0912.345.678"} <= spellings("+84912345678")
    assert spellings("+84912345678") >= spellings("0912 345 678") - {b"0912 345 678"}
    assert spellings("An") == set()


@pytest.mark.parametrize("pad", range(7))
def test_a_needle_is_found_at_every_place(pad: int) -> None:
    needles = Needles()
    needles.add("Lê Thị Ưng")
    value = "Lê Thị Ưng".encode()
    assert list(needles.find(b"\x00" * pad + value + b"z" * (6 - pad))) != []
    assert list(needles.find(b"\x00" * pad + value[:-1] + b"z" * 9)) == []


def test_what_stays_elsewhere_is_not_counted_and_the_rest_is() -> None:
    needles = Needles()
    for name in ("Trần Văn Mười", "Hoàng Thị Tám"):
        needles.add(name)
    needles.spare(["... Trần Văn Mười ..."])
    assert (len(needles), needles.kept) == (1, {"Trần Văn Mười"})
    assert needles.stand_in("xx Hoàng Thị Tám")
    assert not needles.stand_in("Trần Văn Mười")
    assert redact({"a": ["Hoàng Thị Tám", 1]}, needles, "–") == {"a": ["–", 1]}
