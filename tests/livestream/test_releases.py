"""What is asked about the plan's past: published versions with their differences, and what undo would take."""

from __future__ import annotations

import pytest

from ops.core import clock
from ops.livestream.release_queries import differences
from tests.livestream.plans import HOUR, Plan, make_plan
from tests.support.factories import World

BASE = {"starts": 0, "ends": HOUR, "room": "R1", "host": "H1", "assistants": [], "channel": "K1", "title": "Phiên"}


@pytest.fixture
def plan(world: World) -> Plan:
    return make_plan(world)


def test_differences_of_two_versions() -> None:
    same, moved = BASE | {"state": "confirmed"}, BASE | {"state": "confirmed", "starts": HOUR, "host": "H2"}
    cancelled = BASE | {"state": "cancelled"}
    found = differences({"a": same, "b": same, "c": same, "d": cancelled}, {"a": same, "b": moved, "c": cancelled})
    assert [(one["slot"], one["what"]) for one in found] == [("c", "gone"), ("b", "changed")]
    assert found[1]["fields"] == {"starts": [clock.iso(0), clock.iso(HOUR)], "host": ["H1", "H2"]}
    (new,) = differences({}, {"a": BASE})
    assert (new["what"], new["fields"]["room"]) == ("new", [None, "R1"])
    live = {"a": same | {"state": "live"}}
    assert differences({"a": same}, live) == [], "that it has begun is no news"


def test_every_version_can_be_read_again(plan: Plan) -> None:
    start = clock.now() + 3 * HOUR
    plan.slot("s", start)
    plan.slot("t", start + 3 * HOUR)
    plan.confirm("s")
    plan.confirm("t")
    plan.world.command(plan.boss, "live/publish", note="Bản đầu")
    plan.world.command(plan.boss, "live/slots/s/change", changes={"host": "H2"}, note="đổi người dẫn")
    plan.step("t", "cancel", reason="Mất điện tầng hai")
    plan.world.command(plan.boss, "live/publish", note="Đổi người")
    found = plan.world.get(plan.boss, "live/releases").json["releases"]
    assert [(one["version"], one["note"], one["slots"], one["new"], one["changed"], one["gone"]) for one in found] == [
        (2, "Đổi người", 1, 0, 1, 1), (1, "Bản đầu", 2, 2, 0, 0)]  # fmt: skip
    second = plan.world.get(plan.boss, "live/releases?version=2").json["release"]
    assert (second["before"], second["changes"][0]["fields"]) == (1, {"host": ["H1", "H2"]})
    assert plan.world.get(plan.boss, "live/releases?version=3").status_code == 404


def test_undo_says_what_it_takes(plan: Plan) -> None:
    asked = plan.world.get(plan.boss, "live/edits").json
    assert asked["undo"]["changes"][0]["what"] == "made", "the session of the plan"
    start = clock.now() + 3 * HOUR
    plan.slot("s", start)
    moved = {"starts": clock.iso(start + HOUR), "ends": clock.iso(start + 2 * HOUR)}
    plan.world.command(plan.boss, "live/slots/s/change", changes=moved)
    said = plan.world.get(plan.boss, "live/edits").json
    (change,) = said["undo"]["changes"]
    assert (change["table"], change["id"], change["what"]) == ("live_slot", "s", "changed")
    assert change["values"]["starts"] == moved["starts"]
    assert said["redo"] is None
    plan.world.command(plan.boss, "live/undo")
    said = plan.world.get(plan.boss, "live/edits").json
    assert (said["redo"]["changes"], said["undo"]["changes"][0]["what"]) == ([change], "made")


def test_communes_are_called_as_the_units_of_the_event(plan: Plan) -> None:
    plan.world.make_delegation("u1", unit_code="11560", name="Ủy ban nhân dân Xã An Hưng")
    assert plan.world.get(plan.boss, "live/communes").json == {"communes": {"11560": "Xã An Hưng"}}
