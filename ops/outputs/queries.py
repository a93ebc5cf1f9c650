"""Reads of outputs and control: rules, values for templates, the flat state of a track, the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock, when
from ops.core.queries import find_event
from ops.outputs.models import control_token, osc_door, output, output_send, output_try
from ops.outputs.rules import Rule, Words
from ops.stage import show_queries
from ops.stage.models import sheet_column, sheet_row
from ops.stage.rules import Show, plans_of, state_of

Row = dict[str, Any]
LOG_KEPT = 500
LOG_SHOWN = 100


# ---------- rules ----------


def rows(conn: Connection, event_id: str) -> list[Row]:
    """Outputs of an event in their order, with rule and target as values."""
    query = select(output).where(output.c.event_id == event_id).order_by(output.c.order, output.c.id)
    return [
        {**one, "rule": json.loads(one["rule"]), "target": json.loads(one["target"])}
        for one in conn.execute(query).mappings()
    ]


def find_row(conn: Connection, event_id: str, output_id: str) -> Row | None:
    return next((one for one in rows(conn, event_id) if one["id"] == output_id), None)


def rule_of(row: Row) -> Rule:
    """A stored output as the rules read it."""
    return Rule(id=row["id"], since=row["since"], **row["rule"])


def events_with_work(conn: Connection) -> list[str]:
    """Events that have an output that is on, or send or hear OSC."""
    on = select(output.c.event_id).where(output.c.on.is_(True))
    osc = select(osc_door.c.event_id).where(osc_door.c.port.is_not(None) | osc_door.c.state_host.is_not(None))
    return sorted({one.event_id for query in (on, osc) for one in conn.execute(query)})


def words_of(conn: Connection, event_id: str, show: Show) -> dict[str, Words]:
    """Flags and cells of the rows, for rules that ask."""
    found = select(sheet_row.c.id, sheet_row.c.cells).where(sheet_row.c.event_id == event_id)
    flags = {row.id for track in show.tracks for row in track.rows if row.flag}
    return {one.id: Words(one.id in flags, json.loads(one.cells)) for one in conn.execute(found)}


# ---------- values ----------


def cells_of(conn: Connection, event_id: str, ids: Iterable[str | None]) -> dict[str, Row]:
    """Words of some rows."""
    wanted = [one for one in ids if one]
    query = select(sheet_row.c.id, sheet_row.c.cells).where(
        sheet_row.c.event_id == event_id, sheet_row.c.id.in_(wanted)
    )
    return {one.id: json.loads(one.cells) for one in conn.execute(query)} if wanted else {}


def values(conn: Connection, event_id: str, track: str, row: str | None, what: str, at: int, now: int) -> Row:
    """What the names in a template stand for, for one occasion."""
    show = show_queries.load_show(conn, event_id)
    one = _track_state(show, track, now) if show else {}
    live, standby = one.get("live"), one.get("standby")
    cells = cells_of(conn, event_id, (row, standby))
    mine, coming = cells.get(row or "", {}), cells.get(standby or "", {})
    facts: Row = next((fact for fact in one.get("rows", ()) if fact["id"] == row), {})
    offset = (one.get("offset") or {}).get("absolute")
    found = {
        "event": event_id, "track": track, "row": row or "", "cue": mine.get("cue", ""),
        "title": mine.get("title", ""), "what": what, "at": clock.iso(at), "now": clock.iso(now),
        "started": clock.iso(facts.get("actual_start")), "expected_end": clock.iso(facts.get("expected_end")),
        "remaining_s": _seconds(live["remaining"]) if live else None, "offset_s": _seconds(offset),
        "phase": one.get("phase") or "", "next_cue": coming.get("cue", ""), "next_title": coming.get("title", ""),
    }  # fmt: skip
    return found | {f"cell.{name}": text for name, text in mine.items()}


def _track_state(show: Show, track: str, now: int) -> Row:
    found: Row = next((one for one in state_of(show, now)["tracks"] if one["id"] == track), {})
    return found


def _seconds(ms: int | None) -> int | None:
    return None if ms is None else -(-ms // 1000)


# ---------- the state of a track, flat ----------

COLOURS = {
    "default": ("#0b6e3b", "#ffffff"), "warning": ("#f2a900", "#000000"), "danger": ("#f2a900", "#000000"),
    "overtime": ("#b3151d", "#ffffff"), "pending": ("#1f4e8c", "#ffffff"), "paused": ("#4a4f57", "#ffffff"),
    "idle": ("#000000", "#ffffff"),
}  # fmt: skip


def flat_state(conn: Connection, event_id: str, track: str | None, now: int) -> Row | None:
    """Where a track stands, as single values: a control surface makes variables of them. None: no such track."""
    show = show_queries.load_show(conn, event_id)
    names = [one.id for one in show.tracks] if show else []
    name = track or next(iter(names), None)
    if show is None or name not in names:
        return None
    one, zone = _track_state(show, name, now), (find_event(conn, event_id) or {})["zone"]
    live, standby, offset = one["live"], one["standby"], (one["offset"] or {}).get("absolute")
    cells = cells_of(conn, event_id, (live and live["row"], standby))
    on, coming = cells.get(live["row"] if live else "", {}), cells.get(standby or "", {})
    paused = bool(live and live["paused_at"] is not None)
    look = "paused" if paused else one["phase"] or "idle"
    remaining = _seconds(live["remaining"]) if live else None
    return {
        "event": event_id, "track": name, "now": clock.iso(now), "clock": _wall(now, zone),
        "live": live is not None, "row": live["row"] if live else "", "cue": on.get("cue", ""),
        "title": on.get("title", ""), "remaining_s": remaining, "remaining": _length(remaining),
        "elapsed_s": live["elapsed"] // 1000 if live else None, "phase": one["phase"] or "idle",
        "paused": paused, "held": one["held"], "rolling": one["roll"],
        "standby_row": standby or "", "standby_cue": coming.get("cue", ""), "standby_title": coming.get("title", ""),
        "offset_s": _seconds(offset), "offset": _signed(_seconds(offset)),
        "expected_end": clock.iso(one["expected_end"]), "expected_end_clock": _wall(one["expected_end"], zone),
        "colour": COLOURS[look][0], "text_colour": COLOURS[look][1],
        "go_colour": "#4a4f57" if one["held"] or one["blocked"] else "#0b6e3b",
    }  # fmt: skip


def _wall(at: int | None, zone: str) -> str:
    return "" if at is None else when.local(at, zone).strftime("%H:%M:%S")


def _length(seconds: int | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes}:{rest:02}"


def _signed(seconds: int | None) -> str:
    return "" if seconds is None else f"+{_length(seconds)}" if seconds > 0 else _length(seconds)


def row_of_cue(conn: Connection, event_id: str, track: str, cue: str) -> str | None:
    """The row whose cue cell says this; the first in the sheet when several do."""
    query = select(sheet_row.c.id, sheet_row.c.cells).where(
        sheet_row.c.event_id == event_id, sheet_row.c.track == track
    )
    wanted = cue.strip().casefold()
    found = {one.id for one in conn.execute(query) if json.loads(one.cells).get("cue", "").strip().casefold() == wanted}
    order: list[str] = next((one["places"] for one in show_queries.tracks(conn, event_id) if one["id"] == track), [])
    return next((one for one in order if one in found), None)


# ---------- tokens and the OSC door ----------


def tokens_of(conn: Connection, event_id: str) -> list[Row]:
    query = select(control_token).where(control_token.c.event_id == event_id).order_by(control_token.c.made_at)
    return [dict(one) for one in conn.execute(query).mappings()]


def find_token(conn: Connection, event_id: str, token_id: str) -> Row | None:
    return next((one for one in tokens_of(conn, event_id) if one["id"] == token_id), None)


def door(conn: Connection, event_id: str) -> Row:
    """How OSC comes in and goes out; closed when nobody has opened it."""
    row = conn.execute(select(osc_door).where(osc_door.c.event_id == event_id)).mappings().first()
    empty: Row = {one.name: None for one in osc_door.c} | {"event_id": event_id, "sources": ""}
    return dict(row) if row else empty


def doors(conn: Connection) -> list[Row]:
    """Every event's OSC that is in use."""
    used = osc_door.c.port.is_not(None) | osc_door.c.state_host.is_not(None)
    return [dict(one) for one in conn.execute(select(osc_door).where(used)).mappings()]


