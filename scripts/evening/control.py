"""Acts of the control line: the line-up, forty cues, a cut line, a hub that dies."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from ops.core import clock
from scripts.evening.figures import FIRED, quantile, spread
from scripts.evening.houses import House, until
from scripts.evening.stage import OWN, Evening

Row = dict[str, Any]
HUMAN = ("mc", "scene", "sound", "backup")
BEAT_S = 0.35
PYTHON_MS, PAGES_MS = (10, None), (20, 50)
LOST_S, BACK_S = 1.8, 2.0


def line_up(evening: Evening, sites: list[str]) -> None:
    """Machines have measured clock and line, people tick, prove and say GO; the record is frozen and whole."""
    hub = evening.hub
    for site in sites:
        for item in ("control", "clock", "rtt"):
            until(lambda site=site, item=item: good(hub, site, item), f"{site}: {item} is good")  # type: ignore[misc]
        for item in HUMAN:
            hub.post("bridge/items", site=site, item=item)
        code = hub.rows("SELECT code4 FROM bridge_site WHERE id = ?", site)[0]["code4"]
        hub.post("bridge/items", site=site, item="return", value=code)
        hub.post("bridge/go", site=site, word="go")
    frozen = hub.post("bridge/freeze", label="T-15")
    evening.expect(frozen["go"] == len(sites), f"GO of all sites in the frozen record: {frozen}")
    verified = hub.ask("GET", "bridge/freezes/verify")
    evening.expect(verified["records"] >= 1 and not verified["faults"], f"frozen records are whole: {verified}")
    evening.say(f"line-up: {frozen['go']} of {len(sites)} GO, record {frozen['hash'][:12]} frozen and verified")


def good(hub: House, site: str, item: str) -> bool:
    """Whether an item of a site's line-up holds."""
    found = hub.rows("SELECT ok FROM bridge_item WHERE site = ? AND item = ?", site, item)
    return bool(found and found[0]["ok"])


def many_cues(evening: Evening, pairs: list[tuple[str, ...]], count: int) -> None:
    """Cues to one pair of sites and to the other in turn, one on the heels of the other, as soon as each is safe.

    In turn, because all sites share two cores here: four that wait awake for one instant would make each other late.
    """
    sent: dict[tuple[str, ...], list[Row]] = {pair: [] for pair in pairs}
    on_air = dict.fromkeys(pairs, 0)
    for pair in pairs * count:
        began = time.monotonic()
        kind = "on_air" if clock.now() > on_air[pair] else "out"  # a second on-air cue while one is ahead is refused
        cue = evening.cue(kind, list(pair))
        sent[pair].append(cue)
        on_air[pair] = cue["fire_at"] if kind == "on_air" else on_air[pair]
        time.sleep(max(0.0, BEAT_S - (time.monotonic() - began)))
    for cues in sent.values():
        for cue in cues:
            evening.ended(cue)
    for pair, cues in sent.items():
        report_spread(evening, pair, cues)
    report_cues(evening, [cue for cues in sent.values() for cue in cues])


def instants(evening: Evening, cues: list[Row], site: str) -> dict[str, float]:
    """When an installation fired, in ms of this machine's monotonic clock. A site reckons `fired = local + offset`;
    all of them run on this machine, so taking the offset away that it had at that moment leaves the true instant."""
    found: dict[str, float] = {}
    for cue in cues:
        said = evening.hub.said(cue["cue"], site)
        if said["state"] in FIRED and said["err"] is not None:
            found[cue["cue"]] = cue["fire_at"] + said["err"] - json.loads(said["health"])["offset"]
    return found


def report_spread(evening: Evening, pair: tuple[str, ...], cues: list[Row]) -> None:
    """How far apart the two sites of a pair fired."""
    if pair == OWN:
        found = [instants(evening, cues, site) for site in pair]
        name, limits = "two installations", PYTHON_MS
    else:
        found = [evening.windows[site].instants(cues) for site in pair]
        name, limits = "two browser sites", PAGES_MS
    said = [evening.hub.said(cue["cue"], site)["err"] for cue in cues for site in pair]
    errors = [abs(err) for err in said if err is not None]
    own = f"by its own clock each within {quantile(errors, 0.95):.1f} (p95)" if errors else ""
    spread(evening.sheet, name, found[0], found[1], limits, own)


def report_cues(evening: Evening, cues: list[Row]) -> None:
    """How many were fired in time, late and not at all, and how long they took."""
    states = [evening.state(cue, site) for cue in cues for site in cue["sites"]]
    counts = ", ".join(f"{states.count(one)} {one}" for one in ("fired", "late", "missed") if one in states)
    evening.sheet.add(
        "cues not fired in time", len(states) - states.count("fired"), "", None, f"of {len(states)}: {counts}"
    )
    waits = [said["received_at"] - cue["sent_at"] for cue in _sent(evening, cues) for said in cue["said"]]
    evening.sheet.add("delivery of a cue, p95", quantile(waits, 0.95) if waits else None, "ms")


def _sent(evening: Evening, cues: list[Row]) -> list[Row]:
    found = []
    for cue in cues:
        sent_at = evening.hub.rows("SELECT sent_at FROM bridge_cue WHERE id = ?", cue["cue"])[0]["sent_at"]
        said = [evening.hub.said(cue["cue"], site) for site in cue["sites"]]
        found.append({"sent_at": sent_at, "said": [one for one in said if one["received_at"] is not None]})
    return found


