"""Guest lists at the keyboard of the server: the same reading, acceptance and layout as in the office."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from ops.config import Config
from ops.core import jobs, queries as core_queries, tokens
from ops.core.access import log_access
from ops.core.actions import finish_answer
from ops.core.db import Database
from ops.core.work import Doorbell, begin
from ops.errors import NotFound, OpsError
from ops.guestlist import actions, queries, writing
from ops.guestlist.jobs import READ
from ops.guestlist.reader import SOURCE

Row = dict[str, Any]


def bring_in(db: Database, config: Config, event_id: str, file: Path, make: str = "") -> tuple[Row, list[Row]]:
    """Read a file and compare; answers the list and its rows. Nothing is changed yet."""
    runner = jobs.Jobs(db, Doorbell(), config)
    list_id = tokens.new_id()
    (runner.folder(event_id, list_id) / SOURCE).write_bytes(file.read_bytes())
    with begin(db, Doorbell(), event_id, "system") as work:
        actions.keep_list(work, list_id, file.name[:120])
        jobs.ask(work, str(uuid.uuid4()), READ, {"make": make}, list_id)
    done = runner.run(event_id, list_id)
    if done["error"]:
        raise OpsError(done["error"])
    with db.read() as conn:
        return queries.find(conn, event_id, list_id), queries.some_rows(conn, event_id, list_id)


def accept(db: Database, secret: bytes, event_id: str, list_id: str) -> Row:
    """Take in all new and changed rows; answers the counts."""
    with begin(db, Doorbell(), event_id, "system") as work:
        line = actions.accept(work, str(uuid.uuid4()), list_id, None, {}, secret)
    facts: Row = finish_answer(work, line)["facts"]
    return facts


def take_out(db: Database, event_id: str, file: Path) -> int:
    """Write the list to a file, xlsx unless its name ends with .csv; answers how many guests."""
    with db.write() as conn:
        if core_queries.find_event(conn, event_id) is None:
            raise NotFound
        facts = queries.in_order(conn, event_id)
        log_access(conn, event_id, "system", "guestlist.export", len(facts["guests"]), "shell")
    table = writing.table(facts)
    file.touch(mode=0o600)
    file.write_bytes(writing.csv_file(table) if file.suffix.lower() == ".csv" else writing.excel_file(table))
    return len(table)
