"""The link that is a host's own: their slots and times, nothing of others, and nothing without the link."""

from __future__ import annotations

from typing import Any

import pytest

from ops.core import clock
from ops.livestream.host import routes as host_routes
from tests.livestream.plans import HOUR, Plan, make_plan
from tests.support.factories import Row, World, new_ref


@pytest.fixture
def plan(world: World) -> Plan:
    host_routes.address_throttle.forget_all()
    host_routes.act_throttle.forget_all()
    return make_plan(world)


def link_of(plan: Plan, person: str) -> str:
    made = plan.world.post(plan.boss, f"live/people/{person}/link", ref=new_ref())
    assert made.status_code == 200, made.json
    return str(made.json["url"]).rsplit("/", 1)[1]


def page(plan: Plan, token: str) -> Any:
    return plan.world.ops.ask("GET", f"/api/host/{token}")


def act(plan: Plan, token: str, what: str, ref: str | None = None, **body: Any) -> Any:
    return plan.world.ops.ask("POST", f"/api/host/{token}/{what}", json={"ref": ref or new_ref()} | body)


def publish(plan: Plan, *slots: str) -> None:
    for slot in slots:
        plan.confirm(slot)
    plan.world.command(plan.boss, "live/publish", note="")


def test_own_slots_are_seen_and_acknowledged(plan: Plan) -> None:
    start = clock.now() + 30 * HOUR
    plan.slot("mine", start)
    plan.slot(
        "theirs", start, plan.session("P2", room="R2", producers=["CT2"], products=["SP2"]), host="H2", channel="K2"
    )
    plan.slot("draft", start + 9 * HOUR)
    publish(plan, "mine", "theirs")
    token = link_of(plan, "H1")
    shown = page(plan, token).json
    assert [one["id"] for one in shown["slots"]] == ["mine"], "neither others' slots nor what was not published"
    assert (shown["slots"][0]["seen"], shown["slots"][0]["as"]) == (False, "host")
    assert "phone" not in page(plan, token).text
    ref = new_ref()
    first, again = (act(plan, token, "seen", ref, slot="mine", version=1) for _ in range(2))
    assert (first.status_code, first.json["repeat"], again.json["repeat"]) == (200, False, True)
    assert page(plan, token).json["slots"][0]["seen"] is True
    assert act(plan, token, "seen", slot="theirs", version=1).status_code == 409, "nobody speaks for others"
    # The plan moves: they are asked again, and a slot that goes to somebody else is gone after it is published.
    plan.world.command(plan.boss, "live/slots/mine/change", changes={"starts": clock.iso(start - HOUR)}, note="Đổi giờ")
    assert page(plan, token).json["slots"][0]["seen"] is True, "not published yet"
    publish(plan)
    moved = page(plan, token).json["slots"][0]
    assert (moved["seen"], moved["known"], moved["starts"]) == (False, True, clock.iso(start - HOUR))


def test_times_are_typed_over_the_link(plan: Plan) -> None:
    token = link_of(plan, "H1")
    at = clock.now() + 30 * HOUR
    shown = page(plan, token).json
    away = [{"from": clock.iso(at), "until": clock.iso(at + HOUR), "note": "Đi dạy"}]
    kept = act(plan, token, "times", seen=shown["person"]["revision"], away=away, free=[])
    assert kept.status_code == 200, kept.json
    assert page(plan, token).json["away"][0]["note"] == "Đi dạy"
    stale = act(plan, token, "times", seen=shown["person"]["revision"], away=[], free=[])
    assert stale.status_code == 409, "two phones of one person do not overwrite each other"
    row = plan.world.row("live", "live_person", "H1")
    assert row is not None and row["away"][0]["from"] == clock.iso(at)


def test_without_the_link_there_is_nothing(plan: Plan) -> None:
    token = link_of(plan, "H1")
    assert page(plan, "hst_" + "x" * 43).status_code == 404
    assert page(plan, plan.boss.token).status_code == 404, "another kind of token is no link"
    assert plan.world.ops.ask("GET", "/host/hst_nobody").status_code == 404
    ref = new_ref()
    other = link_of(plan, "H2")
    revision: Row = page(plan, other).json["person"]
    assert act(plan, other, "times", ref, seen=revision["revision"], away=[], free=[]).status_code == 200
    assert act(plan, token, "times", ref, seen=0, away=[], free=[]).status_code == 404, "a ref of somebody else"
    plan.world.command(plan.boss, "live/people/H1/link/remove")
    assert page(plan, token).status_code == 404
