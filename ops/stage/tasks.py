"""What comes by itself on stage: a rolling sheet, rows that pass on at their end."""

from __future__ import annotations

from typing import Any

from ops import engine
from ops.core.coming import Coming
from ops.core.work import begin
from ops.stage import show_queries
from ops.stage.actions import shows

AGAIN_AFTER_MS = 1_000


class Passing(Coming):
    """The task of one process."""

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

    def look(self) -> None:
        """Learn what is due where something changed, and do what is due."""
        if self.changed:
            self.learn(show_queries.next_instant)
        for event_id in self.due_now(AGAIN_AFTER_MS):
            with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
                passed = shows.pass_time(work)
            if not passed:
                self.changed.add(event_id)
