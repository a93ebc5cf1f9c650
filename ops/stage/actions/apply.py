"""A list of edits, done whole or not at all: the rules change the plan, words are changed here, both with what takes
them back. A cell that somebody else changed meanwhile stops the list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from ops.core import journal, queries as core_queries
from ops.core.direct import Read, Write
from ops.core.models import journal as lines
from ops.errors import Conflict
from ops.stage import show_queries
from ops.stage.actions.shows import Refused, Stage, Touched, find, keep
from ops.stage.models import sheet_column, sheet_row, track
from ops.stage.rules import Row as Planned, Show, Track, apply_edits, plain, to_plain
from ops.stage.rules.edits import other_track

Row = dict[str, Any]
Edits = list[Row]
PLANNED = tuple(one.name for one in fields(Planned) if one.name != "id")


@dataclass
class Words:
    """Cells and revs of the rows that a list is about, as they are stored; `now` are the cells after it."""

    stored: dict[str, Row]
    columns: set[str]
    now: dict[str, Row] = field(default_factory=dict)

    def revs(self, row: str) -> Row:
        return dict(self.stored[row]["revs"]) if row in self.stored else {}

    def cells(self, row: str) -> Row:
        return dict(self.stored[row]["cells"]) if row in self.stored else {}


def read_words(stage: Stage, edits: Edits, seen: Iterable[str] = ()) -> Words:
    """The words of every row that is named in edits or was seen."""
    named = {one["row"]["id"] if one["edit"] == "insert" else one["row"] for one in edits}
    named |= {key.rpartition("/")[0] for key in seen}
    conn, event = stage.work.conn, {"event": stage.work.event_id}
    stored = {
        name: {"cells": json.loads(cells), "revs": json.loads(revs)}
        for name, cells, revs in _WORDS.rows(conn, {**event, "ids": sorted(named)})
    }
    found = Words(stored, {row[0] for row in _COLUMNS.rows(conn, event)})
    found.now = {name: found.cells(name) for name in stored}
    return found


# ---------- what somebody else changed ----------


def check_seen(stage: Stage, one: Track, words: Words, edits: Edits, seen: Mapping[str, int]) -> None:
    """A cell that is newer than the editor saw, and is to become something else than it is, stops the list."""
    wanted = wanted_values(edits)
    gone = {edit["row"] for edit in edits if edit["edit"] == "delete"}
    planned = {row.id: row for row in one.rows}
    for key, rev in seen.items():
        row, _, name = key.rpartition("/")
        newest = words.revs(row).get(name, 0)
        if newest <= rev or row not in planned or ((row, name) not in wanted and row not in gone):
            continue
        theirs = value_of(planned[row], words.cells(row), name)
        if row in gone or wanted[row, name] != theirs:
            raise changed_since("cell_changed", stage, row, name, theirs, newest)


def wanted_values(edits: Edits) -> dict[tuple[str, str], Any]:
    """(row, field) -> the value that a list gives it, as it is stored."""
    found: dict[tuple[str, str], Any] = {}
    for edit in edits:
        if edit["edit"] in ("set", "cells"):
            found |= {(edit["row"], name): as_stored(edit["edit"], name, one) for name, one in edit["values"].items()}
    return found


def as_stored(kind: str, name: str, value: Any) -> Any:
    """A value of an edit in the form in which it can be compared."""
    if kind == "cells" or value is None:
        return value
    try:
        return to_plain(getattr(plain.read(Planned, {"id": "x", name: value}, "row"), name))
    except ValueError:
        raise Refused("bad_value") from None


def value_of(row: Planned, cells: Row, name: str) -> Any:
    """What stands in a field of a row now: of its plan, or of its words."""
    return to_plain(getattr(row, name)) if name in PLANNED else cells.get(name, "")


def changed_since(code: str, stage: Stage, row: str, name: str, theirs: Any, rev: int) -> Conflict:
    """409 with whose change it was and what they wrote."""
    work = stage.work
    query = select(lines.c.actor).where(lines.c.event_id == work.event_id, lines.c.seq == rev)
    by = core_queries.actor_name(work.conn, work.conn.execute(query).scalar() or "")
    shown = theirs if isinstance(theirs, str) else journal.pack(theirs)
    return Conflict(code, fields={"row": row, "field": name, "theirs": shown, "by": by}, by=by, theirs=shown)


# ---------- doing it ----------


def carry_out(stage: Stage, track_id: str, edits: Edits, words: Words) -> tuple[Edits, Touched, Row]:
    """Do a list of edits and store it; the list that takes it back, the rows that look different, the line's facts."""
    tracks = _concerned(stage, track_id, edits)
    after, inverse = _planned(stage, track_id, [edit for edit in edits if edit["edit"] != "cells"])
    undo = _walk(words, edits, inverse, {row.id for one in tracks for row in one.rows})
    if after is not stage.show:
        _check_free(after, find(stage.show, track_id), find(after, track_id))
    touched = keep(stage, after) if after is not stage.show else {}
    pairs = [(one, stage.track(one.id)) for one in tracks]
    changed = _store_rows(stage, pairs, words)
    for old, new in pairs:
        if new.rows is not old.rows:
            touched.setdefault("track", set()).update(_store_places(stage, old, new))
    touched.setdefault("sheet_row", set()).update(changed)
    names = {name for _, found in changed.items() for name in found}
    facts = {"track": track_id, "rows": len(changed), "fields": sorted(names)}
    return undo, touched, facts


