"""What comes by itself: a task that knows when something is next due in any event, sleeps until then and does it.

One task per process; the journal wakes it. Of two servers that do a thing at once the second finds it done, because
both lock the event first.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

from sqlalchemy.engine import Connection

from ops import engine
from ops.core import clock
from ops.core.web import Hall
from ops.errors import OpsError

log = logging.getLogger(__name__)
LOOK_EVERY_S = 1.0


class Coming(ABC):
    """The loop; `look` is what a domain does when it wakes."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.due: dict[str, int | None] = {}
        self.changed: set[str] = set()
        self.wake = threading.Event()

    @abstractmethod
    def look(self) -> None:
        """Learn what is due where something changed, and do what is due."""

    def run(self) -> None:
        """Until the server stops. What fails now, the database or one event, is tried again a second later."""
        while not self.hall.live.closed:
            self.wake.wait(self.sleep_s())
            self.wake.clear()
            try:
                self.look()
            except OpsError:
                engine.sleep(LOOK_EVERY_S)
            except Exception:  # one broken event must not stand in the way of the others
                log.exception("what comes by itself: %s", type(self).__name__)
                engine.sleep(LOOK_EVERY_S)

    def learn(self, next_due: Callable[[Connection, str], int | None]) -> None:
        """Read when something is next due where something changed; what cannot be read now is read again."""
        changed, self.changed = self.changed, set()
        try:
            with self.hall.db.read() as conn:
                self.due |= {one: next_due(conn, one) for one in changed}
        except Exception:
            self.changed |= changed
            raise

    def due_now(self, again_ms: int) -> Iterator[str]:
        """Events in which something is due. What cannot be done now is due again after `again_ms`; the line that it
        writes tells more."""
        now = clock.now()
        for event_id in [one for one, at in self.due.items() if at is not None and at <= now]:
            self.due[event_id] = now + again_ms
            yield event_id

    def sleep_s(self) -> float:
        """Until the next thing is due; at most a second, for the clock may be set."""
        coming = [at for at in self.due.values() if at is not None]
        wait = (min(coming) - clock.now()) / 1000 if coming else LOOK_EVERY_S
        return max(0.0, min(wait, LOOK_EVERY_S))
