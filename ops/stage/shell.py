"""Run sheets at the keyboard of the server."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from ops.core import auth, reading as files
from ops.core.actions import finish_answer
from ops.core.db import Database
from ops.core.work import Doorbell, begin
from ops.stage import sheet_queries
from ops.stage.actions import edits
from ops.stage.files import matching, reading, writing
from ops.stage.payloads import Edits

Row = dict[str, Any]


def look(db: Database, event_id: str, file: Path, track: str | None = None, drop_gone: bool = False) -> Row:
    """Read a file and compare it with the sheet; changes nothing."""
    with db.read() as conn:
        known = sheet_queries.known_sheet(conn, event_id, track)
    found = reading.read_sheets(files.read_book(file.read_bytes()), known.columns)
    return {"track": known.track.id, **matching.compare(found, known, drop_gone=drop_gone)}


def accept(db: Database, event_id: str, found: Row, label: str) -> Row:
    """Take a preview in: one edit of the sheet, taken back by one undo."""
    asked = Edits(ref=str(uuid.uuid4()), track=found["track"], label=label, edits=found["edits"])
    with begin(db, Doorbell(), event_id, "system") as work:
        line = edits.edit(work, asked.ref, asked, auth.VERBS["stage.edit"])
    facts: Row = finish_answer(work, line)["facts"]
    return facts


def take_out(db: Database, event_id: str, file: Path, track: str | None = None) -> int:
    """Write the sheet to a file, xlsx unless its name ends with .csv; answers how many rows."""
    with db.read() as conn:
        known = sheet_queries.known_sheet(conn, event_id, track)
    file.write_bytes(writing.csv_file(known) if file.suffix.lower() == ".csv" else writing.excel_file(known))
    return len(known.track.rows)
