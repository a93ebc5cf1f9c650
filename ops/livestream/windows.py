"""What the rows of a run sheet mean for the livestreams: quiet, who has a part, what a bridge keeps. Pure."""

from __future__ import annotations

import re
from typing import Any

from ops.core.clock import MINUTE
from ops.core.names import fold

Row = dict[str, Any]
QUIET = re.compile(r"\b(phat bieu|chao co|quoc ca|mac niem|tuyen bo ly do|bam nut|len song)\b")
"""Words of a row during which a room that hears the stage keeps quiet, where nobody has said which rows."""
WITH_NAMES = ("title", "owner")
KEPT = ("rooms", "channels", "kits", "persons")


def windows_of(rows: list[Row], said: Row, people: dict[str, str], keys: dict[str, str], linked: set[str]) -> list[Row]:
    """Rows of the sheet that matter to the livestreams: `said` are the settings, `people` names by id, `keys` the marks
    of stream keys by channel, `linked` the rows that a slot is. Times to the minute."""
    names = {one: f" {fold(name)} " for one, name in people.items() if len(name.split()) > 1}
    found = [window_of(row, said, names, keys) for row in rows]
    return [one for one in found if one["quiet"] or one["people"] or one["bridge"] or one["id"] in linked]


def window_of(row: Row, said: Row, names: dict[str, str], keys: dict[str, str]) -> Row:
    """One row of the sheet as the livestreams see it."""
    title = row["cells"].get("title", "")
    timed = row["kind"] != "group"
    return {
        "id": row["id"],
        "track": row["track"],
        "title": title[:200],
        "from": row["from"] // MINUTE * MINUTE,
        "until": -(-row["until"] // MINUTE) * MINUTE,
        "quiet": timed and is_quiet(row["id"], title, said.get("quiet")),
        "people": people_of(row, said.get("people") or {}, names) if timed else [],
        "bridge": bridge_of(row["id"], said.get("bridge") or {}, keys),
    }


def is_quiet(row: str, title: str, chosen: list[str] | None) -> bool:
    """Is it one of the rows that were chosen; or, where nobody chose, do its words say so?"""
    return row in chosen if chosen is not None else bool(QUIET.search(fold(title)))


def people_of(row: Row, said: dict[str, list[str]], names: dict[str, str]) -> list[str]:
    """Who has a part: as it was said, and whoever is named in full in the row."""
    words = f" {fold(' '.join(row['cells'].get(name, '') for name in WITH_NAMES))} "
    return sorted({*said.get(row["id"], []), *(one for one, name in names.items() if name in words)})


def bridge_of(row: str, said: Row, keys: dict[str, str]) -> Row:
    """What is kept for the bridge while its rows run."""
    if row not in said.get("rows", ()):
        return {}
    kept = {name: list(said.get(name, ())) for name in KEPT}
    return kept | {"keys": sorted({keys[one] for one in kept["channels"] if keys.get(one)})}
