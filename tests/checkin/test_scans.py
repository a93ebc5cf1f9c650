"""Scans over HTTP: every reason and state, rights, repeats, late uploads, wrong clocks, items kept aside."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from ops import checks
from ops.checkin import models, rules
from ops.core import clock
from ops.core.models import journal
from tests.support.factories import MakeEvent, World, new_ref, scan, undo

MINUTE = clock.MINUTE
Row = dict[str, Any]


def count(world: World, table: Any) -> int:
    with world.ops.db.read() as conn:
        return int(conn.execute(select(func.count()).where(table.c.event_id == world.id)).scalar_one())


def counts(world: World) -> tuple[int, ...]:
    return tuple(count(world, table) for table in (journal, models.scan, models.undo, models.quarantine))


def stored(world: World, ref: str) -> Row:
    with world.ops.db.read() as conn:
        query = select(models.scan).where(models.scan.c.event_id == world.id, models.scan.c.ref == ref)
        return dict(conn.execute(query).mappings().one())


# ---------- every reason ----------


def at_gate(world: World, **gate: Any) -> tuple[str, Any]:
    """A guest before a tablet at a gate of its own."""
    world.make_gate("x", **gate)
    return world.make_guest(), world.make_device(post="x")


def case_ok(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    return world.upload(tablet, scan(code=world.code_of(guest)))


def case_reentry(world: World) -> list[Row]:
    guest, tablet = at_gate(world, reentry="after_exit")
    world.upload(tablet, scan(guest=guest))
    world.upload(tablet, scan(guest=guest, direction="out"))
    return world.upload(tablet, scan(guest=guest))


def case_multiple(world: World) -> list[Row]:
    guest, tablet = at_gate(world, reentry="multiple")
    world.upload(tablet, scan(guest=guest))
    return world.upload(tablet, scan(guest=guest))


def case_override(world: World) -> list[Row]:
    guest, tablet = at_gate(world, categories=["nobody"])
    return world.upload(tablet, scan(guest=guest, override={"reason": "đi cùng trưởng đoàn"}))


def case_exit(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    world.upload(tablet, scan(guest=guest))
    return world.upload(tablet, scan(guest=guest, direction="out"))


def case_exit_unmatched(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    return world.upload(tablet, scan(guest=guest, direction="out"))


def case_exit_unknown(world: World) -> list[Row]:
    _, tablet = at_gate(world)
    return world.upload(tablet, scan(code="not a code of ours", direction="out"))


def case_unknown(world: World) -> list[Row]:
    _, tablet = at_gate(world)
    return world.upload(tablet, scan(code="0123456789ABCDEF"))


def case_wrong_event(world: World) -> list[Row]:
    from tests.support.factories import make_world

    _, tablet = at_gate(world)
    other = make_world(world.ops, name="Đêm khác")
    answers = world.upload(tablet, scan(code=other.code_of(other.make_guest())))
    assert answers[0]["other_event"]["name"] == "Đêm khác"
    return answers


def case_revoked_code(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    world.command(world.make_staff("organiser"), f"guests/{guest}/reissue")
    return world.upload(tablet, scan(code=world.code_of(guest)))


def case_cancelled(world: World) -> list[Row]:
    _, tablet = at_gate(world)
    return world.upload(tablet, scan(guest=world.make_guest(status="cancelled")))


def case_blocked(world: World) -> list[Row]:
    _, tablet = at_gate(world)
    return world.upload(tablet, scan(guest=world.make_guest(blocked="an ninh")))


def case_not_approved(world: World) -> list[Row]:
    _, tablet = at_gate(world)
    pending = world.make_guest(walk_in=True, approval="pending", status="invited")
    return world.upload(tablet, scan(guest=pending))


def case_not_confirmed(world: World) -> list[Row]:
    _, tablet = at_gate(world, needs_confirmation=True)
    return world.upload(tablet, scan(guest=world.make_guest(status="invited")))


def case_wrong_gate(world: World) -> list[Row]:
    guest, tablet = at_gate(world, categories=["nobody"])
    return world.upload(tablet, scan(guest=guest))


def case_too_early(world: World) -> list[Row]:
    guest, tablet = at_gate(world, opens_at=clock.now() + MINUTE)
    return world.upload(tablet, scan(guest=guest))


def case_too_late(world: World) -> list[Row]:
    guest, tablet = at_gate(world, closes_at=clock.now() - MINUTE)
    return world.upload(tablet, scan(guest=guest))


def case_already_in(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    world.upload(tablet, scan(guest=guest))
    return world.upload(tablet, scan(guest=guest))


def case_no_reentry(world: World) -> list[Row]:
    guest, tablet = at_gate(world, reentry="once")
    world.upload(tablet, scan(guest=guest))
    world.upload(tablet, scan(guest=guest, direction="out"))
    return world.upload(tablet, scan(guest=guest))


def case_refused_at_desk(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    return world.upload(tablet, scan(guest=guest, told="already_in"))


def case_undone(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    entry = scan(guest=guest)
    return world.upload(tablet, entry, undo(entry))


def case_undo_refused(world: World) -> list[Row]:
    guest, tablet = at_gate(world)
    entry = scan(guest=guest)
    world.upload(tablet, entry)
    return world.upload(world.make_device(), undo(entry))


EVERY_REASON: dict[str, Callable[[World], list[Row]]] = {
    name.removeprefix("case_"): made for name, made in list(globals().items()) if name.startswith("case_")
}


@pytest.mark.parametrize("reason", sorted(EVERY_REASON))
def test_every_reason_is_answered_by_the_server(world: World, reason: str) -> None:
    before = counts(world)
    last = EVERY_REASON[reason](world)[-1]
    assert last["reason"] == reason
    assert last["admit"] == (reason in rules.ADMITTED)
    assert last["state"] == ("unresolved" if reason == "unknown" else "accepted")
    assert last["repeat"] is False
    assert last["error"] is None
    assert counts(world) > before, "an attempt is on record, admitted or refused"


def test_the_cases_name_every_reason() -> None:
    assert EVERY_REASON.keys() == rules.ADMITTED | rules.REFUSED | {"undone", "undo_refused"}


def test_a_refusal_and_an_admission_each_have_one_journal_line_and_one_row(world: World) -> None:
    guest, tablet = world.make_guest(), world.make_device()
    before = counts(world)
    earlier = clock.now() - MINUTE
    first, second = world.upload(tablet, scan(guest=guest, at=earlier), scan(guest=guest, at=earlier + 1))
    assert (first["reason"], second["reason"]) == ("ok", "already_in")
    assert second["seq"] == first["seq"] + 1
    assert counts(world) == (before[0] + 2, before[1] + 2, *before[2:])


def test_already_in_says_when_where_by_which_tablet_and_whom(world: World) -> None:
    guest, first, second = world.make_guest(), world.make_device(name="Tablet A"), world.make_device(post="g2")
    entry = world.upload(first, scan(guest=guest, operator="Chị Lan"))[0]
    said = world.upload(second, scan(guest=guest))[0]["first"]
    assert said == {"at": entry["scan_at"], "gate": "Cửa g1", "device": "Tablet A", "by": "Chị Lan"}


def test_the_answer_carries_the_row_that_the_feed_sends(world: World) -> None:
    guest, tablet = world.make_guest(attention=True, note="xe lăn"), world.make_device()
    answer = world.upload(tablet, scan(guest=guest))[0]
    assert answer["guest"] == world.row("desk", "guest", guest)
    assert answer["attention"] is True


def test_one_person_counts_once(world: World) -> None:
    guest, tablet = world.make_guest(), world.make_device()
    for direction in ("in", "out", "in", "out"):
        world.upload(tablet, scan(guest=guest, direction=direction))
    event = world.row("board", "event", world.id)
    assert event is not None
    assert (event["present"], event["inside"]) == (1, 0)


# ---------- rights ----------

LIFTED = {
    "not_confirmed": ({"needs_confirmation": True}, {"status": "invited"}),
    "wrong_gate": ({"categories": ["nobody"]}, {}),
    "too_early": ({"opens_at": 4_000_000_000_000}, {}),
    "too_late": ({"closes_at": 1_000}, {}),
    "cancelled": ({}, {"status": "cancelled"}),
    "blocked": ({}, {"blocked": "an ninh"}),
}


@pytest.mark.parametrize("reason", sorted(LIFTED))
@pytest.mark.parametrize(("role", "desk_override"), [("reception", True), ("reception", False), ("supervisor", False)])
def test_who_may_set_a_refusal_aside(world: World, reason: str, role: str, desk_override: bool) -> None:
    gate, guest = LIFTED[reason]
    world.make_gate("x", **gate, desk_override=desk_override)
    tablet = world.make_device(role, "x")
    answer = world.upload(tablet, scan(guest=world.make_guest(**guest), override={"reason": "lãnh đạo cho vào"}))[0]
    may = rules.may_lift(reason, desk_override, role == "supervisor")
    assert (answer["admit"], answer["reason"]) == ((True, "override") if may else (False, reason))
    assert answer["override_refused"] is not may


@pytest.mark.parametrize(("role", "desk_override"), [("reception", True), ("reception", False), ("supervisor", False)])
def test_who_may_let_somebody_in_a_second_time(world: World, role: str, desk_override: bool) -> None:
    world.make_gate("x", desk_override=desk_override)
    guest, tablet = world.make_guest(), world.make_device(role, "x")
    world.upload(tablet, scan(guest=guest))
    answer = world.upload(tablet, scan(guest=guest, override={"reason": "ra ngoài không quét"}))[0]
    may = desk_override or role == "supervisor"
    assert (answer["admit"], answer["reason"]) == ((True, "override") if may else (False, "already_in"))
    assert answer["override_refused"] is not may


def test_an_override_without_a_reason_is_not_one(world: World) -> None:
    guest, tablet = world.make_guest(status="cancelled"), world.make_device("supervisor")
    answer = world.upload(tablet, scan(guest=guest, override={"reason": " \n "}))[0]
    assert answer["state"] == "quarantined"
    assert answer["admit"] is False


def test_a_tablet_is_not_believed_when_it_forges_the_verdict(world: World) -> None:
    """What a person was told is kept, but the rules are the server's: it shows as disputed, not as admitted."""
    guest, tablet = world.make_guest(blocked="an ninh"), world.make_device()
    answer = world.upload(tablet, scan(guest=guest, told=True))[0]
    assert (answer["state"], answer["reason"]) == ("disputed", "blocked")
    assert world.row("board", "issue", f"disputed:{answer['ref']}") is not None


