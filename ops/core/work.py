"""A unit of work: one event, one actor, one transaction, one `now`; its journal lines are written last, together.

`Combiner` lets callers that wait for the same event share one transaction (group commit): each keeps its own answer,
and a commit to disk is paid once for all of them. The batch upload of a tablet and a crowd of single scans are the
same code.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy.engine import Connection

from ops import engine
from ops.core import clock, journal
from ops.core.db import Database
from ops.core.direct import Queued, Read, Rows, Write, send_last
from ops.errors import Busy

Item = TypeVar("Item")
Answer = TypeVar("Answer")
SHARE_AT_MOST = 64


@dataclass
class Work:
    """What an action may use: one event, which every query of an action names."""

    conn: Connection
    event_id: str
    actor: str
    now: int
    head: journal.Head | None = None
    found: list[Sequence[Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Queued] = field(default_factory=list)
    first_seq: int = 0
    afterwards: list[Callable[[], object]] = field(default_factory=list)
    """What this process may remember once all of it is committed."""

    def store(self, statement: Write, rows: Rows) -> None:
        """Queue rows; they are written with the journal lines, in one round trip at the end."""
        if rows:
            self.rows.append((statement, rows))

    def record(
        self,
        kind: str,
        subject: str,
        subjects: journal.Subjects,
        facts: dict[str, Any],
        *,
        actor: str | None = None,
        device_at: int | None = None,
        ref: str | None = None,
        cause: int | None = None,
    ) -> int:
        """Draft a journal line; answers its index, from which `seq_of` gives the number after the commit."""
        touched = {entity: sorted(set(ids)) for entity, ids in subjects.items()}
        if not touched.keys() <= journal.KINDS[kind].touches:
            raise AssertionError(f"{kind} may not touch {sorted(touched.keys() - journal.KINDS[kind].touches)}")
        self.drafts.append(
            {
                "kind": kind,
                "subject": subject,
                "subjects": journal.pack(touched),
                "facts": journal.pack(facts),
                "device_at": device_at,
                "actor": actor or self.actor,
                "ref": ref,
                "cause": cause,
            }
        )
        return len(self.drafts) - 1

    def seq_of(self, index: int) -> int:
        """Number of a drafted line; known once the work is committed."""
        return self.first_seq + index


class Doorbell:
    """Tells tailers that an event has new lines; never carries what matters and never fails a writer."""

    def __init__(self) -> None:
        self.ring: Callable[[str], None] = lambda event_id: None


@contextlib.contextmanager
def begin(
    db: Database,
    bell: Doorbell,
    event_id: str,
    actor: str,
    ask: Read | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Iterator[Work]:
    """One transaction of one actor in one event; the doorbell rings after the commit, if lines were written.

    `ask` is the first thing to read (see `journal.take_turn`); its rows are in `found`.
    """
    with db.write_in_two_trips() as conn:
        head, found = journal.take_turn(conn, event_id, ask, facts)
        work = Work(conn, event_id, actor, clock.now(), head, found)
        yield work
        if work.drafts:
            work.first_seq = journal.write(conn, event_id, head, work.drafts, work.now, work.rows)
        else:
            send_last(conn, work.rows)
    for remember in work.afterwards:
        remember()
    if work.drafts:
        bell.ring(event_id)


class _Waiting(Generic[Item, Answer]):
    """One caller: woken when its answer is there, or when it is its turn to work for all."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = False
        self.answer: Answer | None = None
        self.error: Exception | None = None
        self._asleep = threading.Lock()
        self._asleep.acquire()

    def sleep(self) -> None:
        self._asleep.acquire()

    def wake(self) -> None:
        self._asleep.release()


class Combiner(Generic[Item, Answer]):
    """Runs `together(event_id, items)` for all callers of an event that are waiting, `at_most` at once: one works for
    the others, then leaves the work to the first who still waits. That one is woken before those who have their
    answers: while they tell them, the database is busy with the next group."""

    def __init__(self, together: Callable[[str, list[Item]], list[Answer]], at_most: int = SHARE_AT_MOST) -> None:
        self._together, self._at_most = together, at_most
        self._waiting: dict[str, list[_Waiting[Item, Answer]]] = {}
        self._busy: set[str] = set()  # events somebody works for
        self._lock = threading.Lock()  # of the two above; never held over any work

    def submit(self, event_id: str, item: Item) -> Answer:
        """The answer to one item. When the shared transaction fails, each is tried alone: none spoils the others."""
        mine: _Waiting[Item, Answer] = _Waiting(item)
        with self._lock:
            self._waiting.setdefault(event_id, []).append(mine)
            first = event_id not in self._busy
            self._busy.add(event_id)
        if first:
            engine.sleep(0)  # one turn of the hub: those who are ready now come along
        else:
            mine.sleep()
        if not mine.done:
            self._work(event_id)
        if mine.error is not None:
            raise mine.error
        return mine.answer  # type: ignore[return-value]

    def _work(self, event_id: str) -> None:
        """Serve the first of the queue, of whom the caller is one, and wake them."""
        with self._lock:
            queue = self._waiting[event_id]
            group, queue[:] = queue[: self._at_most], queue[self._at_most :]
        try:
            self._serve(event_id, group)
        finally:
            for one in group:
                if not one.done:  # the program is being ended in the middle of it
                    one.error, one.done = Busy(), True
            with self._lock:
                heirs = queue[:1]
                if not heirs:
                    self._busy.discard(event_id)
            for one in [*heirs, *group[1:]]:
                one.wake()

    def _serve(self, event_id: str, group: list[_Waiting[Item, Answer]]) -> None:
        try:
            answers = self._together(event_id, [one.item for one in group])
        except Busy as error:  # the database's trouble is nobody's own: trying each alone would only wait again
            for one in group:
                one.error, one.done = error, True
            return
        except Exception:
            for one in group:
                self._serve_alone(event_id, one)
            return
        for one, answer in zip(group, answers, strict=True):
            one.answer, one.done = answer, True

    def _serve_alone(self, event_id: str, one: _Waiting[Item, Answer]) -> None:
        try:
            (one.answer,) = self._together(event_id, [one.item])
        except Exception as error:
            one.error = error
        one.done = True