def _concerned(stage: Stage, track_id: str, edits: Edits) -> list[Track]:
    """The track of a list, and those to or from which it carries rows; none of them may be locked."""
    names = [track_id, *sorted({name for one in edits if (name := other_track(one))} - {track_id})]
    found = [stage.track(name) for name in names]
    if any(stage.rows[name]["locked"] for name in names):
        raise Conflict("sheet_locked")
    return found


def _planned(stage: Stage, track_id: str, edits: Edits) -> tuple[Show, list[Row]]:
    """The show with the plan changed, and the inverse of each edit in the same order."""
    if not edits:
        return stage.show, []
    done = apply_edits(stage.show, track_id, edits, at=stage.work.now)
    if done.refusal is not None:
        raise Refused(done.refusal)
    return done.show, list(reversed(done.undo))


def _walk(words: Words, edits: Edits, inverse: list[Row], there: set[str]) -> Edits:
    """Change the words along the list; answers the list that takes all of it back, in its order."""
    undo, turn = list[Row](), iter(inverse)
    for edit in edits:
        if edit["edit"] == "cells":
            undo.insert(0, _write_cells(words, edit, there))
            continue
        back = dict(next(turn))
        if edit["edit"] == "delete":
            there.discard(edit["row"])
            back["cells"] = words.now.pop(edit["row"], {})
        elif edit["edit"] == "insert":
            there.add(edit["row"]["id"])
            words.now[edit["row"]["id"]] = {}
            _write_cells(words, {"row": edit["row"]["id"], "values": edit.get("cells", {})}, there)
        undo.insert(0, back)
    return undo


def _write_cells(words: Words, edit: Row, there: set[str]) -> Row:
    row, values = edit["row"], edit["values"]
    if row not in there:
        raise Refused("unknown_row")
    if not values.keys() <= words.columns:
        raise Refused("unknown_field")
    old = words.now.get(row, {})
    words.now[row] = {name: text for name, text in {**old, **values}.items() if text}
    return {"edit": "cells", "row": row, "values": {name: old.get(name, "") for name in values}}


def _check_free(after: Show, old: Track, new: Track) -> None:
    """An id is used once in an event, whatever the track."""
    added = {row.id for row in new.rows} - {row.id for row in old.rows}
    if any(row.id in added for one in after.tracks if one.id != new.id for row in one.rows):
        raise Refused("id_taken")