# ---------- the log ----------


def find_send(conn: Connection, event_id: str, send: str) -> Row | None:
    query = select(output_send).where(output_send.c.event_id == event_id, output_send.c.id == send)
    row = conn.execute(query).mappings().first()
    return dict(row) if row else None


def lost(conn: Connection, before: int) -> bool:
    """Whether a send's turn passed without anybody trying."""
    query = select(output_send.c.id).where(output_send.c.state == "waiting", output_send.c.next_at < before)
    return conn.execute(query.limit(1)).first() is not None


def log(conn: Connection, event_id: str) -> list[Row]:
    """The newest attempts and what waits for its first, newest first."""
    joined = output_send.outerjoin(
        output_try, (output_try.c.event_id == output_send.c.event_id) & (output_try.c.send == output_send.c.id)
    )
    tried = [output_try.c[name].label(f"try_{name}") for name in ("n", "at", "ms", "ok", "status", "reason")]
    query = select(output_send, *tried).select_from(joined).where(output_send.c.event_id == event_id)
    newest = query.order_by(output_send.c.made_at.desc(), output_send.c.id, output_try.c.n.desc()).limit(LOG_SHOWN)
    return [dict(one) for one in conn.execute(newest).mappings()]


def places(conn: Connection, event_id: str) -> Row:
    """What a rule may name: tracks, columns, rows with their words."""
    columns = select(sheet_column).where(sheet_column.c.event_id == event_id).order_by(sheet_column.c.order)
    tracks = show_queries.tracks(conn, event_id)
    cells = {
        one.id: json.loads(one.cells)
        for one in conn.execute(select(sheet_row.c.id, sheet_row.c.cells).where(sheet_row.c.event_id == event_id))
    }
    show = show_queries.load_show(conn, event_id)
    plays = {fact.id for plan in plans_of(show).values() for fact in plan.facts if fact.kind == "timed"} if show else ()
    return {
        "tracks": [{"id": one["id"], "name": one["name"]} for one in tracks],
        "columns": [{"id": one["id"], "name": one["name"]} for one in conn.execute(columns).mappings()],
        "rows": [
            {"id": row, "track": one["id"], "cue": cells[row].get("cue", ""), "title": cells[row].get("title", "")}
            for one in tracks for row in one["places"] if row in plays
        ],
    }  # fmt: skip
