"""A real OBS (Debian's, under Xvfb): a cue changes its scene, and our small stand-in answers as it does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from scripts.parts import ROOT
from tests.stage.outputs import obs_output, until
from tests.stage.sheets import load
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import make_world, new_ref
from tests.support.obs_real import PASSWORD, SCENES, RealObs
from tests.support.obs_server import ObsServer
from tests.support.server import start_server

pytestmark = pytest.mark.once
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("scenes", {}),
    ("scene", {"scene": SCENES[1]}),
    ("scenes", {}),
    ("scene", {"scene": "Không có"}),
    ("scene", {"scene": ""}),
    ("scenes", {"secret": "sai"}),
    ("scenes", {}),
]


@pytest.fixture(scope="module")
def obs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealObs]:
    one = RealObs(tmp_path_factory.mktemp("obs"))
    yield one
    one.close()


ASK = """
import asyncio, json, sys
from ops.outputs.obs_side import Studios
async def ask(where, questions):
    studios = Studios()
    return [await getattr(studios, what)(where | facts) for what, facts in questions]
print(json.dumps(asyncio.run(ask(*json.load(sys.stdin)))))
"""


def asked(port: int) -> list[dict[str, Any]]:
    """What the side process would hear; in a process of its own, for its event loop wants an unpatched one."""
    where = {"host": "127.0.0.1", "port": port, "secret": PASSWORD}
    sent = json.dumps([where, QUESTIONS])
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, input=sent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_stand_in_answers_like_a_real_obs(obs: RealObs) -> None:
    small = ObsServer(PASSWORD, SCENES)
    try:
        real, ours = asked(obs.port), asked(small.port)
    finally:
        small.close()
    assert real == ours
    assert real[0] == {"ok": True, "status": 100, "scenes": list(SCENES), "current": SCENES[0]}
    assert real[2]["current"] == SCENES[1]
    assert [(one["ok"], one.get("status"), one.get("reason")) for one in real[3:6]] == [
        (False, 600, "obs_no_scene"), (False, 403, "obs_no"), (False, None, "obs_password"),
    ]  # fmt: skip


def test_a_cue_changes_the_scene_of_a_real_obs(obs: RealObs, open_copy: OpenCopy, server_engine: str) -> None:
    world = make_world(open_copy())
    load(world)
    staff = world.make_staff("stage_manager")
    for scene, row in ((SCENES[0], "a"), (SCENES[1], "b")):
        rule = {"when": "go", "rows": "row", "row": row}
        world.command(staff, "outputs", **obs_output(obs.port, scene, secret=PASSWORD) | {"when": rule})
    world.ops.close()
    url = world.ops.db.url.render_as_string(hide_password=False)
    server = start_server(world.ops.data, server_engine, url, env={"OPS_SECRET": SECRET.hex()})

    def step(do: str, **facts: Any) -> None:
        headers = {"Authorization": f"Bearer {staff.token}"}
        body = {"ref": new_ref(), "track": "stage", "do": do} | facts
        answer = requests.post(f"{server.url}/api/events/{world.id}/stage/step", json=body, headers=headers, timeout=10)
        assert answer.status_code == 200, answer.text

    try:
        before = obs.said().count("User switched to scene")
        step("go")
        until(lambda: obs.said().count("User switched to scene") > before)
        step("start", row="b")
        until(lambda: obs.said().strip().rpartition("User switched to scene")[2].startswith(f" '{SCENES[1]}'"))
    finally:
        server.kill9()
    assert PASSWORD not in server.log()