def cut_lines(evening: Evening, sites: list[str], cross: str) -> dict[str, Row]:
    """Lines are cut while a cue is armed; one cue goes stale meanwhile, another is still ahead when they are back.
    Answers the cues by what was to become of them."""
    hub = evening.hub
    armed = evening.cue("on_air", sites, lead_ms=3_500, cross=cross)
    evening.all_are(armed, "armed")
    evening.cut(*sites)
    began, wall = time.monotonic(), time.time() * 1000
    for site in sites:
        lost = until(lambda site=site: hub.control(site) == "lost", f"{site} lost")  # type: ignore[misc]
        evening.sheet.add(f"lost control of {site} told", lost - began, "s", LOST_S)
    stale = evening.cue("out", sites)
    for site in set(sites) & set(OWN):
        house = evening.own[site]
        until(lambda house=house: house.said(armed["cue"], house.name).get("state") == "fired", "fired alone")  # type: ignore[misc]
        house.post("bridge/fallback")
    ttl = stale["ttl"]
    until(lambda: clock.now() > stale["fire_at"] + ttl + 500, "the stale cue is stale")
    young = evening.cue("on_air", sites, lead_ms=5_000)
    evening.mend(*sites)
    _came_back(evening, sites, stale, young)
    evening.all_are(armed, "fired")
    evening.all_are(young, "fired")
    _lamps_went_grey(evening, sites, wall)
    for site in set(sites) & set(evening.windows):
        done = [state for cue, state, _ in evening.windows[site].fires() if cue == stale["cue"]]
        evening.expect(done[-1:] == ["missed"] and not set(done) & set(FIRED), f"{site}: stale is missed: {done}")
    for site in set(sites) & set(OWN):
        kept = evening.own[site].said(stale["cue"], site)
        evening.expect(kept["state"] == "missed" and kept["fired_at"] is None, f"{site}: stale is missed: {kept}")
    return {"armed": armed, "stale": stale, "young": young}


def _came_back(evening: Evening, sites: list[str], stale: Row, young: Row) -> None:
    mended = time.monotonic()
    waiting, back = set(sites), {}
    while waiting and time.monotonic() < mended + 20:
        for site in sorted(waiting):
            if evening.state(stale, site) != "sent" and evening.state(young, site) != "sent":
                back[site] = time.monotonic() - mended
        waiting -= set(back)
        time.sleep(0.01)
    for site in sites:
        evening.sheet.add(f"control of {site} back with all missed cues", back.get(site), "s", BACK_S)
        evening.expect(evening.state(stale, site) == "missed", f"{site}: the stale cue is {evening.state(stale, site)}")


def _lamps_went_grey(evening: Evening, sites: list[str], wall: float) -> None:
    """What people saw: the tile on the hub's page, the screen of a site that has a page."""
    views = [(f"lost control of {site}: the hub's page", evening.desk, site) for site in sites]
    views += [(f"lost control of {site}: its own lamp", evening.windows.get(site), "") for site in sites]
    for name, window, site in views:
        if window is not None:
            grey = [at - wall for at, of, lamp, _ in window.lamps() if at > wall and of == site and lamp == "UNKNOWN"]
            evening.sheet.add(name, grey[0] / 1000 if grey else None, "s", LOST_S)


def cross(evening: Evening, number: str, site: str, meanwhile: Callable[[], None]) -> None:
    """A whole cross as it should be: stand by, on air, thank you."""
    evening.ended(evening.cue("standby", [site]))
    evening.hub.post("bridge/talk", text="Sẵn sàng, còn 30 giây", target=f"site:{site}")
    evening.ended(evening.cue("on_air", [site], cross=number, script="Xin mời"))
    meanwhile()
    evening.ended(evening.cue("out", [site]))


def hub_dies(evening: Evening, sites: list[str], cross: str) -> Row:
    """The hub is killed between a cue and its instant, and started again. Answers the cue."""
    hub = evening.hub
    cue = evening.cue("on_air", sites, lead_ms=4_000, cross=cross)
    evening.all_are(cue, "armed")
    hub.server.kill9()
    evening.say(f"hub killed with cue {cue['seq']} armed at {len(sites)} sites")
    for site in set(sites) & set(OWN):
        house = evening.own[site]
        until(lambda house=house: house.said(cue["cue"], house.name).get("state") == "fired", "fired alone")  # type: ignore[misc]
    until(lambda: clock.now() > cue["fire_at"] + 300, "the instant has passed")
    for site in set(sites) & set(evening.windows):
        done = [state for one, state, _ in evening.windows[site].fires() if one == cue["cue"]]
        evening.expect(done == ["armed", "fired"], f"{site} fired without the hub: {done}")
    hub.server.start()
    ready = time.monotonic()
    for site in sites:
        back = until(lambda site=site: evening.state(cue, site) == "fired", f"{site} told the hub")  # type: ignore[misc]
        evening.sheet.add(f"hub started again: {site} back with its report", back - ready, "s", BACK_S)
    evening.ended(evening.cue("out", sites))
    return cue
