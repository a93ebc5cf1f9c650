"""What the caller says to screens, who has read it, and who is ready."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from ops.core import auth, tokens
from ops.core.actions import fresh
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import NotFound
from ops.stage.actions.shows import Refused
from ops.stage.models import sheet_row, stage_message, stage_ready, stage_receipt
from ops.stage.payloads import NewMessage, Ready

Row = dict[str, Any]


def send(work: Work, ref: str, asked: NewMessage, by: Actor) -> Row:
    """A message to all, to a role or to one device."""
    message = tokens.new_id()
    told = {"target": asked.target, "look": asked.look}
    values = {"id": message, "text": asked.text, "sent_at": work.now, "sent_by": work.actor, "by": by.name}
    work.conn.execute(insert(stage_message).values(event_id=work.event_id, **values, **told))
    facts = {"message": message, **told}
    index = work.record("stage.message_sent", f"message:{message}", {"message": [message]}, facts, ref=ref)
    return fresh(work, ref, "stage.message_sent", facts, index)


def _find(work: Work, message: str) -> Any:
    here = (stage_message.c.event_id == work.event_id) & (stage_message.c.id == message)
    row = work.conn.execute(select(stage_message).where(here)).first()
    if row is None:
        raise NotFound
    return row


def clear(work: Work, ref: str, message: str) -> Row:
    """Take a message off the screens."""
    facts = {"message": message}
    if _find(work, message).cleared_at is not None:
        return fresh(work, ref, "stage.message_cleared", facts, None)
    here = (stage_message.c.event_id == work.event_id) & (stage_message.c.id == message)
    work.conn.execute(update(stage_message).where(here).values(cleared_at=work.now))
    index = work.record("stage.message_cleared", f"message:{message}", {"message": [message]}, facts, ref=ref)
    return fresh(work, ref, "stage.message_cleared", facts, index)


def read(work: Work, ref: str, message: str, by: Actor) -> Row:
    """Whoever asks has read it."""
    _find(work, message)
    facts = {"message": message}
    mine = {"event_id": work.event_id, "message": message, "device": work.actor}
    here = [stage_receipt.c[name] == value for name, value in mine.items()]
    if work.conn.execute(select(stage_receipt.c.read_at).where(*here)).first():
        return fresh(work, ref, "stage.message_read", facts, None)
    work.conn.execute(insert(stage_receipt).values(name=by.name, read_at=work.now, **mine))
    index = work.record("stage.message_read", f"message:{message}", {"message": [message]}, facts, ref=ref)
    return fresh(work, ref, "stage.message_read", facts, index)


def ready(work: Work, ref: str, asked: Ready, by: Actor) -> Row:
    """Somebody is ready for a row, or is not any more."""
    row = select(sheet_row.c.id).where(sheet_row.c.event_id == work.event_id, sheet_row.c.id == asked.row)
    if work.conn.execute(row).first() is None:
        raise Refused("unknown_row")
    role = next(role for role in auth.ROLES if role in by.roles)
    facts = {"row": asked.row, "role": role, "on": asked.on}
    mine = {"event_id": work.event_id, "row": asked.row, "role": role, "device": by.id}
    here = [stage_ready.c[name] == value for name, value in mine.items()]
    if bool(work.conn.execute(select(stage_ready.c.at).where(*here)).first()) == asked.on:
        return fresh(work, ref, "stage.ready_said", facts, None)
    if asked.on:
        work.conn.execute(insert(stage_ready).values(name=by.name, at=work.now, **mine))
    else:
        work.conn.execute(delete(stage_ready).where(*here))
    subjects = {"ready": [f"{asked.row}/{role}/{by.id}"]}
    index = work.record("stage.ready_said", f"sheet_row:{asked.row}", subjects, facts, ref=ref)
    return fresh(work, ref, "stage.ready_said", facts, index)
