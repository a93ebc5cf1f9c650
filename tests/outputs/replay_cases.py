"""The feed's promise for outputs and control (tests/test_replay.py runs these)."""

from __future__ import annotations

from ops.core import clock
from ops.core.work import Doorbell, begin
from ops.outputs import actions
from ops.outputs.rules import Firing
from tests.stage.outputs import http_output
from tests.stage.sheets import load
from tests.support.evening import Evening, case

URL = "http://192.168.7.20:8000/cue"


@case("outputs.made")
def made(one: Evening) -> str:
    load(one.world)
    return str(one.command("outputs", **http_output(URL, on=False))["facts"]["output"])


@case("outputs.changed")
def changed(one: Evening) -> None:
    one.command(f"outputs/{made(one)}/change", changes={"name": "Tên khác"})


@case("outputs.removed")
def removed(one: Evening) -> None:
    one.command(f"outputs/{made(one)}/remove")


@case("outputs.asked")
def asked(one: Evening) -> None:
    output = made(one)
    with begin(one.world.ops.db, Doorbell(), one.world.id, f"staff:{one.staff.id}") as work:
        actions.send_now(work, "00000000-0000-4000-8000-00000000000a", output, None, None)


@case("outputs.failed")
def failed(one: Evening) -> None:
    world, output = one.world, made(one)
    with world.ops.db.write() as conn:
        send = actions.claim(conn, world.id, Firing(output, "go/stage/a/1", "stage", "a", 1), clock.now())
    assert send
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        actions.tried(work, send, work.now, {"ok": False, "final": True, "reason": "refused", "ms": 1})


@case("outputs.token_made")
def token(one: Evening) -> str:
    return str(one.command("outputs/tokens", name="Deck", rights=["call"])["facts"]["token"])


@case("outputs.token_revoked")
def revoked(one: Evening) -> None:
    one.command(f"outputs/tokens/{token(one)}/revoke")


@case("outputs.osc_changed")
def osc(one: Evening) -> None:
    one.command("outputs/osc", state_host="192.168.7.30", state_port=9001)
