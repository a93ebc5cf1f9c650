"""The media process in front of the real server: stream keys of the hub's own page open it, or do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from scripts.parts import Server
from tests.bridge.bridges import make_sites
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Row, Staff, World, make_world, new_ref
from tests.support.media import Encoder, Media, until
from tests.support.server import start_server
from tests.support.tools import need

pytestmark = pytest.mark.once
ONE, TWO = "hai-phong", "hue"


@dataclass
class Hub:
    """A served event with two sites, its media process, and encoders that want in."""

    world: World
    boss: Staff
    server: Server
    media: Media
    film: Path
    encoders: list[Encoder] = field(default_factory=list)

    def ask(self, method: str, path: str, **body: Any) -> Row:
        url = f"{self.server.url}/api/events/{self.world.id}/{path}"
        headers = {"Authorization": f"Bearer {self.boss.token}"}
        answer = requests.request(method, url, json=body or None, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def key(self, site: str) -> Row:
        return dict(self.ask("POST", "bridge/keys", ref=new_ref(), site=site)["facts"])

    def encode(self, stream_key: str) -> Encoder:
        target = f"rtmp://127.0.0.1:{self.media.rtmp}/contrib/{stream_key}"
        self.encoders.append(Encoder(target, self.film).start())
        return self.encoders[-1]

    def state(self, site: str) -> str:
        rows = self.ask("GET", "bridge/media")["streams"]
        return next((str(row["state"]) for row in rows if row["stream"] == f"{self.world.id}.{site}"), "")

    def items(self, site: str) -> Row:
        """The line-up of a site."""
        rows = self.ask("GET", "snapshot/bridge")["rows"]["bridge_site"]
        return dict(next(row for row in rows if row["id"] == site)["items"])

    def refused(self) -> list[str]:
        """Why somebody was not let in, as the journal has it."""
        lines = self.ask("GET", "journal?after=0&limit=500")["lines"]
        return [line["facts"]["why"] for line in lines if line["kind"] == "bridge.key_refused"]


@pytest.fixture
def hub(open_copy: OpenCopy, server_engine: str, film: Path) -> Iterator[Hub]:
    need("nginx")
    world = make_world(open_copy())
    boss = world.make_staff("organiser")
    make_sites(world, boss, ONE, TWO)
    world.ops.close()
    url = world.ops.db.url.render_as_string(hide_password=False)
    server = start_server(world.ops.data, server_engine, url, env={"OPS_SECRET": SECRET.hex()})
    media = Media(world.ops.data, 0, app=server.url, env={"OPS_SECRET": SECRET.hex()})
    made = Hub(world, boss, server, media.start(), film)
    yield made
    for one in made.encoders:
        one.kill()
    media.stop()
    server.kill9()


def test_a_site_sends_with_its_own_key_until_it_is_revoked(hub: Hub) -> None:
    key = hub.key(ONE)
    sends = hub.encode(key["stream_key"])
    until(lambda: hub.state(ONE) == "LIVE", hub.media.log())
    until(lambda: hub.items(ONE).get("fps", {}).get("ok") is True, "the line-up knows the picture")
    assert hub.items(ONE).get("control", {}).get("ok") is not True, "a picture is no control line"
    hub.ask("POST", f"bridge/keys/{key['key']}/revoke", ref=new_ref())
    until(lambda: not sends.running, "who is revoked is sent away")
    until(lambda: hub.state(ONE) in ("", "OFF"), "nobody waits for who was sent away")
    again = hub.encode(key["stream_key"])
    until(lambda: not again.running)
    assert hub.refused() == ["revoked"]


def test_a_wrong_key_and_the_key_of_another_site_are_refused_and_noted(hub: Hub) -> None:
    other = hub.key(TWO)["stream_key"].partition("?key=")[2]
    for key in ("?key=" + "0" * 40, f"?key={other}", ""):
        one = hub.encode(f"{hub.world.id}.{ONE}{key}")
        until(lambda one=one: not one.running, "it was not let in")  # type: ignore[misc]
    assert hub.state(ONE) in ("", "OFF")
    assert hub.refused() == ["wrong_key", "other_site", "no_key"]
    assert other not in str(hub.ask("GET", "journal?after=0&limit=500")), "no key is ever written down"
