"""The bridge's figures: `python -m bench.bridge [--cues 40] [--clients 34]`. Two sites behind bad lines (50±20 ms, 2 %
loss each way, in network namespaces, needs root) and 34 clients on loopback; exit 1 when a limit is missed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from ops.bridge.agent import Agent
from ops.bridge.site_command import join
from ops.bridge.site_store import Store
from ops.core import clock
from ops.core.db import Database
from ops.core.migrate import migrate
from tests.bridge.bridges import invite, make_sites
from tests.bridge.sites import SiteProgram
from tests.support.app import SECRET, open_ops
from tests.support.factories import Row, Staff, World, make_world, new_ref
from tests.support.impaired import Line, why_not
from tests.support.server import start_server

NAMES = ("hai-phong", "hue")
LIMITS = {
    "spread p95 ms": 10,
    "control lost s": 1.8,
    "control back with missed cues s": 2.0,
    "34 clients delivery p99 ms": 150,
    "hub CPU % of a core, 34 clients": 50,
}


class Hub:
    """A served event with many sites."""

    def __init__(self, folder: Path, clients: int) -> None:
        url = f"sqlite:///{folder / 'ops.db'}"
        db = Database(url)
        migrate(db)
        db.release()
        ops = open_ops(folder, url)
        self.world: World = make_world(ops)
        self.boss: Staff = self.world.make_staff("organiser")
        self.crowd = [f"s{number}" for number in range(clients)]
        make_sites(self.world, self.boss, *NAMES, *self.crowd)
        self.links = {name: invite(self.world, self.boss, name)["link"] for name in (*NAMES, *self.crowd)}
        ops.close()
        self.server = start_server(folder, "eventlet", url, env={"OPS_SECRET": SECRET.hex()}, host="0.0.0.0")
        self.port = self.server.url.rpartition(":")[2]
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {self.boss.token}"

    def link(self, name: str, address: str) -> str:
        return self.links[name].replace("http://localhost", f"http://{address}:{self.port}")

    def command(self, path: str, **body: Any) -> Row:
        url = f"http://127.0.0.1:{self.port}/api/events/{self.world.id}/bridge/{path}"
        answer = self.session.post(url, json={"ref": new_ref()} | body, timeout=20)
        answer.raise_for_status()
        return dict(answer.json()["facts"])

    def rows(self, entity: str) -> dict[str, Row]:
        url = f"http://127.0.0.1:{self.port}/api/events/{self.world.id}/snapshot/bridge"
        return {row["id"]: row for row in self.session.get(url, timeout=20).json()["rows"].get(entity, [])}

    def cpu_s(self) -> float:
        """CPU time of the server's process so far."""
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def quantile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def fire_together(hub: Hub, sites: dict[str, SiteProgram], count: int) -> dict[str, float]:
    """Cues at both sites. Both report by one monotonic clock of this machine, so the spread is the true one."""
    for number in range(count):
        kind = "on_air" if number % 2 == 0 else "out"
        made = hub.command("cues", kind=kind, sites=list(NAMES))
        for one in sites.values():
            with contextlib.suppress(AssertionError):
                one.wait("fired", cue=made["cue"])
    fired = {name: {r["cue"]: r["local"] for r in one.said if r["what"] == "fired"} for name, one in sites.items()}
    both = [cue for cue in fired[NAMES[0]] if cue in fired[NAMES[1]]]
    spread = [abs(fired[NAMES[0]][cue] - fired[NAMES[1]][cue]) for cue in both]
    return {
        "cues fired by both": len(both), "spread median ms": statistics.median(spread),
        "spread p95 ms": quantile(spread, 0.95), "spread max ms": max(spread),
    }  # fmt: skip


def cut(hub: Hub, site: SiteProgram, line: Line) -> dict[str, float]:
    """One line is cut for six seconds; two cues are sent meanwhile."""
    line.set(cut=1)
    began = time.monotonic()
    while hub.rows("bridge_site")["hue"]["control"] == "online":
        time.sleep(0.02)
    lost = time.monotonic() - began
    stale = hub.command("cues", kind="on_air", sites=["hue"], lead_ms=1_500)
    time.sleep(max(0.0, began + 6 - time.monotonic()))
    young = hub.command("cues", kind="out", sites=["hue"], lead_ms=4_000)
    before = len(site.said)
    line.set(cut=0)
    back = time.monotonic()
    site.wait("missed", before, cue=stale["cue"])
    site.wait("armed", before, cue=young["cue"])
    return {"control lost s": lost, "control back with missed cues s": time.monotonic() - back}


async def crowd(hub: Hub, seconds: float) -> dict[str, float]:
    """34 clients that ask for the time as sites do; a cue for all every two seconds."""
    came: dict[str, list[float]] = {}

    def teller(site: str) -> Any:
        def tell(row: Row) -> None:
            if row["what"] == "cue":
                came.setdefault(row["cue"]["id"], []).append(clock.now() - row["cue"]["sent_at"])
            if row["what"] == "joined":
                ready.add(site)

        return tell

    ready: set[str] = set()
    agents = []
    for name in hub.crowd:
        told = join(hub.link(name, "127.0.0.1"), "bench")
        agents.append(Agent(told["hub"], told["token"], Store(None), teller(name)))
    running = [asyncio.ensure_future(one.run()) for one in agents]
    while len(ready) < len(agents):
        await asyncio.sleep(0.05)
    await asyncio.sleep(4)
    began, used = time.monotonic(), hub.cpu_s()
    while time.monotonic() - began < seconds:
        await asyncio.to_thread(hub.command, "cues", kind="standby", sites=hub.crowd)
        await asyncio.sleep(2)
    share = (hub.cpu_s() - used) / (time.monotonic() - began) * 100
    for one in agents:
        await one.stop()
    for task in running:
        task.cancel()
    times = [value for found in came.values() for value in found]
    return {
        "34 clients deliveries": len(times), "34 clients delivery median ms": statistics.median(times),
        "34 clients delivery p99 ms": quantile(times, 0.99), "hub CPU % of a core, 34 clients": share,
    }  # fmt: skip


def measure(folder: Path, cues: int, clients: int, seconds: float) -> dict[str, float]:
    data = folder / "data"
    data.mkdir()
    hub = Hub(data, clients)
    found: dict[str, float] = {}
    programs: list[SiteProgram] = []
    try:
        if clients:
            found |= asyncio.run(crowd(hub, seconds))
        reason = why_not() if cues else "left out"
        if reason:
            print(f"without lines: {reason}")
            return found
        with Line("brhp", 31) as one, Line("brhue", 32) as two:
            lines = dict(zip(NAMES, (one, two), strict=True))
            for name, line in lines.items():
                programs.append(SiteProgram(hub.link(name, line.near), folder / name, line.inside))
            sites = dict(zip(NAMES, programs, strict=True))
            for site in programs:
                site.wait("joined")
            time.sleep(8)  # the clock has its burst behind it
            found |= fire_together(hub, sites, cues)
            found |= cut(hub, sites["hue"], two)
            return found
    finally:
        for site in programs:
            site.stop()
        hub.server.kill9()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cues", type=int, default=40)
    parser.add_argument("--clients", type=int, default=34)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), options.cues, options.clients, options.seconds)
    missed = 0
    for name, value in found.items():
        limit = LIMITS.get(name)
        bad = limit is not None and value > limit
        missed += bad
        print(f"{name:<40}{value:>10.2f}" + (f"   limit {limit}{'  MISSED' if bad else ''}" if limit else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
