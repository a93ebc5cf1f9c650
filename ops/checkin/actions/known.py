"""What is known when a batch of items is judged: refs heard of before, guests by code, gates, earlier scans."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Engine

from ops.checkin import facts, gate_queries, guest_queries, scan_queries
from ops.checkin.actions.aside import accepted_ref
from ops.checkin.item_payloads import DeskItem, ScanItem, UndoItem, UnreadableItem
from ops.checkin.ledger import Ledger
from ops.checkin.rules import who_enters
from ops.core import journal, tokens
from ops.core.auth import Actor
from ops.core.payloads import Beat
from ops.core.work import Work

Row = dict[str, Any]
Item = ScanItem | UndoItem | DeskItem | UnreadableItem


@dataclass(frozen=True)
class Delivery:
    """Items of one upload; instants in ms."""

    actor: Actor
    items: tuple[Item, ...]
    sent_at: int | None
    received_at: int
    beat: Beat | None = None


@dataclass(frozen=True)
class Keys:
    """Keys of the codes, by event."""

    secret: bytes

    def hash_in(self, event_id: str, code: str) -> str:
        """Hash under which an event's invitation code is stored."""
        return tokens.code_hash(_roster_key(self.secret, event_id), code)

    def hashes(self, event_id: str, items: list[Item]) -> dict[str, str]:
        """Hash of every readable code in the items, by the code as it was sent."""
        texts = {item.code for item in items if isinstance(item, ScanItem) and item.code}
        return {text: self.hash_in(event_id, code) for text in texts if (code := tokens.parse_code(text))}


@functools.lru_cache(maxsize=64)
def _roster_key(secret: bytes, event_id: str) -> bytes:
    return tokens.roster_key(secret, event_id)


@dataclass(frozen=True)
class Question:
    """What a batch has to know, put as the first thing that its transaction reads (`facts.ASK`)."""

    hashes: dict[str, str]
    values: dict[str, Any]


def ask(keys: Keys, event_id: str, items: list[Item]) -> Question:
    """The question for these items."""
    hashes = keys.hashes(event_id, items)
    undone = [item.target for item in items if isinstance(item, UndoItem)]
    refs = [item.ref for item in items] + undone + [accepted_ref(target) for target in undone]
    return Question(hashes, facts.question(event_id, refs, hashes.values()))


