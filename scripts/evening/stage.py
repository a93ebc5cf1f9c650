"""Who takes part: hub, two installations behind bad lines, and the sites that have a browser only."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.core import clock
from scripts.evening.figures import Sheet
from scripts.evening.houses import House, Inside, build, model_of, until
from scripts.evening.windows import Window
from tests.bridge.bridges import invite, make_sites
from tests.stage.sheets import load
from tests.support.factories import Staff, World
from tests.support.impaired import Line

Row = dict[str, Any]
HUB = "hub"
OWN = ("hai-phong", "hue")
"""Sites with an installation of their own."""
PAGES = ("can-tho", "da-nang")
"""Sites with a browser and nothing else."""
CROSSES = (
    ("x1", "hai-phong", "Hải Phòng chào"), ("x2", "hai-phong", "Hải Phòng trở lại"), ("x3", "hue", "Huế chào"),
    ("x4", "can-tho", "Cần Thơ chào"), ("x5", "hue", "Lời kết từ Huế"),
)  # fmt: skip
WANTS = {"bitrate": {"min": 300}}
"""A small picture is enough where hub, sites and viewers share two cores."""


@dataclass
class Evening:
    """Everything that an act needs. `say` tells what goes on; `wrong` are findings that are no figures."""

    folder: Path
    sheet: Sheet
    begun: float = field(default_factory=time.monotonic)
    hub: House = field(init=False)
    own: dict[str, House] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    links: dict[str, Row] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    desk: Window | None = None
    wrong: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.begun:5.1f} s] {text}", flush=True)

    def cue(self, kind: str, sites: list[str], **facts: Any) -> Row:
        """A cue of the hub; answers its facts."""
        return self.hub.post("bridge/cues", kind=kind, sites=sites, **facts)

    def state(self, cue: Row, site: str) -> str:
        """How a cue stands at a site, as the hub knows it."""
        return str(self.hub.said(cue["cue"], site).get("state"))

    def all_are(self, cue: Row, state: str) -> None:
        """Wait until every site of a cue is so."""
        until(lambda: all(self.state(cue, site) == state for site in cue["sites"]), f"cue {cue['seq']} {state}")

    def ended(self, cue: Row) -> None:
        """Wait until every site has said how a cue ended."""
        over = ("fired", "late", "missed", "cancelled")
        until(lambda: all(self.state(cue, site) in over for site in cue["sites"]), f"the end of cue {cue['seq']}")

    def expect(self, holds: bool, what: str) -> None:
        """A promise that is kept or not."""
        if not holds:
            self.wrong.append(what)
            self.say(f"WRONG: {what}")

    def cut(self, *sites: str) -> None:
        for site in sites:
            self.lines[site].set(cut=1)

    def mend(self, *sites: str) -> None:
        for site in sites:
            self.lines[site].set(cut=0)


def open_evening(evening: Evening, stack: contextlib.ExitStack, pages: bool) -> None:
    """Build the installations, lay the lines, start the servers, join the sites to the hub."""
    names = (*OWN, *PAGES) if pages else OWN
    model = model_of(evening.folder)
    evening.hub = _hub(evening, names, model)
    for number, name in enumerate(names, 41):
        evening.lines[name] = stack.enter_context(Line(f"ev-{name}", number))
    for name in OWN:
        evening.own[name] = build(evening.folder / name, model, f"dem-{name}", lambda world, boss: load(world))
        evening.own[name].server.before = evening.lines[name].inside
        evening.own[name].inside = Inside(evening.lines[name].name)
    houses = [evening.hub, *evening.own.values()]
    for house in houses:
        stack.callback(house.close)
    with ThreadPoolExecutor(len(houses)) as pool:
        list(pool.map(lambda house: house.server.start(), houses))
    port = evening.hub.server.port
    for name, house in evening.own.items():
        house.post("bridge/uplink", link=link_of(evening, f"{name}/server", evening.lines[name].near, port))
        house.post("bridge/uplink", row="b", fallback_row="c")
    for name in OWN:
        until(lambda name=name: evening.hub.control(name) == "online", f"{name} on the line")  # type: ignore[misc]


def link_of(evening: Evening, invited: str, host: str, port: int) -> str:
    """The link of an invite with the address by which a site reaches the hub: the near end of its own line."""
    tail = evening.links[invited]["link"].partition("/bridge/join/")[2]
    return f"http://{host}:{port}/bridge/join/{tail}"


def _hub(evening: Evening, names: tuple[str, ...], model: Path) -> House:
    """The hub with sites, invites, a stream key and the plan of five crosses."""

    def fill(world: World, boss: Staff) -> None:
        make_sites(world, boss, *names)
        world.command(boss, "bridge/settings", wants=WANTS)
        for name in OWN:
            evening.links[f"{name}/server"] = invite(world, boss, name, "server")
            made = world.command(boss, "bridge/keys", site=name)["facts"]
            evening.keys[name] = made["stream_key"]
        for name in set(names) - set(OWN):
            evening.links[name] = invite(world, boss, name)
        for number, (cross, site, title) in enumerate(one for one in CROSSES if one[1] in names):
            at = clock.now() + (number + 1) * clock.MINUTE
            planned = {"planned_at": at, "planned_ms": 20_000, "order": number + 1, "script": "Xin mời"}
            world.command(boss, "bridge/crosses", id=cross, site=site, title=title, **planned)

    return build(evening.folder / HUB, model, "dem-cau", fill)