# ---------- undo ----------


@pytest.mark.parametrize(("later_s", "reason"), [(0, "undone"), (60, "undone"), (63, "undo_refused")])
def test_the_same_device_may_undo_for_a_minute(world: World, frozen: int, later_s: int, reason: str) -> None:
    guest, tablet = world.make_guest(), world.make_device()
    entry = scan(guest=guest)
    world.upload(tablet, entry)
    clock.freeze(frozen + later_s * 1000)
    assert world.upload(tablet, undo(entry))[0]["reason"] == reason
    row = world.row("desk", "guest", guest)
    assert row is not None
    assert row.get("inside", False) == (reason == "undo_refused")
    assert stored(world, entry["ref"])["guest_id"] == guest, "the record stays"


def test_a_supervisor_undoes_at_any_time_but_only_with_a_reason(world: World, frozen: int) -> None:
    guest, tablet, chief = world.make_guest(), world.make_device(), world.make_device("supervisor")
    entry = scan(guest=guest)
    world.upload(tablet, entry)
    clock.freeze(frozen + clock.HOUR)
    assert world.upload(chief, undo(entry))[0]["reason"] == "undo_refused"
    assert world.upload(chief, undo(entry, reason="nhầm người"))[0]["reason"] == "undone"
    assert stored(world, entry["ref"])["state"] == "undone"


