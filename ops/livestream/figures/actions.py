"""Saying numbers, keeping what proves them, taking an export in. Figures are only ever appended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from ops.core import clock, journal, tokens
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import Conflict, Forbidden, Invalid, NotFound
from ops.livestream.figures import queries, rules
from ops.livestream.figures.headers import bare
from ops.livestream.figures.matching import match
from ops.livestream.figures.models import live_figure, live_file, live_mapping, live_public
from ops.livestream.figures.payloads import ChangePublic, FiguresIn, NewFigures
from ops.livestream.figures.reading import Column, Export

Row = dict[str, Any]
LATE_AT_MOST_MS = 2 * clock.DAY
TAKEN = ("matched",)


def tell(work: Work, ref: str, asked: NewFigures, by: Actor) -> Row:
    """Numbers of one slot."""
    slot = _slot(work, asked.slot, by)
    platform = asked.platform or slot["platform"]
    found = queries.figures(work.conn, work.event_id)
    standing = rules.by_slot(found)
    before = standing.get((slot["id"], platform), {})
    _check_reason(before, asked.values, asked.status, work.actor, asked.note)
    shared = {"slot": slot["id"], "platform": platform, "source": asked.source, "note": asked.note}
    shared |= {"as_of": _as_of(work, asked), "file_hash": _evidence(work, asked.file_hash)}
    _append(work, [shared | {"values": dict(asked.values), "status": asked.status, "row_key": ""}])
    usual = rules.usual_values(standing, platform, slot["id"])
    doubts = rules.doubts(asked.values, {name: one["value"] for name, one in before.items()}, usual)
    facts = {"slot": slot["id"], "platform": platform, "metrics": sorted(asked.values), "status": asked.status}
    facts |= {"source": asked.source, "doubts": doubts}
    touched = {"live_figure_sum": [slot["id"]]}
    index = work.record("live.figures_told", f"live_slot:{slot['id']}", touched, facts, ref=ref)
    return fresh(work, ref, "live.figures_told", facts, index)


def _slot(work: Work, slot: str, by: Actor) -> Row:
    """A slot of this event; the device of a booth speaks for its own room only."""
    found = queries.slots(work.conn, work.event_id, slot)
    if not found:
        raise NotFound
    if by.kind == "device" and "booth" in by.roles and by.post != found[0]["room"]:
        raise Forbidden
    return found[0]


def _check_reason(
    before: Mapping[str, Row], values: Mapping[str, int | None], status: str, actor: str, note: str
) -> None:
    """A correction says why: 409 with what stands."""
    told = {
        name: str(before[name]["value"])
        for name, value in values.items()
        if rules.needs_reason(before.get(name), name, value, status, actor)
    }
    if told and not note:
        raise Conflict("figure_needs_reason", fields=told)


def _as_of(work: Work, asked: NewFigures) -> int:
    """When it was read: by the device's clock, corrected; never later than now."""
    if asked.device_at is None:
        return work.now
    told = clock.from_datetime(asked.device_at) + round(asked.offset_ms or 0)
    return max(work.now - LATE_AT_MOST_MS, min(work.now, told))


def _evidence(work: Work, name: str | None) -> str:
    if name is None:
        return ""
    found = queries.find_file(work.conn, work.event_id, name)
    if found is None:
        raise Invalid("figure_no_file")
    return str(found["hash"])


def _append(work: Work, told: Sequence[Row]) -> None:
    """One row for each number."""
    rows = [
        {name: one[name] for name in ("slot", "platform", "source", "note", "as_of", "file_hash", "row_key")}
        | {"metric": metric, "value": value, "status": one["status"] if value is not None else "missing"}
        | {"event_id": work.event_id, "id": tokens.new_id(), "by": work.actor, "made_at": work.now}
        for one in told
        for metric, value in one["values"].items()
    ]
    if rows:
        work.conn.execute(insert(live_figure), rows)


# ---------- evidence ----------


def keep_file(work: Work, ref: str, kind: str, file: Row) -> Row:
    """Note a file that lies in the folder of files: `{hash, came_as, name, size}`."""
    facts = {"hash": file["hash"], "kind": kind, "size": file["size"]}
    index = None
    if note_file(work, kind, file):
        index = work.record("live.evidence_kept", f"live_file:{file['hash']}", {}, facts, ref=ref)
    return fresh(work, ref, "live.evidence_kept", facts, index)


def note_file(work: Work, kind: str, file: Row) -> bool:
    """Store the row of a file; False when it is known."""
    if queries.find_file(work.conn, work.event_id, file["hash"]) is not None:
        return False
    values = {"kind": kind, "made_at": work.now, "by": work.actor, **file}
    work.conn.execute(insert(live_file).values(event_id=work.event_id, **values))
    return True


# ---------- exports ----------


