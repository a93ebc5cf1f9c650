"""What a revoked phone hands in, as the feed tells it (tests/test_replay.py runs these)."""

from __future__ import annotations

from ops.core import clock
from tests.livestream.handing import acts, hand_in, only_open
from tests.livestream.plans import MINUTE, make_plan
from tests.support.evening import Evening, case


@case("live.handed_in")
def handed_in(one: Evening) -> None:
    plan = make_plan(one.world, one.staff)
    plan.slot("s", clock.now() + 5 * MINUTE)
    plan.confirm("s")
    phone = one.world.make_device("booth", "R1")
    one.command(f"devices/{phone.id}/revoke")
    items = acts("s", clock.now())
    hand_in(one.world, phone, *items)
    for n, row in enumerate(only_open(one.world)):
        one.command(f"live/handed-in/{row['id']}/decide", accept=n < 3)
