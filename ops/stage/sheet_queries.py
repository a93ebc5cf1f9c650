"""A track's sheet with its words, as files are compared with it and written from it."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import queries as core_queries, when
from ops.errors import NotFound
from ops.stage.files.walking import Known
from ops.stage.models import sheet_row
from ops.stage.queries import columns
from ops.stage.rules import Track
from ops.stage.show_queries import load_show, midnight


def known_sheet(conn: Connection, event_id: str, track_id: str | None = None, *, or_empty: bool = False) -> Known:
    """The sheet of a track; of the first one when none is named. `or_empty`: an event without any has an empty one."""
    event = core_queries.find_event(conn, event_id)
    if event is None:
        raise NotFound
    show = load_show(conn, event_id)
    empty = (Track(""),) if or_empty and track_id is None else ()
    track = next((one for one in (show.tracks if show else empty) if track_id in (None, one.id)), None)
    if track is None:
        raise NotFound
    query = select(sheet_row.c.id, sheet_row.c.cells)
    found = conn.execute(query.where(sheet_row.c.event_id == event_id, sheet_row.c.track == track.id))
    cells = {row.id: json.loads(row.cells) for row in found}
    zone = event["zone"]
    day = when.local(event["starts_at"], zone).date().isoformat()
    return Known(track, cells, columns(conn, event_id), day, zone, midnight(event["starts_at"], zone))
