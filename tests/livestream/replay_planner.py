"""The feed's promise for what the planner changes (tests/test_replay.py runs these)."""

from __future__ import annotations

from ops.core import clock
from tests.livestream.plans import HOUR, Plan, make_plan
from tests.support.evening import Evening, case
from tests.support.factories import Row, new_ref


def with_wishes(one: Evening) -> Plan:
    """Two sessions without a slot and a draft that stands in the way of nobody."""
    return with_wishes_of(make_plan(one.world, one.staff))


def with_wishes_of(plan: Plan) -> Plan:
    """The same in a plan that is there."""
    days = sorted({clock.iso(clock.now() + hours * HOUR)[:10] for hours in (7, 31, 55)})
    plan.world.command(plan.boss, "live/settings", days=days)
    plan.slot("s", clock.now() + 2 * HOUR)
    plan.session("P2", producers=["CT2"], products=["SP2"], room="")
    plan.session("P3", room="R2")
    return plan


def proposal_of(plan: Plan, **asked: object) -> Row:
    """A proposal, worked on until it is there."""
    answer = plan.world.post(plan.boss, "live/proposals", **{"ref": new_ref(), "seconds": 1, **asked})
    assert answer.status_code == 200, answer.json
    plan.world.ops.hall.extra["jobs"].run(plan.world.id, answer.json["id"])
    found: Row = plan.world.get(plan.boss, f"live/proposals/{answer.json['id']}").json
    return found


@case("live.proposal_made")
def proposed(one: Evening) -> None:
    assert proposal_of(with_wishes(one))["state"] == "ready"


@case("live.proposal_answered")
def accepted(one: Evening) -> None:
    plan = with_wishes(one)
    found = proposal_of(plan, scope={"what": "new"})
    first, *rest = [move["id"] for move in found["moves"]]
    one.command(f"live/proposals/{found['id']}/accept", moves=[first])
    assert rest
    for answer in ("all", "none"):
        again = proposal_of(plan)
        one.command(f"live/proposals/{again['id']}/accept", moves=answer)
