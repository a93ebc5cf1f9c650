"""A run sheet from a file: compared with the sheet as it stands at that moment, and taken in as one edit."""

from __future__ import annotations

from typing import Any

from ops.core.actions import fresh
from ops.core.work import Work
from ops.stage import sheet_queries
from ops.stage.actions import edits
from ops.stage.files import matching
from ops.stage.files.payloads import FileEdits, SheetIn
from ops.stage.files.reading import SheetRead
from ops.stage.files.walking import Known
from ops.stage.rules.edits import FIELDS

Row = dict[str, Any]


def bring_in(work: Work, ref: str, found: SheetRead, asked: SheetIn, label: str, roles: frozenset[str]) -> Row:
    """Take rows of a file in, whole or not at all; one undo takes them back."""
    known = sheet_queries.known_sheet(work.conn, work.event_id, asked.track)
    made = matching.compare(found, known, drop_gone=asked.drop, only=asked.numbers())
    if not made["edits"]:
        return fresh(work, ref, "stage.edited", {"track": known.track.id, "rows": []}, None)
    seen = _seen(made["edits"], known, asked.seq)
    body = FileEdits(ref=ref, track=known.track.id, label=label, edits=made["edits"], seen=seen)
    return edits.edit(work, ref, body, roles)


def _seen(changes: list[Row], known: Known, seq: int) -> dict[str, int]:
    """The cells that change, as they were seen in the preview: whoever has written there since is not overwritten."""
    fields = [*FIELDS, *(one["id"] for one in known.columns)]
    found = dict[str, int]()
    for one in changes:
        names = one["values"] if one["edit"] in ("set", "cells") else fields if one["edit"] == "delete" else ()
        found |= {f"{one['row']}/{name}": seq for name in names}
    return found
