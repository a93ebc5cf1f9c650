"""The chart of booths and hours. It also asks the livestreams what was on air at a booth."""

from __future__ import annotations

import csv
import io
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.core.cells import harmless
from ops.livestream import queries as live_queries
from ops.spaces import queries
from ops.spaces.card_models import space_contact, space_lead
from ops.spaces.card_queries import areas_named
from ops.spaces.models import space_heard, space_hour, space_tap
from ops.spaces.rules import heat, times

Row = dict[str, Any]
Amounts = dict[tuple[str, int], int]
"""(booth, place of the hour) -> amount."""


def chart(conn: Connection, event_id: str, measure: str, day: str, days: int, now: int) -> Row:
    """Booth by half-open local hour; hours in which no booth is open and nothing happened are left out. Where nobody
    has said when a booth is open, the hours of the mall count here: nights of nothing tell nobody anything."""
    event, settings = core_queries.find_event(conn, event_id) or {}, queries.settings(conn, event_id)
    mall = live_queries.settings(conn, event_id)["mall"]
    settings = settings | {name: settings[name] or mall[name] for name in ("opens", "closes")}
    day = day or first_day(event, now)
    hours = times.hours_of(day, event["zone"], days)
    booths = sorted(queries.rows_of(conn, event_id, "space_booth"), key=lambda one: (one["order"], one["id"]))
    amounts = amounts_of(conn, event_id, measure, booths, hours, now)
    masks = {} if measure == "live" else masks_of(conn, event_id, hours)
    rows = [_row(one, hours, amounts, _opened(one, event["zone"], settings, day, days), masks, now, measure)
            for one in booths]  # fmt: skip
    named = areas_named(conn, event_id)
    used = [n for n in range(len(hours)) if any(row["cells"][n]["open"] or row["cells"][n]["value"] for row in rows)]
    for row, booth in zip(rows, booths, strict=True):
        row["area"], row["cells"] = named.get(booth["area"], ""), [row["cells"][n] for n in used]
    values = [cell["value"] or 0 for row in rows for cell in row["cells"]]
    return {
        "measure": measure,
        "unit": heat.MEASURES[measure],
        "hours": [_hour(hours[n][0], event["zone"]) for n in used],
        "rows": rows,
        "sums": [sum(row["cells"][n]["value"] or 0 for row in rows) for n in range(len(used))],
        "most": max(values, default=0),
    }


def first_day(event: Row, now: int) -> str:
    """Today while the event lasts; its first day before, its last day after."""
    first, last = (times.day_of(event[name], event["zone"]) for name in ("starts_at", "ends_at"))
    return min(max(times.day_of(now, event["zone"]), first), max(first, last))


def _hour(at: int, zone: str) -> Row:
    there = times.local(at, zone)
    return {"at": clock.iso(at), "day": there.date().isoformat(), "hour": f"{there:%H}"}


def _opened(booth: Row, zone: str, settings: Row, day: str, days: int) -> list[tuple[int, int]]:
    """When a booth is open on these days, with the evening before."""
    opens, closes = queries.hours(booth, settings)
    return [times.open_span(times.next_day(day, n), zone, opens, closes) for n in range(-1, days)]


def _row(
    booth: Row, hours: list[tuple[int, int]], amounts: Amounts, opened: list[tuple[int, int]],
    masks: dict[str, dict[int, int]], now: int, measure: str,
) -> Row:  # fmt: skip
    cells = []
    for place, hour in enumerate(hours):
        amount = amounts.get((booth["id"], place), 0)
        cell = heat.cell(amount, hour, opened, masks.get(booth["id"], {}), now)
        if measure == "live":  # told by the livestreams, not by the tablet
            cell |= {"silent": False, "value": amount if amount or (booth["room"] and hour[0] < now) else None}
        cells.append(cell)
    known = [cell["value"] for cell in cells if cell["value"] is not None]
    return {"booth": booth["id"], "name": booth["name"], "cells": cells, "sum": sum(known) if known else None}


