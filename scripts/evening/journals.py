"""Do three journals tell the same evening? Read from the files, each installation's own."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops import checks
from ops.bridge import queries
from ops.bridge.actions import lines
from ops.bridge.models import bridge_line
from ops.core import journal
from ops.core.db import Database
from scripts.evening.houses import House

Row = dict[str, Any]
CUE = ("id", "seq", "prev", "kind", "of", "fire_at", "lead", "ttl", "script", "sent_at", "state")
LINE = ("seq", "kind", "at", "actor", "facts")
ONCE = {
    "bridge.cue_sent": ("cue",), "bridge.cue_acked": ("cue", "site"), "bridge.cue_done": ("cue", "site"),
    "bridge.tally_changed": ("cue",), "bridge.cross_made": ("cross",),
}  # fmt: skip


def disagreements(hub: House, sites: dict[str, House]) -> list[str]:
    """A sentence for everything in which the journals differ, or that is not whole by itself."""
    found: list[str] = []
    for house in (hub, *sites.values()):
        found += [f"{house.name}: {one}" for one in _alone(house)]
    for site, house in sites.items():
        found += [f"{house.name}: {one}" for one in _together(hub, house, site)]
    return found


def open_ends(hub: House, sites: dict[str, House]) -> list[str]:
    """What one has of another and has not told it yet; empty when all lines have crossed."""
    return [one for site, house in sites.items() for one in _together(hub, house, site)]


def compared(hub: House, sites: dict[str, House]) -> str:
    """How much was compared."""
    counts = [f"{house.name} {len(_own(house))} lines" for house in (hub, *sites.values())]
    with _reading(hub) as conn:
        cues = len(queries.cues(conn, hub.event))
    return f"{cues} cues; " + ", ".join(counts)


@contextlib.contextmanager
def _reading(house: House) -> Iterator[Connection]:
    db = Database(f"sqlite:///{house.file}")
    try:
        with db.read() as conn:
            yield conn
    finally:
        db.release()


def _own(house: House) -> list[journal.Line]:
    found: list[journal.Line] = []
    with _reading(house) as conn:
        while more := journal.since(conn, house.event, found[-1].seq if found else 0):
            found += more
    return found


def _alone(house: House) -> Iterator[str]:
    """One journal: numbers without a gap, each thing once, and the program's own checks."""
    own = _own(house)
    if [line.seq for line in own] != list(range(1, len(own) + 1)):
        yield "numbers of the journal have a gap"
    for kind, names in ONCE.items():
        seen = Counter(tuple(line.facts.get(name) for name in names) for line in own if line.kind == kind)
        yield from (f"{kind} {' '.join(map(str, one))} {n} times" for one, n in seen.items() if n > 1)
    db = Database(f"sqlite:///{house.file}")
    yield from (f"{one.name}: {one.statement}: {one.rows[:2]}" for one in checks.run(db, None))
    db.release()


def _together(hub: House, house: House, site: str) -> Iterator[str]:
    """The hub and one installation: cues, order, outcomes, and both copies of the other's lines."""
    with _reading(hub) as ours, _reading(house) as theirs:
        yield from _differ("cue", _cues(ours, hub.event, site), _cues(theirs, house.event, site))
        of_hub = _lines(ours, hub.event, site)
        yield from _differ("line of the hub", of_hub, _kept(theirs, house.event, "hub"))
        yield from _differ("line of the site", _told(theirs, house), _kept(ours, hub.event, site))


def _cues(conn: Connection, event: str, site: str) -> list[Row]:
    return [{name: row[name] for name in CUE} for row in queries.cues_for(conn, event, site)]


def _lines(conn: Connection, event: str, site: str) -> list[Row]:
    """Lines of the hub that the site must have, all of them."""
    found: list[Row] = []
    after = 0
    while True:
        more, upto = lines.lines_for(conn, event, site, after)
        found += more
        if upto == after:
            return [{name: row[name] for name in LINE} for row in found]
        after = upto


def _told(conn: Connection, house: House) -> list[Row]:
    """Lines of a site that the hub must have: from the one on with which it joined."""
    begun = next(line.seq for line in _own(house) if line.kind == "bridge.uplink_changed")
    found: list[Row] = []
    after = begun - 1
    while True:
        more, upto = lines.lines_to_tell(conn, house.event, after)
        found += more
        if upto == after:
            return [{name: row[name] for name in LINE} for row in found]
        after = upto


def _kept(conn: Connection, event: str, source: str) -> list[Row]:
    """Another journal's lines as they were kept here."""
    mine = (bridge_line.c.event_id == event) & (bridge_line.c.source == source)
    found = conn.execute(select(bridge_line).where(mine).order_by(bridge_line.c.seq)).mappings()
    return [{name: row[name] for name in LINE} | {"facts": _facts(row["facts"])} for row in found]


def _facts(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _differ(what: str, right: list[Row], other: list[Row]) -> Iterator[str]:
    """What is missing, too much, in another order or different, said of at most three."""
    name = "id" if what == "cue" else "seq"
    first, second = [row[name] for row in right], [row[name] for row in other]
    if first != second:
        missing, more = [one for one in first if one not in second], [one for one in second if one not in first]
        yield f"{what}: missing {missing[:3]}, too much {more[:3]}" if missing or more else f"{what}: another order"
        return
    pairs = [(one, two) for one, two in zip(right, other, strict=True) if one != two]
    for one, two in pairs[:3]:
        yield f"{what} {one[name]}: {_parts(one, two)}"


def _parts(one: Row, two: Row) -> str:
    return ", ".join(f"{name} {one[name]!r} / {two[name]!r}" for name in one if one[name] != two[name])
