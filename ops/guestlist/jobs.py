"""Jobs of guestlist: what the child needs, what it does, what is stored."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from ops.config import Config
from ops.core.jobs import Kind
from ops.core.work import Work
from ops.guestlist import queries
from ops.guestlist.models import list_import, list_row

Row = dict[str, Any]
READ = "guestlist.read"


def prepare(conn: Connection, config: Config, job: Row) -> Row:
    """The event as a list is compared with."""
    return queries.known(conn, job["event_id"]) | {"make": json.loads(job["asked"])["make"]}


def keep_rows(work: Work, job: Row, said: Row) -> None:
    """Rows as the child has understood them."""
    made = [
        {
            "event_id": work.event_id, "import_id": job["id"], "number": row["number"], "sheet": row["sheet"],
            "row": row["row"], "kind": row["kind"], "match": row["match"], "done": False,
            **{name: json.dumps(row[name], ensure_ascii=False) for name in ("fields", "before", "faults")},
        }
        for row in said["rows"]
    ]  # fmt: skip
    work.conn.execute(insert(list_row), made)


def finish(work: Work, job: Row, result: Row) -> None:
    """The list is ready to be looked at, or refused as a whole."""
    mine = (list_import.c.event_id == work.event_id, list_import.c.id == job["id"])
    if work.conn.execute(select(list_import.c.state).where(*mine)).scalar() != "reading":
        return
    state = "ready" if result["counts"] else "refused"
    values = {name: json.dumps(result[name], ensure_ascii=False) for name in ("counts", "faults")}
    work.conn.execute(update(list_import).where(*mine).values(state=state, **values))


KINDS: dict[str, Kind] = {
    READ: Kind("guestlist.bring_in", "ops.guestlist.reader:read", prepare, heard=keep_rows, finish=finish),
}
