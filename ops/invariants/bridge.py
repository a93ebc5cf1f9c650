"""Invariants of the bridge: cues are numbered without a hole, each ended once, records are a chain."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ops.bridge import models
from ops.bridge.rules import cues, records
from ops.invariants.facts import Facts, Row

MIRRORS = "bridge.mirrored"


def numbers(facts: Facts) -> Iterator[Row]:
    """At a hub numbers of cues and of talk run from 1; a site elsewhere has those that concern it."""
    if any(line.kind == MIRRORS for line in facts.lines):
        return
    for table in (models.bridge_cue, models.bridge_talk):
        seqs = sorted(row["seq"] for row in facts.rows(table))
        if seqs != list(range(1, len(seqs) + 1)):
            yield {"event": facts.id, "table": table.name, "count": len(seqs), "last": seqs[-1]}


def chains(facts: Facts) -> Iterator[Row]:
    """Every cue of a site names the one before it."""
    seq_of = {row["id"]: row["seq"] for row in facts.rows(models.bridge_cue)}
    of_site: dict[str, list[tuple[int, int]]] = {}
    mirrored = any(line.kind == MIRRORS for line in facts.lines)
    for row in facts.rows(models.bridge_cue_site):
        if row["cue"] not in seq_of:
            yield {"event": facts.id, "cue": row["cue"], "site": row["site"], "row": None}
        else:
            of_site.setdefault(row["site"], []).append((seq_of[row["cue"]], row["prev"]))
    for site, found in sorted(of_site.items()):
        found.sort()
        before = [0, *(seq for seq, _ in found[:-1])]
        if not mirrored and [prev for _, prev in found] != before:
            yield {"event": facts.id, "site": site, "prev": [prev for _, prev in found]}


def ends(facts: Facts) -> Iterator[Row]:
    """A cue of a site ends once, as its one line says, and nothing is fired later than it may be."""
    told: dict[tuple[str, str], list[str]] = {}
    for line in facts.lines:
        if line.kind == "bridge.cue_done":
            told.setdefault((line.facts["cue"], line.facts["site"]), []).append(line.facts["state"])
    rules = {row["id"]: row for row in facts.rows(models.bridge_cue)}
    for row in facts.rows(models.bridge_cue_site):
        key, cue = (row["cue"], row["site"]), rules.get(row["cue"])
        said = told.get(key, [])
        wanted = [row["state"]] if row["state"] in cues.OVER else []
        too_late = _fired_too_late(row, cue)
        if said != wanted or too_late:
            yield {"event": facts.id, "cue": key[0], "site": key[1], "state": row["state"], "told": said}


def _fired_too_late(row: Row, cue: Row | None) -> bool:
    """Whether a timed cue was fired behind its life."""
    if cue is None or cue["kind"] not in cues.TIMED or row["fired_at"] is None:
        return False
    return bool(row["fired_at"] - cue["fire_at"] > cue["ttl"] + 1)


def frozen(facts: Facts) -> Iterator[Row]:
    """Records are numbered, each holds the hash of the one before, and its own is of its body."""
    found = [row | {"body": json.loads(row["body"])} for row in facts.rows(models.bridge_freeze)]
    found.sort(key=lambda row: row["n"])
    told = {line.facts["n"]: line.facts["hash"] for line in facts.lines if line.kind == "bridge.frozen"}
    last = records.FIRST
    for count, row in enumerate(found, 1):
        whole = row["n"] == count and row["prev"] == last and records.chain(row["body"], row["prev"]) == row["hash"]
        if not whole or told.get(count) != row["hash"]:
            yield {"event": facts.id, "record": row["n"]}
        last = row["hash"]
    if len(told) != len(found):
        yield {"event": facts.id, "records": len(found), "told": len(told)}


def invites(facts: Facts) -> Iterator[Row]:
    """Who was let in has a line that says so, and an invite is of a site that is there."""
    sites = {row["id"] for row in facts.rows(models.bridge_site)}
    used = [line.facts["invite"] for line in facts.lines if line.kind == "bridge.invite_used"]
    for row in facts.rows(models.bridge_invite):
        bound = row["token_hash"] is not None
        if row["site"] not in sites or bound != (row["used_at"] is not None) or used.count(row["id"]) != int(bound):
            yield {"event": facts.id, "invite": row["id"], "site": row["site"], "used": used.count(row["id"])}