def compare(conn: Any, event_id: str, export: Export, platform: str, channel: str, file_hash: str) -> list[Row]:
    """Rows of an export beside the slots they are of."""
    known = [one for one in queries.figures(conn, event_id) if one["row_key"] and one["platform"] == platform]
    every = queries.slots(conn, event_id)
    return match(export.lives, every, known, platform, channel, file_hash)


def bring_in(work: Work, ref: str, asked: FiguresIn, export: Export, platform: str, file: Row) -> Row:
    """Append what an export says of the slots it was matched to; rows that came in before are left."""
    rows = _taken(work, asked, export, platform, file["hash"])
    facts = {"file": file["hash"], "platform": platform, "rows": len(rows), "status": asked.status}
    facts["slots"] = sorted({row["slot"] for row in rows})
    facts["figures"] = sum(len(row["values"]) for row in rows)
    keep_titles(work, platform, export.lang, export.columns, asked.chosen_columns())
    if not rows:
        return fresh(work, ref, "live.figures_imported", facts, None)
    standing = rules.by_slot(queries.figures(work.conn, work.event_id, facts["slots"]))
    for row in rows:
        before = standing.get((row["slot"], platform), {})
        if _one_live(row, rows):
            _check_reason(before, row["values"], asked.status, work.actor, asked.note)
    note_file(work, "export", file)
    shared = {"platform": platform, "source": "export", "note": asked.note, "as_of": work.now, "status": asked.status}
    _append(work, [shared | row | {"file_hash": file["hash"]} for row in rows])
    index = work.record(
        "live.figures_imported", f"live_file:{file['hash']}", {"live_figure_sum": facts["slots"]}, facts, ref=ref
    )
    return fresh(work, ref, "live.figures_imported", facts, index)


def _one_live(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row is all that the file says of its slot; a part of it corrects nothing."""
    return len([one for one in rows if one["slot"] == row["slot"]]) == 1


def _taken(work: Work, asked: FiguresIn, export: Export, platform: str, file_hash: str) -> list[Row]:
    """Which rows are taken for which slot: what fits by itself, corrected by what a person chose."""
    slots = {one["id"] for one in queries.slots(work.conn, work.event_id)}
    chosen = asked.chosen_slots()
    if not {*filter(None, chosen.values())} <= slots:
        raise NotFound
    found = list[Row]()
    for row in compare(work.conn, work.event_id, export, platform, asked.channel, file_hash):
        slot = chosen.get(row["n"], row["slot"] if row["state"] in TAKEN else "")
        if slot and row["state"] != "known" and not _came_in(work, slot, row["key"], file_hash):
            found.append({"slot": slot, "row_key": row["key"], "values": export.lives[row["n"]].values})
    return [row for row in found if row["values"]]


def _came_in(work: Work, slot: str, key: str, file_hash: str) -> bool:
    query = select(live_figure.c.id).where(
        live_figure.c.event_id == work.event_id,
        live_figure.c.slot == slot,
        live_figure.c.row_key == key,
        live_figure.c.file_hash == file_hash,
    )
    return work.conn.execute(query.limit(1)).first() is not None


def keep_titles(work: Work, platform: str, lang: str, columns: Sequence[Column], chosen: Mapping[int, str]) -> None:
    """What a person said of a column is known the next time, for this platform and language."""
    said = {bare(one.title): chosen[one.at] for one in columns if one.at in chosen and bare(one.title)}
    if not said:
        return
    here = [live_mapping.c[name] == value for name, value in _key(work, platform, lang).items()]
    kept = work.conn.execute(select(live_mapping.c.columns).where(*here)).scalar()
    work.conn.execute(delete(live_mapping).where(*here))
    told = journal.pack(json.loads(kept or "{}") | said)
    work.conn.execute(insert(live_mapping).values(columns=told, **_key(work, platform, lang)))


def _key(work: Work, platform: str, lang: str) -> dict[str, str]:
    return {"event_id": work.event_id, "platform": platform, "lang": lang}


# ---------- the public programme ----------


def change_public(work: Work, ref: str, asked: ChangePublic) -> Row:
    """What the public programme says beside the slots."""
    before = queries.public_words(work.conn, work.event_id)
    said = asked.model_dump(mode="json", exclude={"ref"}, exclude_none=True)
    after = before | said
    facts = {"changed": sorted(said)}
    if after == before:
        return fresh(work, ref, "live.public_changed", facts, None)
    work.conn.execute(delete(live_public).where(live_public.c.event_id == work.event_id))
    texts = {name: journal.pack(after[name]) for name in ("voucher", "about")}
    work.conn.execute(insert(live_public).values(event_id=work.event_id, totals=int(after["totals"]), **texts))
    index = work.record("live.public_changed", f"event:{work.event_id}", {}, facts, ref=ref)
    return fresh(work, ref, "live.public_changed", facts, index)
