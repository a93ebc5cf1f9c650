"""The catalogue of a sample (samples/<name>/live/*.json) as rows of its tables, its days moved with the event."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ops.core.clock import from_datetime

Row = dict[str, Any]
FILES = ("producers", "products", "rooms", "persons", "channels", "kits", "platform_facts", "papers")
_DATES = {
    "products": ("certificate_from", "certificate_until"),
    "papers": ("issued_on", "valid_until"),
    "platform_facts": ("seen_on",),
}
PLAIN = {"producers": "producer", "products": "product", "papers": "live_paper", "kits": "live_kit"}
"""File -> table, where a row of the one is a row of the other."""


def tables_of(files: dict[str, Any], zone: str, shift: timedelta) -> dict[str, list[Row]]:
    """Rows by table; those that belong together (a person and when they are away) apart as the tables are."""
    moved = {name: [_moved(one, _DATES.get(name, ()), shift) for one in _rows(files[name])] for name in files}
    found = {table: moved[name] for name, table in PLAIN.items()}
    found |= {"live_site": files["rooms"]["sites"], "live_travel": files["rooms"]["travel"]}
    found |= {"live_room": moved["rooms"], "channel": moved["channels"]}
    found["platform_fact"] = [
        one | {"version": 1, "valid_from": "", "valid_until": ""} for one in moved["platform_facts"]
    ]
    return found | _people(files["persons"], ZoneInfo(zone), shift)


def _rows(file: Any) -> list[Row]:
    rows: list[Row] = file["rooms"] if isinstance(file, dict) else file
    return rows


def _moved(row: Row, names: tuple[str, ...], shift: timedelta) -> Row:
    """Local dates moved; an empty one stays empty."""
    return row | {name: str(date.fromisoformat(row[name]) + shift) if row.get(name) else "" for name in names}


def _people(persons: list[Row], zone: ZoneInfo, shift: timedelta) -> dict[str, list[Row]]:
    parts = ("identities", "away", "free")
    return {
        "live_person": [{name: value for name, value in one.items() if name not in parts} for one in persons],
        "live_identity": [
            _identity(one, n, part, shift) for one in persons for n, part in enumerate(one["identities"])
        ],
        "live_away": [_span(one, n, part, zone, shift) for one in persons for n, part in enumerate(one["away"])],
        "live_free": [_span(one, n, part, zone, shift) for one in persons for n, part in enumerate(one["free"])],
    }


def _identity(person: Row, n: int, part: Row, shift: timedelta) -> Row:
    return _moved(part, ("valid_until",), shift) | {"id": f"{person['id']}-{n + 1}", "person": person["id"]}


def _span(person: Row, n: int, part: Row, zone: ZoneInfo, shift: timedelta) -> Row:
    edges = {
        name: from_datetime(datetime.fromisoformat(part[name]).replace(tzinfo=zone) + shift)
        for name in ("from", "until")
    }
    return part | edges | {"id": f"{person['id']}-{n + 1}", "person": person["id"]}
