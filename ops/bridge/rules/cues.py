"""The life of a cue, at the hub and at a site. Twin: static/js/bridge/rules-cues.js.

A cue is `{id, seq, kind, of, fire_at, ttl}`; instants in hub ms. Kinds: `standby`, `on_air`, `out`, `off` set the
tally, `cancel` takes the cue `of` back. A site says of each cue, once: armed, then fired, late, missed or cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
KINDS = ("standby", "on_air", "out", "off", "cancel")
TIMED = ("on_air", "out")
"""Kinds that fire at an instant; the others carry a state, which is never too late to learn."""
SENT, ARMED, FIRED, LATE, MISSED, CANCELLED = "sent", "armed", "fired", "late", "missed", "cancelled"
OVER = (FIRED, LATE, MISSED, CANCELLED)
TTL_MS, LEAST_LEAD_MS = 2_000, 1_000
DELIVERIES = 200
STALE_MS = 1_500  # without a heartbeat for so long a line counts as lost
P99 = 0.99


def receive(cue: Row, now: float, known: Mapping[str, str]) -> tuple[str, float]:
    """What a site does with a cue that has just come in: `known` are the states of cues it knows already.

    Answers the state and by how many ms it is late: `armed` (wait for fire_at), `late` (fire now and say so), `missed`
    (too late: not fired), `fired` (a state cue: at once), or the state it had, for a cue that came again.
    """
    if cue["id"] in known:
        return known[cue["id"]], 0.0
    late = now - cue["fire_at"]
    if cue["kind"] not in TIMED:
        return FIRED, max(0.0, late)
    if late < 0:
        return ARMED, 0.0
    return (LATE if late <= cue["ttl"] else MISSED), late


def at_instant(cue: Row, now: float, state: str) -> tuple[str, float]:
    """What an armed cue becomes when its timer goes off at `now`: a site may have slept over its instant."""
    late = now - cue["fire_at"]
    if state != ARMED or late < 0:
        return state, 0.0
    if late > cue["ttl"]:
        return MISSED, late
    return FIRED, late


def may_go(before: str, after: str) -> bool:
    """Whether a report moves a cue on. What is over stays as it was said first."""
    if before == SENT:
        return after == ARMED or after in OVER
    return before == ARMED and after in OVER


def cancelled(cue: Row, cues: Iterable[Row]) -> bool:
    """Whether a cue was taken back before its instant."""
    return any(
        one["kind"] == "cancel" and one["of"] == cue["id"] and one["sent_at"] < cue["fire_at"] for one in cues
    )  # fmt: skip


def armed_of(cue: Row, now: float) -> dict[str, list[str]]:
    """Who has the cue and who has not: `together` (armed or over), `not_armed` (before its instant), `unknown` (past
    it, without a word), `missed`."""
    found: dict[str, list[str]] = {"together": [], "not_armed": [], "unknown": [], "missed": []}
    for site, said in sorted(cue["sites"].items()):
        if said["state"] == MISSED:
            found["missed"].append(site)
        elif said["state"] != SENT:
            found["together"].append(site)
        else:
            found["not_armed" if now < cue["fire_at"] else "unknown"].append(site)
    return found


def p99(deliveries: Sequence[float]) -> float:
    """The 99th of a hundred; of fewer, the slowest. 0 when nothing was ever delivered. What came after the line was
    given up had been replayed when it was back: that says how long it was away, not how slow it is."""
    ordered = sorted(one for one in deliveries[-DELIVERIES:] if one < STALE_MS)
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(len(ordered) * P99))]


def lead_needed(deliveries: Sequence[float], least: float = LEAST_LEAD_MS) -> int:
    """How long before its instant a timed cue must be sent, ms: so long that a lost packet can be sent again."""
    return int(max(least, 2 * p99(deliveries)) + 0.5)


def missing(prev: int, last: int) -> bool:
    """Whether a cue was lost on the way: the one before it, for this site, is newer than what the site has."""
    return prev > last