def masks_of(conn: Connection, event_id: str, hours: list[tuple[int, int]]) -> dict[str, dict[int, int]]:
    """Booth -> hour -> the minutes in which one of its tablets was heard."""
    query = select(space_heard).where(
        space_heard.c.event_id == event_id,
        space_heard.c.hour > hours[0][0] - clock.HOUR,
        space_heard.c.hour < hours[-1][1],
    )
    found: dict[str, dict[int, int]] = {}
    for row in conn.execute(query).mappings():
        kind, _, booth = row["place"].partition(":")
        if kind == "booth":
            masks = found.setdefault(booth, {})
            masks[row["hour"]] = masks.get(row["hour"], 0) | row["mask"]
    return found


# ---------- what is counted ----------


def amounts_of(
    conn: Connection, event_id: str, measure: str, booths: list[Row], hours: list[tuple[int, int]], now: int
) -> Amounts:
    """What happened at each booth in each hour."""
    if measure == "live":
        return live_minutes(conn, event_id, booths, hours, now)
    amounts: Amounts = {}
    for booth, at, count in happened(conn, event_id, measure):
        place = heat.hour_of(at, hours)
        if place is not None:
            amounts[booth, place] = amounts.get((booth, place), 0) + count
    return amounts


def happened(conn: Connection, event_id: str, measure: str) -> list[tuple[str, int, int]]:
    """[(booth, instant, how many)] of a measure."""
    if measure == "scans":
        query = select(space_hour.c.booth, space_hour.c.hour, space_hour.c.scans)
        return [
            (row.booth, row.hour, row.scans) for row in conn.execute(query.where(space_hour.c.event_id == event_id))
        ]
    if measure == "leads":
        both = (space_contact.c.event_id == space_lead.c.event_id) & (space_contact.c.lead == space_lead.c.id)
        joined = select(space_lead.c.booth, space_contact.c.at).join_from(space_contact, space_lead, both)
        return [(row.booth, row.at, 1) for row in conn.execute(joined.where(space_contact.c.event_id == event_id))]
    kind = {"demos": "demo", "tours": "tour"}[measure]
    taps = select(space_tap.c.booth, space_tap.c.at, space_tap.c.by).where(
        space_tap.c.event_id == event_id, space_tap.c.kind == kind, space_tap.c.undone_at.is_(None)
    )
    return [(row.booth, row.at, 1 if kind == "demo" else row.by) for row in conn.execute(taps)]


def live_minutes(conn: Connection, event_id: str, booths: list[Row], hours: list[tuple[int, int]], now: int) -> Amounts:
    """Whole minutes on air in the room that is the booth."""
    rooms = {one["room"]: one["id"] for one in booths if one["room"]}
    sessions = {one["id"]: one["room"] for one in live_queries.rows_of(conn, event_id, "live_session")}
    spent: dict[tuple[str, int], int] = {}
    for slot in live_queries.rows_of(conn, event_id, "live_slot"):
        booth = rooms.get(slot["room"] or sessions.get(slot["session"], ""))
        if booth is None or slot["actual_start"] is None:
            continue
        ends = slot["actual_end"] if slot["actual_end"] is not None else now
        for place, hour in enumerate(hours):
            spent[booth, place] = spent.get((booth, place), 0) + heat.shared(slot["actual_start"], ends, hour)
    return {key: ms // clock.MINUTE for key, ms in spent.items() if ms >= clock.MINUTE}


# ---------- as a file ----------


def heat_csv(found: Row, head: str, silent: str, total: str) -> str:
    """The chart for a spreadsheet: unknown is empty, an hour with a silent tablet says so beside its number."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([head, *(f"{one['day']} {one['hour']}:00" for one in found["hours"]), total])
    for row in found["rows"]:
        cells = [_said(one, silent) for one in row["cells"]]
        writer.writerow([harmless(row["name"]), *cells, "" if row["sum"] is None else row["sum"]])
    writer.writerow([total, *found["sums"], sum(found["sums"])])
    return "\ufeff" + out.getvalue()


def _said(cell: Row, silent: str) -> str:
    value = "" if cell["value"] is None else str(cell["value"])
    return f"{value} ({silent})".strip() if cell["silent"] else value
