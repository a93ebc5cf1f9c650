"""Figures as they stand, for the feed, the page of numbers, files and the import."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.core import clock, queries as core_queries
from ops.livestream.catalogue.models import channel, live_room
from ops.livestream.figures import rules
from ops.livestream.figures.models import live_figure, live_file, live_mapping, live_public
from ops.livestream.models import live_session, live_slot

Row = dict[str, Any]
AIRED = frozenset({"live", "ended"})
OTHER = "other"
NO_PUBLIC: Row = {"voucher": {}, "about": {}, "totals": False}


def figures(conn: Connection, event_id: str, slots: Iterable[str] | None = None) -> list[Row]:
    """Everything that was ever said, oldest first."""
    query = select(live_figure).where(live_figure.c.event_id == event_id)
    if slots is not None:
        query = query.where(live_figure.c.slot.in_(sorted(set(slots))))
    ordered = query.order_by(live_figure.c.made_at, live_figure.c.id)
    return [dict(row) for row in conn.execute(ordered).mappings()]


def read(conn: Connection, event_id: str, audience: str, entity: str, ids: Iterable[str] | None) -> list[Row]:
    """Rows `live_figure_sum` (id: the slot) of slots of which somebody has said something."""
    return sums(figures(conn, event_id, ids))


def sums(found: list[Row]) -> list[Row]:
    """What stands, slot by slot. A slot has one platform; if figures name several, each metric is of its newest."""
    standing = rules.by_slot(found)
    files: dict[str, list[str]] = {}
    for one in found:
        if one["file_hash"] and one["file_hash"] not in files.setdefault(one["slot"], []):
            files[one["slot"]].append(one["file_hash"])
    rows: dict[str, Row] = {}
    for (slot, platform), metrics in sorted(standing.items(), key=lambda one: _newest(one[1])):
        row = rows.setdefault(slot, {"id": slot, "platform": platform, "metrics": {}, "files": files.get(slot, [])})
        row["platform"] = platform
        row["metrics"] |= {metric: _told(one) for metric, one in metrics.items()}
    return [row | {"coverage": rules.coverage(row["metrics"])} for _, row in sorted(rows.items())]


def _newest(metrics: Row) -> int:
    return max(int(one["made_at"]) for one in metrics.values())


def _told(one: Row) -> Row:
    return {name: one[name] for name in ("value", "status", "source", "as_of", "parts", "by")}


# ---------- slots as numbers need them ----------

_SLOTS = (
    select(
        live_slot.c.id, live_slot.c.session, live_slot.c.channel, live_slot.c.starts, live_slot.c.ends,
        live_slot.c.actual_start, live_slot.c.actual_end, live_slot.c.state, live_slot.c.link, live_slot.c.title,
        live_slot.c.room, live_session.c.title.label("session_title"), live_session.c.room.label("session_room"),
        channel.c.name.label("channel_name"), channel.c.platform,
    )
    .join(live_session, (live_session.c.event_id == live_slot.c.event_id) & (live_session.c.id == live_slot.c.session))
    .outerjoin(channel, (channel.c.event_id == live_slot.c.event_id) & (channel.c.id == live_slot.c.channel))
    .order_by(live_slot.c.starts, live_slot.c.id)
)  # fmt: skip


def slots(conn: Connection, event_id: str, slot: str | None = None) -> list[Row]:
    """Slots in the order of time, with their room, channel and platform."""
    query = _SLOTS.where(live_slot.c.event_id == event_id)
    found = conn.execute(query if slot is None else query.where(live_slot.c.id == slot)).mappings()
    rooms = dict(conn.execute(select(live_room.c.id, live_room.c.name).where(live_room.c.event_id == event_id)).all())
    told = []
    for row in found:
        room = row["room"] or row["session_room"]
        title = row["title"] or row["session_title"]
        named = {"title": title, "room": room, "room_name": rooms.get(room, room)}
        told.append({**row, **named, "platform": row["platform"] or OTHER, "channel_name": row["channel_name"] or ""})
    return told


# ---------- the page of numbers ----------


def numbers(conn: Connection, event_id: str, now: int) -> Row:
    """Every slot that was on air or has numbers, what stands of it, what is due, and the totals."""
    found = figures(conn, event_id)
    standing = rules.by_slot(found)
    said = {row["id"]: row for row in sums(found)}
    every = slots(conn, event_id)
    shown = counted(every, standing)
    names = {actor: core_queries.actor_name(conn, actor) for actor in {one["by"] for one in found}}
    rows = [_slot_row(one, said.get(one["id"]), names, now) for one in shown]
    ids = [one["id"] for one in shown]
    covered = {
        slot for (slot, _), metrics in standing.items() if any(one["value"] is not None for one in metrics.values())
    }
    return {
        "slots": rows,
        "totals": rules.totals(ids, standing),
        "coverage": {"have": len(covered & set(ids)), "of": len(ids)},
        "planned": len([one for one in every if one["state"] not in ("cancelled", "no_show")]),
        "now": now,
    }


def counted(every: list[Row], standing: Mapping[tuple[str, str], Any]) -> list[Row]:
    """Slots that totals are about: what is or was on air, and whatever somebody has told numbers of."""
    told = {slot for slot, _ in standing}
    return [one for one in every if one["state"] in AIRED or one["id"] in told]


def _slot_row(slot: Row, said: Row | None, names: dict[str, str], now: int) -> Row:
    metrics = {} if said is None else said["metrics"]
    ended = slot["actual_end"] if slot["state"] == "ended" else None
    kept = ("id", "title", "channel", "channel_name", "platform", "room", "room_name", "starts", "ends", "state")
    by = [one["by"] for one in sorted(metrics.values(), key=lambda one: one["as_of"])]
    return {name: slot[name] for name in kept} | {
        "actual_start": slot["actual_start"],
        "actual_end": slot["actual_end"],
        "metrics": {name: {key: one[key] for key in one if key != "by"} for name, one in metrics.items()},
        "coverage": rules.coverage(metrics),
        "files": [] if said is None else said["files"],
        "by": names.get(by[-1], by[-1]) if by else "",
        "due": rules.reminder(ended, metrics, now),
    }


def history(conn: Connection, event_id: str, slot: str) -> list[Row]:
    """Everything that was said of a slot, the newest first, with who said it."""
    found = figures(conn, event_id, [slot])
    names = {actor: core_queries.actor_name(conn, actor) for actor in {one["by"] for one in found}}
    kept = ("id", "platform", "metric", "value", "status", "as_of", "source", "file_hash", "row_key", "made_at", "note")
    return [{name: one[name] for name in kept} | {"by": names[one["by"]]} for one in reversed(found)]


# ---------- files, kept titles, the public programme's words ----------


def find_file(conn: Connection, event_id: str, name: str) -> Row | None:
    """A file by the hash of what is kept, or of what was sent."""
    here = (live_file.c.hash == name) | (live_file.c.came_as == name)
    row = conn.execute(select(live_file).where(live_file.c.event_id == event_id, here)).mappings().first()
    return dict(row) if row else None


def mapping(conn: Connection, event_id: str, platform: str) -> dict[str, str]:
    """What people have said the columns of a platform mean, in any language: titles do not clash."""
    query = select(live_mapping.c.columns).where(
        live_mapping.c.event_id == event_id, live_mapping.c.platform == platform
    )
    return {title: name for text in conn.execute(query).scalars() for title, name in json.loads(text).items()}


def public_words(conn: Connection, event_id: str) -> Row:
    """Voucher, a sentence under the title, and whether totals are shown on walls."""
    row = conn.execute(select(live_public).where(live_public.c.event_id == event_id)).mappings().first()
    if row is None:
        return dict(NO_PUBLIC)
    about, voucher = json.loads(row["about"]), json.loads(row["voucher"])
    return {"voucher": voucher, "about": about, "totals": bool(row["totals"])}


def iso_of(row: Row, *names: str) -> Row:
    """Instants of a row as ISO text."""
    return row | {name: clock.iso(row[name]) for name in names}
