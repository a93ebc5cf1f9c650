"""Livestreams on a real server: alarms come at their instant, and the run sheet starts what is a row of it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import requests

from ops.core import clock
from scripts.parts import Server
from tests.livestream.plans import HOUR, MINUTE, Plan, make_plan
from tests.stage.sheets import load
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Row, make_world, new_ref
from tests.support.server import start_server

PATIENCE_S = 15.0


@pytest.fixture
def plan(open_copy: OpenCopy) -> Plan:
    """A slot that is a row of the sheet, and one in an hour that nobody will come to."""
    world = make_world(open_copy())
    load(world)
    made = make_plan(world)
    made.slot("s", clock.now() + MINUTE, sheet_row="a")
    made.ready("s")
    made.slot("n", clock.now() + 3 * HOUR, host="H2", channel="K2")
    made.confirm("n")
    world.ops.close()
    return made


def test_the_clock_and_the_stage_move_slots_by_themselves(plan: Plan, server_engine: str) -> None:
    url = plan.world.ops.db.url.render_as_string(hide_password=False)
    env = {"OPS_SECRET": SECRET.hex(), "OPS_TEST_CLOCK": "1"}
    server = start_server(plan.world.ops.data, server_engine, url, env=env)
    try:
        ask(server, plan, f"events/{plan.world.id}/stage/step", ref=new_ref(), track="stage", do="start", row="a")
        assert until(lambda: slot(server, plan, "s")["state"] == "live")
        later = datetime.fromtimestamp((clock.now() + 5 * HOUR) / 1000, UTC).isoformat()
        ask(server, plan, "clock", now=later)
        assert until(lambda: slot(server, plan, "n")["state"] == "no_show")
        assert slot(server, plan, "s")["state"] == "live", "an overrun rings; nothing on air is stopped"
    finally:
        server.kill9()


def until(there: Callable[[], bool]) -> bool:
    """Wait for a condition."""
    end = time.monotonic() + PATIENCE_S
    while not there() and time.monotonic() < end:
        time.sleep(0.1)
    return there()


def ask(server: Server, plan: Plan, path: str, **body: object) -> None:
    headers = {"Authorization": f"Bearer {plan.boss.token}"}
    answer = requests.post(f"{server.url}/api/{path}", json=body, headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text


def slot(server: Server, plan: Plan, name: str) -> Row:
    headers = {"Authorization": f"Bearer {plan.boss.token}"}
    path = f"{server.url}/api/events/{plan.world.id}/snapshot/live"
    rows: list[Row] = requests.get(path, headers=headers, timeout=10).json()["rows"]["live_slot"]
    return next(row for row in rows if row["id"] == name)
