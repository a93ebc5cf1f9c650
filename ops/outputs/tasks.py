"""Outputs while the show runs: one task per process follows the journal, claims what fires, has it sent, tries again.

A cue is committed and told before anything here begins. Every occasion is claimed in the database, so of two servers
one sends; sends whose server died are taken over. The state for OSC goes out once a second, straight to the child.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ops import engine
from ops.core import clock
from ops.core.auth import Actor
from ops.core.web import Hall
from ops.core.work import begin
from ops.errors import OpsError
from ops.outputs import actions, control_actions, job_queries, queries
from ops.outputs.keeper import Keeper
from ops.outputs.watch_queries import Watched

Row = dict[str, Any]
Item = TypeVar("Item")
log = logging.getLogger("ops.outputs")
LOOK_EVERY_S = 1.0
LOST_AFTER_MS = 20_000
SEARCH_EVERY_MS = 10_000
OURS_FOR_MS = 15_000
AGAIN_MS = 1_000
SCREENS_FIRST_S = 0.005
"""Hundreds of screens get a cue before the first output is looked at."""


class Outputs:
    """The task of one process."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.keeper = Keeper(self.heard, self.child_is_up)
        self.wake = threading.Event()
        self.changed: set[str] = set()
        self.stale: set[str] = set()
        self.watched: dict[str, Watched] = {}
        self.waiting: dict[tuple[str, str], int] = {}
        self.answers: queue.Queue[tuple[str, str, int, Row]] = queue.Queue()
        self.said: queue.Queue[Row] = queue.Queue()
        self.asked: queue.Queue[tuple[str, str]] = queue.Queue()
        self.closed_ports: list[int] = []
        self.ports: list[Row] = []
        self.searched_at = 0
        self.told_at = 0
        self.doors: list[Row] = []

    # ---------- what wakes it ----------

    def start(self) -> None:
        """Look at events that have something to send, then follow the journal."""
        with self.hall.db.read() as conn:
            self.stale.update(queries.events_with_work(conn))
        self.changed |= self.stale
        self.hall.live.watchers.append(self.watch)
        engine.spawn(self.run)

    def watch(self, event_id: str, lines: list[Any]) -> None:
        """A step or an edit may fire; another rule may as well."""
        if any(line.kind.startswith(("outputs.", "privacy.")) for line in lines):
            self.stale.add(event_id)
        mine = self.watched.get(event_id)
        if event_id not in self.stale and mine is None:
            return
        if mine is not None:
            mine.note(lines)
        if any(line.kind.startswith(("stage.", "outputs.")) for line in lines):
            self.changed.add(event_id)
            self.wake.set()

    def heard(self, said: Row) -> None:
        """The child says something by itself."""
        if "closed" in said:
            self.closed_ports = said["closed"]
        elif "osc" in said:
            self.said.put(said["osc"])
            self.wake.set()

    def child_is_up(self) -> None:
        self.keeper.tell({"do": "doors", "doors": self.ports})
        self.wake.set()

    def answered(self, event_id: str, send: str, began: int, said: Row) -> None:
        self.answers.put((event_id, send, began, said))
        self.wake.set()

    # ---------- the loop ----------

    def run(self) -> None:
        """Until the server stops; what fails now is tried again a second later."""
        while not self.hall.live.closed:
            self.wake.wait(self.sleep_s())
            self.wake.clear()
            engine.sleep(SCREENS_FIRST_S)
            for part in (self._take_answers, self._obey, self._look, self._try_again, self._tell_state):
                try:
                    part()
                except OpsError:
                    engine.sleep(0.1)
                except Exception:  # one broken rule must not stand in the way of the others
                    log.exception("outputs")
                    engine.sleep(0.1)
        self.keeper.close()

    def sleep_s(self) -> float:
        """Until the next instant; at most a second, for the clock may be set."""
        coming = [one.due for one in self.watched.values() if one.due is not None] + list(self.waiting.values())
        wait = (min(coming) - clock.now()) / 1000 if coming else LOOK_EVERY_S
        if any(door["state_host"] for door in self.doors):
            wait = min(wait, (self.told_at + 1_000 - clock.now()) / 1000)
        return max(0.0, min(wait, LOOK_EVERY_S))

    def _look(self) -> None:
        """Everything that fires since the last look. A show that cannot be read is no reason to leave out others."""
        self._each(self.stale, set(self.stale), self._learn)
        now = clock.now()
        due = {name for name, one in self.watched.items() if one.due is not None and one.due <= now}
        self._each(self.changed, self.changed | due, self._look_at)

    def _each(self, kept: set[str], events: set[str], work: Callable[[str], None]) -> None:
        for event_id in events:
            kept.discard(event_id)
            try:
                work(event_id)
            except Exception as error:
                kept.add(event_id)
                if not isinstance(error, OpsError):
                    log.exception("outputs of %s", event_id)

    def _learn(self, event_id: str) -> None:
        """Rules and doors as they are now."""
        with self.hall.db.read() as conn:
            found = [queries.rule_of(row) for row in queries.rows(conn, event_id) if row["on"]]
            self.doors = queries.doors(conn)
        if found:
            self.watched.setdefault(event_id, Watched()).rules = found
        else:
            self.watched.pop(event_id, None)
        self.ports = [
            {"event": door["event_id"], "port": door["port"], "sources": door["sources"].split()}
            for door in self.doors
            if door["port"]
        ]
        if found or self.doors or self.keeper.starts:
            self.keeper.start()
            self.keeper.tell({"do": "doors", "doors": self.ports})

    def _look_at(self, event_id: str) -> None:
        one, now = self.watched.get(event_id), clock.now()
        if one is None:
            return
        one.due = now + AGAIN_MS  # if it cannot be looked at now
        with self.hall.db.read() as conn:
            found = one.look(conn, event_id, now)
        mine = list[str]()
        if found:
            with self.hall.db.write() as conn:
                mine = actions.claim_all(conn, event_id, found, now)
        one.keep(found)
        known: Row = {}
        self.waiting |= {(event_id, send): now for send in mine}  # what cannot be sent now is not forgotten
        for send in mine:
            self.send(event_id, send, known)

    # ---------- sending ----------

    def send(self, event_id: str, send: str, known: Row | None = None) -> None:
        """Make one attempt; the answer comes back by itself. `known` is shared by sends of one look."""
        now = clock.now()
        self.waiting[event_id, send] = now + AGAIN_MS
        with self.hall.db.read() as conn:
            job = job_queries.job_of(conn, event_id, send, self.hall.config.secret, now, known)
        del self.waiting[event_id, send]
        engine.sleep(0)
        if job is None:
            return
        self.keeper.start()
        if "fault" in job:
            self.answered(event_id, send, now, {"ok": False, "reason": job["fault"], "final": True, "ms": 0})
            return
        self.keeper.ask(job, lambda said: self.answered(event_id, send, now, said))

    def send_soon(self, event_id: str, send: str) -> None:
        """What a person asked for."""
        self.asked.put((event_id, send))
        self.wake.set()

    def _take_answers(self) -> None:
        for event_id, send, began, said in drained(self.answers):
            try:
                with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                    again = actions.tried(work, send, began, said)
            except OpsError:
                self.answers.put((event_id, send, began, said))
                raise
            if again is not None:
                self.waiting[event_id, send] = again

    def _try_again(self) -> None:
        now, lost_ms = clock.now(), LOST_AFTER_MS if self.searched_at or not self.hall.db.sqlite else -1
        for event_id, send in [*drained(self.asked), *(key for key, at in list(self.waiting.items()) if at <= now)]:
            self.send(event_id, send)
        if now - self.searched_at >= SEARCH_EVERY_MS or now < self.searched_at:  # alone on SQLite: at once at a start
            self.searched_at = now
            with self.hall.db.read() as conn:
                if not queries.lost(conn, now - lost_ms):
                    return
            with self.hall.db.write() as conn:
                taken = actions.take_over(conn, now - lost_ms, now + OURS_FOR_MS)
            for row in taken:
                self.send(row["event_id"], row["id"])

    # ---------- OSC ----------

    def _tell_state(self) -> None:
        """Where the tracks stand, once a second."""
        now = clock.now()
        out = [door for door in self.doors if door["state_host"]]
        if not out or not self.keeper.ready or 0 <= now - self.told_at < 1_000:
            return
        self.told_at = now
        with self.hall.db.read() as conn:
            for door in out:
                messages = job_queries.state_messages(conn, door["event_id"], now)
                where = {"host": door["state_host"], "port": door["state_port"]}
                self.keeper.tell({"do": "state", "messages": messages, **where})

    def _obey(self) -> None:
        """What came in by OSC: the same verbs as over HTTP, with the right of the door."""
        for said in drained(self.said):
            try:
                self._obey_one(said)
            except OpsError as error:
                log.info("OSC %s: %s", said["address"], error.fields.get("refusal", error.code))

    def _obey_one(self, said: Row) -> None:
        verb, asked = control_actions.asked_by_osc(said["address"], said["args"])
        with self.hall.db.read() as conn:
            holder: Actor | None = control_actions.holder_of_door(conn, said["event"])
        if holder is None:
            return
        with begin(self.hall.db, self.hall.bell, said["event"], holder.key) as work:
            control_actions.call(work, control_actions.new_ref(), verb, asked, holder)

    # ---------- for the office ----------

    def row(self) -> Row:
        """How the side process is."""
        return {
            "running": self.keeper.ready,
            "needed": self.keeper.starts > 0 or bool(self.watched),
            "closed_ports": self.closed_ports,
        }

    def ask(self, job: Row, wait_s: float) -> Row:
        """Ask the child and wait; for a person who looks for a scene."""
        self.keeper.start()
        came: queue.Queue[Row] = queue.Queue()
        deadline = clock.now() + int(wait_s * 1000)
        while not self.keeper.ready and clock.now() < deadline:
            engine.sleep(0.05)
        self.keeper.ask(job, came.put)
        try:
            return came.get(timeout=wait_s)
        except queue.Empty:
            return {"ok": False, "reason": "timeout"}


def drained(items: queue.Queue[Item]) -> Iterator[Item]:
    """What is in a queue now."""
    with contextlib.suppress(queue.Empty):
        while True:
            yield items.get_nowait()
