"""Edits of a sheet, and their undoing: a hundred steps, in the order in which they were made, whoever made them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from ops.core import auth, journal
from ops.core.actions import fresh
from ops.core.direct import Read, Write
from ops.core.work import Work
from ops.errors import Conflict, Forbidden
from ops.stage import queries
from ops.stage.actions.apply import (
    Edits as Plain,
    Words,
    carry_out,
    changed_since,
    check_seen,
    read_words,
    value_of,
    wanted_values,
)
from ops.stage.actions.shows import Refused, Stage, open_stage
from ops.stage.models import sheet_edit
from ops.stage.payloads import Edits
from ops.stage.rules import keep_start

Row = dict[str, Any]
KEPT = 100
"""Edits that can be taken back; older ones stay in the table as what happened."""


def edit(work: Work, ref: str, asked: Edits, roles: frozenset[str]) -> Row:
    """Do a list of edits, whole or not at all."""
    edits = asked.plain()
    _check_rights(work, edits, roles)
    stage = open_stage(work)
    one = stage.track(asked.track)
    edits += keep_start(stage.show, asked.track, [edit for edit in edits if edit["edit"] != "cells"])
    words = read_words(stage, edits, asked.seen)
    check_seen(stage, one, words, edits, asked.seen)
    undo, touched, facts = carry_out(stage, asked.track, edits, words)
    facts["edit"] = _remember(stage, asked, edits, undo)
    index = work.record("stage.edited", f"track:{asked.track}", touched, facts, ref=ref)
    return fresh(work, ref, "stage.edited", facts, index)


def _check_rights(work: Work, edits: Plain, roles: frozenset[str]) -> None:
    """Who is no editor writes words only, and only in columns that name one of their roles."""
    if roles & auth.VERBS["stage.edit"]:
        return
    open_columns = {one["id"] for one in queries.columns(work.conn, work.event_id) if roles & {*one["writers"]}}
    if not all(one["edit"] == "cells" and one["values"].keys() <= open_columns for one in edits):
        raise Forbidden


def _remember(stage: Stage, asked: Edits, edits: Plain, undo: Plain) -> int:
    """Keep the edit for undoing; what had been undone before it cannot be redone any more."""
    work, event = stage.work, {"event": stage.work.event_id}
    n = last_number(work) + 1
    if _DROPPED.rows(work.conn, event):
        work.store(_DROP, [{**event, "was": "undone", "becomes": "dropped"}])
    values = {"track": asked.track, "actor": work.actor, "made_at": work.now, "label": asked.label, "state": "done"}
    texts = {"redo": journal.pack(edits), "undo": journal.pack(undo)}
    work.store(_KEEP, [{"event_id": work.event_id, "n": n, **values, **texts}])
    return n


def last_number(work: Work) -> int:
    """Number of the newest edit of the event."""
    return int(_LAST.rows(work.conn, {"event": work.event_id})[0][0] or 0)


_MINE = sheet_edit.c.event_id == bindparam("event")
_LAST = Read(select(func.max(sheet_edit.c.n)).where(_MINE))
_DROPPED = Read(select(sheet_edit.c.n).where(_MINE, sheet_edit.c.state == "undone").limit(1))
_DROP = Write(
    update(sheet_edit).where(_MINE, sheet_edit.c.state == bindparam("was")).values(state=bindparam("becomes"))
)
_KEEP = Write(insert(sheet_edit))


def undo(work: Work, ref: str, only: int | None = None) -> Row:
    """Take the newest edit back that stands; with `only` nothing when that is not its number."""
    return _turn(work, ref, "done", "undo", "redo", "stage.edit_undone", only)


def redo(work: Work, ref: str) -> Row:
    """Do the edit again that was taken back last."""
    return _turn(work, ref, "undone", "redo", "undo", "stage.edit_redone")


def _turn(work: Work, ref: str, state: str, way: str, other: str, kind: str, only: int | None = None) -> Row:
    found = _candidate(work, state)
    if found is None:
        raise Conflict("nothing_to_undo" if way == "undo" else "nothing_to_redo")
    if only not in (None, found["n"]):
        raise Conflict("edited_since")
    edits, done = json.loads(found[way]), json.loads(found[other])
    stage = open_stage(work)
    words = read_words(stage, [*edits, *done])
    words.columns |= {name for one in edits for name in one.get("cells", {})}  # a row comes back with all it had
    _check_unchanged(stage, found["track"], words, done)
    _, touched, facts = carry_out(stage, found["track"], edits, words)
    here = (sheet_edit.c.event_id == work.event_id) & (sheet_edit.c.n == found["n"])
    work.conn.execute(update(sheet_edit).where(here).values(state="undone" if way == "undo" else "done"))
    facts |= {"edit": found["n"], "by": found["actor"]}
    index = work.record(kind, f"track:{found['track']}", touched, facts, ref=ref)
    return fresh(work, ref, kind, facts, index)


def _candidate(work: Work, state: str) -> Row | None:
    """The last that is done, or the first of those that were taken back."""
    order = sheet_edit.c.n.desc() if state == "done" else sheet_edit.c.n
    here = (sheet_edit.c.event_id == work.event_id) & (sheet_edit.c.state == state)
    query = select(sheet_edit).where(here, sheet_edit.c.n > last_number(work) - KEPT).order_by(order).limit(1)
    row = work.conn.execute(query).mappings().first()
    return dict(row) if row else None


def _check_unchanged(stage: Stage, track_id: str, words: Words, done: Iterable[Row]) -> None:
    """What the edit wrote must still stand; a list that came in another way is not overwritten."""
    planned = {row.id: row for row in stage.track(track_id).rows}
    for (row, name), value in wanted_values(list(done)).items():
        if row not in planned:
            if any(one["edit"] in ("delete", "insert", "give", "take") for one in done):
                continue
            raise Refused("unknown_row")
        theirs = value_of(planned[row], words.cells(row), name)
        if theirs != value:
            raise changed_since("changed_since", stage, row, name, theirs, words.revs(row).get(name, 0))
