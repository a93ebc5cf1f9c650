"""The stage on a real server: what comes by itself comes at its instant, a killed server stands where it stood."""

import time
from datetime import UTC, datetime

import pytest
import requests

from ops.core import clock
from scripts.parts import Server
from tests.stage.sheets import load
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Staff, World, make_world, new_ref
from tests.support.server import start_server

SHORT_MS = 700


@pytest.fixture
def evening(open_copy: OpenCopy) -> tuple[World, Staff]:
    world = make_world(open_copy())
    load(world, at_end="go", duration=SHORT_MS)
    staff = world.make_staff("stage_manager")
    world.ops.close()
    return world, staff


def serve(world: World, engine: str, **env: str) -> Server:
    url = world.ops.db.url.render_as_string(hide_password=False)
    return start_server(world.ops.data, engine, url, env={"OPS_SECRET": SECRET.hex(), **env})


def get(server: Server, world: World, staff: Staff, path: str) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {staff.token}"}
    answer = requests.get(f"{server.url}/api/events/{world.id}/{path}", headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def post(server: Server, staff: Staff, path: str, **body: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {staff.token}"}
    return requests.post(f"{server.url}{path}", json=body, headers=headers, timeout=10)


def step(server: Server, world: World, staff: Staff, do: str) -> None:
    path = f"/api/events/{world.id}/stage/step"
    answer = post(server, staff, path, ref=new_ref(), track="stage", do=do)
    assert answer.status_code == 200, answer.text


def test_a_row_passes_on_without_anybody_asking(evening: tuple[World, Staff], server_engine: str) -> None:
    """Nobody asks the server meanwhile: the line stands in the journal soon after the instant, and says the instant."""
    world, staff = evening
    server = serve(world, server_engine)
    try:
        step(server, world, staff, "go")
        time.sleep(SHORT_MS / 1000 + 1.0)
        (run,) = get(server, world, staff, "stage/record")["runs"]  # type: ignore[misc]
        assert run["ended"] - run["started"] == SHORT_MS
        server.kill9()
        server = serve(world, server_engine)
        (row,) = get(server, world, staff, "snapshot/stage")["rows"]["clock"]  # type: ignore[index]
        assert row["live"]["row"] == "b"
        assert row["live"]["started"] == run["ended"]
    finally:
        server.kill9()


def test_the_clock_of_a_trial_can_be_set_and_of_no_other(evening: tuple[World, Staff], server_engine: str) -> None:
    world, staff = evening
    server = serve(world, server_engine, OPS_TEST_CLOCK="1")
    try:
        later = clock.now() + 3 * clock.HOUR  # a session lasts twelve
        said = datetime.fromtimestamp(later / 1000, UTC).isoformat()
        assert post(server, staff, "/api/clock", now=said).status_code == 200
        assert 0 <= get(server, world, staff, "stage/state")["now"] - later < 10_000  # type: ignore[operator]
        assert post(server, staff, "/api/clock", now=None).status_code == 200
        assert get(server, world, staff, "stage/state")["now"] < later - clock.HOUR  # type: ignore[operator]
        assert requests.post(f"{server.url}/api/clock", json={"now": None}, timeout=10).status_code == 401
    finally:
        server.kill9()
    server = serve(world, server_engine)
    try:
        assert post(server, staff, "/api/clock", now=said).status_code == 404
    finally:
        server.kill9()
