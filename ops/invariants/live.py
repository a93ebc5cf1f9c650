"""Invariants of the livestreams: states, who is on air, edits, published versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations

from ops.invariants.facts import Facts, Row
from ops.livestream import fact_queries, models, rules

NOT_BEGUN = {"draft", "requested", "confirmed", "ready", "cancelled", "no_show"}
FIRM = {"confirmed", "ready"}
PLAIN_DOUBLES = {"room.double", "person.double", "channel.double", "producer.double", "kit.double"}
"""What two firm slots may only share when somebody answers for it; nothing outside the plan can bring it about."""


def states(facts: Facts) -> Iterator[Row]:
    sessions = {row["id"] for row in facts.rows(models.live_session)}
    for row in facts.rows(models.live_slot):
        began, ended = row["actual_start"], row["actual_end"]
        timed = {
            "live": began is not None and ended is None,
            "ended": began is not None and ended is not None and began <= ended,
        }.get(row["state"], row["state"] in NOT_BEGUN and (began, ended) == (None, None))
        if not (timed and row["starts"] < row["ends"] and row["session"] in sessions):
            yield {"event": facts.id, "slot": row["id"], "state": row["state"]}


def on_air(facts: Facts) -> Iterator[Row]:
    """A room, a host or a channel is on air for one session at a time."""
    rooms = {row["id"]: row["room"] for row in facts.rows(models.live_session)}
    live = [row for row in facts.rows(models.live_slot) if row["state"] == "live"]
    for one, other in combinations(live, 2):
        mine, theirs = ((row["room"] or rooms.get(row["session"]), row["host"]) for row in (one, other))
        same = (
            [a for a, b in zip(mine, theirs, strict=True) if a and a == b] if one["session"] != other["session"] else []
        )
        if same or (one["channel"] and one["channel"] == other["channel"]):
            yield {"event": facts.id, "slots": sorted((one["id"], other["id"])), "at": same}


def firm(facts: Facts) -> Iterator[Row]:
    rows = facts.rows(models.live_slot)
    if sum(row["state"] in FIRM for row in rows) < 2:
        return
    known = fact_queries.read_facts(facts.conn, facts.id, facts.event["last_at"])
    slots = known["slots"]
    index = rules.prepare(known | {"slots": {one: row for one, row in slots.items() if row["state"] in FIRM}})
    for name in index.seen:
        for found in rules.gate(index, name, "extend"):
            if found["kind"] in PLAIN_DOUBLES and len(found["slots"]) > 1:
                yield {"event": facts.id, "slots": found["slots"], "kind": found["kind"]}


def last_words(facts: Facts) -> Iterator[Row]:
    said: dict[str, tuple[int, str]] = {}
    for line in facts.lines:
        if line.kind.startswith("live.") and {"slot", "version", "state"} <= line.facts.keys():
            said[line.facts["slot"]] = (line.facts["version"], line.facts["state"])
        if line.kind.startswith("live."):
            said |= {name: (version, state) for name, (version, state) in line.facts.get("states", {}).items()}
    for row in facts.rows(models.live_slot):
        version, state = said.get(row["id"], (0, row["state"]))
        if state != row["state"] or version > row["version"]:
            yield {"event": facts.id, "slot": row["id"], "state": row["state"], "said": state}


def edits(facts: Facts) -> Iterator[Row]:
    found = sorted(facts.rows(models.live_edit), key=lambda row: row["n"])
    if [row["n"] for row in found] != list(range(1, len(found) + 1)):
        yield {"event": facts.id, "edits": len(found), "last": found[-1]["n"]}
    last_done = max((row["n"] for row in found if row["state"] == "done"), default=0)
    for row in found:
        if row["state"] not in ("done", "undone", "dropped") or (row["state"] == "undone" and row["n"] < last_done):
            yield {"event": facts.id, "edit": row["n"], "state": row["state"]}


def releases(facts: Facts) -> Iterator[Row]:
    versions = sorted(row["version"] for row in facts.rows(models.live_release))
    if versions != list(range(1, len(versions) + 1)):
        yield {"event": facts.id, "versions": versions}
    newest = len(versions)
    for row in facts.rows(models.live_slot):
        if json.loads(row["told"]).get("version", 0) > newest:
            yield {"event": facts.id, "slot": row["id"], "told": json.loads(row["told"])["version"]}
    for row in facts.rows(models.live_seen):
        if not 0 < row["version"] <= newest:
            yield {"event": facts.id, "slot": row["slot"], "who": row["who"], "version": row["version"]}