# ---------- rows of the table ----------


def _store_places(stage: Stage, old: Track, new: Track) -> set[str]:
    work, revision, places = stage.work, stage.rows[new.id]["revision"] + 1, [row.id for row in new.rows]
    engine, event = work.conn.engine, work.event_id
    work.store(_PLACES, [{"event": event, "one": new.id, "new_places": journal.pack(places), "new_revision": revision}])
    work.afterwards.append(lambda: show_queries.know(engine, event, new.id, revision, new.rows))
    return {new.id} if places != [row.id for row in old.rows] else set()


def _store_rows(stage: Stage, pairs: list[tuple[Track, Track]], words: Words) -> dict[str, list[str]]:
    """Write what is different in tracks before and after; row -> names of its fields that are."""
    work, seq = stage.work, _next_seq(stage)
    gone = sorted({row.id for old, new in pairs for row in _without(old, new)})
    if gone:
        work.conn.execute(delete(sheet_row).where(sheet_row.c.event_id == work.event_id, sheet_row.c.id.in_(gone)))
    changed: dict[str, list[str]] = {name: [] for name in gone}
    added, altered = [], []
    for old, new in pairs:
        before = {row.id: row for row in old.rows}
        for row in new.rows:
            if before.get(row.id) is row and row.id not in words.now:
                continue
            found = _different(before.get(row.id), row, words)
            if row.id in before and not found:
                continue
            changed[row.id] = found
            texts = _texts(row, words, found, seq)
            if row.id in before:
                new_texts = {f"new_{name}": text for name, text in texts.items()}
                altered.append({"event": work.event_id, "one": row.id, **new_texts})
            else:
                added.append({"event_id": work.event_id, "id": row.id, "track": new.id, **texts})
    if added:
        work.conn.execute(insert(sheet_row), added)
    work.store(_ALTER, altered)
    return changed


def _without(old: Track, new: Track) -> Iterable[Planned]:
    """Rows of a track that it has no more."""
    here = {row.id for row in new.rows}
    return (row for row in old.rows if row.id not in here)


def _next_seq(stage: Stage) -> int:
    """The number that the line of this verb will have."""
    head = stage.work.head
    return (head.seq if head else 0) + len(stage.work.drafts) + 1


def _different(old: Planned | None, new: Planned, words: Words) -> list[str]:
    if old is None:
        return []
    names = [] if old is new else [name for name in PLANNED if getattr(old, name) != getattr(new, name)]
    cells, now = words.cells(new.id), words.now.get(new.id, {})
    return names + [name for name in cells.keys() | now.keys() if cells.get(name) != now.get(name)]


def _texts(row: Planned, words: Words, changed: list[str], seq: int) -> Row:
    plan = {name: value for name, value in to_plain(row).items() if name != "id"}
    revs = words.revs(row.id) | dict.fromkeys(changed, seq)
    return {"plan": journal.pack(plan), "cells": journal.pack(words.now.get(row.id, {})), "revs": journal.pack(revs)}


_ROW = (sheet_row.c.event_id == bindparam("event")) & (sheet_row.c.id == bindparam("one"))
_ALTER = Write(
    update(sheet_row).where(_ROW).values({one: bindparam(f"new_{one}") for one in ("plan", "cells", "revs")})
)
_TRACK = (track.c.event_id == bindparam("event")) & (track.c.id == bindparam("one"))
_PLACES = Write(update(track).where(_TRACK).values({one: bindparam(f"new_{one}") for one in ("places", "revision")}))
_WORDS = Read(
    select(sheet_row.c.id, sheet_row.c.cells, sheet_row.c.revs).where(
        sheet_row.c.event_id == bindparam("event"), sheet_row.c.id.in_(bindparam("ids", expanding=True))
    ),
    "ids",
)
_COLUMNS = Read(select(sheet_column.c.id).where(sheet_column.c.event_id == bindparam("event")))
