"""Spaces from files: what is there already stays as it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from ops.core import tokens
from ops.core.work import Work
from ops.spaces import queries
from ops.spaces.actions.places import AREA, BOOTH, EXHIBITOR, KEY_CHARS, keep_settings, keep_text, require_links
from ops.spaces.actions.shelf import add
from ops.spaces.models import space_tally

Row = dict[str, Any]
USUAL = {"space_area": AREA, "space_exhibitor": EXHIBITOR, "space_booth": BOOTH}
FILES = {"space_area": "areas", "space_exhibitor": "exhibitors", "space_booth": "booths"}


def load_spaces(work: Work, files: Row) -> dict[str, int]:
    """Areas, exhibitors and booths that are not there yet, and settings if nobody has set any; how many were made."""
    touched: dict[str, list[str]] = {}
    for name, file in FILES.items():
        known = {one["id"] for one in queries.rows_of(work.conn, work.event_id, name)}
        new = [USUAL[name] | one for one in files[file] if one["id"] not in known]
        for row in new:
            _add(work, name, row)
        touched[name] = [one["id"] for one in new]
    made = {name: len(ids) for name, ids in touched.items()}
    touched["space_tally"] = touched["space_booth"]
    if files["settings"] and not queries.has_settings(work.conn, work.event_id):
        keep_settings(work, files["settings"])
        touched["space_settings"] = ["spaces"]
    if any(touched.values()):
        work.record("spaces.loaded", "spaces", touched, made)
    return made


def _add(work: Work, name: str, row: Row) -> None:
    if name == "space_booth":
        require_links(work, row)
        row = row | {"key": tokens.new_id(KEY_CHARS)}
        work.conn.execute(insert(space_tally).values(event_id=work.event_id, booth=row["id"]))
    add(work, name, row)
    if name == "space_exhibitor":
        keep_text(work, row, 1)
