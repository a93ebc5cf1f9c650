"""The plan inside a unit of work: read as the rules want it, asked, and kept again. Every verb goes through here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import delete, insert, update

from ops.core import clock, journal
from ops.core.auth import Actor
from ops.core.work import Work
from ops.errors import Conflict, NotFound
from ops.livestream import fact_queries, rules
from ops.livestream.plan_payloads import Late
from ops.livestream.queries import TABLES, TEXTS

Row = dict[str, Any]
LATE_AT_MOST_MS = 2 * clock.HOUR
"""How far back an act may lie that waited in an outbox."""
UNCOUNTED = {"rang", "revs", "version", "by", "told"}
"""Fields of a slot that are kept about it: they make no new version."""


class Refused(Conflict):
    """The rules do not do it; `refusal` is their code, its sentence is live.refused.<code>."""

    def __init__(self, refusal: str, more: Row | None = None) -> None:
        super().__init__("live_refused")
        more = more or {}
        self.refusal, self.more = refusal, more
        said = {name: str(value) for name, value in more.items() if isinstance(value, (str, int))}
        lists = {name: value for name, value in more.items() if isinstance(value, list)}
        self.fields = cast(Any, {"refusal": refusal, **said, **lists})
        if "keys" in more:
            self.fields["conflicts"] = more["keys"]


@dataclass
class Who:
    """Whoever acts, as the rules see them."""

    key: str
    name: str
    roles: list[str]
    rooms: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)

    def plain(self) -> Row:
        return {
            "id": self.key, "roles": self.roles, "rooms": self.rooms, "persons": self.persons, "producers": [],
        }  # fmt: skip


SYSTEM = Who("system", "system", ["system", "live_coordinator"])


def who_of(actor: Actor) -> Who:
    """Somebody signed in, or a paired device: one at a booth acts for the slots of its room."""
    rooms = [actor.post] if actor.kind == "device" and actor.post else []
    return Who(actor.key, actor.name, sorted(actor.roles), rooms)


@dataclass
class Board:
    """What a verb works on."""

    work: Work
    facts: Row
    touched: set[str] = field(default_factory=set)

    def slot(self, slot_id: str) -> Row:
        """A slot as it stands now, with what this verb has changed."""
        found = self.facts["slots"].get(slot_id)
        if found is None:
            raise NotFound
        return cast(Row, found)

    def session(self, session_id: str) -> Row:
        """A session as it stands now."""
        found = self.facts["sessions"].get(session_id)
        if found is None:
            raise NotFound
        return cast(Row, found)

    def states(self) -> Row:
        """How the slots stand that this verb has changed: [version, state], for its line."""
        slots = self.facts["slots"]
        return {one: [slots[one]["version"], slots[one]["state"]] for one in sorted(self.touched) if one in slots}

    def room_of(self, slot: Row) -> str:
        """Where a slot takes place: its own room, else that of its session."""
        return str(slot["room"] or self.facts["sessions"].get(slot["session"], {}).get("room", ""))


def open_board(work: Work) -> Board:
    """Everything that the rules need, as it stands in this transaction."""
    return Board(work, fact_queries.read_facts(work.conn, work.event_id, work.now))


def instant_of(work: Work, asked: Late) -> int:
    """When an act really happened: by the device's clock and its error; never later than it was heard of, and at that
    time not long ago."""
    heard, device_at = asked.heard(work.now), asked.device_ms()
    if device_at is None:
        return heard
    at = min(device_at + round(asked.offset_ms or 0), heard)
    if at < heard - LATE_AT_MOST_MS:
        raise Refused("too_old")
    return at


def require_room(board: Board, slot: Row, who: Who) -> None:
    """A booth's device acts for the slots of its own room alone."""
    operator = "booth" in who.roles and not {"live_coordinator", "organiser"} & {*who.roles}
    if operator and board.room_of(slot) not in who.rooms:
        raise Refused("booth")


# ---------- rules ----------


def take_step(board: Board, slot: Row, action: str, who: Who, at: int, **more: Any) -> Row | None:
    """Do a step: the slot after it, stored; None when it had been done already."""
    done = rules.step(slot, action, who.plain(), at, board.facts | {"now": max(at, slot["actual_start"] or 0)}, **more)
    if not done["ok"]:
        raise Refused(done["refused"], done.get("more"))
    return None if done["already"] else keep_slot(board, slot, done["changes"], who)


def keep_slot(board: Board, before: Row, changes: Row, who: Who) -> Row | None:
    """Write what is different of a slot; None when nothing is."""
    changed = {name: value for name, value in changes.items() if before.get(name) != value}
    if not changed:
        return None
    if changed.keys() - UNCOUNTED:
        version = before["version"] + 1
        changed |= {"version": version, "by": who.key}
        changed["revs"] = before["revs"] | dict.fromkeys(changed.keys() - UNCOUNTED, version)
    after = before | changed
    store(board.work, "live_slot", after["id"], changed)
    board.facts["slots"][after["id"]] = after
    board.touched.add(after["id"])
    return after


# ---------- rows of the tables ----------


def packed(name: str, values: Row) -> Row:
    """Values as they are stored."""
    return {one: journal.pack(value) if one in TEXTS[name] else value for one, value in values.items()}


def store(work: Work, name: str, row_id: str, values: Row) -> None:
    """Change a row."""
    table = TABLES[name]
    here = (table.c.event_id == work.event_id) & (table.c.id == row_id)
    work.conn.execute(update(table).where(here).values(**packed(name, values)))


def add(work: Work, name: str, rows: Iterable[Row]) -> None:
    """Add rows."""
    found = [{"event_id": work.event_id, **packed(name, row)} for row in rows]
    if found:
        work.conn.execute(insert(TABLES[name]), found)


def remove(work: Work, name: str, row_id: str) -> None:
    """Take a row away."""
    table = TABLES[name]
    work.conn.execute(delete(table).where(table.c.event_id == work.event_id, table.c.id == row_id))
