"""Journal lines of two installations: told by number, kept once, whatever the order they come in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, select, update

from ops.bridge.models import bridge_line, bridge_uplink
from ops.bridge.site_payloads import ForeignLine
from ops.core import journal
from ops.core.work import Work

Row = dict[str, Any]
LINES_AT_ONCE = 200
TOLD = ("bridge.", "stage.stepped", "stage.passed", "stage.reset")
"""Kinds of lines that the hub gets: what the bridge and the caller did; none of them names a guest."""


def lines_to_tell(conn: Any, event_id: str, after: int) -> tuple[list[Row], int]:
    """Our own lines behind a number that the other side should have, and the number up to which we looked."""
    found = journal.since(conn, event_id, after, LINES_AT_ONCE)
    told = [
        {"seq": line.seq, "kind": line.kind, "at": line.at, "actor": line.actor, "facts": line.facts}
        for line in found if line.kind.startswith(TOLD)
    ]  # fmt: skip
    return told, found[-1].seq if found else after


def lines_for(conn: Any, event_id: str, site: str, after: int) -> tuple[list[Row], int]:
    """The hub's lines that concern a site, behind a number."""
    told, upto = lines_to_tell(conn, event_id, after)
    return [row for row in told if concerns(row, site)], upto


def concerns(row: Row, site: str) -> bool:
    """Whether a line of the hub is about a site or about all."""
    facts = row["facts"]
    named = facts.get("site"), facts.get("sites")
    if not row["kind"].startswith("bridge."):
        return False
    return named == (None, None) or named[0] == site or (named[1] is not None and site in named[1])


def take_lines(work: Work, source: str, lines: Iterable[ForeignLine]) -> int:
    """Keep the other side's lines; one that is here already is left as it is. Answers the highest number we have."""
    mine = (bridge_line.c.event_id == work.event_id) & (bridge_line.c.source == source)
    wanted = {line.seq: line for line in lines}
    there = select(bridge_line.c.seq).where(mine, bridge_line.c.seq.in_(list(wanted)))
    known = {row.seq for row in work.conn.execute(there)}
    rows = [
        {
            "event_id": work.event_id, "source": source, "seq": seq, "kind": line.kind, "at": line.at,
            "actor": line.actor, "facts": journal.pack(line.facts),
        }
        for seq, line in sorted(wanted.items()) if seq not in known
    ]  # fmt: skip
    if rows:
        work.conn.execute(insert(bridge_line), rows)
    return have(work.conn, work.event_id, source)


def have(conn: Any, event_id: str, source: str) -> int:
    """The highest number that we have of another journal."""
    query = select(func.coalesce(func.max(bridge_line.c.seq), 0)).where(
        bridge_line.c.event_id == event_id, bridge_line.c.source == source
    )
    return int(conn.execute(query).scalar_one())


def told_upto(conn: Any, event_id: str, seq: int) -> None:
    """The hub has our lines up to this number."""
    mine = (bridge_uplink.c.event_id == event_id) & (bridge_uplink.c.told < seq)
    conn.execute(update(bridge_uplink).where(mine).values(told=seq))


def take_pulled(work: Work, lines: list[Row]) -> int:
    """Lines of the hub as its answer brought them."""
    return take_lines(work, "hub", [ForeignLine.model_validate(line) for line in lines])
