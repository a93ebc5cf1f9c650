"""Two installations: a site's own server joins the hub's, mirrors its cues into its run sheet, and both keep the
other's journal lines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from scripts.parts import Server
from tests.bridge.bridges import invite, make_sites
from tests.bridge.sites import PATIENCE_S
from tests.stage.sheets import load
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Row, Staff, World, make_world, new_ref
from tests.support.server import start_server


@dataclass
class Place:
    """One installation with its event and somebody who runs it."""

    world: World
    boss: Staff
    server: Server

    def post(self, path: str, **body: Any) -> requests.Response:
        url = f"{self.server.url}/api/events/{self.world.id}/{path}"
        headers = {"Authorization": f"Bearer {self.boss.token}"}
        return requests.post(url, json={"ref": new_ref()} | body, headers=headers, timeout=20)

    def get(self, path: str) -> Row:
        url = f"{self.server.url}/api/events/{self.world.id}/{path}"
        return dict(requests.get(url, headers={"Authorization": f"Bearer {self.boss.token}"}, timeout=20).json())

    def rows(self, audience: str, entity: str) -> dict[str, Row]:
        return {row["id"]: row for row in self.get(f"snapshot/{audience}")["rows"].get(entity, [])}


def until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < end
        time.sleep(0.05)


def serve(world: World, boss: Staff, engine: str) -> Place:
    world.ops.close()
    url = world.ops.db.url.render_as_string(hide_password=False)
    return Place(world, boss, start_server(world.ops.data, engine, url, env={"OPS_SECRET": SECRET.hex()}))


@pytest.fixture
def places(open_copy: OpenCopy, server_engine: str) -> Iterator[tuple[Place, Place, str]]:
    hub_world, site_world = make_world(open_copy()), make_world(open_copy())
    hub_boss, site_boss = hub_world.make_staff("organiser"), site_world.make_staff("organiser")
    make_sites(hub_world, hub_boss)
    link = invite(hub_world, hub_boss, "hue", "server")["link"]
    person = invite(hub_world, hub_boss, "hue")["link"]
    load(site_world)
    hub, site = serve(hub_world, hub_boss, server_engine), serve(site_world, site_boss, server_engine)
    refused = site.post("bridge/uplink", link=person.replace("http://localhost", hub.server.url))
    assert refused.json()["error"]["code"] == "bridge_not_server"
    yield hub, site, link.replace("http://localhost", hub.server.url)
    hub.server.kill9()
    site.server.kill9()


def test_a_sites_own_server_follows_the_hub_and_both_journals_know_it(places: tuple[Place, Place, str]) -> None:
    hub, site, link = places
    assert site.post("bridge/uplink", link=link).status_code == 200
    assert site.post("bridge/uplink", row="b", fallback_row="c").status_code == 200
    until(lambda: hub.rows("bridge", "bridge_site")["hue"]["control"] == "online")
    assert site.post("bridge/cues", kind="off", sites="all").json()["error"]["code"] == "bridge_uplinked"

    made = hub.post("bridge/cues", kind="on_air", sites=["hue"], lead_ms=5_000).json()["facts"]
    until(lambda: site.rows("stage", "bridge_row")["hue"]["state"] == "soon")
    assert site.rows("stage", "bridge_row")["hue"]["until"] == made["fire_at"]
    until(lambda: site.rows("stage", "clock")["stage"]["live"] is not None)
    assert site.rows("stage", "clock")["stage"]["live"]["row"] == "b", "the cue began the bridge's row"
    until(lambda: hub.rows("bridge", "bridge_cue")[made["cue"]]["sites"]["hue"]["state"] == "fired")
    until(lambda: site.rows("bridge", "bridge_cue")[made["cue"]]["sites"]["hue"]["state"] == "fired")
    until(lambda: hub.rows("bridge", "bridge_site")["hue"]["remote"]["state"] == "on_air")

    until(lambda: hub.get("bridge/record")["lines"].get("hue", 0) > 0)
    until(lambda: site.get("bridge/record")["lines"].get("hub", 0) > 0)

    hub.server.kill9()
    until(lambda: site.rows("stage", "bridge_row")["hue"]["state"] == "lost")
    assert site.post("bridge/fallback").status_code == 200
    until(lambda: site.rows("stage", "bridge_row")["hue"]["state"] == "fallback")
    kept = site.get("bridge/record")["lines"]["hub"]
    hub.server.restart()
    until(lambda: hub.rows("bridge", "bridge_site")["hue"]["remote"]["state"] == "fallback")
    assert site.get("bridge/record")["lines"]["hub"] >= kept
