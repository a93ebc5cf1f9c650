"""A row of this installation's own run sheet begins with the bridge."""

from __future__ import annotations

import uuid
from typing import Any

from ops.bridge import row_queries
from ops.core.work import Work
from ops.stage.actions import steps
from ops.stage.payloads import Step

Row = dict[str, Any]


def begin_row(work: Work, ref: str | None, row: str) -> Row | None:
    """Start a row, unless it is live already or no longer in the sheet. Answers the line of the stage, or nothing."""
    now = row_queries.row_now(work.conn, work.event_id, row, work.now)
    if now is None or now["live"]:
        return None
    named = ref or str(uuid.uuid4())
    return steps.step(work, named, Step(ref=named, track=now["track"], do="start", row=row))
