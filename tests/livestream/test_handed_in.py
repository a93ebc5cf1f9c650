"""A booth's phone is revoked with acts in its queue: they lie aside, and the office takes each in or leaves it out."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from ops import checks
from ops.core import clock
from ops.livestream.handed_payloads import HandIn
from tests.livestream.handing import act, acts, hand_in, only_open
from tests.livestream.plans import HOUR, MINUTE, Plan, make_plan, refusal
from tests.livestream.shelf import picture
from tests.support.factories import Device, World, new_ref

PassBy = Callable[[int], int]


@pytest.fixture
def later(frozen: int) -> PassBy:
    """Let time pass: `later(ms)`; called with 0 it says the time."""
    now = [frozen]

    def pass_by(ms: int) -> int:
        now[0] += ms
        clock.freeze(now[0])
        return now[0]

    return pass_by


@pytest.fixture
def plan(world: World) -> Plan:
    made = make_plan(world)
    made.slot("s", clock.now() + 5 * MINUTE)
    made.confirm("s")
    return made


@pytest.fixture
def phone(plan: Plan) -> Device:
    made = plan.world.make_device("booth", "R1")
    plan.world.command(plan.boss, f"devices/{made.id}/revoke")
    return made


def decide(plan: Plan, request: str, accept: bool = True) -> Any:
    return plan.world.post(plan.boss, f"live/handed-in/{request}/decide", ref=new_ref(), accept=accept)


def test_the_queue_lies_aside_and_is_taken_in_act_by_act(plan: Plan, phone: Device) -> None:
    pressed = clock.now()
    items = acts("s", pressed)
    assert hand_in(plan.world, phone, *items)["facts"] == {"device": phone.id, "kept": 4, "known": 0}
    assert hand_in(plan.world, phone, *items)["facts"]["known"] == 4, "handed in twice is there once"
    assert plan.row("s")["ticks"] == {}, "nothing of it is done"
    waiting = only_open(plan.world)
    assert [row["wanted"]["body"].get("what", row["wanted"]["body"].get("do")) for row in waiting] == [
        "sign", "price", "channel", "ready"]  # fmt: skip
    for row in waiting[:3]:
        assert decide(plan, row["id"]).status_code == 200
    assert decide(plan, waiting[3]["id"], accept=False).status_code == 200
    row = plan.row("s")
    assert (sorted(row["ticks"]), row["state"]) == (["channel", "price", "sign"], "confirmed")
    assert row["ticks"]["sign"]["at"] == clock.iso(pressed)
    assert refusal(decide(plan, waiting[0]["id"])) == "answered"
    assert only_open(plan.world) == []
    assert checks.run(plan.world.ops.db, plan.world.id) == []


def test_presses_of_a_clock_that_runs_ahead_stay_in_their_order(plan: Plan, phone: Device) -> None:
    items = acts("s", clock.now() + HOUR)
    hand_in(plan.world, phone, *items)
    waiting = only_open(plan.world)
    assert [row["wanted"]["ref"] for row in waiting] == [item["ref"] for item in items]
    assert max(row["made_at"] for row in waiting) < clock.iso(clock.now() + 1)


def test_taken_in_hours_later_it_counts_from_the_press(later: PassBy, plan: Plan, phone: Device) -> None:
    """On air at 19:00 as the phone says; somebody of the office has time for it at 22:00."""
    for what in ("sign", "price", "channel"):
        plan.world.command(plan.boss, "live/slots/s/tick", what=what)
    plan.step("s", "ready")
    pressed = later(6 * MINUTE)
    went, ended = (act("live/slots/s/step", at, do=do) for at, do in
                   ((pressed, "go_live"), (pressed + 30 * MINUTE, "end")))  # fmt: skip
    later(40 * MINUTE)
    hand_in(plan.world, phone, went, ended)
    later(3 * HOUR)
    for row in only_open(plan.world):
        assert decide(plan, row["id"]).status_code == 200
    row = plan.row("s")
    assert (row["actual_start"], row["actual_end"]) == (clock.iso(pressed), clock.iso(pressed + 30 * MINUTE))


def test_the_rules_still_say_no_and_it_stays_open(plan: Plan, phone: Device) -> None:
    hand_in(plan.world, phone, act("live/slots/s/step", clock.now(), do="go_live"))
    (row,) = only_open(plan.world)
    assert refusal(decide(plan, row["id"])) != "answered"
    assert len(only_open(plan.world)) == 1


def test_what_cannot_be_read_is_kept_and_can_only_be_left_out(plan: Plan, phone: Device) -> None:
    odd = (act("live/slots/s/step", clock.now(), do="fly"), act("guests", clock.now(), name="x"))
    hand_in(plan.world, phone, *odd)
    for row in only_open(plan.world):
        answer = decide(plan, row["id"])
        assert answer.json["error"]["code"] == "item_unreadable"
        assert decide(plan, row["id"], accept=False).status_code == 200


def test_a_photo_comes_with_its_act(plan: Plan, phone: Device) -> None:
    figures = act("live/figures", clock.now(), slot="s", values={"orders": 12}, source="screenshot")
    photo = {"name": "s.jpg", "data": base64.b64encode(picture(exif=True)).decode()}
    broken = act("live/figures", clock.now(), slot="s", values={"peak": 7}) | {
        "photo": {"name": "x.jpg", "data": base64.b64encode(b"no photo").decode()}}  # fmt: skip
    hand_in(plan.world, phone, figures | {"photo": photo}, broken)
    first, second = sorted(only_open(plan.world), key=lambda row: "photo_lost" in row["wanted"])
    assert first["wanted"]["file_hash"] and second["wanted"]["photo_lost"]
    for row in (first, second):
        assert decide(plan, row["id"]).status_code == 200
    kept = plan.world.row("live", "live_figure_sum", "s")
    assert kept is not None and kept["metrics"]["orders"]["value"] == 12 and len(kept["files"]) == 1


def test_only_a_revoked_phone_hands_in_and_only_planners_decide(plan: Plan, phone: Device) -> None:
    world = plan.world
    working = world.make_device("booth", "R1")
    item = act("live/slots/s/tick", clock.now(), what="sign", on=True)
    assert world.post(working, "live/handed-in", ref=new_ref(), items=[item]).json["error"]["code"] == "not_revoked"
    assert world.post(plan.boss, "live/handed-in", ref=new_ref(), items=[item]).json["error"]["code"] == "not_revoked"
    tablet = world.make_device("reception")
    world.command(plan.boss, f"devices/{tablet.id}/revoke")
    assert world.post(phone, "live/slots/s/tick", ref=new_ref(), what="sign", on=True).status_code in (401, 403)
    hand_in(world, phone, item)
    (row,) = only_open(world)
    asked = {"ref": new_ref(), "accept": True}
    assert world.post(working, f"live/handed-in/{row['id']}/decide", **asked).status_code == 403
    assert world.post(world.make_staff("director"), f"live/handed-in/{row['id']}/decide", **asked).status_code == 403


@pytest.mark.parametrize(
    "odd", [{"path": "live/slots/\ud92e/tick"}, {"body": {"note": "\ud92e"}}], ids=["path", "body"]
)
def test_half_a_character_is_refused(odd: dict[str, Any]) -> None:
    item = act("live/slots/s/tick", clock.now(), what="sign", on=True)
    assert HandIn.model_validate({"ref": new_ref(), "items": [item]})
    with pytest.raises(ValidationError):
        HandIn.model_validate({"ref": new_ref(), "items": [item | odd]})
