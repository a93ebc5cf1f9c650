"""What people are told: a published version of the plan, and who has seen which of its changes; settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update

from ops.core import journal
from ops.core.actions import fresh
from ops.core.work import Work
from ops.livestream import queries
from ops.livestream.actions.board import Board, Refused, Who, open_board, packed, store
from ops.livestream.models import live_release, live_seen, live_settings
from ops.livestream.plan_payloads import Seen, Settings

Row = dict[str, Any]
TOLD = {"confirmed", "ready", "live", "ended", "no_show", "cancelled"}


def publish(work: Work, ref: str, note: str, who: Who) -> Row:
    """The plan as it stands is what people are told from now on. Drafts are nobody's business."""
    board = open_board(work)
    version = last_version(work) + 1
    rows, changed = {}, []
    for slot in board.facts["slots"].values():
        if slot["state"] not in TOLD or (slot["state"] == "cancelled" and not slot["told"]):
            continue
        said = what_is_told(board, slot)
        rows[slot["id"]] = said
        if is_news(slot["told"], said):
            store(work, "live_slot", slot["id"], {"told": said | {"version": version}})
            changed.append(slot["id"])
    facts = {"release": version, "slots": len(rows), "changed": sorted(changed)}
    if not changed and version > 1:
        return fresh(work, ref, "live.published", facts | {"release": version - 1}, None)
    values = {"version": version, "at": work.now, "by": who.name, "note": note, "rows": journal.pack(rows)}
    work.conn.execute(insert(live_release).values(event_id=work.event_id, **values))
    touched = {"live_release": [str(version)], "live_slot": changed}
    index = work.record("live.published", f"live_release:{version}", touched, facts, ref=ref)
    return fresh(work, ref, "live.published", facts, index)


def is_news(told: Row, said: Row) -> bool:
    """Is something else said than was? That a slot has begun is no news, that it is cancelled is."""
    known = {name: value for name, value in told.items() if name not in ("version", "state")}
    cancelled = [one.get("state") == "cancelled" for one in (told, said)]
    return known != {name: value for name, value in said.items() if name != "state"} or cancelled[0] != cancelled[1]


def what_is_told(board: Board, slot: Row) -> Row:
    """What people must know of a slot."""
    names = ("starts", "ends", "channel", "host", "assistants", "state")
    title = slot["title"] or board.facts["sessions"].get(slot["session"], {}).get("title", "")
    return {name: slot[name] for name in names} | {"room": board.room_of(slot), "title": title}


def last_version(work: Work) -> int:
    """Number of the newest published version; 0 before the first."""
    query = select(func.max(live_release.c.version)).where(live_release.c.event_id == work.event_id)
    return int(work.conn.execute(query).scalar() or 0)


def see(work: Work, ref: str, asked: Seen, who: Who) -> Row:
    """Somebody has seen what a version says of a slot: the booth's room, the person of a link, or those whom a
    coordinator has told."""
    board = open_board(work)
    slot = board.slot(asked.slot)
    name = _for_whom(board, slot, asked, who)
    if asked.version > last_version(work):
        raise Refused("no_version")
    facts = {"slot": asked.slot, "who": name, "release": asked.version}
    mine = {"event_id": work.event_id, "slot": asked.slot, "who": name}
    here = [live_seen.c[one] == value for one, value in mine.items()]
    known = work.conn.execute(select(live_seen.c.version).where(*here)).scalar()
    if known is not None and known >= asked.version:
        return fresh(work, ref, "live.seen", facts, None)
    values = {"version": asked.version, "at": work.now}
    if known is None:
        work.conn.execute(insert(live_seen).values(**mine, **values))
    else:
        work.conn.execute(update(live_seen).where(*here).values(**values))
    subjects = {"live_seen": [f"{asked.slot}/{name}"]}
    index = work.record("live.seen", f"live_slot:{asked.slot}", subjects, facts, ref=ref)
    return fresh(work, ref, "live.seen", facts, index)


def _for_whom(board: Board, slot: Row, asked: Seen, who: Who) -> str:
    told = slot["told"] or what_is_told(board, slot)
    concerned = {f"person:{one}" for one in (told["host"], *told["assistants"]) if one} | {f"room:{told['room']}"}
    mine = [f"person:{one}" for one in who.persons] + [f"room:{one}" for one in who.rooms]
    may = concerned if {"live_coordinator", "organiser"} & {*who.roles} else concerned & {*mine}
    name = asked.who or next((one for one in mine if one in concerned), "")
    if name not in may:
        raise Refused("booth" if not asked.who else "role")
    return name


# ---------- settings ----------


def set_settings(work: Work, ref: str, asked: Settings) -> Row:
    """Buffers, hours of the mall, the promotion programme, days, who is rung, what rows of the sheet mean."""
    before, changes = queries.settings(work.conn, work.event_id), asked.values()
    changed = {
        name: before[name] | value if isinstance(value, dict) else value
        for name, value in changes.items()
        if (before[name] | value if isinstance(value, dict) else value) != before[name]
    }
    facts = {"fields": sorted(changed)}
    if not changed:
        return fresh(work, ref, "live.settings_changed", facts, None)
    keep_settings(work, changed)
    index = work.record("live.settings_changed", "live_settings:live", {"live_settings": ["live"]}, facts, ref=ref)
    return fresh(work, ref, "live.settings_changed", facts, index)


def keep_settings(work: Work, values: Row) -> None:
    """Write settings, and their row when there is none yet."""
    here = live_settings.c.event_id == work.event_id
    rows = packed("live_settings", values)
    if work.conn.execute(select(live_settings.c.event_id).where(here)).first():
        work.conn.execute(update(live_settings).where(here).values(**rows))
    else:
        work.conn.execute(insert(live_settings).values(event_id=work.event_id, **rows))
