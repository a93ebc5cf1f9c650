"""What goes out with a sheet's file: what is expected of its rows, and what came of them."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from ops.stage.files.walking import Known
from ops.stage.rules import state_of
from ops.stage.sheet_queries import known_sheet
from ops.stage.show_queries import load_show

_EXPECTED, _ACTUAL = ("expected_start",), ("expected_start", "actual_start", "actual_end")
Came = dict[str, tuple[int | None, ...]]


def reported_sheet(conn: Connection, event_id: str, track: str | None, now: int) -> tuple[Known, Came]:
    """A sheet, and of each row when it is expected; once something ran, also when it did."""
    known, show = known_sheet(conn, event_id, track, or_empty=True), load_show(conn, event_id)
    if show is None:
        return known, {}
    one = next(one for one in show.tracks if one.id == known.track.id)
    names = _ACTUAL if one.live or one.runs else _EXPECTED
    state = next(one for one in state_of(show, now)["tracks"] if one["id"] == known.track.id)
    return known, {
        row["id"]: tuple(row[name] if row["kind"] == "timed" else None for name in names) for row in state["rows"]
    }
