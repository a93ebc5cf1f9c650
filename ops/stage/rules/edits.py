"""Changes of the sheet, as lists that are done whole or not at all, each with the list that takes it back.

Clocks are never touched: the live row keeps its start whatever is written around it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ops.stage.rules.follow import follow, plans_of, put
from ops.stage.rules.plain import hints, read, rows_fault, to_plain
from ops.stage.rules.plan import plan_track
from ops.stage.rules.rows import Row, Show, Track

Edit = dict[str, Any]
Rows = list[Row]
Sheets = dict[str, Rows]
FIELDS = frozenset(hints(Row)) - {"id"}


@dataclass(frozen=True, slots=True)
class Edited:
    """The show afterwards and the edits that undo it; or the refusal, and which edit it is about."""

    show: Show
    undo: tuple[Edit, ...] = ()
    refusal: str | None = None
    place: int | None = None


class _Refused(Exception):
    """Why an edit is not done; never leaves this file."""


def apply_edits(show: Show, track_id: str, edits: Iterable[Mapping[str, Any]], at: int | None = None) -> Edited:
    """Do all edits in order. `at` is when it happens; what comes by itself until then comes first."""
    show = show if at is None else follow(show, at)
    sheets, undo = {track.id: list(track.rows) for track in show.tracks}, list[Edit]()
    if track_id not in sheets:
        return Edited(show, refusal="unknown_track")
    try:
        for edit in edits:
            undo.insert(0, _apply(sheets, edit, track_id))
        changed = _changed(show, sheets, {track_id, *filter(None, map(other_track, undo))})
    except _Refused as refused:
        return Edited(show, refusal=str(refused), place=len(undo))
    if at is not None:
        changed = replace(changed, at=max(at, show.at))
        changed = follow(changed, changed.at)
    return Edited(changed, tuple(undo))


def other_track(edit: Mapping[str, Any]) -> str | None:
    """The second track that an edit is about, of those that carry a row from one to another."""
    return edit.get("to") or edit.get("from")


def _changed(show: Show, sheets: Sheets, touched: Iterable[str]) -> Show:
    """The show with the rows of the touched tracks, each sheet looked at as a whole."""
    for name in sorted(touched):
        track = next(track for track in show.tracks if track.id == name)
        show = put(show, _stand(track, tuple(sheets[name])))
    for name in sorted(touched):
        _check(show, name)
    return show


def _apply(sheets: Sheets, edit: Mapping[str, Any], track: str) -> Edit:
    """Do one edit in place and say what takes it back."""
    if not isinstance(edit, Mapping):
        raise _Refused("unknown_edit")
    name = str(edit.get("edit"))
    if name in ACROSS:
        return ACROSS[name](sheets, edit, track)
    kind = KINDS.get(name)
    if kind is None:
        raise _Refused("unknown_edit")
    return kind(sheets[track], edit, track)


def _set(rows: Rows, edit: Mapping[str, Any], track: str) -> Edit:
    place, values = _find(rows, edit.get("row")), edit.get("values")
    if not isinstance(values, Mapping) or not values.keys() <= FIELDS:
        raise _Refused("unknown_field")
    old = rows[place]
    rows[place] = _read({**_whole(old), **values}, track)
    return {"edit": "set", "row": old.id, "values": {name: to_plain(getattr(old, name)) for name in values}}


def _insert(rows: Rows, edit: Mapping[str, Any], track: str) -> Edit:
    row = _read(edit.get("row"), track)
    if any(other.id == row.id for other in rows):
        raise _Refused("id_taken")
    rows.insert(_behind(rows, edit.get("after")), row)
    return {"edit": "delete", "row": row.id}


def _delete(rows: Rows, edit: Mapping[str, Any], _track: str) -> Edit:
    place = _find(rows, edit.get("row"))
    row = rows.pop(place)
    return {"edit": "insert", "row": to_plain(row), "after": rows[place - 1].id if place else None}


def _shift(rows: Rows, edit: Mapping[str, Any], _track: str) -> Edit:
    place = _find(rows, edit.get("row"))
    row = rows.pop(place)
    back = rows[place - 1].id if place else None
    rows.insert(_behind(rows, edit.get("after")), row)
    return {"edit": "move", "row": row.id, "after": back}


def _give(sheets: Sheets, edit: Mapping[str, Any], track: str) -> Edit:
    """A row goes to another track; into a group there only when the edit names one."""
    other = edit.get("to")
    row, back = _carry(sheets, edit, track, other)
    return {"edit": "take", "row": row.id, "from": other, **back}


def _take(sheets: Sheets, edit: Mapping[str, Any], track: str) -> Edit:
    """A row comes from another track: what takes `give` back."""
    other = edit.get("from")
    row, back = _carry(sheets, edit, other, track)
    return {"edit": "give", "row": row.id, "to": other, **back}


def _carry(sheets: Sheets, edit: Mapping[str, Any], out_of: object, into: object) -> tuple[Row, Edit]:
    """The row as it stood in the track it left, and where it stood there."""
    if out_of == into or not isinstance(out_of, str) or not isinstance(into, str) or {out_of, into} - sheets.keys():
        raise _Refused("unknown_track")
    left = sheets[out_of]
    place = _find(left, edit.get("row"))
    row = left.pop(place)
    back = {"after": left[place - 1].id if place else None, "group": row.group}
    new = _read({**_whole(row), "group": edit.get("group")}, into)
    sheets[into].insert(_behind(sheets[into], edit.get("after")), new)
    return row, back


KINDS: dict[str, Callable[[Rows, Mapping[str, Any], str], Edit]] = {
    "set": _set,
    "insert": _insert,
    "delete": _delete,
    "move": _shift,
}
ACROSS: dict[str, Callable[[Sheets, Mapping[str, Any], str], Edit]] = {"give": _give, "take": _take}


def _find(rows: Rows, name: object) -> int:
    place = next((place for place, row in enumerate(rows) if row.id == name), None)
    if place is None:
        raise _Refused("unknown_row")
    return place


def _behind(rows: Rows, after: object) -> int:
    return 0 if after is None else _find(rows, after) + 1


def _whole(row: Row) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _read(plain: object, track: str) -> Row:
    try:
        row = read(Row, plain, "row")
    except ValueError:
        raise _Refused("bad_value") from None
    if row.wait is not None and row.wait.track == track:
        raise _Refused("bad_wait")
    return row


def _stand(track: Track, rows: tuple[Row, ...]) -> Track:
    """The track with its new rows. When the row it stood at is gone, it stands at the one before."""
    names = {row.id for row in rows}
    if track.live is not None or track.place is None or track.place in names:
        return replace(track, rows=rows)
    before = [row.id for row in track.rows]
    kept = [name for name in before[: before.index(track.place)] if name in names]
    return replace(track, rows=rows, place=kept[-1] if kept else None)


def _check(show: Show, track_id: str) -> None:
    """The sheet as a whole, and the live row: it stays, and it stays a row with a turn."""
    track = next(track for track in show.tracks if track.id == track_id)
    if fault := rows_fault(track.rows):
        raise _Refused(fault)
    if track.live is None:
        return
    plan = plans_of(show)[track_id]
    place = plan.index.get(track.live.row)
    if place is None or not plan.facts[place].plays:
        raise _Refused("row_live")


def delay_edits(track: Track, row_id: str, day_start: int = 0) -> list[Edit] | str:
    """Write a delay row into the plan: the rows behind it get later starts, the delay row goes.

    Free time between rows uses it up; a hard row, and a row that counts to its end, stop it.
    """
    plan = plan_track(track, day_start)
    rows = {row.id: row for row in track.rows}
    block = rows.get(row_id)
    if block is None or block.kind != "delay":
        return "unknown_row"
    edits: list[Edit] = []
    left, first = (0 if plan.facts[plan.index[row_id]].skip else block.amount), True
    for fact in plan.facts[plan.index[row_id] + 1 :]:
        if not fact.plays:
            continue
        if not first and fact.gap > 0 and left > 0:
            left = max(0, left - fact.gap)
        if left == 0 or fact.begins == "hard":
            break
        values = _later(rows[fact.id], fact.start, fact.end, left, first, track.shift, day_start)
        edits += [{"edit": "set", "row": fact.id, "values": values}] if values else []
        if fact.ends_at is not None:
            left = max(0, fact.start + left - fact.end)
        first = False
    return [*edits, {"edit": "delete", "row": row_id}]


def _later(row: Row, start: int, end: int, by: int, first: bool, shift: int, day_start: int) -> dict[str, Any]:
    """What to write so that one row is `by` later. A linked row behind the first moves without being written."""
    values: dict[str, Any] = {}
    if first or row.begins != "linked":
        values = {"start": max(start - shift + by, day_start)}
    if first and row.begins == "linked":
        values["begins"] = "fixed"
    if row.count_to_end:
        return {**values, "lock": "end", "end": end - shift}
    if row.lock == "end" and row.end is not None:
        values["end"] = row.end + by
    return values
