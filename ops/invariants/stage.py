"""Invariants of the stage: sheets, clocks, the record, edits, receipts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby, pairwise

from ops.invariants.facts import Facts, Row
from ops.stage import models


def _sheets(facts: Facts) -> dict[str, set[str]]:
    """Track -> ids of its rows."""
    found: dict[str, set[str]] = {}
    for row in facts.rows(models.sheet_row):
        found.setdefault(row["track"], set()).add(row["id"])
    return found


def places(facts: Facts) -> Iterator[Row]:
    sheets = _sheets(facts)
    for row in facts.rows(models.track):
        said, there = json.loads(row["places"]), sheets.pop(row["id"], set())
        if len(set(said)) < len(said) or set(said) != there:
            yield {"event": facts.id, "track": row["id"], "rows": sorted(there ^ set(said))}
    for name, ids in sheets.items():
        yield {"event": facts.id, "track": name, "rows": sorted(ids)}


def live_rows(facts: Facts) -> Iterator[Row]:
    sheets = _sheets(facts)
    for row in facts.rows(models.track):
        live = json.loads(row["clock"]).get("live")
        if live is not None and live["row"] not in sheets.get(row["id"], set()):
            yield {"event": facts.id, "track": row["id"], "live": live["row"]}


def runs(facts: Facts) -> Iterator[Row]:
    takes = {row["id"]: row["take"] for row in facts.rows(models.track)}
    order = ("track", "take", "n")
    found = sorted(facts.rows(models.ran), key=lambda row: [row[name] for name in order])
    for (track, take), group in groupby(found, key=lambda row: (row["track"], row["take"])):
        some = list(group)
        numbered = [row["n"] for row in some] == list(range(1, len(some) + 1))
        ordered = all(one["ended"] <= other["ended"] for one, other in pairwise(some))
        if not (numbered and ordered and take <= takes.get(track, 0) and all(r["started"] <= r["ended"] for r in some)):
            yield {"event": facts.id, "track": track, "take": take}


def edits(facts: Facts) -> Iterator[Row]:
    found = sorted(facts.rows(models.sheet_edit), key=lambda row: row["n"])
    if [row["n"] for row in found] != list(range(1, len(found) + 1)):
        yield {"event": facts.id, "edits": len(found), "last": found[-1]["n"]}
    last_done = max((row["n"] for row in found if row["state"] == "done"), default=0)
    for row in found:
        if row["state"] not in ("done", "undone", "dropped") or (row["state"] == "undone" and row["n"] < last_done):
            yield {"event": facts.id, "edit": row["n"], "state": row["state"]}


def marks(facts: Facts) -> Iterator[Row]:
    messages = {row["id"] for row in facts.rows(models.stage_message)}
    for row in facts.rows(models.stage_receipt):
        if row["message"] not in messages:
            yield {"event": facts.id, "message": row["message"], "device": row["device"]}
    for row in facts.rows(models.sheet_row):
        late = [name for name, seq in json.loads(row["revs"]).items() if not 0 < seq <= facts.event["seq"]]
        if late:
            yield {"event": facts.id, "row": row["id"], "fields": late}
