"""The stage through its API: steps, edits that meet, undo, rights, what comes by itself, two writers at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from ops import checks
from ops.core import clock
from ops.core.models import journal
from ops.core.work import Doorbell, begin
from ops.stage import rules, show_queries
from ops.stage.actions import shows
from ops.stage.models import ran, sheet_edit
from ops.stage.payloads import Plan
from ops.stage.tasks import Passing
from tests.stage.sheets import load
from tests.support.factories import Device, Row, Staff, World, new_ref

MINUTE = clock.MINUTE


@pytest.fixture
def caller(world: World) -> Staff:
    load(world)
    return world.make_staff("stage_manager")


def step(world: World, caller: Staff | Device, do: str, **facts: Any) -> Any:
    return world.post(caller, "stage/step", ref=new_ref(), track="stage", do=do, **facts)


def edit(world: World, by: Staff | Device, *edits: Row, seen: Row | None = None) -> Any:
    return world.post(by, "stage/edit", ref=new_ref(), track="stage", edits=list(edits), seen=seen or {})


def write(row: str, **cells: str) -> Row:
    return {"edit": "cells", "row": row, "values": cells}


def rows(world: World) -> dict[str, Row]:
    return {row["id"]: row for row in world.snapshot("stage")["rows"]["sheet_row"]}


def the_clock(world: World) -> Row:
    found = world.row("stage", "clock", "stage")
    assert found
    return found


def refusal(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    assert answer.json["error"]["code"] == "stage_refused"
    return str(answer.json["error"]["fields"]["refusal"])


@pytest.fixture
def later(frozen: int) -> Iterator[Any]:
    """Let time pass: `later(ms)`."""
    now = [frozen]

    def pass_by(ms: int) -> int:
        now[0] += ms
        clock.freeze(now[0])
        return now[0]

    yield pass_by


# ---------- calling ----------


def test_the_feed_says_what_the_rules_say(world: World, caller: Staff, later: Any) -> None:
    """Late, paused, given time, jumped, stopped: after every step the stored show is what the rules make of it."""
    show = _show(world)
    for wait, values in (
        (2 * MINUTE, {"do": "go"}), (MINUTE, {"do": "pause"}), (3 * MINUTE, {"do": "resume"}),
        (MINUTE, {"do": "add", "by": 90_000}), (MINUTE, {"do": "standby", "row": "c"}),
        (MINUTE, {"do": "go", "seen": "c"}), (MINUTE, {"do": "start", "row": "a"}),
        (20 * MINUTE, {"do": "next"}), (MINUTE, {"do": "stop"}),
    ):  # fmt: skip
        at = later(wait)
        assert step(world, caller, **values).status_code == 200
        done = rules.take_step(show, {**values, "track": "stage", "at": at})
        assert done.refusal is None
        show = done.show
        assert _show(world) == show
        state = rules.state_of(show, at)["tracks"][0]
        found = the_clock(world)
        assert {name: found[name] for name in ("offset", "next", "expected_end", "hard", "phase", "standby")} == {
            name: state[name] for name in ("offset", "next", "expected_end", "hard", "phase", "standby")
        }
        asked = world.get(caller, "stage/state?track=stage").json
        assert asked == {"now": at, "at": at, "tracks": [state]}
    assert [run["row"] for run in world.get(caller, "stage/record").json["runs"]] == ["a", "c", "a", "b"]


def _show(world: World) -> rules.Show:
    with world.ops.db.read() as conn:
        found = show_queries.load_show(conn, world.id)
    assert found
    return found


def test_a_step_is_done_once_however_often_it_is_sent(world: World, caller: Staff) -> None:
    ref = new_ref()
    first, again = (world.post(caller, "stage/step", ref=ref, track="stage", do="go").json for _ in range(2))
    assert (first["repeat"], again["repeat"]) == (False, True)
    assert first["seq"] == again["seq"]
    assert the_clock(world)["live"]["row"] == "a"


def test_a_refusal_has_a_code_and_a_sentence_and_changes_nothing(world: World, caller: Staff) -> None:
    before = world.snapshot("stage")
    answer = step(world, caller, "pause")
    assert refusal(answer) == "nothing_live"
    assert answer.json["error"]["message"] == "Chưa có mục nào đang chạy."
    assert refusal(world.post(caller, "stage/step", ref=new_ref(), track="other", do="go")) == "unknown_track"
    assert world.snapshot("stage") == before


def test_two_callers_press_go_at_once_and_one_row_goes(world: World, caller: Staff) -> None:
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(step(world, caller, "go"))) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert refusal(next(one for one in answers if one.status_code == 409)) == "too_soon"
    assert the_clock(world)["live"]["row"] == "a"


def test_a_new_take_keeps_the_record_of_the_old(world: World, caller: Staff) -> None:
    for values in ({"do": "go"}, {"do": "start", "row": "b"}, {"do": "stop"}):
        assert step(world, caller, **values).status_code == 200
    tablet = world.make_device("mc", None)
    world.command(tablet, "stage/ready", row="a")
    assert len(world.snapshot("stage")["rows"]["ran"]) == 2
    world.command(caller, "stage/reset", track="stage")
    after = world.snapshot("stage")["rows"]
    assert (after["ran"], after["ready"], after["track"][0]["take"]) == ([], [], 2)
    assert step(world, caller, "go").status_code == 200
    assert step(world, caller, "stop").status_code == 200
    takes = [
        (run["take"], run["n"], run["row"], run["title"]) for run in world.get(caller, "stage/record").json["runs"]
    ]
    assert takes == [(1, 1, "a", "Mục a"), (1, 2, "b", "Mục b"), (2, 1, "a", "Mục a")]
    assert [run["row"] for run in world.get(caller, "stage/record?take=2").json["runs"]] == ["a"]


def test_a_reset_while_something_is_live_is_refused(world: World, caller: Staff) -> None:
    step(world, caller, "go")
    assert refusal(world.post(caller, "stage/reset", ref=new_ref(), track="stage")) == "row_live"


# ---------- what comes by itself ----------


def test_a_row_passes_on_by_itself_once_although_two_servers_try(world: World, later: Any) -> None:
    load(world, at_end="go")
    staff = world.make_staff("organiser")
    step(world, staff, "go")
    began = clock.now()
    servers = [Passing(world.ops.hall), Passing(world.ops.hall)]
    for one in servers:
        one.changed.add(world.id)
        one.look()
        assert one.due[world.id] == began + 10 * MINUTE
    later(10 * MINUTE + 7)
    for one in servers:
        one.look()
    with world.ops.db.read() as conn:
        found = [tuple(row) for row in conn.execute(select(ran.c.row, ran.c.ended).where(ran.c.event_id == world.id))]
        query = select(func.count()).where(journal.c.event_id == world.id, journal.c.kind == "stage.passed")
        assert conn.execute(query).scalar() == 1
    assert found == [("a", began + 10 * MINUTE)]
    assert the_clock(world)["live"] == {
        "row": "b", "started": began + 10 * MINUTE, "added": 0, "paused": 0, "paused_at": None,
    }  # fmt: skip


def test_a_step_keeps_what_came_before_it(world: World, later: Any) -> None:
    load(world, at_end="go")
    staff = world.make_staff("organiser")
    step(world, staff, "go")
    began = clock.now()
    later(12 * MINUTE)
    line = world.command(staff, "stage/step", track="stage", do="pause")
    assert line["facts"]["live"] == "b"
    live = the_clock(world)["live"]
    assert (live["started"], live["paused_at"]) == (began + 10 * MINUTE, began + 12 * MINUTE)


def test_nothing_due_is_nothing_done(world: World, caller: Staff) -> None:
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        assert shows.pass_time(work) is False
        assert work.drafts == []


# ---------- editing ----------


def test_two_people_in_different_cells_merge(world: World, caller: Staff) -> None:
    other = world.make_staff("director")
    assert edit(world, caller, write("b", title="Khai mạc"), seen={"b/title": 0}).status_code == 200
    assert edit(world, other, write("b", mc_script="Kính thưa"), seen={"b/mc_script": 0}).status_code == 200
    assert edit(world, other, write("c", title="Bế mạc"), seen={"c/title": 0}).status_code == 200
    found = rows(world)
    assert found["b"]["cells"] == {"title": "Khai mạc", "mc_script": "Kính thưa"}
    assert found["c"]["cells"]["title"] == "Bế mạc"


def test_the_same_cell_tells_the_second_whose_it_is(world: World, caller: Staff) -> None:
    other = world.make_staff("director")
    long = {"edit": "set", "row": "b", "values": {"duration": MINUTE}}
    assert edit(world, caller, write("b", title="Của tôi"), long).status_code == 200
    answer = edit(world, other, write("b", title="Của bạn"), write("c", title="Khác"), seen={"b/title": 0})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "cell_changed")
    fields = {"row": "b", "field": "title", "theirs": "Của tôi", "by": f"Người {caller.login}"}
    assert answer.json["error"]["fields"] == fields
    assert rows(world)["c"]["cells"]["title"] == "Mục c", "whole or nothing"
    shorter = {"edit": "set", "row": "b", "values": {"duration": 2 * MINUTE}}
    answer = edit(world, other, shorter, seen={"b/duration": 0})
    assert answer.json["error"]["fields"]["theirs"] == str(MINUTE)
    assert edit(world, other, {"edit": "delete", "row": "b"}, seen={"b/title": 0}).status_code == 409
    assert edit(world, other, write("b", title="Của tôi"), seen={"b/title": 0}).status_code == 200, "the same words"
    rev = rows(world)["b"]["revs"]["title"]
    assert edit(world, other, write("b", title="Của bạn"), seen={"b/title": rev}).status_code == 200


def test_an_edit_touches_the_rows_it_is_about_and_no_others(world: World, caller: Staff) -> None:
    longer = {"edit": "set", "row": "a", "values": {"duration": MINUTE}}
    seq = world.command(caller, "stage/edit", track="stage", edits=[longer])["seq"]
    asked = {"epoch": world.ops.hall.epoch, "after": seq - 1}
    batch = world.get(caller, "changes/stage", query_string=asked).json["batch"]
    assert [row["id"] for row in batch["rows"]["sheet_row"]] == ["a"]
    assert "track" not in batch["rows"]
    words = world.command(caller, "stage/edit", track="stage", edits=[write("c", title="Khác")])["seq"]
    asked = {"epoch": world.ops.hall.epoch, "after": words - 1}
    batch = world.get(caller, "changes/stage", query_string=asked).json["batch"]
    assert {name: [row["id"] for row in found] for name, found in batch["rows"].items()} == {"sheet_row": ["c"]}


def test_a_row_comes_and_goes_and_moves(world: World, caller: Staff) -> None:
    new = {"edit": "insert", "row": {"id": "n", "duration": 5}, "after": "a", "cells": {"title": "Mới\nhai dòng"}}
    assert edit(world, caller, new, {"edit": "move", "row": "c", "after": None}).status_code == 200
    assert world.row("stage", "track", "stage")["places"] == ["c", "a", "n", "b"]  # type: ignore[index]
    assert rows(world)["n"]["cells"] == {"title": "Mới\nhai dòng"}
    assert edit(world, caller, {"edit": "delete", "row": "n"}).status_code == 200
    assert "n" not in rows(world)
    assert refusal(edit(world, caller, write("n", title="x"))) == "unknown_row"
    assert refusal(edit(world, caller, write("a", nowhere="x"))) == "unknown_field"
    load(world, "two", [{"id": "q", "duration": 1}])
    assert refusal(edit(world, caller, {"edit": "insert", "row": {"id": "q"}})) == "id_taken"


def test_the_live_row_stays(world: World, caller: Staff) -> None:
    step(world, caller, "go")
    before = the_clock(world)["live"]
    assert refusal(edit(world, caller, {"edit": "delete", "row": "a"})) == "row_live"
    assert edit(world, caller, {"edit": "set", "row": "a", "values": {"duration": MINUTE}}).status_code == 200
    assert the_clock(world)["live"] == before


def test_a_locked_sheet_is_called_and_not_changed(world: World, caller: Staff) -> None:
    world.command(caller, "stage/lock", track="stage", locked=True)
    assert edit(world, caller, write("a", title="x")).json["error"]["code"] == "sheet_locked"
    assert step(world, caller, "go").status_code == 200
    assert world.command(caller, "stage/lock", track="stage", locked=True)["seq"] is None
    world.command(caller, "stage/lock", track="stage", locked=False)
    assert edit(world, caller, write("a", title="x")).status_code == 200


def test_a_column_is_written_by_whom_it_names(world: World, caller: Staff) -> None:
    mc = world.make_device("mc", None)
    assert edit(world, mc, write("a", mc_script="Kính chào")).status_code == 200
    for refused in (write("a", title="x"), {"edit": "set", "row": "a", "values": {"duration": 1}}):
        assert edit(world, mc, write("a", mc_script="khác"), refused).status_code == 403
    crew = world.make_device("crew", None)
    assert edit(world, crew, write("a", mc_script="x")).status_code == 403
    columns = [{"id": "title", "name": "Nội dung", "writers": ["crew"]}]
    world.command(caller, "stage/columns", columns=columns)
    assert edit(world, crew, write("a", title="Của ê-kíp")).status_code == 200
    for bad in ([{"id": "skip", "name": "x"}], columns * 2):
        assert world.post(caller, "stage/columns", ref=new_ref(), columns=bad).status_code == 422


def test_every_field_of_a_row_may_be_sent(world: World) -> None:
    assert Plan.model_fields.keys() | {"id"} == {*rules.Row.__dataclass_fields__}
    assert rules.to_plain(rules.Row("x")) == rules.to_plain(rules.Row(id="x", **Plan().model_dump()))


# ---------- undo ----------


def test_undo_of_all_is_the_beginning_and_redo_of_all_the_end(world: World, caller: Staff) -> None:
    def look() -> tuple[Any, ...]:
        plans = {name: (row["plan"], row["cells"], row["fact"]) for name, row in rows(world).items()}
        return plans, world.row("stage", "track", "stage")

    lists: list[list[Row]] = [
        [write("a", title="Một"), {"edit": "set", "row": "a", "values": {"duration": 7}}],
        [{"edit": "insert", "row": {"id": "n", "duration": 5}, "after": "a", "cells": {"title": "Mới"}}],
        [write("n", title="Hai"), {"edit": "move", "row": "n", "after": None}, {"edit": "delete", "row": "b"}],
        [write("c", title="", mc_script="x"), {"edit": "set", "row": "c", "values": {"skip": True, "warning": 9}}],
    ]
    looks = [look()]
    for edits in lists:
        assert edit(world, caller, *edits).status_code == 200
        looks.append(look())
    for expected in reversed(looks[:-1]):
        world.command(caller, "stage/undo")
        assert look() == expected
    answer = world.post(caller, "stage/undo", ref=new_ref())
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "nothing_to_undo")
    for expected in looks[1:]:
        world.command(caller, "stage/redo")
        assert look() == expected
    assert world.post(caller, "stage/redo", ref=new_ref()).json["error"]["code"] == "nothing_to_redo"


def test_another_way_forgets_what_was_undone(world: World, caller: Staff) -> None:
    for title in ("Một", "Hai"):
        edit(world, caller, write("a", title=title))
    world.command(caller, "stage/undo")
    edit(world, caller, write("a", title="Ba"))
    assert world.post(caller, "stage/redo", ref=new_ref()).json["error"]["code"] == "nothing_to_redo"
    world.command(caller, "stage/undo")
    assert rows(world)["a"]["cells"]["title"] == "Một"
    world.command(caller, "stage/redo")
    assert rows(world)["a"]["cells"]["title"] == "Ba"
    with world.ops.db.read() as conn:
        query = select(sheet_edit.c.state).where(sheet_edit.c.event_id == world.id).order_by(sheet_edit.c.n)
        assert [row.state for row in conn.execute(query)] == ["done", "dropped", "done"]


def test_an_edit_that_is_not_the_newest_is_not_taken_back_by_its_number(world: World, caller: Staff) -> None:
    first = edit(world, caller, write("a", title="Từ tệp")).json["facts"]["edit"]
    edit(world, caller, write("b", title="Của người khác"))
    refused = world.post(caller, "stage/undo", ref=new_ref(), edit=first)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "edited_since")
    assert rows(world)["b"]["cells"]["title"] == "Của người khác"
    world.command(caller, "stage/undo")
    world.command(caller, "stage/undo", edit=first)
    assert rows(world)["a"]["cells"].get("title") != "Từ tệp"


def test_a_hundred_edits_can_be_taken_back_and_no_more(world: World, caller: Staff) -> None:
    for number in range(103):
        edit(world, caller, write("a", title=f"Lần {number}"))
    for _ in range(100):
        world.command(caller, "stage/undo")
    assert world.post(caller, "stage/undo", ref=new_ref()).json["error"]["code"] == "nothing_to_undo"
    assert rows(world)["a"]["cells"]["title"] == "Lần 2"


def test_what_somebody_changed_meanwhile_is_not_undone_over(world: World, caller: Staff) -> None:
    """A list that comes in past the edits (here: written straight into the table) is noticed by its value."""
    from sqlalchemy import update

    from ops.stage.models import sheet_row

    edit(world, caller, write("a", title="Một"))
    with world.ops.db.write() as conn:
        here = (sheet_row.c.event_id == world.id) & (sheet_row.c.id == "a")
        conn.execute(update(sheet_row).where(here).values(cells='{"title":"Từ tệp"}'))
    answer = world.post(caller, "stage/undo", ref=new_ref())
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "changed_since")
    assert answer.json["error"]["fields"]["theirs"] == "Từ tệp"


def test_writers_at_once_lose_nothing(world: World, caller: Staff) -> None:
    """Two editors and a caller, forty commands each way: every acknowledged word is there, journal and sheet agree."""
    statuses: list[int] = []

    def type_into(row: str) -> None:
        for number in range(10):
            statuses.append(edit(world, caller, write(row, title=f"{row}{number}")).status_code)

    def call() -> None:
        for row in ("a", "b", "c", "a"):
            statuses.append(step(world, caller, "start", row=row).status_code)

    threads = [threading.Thread(target=type_into, args=(row,)) for row in ("b", "c")]
    threads.append(threading.Thread(target=call))
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [200] * 24
    found = rows(world)
    assert (found["b"]["cells"]["title"], found["c"]["cells"]["title"]) == ("b9", "c9")
    assert the_clock(world)["live"]["row"] == "a"
    assert checks.run(world.ops.db, world.id) == []


# ---------- catching up, messages, ready ----------


def test_a_proposal_goes_to_edit_as_it_is(world: World, later: Any) -> None:
    start = clock.now()
    load(world, rows=[
        {"id": "a", "begins": "fixed", "start": start, "duration": 10 * MINUTE},
        {"id": "b", "duration": 10 * MINUTE, "shortest": 5 * MINUTE},
        {"id": "h", "begins": "hard", "start": start + 20 * MINUTE, "duration": MINUTE},
    ])  # fmt: skip
    staff = world.make_staff("stage_manager")
    later(4 * MINUTE)
    step(world, staff, "go")
    asked = world.get(staff, "stage/catchup?track=stage").json
    assert (asked["goal"], asked["late"]) == ({"at": start + 20 * MINUTE, "row": "h"}, 4 * MINUTE)
    best = asked["proposals"][0]
    assert best["late"] <= 0
    assert edit(world, staff, *best["edits"]).status_code == 200
    assert the_clock(world)["hard"][0]["slack"] == 0
    assert world.get(staff, "stage/catchup").json["proposals"] == []
    for bad in ("track=nowhere", "row=b", "row=nothing"):
        assert world.get(staff, f"stage/catchup?{bad}").status_code == 422


def test_a_message_is_read_once_by_each_and_taken_off(world: World, caller: Staff) -> None:
    mc = world.make_device("mc", None)
    target = f"device:{mc.id}"
    sent = world.command(caller, "stage/messages", text="Kéo dài 2 phút", target=target, look="flash")
    message = sent["facts"]["message"]
    for _ in range(2):
        world.command(mc, f"stage/messages/{message}/read")
    world.command(caller, f"stage/messages/{message}/clear")
    found = world.row("stage", "message", message)
    assert found
    assert (found["read_by"], found["text"], found["target"]) == ([mc.name], "Kéo dài 2 phút", target)
    assert found["cleared_at"] is not None
    assert "Kéo dài" not in str(sent), "the journal holds no words"


def test_who_is_ready_is_seen_by_role(world: World, caller: Staff) -> None:
    mc = world.make_device("mc", None)
    world.command(mc, "stage/ready", row="b")
    assert world.command(mc, "stage/ready", row="b")["seq"] is None
    (tap,) = world.snapshot("stage")["rows"]["ready"]
    assert (tap["id"], tap["name"]) == (f"b/mc/{mc.id}", mc.name)
    world.command(mc, "stage/ready", row="b", on=False)
    assert world.snapshot("stage")["rows"]["ready"] == []
    assert refusal(world.post(mc, "stage/ready", ref=new_ref(), row="nothing")) == "unknown_row"
