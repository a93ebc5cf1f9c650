"""The feed's promise for what the stage changes (tests/test_replay.py runs these)."""

from __future__ import annotations

from typing import Any

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.stage.actions import shows
from tests.stage.sheets import EDIT_CELL, load
from tests.support.evening import Evening, case


def step(one: Evening, do: str, **facts: Any) -> None:
    one.command("stage/step", track="stage", do=do, **facts)


def edit(one: Evening, *edits: Any, track: str = "stage") -> None:
    one.command("stage/edit", track=track, edits=list(edits))


@case("stage.loaded")
def loaded(one: Evening) -> None:
    load(one.world)


@case("stage.stepped")
def called(one: Evening) -> None:
    load(one.world)
    step(one, "go", seen="a")
    step(one, "add", by=60_000)
    step(one, "start", row="c")
    step(one, "stop")


@case("stage.passed")
def passed_by_itself(one: Evening) -> None:
    load(one.world, at_end="go", duration=1)
    step(one, "go")
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        work.now = clock.now() + clock.SECOND
        assert shows.pass_time(work)


@case("stage.reset")
def begun_anew(one: Evening) -> None:
    load(one.world)
    step(one, "go")
    one.command("stage/ready", row="b")
    step(one, "stop")
    one.command("stage/reset", track="stage", shift=clock.DAY)


@case("stage.edited")
def written(one: Evening) -> None:
    load(one.world)
    step(one, "go")
    edit(one, EDIT_CELL, {"edit": "set", "row": "b", "values": {"duration": 1_000, "begins": "linked"}})
    edit(one, {"edit": "insert", "row": {"id": "n", "duration": 5}, "after": "a", "cells": {"title": "Mới"}})
    edit(one, {"edit": "move", "row": "n", "after": "c"}, {"edit": "delete", "row": "b"})


@case("stage.edit_undone")
def taken_back(one: Evening) -> None:
    load(one.world)
    edit(one, EDIT_CELL, {"edit": "delete", "row": "b"})
    one.command("stage/undo")


@case("stage.edit_redone")
def done_again(one: Evening) -> None:
    taken_back(one)
    one.command("stage/redo")


@case("stage.locked")
def frozen(one: Evening) -> None:
    load(one.world)
    one.command("stage/lock", track="stage", locked=True)


@case("stage.track_made")
def second_track(one: Evening) -> None:
    load(one.world)
    step(one, "go")
    one.command("stage/tracks", name="Góc livestream")


@case("stage.columns_changed")
def other_columns(one: Evening) -> None:
    load(one.world)
    one.command("stage/columns", columns=[{"id": "title", "name": "Nội dung"}, {"id": "smoke", "name": "Khói"}])


@case("stage.message_sent")
def said(one: Evening) -> str:
    made = one.command("stage/messages", text="Kéo dài thêm 2 phút", target="role:mc", look="flash")
    return str(made["facts"]["message"])


@case("stage.message_cleared")
def taken_off(one: Evening) -> None:
    one.command(f"stage/messages/{said(one)}/clear")


@case("stage.message_read")
def read_by_a_tablet(one: Evening) -> None:
    message, tablet = said(one), one.world.make_device("mc", None)
    one.world.command(tablet, f"stage/messages/{message}/read")
    one.world.command(one.staff, f"devices/{tablet.id}/rename", name="Tên khác")


@case("stage.ready_said")
def ready_and_not(one: Evening) -> None:
    load(one.world)
    for row, on in (("a", True), ("b", True), ("a", False)):
        one.command("stage/ready", row=row, on=on)


@case("stage.take_named")
def take_called(one: Evening) -> None:
    load(one.world)
    one.command("stage/takes/name", track="stage", take=1, name="Tổng duyệt")
    one.command("stage/takes/name", track="stage", take=1, name="")


@case("stage.cause_noted")
def cause_written(one: Evening) -> None:
    load(one.world)
    step(one, "go")
    step(one, "stop")
    one.command("stage/causes", track="stage", take=1, n=1, cause="Chờ đại biểu lên sân khấu")


@case("stage.prompted")
def prompter_steered(one: Evening) -> None:
    load(one.world)
    for row, place in (("a", 0), ("a", 1250), ("b", 0)):
        one.command("stage/prompter", track="stage", row=row, place=place, wpm=150, running=place == 0)