def test_the_office_undoes_with_a_reason_and_a_repeat_answers_the_same(world: World, frozen: int) -> None:
    guest, tablet, staff = world.make_guest(), world.make_device(), world.make_staff("supervisor")
    entry, ref = scan(guest=guest), new_ref()
    world.upload(tablet, entry)
    clock.freeze(frozen + clock.HOUR)
    assert world.post(staff, f"scans/{entry['ref']}/undo", ref=new_ref()).json["error"]["code"] == "reason_needed"
    line = world.command(staff, f"scans/{entry['ref']}/undo", ref=ref, reason="nhầm người")
    before = counts(world)
    again = world.command(staff, f"scans/{entry['ref']}/undo", ref=ref, reason="nhầm người")
    assert (again["repeat"], again["seq"], again["kind"]) == (True, line["seq"], line["kind"])
    assert counts(world) == before


@pytest.mark.parametrize("together", [True, False], ids=["in one upload", "in two uploads"])
def test_an_undo_that_comes_before_its_scan_waits_for_it(world: World, together: bool) -> None:
    guest, tablet = world.make_guest(), world.make_device()
    entry = scan(guest=guest, told=True)
    back = undo(entry)
    if together:
        answers = world.upload(tablet, back, entry)
    else:
        answers = world.upload(tablet, back) + world.upload(tablet, entry)
    assert [answer["reason"] for answer in answers] == ["undone", "undone"]
    assert stored(world, entry["ref"])["undone_by"] == back["ref"]
    assert world.row("desk", "guest", guest).get("inside") is None  # type: ignore[union-attr]


