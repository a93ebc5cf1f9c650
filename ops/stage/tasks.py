"""What comes by itself on stage: a rolling sheet, rows that pass on at their end.

One task per process knows when something is next due, sleeps until then and stores it. The journal wakes it. Of two
servers that do it at once the second finds it done: both lock the event first.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from ops import engine
from ops.core import clock
from ops.core.web import Hall
from ops.core.work import begin
from ops.errors import OpsError
from ops.stage import show_queries
from ops.stage.actions import shows

log = logging.getLogger(__name__)
LOOK_EVERY_S = 1.0
AGAIN_AFTER_MS = 1_000


class Passing:
    """The task of one process."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.due: dict[str, int | None] = {}
        self.changed: set[str] = set()
        self.wake = threading.Event()

    def start(self) -> None:
        """Look at every event, then follow the journal."""
        with self.hall.db.read() as conn:
            self.changed.update(show_queries.events_with_tracks(conn))
        self.hall.live.watchers.append(self.watch)
        engine.spawn(self.run)

    def watch(self, event_id: str, lines: list[Any]) -> None:
        """A step or an edit moves what is due."""
        if any(line.kind.startswith("stage.") for line in lines):
            self.changed.add(event_id)
            self.wake.set()

    def run(self) -> None:
        """Until the server stops. What fails now, the database or one show, is tried again a second later."""
        while not self.hall.live.closed:
            self.wake.wait(self.sleep_s())
            self.wake.clear()
            try:
                self.look()
            except OpsError:
                engine.sleep(LOOK_EVERY_S)
            except Exception:  # one broken show must not stand in the way of the others
                log.exception("what comes by itself on stage")
                engine.sleep(LOOK_EVERY_S)

    def sleep_s(self) -> float:
        """Until the next thing is due; at most a second, for the clock may be set."""
        coming = [at for at in self.due.values() if at is not None]
        wait = (min(coming) - clock.now()) / 1000 if coming else LOOK_EVERY_S
        return max(0.0, min(wait, LOOK_EVERY_S))

    def look(self) -> None:
        """Learn what is due where something changed, and do what is due."""
        if self.changed:
            self._learn()
        now = clock.now()
        for event_id in [one for one, at in self.due.items() if at is not None and at <= now]:
            self.due[event_id] = now + AGAIN_AFTER_MS  # if it cannot be done now; the line that it writes tells us more
            with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                passed = shows.pass_time(work)
            if not passed:
                self.changed.add(event_id)

    def _learn(self) -> None:
        changed, self.changed = self.changed, set()
        try:
            with self.hall.db.read() as conn:
                self.due |= {one: show_queries.next_instant(conn, one) for one in changed}
        except Exception:
            self.changed |= changed
            raise
