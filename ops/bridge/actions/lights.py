"""Which lamps are to be told what, and where."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from ops.bridge import queries
from ops.bridge.lamps import Display
from ops.bridge.rules import tally
from ops.outputs import queries as outputs

Row = dict[str, Any]


def lamps_of(conn: Connection, event_id: str, now: int) -> tuple[list[str], list[Display]]:
    """Every site's lamp now, in their order; a site without control is UNKNOWN."""
    cues = queries.cues(conn, event_id)
    sites = queries.sites(conn, event_id)
    found = [
        Display(index, row["name"], _state(cues, row, now)) for index, row in enumerate(sites)
    ]  # fmt: skip
    return [row["id"] for row in sites], found


def _state(cues: list[Row], row: Row, now: int) -> str:
    return tally.tally_of(cues, row["id"], now, now if row["control"] == "online" else None).state


def places_of(conn: Connection, event_id: str) -> tuple[list[Row], Row | None]:
    """Receivers of TSL, and where the OSC of the stage's outputs goes, if it does."""
    rules = queries.settings(conn, event_id)
    door = outputs.door(conn, event_id)
    osc = door if rules["osc"] and door["state_host"] else None
    return rules["tsl"], osc


def flat(conn: Connection, event_id: str, now: int) -> Row:
    """Lamps as single values, for a control surface: `tally_<site>`, `colour_<site>`, what is on air, what is next."""
    ids, lamps = lamps_of(conn, event_id, now)
    names = dict(zip(ids, lamps, strict=True))
    row: Row = {"event": event_id}
    for state, key in (("ON_AIR", "on_air"), ("NEXT", "next")):
        row[key] = ", ".join(one.text for one in lamps if one.state == state)
    for site, one in names.items():
        row[f"tally_{site}"] = one.state
        row[f"colour_{site}"] = FLAT_COLOURS[one.state]
    ahead = tally.next_instant(queries.cues(conn, event_id), now)
    row["next_in_s"] = None if ahead is None else -(-(ahead - now) // 1000)
    return row


FLAT_COLOURS = {
    "OFF": "#000000", "STANDBY": "#f2a900", "NEXT": "#1f4e8c", "ON_AIR": "#b3151d", "CLEAR": "#0b6e3b",
    "UNKNOWN": "#4a4f57",
}  # fmt: skip
