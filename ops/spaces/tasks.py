"""What comes by itself: counts are zeroed at the opening, cards are deleted 30 days after the event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ops import engine
from ops.core import clock
from ops.core.coming import Coming
from ops.core.work import Work, begin
from ops.spaces import now_queries, queries
from ops.spaces.actions import cards, taps

AGAIN_AFTER_MS = 60_000
MOVES = ("spaces.area_", "spaces.settings_changed", "spaces.counted", "spaces.counts_zeroed", "spaces.loaded")
"""Lines after which the next opening may be another."""


class Opening(Coming):
    """The task of one process."""

    def start(self) -> None:
        """Look at every event that has spaces, then follow the journal."""
        with self.hall.db.read() as conn:
            self.changed.update(queries.events_with_spaces(conn))
        self.hall.live.watchers.append(self.watch)
        engine.spawn(self.run)

    def watch(self, event_id: str, lines: list[Any]) -> None:
        """What may move an opening."""
        if any(line.kind.startswith(MOVES) for line in lines):
            self.changed.add(event_id)
            self.wake.set()

    def look(self) -> None:
        """Learn what is due where something changed, and do it."""
        if self.changed:
            self.learn(lambda conn, event_id: now_queries.next_due(conn, event_id, clock.now()))
        for event_id in self.due_now(AGAIN_AFTER_MS):
            for action in (taps.zero, cards.delete_cards):
                self._do(event_id, action)
            self.changed.add(event_id)

    def _do(self, event_id: str, action: Callable[[Work], object]) -> None:
        with begin(self.hall.db, self.hall.bell, event_id, "system") as work:
            action(work)
