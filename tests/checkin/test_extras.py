"""Walk-ins, deputies, corrections, notes and calls: in the upload of scans, alone and from two tablets at once."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from ops import checks
from ops.checkin import models
from ops.core import clock
from tests.support.app import Ops
from tests.support.factories import Device, Row, World, make_world, new_ref, ref_of, scan, undo

SECOND = 1_000


def item(kind: str, at: int | None = None, ref: str | None = None, **facts: Any) -> Row:
    when = clock.iso(at if at is not None else clock.now())
    return {"type": kind, "ref": ref or new_ref(), "device_at": when, "offset_ms": 0} | facts


def walk_in(guest: str, name: str = "Trần Thị Thêm", at: int | None = None, **facts: Any) -> Row:
    return item("walk_in", at, guest=guest, delegation="d1", name=name, honorific="Bà", title="Phó Giám đốc") | facts


def stand_in(guest: str, deputy: str, at: int | None = None, **facts: Any) -> Row:
    words = {"honorific": "Ông", "name": f"Người Thay {deputy}", "title": "Trưởng phòng"}
    return item("stand_in", at, guest=guest, new_guest=deputy) | words | facts


def rule(world: World, walk_ins: str) -> None:
    with world.ops.db.write() as conn:
        done = conn.execute(update(models.policy).where(models.policy.c.event_id == world.id).values(walk_ins=walk_ins))
        if not done.rowcount:
            conn.execute(insert(models.policy).values(event_id=world.id, walk_ins=walk_ins))


def guest_of(world: World, guest: str) -> Row:
    with world.ops.db.read() as conn:
        where = (models.guest.c.event_id == world.id, models.guest.c.id == guest)
        return dict(conn.execute(select(models.guest).where(*where)).mappings().one())


def issues(world: World, *kinds: str) -> list[str]:
    return sorted(row["id"] for row in world.snapshot("board")["rows"].get("issue", []) if row["kind"] in kinds)


def sound(world: World) -> None:
    assert checks.run(world.ops.db, world.id) == []


# ---------- walk-ins ----------


def test_a_walk_in_waits_for_approval_and_then_goes_in(world: World) -> None:
    desk = world.make_device()
    said, refused = world.upload(desk, walk_in("w1"), scan(guest="w1", told=None))
    assert (said["reason"], said["state"], said["guest"]["approval"]) == ("pending", "accepted", "pending")
    assert refused["reason"] == "not_approved"
    assert guest_of(world, "w1")["rank"] == 20
    assert issues(world, "walk_in") == ["walk_in:w1"]
    world.command(world.make_staff("protocol"), "guests/w1/approve", approve=True)
    assert issues(world, "walk_in") == []
    assert world.upload(desk, scan(guest="w1"))[0]["reason"] == "ok"
    sound(world)


def test_where_walk_ins_are_allowed_they_go_in_at_once(world: World) -> None:
    rule(world, "allowed")
    answers = world.upload(world.make_device(), walk_in("w1"), scan(guest="w1", told=True, method="group"))
    assert [one["reason"] for one in answers] == ["made", "ok"]
    row = world.row("desk", "guest", "w1") or {}
    assert row["walk_in"] is True
    assert row["inside"] is True
    sound(world)


def test_a_supervisors_tablet_approves_at_once(world: World) -> None:
    answers = world.upload(world.make_device("supervisor"), walk_in("w1"), scan(guest="w1"))
    assert [one["reason"] for one in answers] == ["made", "ok"]


def test_only_a_supervisor_lifts_a_missing_approval(world: World) -> None:
    why = {"reason": "Phó Chủ tịch cho vào"}
    answers = world.upload(world.make_device(), walk_in("w1"), scan(guest="w1", override=why))
    assert (answers[1]["reason"], answers[1]["override_refused"]) == ("not_approved", True)
    assert world.upload(world.make_device("supervisor"), scan(guest="w1", override=why))[0]["reason"] == "override"
    sound(world)


def test_a_closed_list_keeps_the_record(world: World) -> None:
    rule(world, "closed")
    said, refused = world.upload(world.make_device("supervisor"), walk_in("w1"), scan(guest="w1"))
    assert (said["reason"], refused["reason"]) == ("closed", "not_approved")
    assert guest_of(world, "w1")["status"] == "cancelled"
    world.command(world.make_staff("protocol"), "guests/w1/approve", approve=True, reason="khách của Sở")
    assert world.upload(world.make_device(), scan(guest="w1"))[0]["reason"] == "ok"
    sound(world)


def test_who_was_let_in_before_the_rule_was_heard_is_an_issue_and_inside(world: World) -> None:
    ref = new_ref()
    answers = world.upload(world.make_device(), walk_in("w1"), scan(ref, guest="w1", told=True))
    assert answers[1]["state"] == "disputed"
    assert issues(world, "disputed") == [f"disputed:{ref}"]
    assert guest_of(world, "w1")["inside"]
    sound(world)


def test_repeats_do_nothing_and_say_the_same(world: World) -> None:
    desk = world.make_device()
    invited = world.make_guest()
    items = [walk_in("w1"), stand_in(invited, "n1"), item("note", guest=invited, text="đi xe lăn"), item("call")]
    first = world.upload(desk, *items)
    for answers in (world.upload(desk, *items), world.upload(desk, *items, *items)[:4]):
        assert all(one["repeat"] for one in answers)
        assert [one["reason"] for one in answers] == [one["reason"] for one in first]
        assert [one["seq"] for one in answers] == [one["seq"] for one in first]
    twice = item("note", guest=invited, text="mới")
    assert [one["repeat"] for one in world.upload(desk, twice, twice)] == [False, True]
    assert guest_of(world, invited)["note"] == "đi xe lăn · mới"
    sound(world)


@pytest.mark.parametrize(
    "bad",
    [
        walk_in("w1", delegation="nowhere"),
        stand_in("nobody", "n1"),
        item("note", guest="nobody", text="x"),
        item("call", guest="nobody"),
        item("stand_in_cancel", guest="nobody"),
        item("walk_in", guest="w1"),
    ],
    ids=lambda one: str(one["type"]) + str(len(one)),
)
def test_what_cannot_be_done_is_kept_aside(world: World, bad: Row) -> None:
    desk = world.make_device()
    bad = bad | {"ref": new_ref(), "dev_seq": desk.number()}
    answers = world.upload(desk, bad, scan(guest=world.make_guest(), dev_seq=desk.number()))
    assert [one["state"] for one in answers] == ["quarantined", "accepted"]
    sound(world)


def test_a_revoked_tablets_walk_in_is_taken_in_later(world: World) -> None:
    desk, office = world.make_device(), world.make_staff("organiser")
    rule(world, "allowed")
    world.command(office, f"devices/{desk.id}/revoke")
    made, entered = walk_in("w1", dev_seq=1), scan(guest="w1", told=True, dev_seq=2)
    assert {one["state"] for one in world.upload(desk, made, entered)} == {"quarantined"}
    for one in (made, entered):
        world.command(office, f"quarantine/{one['ref']}/decide", accept=True)
    assert guest_of(world, "w1")["inside"]
    sound(world)


def test_a_kiosk_may_call_and_nothing_else(world: World) -> None:
    kiosk = world.make_device("kiosk")
    answers = world.upload(kiosk, item("call", text="Khách cần giúp"), walk_in("w1"))
    assert [one["state"] for one in answers] == ["accepted", "quarantined"]
    sound(world)


# ---------- one person on two tablets ----------


def test_one_person_registered_twice_is_asked_about(world: World) -> None:
    rule(world, "allowed")
    now = clock.now() - clock.MINUTE
    early, late = world.make_device(), world.make_device()
    world.upload(late, walk_in("w2", "TRẦN THI THÊM", now + SECOND), scan(guest="w2", at=now + 2 * SECOND, told=True))
    assert issues(world, "doubtful") == []
    said, _ = world.upload(early, walk_in("w1", at=now), scan(guest="w1", at=now + 3 * SECOND, told=True))
    assert (said["state"], said["reason"]) == ("doubtful", "same_name")
    assert issues(world, "doubtful") == ["doubtful:w2"], "whoever came back first, the later one is the doubtful one"
    people = (world.row("desk", "issue", "doubtful:w2") or {})["facts"]["people"]
    assert [one["id"] for one in people] == ["w1", "w2"]
    world.command(world.make_staff("supervisor"), "guests/w2/twin", same=True)
    assert issues(world, "doubtful", "conflict") == []
    assert (guest_of(world, "w1")["entries"], guest_of(world, "w2")["entries"]) == (1, 0)
    assert (world.row("board", "event", world.id) or {})["present"] == 1
    sound(world)


def test_two_people_may_share_a_name(world: World) -> None:
    rule(world, "allowed")
    world.make_guest(name="Trần Thị Thêm", id="listed")
    desk, chief = world.make_device(), world.make_staff("supervisor")
    world.upload(desk, walk_in("w1"))
    assert issues(world, "doubtful") == ["doubtful:w1"]
    world.command(chief, "guests/w1/twin", same=False)
    world.upload(desk, walk_in("w3"))
    assert issues(world, "doubtful") == ["doubtful:w3"], "what was decided stays decided"
    assert world.post(chief, "guests/w1/twin", ref=new_ref(), same=True).status_code == 409


# ---------- deputies ----------


def test_whoever_shows_the_invitation_is_the_deputy(world: World) -> None:
    invited = world.make_guest(seat="A-01", vip=True, head=True, rank=10, status="invited")
    desk, other = world.make_device(), world.make_device(post="g2")
    said = world.upload(desk, stand_in(invited, "n1"))[0]
    assert (said["reason"], said["guest"]["stands_for"], said["guest"]["id"]) == ("made", invited, "n1")
    deputy = guest_of(world, "n1")
    assert (deputy["seat"], deputy["vip"], deputy["head"], deputy["rank"]) == ("", False, False, 40)
    assert guest_of(world, invited)["status"] == "declined"
    entered = world.upload(other, scan(code=world.code_of(invited)))[0]
    assert (entered["reason"], entered["guest"]["id"]) == ("ok", "n1")
    assert not guest_of(world, invited)["entries"]
    left = world.upload(other, scan(code=world.code_of(invited), direction="out"))[0]
    assert left["guest"]["id"] == "n1"
    sound(world)


def test_the_deputy_may_be_taken_back(world: World) -> None:
    invited, desk = world.make_guest(), world.make_device()
    world.upload(desk, stand_in(invited, "n1"), item("stand_in_cancel", guest=invited))
    assert guest_of(world, "n1")["status"] == "cancelled"
    assert guest_of(world, invited)["stand_in"] is None
    entered = world.upload(desk, scan(code=world.code_of(invited)))[0]
    assert (entered["reason"], entered["guest"]["id"]) == ("ok", invited)
    sound(world)


def test_an_invited_person_who_is_inside_keeps_the_entry(world: World) -> None:
    invited, desk = world.make_guest(), world.make_device()
    world.upload(desk, scan(guest=invited))
    said = world.upload(desk, stand_in(invited, "n1"))[0]
    assert (said["state"], said["reason"]) == ("doubtful", "guest_is_here")
    assert issues(world, "stand_in") == [f"stand_in:{invited}"]
    again = world.upload(desk, scan(code=world.code_of(invited)))[0]
    assert (again["reason"], again["guest"]["id"]) == ("already_in", invited)
    sound(world)


@pytest.mark.parametrize("keep", ["n1", "n2", "invited", "both"])
def test_a_supervisor_says_who_came(world: World, keep: str) -> None:
    invited, desk = world.make_guest(), world.make_device()
    now = clock.now() - clock.MINUTE
    world.upload(
        desk, scan(guest=invited, at=now, told=True),
        stand_in(invited, "n1", now + 1), stand_in(invited, "n2", now + 2),
        scan(guest="n1", at=now + 3, told=True), scan(guest="n2", at=now + 4, told=True),
    )  # fmt: skip
    assert issues(world, "stand_in") == [f"stand_in:{invited}"]
    world.command(world.make_staff("supervisor"), f"guests/{invited}/deputies", keep=keep)
    assert issues(world, "stand_in", "conflict") == []
    people = {one: guest_of(world, one) for one in (invited, "n1", "n2")}
    inside = {one for one, row in people.items() if row["inside"]}
    assert inside == ({invited, "n1", "n2"} if keep == "both" else {keep.replace("invited", invited)})
    assert people[invited]["stand_in"] == (keep if keep in ("n1", "n2") else None)
    sound(world)


# ---------- any order ----------


def end_of(world: World, people: list[str]) -> Row:
    """How everything stands, without what the order of arrival may decide: numbers and when it was heard."""
    facts = ("status", "stand_in", "stands_for", "twin", "approval", "entries", "inside", "extra", "in_ref", "rank")
    rows = {one: {name: guest_of(world, one)[name] for name in facts} for one in people}
    with world.ops.db.read() as conn:
        found = conn.execute(select(models.scan).where(models.scan.c.event_id == world.id)).mappings()
        scans = {row["ref"]: (row["guest_id"], row["state"], row["reason"], row["admit"]) for row in found}
    return {"guests": rows, "scans": scans, "issues": issues(world, "doubtful", "stand_in", "conflict", "disputed")}


def two_tablets(now: int) -> tuple[list[Row], list[Row]]:
    """What two tablets did without hearing of each other; refs and ids are the same in every world."""
    told_invited = {"admit": True, "reason": "ok", "guest": "k-a"}
    told_deputy = {"admit": True, "reason": "ok", "guest": "n1"}
    first = [
        walk_in("w1", at=now, ref=ref_of("w1")),
        scan(ref_of("s-w1"), guest="w1", at=now + 1 * SECOND, told=True),
        stand_in("k-a", "n1", now + 2 * SECOND, ref=ref_of("n1")),
        scan(ref_of("s-n1"), guest="k-a", at=now + 3 * SECOND) | {"told": told_deputy},
        stand_in("k-b", "n3", now + 9 * SECOND, ref=ref_of("n3")),
        item("stand_in_cancel", now + 10 * SECOND, ref_of("c-n3"), guest="k-b", deputy="n3"),
    ]
    second = [
        stand_in("k-a", "n2", now + 1 * SECOND, ref=ref_of("n2")),
        scan(ref_of("s-a"), guest="k-a", at=now + 4 * SECOND) | {"told": told_invited},
        walk_in("w2", at=now + 5 * SECOND, ref=ref_of("w2")),
        scan(ref_of("s-w2"), guest="w2", at=now + 6 * SECOND, told=True),
        stand_in("k-b", "n4", now + 11 * SECOND, ref=ref_of("n4")),
        undo(ref_of("s-w2"), at=now + 7 * SECOND) | {"ref": ref_of("u-w2")},
    ]
    return first, second


def play(ops: Ops, now: int, turns: tuple[int, ...]) -> Row:
    """`turns` says whose next item comes; each tablet keeps its own order, as outboxes do."""
    world = make_world(ops)
    rule(world, "allowed")
    for one in ("k-a", "k-b"):
        world.make_guest(id=one, status="invited")
    queues = [iter(part) for part in two_tablets(now)]
    desks: list[Device] = [world.make_device(name=f"Bàn {n}") for n in (1, 2)]
    for who in turns:
        answer = world.upload(desks[who], next(queues[who]))[0]
        assert answer["state"] != "quarantined", answer
    sound(world)
    return end_of(world, ["k-a", "k-b", "n1", "n2", "n3", "n4", "w1", "w2"])


def test_any_order_of_arrival_ends_the_same(ops: Ops) -> None:
    import random

    now = clock.now() - clock.MINUTE
    orders = [tuple(int(i in chosen) for i in range(12)) for chosen in itertools.combinations(range(12), 6)]
    some = [orders[0], orders[-1], *random.Random(5).sample(orders, 14)]
    ends = [play(ops, now, turns) for turns in some]
    assert ends[0]["guests"]["k-a"]["stand_in"] == "n2", "who was named first stands"
    assert ends[0]["guests"]["k-b"]["stand_in"] == "n4"
    assert ends[0]["guests"]["w2"]["twin"] == "w1"
    assert "stand_in:k-a" in ends[0]["issues"]
    for turns, end in zip(some, ends, strict=True):
        assert end == ends[0], turns


# ---------- words, notes, calls ----------


def test_a_corrected_name_is_found_and_not_quoted(world: World) -> None:
    guest, desk = world.make_guest(), world.make_device()
    world.upload(desk, walk_in("w1"), item("correct", guest=guest, changes={"name": "Vũ Đức Sửa", "title": "Giám đốc"}))
    assert guest_of(world, guest)["name"] == "Vũ Đức Sửa"
    assert guest_of(world, guest)["rank"] == 999, "a rank that the office gave is the office's"
    world.upload(desk, item("correct", guest="w1", changes={"title": "Chuyên viên"}))
    assert guest_of(world, "w1")["rank"] == 80
    found = world.get(world.make_staff("organiser"), "guests?q=duc+sua").json["guests"]
    assert [row["id"] for row in found] == [guest]
    journal = str(world.get(world.make_staff("organiser"), "journal").json)
    assert "Sửa" not in journal
    assert "Thêm" not in journal
    sound(world)


def test_a_call_rings_until_somebody_is_coming(world: World) -> None:
    guest, desk = world.make_guest(), world.make_device()
    ref = new_ref()
    world.upload(desk, item("call", ref=ref, guest=guest, text="Cần người đón"))
    row = world.row("board", "issue", f"call:{ref}") or {}
    assert (row["facts"]["words"], row["facts"]["gate"], row["guest"]) == ("Cần người đón", "Cửa g1", guest)
    officer = world.make_device("protocol")
    world.command(officer, f"calls/{ref}/answer")
    assert world.row("board", "issue", f"call:{ref}") is None
    heard = world.row("desk", "issue", f"call:{ref}") or {}
    assert heard["facts"]["answered_by"] == officer.name
    assert heard["facts"]["device_id"] == desk.id
    assert world.command(officer, f"calls/{ref}/answer")["seq"] is None
    assert world.post(officer, f"calls/{uuid.uuid4()}/answer", ref=new_ref()).status_code == 404
    assert world.post(desk, f"calls/{ref}/answer", ref=new_ref()).status_code == 403
    sound(world)


def test_desks_hear_the_rule_for_walk_ins(world: World) -> None:
    assert (world.row("desk", "event", world.id) or {})["walk_ins"] == "approval"
    rule(world, "closed")
    assert (world.row("desk", "event", world.id) or {})["walk_ins"] == "closed"


def test_a_deputy_who_is_cancelled_by_the_office_leaves_the_invitation(world: World) -> None:
    office, invited = world.make_staff("protocol"), world.make_guest()
    world.upload(world.make_device(), stand_in(invited, "dep-cancelled"))
    world.command(office, "guests/dep-cancelled/change", changes={"status": "cancelled"})
    row = guest_of(world, invited)
    assert (row["stand_in"], row["status"]) == (None, "invited")
    sound(world)
