"""What the editor of the sheet asks of the server: rows that change tracks, what undo would take back, a delay
written into the plan."""

from __future__ import annotations

from typing import Any

import pytest

from ops import checks
from ops.core import clock
from ops.stage import rules
from tests.stage.sheets import load
from tests.support.factories import Row, Staff, World, new_ref

HOUR = clock.HOUR


@pytest.fixture
def caller(world: World) -> Staff:
    """A stage of three rows and a corner of two, in one group."""
    load(world)
    corner: list[Row] = [
        {"id": "g", "kind": "group"},
        {"id": "x", "begins": "fixed", "start": clock.now() + HOUR, "duration": clock.MINUTE, "group": "g"},
        {"id": "y", "duration": clock.MINUTE, "group": "g"},
    ]
    load(world, track="corner", rows=corner)
    return world.make_staff("stage_manager")


def edit(world: World, by: Staff, *edits: Row, track: str = "stage", **more: Any) -> Any:
    return world.post(by, "stage/edit", ref=new_ref(), track=track, edits=list(edits), **more)


def places(world: World) -> dict[str, list[str]]:
    return {row["id"]: row["places"] for row in world.snapshot("stage")["rows"]["track"]}


def rows(world: World) -> dict[str, Row]:
    return {row["id"]: row for row in world.snapshot("stage")["rows"]["sheet_row"]}


def refusal(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    return str(answer.json["error"]["fields"]["refusal"])


def give(row: str, to: str, **more: Any) -> Row:
    return {"edit": "give", "row": row, "to": to, **more}


def test_a_row_goes_to_another_track_with_its_words_and_comes_back(world: World, caller: Staff) -> None:
    before, seen = rows(world), places(world)
    assert edit(world, caller, give("b", "corner", after="x", group="g")).status_code == 200
    assert places(world) == {"stage": ["a", "c"], "corner": ["g", "x", "b", "y"]}
    moved = rows(world)["b"]
    assert (moved["track"], moved["plan"]["group"], moved["cells"]) == ("corner", "g", before["b"]["cells"])
    assert world.post(caller, "stage/undo", ref=new_ref()).status_code == 200
    assert (places(world), rows(world)) == (seen, before)
    assert world.post(caller, "stage/redo", ref=new_ref()).status_code == 200
    assert places(world)["corner"] == ["g", "x", "b", "y"]
    assert checks.run(world.ops.db, world.id) == []


def test_a_group_goes_with_its_rows_or_not_at_all(world: World, caller: Staff) -> None:
    assert refusal(edit(world, caller, give("g", "stage"), track="corner")) == "bad_group"
    children = [give(name, "stage", after=after, group="g") for name, after in (("x", "g"), ("y", "x"))]
    assert edit(world, caller, give("g", "stage", after="c"), *children, track="corner").status_code == 200
    assert places(world) == {"stage": ["a", "b", "c", "g", "x", "y"], "corner": []}
    assert world.post(caller, "stage/undo", ref=new_ref()).status_code == 200
    assert places(world)["corner"] == ["g", "x", "y"]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (give("a", "corner"), "row_live"),
        (give("b", "nowhere"), "unknown_track"),
        (give("b", "stage"), "unknown_track"),
        (give("x", "corner"), "unknown_row"),
        (give("b", "corner", after="c"), "unknown_row"),
        (give("b", "corner", group="x"), "bad_group"),
    ],
)
def test_what_may_not_be_carried_stays(world: World, caller: Staff, one: Row, why: str) -> None:
    assert world.post(caller, "stage/step", ref=new_ref(), track="stage", do="go").status_code == 200
    seen = places(world)
    assert refusal(edit(world, caller, one)) == why
    assert places(world) == seen


def test_a_locked_track_takes_nothing(world: World, caller: Staff) -> None:
    world.command(caller, "stage/lock", track="corner", locked=True)
    answer = edit(world, caller, give("b", "corner"))
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "sheet_locked")


def test_a_row_does_not_go_to_the_track_that_it_waits_for() -> None:
    show = rules.from_plain(
        {"tracks": [{"id": "one", "rows": [{"id": "a", "wait": {"track": "two", "row": "b"}}]},
                    {"id": "two", "rows": [{"id": "b"}]}]}
    )  # fmt: skip
    assert rules.apply_edits(show, "one", [give("a", "two")]).refusal == "bad_wait"
    assert rules.apply_edits(show, "two", [give("b", "one")]).refusal is None


def test_what_undo_and_redo_would_do_is_told(world: World, caller: Staff) -> None:
    def told() -> Row:
        found: Row = world.get(caller, "stage/edits").json
        return found

    assert told() == {"undo": None, "redo": None}
    edit(world, caller, {"edit": "delete", "row": "c"}, label="Xóa cue 3")
    edit(world, caller, {"edit": "delete", "row": "b"}, label="Xóa cue 2")
    assert (told()["undo"]["label"], bool(told()["undo"]["by"]), told()["redo"]) == ("Xóa cue 2", True, None)
    assert (told()["undo"]["track"], told()["undo"]["steps"]) == ("stage", 2)
    world.command(caller, "stage/undo")
    assert (told()["undo"]["label"], told()["redo"]["label"]) == ("Xóa cue 3", "Xóa cue 2")
    assert world.get(world.make_staff("viewer"), "stage/edits").status_code == 403


def test_a_delay_is_written_into_the_plan(world: World, caller: Staff) -> None:
    delay = {"id": "d", "kind": "delay", "amount": 5 * clock.MINUTE}
    edit(world, caller, {"edit": "insert", "row": delay, "after": "a"})
    starts = {name: row["fact"] for name, row in rows(world).items()}
    found = world.get(caller, "stage/delay?track=stage&row=d").json["edits"]
    assert found[-1] == {"edit": "delete", "row": "d"}
    assert edit(world, caller, *found).status_code == 200
    assert "d" not in rows(world)
    assert rows(world)["b"]["plan"]["begins"] == "fixed"
    assert rows(world)["a"]["fact"] == starts["a"]
    assert world.get(caller, "stage/delay?track=stage&row=b").status_code == 422
    assert world.get(caller, "stage/delay").json == {"edits": []}


# ---------- who has it open ----------


def here(world: World, by: Any, client: str, **said: Any) -> list[Row]:
    answer = world.post(by, "stage/presence", client=client, **said)
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json["present"]
    return found


def test_people_see_one_another_until_they_leave_or_fall_silent(world: World, caller: Staff, frozen: int) -> None:
    mc = world.make_staff("mc")
    before = world.snapshot("stage")["seq"]
    assert [one["client"] for one in here(world, caller, "one", track="stage", row="b", field="title")] == ["one"]
    found = {one["client"]: one for one in here(world, mc, "two")}
    assert (found["one"]["row"], found["one"]["field"], bool(found["one"]["name"])) == ("b", "title", True)
    clock.freeze(frozen + 15_000)
    assert {one["client"] for one in here(world, mc, "two", row="c")} == {"one", "two"}
    assert {one["client"] for one in here(world, caller, "one", gone=True)} == {"two"}
    clock.freeze(frozen + 36_000)
    assert here(world, caller, "one", gone=True) == []
    assert world.snapshot("stage")["seq"] == before, "it is no fact of the show"


def test_nobody_speaks_for_somebody_elses_page(world: World, caller: Staff) -> None:
    here(world, caller, "one", row="a")
    mc = world.make_staff("mc")
    assert here(world, mc, "one", row="b")[0]["row"] == "a"
    assert len(here(world, mc, "one", gone=True)) == 1
    assert world.post(world.make_staff("reception"), "stage/presence", client="x").status_code == 403
