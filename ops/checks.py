"""The invariants of a database, checked at any time without writing: `ops check`.

Each check has a name, a sentence that can be false, and a function that answers the rows for which it is; the functions
are in `ops/invariants`. Journal and tables are read once per event; decisions are made again by the same rules that
made them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from ops.core.db import Database
from ops.core.models import event
from ops.invariants import bridge, doors, live, live_numbers, spaces, stage, story
from ops.invariants.facts import Facts, Used

Row = dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """An invariant that does not hold, and the rows that show it."""

    name: str
    statement: str
    rows: list[Row]


def physical(conn: Connection) -> Iterator[Row]:
    """SQLite's own checks; PostgreSQL enforces foreign keys and has pg_amcheck for the rest."""
    if conn.dialect.name != "sqlite":
        return
    for row in conn.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield {"integrity_check": row[0]}
    for row in conn.execute(text("PRAGMA foreign_key_check")):
        yield {"table": row[0], "rowid": row[1], "parent": row[2]}


CHECKS: dict[str, tuple[str, Callable[[Facts], Iterator[Row]] | None]] = {
    "physical": ("the file is sound and every foreign key has its row", None),
    "I1": ("numbers of an event's journal run from 1 to event.seq without a gap", story.numbers),
    "I2": ("a ref is used once", story.refs),
    "I5": ("every scan and undo has its line, every such line its row", story.causes),
    "I7": ("presence of every guest is what the rules make of the scans", doors.presence),
    "I8": ("counted entries and exits of a guest alternate", doors.alternation),
    "I9": ("every scan stands as the rules say: one entry counts, a second points to the first", doors.standings),
    "I10": ("an undo was allowed, names its scan, and takes back only that", doors.undoing),
    "I11": ("every item that arrived ended as scan, undo or kept aside, under its number", doors.outcomes),
    "I12": ("totals of event and delegations are a count of their guests", doors.counts),
    "I13": ("who comes instead of somebody stands for them, and both are there", doors.deputies),
    "I14": ("time does not go back along the journal, and scans carry the corrected time", story.times),
    "I19": ("every actor existed, belonged to the event and had the right at that time", story.actors),
    "S1": ("the places of a track are the rows of its sheet, each once", stage.places),
    "S2": ("what is live on a track is a row of its sheet", stage.live_rows),
    "S3": ("runs of a take are numbered from 1, and each ends after it began and after the one before", stage.runs),
    "S4": ("edits of an event are numbered from 1, and those taken back lie behind those that stand", stage.edits),
    "S5": ("a receipt is of a message, and a cell's last change is a line of the journal", stage.marks),
    "L1": ("a slot is of a session, ends after it begins, and its real times fit its state", live.states),
    "L2": ("a room, a host or a channel is on air for one session at a time", live.on_air),
    "L3": ("confirmed slots share nothing at once unless somebody answers for it by name", live.firm),
    "L4": ("a slot stands as its last line says", live.last_words),
    "L5": ("edits of a plan are numbered from 1, and those taken back lie behind those that stand", live.edits),
    "L6": ("published versions are numbered from 1, and nobody was told of or has seen a later one", live.releases),
    "L7": ("a number is of a slot, has no value only when it is missing, and its proof is kept", live_numbers.figures),
    "L8": ("as many numbers stand as were told: none is taken away", live_numbers.appended),
    "E1": ("how many are inside is what the taps of the day make of it", spaces.counts),
    "E2": ("sums of a booth are its lines, hours, taps and leads", spaces.sums),
    "E3": ("a card has three weak stamps at most, is used after a person's look, its gift is counted", spaces.honest),
    "E4": ("a lead stands as its consents say, and what was agreed to is kept under its hash", spaces.agreed),
    "E5": ("a frozen list has its hash, and list and numbers make the winners", spaces.drawn),
    "B1": ("cues and talk of a bridge are numbered from 1", bridge.numbers),
    "B2": ("every cue of a site names the one before it", bridge.chains),
    "B3": ("a cue of a site ends once, as its line says, and none is fired behind its life", bridge.ends),
    "B4": ("frozen records are a chain, each as its line said", bridge.frozen),
    "B5": ("whoever was let in by a link has one line that says so", bridge.invites),
    "links": ("a scan's gate, device and guest exist in its event", doors.links),
}
"""Name -> the statement, and what looks for rows of one event that break it."""


def run(db: Database, event_id: str | None) -> list[Broken]:
    """Check one event or all; answers what is broken. Reads in one view, so it may run beside a working server."""
    found: dict[str, list[Row]] = {name: [] for name in CHECKS}
    with db.read() as conn:
        found["physical"] = list(physical(conn))
        query = select(event) if event_id is None else select(event).where(event.c.id == event_id)
        used = Used(conn)
        for row in conn.execute(query).mappings().all():
            facts = Facts(conn, dict(row), used)
            for name, (_, find) in CHECKS.items():
                if find is not None:
                    found[name] += find(facts)
    return [Broken(name, CHECKS[name][0], rows) for name, rows in found.items() if rows]
