"""What waits in a booth's phone, and how it is handed in when the phone was revoked."""

from __future__ import annotations

from typing import Any

from ops.core import clock
from tests.support.factories import Device, Row, World, new_ref


def act(path: str, at: int, **body: Any) -> Row:
    """One item of the outbox, pressed at an instant by a clock that is right."""
    return {"ref": new_ref(), "path": path, "body": body | {"device_at": clock.iso(at), "offset_ms": 0}}


def acts(slot: str, at: int) -> list[Row]:
    """A minute in a booth: three ticks, then ready."""
    ticks = [act(f"live/slots/{slot}/tick", at + n, what=what, on=True)
             for n, what in enumerate(("sign", "price", "channel"))]  # fmt: skip
    return [*ticks, act(f"live/slots/{slot}/step", at + 3, do="ready")]


def hand_in(world: World, phone: Device, *items: Row) -> Row:
    """The answer to a queue that was handed in."""
    answer = world.post(phone, "live/handed-in", ref=new_ref(), items=list(items))
    assert answer.status_code == 200, answer.text
    found: Row = answer.json
    return found


def only_open(world: World) -> list[Row]:
    """What nobody has decided, in the order of the presses."""
    rows = world.snapshot("live")["rows"]["live_request"]
    found = [row for row in rows if row["kind"] == "handed_in" and row["state"] == "open"]
    return sorted(found, key=lambda row: row["made_at"])
