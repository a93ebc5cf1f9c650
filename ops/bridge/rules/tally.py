"""What a site's lamp says, from its cues and the instant. Twin: static/js/bridge/rules-tally.js."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ops.bridge.rules.cues import STALE_MS, Row, cancelled

OFF, STANDBY, NEXT, ON_AIR, CLEAR, UNKNOWN = "OFF", "STANDBY", "NEXT", "ON_AIR", "CLEAR", "UNKNOWN"
STATES = (OFF, STANDBY, NEXT, ON_AIR, CLEAR, UNKNOWN)
BECOMES = {"standby": STANDBY, "on_air": ON_AIR, "out": CLEAR, "off": OFF}


@dataclass(frozen=True)
class Tally:
    """The lamp: its state, the cue that set it (or is coming), and the instant: since when, of NEXT until when."""

    state: str
    cue: str = ""
    at: int = 0


def tally_of(cues: Iterable[Row], site: str, now: float, beat_at: float | None) -> Tally:
    """The lamp of a site at `now`. `beat_at` is the last heartbeat; without a young one nothing may be claimed."""
    told = told_tally(cues, site, now)
    if beat_at is None or now - beat_at > STALE_MS:
        return Tally(UNKNOWN, told.cue, told.at)
    return told


def told_tally(cues: Iterable[Row], site: str, now: float) -> Tally:
    """What the hub's word is, heard or not: the newest cue whose instant has come, unless an on-air cue lies ahead.

    It counts also where a site missed the cue: the hub has switched the programme, and the camera must know.
    """
    every = list(cues)
    mine = [one for one in every if site in one["sites"] and one["kind"] != "cancel" and not cancelled(one, every)]
    mine.sort(key=lambda one: (one["fire_at"], one["seq"]))
    past = [one for one in mine if one["fire_at"] <= now]
    ahead = [one for one in mine if one["fire_at"] > now and one["kind"] == "on_air"]
    last = past[-1] if past else None
    on = last is not None and last["kind"] == "on_air"
    if ahead and not on:
        return Tally(NEXT, ahead[0]["id"], ahead[0]["fire_at"])
    if last is None:
        return Tally(OFF)
    return Tally(BECOMES[last["kind"]], last["id"], last["fire_at"])


def next_instant(cues: Iterable[Row], after: float) -> int | None:
    """When a lamp next changes by itself."""
    every = list(cues)
    ahead = [one for one in every if one["fire_at"] > after and one["kind"] != "cancel"]
    return min((one["fire_at"] for one in ahead if not cancelled(one, every)), default=None)
