"""What comes by itself: alarms at their minute, and whatever the run sheet does to livestreams.

One task per process knows when something next rings, sleeps until then and writes it; the journal wakes it. Of two
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
from ops.livestream import queries
from ops.livestream.actions import alarms, following

log = logging.getLogger(__name__)
LOOK_EVERY_S = 1.0
AGAIN_AFTER_MS = 1_000
CALM_S = 0.2
"""A cue is told to the stage first; what it means for the livestreams is worked out behind it, once for a burst."""
MOVES_STAGE = ("live.settings_changed", "live.slot_", "live.session_", "live.edit_", "live.catalogue_", "live.loaded")
"""Lines after which rows of the sheet may mean something else: a slot was linked, a host got a name."""


class Ringing:
    """The task of one process."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.due: dict[str, int | None] = {}
        self.changed: set[str] = set()
        self.staged: set[str] = set()
        self.wake = threading.Event()

    def start(self) -> None:
        """Look at every event that has livestreams, then follow the journal."""
        with self.hall.db.read() as conn:
            self.changed.update(queries.events_with_slots(conn))
        self.staged |= self.changed
        self.hall.live.watchers.append(self.watch)
        engine.spawn(self.run)

    def watch(self, event_id: str, lines: list[Any]) -> None:
        """What may move an alarm or a window."""
        kinds = {line.kind for line in lines} - {"live.alarmed", "live.stage_followed"}
        if any(kind.startswith("stage.") or kind.startswith(MOVES_STAGE) for kind in kinds):
            self.staged.add(event_id)
        if any(kind.startswith("live.") for kind in kinds) or event_id in self.staged:
            self.changed.add(event_id)
            self.wake.set()

    def run(self) -> None:
        """Until the server stops. What fails now is tried again a second later."""
        while not self.hall.live.closed:
            self.wake.wait(self.sleep_s())
            self.wake.clear()
            try:
                self.look()
            except OpsError:
                engine.sleep(LOOK_EVERY_S)
            except Exception:  # one broken plan must not stand in the way of the others
                log.exception("what comes by itself in livestreams")
                engine.sleep(LOOK_EVERY_S)

    def sleep_s(self) -> float:
        """Until the next alarm; at most a second, for the clock may be set."""
        coming = [at for at in self.due.values() if at is not None]
        wait = (min(coming) - clock.now()) / 1000 if coming else LOOK_EVERY_S
        return max(0.0, min(wait, LOOK_EVERY_S))

    def look(self) -> None:
        """Follow the sheet where it moved, learn what rings next where something changed, ring what is due."""
        if self.staged:
            engine.sleep(CALM_S)
        for event_id in [*self.staged]:
            self.staged.discard(event_id)
            self._do(event_id, following.follow, self.staged)
        if self.changed:
            self._learn()
        now = clock.now()
        for event_id in [one for one, at in self.due.items() if at is not None and at <= now]:
            self.due[event_id] = now + AGAIN_AFTER_MS
            self._do(event_id, alarms.ring, self.changed)
            self.changed.add(event_id)

    def _do(self, event_id: str, action: Any, again: set[str]) -> None:
        """One unit of work of the system; an event that has no livestreams costs one look."""
        try:
            with self.hall.db.read() as conn:
                if not queries.has_plan(conn, event_id):
                    return
            with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                action(work)
        except Exception:
            again.add(event_id)
            raise

    def _learn(self) -> None:
        changed, self.changed = self.changed, set()
        try:
            with self.hall.db.read() as conn:
                self.due |= {one: queries.next_ring(conn, one, clock.now()) for one in changed}
        except Exception:
            self.changed |= changed
            raise