class Known:
    """Facts of one batch; the ledger holds those that judging changes."""

    def __init__(self, work: Work, keys: Keys) -> None:
        self.work, self.keys = work, keys
        self.ledger = Ledger(work)
        self.scans: dict[str, Row] = {}
        self.undone: dict[str, Row] = {}
        self.aside: dict[str, Row] = {}
        self.seqs: dict[str, int] = {}
        self.waiting: dict[str, list[Row]] = {}
        self.codes: dict[str, tuple[Row, int | None]] = {}
        self.hashes: dict[str, str] = {}

    def load(
        self, items: list[Item], question: Question | None = None, answer: list[Sequence[Any]] | None = None
    ) -> None:
        """Read what the items need; an ordinary scan needs nothing beyond the answer to its question."""
        event_id = self.work.event_id
        question = question or ask(self.keys, event_id, items)
        if answer is None:
            answer = facts.ASK.rows(self.work.conn, question.values)
        found = facts.found_in(answer)
        if found.heard:
            self._load_known(question.values["ids"])
        self.ledger.gates = GATES.find(self.work)
        self.hashes = question.hashes
        self._load_codes(found)
        here = {row["id"]: row for row, _ in self.codes.values() if row["event_id"] == event_id}
        ids = {one for item in items for one in _named(item)}
        ids |= {row["guest_id"] for row in self.scans.values() if row["guest_id"] is not None}
        here.update(guest_queries.guests_by_id(self.work.conn, event_id, ids - here.keys()))
        deputies = {row["stand_in"] for row in here.values() if row["stand_in"]} - here.keys()
        here.update(guest_queries.guests_by_id(self.work.conn, event_id, deputies))
        self.ledger.load_guests(here, found.scans)
        self.scans = {ref: self._shared(row) for ref, row in self.scans.items()}

    def _load_known(self, refs: list[str]) -> None:
        conn, event_id = self.work.conn, self.work.event_id
        self.seqs = facts.known_refs(conn, event_id, refs)
        heard_of = list(self.seqs)
        self.scans = scan_queries.scans_by_ref(conn, event_id, heard_of)
        self.undone = facts.undos_by_ref(conn, event_id, heard_of)
        self.aside = scan_queries.quarantined(conn, event_id, heard_of)
        self.waiting = facts.undos_waiting(conn, event_id, heard_of)

    def _load_codes(self, found: facts.Found) -> None:
        self.codes = {hashed: (row, None) for hashed, row in found.guests.items()}
        unknown = set(self.hashes.values()) - self.codes.keys()
        if unknown:
            self.codes |= guest_queries.guests_by_code(self.work.conn, unknown)

    def _shared(self, row: Row) -> Row:
        """The ledger's own copy of a stored scan, so that a change is seen by all."""
        return self.ledger.scans.get(row["guest_id"], {}).get(row["ref"], row)

    def whose(self, item: ScanItem) -> tuple[Row | None, int | None, Row | None]:
        """The guest of this event, when the code was replaced, or the guest of another event whose code it is."""
        if item.guest is not None:
            return self._who_enters(self.ledger.guests[item.guest], item), None, None
        hashed = self.hashes.get(item.code or "")
        if hashed is None:
            return None, None, None
        found, revoked_at = self.codes.get(hashed, (None, None))
        if found is None:
            return None, None, self._find_elsewhere(item.code or "")
        return self._who_enters(self.ledger.guests[found["id"]], item), revoked_at, None

    def _who_enters(self, holder: Row, item: ScanItem) -> Row:
        """The holder of an invitation, or the deputy who was named for them."""
        named = item.told.guest if item.told else None
        if named is None and item.told and item.guest:
            named = item.guest  # an older page: it decided for the one it names
        if named is not None and self.ledger.guests.get(named, {}).get("stands_for") != holder["id"]:
            named = holder["id"] if named == holder["id"] else None
        chosen = who_enters(holder["id"], holder["stand_in"], bool(holder["entries"]), named)
        return self.ledger.guests[chosen]

    def _find_elsewhere(self, text: str) -> Row | None:
        """Somebody else's invitation: only looked for when ours does not know the code."""
        code = tokens.parse_code(text)
        others = [one for one in journal.heads(self.work.conn) if one != self.work.event_id]
        hashes = [self.keys.hash_in(one, code) for one in others] if code else []
        found = guest_queries.guests_by_code(self.work.conn, hashes)
        return next((row for row, _ in found.values()), None)


def _named(item: Item) -> tuple[str, ...]:
    """Guests whom an item names by their id."""
    if isinstance(item, ScanItem):
        told = item.told.guest if item.told else None
        return tuple(one for one in (item.guest, told) if one)
    one = getattr(item, "guest", None) if isinstance(item, DeskItem) else None
    return (one,) if one else ()


class Gates:
    """Gates of events as they stood at a number of the journal, remembered while the journal stands there.

    Every change of a gate is a journal line and who asks here has the turn, so a remembered gate is never an old one,
    also when two servers take turns.
    """

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Engine, dict[str, tuple[int, dict[str, Row]]]] = WeakKeyDictionary()

    def find(self, work: Work) -> dict[str, Row]:
        """Gates by id."""
        kept = self._kept.get(work.conn.engine, {}).get(work.event_id)
        if kept and work.head and kept[0] == work.head.seq and not work.drafts:
            return kept[1]
        return gate_queries.gate_rows(work.conn, work.event_id)

    def keep(self, work: Work, gates: dict[str, Row]) -> None:
        """After the commit of work that left the gates as they are."""
        if work.head:
            self._kept.setdefault(work.conn.engine, {})[work.event_id] = (work.head.seq + len(work.drafts), gates)


GATES = Gates()
