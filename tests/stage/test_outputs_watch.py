"""What one process remembers of an event: a look that runs ahead of the journal waits for it."""

from typing import Any

import pytest

from ops.core import clock, journal
from ops.outputs.rules import Rule
from ops.outputs.watch_queries import Watched
from tests.stage.sheets import load
from tests.support.factories import World

pytestmark = pytest.mark.once


def look(world: World, one: Watched) -> list[str]:
    with world.ops.db.read() as conn:
        found = one.look(conn, world.id, clock.now())
    one.keep(found)
    return [firing.key for firing in found]


def lines(world: World) -> list[Any]:
    with world.ops.db.read() as conn:
        return journal.since(conn, world.id, 0)


def test_a_hold_is_named_by_its_line_even_when_it_is_seen_first(world: World) -> None:
    load(world)
    staff = world.make_staff("stage_manager")
    one = Watched()
    one.rules = [Rule("o", "hold"), Rule("p", "go")]
    assert look(world, one) == []
    held = world.command(staff, "stage/step", track="stage", do="hold")["seq"]
    assert look(world, one) == [], "its line has not come yet"
    one.note(lines(world))
    assert look(world, one) == [f"hold/stage/{held}"]
    world.command(staff, "stage/step", track="stage", do="release")
    one.note(lines(world))
    assert look(world, one) == []
    again = world.command(staff, "stage/step", track="stage", do="hold")["seq"]
    one.note(lines(world))
    assert look(world, one) == [f"hold/stage/{again}"]
    assert look(world, one) == []