def test_an_undo_without_the_right_does_not_wait_for_ever(world: World) -> None:
    """Whichever comes first, the end is the same: the undo of a foreign tablet is refused."""
    guest, tablet, other = world.make_guest(), world.make_device(), world.make_device()
    entry = scan(guest=guest, told=True)
    back = undo(entry)
    world.upload(other, back)
    world.upload(tablet, entry)
    assert world.upload(other, back)[0]["reason"] == "undo_refused"
    assert stored(world, entry["ref"])["state"] == "counted"


# ---------- repeats ----------


def test_the_same_ref_has_the_same_answer_and_is_stored_once(world: World) -> None:
    guest, tablet = world.make_guest(), world.make_device()
    earlier = clock.now() - MINUTE
    entry, second = scan(guest=guest, at=earlier), scan(guest=guest, at=earlier + 1)
    taken_back = scan(guest=world.make_guest(), at=earlier)
    items = [entry, second, scan(code="0123456789ABCDEF"), {"type": "??", "ref": new_ref()}]
    items += [taken_back, undo(taken_back, at=earlier)]
    first = world.upload(tablet, *items)
    before = counts(world)
    for again in (world.upload(tablet, *items), world.upload(tablet, *reversed(items))[::-1]):
        assert [answer["repeat"] for answer in again] == [True] * len(items)
        assert [answer["seq"] for answer in again] == [answer["seq"] for answer in first]
        same = ("ref", "state", "reason", "admit", "scan_at")
        expected = [{name: answer[name] for name in same} for answer in first]
        # the undone scan now says so: a repeat tells how the attempt stands
        expected[4] |= {"reason": "undone", "admit": False}
        assert [{name: answer[name] for name in same} for answer in again] == expected
    assert counts(world) == before


