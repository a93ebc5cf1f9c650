"""The hand on the prompter: where its text stands and how fast it rolls, the same for all screens of a track."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select

from ops.core.actions import fresh
from ops.core.work import Work
from ops.stage.actions.shows import Refused
from ops.stage.models import sheet_row, stage_prompter
from ops.stage.screens.payloads import Prompter

Row = dict[str, Any]


def steer(work: Work, ref: str, asked: Prompter) -> Row:
    """Put the prompter of a track where somebody's hand has it."""
    row = select(sheet_row.c.id).where(
        sheet_row.c.event_id == work.event_id, sheet_row.c.id == asked.row, sheet_row.c.track == asked.track
    )
    if work.conn.execute(row).first() is None:
        raise Refused("unknown_row")
    told = {name: getattr(asked, name) for name in ("row", "place", "wpm", "running")}
    mine = (stage_prompter.c.event_id == work.event_id) & (stage_prompter.c.id == asked.track)
    work.conn.execute(delete(stage_prompter).where(mine))
    work.conn.execute(insert(stage_prompter).values(event_id=work.event_id, id=asked.track, at=work.now, **told))
    facts = {"track": asked.track, **told}
    index = work.record("stage.prompted", f"track:{asked.track}", {"prompter": [asked.track]}, facts, ref=ref)
    return fresh(work, ref, "stage.prompted", facts, index)
