"""A whole evening of anything on two tracks: what a screen was fed is what a screen that comes late is given."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from ops import checks
from ops.core import clock, journal
from ops.stage import rules, show_queries
from tests.stage.sheets import load
from tests.stage.test_properties import BEGIN, make_rows
from tests.support.factories import Row, Staff, World, new_ref
from tests.test_replay import Store, canonical

STEPS = ("go", "go", "go", "next", "previous", "pause", "resume", "hold", "release", "stop", "reload", "roll", "manual")


def sheet(dice: Random, names: str, now: int) -> list[Row]:
    """Rows of the property tests around `now`; each may also be in a group."""
    rows = make_rows(dice, names, plain=names == "q")
    for row in rows:
        row |= {name: row[name] - BEGIN + now for name in ("start", "end") if name in row}
        if "wait" in row:
            row["wait"] = {"track": "two", "row": "q0"}
    return [{"id": f"{names}group", "kind": "group"}, *({**row, "group": f"{names}group"} for row in rows)]


def wish(dice: Random, track: str, ids: list[str], fresh: str) -> tuple[str, Row]:
    """Something that somebody might do next; much of it is refused."""
    row, after = dice.choice(ids), dice.choice([None, *ids])
    cells: Row = {"edit": "cells", "row": row, "values": {"title": fresh}}
    length: Row = {"edit": "set", "row": row, "values": {"duration": dice.randint(0, 40) * 30_000}}
    kind: Row = {"edit": "set", "row": row, "values": {dice.choice(["skip", "parallel", "flag"]): dice.random() < 0.5}}
    move: Row = {"edit": "move", "row": row, "after": after}
    new: Row = {"edit": "insert", "row": {"id": fresh, "duration": 60_000}, "after": after, "cells": {"title": fresh}}
    gone: Row = {"edit": "delete", "row": row}
    edits = dice.choice(
        [[cells], [length], [kind], [move], [new], [gone], [new, length], [cells, gone], [length, move]]
    )
    return dice.choice([
        ("step", {"track": track, "do": dice.choice(STEPS)}),
        ("step", {"track": track, "do": dice.choice(["start", "standby"]), "row": row}),
        ("step", {"track": track, "do": "add", "by": dice.randint(-300, 300) * 1000}),
        ("edit", {"track": track, "edits": edits}), ("edit", {"track": track, "edits": edits}),
        ("undo", {}), ("redo", {}), ("ready", {"row": row}), ("messages", {"text": fresh}),
        ("reset", {"track": track, "shift": dice.choice([0, clock.DAY])}),
    ])  # fmt: skip


@pytest.mark.parametrize("number", range(6))
def test_a_screen_that_was_fed_shows_what_one_shows_that_comes_late(world: World, frozen: int, number: int) -> None:
    dice, now = Random(number), frozen
    for track, names in (("stage", "r"), ("two", "q")):
        load(world, track, sheet(dice, names, now))
    staff = world.make_staff("organiser")
    store = Store(world.snapshot("stage"))
    done = 0
    for count in range(60):
        now += dice.randint(1, 240) * 1_000
        clock.freeze(now)
        track = dice.choice(["stage", "stage", "two"])
        ids = [row["id"] for row in store.rows["sheet_row"].values() if row["track"] == track]
        path, body = wish(dice, track, ids, f"n{count}")
        done += follow(world, staff, store, path, body)
        assert store.content() == canonical(world.snapshot("stage")["rows"])
    assert done >= 15, "an evening on which nothing happens shows nothing"
    check_facts(world, store)
    assert checks.run(world.ops.db, world.id) == []


def follow(world: World, staff: Staff, store: Store, path: str, body: Row) -> int:
    answer = world.post(staff, f"stage/{path}", ref=new_ref(), **body)
    assert answer.status_code in (200, 409), answer.text
    with world.ops.db.read() as conn:
        lines = journal.since(conn, world.id, store.seq)
        if lines:
            batch = world.ops.hall.live.batch(conn, world.id, "stage", store.seq, lines)
            store.apply(json.loads(json.dumps(batch)))
    return int(answer.status_code == 200)


def check_facts(world: World, store: Store) -> None:
    """The folded facts of the feed, put in sheet order, are the facts of the rules."""
    with world.ops.db.read() as conn:
        show = show_queries.load_show(conn, world.id)
    assert show
    for track in rules.facts_of(show)["tracks"]:
        places = store.rows["track"][track["id"]]["places"]
        told: list[dict[str, Any]] = [store.rows["sheet_row"][name]["fact"] for name in places]
        assert rules.unfold(told) == track["rows"]
