"""Jobs of the stage: papers that take longer than a request."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.engine import Connection

from ops.config import Config
from ops.core import queries as core_queries
from ops.core.access import log_access
from ops.core.jobs import Kind
from ops.core.work import Work
from ops.stage.prints import queries as print_queries

Row = dict[str, Any]
PAPER, CARDS = "stage.paper", "stage.cards"


def prepare(conn: Connection, config: Config, job: Row) -> Row:
    """The sheet as it stands, in the words of whoever asked."""
    asked, by = json.loads(job["asked"]), core_queries.actor_name(conn, job["made_by"])
    return print_queries.paper_facts(conn, job["event_id"], asked, asked["lang"], by, job["made_at"])


def note_people(work: Work, job: Row, result: Row) -> None:
    """Cards may name people of the introductions: who has them is noted."""
    if result["people"]:
        log_access(work.conn, work.event_id, job["made_by"], CARDS, result["people"], "pdf")


KINDS: dict[str, Kind] = {
    PAPER: Kind("stage.take_out", "ops.stage.prints.pdf:make", prepare),
    CARDS: Kind("protocol.see_intro", "ops.stage.prints.pdf:make", prepare, finish=note_people),
}