def test_a_ref_twice_in_one_upload_is_done_once(world: World) -> None:
    guest, tablet = world.make_guest(), world.make_device()
    entry = scan(guest=guest)
    before = count(world, journal)
    first, again = world.upload(tablet, entry, entry)
    assert (first["repeat"], again["repeat"]) == (False, True)
    assert (first["reason"], again["reason"]) == ("ok", "ok")
    assert first["seq"] == again["seq"]
    assert count(world, journal) == before + 1


def test_a_ref_that_was_another_command_does_not_stop_the_items_beside_it(world: World) -> None:
    guest, tablet, staff = world.make_guest(), world.make_device(), world.make_staff("organiser")
    ref = new_ref()
    world.command(staff, f"devices/{tablet.id}/rename", ref=ref, name="Tên mới")
    answers = world.upload(tablet, scan(ref, guest=guest), scan(guest=guest))
    assert (answers[0]["ref"], answers[0]["state"]) == (ref, "quarantined")
    assert answers[1]["state"] == "accepted"
    assert world.upload(tablet, scan(ref, guest=guest))[0]["repeat"] is True


# ---------- unknown codes ----------


def test_an_unknown_code_is_kept_and_named_by_a_supervisor(world: World) -> None:
    guest, tablet, chief = world.make_guest(), world.make_device(), world.make_staff("supervisor")
    item = scan(code="0123456789ABCDEF", told=True)
    assert world.upload(tablet, item)[0]["state"] == "unresolved"
    assert world.row("board", "issue", f"unresolved:{item['ref']}") is not None
    assert world.row("desk", "issue", f"unresolved:{item['ref']}") is None
    world.command(chief, f"scans/{item['ref']}/resolve", resolution="same_person", guest=guest)
    assert world.row("desk", "guest", guest)["inside"] is True  # type: ignore[index]
    assert world.row("board", "issue", f"unresolved:{item['ref']}") is None


def test_an_unknown_code_may_be_dismissed_once(world: World) -> None:
    tablet, chief = world.make_device(), world.make_staff("supervisor")
    item = scan(code="0123456789ABCDEF")
    world.upload(tablet, item)
    world.command(chief, f"scans/{item['ref']}/resolve", resolution="dismissed")
    again = world.post(chief, f"scans/{item['ref']}/resolve", ref=new_ref(), resolution="dismissed")
    assert (again.status_code, again.json["error"]["code"]) == (409, "not_open")


def test_what_is_no_code_at_all_is_refused_and_recorded_but_opens_no_issue(world: World) -> None:
    tablet = world.make_device()
    item = scan(code="https://example.invalid/menu")
    answer = world.upload(tablet, item)[0]
    assert (answer["state"], answer["reason"]) == ("accepted", "unknown")
    assert stored(world, item["ref"])["state"] == "refused"


# ---------- as of the scan ----------


def test_rules_are_judged_as_of_the_scan_and_the_change_is_shown(world: World, frozen: int) -> None:
    guest, tablet, staff = world.make_guest(), world.make_device(), world.make_staff("organiser")
    clock.freeze(frozen + 10 * MINUTE)
    world.command(staff, f"guests/{guest}/change", changes={"status": "cancelled"})
    world.command(staff, "gates/g1/change", changes={"closes_at": clock.iso(frozen + 1)})
    clock.freeze(frozen + 20 * MINUTE)
    late = world.upload(tablet, scan(guest=guest, at=frozen + 5 * MINUTE, told=True))[0]
    assert (late["state"], late["reason"], late["admit"]) == ("accepted", "ok", True)
    assert late["changed_since"] == ["guest.status", "gate.closes_at"]
    now = world.upload(tablet, scan(guest=world.make_guest(), at=frozen + 15 * MINUTE))[0]
    assert (now["reason"], now["changed_since"]) == ("too_late", [])


