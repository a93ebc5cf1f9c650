"""The facts of the rules, as `ops.livestream.rules` describes them, from one view of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.livestream import queries
from ops.livestream.catalogue import models as catalogue

Row = dict[str, Any]
TEXTS = {"product": ("marks", "programmes"), "live_person": ("roles",)}
"""Columns of the catalogue that hold JSON and that the rules read."""


def read_facts(conn: Connection, event_id: str, now: int) -> Row:
    """Everything that the rules may ask for; rows as in the feed, instants in ms."""
    event = core_queries.find_event(conn, event_id) or {}
    settings = queries.settings(conn, event_id)
    stage = queries.rows_of(conn, event_id, "live_stage")
    papers = _papers(conn, event_id)
    return {
        "offset_min": offset_of(event, now),
        "now": now,
        "event": window_of(settings["days"], event),
        "settings": {name: settings[name] for name in ("buffers", "mall", "promo")},
        "travel": _all(conn, event_id, catalogue.live_travel),
        "rooms": _by_id(_all(conn, event_id, catalogue.live_room)),
        "persons": _persons(conn, event_id),
        "producers": _with_papers(_all(conn, event_id, catalogue.producer), papers, "producer"),
        "products": _with_papers(_all(conn, event_id, catalogue.product), papers, "product"),
        "kits": _by_id(_all(conn, event_id, catalogue.live_kit)),
        "channels": {one["id"]: _channel(one) for one in _all(conn, event_id, catalogue.channel)},
        "platform_facts": _newest(_all(conn, event_id, catalogue.platform_fact)),
        "sessions": _by_id(queries.rows_of(conn, event_id, "live_session")),
        "slots": _by_id(queries.rows_of(conn, event_id, "live_slot")),
        "stage": stage_facts(stage),
        "stage_rows": stage,
        "bridge": [_window(one) | one["bridge"] for one in stage if one["bridge"]],
    }


def offset_of(event: Row, at: int) -> int:
    """Minutes that the event's clocks are ahead of UTC."""
    zone = ZoneInfo(event.get("zone") or "Asia/Ho_Chi_Minh")
    ahead = datetime.fromtimestamp(at / 1000, zone).utcoffset() or timedelta(0)
    return int(ahead.total_seconds() // 60)


def window_of(days: list[str], event: Row) -> Row:
    """From the first day of the schedule to the end of its last; nothing is judged where no days are set."""
    if not days:
        return {"from": None, "until": None}
    zone = ZoneInfo(event["zone"])
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days)) + timedelta(days=1)
    begin, end = (datetime(one.year, one.month, one.day, tzinfo=zone) for one in (first, last))
    return {"from": clock.from_datetime(begin), "until": clock.from_datetime(end)}


def stage_facts(stage: list[Row]) -> Row:
    """Quiet rows of the stage, and who has a part in which row."""
    quiet = [_window(one) for one in stage if one["quiet"]]
    return {"quiet": quiet, "people": [_window(one) | {"person": who} for one in stage for who in one["people"]]}


def _window(one: Row) -> Row:
    return {"id": one["id"], "row": one["id"], "title": one["title"], "from": one["from"], "until": one["until"]}


# ---------- the catalogue ----------


def _all(conn: Connection, event_id: str, table: Table) -> list[Row]:
    texts = TEXTS.get(table.name, ())
    keys = [one for one in table.primary_key.columns if one.name != "event_id"]
    columns = [one for one in table.c if one.name != "event_id"]
    query = select(*columns).where(table.c.event_id == event_id).order_by(*keys)
    names = [one.name for one in columns]
    found = [dict(zip(names, row, strict=True)) for row in conn.execute(query).all()]
    for row in found:
        for text in texts:
            row[text] = json.loads(row[text])
    return found


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}


def _channel(row: Row) -> Row:
    """A channel without what its key is made of; the same key on two channels is seen by its mark."""
    return {name: row[name] for name in ("id", "name", "platform", "owner", "url")} | {"key": row["key_mark"][:8]}


def _papers(conn: Connection, event_id: str) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in _all(conn, event_id, catalogue.live_paper):
        kept = {name: row[name] for name in ("kind", "number", "state", "valid_until")}
        found.setdefault((row["owner_kind"], row["owner"]), []).append(kept)
    return found


def _with_papers(rows: list[Row], papers: dict[tuple[str, str], list[Row]], kind: str) -> dict[str, Row]:
    return {row["id"]: row | {"papers": papers.get((kind, row["id"]), [])} for row in rows}


def _persons(conn: Connection, event_id: str) -> dict[str, Row]:
    """People without their phones and links; with identities and times."""
    names = ("id", "name", "home_site", "roles")
    found = {
        row["id"]: {name: row[name] for name in names} | {"identities": [], "away": [], "free": []}
        for row in _all(conn, event_id, catalogue.live_person)
    }
    for name, table in (
        ("identities", catalogue.live_identity),
        ("away", catalogue.live_away),
        ("free", catalogue.live_free),
    ):
        for row in _all(conn, event_id, table):
            if row["person"] in found:
                found[row["person"]][name].append(row)
    return found


def _newest(rows: list[Row]) -> list[Row]:
    """Of every fact the rows whose version is the newest: that is what counts."""
    return list({row["id"]: row for row in rows}.values())
