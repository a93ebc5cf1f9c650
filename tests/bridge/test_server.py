"""The bridge on a real server, with sites as real programs: cues, lost lines, restarts, links that do not open."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from ops.core import clock
from scripts.parts import Server
from tests.bridge.bridges import invite, make_sites
from tests.bridge.sites import PATIENCE_S, SiteProgram
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import Row, Staff, World, make_world, new_ref
from tests.support.server import start_server


@dataclass
class Hub:
    """A served event with two sites, and somebody who runs it."""

    world: World
    boss: Staff
    server: Server
    links: dict[str, str]
    folder: Path
    programs: list[SiteProgram] = field(default_factory=list)

    def post(self, path: str, **body: Any) -> requests.Response:
        url = f"{self.server.url}/api/events/{self.world.id}/bridge/{path}"
        headers = {"Authorization": f"Bearer {self.boss.token}"}
        return requests.post(url, json={"ref": new_ref()} | body, headers=headers, timeout=20)

    def command(self, path: str, **body: Any) -> Row:
        answer = self.post(path, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["facts"])

    def rows(self, entity: str) -> dict[str, Row]:
        url = f"{self.server.url}/api/events/{self.world.id}/snapshot/bridge"
        answer = requests.get(url, headers={"Authorization": f"Bearer {self.boss.token}"}, timeout=20)
        return {row["id"]: row for row in answer.json()["rows"].get(entity, [])}

    def site(self, name: str, before: tuple[str, ...] = ()) -> SiteProgram:
        self.programs.append(SiteProgram(self.links[name], self.folder / name, before))
        return self.programs[-1]

    def until(self, there: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not there():
            assert time.monotonic() < end
            time.sleep(0.05)

    def said(self, cue: str, site: str) -> Row:
        return dict(self.rows("bridge_cue")[cue]["sites"][site])


@pytest.fixture
def hub(open_copy: OpenCopy, server_engine: str, tmp_path: Path) -> Iterator[Hub]:
    world = make_world(open_copy())
    boss = world.make_staff("organiser")
    make_sites(world, boss)
    links = {name: invite(world, boss, name)["link"] for name in ("hai-phong", "hue")}
    world.ops.close()
    url = world.ops.db.url.render_as_string(hide_password=False)
    server = start_server(world.ops.data, server_engine, url, env={"OPS_SECRET": SECRET.hex()})
    links = {name: link.replace("http://localhost", server.url) for name, link in links.items()}
    made = Hub(world, boss, server, links, tmp_path)
    yield made
    for one in made.programs:
        one.stop()
    server.kill9()


def test_a_cue_is_armed_fires_and_is_reported_by_two_sites(hub: Hub) -> None:
    one, two = hub.site("hai-phong"), hub.site("hue")
    for program in (one, two):
        program.wait("joined")
    made = hub.command("cues", kind="on_air", sites=["hai-phong", "hue", "can-tho"], lead_ms=4_000)
    for program in (one, two):
        program.wait("armed", cue=made["cue"])
    armed = hub.rows("bridge_cue")[made["cue"]]["sites"]
    assert armed["can-tho"]["state"] == "sent", "who is not there is not armed"
    for program in (one, two):
        fired = program.wait("fired", cue=made["cue"])
        assert fired["at"] >= made["fire_at"]
    for name in ("hai-phong", "hue"):
        hub.until(lambda name=name: hub.said(made["cue"], name)["state"] == "fired")  # type: ignore[misc]
        assert hub.said(made["cue"], name)["err"] >= 0
    assert hub.rows("bridge_site")["hue"]["control"] == "online"
    assert hub.rows("bridge_site")["can-tho"]["control"] == "never"
    one.wait("lamp", state="ON_AIR")


def test_a_site_that_dies_is_lost_and_on_its_return_fires_nothing_stale(hub: Hub) -> None:
    site = hub.site("hue")
    site.wait("joined")
    hub.until(lambda: hub.rows("bridge_site")["hue"]["control"] == "online")
    site.stop()
    hub.until(lambda: hub.rows("bridge_site")["hue"]["control"] == "lost")
    made = hub.command("cues", kind="on_air", sites=["hue"], lead_ms=1_000)
    hub.until(lambda: clock.now() > made["fire_at"] + 2_500)
    before = len(site.said)
    site.start()
    missed = site.wait("missed", before, cue=made["cue"])
    assert missed["late"] > 2_000
    hub.until(lambda: hub.said(made["cue"], "hue")["state"] == "missed")
    assert "fired" not in [row["what"] for row in site.said[before:]]
    site.wait("lamp", before, state="ON_AIR")
    hub.until(lambda: hub.rows("bridge_site")["hue"]["control"] == "online")


def test_an_armed_cue_fires_although_the_hub_is_gone_and_is_reported_when_it_is_back(hub: Hub) -> None:
    site = hub.site("hai-phong")
    site.wait("joined")
    made = hub.command("cues", kind="on_air", sites=["hai-phong"], lead_ms=3_000)
    site.wait("armed", cue=made["cue"])
    hub.until(lambda: hub.said(made["cue"], "hai-phong")["state"] == "armed")
    hub.server.kill9()
    site.wait("fired", cue=made["cue"])
    site.wait("lamp", state="UNKNOWN")
    hub.server.restart()
    hub.until(lambda: hub.said(made["cue"], "hai-phong")["state"] == "fired")
    assert [row["what"] for row in site.said if row.get("cue") == made["cue"]] == ["armed", "fired"]


def test_a_held_cue_does_not_fire(hub: Hub) -> None:
    site = hub.site("hue")
    site.wait("joined")
    made = hub.command("cues", kind="on_air", sites=["hue"], lead_ms=8_000)
    site.wait("armed", cue=made["cue"])
    held = hub.command(f"cues/{made['cue']}/cancel")
    site.wait("cancelled", cue=made["cue"])
    hub.until(lambda: hub.said(made["cue"], "hue")["state"] == "cancelled")
    hub.until(lambda: hub.said(held["cue"], "hue")["state"] == "fired")
    assert hub.post(f"cues/{made['cue']}/cancel").json()["error"]["code"] == "bridge_cue_cancelled"


def test_words_reach_a_site_and_are_marked(hub: Hub) -> None:
    site = hub.site("hue")
    site.wait("joined")
    talk = hub.command("talk", text="MC đứng vị trí", target="region:trung")["talk"]
    assert site.wait("talk")["talk"]["text"] == "MC đứng vị trí"
    hub.until(lambda: hub.rows("bridge_talk")[talk]["sites"]["hue"]["delivered_at"] is not None)


def test_a_revoked_operator_is_sent_away(hub: Hub) -> None:
    site = hub.site("hue")
    site.wait("joined")
    invite_id = next(row["id"] for row in hub.rows("bridge_invite").values() if row["site"] == "hue")
    hub.command(f"invites/{invite_id}/revoke")
    site.child.wait(PATIENCE_S)
    assert site.child.returncode == 1
    again = SiteProgram(hub.links["hue"], hub.folder / "other")
    hub.programs.append(again)
    assert again.child.wait(PATIENCE_S) == 1
    assert again.child.stderr is not None
    assert "thu hồi" in again.child.stderr.read()
