"""An evening in which something of everything is there, and the register of cases for the promise of the feed.

A domain keeps its cases in `tests/<domain>/replay_cases.py`: `@case("domain.kind")` over a function of an Evening that
makes this change through the product. tests/test_replay.py runs them all, and fails for a kind without a case.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ops.core import clock
from tests.support.app import Ops
from tests.support.factories import Device, Row, Staff, World, make_world, new_ref, scan


@dataclass
class Evening:
    """An event in which something of everything is there before the change under test."""

    world: World
    staff: Staff
    desk: Device
    other: Device
    guests: list[str]
    inside: Row = field(default_factory=dict)
    conflict: Row = field(default_factory=dict)

    def command(self, path: str, **body: Any) -> Row:
        return self.world.command(self.staff, path, **body)


def make_evening(ops: Ops) -> Evening:
    """Somebody VIP and a head inside through g1, a conflict, an open unknown code, a kept item."""
    world = make_world(ops)
    world.make_category("vip")
    world.make_gate("vip-gate", categories=["vip"])
    world.make_delegation("d2", "vip")
    guests = [*world.make_guests(4), world.make_guest(None, "d2", vip=True, head=True)]
    one = Evening(world, world.make_staff("organiser"), world.make_device(), world.make_device(post="g2"), guests)
    earlier = clock.now() - clock.MINUTE
    one.inside = scan(guest=guests[-1], at=earlier, told=True, operator="Chị Lan")
    one.conflict = scan(guest=guests[-1], at=earlier + 1000, told=True)
    world.upload(one.desk, one.inside, scan(code="0123456789ABCDEF", at=earlier))
    world.upload(one.other, one.conflict, {"type": "??", "ref": new_ref()})
    return one


# ---------- a case for every kind ----------

CASES: dict[str, list[Callable[[Evening], Any]]] = {}


def case(kind: str) -> Callable[[Callable[[Evening], Any]], Callable[[Evening], Any]]:
    def keep(make: Callable[[Evening], Any]) -> Callable[[Evening], Any]:
        CASES.setdefault(kind, []).append(make)
        return make

    return keep
