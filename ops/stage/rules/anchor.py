"""Where a sheet begins when its first row goes. The rows behind it are linked and have no time of their own: without a
word about it a whole evening would fall to midnight."""

from collections.abc import Iterable, Mapping
from typing import Any

from ops.stage.rules.edits import Edit, apply_edits
from ops.stage.rules.plan import plan_track
from ops.stage.rules.rows import Row, Show


def keep_start(show: Show, track_id: str, edits: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """What has to be written with these edits so that the sheet still begins when it began."""
    track = next((track for track in show.tracks if track.id == track_id), None)
    first = first_row(track.rows) if track else None
    wanted = list(edits)
    if track is None or first is None or (first.start is None and first.end is None):
        return []
    if not any(_may_matter(edit, first.id, track.rows) for edit in wanted):
        return []
    done = apply_edits(show, track_id, wanted)
    after = first_row(next(other for other in done.show.tracks if other.id == track_id).rows)
    if done.refusal or after is None or after.id == first.id or after.start is not None or after.end is not None:
        return []
    plan = plan_track(track, show.day_start)
    start = plan.facts[plan.index[first.id]].start - track.shift
    return [{"edit": "set", "row": after.id, "values": {"start": start}}]


def first_row(rows: Iterable[Row]) -> Row | None:
    """The row from which a sheet is counted, skipped or not."""
    return next((row for row in rows if row.kind == "timed" and not row.parallel), None)


def _may_matter(edit: Mapping[str, Any], first: str, rows: tuple[Row, ...]) -> bool:
    """Whether another row may come to stand first: most edits cannot do that, and are not tried."""
    if edit.get("row") == first:
        return edit.get("edit") != "set" or bool({"kind", "parallel"} & dict(edit.get("values") or {}).keys())
    if edit.get("edit") not in ("insert", "move", "take"):
        return False
    in_front = [row.id for row in rows[: [row.id for row in rows].index(first)]]
    return edit.get("after") is None or edit.get("after") in in_front
