"""The record: what ran in every take, what it was called, why it was late, and the lengths that takes propose."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from ops.core import clock
from ops.core.models import journal
from ops.stage import rules
from ops.stage.record import takes as record
from ops.stage.record.answers import LengthFacts, RecordedRun, TakeFacts
from tests.stage.sheets import load
from tests.support.factories import Row, Staff, World, new_ref

MINUTE, SECOND = clock.MINUTE, clock.SECOND
BEGIN = 1_763_128_800_000


# ---------- pure ----------


def run(row: str, length: int, take: int = 1, **more: int) -> Row:
    return {"track": "stage", "take": take, "n": 1, "row": row, "started": BEGIN, "ended": BEGIN + length, "added": 0,
            "paused": 0, "due": BEGIN, "duration": 10 * MINUTE, **more}  # fmt: skip


def show(*rows: Row) -> rules.Show:
    first = {"begins": "fixed", "start": BEGIN}
    made = [{**first, **rows[0]}, *rows[1:]]
    return rules.from_plain({"tracks": [{"id": "stage", "rows": made}]})


def proposed(of: rules.Show, runs: list[Row], takes: tuple[int, ...] = (1,), **wish: Any) -> Row:
    asked = record.Wish(takes, wish.pop("by", "median"), **wish)
    return record.propose_lengths(of, of.tracks[0], runs, asked)


TWO = ({"id": "a", "duration": 10 * MINUTE}, {"id": "b", "duration": 5 * MINUTE})


def test_a_pause_is_no_length_and_lateness_is_no_length_either() -> None:
    one = run("a", 12 * MINUTE, paused=3 * MINUTE, started=BEGIN + MINUTE, ended=BEGIN + 13 * MINUTE)
    assert record.facts_of_run(one) == {"late": MINUTE, "took": 9 * MINUTE, "over": -MINUTE}


def test_the_longest_run_of_a_take_speaks_for_it() -> None:
    """An accidental tap leaves three seconds behind; a row gone back to leaves two runs."""
    runs = [run("a", 11 * MINUTE), run("a", 3 * SECOND), run("a", 9 * MINUTE, take=2), run("a", MINUTE, take=3)]
    assert record.lengths_by_row(runs, (1, 2)) == {"a": {1: 11 * MINUTE, 2: 9 * MINUTE}}


@pytest.mark.parametrize(("length", "told"), [(0, 5), (2_499, 5), (7_499, 5), (7_500, 10), (60_000, 60), (62_600, 65)])
def test_lengths_are_proposed_in_steps_of_five_seconds(length: int, told: int) -> None:
    assert record.rounded(length) == told * SECOND


def test_one_mad_take_moves_the_mean_and_not_the_median() -> None:
    runs = [run("a", length * MINUTE, take) for take, length in ((1, 11), (2, 12), (3, 40))]
    (by_median,) = proposed(show(*TWO), runs, (1, 2, 3))["rows"]
    (by_mean,) = proposed(show(*TWO), runs, (1, 2, 3), by="mean")["rows"]
    assert (by_median["proposed"], by_mean["proposed"]) == (12 * MINUTE, 21 * MINUTE)
    assert (by_median["shortest"], by_median["longest"]) == (11 * MINUTE, 40 * MINUTE)


def test_the_edits_give_the_end_that_is_told() -> None:
    of, runs = show(*TWO), [run("a", 12 * MINUTE), run("b", 4 * MINUTE)]
    found = proposed(of, runs)
    assert (found["planned_end"], found["new_end"]) == (BEGIN + 15 * MINUTE, BEGIN + 16 * MINUTE)
    done = rules.apply_edits(of, "stage", found["edits"]).show
    assert rules.plan_track(done.tracks[0], 0).end == found["new_end"]
    only = proposed(of, runs, only=("b",))
    assert ([one["row"] for one in only["edits"]], only["new_end"]) == (["b"], BEGIN + 14 * MINUTE)
    left = proposed(of, runs, leave=("b",))
    assert ([one["row"] for one in left["edits"]], left["new_end"]) == (["a"], BEGIN + 17 * MINUTE)


def test_a_row_whose_end_is_set_or_that_was_as_planned_stays() -> None:
    rows = ({"id": "a", "duration": 10 * MINUTE}, {"id": "b", "lock": "end", "end": BEGIN + 20 * MINUTE},
            {"id": "c", "duration": MINUTE, "count_to_end": True}, {"id": "d", "duration": MINUTE})  # fmt: skip
    runs = [run("a", 10 * MINUTE + 2_000), run("b", MINUTE), run("c", 3 * MINUTE), run("gone", MINUTE)]
    found = proposed(show(*rows), runs)
    assert [(one["row"], one["proposed"]) for one in found["rows"]] == [("a", None), ("b", None), ("c", None)]
    assert (found["edits"], found["new_end"]) == ([], found["planned_end"])


# ---------- through the API ----------


@pytest.fixture
def caller(world: World) -> Staff:
    load(world)
    return world.make_staff("stage_manager")


@pytest.fixture
def later(frozen: int) -> Iterator[Any]:
    now = [frozen]

    def pass_by(ms: int) -> int:
        now[0] += ms
        clock.freeze(now[0])
        return now[0]

    yield pass_by


def step(world: World, caller: Staff, do: str, **facts: Any) -> Row:
    found: Row = world.command(caller, "stage/step", track="stage", do=do, **facts)
    return found


def play(world: World, caller: Staff, later: Any, *lengths: int) -> None:
    """A take: every row as long as it is told, then a new one."""
    for length in lengths:
        step(world, caller, "go")
        later(length)
    step(world, caller, "stop")
    world.command(caller, "stage/reset", track="stage")
    later(MINUTE)


def the_record(world: World, caller: Staff, query: str = "") -> Row:
    answer = world.get(caller, f"stage/record{query}")
    assert answer.status_code == 200, answer.text
    for kind, model in (("runs", RecordedRun), ("takes", TakeFacts)):
        assert all(one.keys() == model.model_fields.keys() for one in answer.json[kind])
    return dict(answer.json)


def test_two_takes_stand_beside_each_other(world: World, caller: Staff, later: Any) -> None:
    play(world, caller, later, 12 * MINUTE, 15 * MINUTE, 4 * MINUTE)
    step(world, caller, "go")
    step(world, caller, "pause")
    later(2 * MINUTE)
    step(world, caller, "resume")
    later(9 * MINUTE)
    step(world, caller, "stop")
    found = the_record(world, caller)
    assert [(one["take"], one["row"], one["took"], one["over"]) for one in found["runs"]] == [
        (1, "a", 12 * MINUTE, 2 * MINUTE), (1, "b", 15 * MINUTE, 0), (1, "c", 4 * MINUTE, -MINUTE),
        (2, "a", 9 * MINUTE, -MINUTE),
    ]  # fmt: skip
    first, second = found["takes"]
    assert (first["runs"], first["took"], first["planned"], first["now"]) == (3, 31 * MINUTE, 30 * MINUTE, False)
    assert (second["runs"], second["now"], second["ended"] - second["started"]) == (1, True, 11 * MINUTE)
    assert [one["take"] for one in the_record(world, caller, "?take=2")["takes"]] == [2]
    assert the_record(world, caller, "?track=other") == {"runs": [], "takes": []}


def test_a_take_has_a_name_and_a_run_its_cause(world: World, caller: Staff, later: Any) -> None:
    play(world, caller, later, MINUTE)
    world.command(caller, "stage/takes/name", track="stage", take=1, name="  Tổng  duyệt ")
    world.command(caller, "stage/takes/name", track="stage", take=2, name="Chính thức")
    world.command(caller, "stage/causes", track="stage", take=1, n=1, cause="Micro không dây mất sóng")
    found = the_record(world, caller)
    assert [(one["name"], one["runs"]) for one in found["takes"]] == [("Tổng duyệt", 1), ("Chính thức", 0)]
    assert found["runs"][0]["cause"] == "Micro không dây mất sóng"
    seq = world.command(caller, "stage/causes", track="stage", take=1, n=1, cause="Micro không dây mất sóng")["seq"]
    world.command(caller, "stage/causes", track="stage", take=1, n=1, cause="")
    assert seq is None or isinstance(seq, int)
    assert the_record(world, caller)["runs"][0]["cause"] == ""
    told = journal_of(world, "stage.take_named", "stage.cause_noted")
    assert len(told) == 4, "what changes nothing is not written down"
    assert all("Micro" not in facts and "duyệt" not in facts for facts in told)


def journal_of(world: World, *kinds: str) -> list[str]:
    """The facts of lines of these kinds, as they are stored."""
    query = select(journal.c.facts).where(journal.c.event_id == world.id, journal.c.kind.in_(kinds))
    with world.ops.db.read() as conn:
        return [row.facts for row in conn.execute(query)]


def test_what_never_was_has_no_name_and_no_cause(world: World, caller: Staff) -> None:
    def refused(path: str, **body: Any) -> int:
        return int(world.post(caller, path, ref=new_ref(), **body).status_code)

    assert refused("stage/takes/name", track="stage", take=2, name="x") == 404
    assert refused("stage/takes/name", track="other", take=1, name="x") == 409
    assert refused("stage/causes", track="stage", take=1, n=1, cause="x") == 404
    looker = world.make_staff("viewer")
    for path, body in (("takes/name", {"take": 1, "name": "x"}), ("causes", {"take": 1, "n": 1, "cause": "x"})):
        answer = world.post(looker, f"stage/{path}", ref=new_ref(), track="stage", **body)
        assert answer.status_code == 403
    assert world.get(looker, "stage/lengths?takes=1").status_code == 403


def test_proposed_lengths_are_written_and_taken_back(world: World, caller: Staff, later: Any) -> None:
    play(world, caller, later, 12 * MINUTE, 14 * MINUTE, 5 * MINUTE)
    play(world, caller, later, 14 * MINUTE, 14 * MINUTE, 5 * MINUTE)
    found = world.get(caller, "stage/lengths?track=stage&takes=1,2").json
    assert all(one.keys() == LengthFacts.model_fields.keys() for one in found["rows"])
    assert [(one["row"], one["title"], one["proposed"]) for one in found["rows"]] == [
        ("a", "Mục a", 13 * MINUTE), ("b", "Mục b", 14 * MINUTE), ("c", "Mục c", None)]  # fmt: skip
    assert found["new_end"] - found["planned_end"] == 2 * MINUTE
    edits = {"track": "stage", "edits": found["edits"]}
    world.command(caller, "stage/edit", **edits)
    assert world.row("stage", "clock", "stage")["planned_end"] == found["new_end"]  # type: ignore[index]
    assert world.get(caller, "stage/lengths?takes=1,2").json["edits"] == []
    world.command(caller, "stage/undo")
    assert world.get(caller, "stage/lengths?track=stage&takes=1,2").json == found
    assert world.get(caller, "stage/lengths").json == found, "no take named: all of them"
    for wrong in ("takes=a", "takes=1,", "takes=1&by=max", "takes=1&track=other"):
        assert world.get(caller, f"stage/lengths?{wrong}").status_code in (400, 422), wrong


def test_a_row_that_is_gone_keeps_its_words_in_the_record(world: World, caller: Staff, later: Any) -> None:
    play(world, caller, later, MINUTE, MINUTE)
    world.command(caller, "stage/edit", track="stage", edits=[{"edit": "delete", "row": "b"}])
    assert [one["title"] for one in the_record(world, caller)["runs"]] == ["Mục a", "Mục b"]


def test_the_record_goes_out_as_a_file(world: World, caller: Staff, later: Any) -> None:
    play(world, caller, later, 12 * MINUTE)
    world.command(caller, "stage/takes/name", track="stage", take=1, name="=Tổng duyệt")
    world.command(caller, "stage/causes", track="stage", take=1, n=1, cause="+ chờ đại biểu")
    answer = world.get(caller, "stage/record.csv?take=1")
    head, line = csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
    told = dict(zip(head, line, strict=True))
    assert (told["Nội dung"], told["Dài thật"], told["Hơn, kém"]) == ("Mục a", "12'", "2'")
    assert (told["Lượt"], told["Nguyên nhân"]) == ("'=Tổng duyệt", "'+ chờ đại biểu")
    excel = world.get(caller, "stage/record.xlsx")
    assert ".xlsx" in excel.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(excel.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "=Tổng duyệt" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


# ---------- an event without a sheet ----------


def test_the_first_track_of_an_event_brings_the_usual_columns(world: World) -> None:
    caller = world.make_staff("stage_manager")
    world.command(caller, "stage/tracks", name="Sân khấu")
    rows = world.snapshot("stage")["rows"]
    assert {"cue", "title", "owner", "mc_script"} < {one["id"] for one in rows["sheet_column"]}
    (track,) = rows["track"]
    new: Row = {"edit": "insert", "row": {"id": "n", "duration": MINUTE}, "after": None, "cells": {"title": "Khai mạc"}}
    world.command(caller, "stage/edit", track=track["id"], edits=[new])
    world.command(caller, "stage/columns", columns=[{"id": "title", "name": "Nội dung"}])
    world.command(caller, "stage/tracks", name="Góc livestream")
    assert [one["id"] for one in world.snapshot("stage")["rows"]["sheet_column"]] == ["title"]
    assert world.command(caller, "stage/step", track=track["id"], do="go")["facts"]["live"] == "n"


def test_two_thousand_rows_with_long_words_go_in_at_once(world: World) -> None:
    caller = world.make_staff("stage_manager")
    track = world.command(caller, "stage/tracks", name="Sân khấu")["facts"]["track"]
    words = {"title": "Đại biểu lên sân khấu " * 3, "mc_script": "Kính thưa quý vị đại biểu, " * 40}
    edits = [
        {
            "edit": "insert",
            "row": {"id": f"r{n}", "duration": MINUTE},
            "after": f"r{n - 1}" if n else None,
            "cells": words,
        }
        for n in range(2_000)
    ]
    answer = world.post(caller, "stage/edit", ref=new_ref(), track=track, edits=edits)
    assert answer.status_code == 200, answer.text
    assert len(world.snapshot("stage")["rows"]["sheet_row"]) == 2_000


def test_steps_and_resets_say_what_stands_by(world: World, caller: Staff, later: Any) -> None:
    assert step(world, caller, "go", seen="a")["facts"]["standby"] == "b"
    later(MINUTE)
    assert step(world, caller, "stop")["facts"]["standby"] == "b"
    assert world.command(caller, "stage/reset", track="stage")["facts"]["standby"] == "a"
    assert step(world, caller, "go", seen="a")["facts"]["live"] == "a"


def test_deleting_the_first_row_leaves_the_evening_where_it_was(world: World, caller: Staff) -> None:
    before = world.snapshot("stage")["rows"]
    begins = world.row("stage", "clock", "stage")["planned_start"]  # type: ignore[index]
    world.command(caller, "stage/edit", track="stage", edits=[{"edit": "delete", "row": "a"}])
    assert world.row("stage", "clock", "stage")["planned_start"] == begins  # type: ignore[index]
    world.command(caller, "stage/undo")
    after = world.snapshot("stage")["rows"]
    assert [(one["id"], one["plan"]) for one in after["sheet_row"]] == [
        (one["id"], one["plan"]) for one in before["sheet_row"]
    ]