def test_a_code_that_was_replaced_after_the_scan_was_still_good(world: World, frozen: int) -> None:
    guest, tablet, staff = world.make_guest(), world.make_device(), world.make_staff("organiser")
    code = world.code_of(guest)
    clock.freeze(frozen + 10 * MINUTE)
    world.command(staff, f"guests/{guest}/reissue")
    late = world.upload(tablet, scan(code=code, at=frozen + 5 * MINUTE, told=True))[0]
    assert (late["state"], late["reason"]) == ("accepted", "ok")
    assert "guest.code" in late["changed_since"]
    assert world.upload(tablet, scan(code=code, at=frozen + 10 * MINUTE + 1))[0]["reason"] == "revoked_code"


@pytest.mark.parametrize("wrong_ms", [3 * clock.HOUR, -3 * clock.HOUR])
@pytest.mark.parametrize("measured", [True, False], ids=["offset measured", "only sent_at"])
def test_a_tablet_clock_that_is_three_hours_wrong_is_put_right(
    world: World, frozen: int, wrong_ms: int, measured: bool
) -> None:
    guest, tablet, other = world.make_guest(), world.make_device(), world.make_device()
    real = frozen - 5 * MINUTE
    world.upload(other, scan(guest=guest, at=real + MINUTE, told=True))
    item = scan(guest=guest, at=real + wrong_ms, told=True, offset_ms=-wrong_ms if measured else None)
    answer = world.upload(tablet, item, sent_at=clock.iso(frozen + wrong_ms))[0]
    assert answer["scan_at"] == clock.iso(real)
    assert (answer["state"], answer["reason"]) == ("accepted", "ok"), "the earlier real time counts"
    row = stored(world, item["ref"])
    assert (row["at"], row["device_at"], row["offset_ms"]) == (real, real + wrong_ms, -wrong_ms)


def test_nothing_happens_in_the_future(world: World, frozen: int) -> None:
    guest, tablet = world.make_guest(), world.make_device()
    assert world.upload(tablet, scan(guest=guest, at=frozen + clock.HOUR))[0]["scan_at"] == clock.iso(frozen)


# ---------- aside ----------


def test_the_queue_of_a_revoked_device_is_kept_and_decided(world: World) -> None:
    guests, tablet, chief = world.make_guests(3), world.make_device(), world.make_staff("supervisor")
    world.command(chief, f"devices/{tablet.id}/revoke")
    items = [scan(guest=guest, told=True, dev_seq=number) for number, guest in enumerate(guests, 1)]
    answer = world.post(tablet, "scans", items=items)
    assert answer.json["revoked"] is True
    assert [one["state"] for one in answer.json["answers"]] == ["quarantined"] * 3
    assert count(world, models.scan) == 0
    assert len([row for row in world.snapshot("board")["rows"]["issue"] if row["kind"] == "quarantined"]) == 3
    world.command(chief, f"quarantine/{items[0]['ref']}/decide", accept=True)
    world.command(chief, f"quarantine/{items[1]['ref']}/decide", accept=False)
    assert world.row("desk", "guest", guests[0])["inside"] is True  # type: ignore[index]
    assert world.row("desk", "guest", guests[1]).get("inside") is None  # type: ignore[union-attr]
    left = [row for row in world.snapshot("board")["rows"]["issue"] if row["kind"] == "quarantined"]
    assert [row["facts"]["ref"] for row in left] == [items[2]["ref"]]
    again = world.post(chief, f"quarantine/{items[0]['ref']}/decide", ref=new_ref(), accept=False)
    assert again.json["error"]["code"] == "not_open"
    repeat = world.post(tablet, "scans", items=items).json["answers"]
    assert [(one["state"], one["repeat"]) for one in repeat] == [("quarantined", True)] * 3


def kept_aside(world: World, guest: str) -> Row:
    """A scan that its device could not hand in any more."""
    tablet = world.make_device()
    world.command(world.make_staff("supervisor"), f"devices/{tablet.id}/revoke")
    item = scan(guest=guest, told=True)
    assert world.upload(tablet, item)[0]["state"] == "quarantined"
    return item


def undo_from_the_office(world: World, item: Row) -> None:
    world.command(world.make_staff("supervisor"), f"scans/{item['ref']}/undo", reason="nhầm người")


