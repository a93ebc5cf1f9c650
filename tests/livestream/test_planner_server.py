"""Proposals through their API: asked for, found, accepted whole or in part, stale when the plan moved on."""

from __future__ import annotations

import pytest

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.livestream.planner import actions
from ops.livestream.planner.payloads import NewProposal
from tests.livestream.plans import HOUR, MINUTE, Plan, make_plan
from tests.livestream.replay_planner import proposal_of, with_wishes_of
from tests.support.factories import Row, World, new_ref

QUARTER = 15 * MINUTE


@pytest.fixture
def plan(world: World) -> Plan:
    return with_wishes_of(make_plan(world))


def refused(answer: object) -> str:
    assert answer.status_code == 409, answer.text  # type: ignore[attr-defined]
    return str(answer.json["error"]["code"])  # type: ignore[attr-defined]


def accept(plan: Plan, found: Row, moves: object) -> object:
    return plan.world.post(plan.boss, f"live/proposals/{found['id']}/accept", ref=new_ref(), moves=moves)


def given(plan: Plan, moves: list[Row]) -> str:
    """A proposal of just these moves, as if the planner had found them."""
    with begin(plan.world.ops.db, Doorbell(), plan.world.id, f"staff:{plan.boss.id}") as work:
        row = actions.ask(work, NewProposal(ref=new_ref()))
        made = {"moves": moves, "unplaced": [], "fairness": [], "score": {}, "counts": {}, "solver": "", "loops": 0}
        actions.finish(work, row, made | {"facts_seq": 1})
    return str(row["id"])


def test_accepted_whole_it_is_one_line_and_one_undo(plan: Plan) -> None:
    found = proposal_of(plan, scope={"what": "new"})
    assert [move["slot"] for move in found["moves"]] == ["", ""]
    assert found["score"]["after"] > found["score"]["before"]
    seq = plan.world.snapshot("live")["seq"]
    answer = accept(plan, found, "all")
    assert answer.json["kind"] == "live.proposal_answered" and answer.json["seq"] == seq + 1  # type: ignore[attr-defined]
    rows = plan.world.snapshot("live")["rows"]["live_slot"]
    assert {row["session"] for row in rows} == {"P1", "P2", "P3"}
    assert {row["state"] for row in rows} == {"draft"}
    assert refused(accept(plan, found, "all")) == "live_proposal_over"
    plan.world.command(plan.boss, "live/undo")
    assert [row["id"] for row in plan.world.snapshot("live")["rows"]["live_slot"]] == ["s"]


def test_some_or_nothing(plan: Plan) -> None:
    found = proposal_of(plan, scope={"what": "new"})
    assert accept(plan, found, ["nothing of it"]).status_code == 422  # type: ignore[attr-defined]
    accept(plan, found, [found["moves"][0]["id"]])
    again = plan.world.get(plan.boss, f"live/proposals/{found['id']}").json
    assert (again["state"], again["taken"]) == ("partly", [found["moves"][0]["id"]])
    other = proposal_of(plan, scope={"what": "new"})
    seen = plan.world.snapshot("live")["rows"]["live_slot"]
    accept(plan, other, "none")
    assert plan.world.snapshot("live")["rows"]["live_slot"] == seen
    listed = plan.world.get(plan.boss, "live/proposals").json["proposals"]
    assert [one["state"] for one in listed] == ["refused", "partly"]


def test_a_proposal_is_stale_when_a_touched_slot_has_moved(plan: Plan) -> None:
    """A slot that changed, or a session that somebody placed by hand meanwhile: nothing of it is done."""
    found = proposal_of(plan, scope={"what": "all"})
    plan.slot("by-hand", clock.now() + 3 * HOUR, "P2", room="R2", channel="K2", host="H2")
    assert plan.world.get(plan.boss, f"live/proposals/{found['id']}").json["stale"] == ["new:P2"]
    before = plan.world.snapshot("live")["rows"]["live_slot"]
    answer = accept(plan, found, "all")
    assert refused(answer) == "live_proposal_stale"
    assert "tính lại" in answer.json["error"]["message"]  # type: ignore[attr-defined]
    assert plan.world.snapshot("live")["rows"]["live_slot"] == before


def test_chosen_moves_that_need_the_others_are_refused(plan: Plan) -> None:
    """Two slots that change places: one of them alone would stand on the other."""
    plan.slot("t", clock.now() + 5 * HOUR, "P3", channel="K1", host="H1")
    rows = {one: plan.row(one) for one in ("s", "t")}
    times = {one: {name: clock.parse_iso(row[name]) for name in ("starts", "ends")} for one, row in rows.items()}
    moves = [
        {"id": one, "slot": one, "session": rows[one]["session"], "also": [], "changes": {**times[other], "room": "R1"},
         "versions": {one: rows[one]["version"]}} for one, other in (("s", "t"), ("t", "s"))]  # fmt: skip
    answer = accept(plan, {"id": given(plan, moves)}, ["s"])
    assert refused(answer) == "live_proposal_does_not_fit", answer.text  # type: ignore[attr-defined]


def test_a_confirmed_slot_takes_the_seen_warnings_along(plan: Plan) -> None:
    """A word that claims too much is a warning: seen before, named in the proposal, no hindrance to accepting it."""
    plan.slot("t", clock.now() + 5 * HOUR, "P3", channel="K3", host="H3", title="Bánh đậu ngon nhất Việt Nam")
    plan.confirm("t")
    row = plan.row("t")
    starts = (clock.parse_iso(row["starts"]) // QUARTER + 1) * QUARTER
    times = {"starts": starts, "ends": starts + HOUR}
    move = {"id": "t", "slot": "t", "session": "P3", "also": [], "changes": times, "versions": {"t": row["version"]}}
    answer = accept(plan, {"id": given(plan, [move])}, "all")
    assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
    after = plan.row("t")
    assert (after["state"], after["starts"]) == ("confirmed", clock.iso(times["starts"]))
    assert [one["kind"] for one in after["acks"]] == ["ads.claim"]


def test_why_not_says_what_is_in_the_way(plan: Plan) -> None:
    """The spirit may be sold nowhere: every start is counted against the goods."""
    plan.session("P9", producers=["CT2"], products=["SP9"], room="")
    answer = plan.world.get(plan.boss, "live/why-not?session=P9")
    (unit,) = answer.json["units"]
    assert unit["state"] == "blocked"
    assert ([one["by"] for one in unit["blockers"]], unit["goods"]) == (["goods"], ["SP9"])
    assert plan.world.get(plan.boss, "live/why-not?session=P2").json["units"][0]["state"] == "fits"
    assert plan.world.get(plan.boss, "live/why-not?session=nobody").status_code == 404


def test_a_repair_goes_around_what_is_pinned(plan: Plan) -> None:
    """Two drafts want one host: the one that nobody pinned goes elsewhere, and only that one."""
    plan.slot("u", clock.now() + 2 * HOUR, "P3", host="H1", channel="K2")
    pinned = {"host": "H1", "channel": "K2"}
    plan.world.command(plan.boss, "live/slots/u/change", changes={"note": "x", **pinned, "room": "R2"}, pinned=True)
    found = proposal_of(plan, scope={"what": "repair"})
    assert {move["slot"] for move in found["moves"]} <= {"s", "u"}
    assert [move["slot"] for move in found["moves"]] == ["s"], found
