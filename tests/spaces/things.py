"""An id of every thing of the spaces that a path can name (tests/test_walk.py walks all routes with them)."""

from __future__ import annotations

from tests.spaces.mutants import busy_fair
from tests.support.factories import Row, Staff, World, new_ref


def space_things(world: World, boss: Staff) -> Row:
    """A fair with everything: the draw has been run, so that its papers can be taken out."""
    busy_fair(world, boss)
    tap = new_ref()
    world.command(boss, "spaces/count", ref=tap, area="a1", by=1)
    asking = world.command(boss, "spaces/askings", kind="view", booth="b1")["facts"]["asking"]
    booth = world.row("space", "space_booth", "b1") or {}
    flags = world.snapshot("spaces")["rows"]["space_flag"]
    return {
        "area": "a1", "exhibitor": "x1", "booth": "b1", "key": booth["key"], "tap": tap, "flag": flags[0]["id"],
        "lead": "nothing", "asking": asking, "draw": "q1",
    }  # fmt: skip
