"""What comes by itself: a task that knows when something is next due in any event, sleeps until then and does it.

One task per process; the journal wakes it. Of two servers that do a thing at once the second finds it done, because
both lock the event first.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod

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

    def sleep_s(self) -> float:
        """Until the next thing is due; at most a second, for the clock may be set."""
        coming = [at for at in self.due.values() if at is not None]
        wait = (min(coming) - clock.now()) / 1000 if coming else LOOK_EVERY_S
        return max(0.0, min(wait, LOOK_EVERY_S))
