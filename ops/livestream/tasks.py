"""What comes by itself: alarms at their minute, and whatever the run sheet does to livestreams."""

from __future__ import annotations

from typing import Any

from ops import engine
from ops.core import clock
from ops.core.coming import Coming
from ops.core.web import Hall
from ops.core.work import begin
from ops.livestream import queries
from ops.livestream.actions import alarms, following

AGAIN_AFTER_MS = 1_000
CALM_S = 0.2
"""A cue is told to the stage first; what it means for the livestreams is worked out behind it, once for a burst."""
MOVES_STAGE = ("live.settings_changed", "live.slot_", "live.session_", "live.edit_", "live.catalogue_", "live.loaded")
"""Lines after which rows of the sheet may mean something else: a slot was linked, a host got a name."""
LEAVES_STAGE = {f"live.slot_{what}" for what in ("ticked", "acked", "overridden", "late")}
"""Most lines of a day at a booth; they neither link a slot nor start one."""


class Ringing(Coming):
    """The task of one process."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self.staged: set[str] = set()

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
        if any(kind.startswith("stage.") or kind.startswith(MOVES_STAGE) for kind in kinds - LEAVES_STAGE):
            self.staged.add(event_id)
        if any(kind.startswith("live.") for kind in kinds) or event_id in self.staged:
            self.changed.add(event_id)
            self.wake.set()

    def look(self) -> None:
        """Follow the sheet where it moved, learn what rings next where something changed, ring what is due."""
        if self.staged:
            engine.sleep(CALM_S)
        for event_id in [*self.staged]:
            self.staged.discard(event_id)
            self._do(event_id, following.follow, self.staged)
        if self.changed:
            self.learn(lambda conn, event_id: queries.next_ring(conn, event_id, clock.now()))
        for event_id in self.due_now(AGAIN_AFTER_MS):
            self._do(event_id, alarms.ring, self.changed)
            self.changed.add(event_id)

    def _do(self, event_id: str, action: Any, again: set[str]) -> None:
        """One unit of work of the system; an event that has no livestreams costs one look."""
        try:
            with self.hall.db.read() as conn:
                if not queries.has_plan(conn, event_id):
                    self.changed.discard(event_id)
                    self.due.pop(event_id, None)
                    return
            with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                action(work)
        except Exception:
            again.add(event_id)
            raise
