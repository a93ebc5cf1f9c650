"""Published versions of the plan, as they can be read afterwards: when, by whom, and what each changed."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock
from ops.livestream.models import live_release

Row = dict[str, Any]
FIELDS = ("starts", "ends", "room", "host", "assistants", "channel", "title")
INSTANTS = {"starts", "ends"}


def releases(conn: Connection, event_id: str) -> list[Row]:
    """Every version, newest first: `{version, at, by, note, slots, new, changed, gone}`."""
    query = select(live_release).where(live_release.c.event_id == event_id).order_by(live_release.c.version)
    found, before = [], Row()
    for row in conn.execute(query).mappings():
        rows = json.loads(row["rows"])
        counts = _count(differences(before, rows))
        about = {"version": row["version"], "at": clock.iso(row["at"]), "by": row["by"], "note": row["note"]}
        found.append(about | {"slots": len(_standing(rows))} | counts)
        before = rows
    return found[::-1]


def release(conn: Connection, event_id: str, version: int) -> Row | None:
    """One version with what changed against the one before it; None: there is no such version."""
    query = select(live_release).where(live_release.c.event_id == event_id, live_release.c.version <= version)
    found = list(conn.execute(query.order_by(live_release.c.version.desc()).limit(2)).mappings())
    if not found or found[0]["version"] != version:
        return None
    row, before = found[0], json.loads(found[1]["rows"]) if len(found) > 1 else {}
    about = {"version": version, "at": clock.iso(row["at"]), "by": row["by"], "note": row["note"]}
    return about | {"before": found[1]["version"] if len(found) > 1 else None,
                    "changes": differences(before, json.loads(row["rows"]))}  # fmt: skip


def differences(before: Row, after: Row) -> list[Row]:
    """What people were told anew, by the start of the slot: `{slot, what: new|changed|gone, title, starts, fields}`,
    with `fields` {name: [before, after]} for what was changed. A slot that is cancelled is gone."""
    old, new = _standing(before), _standing(after)
    found = [_added(name, one) for name, one in new.items() if name not in old]
    found += [_gone(name, one) for name, one in old.items() if name not in new]
    found += [one for name in new.keys() & old.keys() if (one := _changed(name, old[name], new[name]))["fields"]]
    return sorted(found, key=lambda one: (one["starts"], one["slot"]))


def _standing(rows: Row) -> Row:
    """Without the slots that are said to be cancelled."""
    return {name: one for name, one in rows.items() if one.get("state") != "cancelled"}


def _about(slot: str, what: str, said: Row) -> Row:
    return {"slot": slot, "what": what, "title": said.get("title", ""), "starts": clock.iso(said["starts"])}


def _added(slot: str, said: Row) -> Row:
    told = {name: [None, _value(name, said.get(name))] for name in FIELDS if said.get(name)}
    return _about(slot, "new", said) | {"fields": told}


def _gone(slot: str, said: Row) -> Row:
    return _about(slot, "gone", said) | {"fields": {}}


def _changed(slot: str, old: Row, new: Row) -> Row:
    fields = {name: [_value(name, old.get(name)), _value(name, new.get(name))]
              for name in FIELDS if old.get(name) != new.get(name)}  # fmt: skip
    return _about(slot, "changed", new) | {"fields": fields}


def _value(name: str, value: Any) -> Any:
    return clock.iso(value) if name in INSTANTS and value is not None else value


def _count(found: list[Row]) -> Row:
    return {what: sum(one["what"] == what for one in found) for what in ("new", "changed", "gone")}
