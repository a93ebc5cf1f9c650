"""Slots through their API: the states of an evening, people who meet, late items, undo, alarms, the stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update

from ops.core import clock, journal
from ops.core.work import Doorbell, begin
from ops.livestream import ask_queries, queries
from ops.livestream.actions import alarms, following
from ops.livestream.actions.board import Refused, Who
from ops.livestream.actions.moves import apply_moves
from ops.livestream.catalogue.models import live_identity
from ops.livestream.tasks import Ringing
from tests.livestream.plans import HOUR, MINUTE, Plan, make_plan, refusal
from tests.stage.sheets import load
from tests.support.factories import Row, World, new_ref

PassBy = Callable[[int], int]


@pytest.fixture
def plan(world: World) -> Plan:
    return make_plan(world)


@pytest.fixture
def later(frozen: int) -> Iterator[PassBy]:
    """Let time pass: `later(ms)`."""
    now = [frozen]

    def pass_by(ms: int) -> int:
        now[0] += ms
        clock.freeze(now[0])
        return now[0]

    yield pass_by


def post(plan: Plan, slot: str, path: str, by: Any = None, **facts: Any) -> Any:
    return plan.world.post(by or plan.boss, f"live/slots/{slot}/{path}", ref=new_ref(), **facts)


def at(ms: int) -> str:
    text = clock.iso(ms)
    assert text is not None
    return text


def do(world: World, action: Callable[[Any], bool]) -> bool:
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        return action(work)


# ---------- the way of a slot ----------


def test_a_slot_goes_its_way(plan: Plan) -> None:
    """Draft to ended; the same press twice is one, and a second press is a success."""
    plan.slot("s", clock.now() + 5 * MINUTE)
    plan.ready("s")
    ref = new_ref()
    first, again, other = (
        plan.step("s", "go_live", ref=ref),
        plan.step("s", "go_live", ref=ref),
        plan.step("s", "go_live"),
    )
    assert (first["repeat"], again["repeat"], again["seq"]) == (False, True, first["seq"])
    assert other["seq"] is None, "already on air: a success without a line"
    plan.step("s", "end")
    row = plan.row("s")
    assert (row["state"], row["flags"]) == ("ended", ["early", "ended_early"])


def test_a_booth_acts_for_its_room_alone(plan: Plan) -> None:
    booth, other = (plan.world.make_device("booth", room) for room in ("R1", "R2"))
    plan.slot("s", clock.now() + 5 * MINUTE)
    plan.confirm("s")
    assert refusal(post(plan, "s", "tick", other, what="sign")) == "booth"
    assert refusal(post(plan, "s", "step", other, do="ready")) == "booth"
    assert refusal(post(plan, "s", "step", booth, do="ready")) == "ticks"
    for what in ("sign", "price", "channel"):
        plan.world.command(booth, "live/slots/s/tick", what=what)
    plan.step("s", "ready", booth)
    plan.step("s", "go_live", booth)
    assert refusal(post(plan, "s", "step", booth, do="extend", minutes=5)) == "role"
    assert plan.world.row("booth", "live_slot", "s")["state"] == "live"  # type: ignore[index]


def test_a_press_from_an_outbox_is_judged_when_it_was_made(plan: Plan, later: PassBy) -> None:
    """Offline for half an hour: nobody came, it seemed, and they had been on air all the time."""
    begins = clock.now() + 5 * MINUTE
    booth = plan.world.make_device("booth", "R1")
    plan.slot("s", begins)
    plan.ready("s", booth)
    pressed = later(6 * MINUTE)
    later(60 * MINUTE)
    assert do(plan.world, alarms.ring)
    assert plan.row("s")["state"] == "no_show"
    slow = {"device_at": at(pressed - 90_000), "offset_ms": 90_000}
    plan.step("s", "go_live", booth, **slow)
    assert (plan.row("s")["state"], plan.row("s")["actual_start"]) == ("live", at(pressed))
    plan.step("s", "end", booth, device_at=at(pressed + 40 * MINUTE), offset_ms=0)
    row = plan.row("s")
    assert (row["actual_end"], row["flags"]) == (at(pressed + 40 * MINUTE), ["ended_early"])
    old = {"device_at": at(clock.now() - 3 * HOUR), "offset_ms": 0}
    assert refusal(post(plan, "s", "step", booth, do="reopen", **old)) == "too_old"
    assert refusal(post(plan, "s", "step", booth, do="reopen")) == "too_late"


def test_what_the_rules_refuse_is_said_in_words(plan: Plan) -> None:
    plan.slot("s", clock.now() + 3 * HOUR)
    plan.session("P2", producers=["CT2"], products=["SP9"], room="R2")
    plan.slot("spirit", clock.now() + 3 * HOUR, "P2", goods=[{"product": "SP9"}], host="H2", channel="K2")
    answer = post(plan, "spirit", "step", do="confirm")
    assert refusal(answer) == "conflicts"
    assert any(one.startswith("goods.forbidden") for one in answer.json["error"]["fields"]["conflicts"])
    assert "{" not in answer.json["error"]["message"]
    found = plan.world.get(plan.boss, "live/check").json["conflicts"]
    spirit = next(one for one in found if one["kind"] == "goods.forbidden")
    never = {"kind": spirit["kind"], "with": spirit["with"], "reason": "Giám đốc đã đồng ý rồi nhé"}
    for by in (plan.boss, plan.world.make_staff("director")):
        assert plan.world.post(by, "live/slots/spirit/override", ref=new_ref(), **never).status_code == 409


def test_an_override_dies_when_the_slot_changes(plan: Plan) -> None:
    begins = clock.now() + 3 * HOUR
    plan.slot("s", begins)
    plan.confirm("s")
    plan.session("P2", producers=["CT2"], products=["SP2"], room="R2")
    plan.slot("t", begins, "P2", channel="K2", goods=[{"product": "SP2"}])
    assert refusal(post(plan, "t", "step", do="confirm")) == "conflicts"
    found = plan.world.get(plan.boss, "live/check").json["conflicts"]
    double = next(one for one in found if one["kind"] == "person.double")
    said = {"kind": "person.double", "with": double["with"]}
    assert plan.world.post(plan.boss, "live/slots/t/override", ref=new_ref(), reason="vội", **said).status_code == 409
    plan.world.command(plan.boss, "live/slots/t/override", reason="Hai phòng sát nhau, chạy qua lại", **said)
    plan.confirm("t")
    assert [one["kind"] for one in plan.row("t")["overrides"]] == ["person.double"]
    moved = {"starts": at(begins + 5 * MINUTE), "ends": at(begins + HOUR)}
    assert refusal(post(plan, "t", "change", changes=moved, note="dời")) == "conflicts"
    plan.world.command(plan.boss, "live/slots/t/change", changes=moved | {"host": "H2"}, note="đổi người")
    assert plan.row("t")["overrides"] == []


# ---------- several at once ----------


def test_two_coordinators_in_one_slot(plan: Plan) -> None:
    """Other fields meet; in the same field the second is told whose words stand there."""
    plan.slot("s", clock.now() + 3 * HOUR)
    other = plan.world.make_staff("live_coordinator")
    seen = plan.row("s")["version"]
    assert post(plan, "s", "change", changes={"host": "H2"}, seen=seen).status_code == 200
    assert post(plan, "s", "change", other, changes={"channel": "K2"}, seen=seen).status_code == 200
    late = post(plan, "s", "change", other, changes={"host": "H3"}, seen=seen)
    assert late.status_code == 409
    assert late.json["error"]["code"] == "live_stale"
    fields = late.json["error"]["fields"]
    assert (fields["field"], fields["theirs"]) == ("host", "H2")
    assert fields["by"].endswith(plan.boss.login)
    same = post(plan, "s", "change", other, changes={"host": "H2"}, seen=seen)
    assert (same.status_code, same.json["seq"]) == (200, None), "what stands there already is no change"


def test_two_slots_that_cannot_both_be(plan: Plan) -> None:
    """Whoever confirms first has it; a firm slot does not move onto another, nor does a session."""
    begins = clock.now() + 3 * HOUR
    plan.slot("s", begins)
    plan.session("P2", producers=["CT2"], products=["SP2"], room="R2")
    plan.slot("t", begins, "P2", channel="K2", host="H2", goods=[{"product": "SP2"}])
    plan.confirm("s")
    plan.confirm("t")
    assert refusal(post(plan, "t", "change", changes={"host": "H1"}, note="đổi")) == "conflicts"
    answer = plan.world.post(plan.boss, "live/sessions/P2/change", ref=new_ref(), changes={"room": "R1"})
    assert refusal(answer) == "conflicts"
    assert plan.world.row("live", "live_session", "P2")["room"] == "R2"  # type: ignore[index]
    assert refusal(post(plan, "t", "change", changes={"starts": at(begins + MINUTE)})) == "note"


def test_several_moves_are_judged_where_they_end(plan: Plan) -> None:
    """Two firm slots change places in one line; what does not fit leaves everything as it was."""
    first, second = clock.now() + 3 * HOUR, clock.now() + 5 * HOUR
    for name, begins in (("s", first), ("t", second)):
        plan.slot(name, begins)
        plan.confirm(name)
    who = Who(f"staff:{plan.boss.id}", "x", ["organiser"])

    def swap(ends: int) -> None:
        moves = [
            {"slot": "s", "changes": {"starts": second, "ends": ends}, "make": False},
            {"slot": "t", "changes": {"starts": first, "ends": first + HOUR}, "make": False},
        ]
        with begin(plan.world.ops.db, Doorbell(), plan.world.id, f"staff:{plan.boss.id}") as work:
            apply_moves(work, new_ref(), "live.slot_changed", "live_slot:s", moves, {}, "đổi chỗ hai khung", who)

    plan.world.command(plan.boss, "live/settings", days=["2000-01-01", "2099-01-01"])
    swap(second + HOUR)
    assert (plan.row("s")["starts"], plan.row("t")["starts"]) == (at(second), at(first))
    plan.world.command(plan.boss, "live/undo")
    assert (plan.row("s")["starts"], plan.row("t")["starts"]) == (at(first), at(second))
    plan.slot("u", second + HOUR + 30 * MINUTE)
    plan.confirm("u")
    with pytest.raises(Refused):
        swap(second + 2 * HOUR)
    assert (plan.row("s")["starts"], plan.row("t")["starts"]) == (at(first), at(second))


def test_undo_takes_back_and_redoes(plan: Plan) -> None:
    plan.slot("s", clock.now() + 3 * HOUR)
    post(plan, "s", "change", changes={"host": "H2"}, pinned=True)
    assert plan.row("s")["pinned"] == {"host": f"staff:{plan.boss.id}"}
    for _ in range(2):
        plan.world.command(plan.boss, "live/undo")
    assert plan.world.row("live", "live_slot", "s") is None
    for _ in range(2):
        plan.world.command(plan.boss, "live/redo")
    assert (plan.row("s")["host"], plan.row("s")["pinned"]) == ("H2", {"host": f"staff:{plan.boss.id}"})
    plan.confirm("s")
    plan.world.command(plan.boss, "live/undo")
    assert (plan.row("s")["host"], plan.row("s")["state"]) == ("H1", "confirmed")


def test_what_came_in_another_way_is_not_taken_back(plan: Plan) -> None:
    """An extension on air is no edit of the plan: undoing the edit before it would take it away."""
    begins = clock.now() + 5 * MINUTE
    plan.slot("s", begins)
    post(plan, "s", "change", changes={"ends": at(begins + 30 * MINUTE)})
    plan.ready("s")
    plan.step("s", "go_live")
    plan.step("s", "extend", minutes=15)
    answer = plan.world.post(plan.boss, "live/undo", ref=new_ref())
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "live_changed_since")
    assert plan.row("s")["ends"] == at(begins + 45 * MINUTE)


# ---------- telling people ----------


def test_who_has_not_seen_which_change(plan: Plan) -> None:
    """A published version is what people know; a change makes it news again, for those it concerns."""
    booth = plan.world.make_device("booth", "R1")
    plan.slot("s", clock.now() + 3 * HOUR)
    plan.slot("draft", clock.now() + 6 * HOUR)
    plan.confirm("s")
    assert plan.world.command(plan.boss, "live/publish")["facts"]["changed"] == ["s"]
    assert plan.row("draft")["told"] == {}
    seen = {"slot": "s", "version": 1}
    assert plan.world.command(booth, "live/seen", **seen)["facts"]["who"] == "room:R1"
    assert plan.world.command(plan.boss, "live/seen", who="person:H1", **seen)["seq"] is not None
    answer = plan.world.post(plan.boss, "live/seen", ref=new_ref(), who="person:H3", **seen)
    assert refusal(answer) == "role"
    assert plan.world.command(plan.boss, "live/publish")["seq"] is None, "nothing new to tell"
    plan.world.command(plan.boss, "live/slots/s/change", changes={"host": "H2"}, note="đổi người")
    plan.world.command(plan.boss, "live/publish")
    told, rows = plan.row("s")["told"], plan.world.snapshot("live")["rows"]["live_seen"]
    assert (told["version"], told["host"]) == (2, "H2")
    assert [row["id"] for row in rows if row["version"] < told["version"]] == ["s/person:H1", "s/room:R1"]
    assert "live_seen" not in plan.world.snapshot("booth")["rows"]


def test_a_booth_asks_and_the_rules_agree_or_not(plan: Plan) -> None:
    booth, begins = plan.world.make_device("booth", "R1"), clock.now() + 3 * HOUR
    plan.slot("s", begins)
    plan.confirm("s")
    plan.slot("t", begins + 3 * HOUR)
    plan.confirm("t")
    cell = {"starts": at(begins + 3 * HOUR), "ends": at(begins + 4 * HOUR)}
    made = plan.world.command(booth, "live/requests", kind="swap", slot="s", reason="Khách đông", wanted=cell)
    path = f"live/requests/{made['facts']['request']}/answer"
    assert refusal(plan.world.post(plan.boss, path, ref=new_ref(), accept=True)) == "conflicts"
    free = {"starts": at(begins + 90 * MINUTE), "ends": at(begins + 150 * MINUTE)}
    plan.world.command(plan.boss, path, accept=True, words="Đổi sang giờ trống", move=free)
    assert plan.row("s")["starts"] == free["starts"]
    assert refusal(plan.world.post(plan.boss, path, ref=new_ref(), accept=False)) == "answered"
    plan.world.command(booth, "live/slots/s/late", minutes=10)
    rows = plan.world.snapshot("live")["rows"]["live_request"]
    assert sorted((row["kind"], row["state"]) for row in rows) == [("late", "open"), ("swap", "accepted")]


# ---------- what comes by itself ----------


def test_alarms_ring_once_and_a_slot_nobody_came_to_is_a_no_show(plan: Plan, later: PassBy) -> None:
    world, begins = plan.world, clock.now() + 20 * MINUTE
    plan.slot("s", begins)
    plan.confirm("s")
    with world.ops.db.read() as conn:
        assert queries.next_ring(conn, world.id, clock.now()) == begins - 10 * MINUTE
    rang: list[list[str]] = []
    for wait in (9, 2, 0, 14, 10, 50):
        later(wait * MINUTE)
        if do(world, alarms.ring):
            with world.ops.db.read() as conn:
                rang.append(sorted(queries.rows_of(conn, world.id, "live_slot", ["s"])[0]["rang"].keys() - {"was"}))
    assert rang == [
        ["not_ready"],
        ["late", "not_ready"],
        ["late", "not_ready", "propose_no_show"],
        ["auto_no_show", "late", "not_ready", "propose_no_show"],
    ]
    assert plan.row("s")["state"] == "no_show"
    assert world.get(plan.boss, "live/alarms").json["alarms"] == []


def test_the_task_learns_from_the_journal_what_is_due(plan: Plan, later: PassBy) -> None:
    """As two servers would: the second writes nothing that the first has written."""
    tasks = [Ringing(plan.world.ops.hall) for _ in range(2)]
    plan.slot("s", clock.now() + 20 * MINUTE)
    plan.confirm("s")
    with plan.world.ops.db.read() as conn:
        lines = journal.since(conn, plan.world.id, 0)
    for task in tasks:
        task.watch(plan.world.id, lines)
        task.look()
        assert task.due[plan.world.id] == plan_starts(plan) - 10 * MINUTE
    later(11 * MINUTE)
    for task in tasks:
        task.look()
    with plan.world.ops.db.read() as conn:
        kinds = [line.kind for line in journal.since(conn, plan.world.id, 0)]
    assert kinds.count("live.alarmed") == 1
    assert 0 < tasks[0].sleep_s() <= 1.0


def plan_starts(plan: Plan) -> int:
    return clock.parse_iso(plan.row("s")["starts"])


def test_a_row_of_the_sheet_and_its_slot_are_one_record(plan: Plan, later: PassBy) -> None:
    world = plan.world
    caller = world.make_staff("stage_manager")
    load(world)
    plan.slot("s", clock.now() + MINUTE, sheet_row="a")
    plan.ready("s")
    assert do(world, following.follow), "the row is a window of the plan"
    answer = post(plan, "s", "step", do="go_live")
    assert refusal(answer) == "on_stage"
    assert "Mục a" in answer.json["error"]["message"]
    began = later(2 * MINUTE)
    world.command(caller, "stage/step", track="stage", do="start", row="a")
    assert do(world, following.follow)
    assert not do(world, following.follow), "the second server finds it done"
    assert (plan.row("s")["state"], plan.row("s")["actual_start"]) == ("live", at(began))
    assert refusal(post(plan, "s", "step", do="end")) == "on_stage"
    over = later(10 * MINUTE)
    world.command(caller, "stage/step", track="stage", do="start", row="b")
    assert do(world, following.follow)
    assert (plan.row("s")["state"], plan.row("s")["actual_end"]) == ("ended", at(over))


def test_the_stage_is_not_held_up_by_what_may_not_go_on_air(plan: Plan) -> None:
    """A host whose identity was refused: the row runs, the slot does not, and the coordinator is told once."""
    world = plan.world
    load(world)
    plan.slot("s", clock.now() + MINUTE, sheet_row="a")
    plan.confirm("s")
    with world.ops.db.write() as conn:
        conn.execute(update(live_identity).where(live_identity.c.event_id == world.id).values(state="refused"))
    world.command(world.make_staff("stage_manager"), "stage/step", track="stage", do="start", row="a")
    assert do(world, following.follow)
    assert not do(world, following.follow)
    rows = world.snapshot("live")["rows"]["live_request"]
    assert [(row["kind"], row["reason"], row["state"]) for row in rows] == [("help", "stage:conflicts", "open")]
    assert plan.row("s")["state"] == "confirmed"


def test_quiet_rows_people_and_bridges_are_windows(plan: Plan) -> None:
    world = plan.world
    rows: list[Row] = [
        {"id": "a", "begins": "fixed", "start": clock.now(), "duration": 10 * MINUTE},
        {"id": "b", "duration": 15 * MINUTE},
    ]
    load(world, rows=rows)
    stage = {"quiet": ["b"], "people": {"a": ["H1"]}, "bridge": {"rows": ["b"], "channels": ["K1"]}}
    world.command(plan.boss, "live/settings", stage=stage)
    plan.slot("s", clock.now() + MINUTE)
    assert do(world, following.follow)
    found = {row["id"]: row for row in world.snapshot("live")["rows"]["live_stage"]}
    assert (found["a"]["people"], found["a"]["quiet"]) == (["H1"], False)
    assert (found["b"]["quiet"], found["b"]["bridge"]["channels"]) == (True, ["K1"])
    with world.ops.db.read() as conn:
        kinds = {one["kind"] for one in ask_queries.conflicts(conn, world.id, None, clock.now())["conflicts"]}
    assert {"stage.person", "bridge.reserved"} <= kinds
