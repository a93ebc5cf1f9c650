"""What came of a cross: planned beside actual, and how exactly each site did what it was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]


def cross_report(cross: Mapping[str, Any], cues: Iterable[Mapping[str, Any]]) -> Row:
    """Planned and actual times of a cross, ms: `late` and `over` are positive when later or longer than planned."""
    mine = [one for one in cues if one["cross"] == cross["id"]]
    on, off, planned = cross["on_at"], cross["off_at"], cross["planned_at"]
    took = off - on if on is not None and off is not None else None
    return {
        "cross": cross["id"],
        "site": cross["site"],
        "title": cross["title"],
        "state": cross["state"],
        "planned_at": planned,
        "planned_ms": cross["planned_ms"],
        "on_at": on,
        "off_at": off,
        "took": took,
        "late": on - planned if on is not None and planned is not None else None,
        "over": took - cross["planned_ms"] if took is not None and cross["planned_ms"] else None,
        "cues": [_cue(one) for one in sorted(mine, key=lambda one: int(one["seq"]))],
    }


def _cue(cue: Mapping[str, Any]) -> Row:
    said = cue["sites"]
    errors = [abs(one["err"]) for one in said.values() if one.get("err") is not None]
    fired = [one["fired_at"] for one in said.values() if one.get("fired_at") is not None]
    return {
        "cue": cue["id"], "seq": cue["seq"], "kind": cue["kind"], "fire_at": cue["fire_at"], "by": cue["by"],
        "lead": cue["lead"], "worst_err": max(errors, default=None),
        "spread": max(fired) - min(fired) if len(fired) > 1 else None,
        "sites": {site: _said(cue, one) for site, one in sorted(said.items())},
    }  # fmt: skip


def _said(cue: Mapping[str, Any], one: Mapping[str, Any]) -> Row:
    received = one.get("received_at")
    ways = {"delivery": received - cue["sent_at"] if received is not None else None}
    return ways | {name: one.get(name) for name in ("state", "received_at", "late_by", "fired_at", "err", "health")}