def undo_from_a_tablet(world: World, item: Row) -> None:
    answer = world.upload(world.make_device("supervisor"), undo(item, reason="nhầm người"))[0]
    assert (answer["state"], answer["reason"]) == ("accepted", "undone")


@pytest.mark.parametrize("take_back", [undo_from_the_office, undo_from_a_tablet])
def test_an_undo_follows_an_item_that_was_taken_in(world: World, take_back: Callable[[World, Row], None]) -> None:
    guest, chief = world.make_guest(), world.make_staff("supervisor")
    item = kept_aside(world, guest)
    taken_in = world.command(chief, f"quarantine/{item['ref']}/decide", accept=True)["facts"]["scan"]
    assert world.row("desk", "guest", guest)["inside"] is True  # type: ignore[index]
    take_back(world, item)
    assert world.row("desk", "guest", guest).get("inside") is None  # type: ignore[union-attr]
    assert (stored(world, taken_in)["state"], count(world, models.undo)) == ("undone", 1)
    assert checks.run(world.ops.db, world.id) == []


def test_an_undo_that_came_before_an_item_was_taken_in_waits_for_it(world: World) -> None:
    guest, chief = world.make_guest(), world.make_staff("supervisor")
    item = kept_aside(world, guest)
    undo_from_a_tablet(world, item)
    taken_in = world.command(chief, f"quarantine/{item['ref']}/decide", accept=True)["facts"]["scan"]
    assert stored(world, taken_in)["state"] == "undone"
    assert world.row("desk", "guest", guest).get("inside") is None  # type: ignore[union-attr]
    assert checks.run(world.ops.db, world.id) == []


def test_an_item_that_was_left_out_cannot_be_undone(world: World) -> None:
    chief, item = world.make_staff("supervisor"), kept_aside(world, world.make_guest())
    world.command(chief, f"quarantine/{item['ref']}/decide", accept=False)
    answer = world.post(chief, f"scans/{item['ref']}/undo", ref=new_ref(), reason="nhầm người")
    assert answer.json["error"]["code"] == "not_found"


def test_a_revoked_device_hears_nothing_more(world: World) -> None:
    tablet, chief = world.make_device(), world.make_staff("supervisor")
    world.command(chief, f"devices/{tablet.id}/revoke")
    for path in ("", "snapshot/desk", "changes/desk", "guests?q=a"):
        assert world.get(tablet, path).json["error"]["code"] == "device_revoked"
    assert world.ops.ask("GET", "/api/device", tablet.token).json["error"]["code"] == "device_revoked"


POISON = [
    {"type": "scan"},
    {"type": "scan", "device_at": "yesterday", "guest": "k1"},
    {"type": "scan", "device_at": "2025-11-14T11:00:00Z"},
    {"type": "scan", "device_at": "2025-11-14T11:00:00Z", "guest": "nobody-here"},
    {"type": "scan", "device_at": "2025-11-14T11:00:00Z", "code": "x", "gate": "no-such-gate"},
    {"type": "scan", "device_at": "2025-11-14T11:00:00Z", "code": ["x"]},
    {"type": "scan", "device_at": "2025-11-14T11:00:00Z", "code": "x", "dev_seq": "7"},
    {"type": "undo"},
    {"type": "undo", "target": "not a uuid", "device_at": "2025-11-14T11:00:00Z"},
    {"type": "from a later version", "what": {"deep": [1, 2, {"x": None}]}},
    {},
]


@pytest.mark.parametrize("poison", POISON, ids=lambda poison: str(poison)[:60])
def test_a_poison_item_does_not_block_its_neighbours(world: World, poison: Row) -> None:
    guests, tablet = world.make_guests(2), world.make_device()
    bad = poison | {"ref": new_ref()}
    first, aside, last = world.upload(tablet, scan(guest=guests[0]), bad, scan(guest=guests[1]))
    assert (first["reason"], last["reason"]) == ("ok", "ok")
    assert (aside["ref"], aside["state"], aside["error"]["code"]) == (bad["ref"], "quarantined", "unreadable")
    assert aside["error"]["message"]
    assert world.row("board", "issue", f"quarantined:{bad['ref']}") is not None


