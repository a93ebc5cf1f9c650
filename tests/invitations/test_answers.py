"""The page behind a code, answers, stand-ins, the policy, the office's list and the messages to copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from ops.checkin.models import guest as guest_table
from ops.checkin.ranks import rank_of_title
from ops.core import clock
from ops.core.models import access, journal
from ops.invitations.models import consent, notice
from tests.support.app import Ops
from tests.support.factories import Row, Staff, World, make_world, new_ref, scan

DEPUTY = {"honorific": "Bà", "name": "Trịnh Thị Đi Thay", "title": "Phó Giám đốc"}


@pytest.fixture
def world(ops: Ops) -> World:
    """An evening that begins tomorrow."""
    starts_at = clock.now() + clock.DAY
    return make_world(ops, starts_at=starts_at, ends_at=starts_at + 4 * clock.HOUR)


@pytest.fixture
def office(world: World) -> Staff:
    return world.make_staff("organiser")


@pytest.fixture
def guest(world: World) -> str:
    return world.make_guest(
        honorific="Ông", name="Phùng Khắc Mời", title="Giám đốc", seat="A-01", vip=True, head=True, rank=10,
        status="invited", email="moi@example.test", phone="+84912345678",
    )  # fmt: skip


def say(world: World, guest: str, **said: Any) -> Any:
    body = {"ref": new_ref()} | said
    return world.ops.ask("POST", f"/api/invitations/{world.code_of(guest)}/answer", json=body)


def row_of(world: World, guest: str) -> Row:
    with world.ops.db.read() as conn:
        query = select(guest_table).where(guest_table.c.event_id == world.id, guest_table.c.id == guest)
        return dict(conn.execute(query).mappings().one())


def page(world: World, guest: str, path: str = "") -> Any:
    return world.ops.ask("GET", f"/I/{world.code_of(guest)}{path}")


def one(world: World, office: Staff, guest: str) -> Row:
    found: Row = world.get(office, f"invitations/{guest}").json
    return found


# ---------- the page ----------


def test_the_letter_is_readable_without_javascript(world: World, guest: str) -> None:
    text = page(world, guest).text
    for words in ("Ông Phùng Khắc Mời", "Giám đốc", "Đêm thử", "Nhà hát", "A-01", "Dữ liệu cá nhân", "<noscript>"):
        assert words in text
    for gone in ("moi@example.test", "912345678", "912 345 678"):
        assert gone not in text


def test_a_name_is_text_and_never_markup(world: World) -> None:
    guest = world.make_guest(name='<img src=x onerror="alert(1)">', status="invited")
    assert "<img src=x" not in page(world, guest).text


def test_a_code_that_is_not_in_force_shows_nothing(world: World, office: Staff, guest: str) -> None:
    wrong = world.ops.ask("GET", "/I/0123456789ABCDEF")
    assert wrong.status_code == 404
    assert "Giấy mời này không còn dùng được" in wrong.text and "Về trang đầu" not in wrong.text
    world.command(office, f"guests/{guest}/reissue")
    assert page(world, guest).status_code == 404
    assert say(world, guest, answer="confirmed").status_code == 404
    assert world.ops.ask("GET", f"/I/{world.code_of(guest, 2)}").status_code == 200


def test_who_tries_codes_has_to_wait(world: World) -> None:
    path = "/api/invitations/0123456789ABCDEF/answer"
    body = {"ref": new_ref(), "answer": "confirmed"}
    answers = [world.ops.ask("POST", path, json=body).status_code for _ in range(32)]
    assert answers[:30] == [404] * 30 and answers[-1] == 429


def test_answers_of_one_code_are_limited(world: World, guest: str) -> None:
    answers = [say(world, guest, answer="confirmed").status_code for _ in range(22)]
    assert answers[:20] == [200] * 20 and answers[-1] == 429


# ---------- answers ----------


def test_confirming_with_company_and_a_note(world: World, office: Staff, guest: str) -> None:
    assert say(world, guest, answer="confirmed", party=3, note="Ăn chay").status_code == 200
    row = row_of(world, guest)
    assert (row["status"], row["party"], row["answer_note"]) == ("confirmed", 3, "Ăn chay")
    assert row["answered_at"] is not None
    shown = one(world, office, guest)
    assert shown["note"] == "Ăn chay" and shown["invitation"]["state"] == "confirmed"
    assert "Ăn chay" not in str(lines_of(world, "invitations.answered"))


def lines_of(world: World, kind: str) -> list[Row]:
    with world.ops.db.read() as conn:
        query = select(journal).where(journal.c.event_id == world.id, journal.c.kind == kind)
        return [dict(row) for row in conn.execute(query).mappings()]


def test_an_answer_is_taken_once_and_heard_by_everybody(world: World, guest: str) -> None:
    ref = new_ref()
    first = say(world, guest, answer="declined", ref=ref).json
    again = say(world, guest, answer="declined", ref=ref).json
    assert (first["repeat"], again["repeat"]) == (False, True)
    assert len(lines_of(world, "invitations.answered")) == 1
    shown = world.row("desk", "guest", guest)
    assert shown is not None and shown["status"] == "declined"


def test_a_ref_of_another_guest_answers_nothing(world: World, guest: str) -> None:
    ref, other = new_ref(), world.make_guest(status="invited")
    say(world, guest, answer="confirmed", ref=ref)
    assert say(world, other, answer="confirmed", ref=ref).status_code == 404
    assert row_of(world, other)["status"] == "invited"


def test_the_deputy_has_a_rank_of_their_own_and_no_seat(world: World, guest: str) -> None:
    said = say(world, guest, answer="stand_in", stand_in=DEPUTY)
    assert said.status_code == 200 and said.json["stand_in_name"] == DEPUTY["name"]
    invited = row_of(world, guest)
    deputy = row_of(world, invited["stand_in"])
    assert (invited["status"], deputy["status"], deputy["stands_for"]) == ("declined", "confirmed", guest)
    assert deputy["rank"] == rank_of_title("Phó Giám đốc") > invited["rank"]
    assert not (deputy["vip"] or deputy["head"] or deputy["seat"])
    assert deputy["delegation"] == invited["delegation"]


def test_a_changed_mind_cancels_the_deputy(world: World, guest: str) -> None:
    say(world, guest, answer="stand_in", stand_in=DEPUTY)
    first = row_of(world, guest)["stand_in"]
    say(world, guest, answer="stand_in", stand_in=DEPUTY | {"name": "Người Khác"})
    second = row_of(world, guest)["stand_in"]
    say(world, guest, answer="confirmed")
    assert first != second
    assert [row_of(world, one)["status"] for one in (first, second, guest)] == ["cancelled", "cancelled", "confirmed"]
    assert row_of(world, guest)["stand_in"] is None


def test_the_old_deputys_own_code_is_void(world: World, guest: str) -> None:
    say(world, guest, answer="stand_in", stand_in=DEPUTY)
    deputy = row_of(world, guest)["stand_in"]
    assert page(world, deputy).status_code == 200
    say(world, guest, answer="confirmed")
    assert page(world, deputy).status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"answer": "stand_in"},
        {"answer": "confirmed", "stand_in": DEPUTY},
        {"answer": "stand_in", "stand_in": {"name": "   "}},
        {"answer": "confirmed", "party": 0},
        {"answer": "maybe"},
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(world: World, guest: str, said: Row) -> None:
    assert say(world, guest, **said).status_code == 422
    assert row_of(world, guest)["answered_at"] is None


def test_after_the_hour_answers_are_refused(world: World, office: Staff, guest: str) -> None:
    world.command(office, "policy", changes={"reply_by": clock.iso(clock.now() - 1000)})
    refused = say(world, guest, answer="confirmed")
    assert refused.status_code == 409 and refused.json["error"]["code"] == "reply_closed"
    assert "data-answer" not in page(world, guest).text
    world.command(office, "policy", changes={"no_reply_by": True})
    assert say(world, guest, answer="confirmed").status_code == 200


def test_who_has_come_in_answers_no_more(world: World, guest: str) -> None:
    world.upload(world.make_device(), scan(guest=guest, told=True))
    assert say(world, guest, answer="declined").json["error"]["code"] == "guest_is_here"


def test_a_deputy_sends_nobody_else(world: World, guest: str) -> None:
    say(world, guest, answer="stand_in", stand_in=DEPUTY)
    deputy = row_of(world, guest)["stand_in"]
    assert say(world, deputy, answer="stand_in", stand_in=DEPUTY).json["error"]["code"] == "is_stand_in"


def test_the_notice_that_was_shown_is_kept_with_the_answer(world: World, guest: str) -> None:
    with world.ops.db.write() as conn:
        row = {"event_id": world.id, "version": 2, "words_vi": "Thông báo bản hai", "made_at": 1, "made_by": "x"}
        conn.execute(notice.insert().values(**row))
    assert "Thông báo bản hai" in page(world, guest).text
    say(world, guest, answer="confirmed", notice_version=2)
    say(world, guest, answer="confirmed", notice_version=99, agreed=True)
    with world.ops.db.read() as conn:
        found = (
            conn.execute(select(consent).where(consent.c.event_id == world.id).order_by(consent.c.at)).mappings().all()
        )
    assert [(row["version"], row["act"], row["via"]) for row in found] == [(2, "told", "page"), (2, "agreed", "page")]


# ---------- calendar ----------


def test_the_calendar_entry_follows_rfc_5545(world: World, guest: str) -> None:
    answer = page(world, guest, "/calendar.ics")
    assert answer.mimetype == "text/calendar"
    lines = answer.text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in answer.text.replace("\r\n", "")
    whole = answer.text.replace("\r\n ", "")
    assert f"UID:{world.id}-{guest}@ops" in whole and "SUMMARY:Đêm thử" in whole
    assert "LOCATION:Nhà hát\\, Hải Phòng" in whole and world.code_of(guest) in whole
    assert re.search(r"DTSTART:\d{8}T\d{6}Z\r\n", answer.text)
    assert page(world, guest, "/calendar.ics").text == answer.text


# ---------- policy, list, messages ----------


def test_the_policy_has_sensible_defaults(world: World, office: Staff) -> None:
    shown = world.get(office, "policy").json
    assert (shown["walk_ins"], shown["retention_days"], shown["reply_by"]) == ("approval", 90, None)
    line = world.command(office, "policy", changes={"signer": "Lê Thị Ký", "retention_days": 30})
    assert line["facts"]["changes"]["retention_days"] == {"before": 90, "after": 30}
    assert "Lê Thị Ký" not in str(line)
    assert world.command(office, "policy", changes={"signer": "Lê Thị Ký"})["seq"] is None
    assert world.post(world.make_staff("protocol"), "policy", ref=new_ref(), changes={}).status_code == 403


def test_the_list_filters_and_counts(world: World, office: Staff, guest: str) -> None:
    others = world.make_guests(3, status="invited")
    say(world, others[0], answer="confirmed")
    say(world, others[1], answer="stand_in", stand_in=DEPUTY)
    found = world.get(office, "invitations").json
    counts = found["counts"]
    assert counts["all"] == 5 and counts["stand_in"] == 1 and counts["no_answer"] == 2 and counts["confirmed"] == 2
    assert found["with_address"] == 1 and not found["mail_ready"]
    only = world.get(office, "invitations?state=stand_in").json["invitations"]
    assert [row["id"] for row in only] == [others[1]] and only[0]["stand_in_name"] == DEPUTY["name"]
    assert [row["id"] for row in world.get(office, "invitations?q=phung+moi").json["invitations"]] == [guest]
    assert "moi@example.test" not in str(found) and "912345678" not in str(found)


def test_the_history_of_one_invitation(world: World, office: Staff, guest: str) -> None:
    say(world, guest, answer="confirmed")
    world.command(office, f"guests/{guest}/reissue")
    kinds = [line["kind"] for line in one(world, office, guest)["history"]]
    assert kinds == ["checkin.code_reissued", "invitations.answered"]


def test_the_message_carries_the_new_code_and_is_noted(world: World, office: Staff, guest: str) -> None:
    world.command(office, f"guests/{guest}/reissue")
    text = world.get(office, f"invitations/{guest}/text").json["text"]
    assert world.code_of(guest, 2) in text and world.code_of(guest) not in text and "Ông Phùng Khắc Mời" in text
    other = world.make_guest(name="Người Thứ Hai")
    whole = world.post(office, "delegations/d1/invitations/text", ref=new_ref()).json["text"]
    assert world.code_of(guest, 2) in whole and world.code_of(other) in whole and "Đoàn d1" in whole
    with world.ops.db.read() as conn:
        noted = conn.execute(select(access.c.what, access.c.persons).where(access.c.event_id == world.id)).all()
    assert sorted(map(tuple, noted)) == [("invitations.text", 2)]
    assert world.get(world.make_staff("supervisor"), f"invitations/{guest}/text").status_code == 403


@pytest.fixture(autouse=True)
def clock_runs() -> Iterator[None]:
    yield
    clock.freeze(None)
