"""The bridge behind two servers on one PostgreSQL: a cue reaches the sites of both, and outlives its server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scripts.parts import Server
from tests.bridge.sites import PATIENCE_S, SiteProgram
from tests.faults.conftest import Serve
from tests.faults.venue import Venue
from tests.support.load import Json

EVENT = "hp2025"
ONE, TWO = "hai-phong", "hue"


@dataclass
class Hubs:
    """Two servers of one event, and a site at each."""

    venue: Venue
    servers: list[Server]
    folder: Path
    programs: dict[str, SiteProgram] = field(default_factory=dict)

    def command(self, path: str, at: int = 0, **body: object) -> Json:
        office = self.venue.office(self.servers[at], "organiser")
        reply = self.venue.command(office, f"bridge/{path}", **body)
        office.close()
        assert reply.status == 200, reply.body
        facts: Json = reply.body["facts"]
        return facts

    def site(self, name: str, at: int) -> SiteProgram:
        until = int(time.time() * 1000) + 3_600_000
        link = self.command("invites", at, site=name, role="producer", name="Anh Thử", until=until)["link"]
        self.programs[name] = SiteProgram(
            self.servers[at].url + "/bridge" + link.partition("/bridge")[2], self.folder / name
        )
        self.programs[name].wait("joined")
        return self.programs[name]

    def states(self, cue: str) -> dict[str, str]:
        rows = self.venue.query(f"SELECT site, state FROM bridge_cue_site WHERE cue = '{cue}'")
        return {row.site: row.state for row in rows}

    def control(self, site: str) -> str:
        (row,) = self.venue.query(f"SELECT control FROM bridge_site WHERE event_id = '{EVENT}' AND id = '{site}'")
        return str(row.control)

    def until(self, there: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not there():
            assert time.monotonic() < end
            time.sleep(0.1)


@pytest.fixture
def hubs(postgres_venue: Venue, serve: Serve, tmp_path: Path) -> Iterator[Hubs]:
    made = Hubs(postgres_venue, [serve(postgres_venue) for _ in range(2)], tmp_path)
    yield made
    for one in made.programs.values():
        one.stop()


def test_a_cue_of_one_server_fires_at_the_sites_of_both_and_outlives_its_server(hubs: Hubs) -> None:
    here, there = hubs.site(ONE, 0), hubs.site(TWO, 1)
    hubs.until(lambda: (hubs.control(ONE), hubs.control(TWO)) == ("online", "online"))
    cue = hubs.command("cues", kind="on_air", sites=[ONE, TWO], lead_ms=6_000)
    for program in (here, there):
        program.wait("armed", cue=cue["cue"])
    hubs.until(lambda: set(hubs.states(cue["cue"]).values()) == {"armed"})
    hubs.servers[0].kill9()
    for program in (here, there):
        program.wait("fired", cue=cue["cue"])
    hubs.until(lambda: hubs.states(cue["cue"])[TWO] == "fired")
    hubs.until(lambda: hubs.control(ONE) == "lost")
    assert hubs.control(TWO) == "online", "the other server's site is not lost with it"
    out = hubs.command("cues", at=1, kind="out", sites=[TWO])
    there.wait("fired", cue=out["cue"])
    passed = hubs.venue.query(
        f"SELECT facts FROM journal WHERE event_id = '{EVENT}' AND kind = 'bridge.tally_changed' ORDER BY seq"
    )
    assert len([row for row in passed if cue["cue"] in str(row.facts)]) == 1, "two servers note an instant once"
    hubs.servers[0].restart()
    hubs.until(lambda: hubs.control(ONE) == "online")
    hubs.until(lambda: hubs.states(cue["cue"])[ONE] == "fired")
    assert [row["what"] for row in here.said if row.get("cue") == cue["cue"]] == ["armed", "fired"]
