"""Two sites behind a bad line (50±20 ms and 2 % loss each way, in network namespaces): order, acknowledgements and the
policy for what is missed. How fast and how exactly: bench/bridge.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.core import clock
from tests.bridge.bridges import invite, make_sites
from tests.bridge.test_server import Hub
from tests.support.app import SECRET, OpenCopy
from tests.support.factories import make_world
from tests.support.impaired import Line
from tests.support.server import start_server
from tests.support.tools import need_namespaces

CUES = 6
NAMES = ("hai-phong", "hue")


@pytest.fixture
def lines() -> Iterator[dict[str, Line]]:
    need_namespaces()
    with Line("brhp", 21) as one, Line("brhue", 22) as two:
        yield {"hai-phong": one, "hue": two}


@pytest.fixture
def far(open_copy: OpenCopy, server_engine: str, tmp_path: Path, lines: dict[str, Line]) -> Iterator[Hub]:
    """A hub that listens on all addresses, and links that name it as each site sees it."""
    world = make_world(open_copy())
    boss = world.make_staff("organiser")
    make_sites(world, boss)
    links = {name: invite(world, boss, name)["link"] for name in NAMES}
    world.ops.close()
    url = world.ops.db.url.render_as_string(hide_password=False)
    server = start_server(world.ops.data, server_engine, url, env={"OPS_SECRET": SECRET.hex()}, host="0.0.0.0")
    port = server.url.rpartition(":")[2]
    named = {name: links[name].replace("http://localhost", f"http://{lines[name].near}:{port}") for name in NAMES}
    hub = Hub(world, boss, server, named, tmp_path)
    yield hub
    for one in hub.programs:
        one.stop()
    server.kill9()


def test_two_sites_behind_bad_lines_fire_every_cue_once_and_in_order(far: Hub, lines: dict[str, Line]) -> None:
    sites = {name: far.site(name, lines[name].inside) for name in NAMES}
    for one in sites.values():
        one.wait("joined")
    cues: list[str] = []
    for number in range(CUES):
        kind = "out" if number else "on_air"  # a second on-air cue while one is ahead is refused
        cues.append(far.command("cues", kind=kind, sites=list(NAMES))["cue"])
    for one in sites.values():
        one.wait("fired", cue=cues[-1])
    for name in NAMES:
        far.until(lambda name=name: all(far.said(cue, name)["state"] == "fired" for cue in cues))  # type: ignore[misc]
    for one in sites.values():
        assert [row["cue"] for row in one.said if row["what"] == "armed"] == cues
        assert sorted(row["cue"] for row in one.said if row["what"] == "fired") == sorted(cues)


def test_a_cut_line_misses_nothing_and_fires_nothing_stale(far: Hub, lines: dict[str, Line]) -> None:
    site = far.site("hue", lines["hue"].inside)
    site.wait("joined")
    far.until(lambda: far.rows("bridge_site")["hue"]["control"] == "online")
    armed = far.command("cues", kind="on_air", sites=["hue"], lead_ms=6_000)
    site.wait("armed", cue=armed["cue"])
    lines["hue"].set(cut=1)
    far.until(lambda: far.rows("bridge_site")["hue"]["control"] == "lost")
    stale = far.command("cues", kind="out", sites=["hue"], lead_ms=6_500)
    site.wait("fired", cue=armed["cue"])
    far.until(lambda: clock.now() > stale["fire_at"] + 2_500)
    before = len(site.said)
    lines["hue"].set(cut=0)
    site.wait("missed", before, cue=stale["cue"])
    far.until(lambda: far.said(armed["cue"], "hue")["state"] == "fired")
    far.until(lambda: far.said(stale["cue"], "hue")["state"] == "missed")
    assert "fired" not in [row["what"] for row in site.said if row.get("cue") == stale["cue"]]
    far.until(lambda: far.rows("bridge_site")["hue"]["control"] == "online")
