"""An id of every thing of the livestreams that a path can name (tests/test_walk.py walks all routes with them)."""

from __future__ import annotations

from sqlalchemy import insert

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.livestream.catalogue.models import platform_fact
from ops.livestream.figures.models import live_file
from ops.livestream.planner.models import live_proposal
from tests.livestream.plans import HOUR, make_plan
from tests.livestream.shelf import scanned
from tests.support.factories import Row, Staff, World, ref_of

PROOF = b"a photo that is none: the walk only asks who may see it"


def live_things(world: World, boss: Staff) -> Row:
    """A plan with one slot, a request, a file of numbers, a platform's fact."""
    plan = make_plan(world, boss)
    slot = plan.slot(f"slot-{world.id}", clock.now() + HOUR)
    request = world.command(boss, "live/requests", kind="help", slot=slot, reason="Mất tiếng")["facts"]["request"]
    return {
        "session": "P1", "slot": slot, "request": request, "product": "SP1", "person": "H1", "channel": "K1",
        "row": "K1", "identity": "i-H1-facebook", "paper": scanned(world, boss, "p-CT1"),
        "hash": proof(world), "fact": fact(world), "kind": "channel",
        "proposal": proposed(world), "one": "K1",
    }  # fmt: skip


def proof(world: World) -> str:
    """A file that proves numbers."""
    name = ref_of("proof", world.id).replace("-", "") * 2
    folder = world.ops.hall.config.data / "figures" / world.id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(PROOF)
    row = {"hash": name, "came_as": name, "kind": "photo", "name": "ảnh", "size": len(PROOF), "made_at": 1, "by": "x"}
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        work.conn.execute(insert(live_file).values(event_id=world.id, **row))
        work.record("live.evidence_kept", f"live_file:{name}", {}, {"hash": name, "kind": "photo", "size": 1})
    return name


def proposed(world: World) -> str:
    """A proposal that waits for its answer."""
    name = f"proposal-{world.id}"
    row = {"made_at": 1, "by": "system", "seed": 1, "limit": "{}", "scope": "{}", "state": "ready"}
    with world.ops.db.write() as conn:
        conn.execute(insert(live_proposal).values(event_id=world.id, id=name, **row))
    return name


def fact(world: World) -> str:
    """A fact of a platform."""
    values = {"id": "f1", "version": 1, "platform": "tiktok", "fact": "title_max", "value": "32", "level": "warn"}
    empty = {
        one.name: 0 if one.name == "made_at" else ""
        for one in platform_fact.c
        if not one.nullable and one.default is None and one.name != "event_id"
    }
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        work.conn.execute(insert(platform_fact).values(event_id=world.id, **empty | values))
        work.record("live.fact_changed", "platform_fact:f1", {"platform_fact": ["f1"]}, {"fact": "f1"})
    return "f1"
