"""A bridge for tests, made by the product's own commands; a site's operator, let in by a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ops.bridge.actions import reports
from ops.bridge.actions.reports import Report
from ops.bridge.site_payloads import CueAck, CueDone, Got
from ops.core import clock
from ops.core.work import Doorbell, begin
from tests.support.factories import Row, Staff, World, new_ref

MINUTE = clock.MINUTE


@dataclass
class Operator:
    """Somebody at a site: a token and the invite behind it."""

    token: str
    id: str
    site: str
    link: str


def make_sites(world: World, boss: Staff, *names: str) -> list[str]:
    """Sites with the ids that are named."""
    for name in names or ("hai-phong", "hue", "can-tho"):
        region = {"hue": "trung", "can-tho": "nam"}.get(name, "bac")
        world.command(boss, "bridge/sites", id=name, name=f"Điểm {name}", region=region)
    return list(names or ("hai-phong", "hue", "can-tho"))


def invite(world: World, boss: Staff, site: str, role: str = "producer", **facts: Any) -> Row:
    """Facts of an invite, with its link."""
    until = clock.now() + 4 * clock.HOUR
    made = world.command(
        boss, "bridge/invites", **({"site": site, "role": role, "name": "Anh Thử", "until": until} | facts)
    )
    return dict(made["facts"])


def let_in(world: World, boss: Staff, site: str, role: str = "producer") -> Operator:
    """Somebody who has opened a link of a site."""
    link = invite(world, boss, site, role)["link"]
    told = world.ops.ask("POST", "/api/bridge/join", json={"link": link, "about": "thử"})
    assert told.status_code == 200, told.text
    return Operator(told.json["token"], told.json["invite"], site, link)


def report(world: World, who: Operator, said: CueAck | CueDone | Got) -> Row:
    """What a site says over its socket, taken in as the socket layer does."""
    with begin(world.ops.db, Doorbell(), world.id, "system") as work:
        return reports.take(work, Report(f"site:{who.id}", who.site, said))


def send(world: World, boss: Staff, kind: str = "on_air", sites: Any = ("hai-phong",), **facts: Any) -> Row:
    """A cue; answers its facts."""
    wanted = sites if isinstance(sites, str) else list(sites)
    made = world.command(boss, "bridge/cues", kind=kind, sites=wanted, **facts)
    return dict(made["facts"])


def ack(world: World, who: Operator, cue: str, at: int | None = None) -> Row:
    return report(world, who, CueAck(cue=cue, received_at=at if at is not None else clock.now()))


def done(world: World, who: Operator, cue: str, state: str = "fired", err: float = 1.5) -> Row:
    at = clock.now()
    return report(world, who, CueDone(cue=cue, state=state, fired_at=at, err=err))  # type: ignore[arg-type]


def said(world: World, cue: str, site: str) -> Row:
    """How a cue stands at a site, as the hub sees it."""
    row = world.row("bridge", "bridge_cue", cue)
    assert row is not None
    return dict(row["sites"][site])


def busy_bridge(world: World, boss: Staff) -> None:
    """Something of everything: a cross on air and out, a missed cue, a held one, talk, line-up, a frozen record."""
    make_sites(world, boss)
    one, two = let_in(world, boss, "hai-phong"), let_in(world, boss, "hue", "server")
    world.command(boss, "bridge/crosses", id="x1", site="hai-phong", title="Chào", planned_at=clock.now(), planned_ms=1)
    cue = send(world, boss, "on_air", ("hai-phong", "hue"), cross="x1")["cue"]
    ack(world, one, cue)
    done(world, one, cue)
    done(world, two, cue, "missed")
    send(world, boss, "standby", "all")
    held = send(world, boss, "on_air", ("can-tho",), lead_ms=30_000)["cue"]
    world.command(boss, f"bridge/cues/{held}/cancel")
    talk = world.command(boss, "bridge/talk", text="Chuẩn bị")["facts"]["talk"]
    report(world, one, Got(talks=[talk]))
    world.post(one, f"bridge/talk/{talk}/read", ref=new_ref())  # type: ignore[arg-type]
    world.command(boss, "bridge/items", site="hue", item="mc")
    world.command(boss, "bridge/go", site="hue", word="go")
    world.command(boss, "bridge/freeze", label="hand")
    world.command(boss, "bridge/freeze", label="T-5")


def bridge_things(world: World, boss: Staff) -> Row:
    """An id of everything of the bridge that a path can name."""
    make_sites(world, boss, "hue")
    told = invite(world, boss, "hue")
    talk = world.command(boss, "bridge/talk", text="Chuẩn bị")["facts"]["talk"]
    cross = world.command(boss, "bridge/crosses", site="hue", title="Huế")["facts"]["cross"]
    freeze = world.command(boss, "bridge/freeze", label="hand")["facts"]["freeze"]
    key = world.command(boss, "bridge/keys", site="hue")["facts"]["key"]
    cue = send(world, boss, "on_air", ("hue",), lead_ms=30_000)["cue"]
    return {
        "site": "hue", "invite": told["invite"], "talk": talk, "cross": cross, "freeze": freeze, "key": key, "cue": cue,
        "link": "không-có",
    }  # fmt: skip
