"""The stage's screens: who may be spoken to by name, the hand on the prompter, where a device begins."""

from __future__ import annotations

import re

import pytest

from ops.core.pages import HOMES, SCREENS
from scripts.parts import ROOT
from tests.stage.sheets import load
from tests.support.app import Ops
from tests.support.factories import Row, World, make_world, new_ref

HAND: Row = {"track": "stage", "row": "a", "place": 1250, "wpm": 150, "running": True}


@pytest.fixture
def world(ops: Ops) -> World:
    made = make_world(ops)
    load(made)
    return made


def test_the_caller_hears_which_devices_show_the_stage(world: World) -> None:
    caller = world.make_staff("stage_manager")
    mc, wall, desk = (world.make_device(role, None) for role in ("mc", "wall", "reception"))
    path = f"/api/events/{world.id}/stage/screens"
    found = world.ops.ask("GET", path, caller.token).json["screens"]
    assert {one["id"]: one["role"] for one in found} == {mc.id: "mc", wall.id: "wall"}
    assert desk.id not in str(found)
    assert world.ops.ask("GET", path, mc.token).status_code == 403
    world.command(world.make_staff("organiser"), f"devices/{wall.id}/revoke")
    assert [one["id"] for one in world.ops.ask("GET", path, caller.token).json["screens"]] == [mc.id]


def test_a_hand_on_the_prompter_is_in_the_feed_and_is_done_once(world: World) -> None:
    crew = world.make_device("crew", None)
    path, body = f"/api/events/{world.id}/stage/prompter", {"ref": new_ref()} | HAND
    first = world.ops.ask("POST", path, crew.token, json=body)
    again = world.ops.ask("POST", path, crew.token, json=body)
    assert (first.status_code, again.json["repeat"]) == (200, True)
    snapshot = world.ops.ask("GET", f"/api/events/{world.id}/snapshot/stage", crew.token).json
    (row,) = snapshot["rows"]["prompter"]
    assert {name: row[name] for name in HAND if name != "track"} == {n: v for n, v in HAND.items() if n != "track"}
    assert row["id"] == "stage"


@pytest.mark.parametrize(("role", "status"), [("wall", 403), ("viewer", 403), ("mc", 200), ("stage_manager", 200)])
def test_who_may_steer(world: World, role: str, status: int) -> None:
    device = world.make_device(role, None)
    path = f"/api/events/{world.id}/stage/prompter"
    assert world.ops.ask("POST", path, device.token, json={"ref": new_ref()} | HAND).status_code == status


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"row": "nowhere"}, 409),
        ({"track": "nowhere"}, 409),
        ({"place": -1}, 422),
        ({"wpm": 1}, 422),
        ({"wpm": 4.5}, 422),
    ],
)
def test_a_hand_that_points_nowhere_is_refused(world: World, wrong: Row, status: int) -> None:
    mc = world.make_device("mc", None)
    path = f"/api/events/{world.id}/stage/prompter"
    answer = world.ops.ask("POST", path, mc.token, json={"ref": new_ref()} | HAND | wrong)
    assert answer.status_code == status
    snapshot = world.ops.ask("GET", f"/api/events/{world.id}/snapshot/stage", mc.token).json
    assert snapshot["rows"].get("prompter", []) == []


@pytest.mark.once
def test_the_page_and_the_server_know_the_same_screens() -> None:
    source = (ROOT / "static" / "js" / "stage" / "screens.js").read_text(encoding="utf-8")
    named = dict(re.findall(r"const (WALL|SPEAKER) = \[(.*?)\]", source))
    wall = re.findall(r"/([\w-]+)", named["WALL"])
    assert set(SCREENS["mc"]) == set(re.findall(r"/([\w-]+)", named["SPEAKER"]))
    for role in ("stage_manager", "crew", "wall"):
        own = re.search(rf"{role}: \[(.*?)\]", source)
        assert own and set(SCREENS[role]) == {*re.findall(r"/([\w-]+)", own[1]), *wall}


def test_a_device_begins_where_it_was_put_last(world: World) -> None:
    wall = world.make_device("wall", None)
    for chosen, begins in (
        ("studio", "/studio"),
        ("mc", HOMES["wall"]),
        ("//elsewhere", HOMES["wall"]),
        ("", "/welcome"),
    ):
        client = world.ops.app.test_client()
        client.set_cookie("ops_device", wall.token)
        client.set_cookie("ops_screen", chosen)
        assert client.get("/").headers["Location"] == begins