def test_an_item_that_cannot_be_read_cannot_be_taken_in(world: World) -> None:
    tablet, chief = world.make_device(), world.make_staff("supervisor")
    ref = new_ref()
    world.upload(tablet, {"type": "??", "ref": ref})
    answer = world.post(chief, f"quarantine/{ref}/decide", ref=new_ref(), accept=True)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "item_unreadable")
    world.command(chief, f"quarantine/{ref}/decide", accept=False)


# ---------- numbers of a device ----------


def test_numbers_that_never_arrived_are_named(world: World) -> None:
    tablet, staff = world.make_device(), world.make_staff("supervisor")
    guests = world.make_guests(5)
    items = [scan(guest=guest, dev_seq=number) for guest, number in zip(guests, (1, 2, 5, 6, 9), strict=True)]
    world.upload(tablet, *items, device={"queue": 0, "dev_seq": 10})
    beat = world.ops.ask("POST", "/api/device/beat", tablet.token, json={"dev_seq": 10})
    assert beat.json["missing"] == [[3, 4], [7, 8], [10, 10]]
    queued = world.ops.ask("POST", "/api/device/beat", tablet.token, json={"dev_seq": 10, "queue": 4, "oldest": 7})
    assert queued.json["missing"] == [[3, 4]]
    shown = next(one for one in world.get(staff, "devices").json["devices"] if one["id"] == tablet.id)
    assert (shown["dev_seq"], shown["missing"]) == (10, [[3, 4]])


def test_a_lost_store_that_counts_from_one_again_does_not_hide_what_is_missing(world: World) -> None:
    tablet = world.make_device()
    world.upload(tablet, scan(guest=world.make_guest(), dev_seq=8), device={"dev_seq": 8})
    beat = world.ops.ask("POST", "/api/device/beat", tablet.token, json={"dev_seq": 0})
    assert beat.json["missing"] == [[1, 7]]


# ---------- size and search ----------


def test_a_thousand_items_in_one_upload(world: World) -> None:
    tablet = world.make_device()
    guests = world.make_guests(1000)
    items = [scan(guest=guest, told=True, dev_seq=number) for number, guest in enumerate(guests, 1)]
    answers = world.upload(tablet, *items)
    assert {(one["state"], one["reason"]) for one in answers} == {("accepted", "ok")}
    seqs = [one["seq"] for one in answers]
    assert seqs == list(range(seqs[0], seqs[0] + 1000))
    event = world.row("board", "event", world.id)
    assert event is not None
    assert event["present"] == 1000


def test_more_than_a_thousand_items_are_refused_whole(world: World) -> None:
    tablet, guest = world.make_device(), world.make_guest()
    answer = world.post(tablet, "scans", items=[scan(guest=guest) for _ in range(1001)])
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid")
    assert count(world, models.scan) == 0


def test_a_new_guest_is_known_to_the_door_at_once(world: World) -> None:
    staff, tablet = world.make_staff("protocol"), world.make_device()
    made = world.command(staff, "guests", delegation="d1", name="Trần Văn Mới")
    guest = made["facts"]["guest"]
    assert world.upload(tablet, scan(code=world.code_of(guest)))[0]["reason"] == "ok"


def test_devices_of_two_events_do_not_share_guests(make_event: MakeEvent) -> None:
    here, there = make_event(), make_event()
    guest, tablet = there.make_guest(), here.make_device()
    answer = here.upload(tablet, scan(guest=guest))[0]
    assert answer["state"] == "quarantined"
    assert there.row("desk", "guest", guest).get("inside") is None  # type: ignore[union-attr]
