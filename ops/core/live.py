"""The live path: one tailer per process reads the journal after its own position and sends to its own clients.

Order, no doubles and no loss without Redis, and coalescing, in one mechanism: an idle tailer sends at once, a busy one
sends one batch per 50 ms. A snapshot, a catch-up and a live batch are made by the same code from the same rows.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from ops import engine
from ops.core import clock, journal
from ops.core.db import Database
from ops.core.replies import to_json
from ops.errors import OpsError

BATCH_EVERY_S = 0.05
BURST = 3.0
POLL_EVERY_S = 1.0
LINES_A_BATCH = 500
CATCH_UP_AT_MOST = 500
QUEUED_FRAMES_AT_MOST = 64
SNAPSHOT_DEAR_S = 0.2
SNAPSHOT_STALE_S = 2.0
NAMES_AT_MOST = 2_000
RENAMING = {"core.device_renamed", "core.member_changed", "privacy.event_purged"}

Row = dict[str, Any]
Emit = Callable[[str, Any, str], None]


@dataclass(frozen=True)
class Domain:
    """What the feed needs of a domain: its kinds, the entities an audience sees, and how rows are read and masked."""

    name: str
    kinds: dict[str, journal.Kind]
    entities: dict[str, tuple[str, ...]]
    read: Callable[[Connection, str, str, str, Iterable[str] | None], list[Row]]
    shown: Callable[[str, str, Row], Row | None]


@dataclass
class Snapshot:
    """A ready-made answer; `cost_s` decides whether a slightly older one may be handed out."""

    seq: int
    body: bytes
    packed: bytes
    made_at: float
    cost_s: float


@dataclass
class Live:
    """The feed of one process. `emit(name, payload, room)` is set by the socket layer."""

    db: Database
    epoch: str
    domains: tuple[Domain, ...]
    name_of: Callable[[Connection, str], str] = lambda conn, actor: actor
    emit: Emit = lambda name, payload, room: None
    watchers: list[Callable[[str, list[journal.Line]], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.positions: dict[str, int] = {}
        self.members: dict[str, set[str]] = {}  # room -> sids
        self.wake = threading.Event()
        self.closed = False
        self._snapshots: dict[tuple[str, str], Snapshot] = {}
        self._making = threading.Lock()
        self._names: dict[str, str] = {}
        self._batches: dict[tuple[str, str, int, int], dict[str, Any]] = {}

    # ---------- the tailer ----------

    def start(self) -> None:
        """Take the present heads as position and follow from there."""
        with self.db.read() as conn:
            self.positions = journal.heads(conn)
        engine.spawn(self.run)

    def ring(self, event_id: str) -> None:
        """There is something new; never blocks."""
        self.wake.set()

    def run(self) -> None:
        """Until closed: wait for the bell (or a second), read what is new, send it. A few batches may follow each other
        at once (a cue right behind a message); under steady load there is one every 50 ms."""
        left, looked = BURST, time.monotonic()
        while not self.closed:
            self.wake.wait(POLL_EVERY_S)
            now = time.monotonic()
            left, looked = min(BURST, left + (now - looked) / BATCH_EVERY_S), now
            if left < 1:
                engine.sleep((1 - left) * BATCH_EVERY_S)
                left, looked = 1.0, time.monotonic()
            self.wake.clear()
            if self.send_new():
                left -= 1

    def send_new(self) -> bool:
        """Send every line after our position; a database that cannot answer now is asked again a second later."""
        try:
            with self.db.read() as conn:
                heads = journal.heads(conn)
                sent = [self._send_event(conn, one, head) for one, head in heads.items()]
                return any(sent)
        except OpsError:
            return False

    def _send_event(self, conn: Connection, event_id: str, head: int) -> bool:
        after = self.positions.setdefault(event_id, 0)
        if head <= after:
            return False
        lines = journal.since(conn, event_id, after, LINES_A_BATCH)
        for watch in self.watchers:
            watch(event_id, lines)
        for audience in self.audiences():
            room = room_of(event_id, audience)
            if self.members.get(room):
                self.emit("batch", self.batch(conn, event_id, audience, after, lines), room)
        self.positions[event_id] = lines[-1].seq
        if lines[-1].seq < head:
            self.wake.set()
        return True

    def audiences(self) -> list[str]:
        """All audiences that any domain feeds."""
        return sorted({audience for domain in self.domains for audience in domain.entities})

    # ---------- what is sent ----------

    def batch(
        self, conn: Connection, event_id: str, audience: str, after: int, lines: list[journal.Line]
    ) -> dict[str, Any]:
        """The lines after `after` and the rows they touched, as this audience may see them."""
        rows: dict[str, list[Row]] = {}
        gone: dict[str, list[str]] = {}
        touched = ids_touched(lines)
        for domain, entity in self._entities(audience):
            if entity not in touched:
                continue
            found = self._rows(conn, domain, event_id, audience, entity, touched[entity])
            missing = touched[entity] - {row["id"] for row in found}
            if found:
                rows[entity] = found
            if missing:
                gone[entity] = sorted(missing)
        changes = [self._change(conn, line) for line in lines if audience in journal.KINDS[line.kind].heard]
        return {
            "event": event_id,
            "epoch": self.epoch,
            "after": after,
            "upto": lines[-1].seq if lines else after,
            "changes": changes,
            "rows": rows,
            "gone": gone,
        }

    def _change(self, conn: Connection, line: journal.Line) -> dict[str, Any]:
        if line.kind in RENAMING or len(self._names) > NAMES_AT_MOST:
            self._names.clear()
        if line.actor not in self._names:
            self._names[line.actor] = self.name_of(conn, line.actor)
        return {
            "seq": line.seq,
            "kind": line.kind,
            "at": clock.iso(line.at),
            "by": self._names[line.actor],
            "facts": line.facts,
        }

    def _entities(self, audience: str) -> list[tuple[Domain, str]]:
        return [(domain, entity) for domain in self.domains for entity in domain.entities.get(audience, ())]

    def _rows(
        self, conn: Connection, domain: Domain, event_id: str, audience: str, entity: str, ids: set[str] | None
    ) -> list[Row]:
        shown = (domain.shown(audience, entity, row) for row in domain.read(conn, event_id, audience, entity, ids))
        return [row for row in shown if row is not None]

    def snapshot(self, event_id: str, audience: str) -> Snapshot:
        """All rows of an audience and the number they stand at; made once per number."""
        with self._making:
            kept = self._snapshots.get((event_id, audience))
            with self.db.read() as conn:
                seq = journal.head(conn, event_id)
                if kept and (kept.seq == seq or self._good_enough(kept, seq)):
                    return kept
                began = time.monotonic()
                rows = {
                    entity: self._rows(conn, domain, event_id, audience, entity, None)
                    for domain, entity in self._entities(audience)
                }
            made = self._packed(event_id, audience, seq, rows, began)
            self._snapshots[event_id, audience] = made
            return made

    def _packed(self, event_id: str, audience: str, seq: int, rows: dict[str, list[Row]], began: float) -> Snapshot:
        whole = {"event": event_id, "epoch": self.epoch, "seq": seq, "audience": audience, "rows": rows}
        big = sum(map(len, rows.values())) > 2_000
        make = engine.run_blocking if big else (lambda work, value: work(value))
        body, packed = make(_pack, whole)
        return Snapshot(seq, body, packed, time.monotonic(), time.monotonic() - began)

    def _good_enough(self, kept: Snapshot, seq: int) -> bool:
        """A dear snapshot may be a few seconds old: the asker catches up from its number by the feed."""
        young = time.monotonic() - kept.made_at < SNAPSHOT_STALE_S
        return kept.cost_s > SNAPSHOT_DEAR_S and young and seq - kept.seq < CATCH_UP_AT_MOST // 2

    def catch_up(self, event_id: str, audience: str, epoch: str, after: int) -> dict[str, Any]:
        """What a client at `after` needs: nothing, a batch, or to start again."""
        with self.db.read() as conn:
            head = journal.head(conn, event_id)
            answer: dict[str, Any] = {"ok": True, "epoch": self.epoch, "seq": head}
            if epoch != self.epoch or after > head or head - after > CATCH_UP_AT_MOST:
                return answer | {"reset": True}
            if after == head:
                return answer | {"batch": None}
            key = (event_id, audience, after, head)
            if key not in self._batches:
                if len(self._batches) > 200:
                    self._batches.clear()
                lines = journal.since(conn, event_id, after, CATCH_UP_AT_MOST)
                self._batches[key] = self.batch(conn, event_id, audience, after, lines)
            return answer | {"batch": self._batches[key]}


def _pack(whole: dict[str, Any]) -> tuple[bytes, bytes]:
    body = to_json(whole)
    return body, gzip.compress(body, 5)


def ids_touched(lines: Iterable[journal.Line]) -> dict[str, set[str]]:
    """Entity -> ids whose rows look different after these lines."""
    touched: dict[str, set[str]] = {}
    for line in lines:
        for entity, ids in line.subjects.items():
            touched.setdefault(entity, set()).update(ids)
    return touched


def room_of(event_id: str, audience: str) -> str:
    """Name of the socket room of an audience."""
    return f"ev:{event_id}:{audience}"
