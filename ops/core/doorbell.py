"""The doorbell between processes: Redis says that an event has new lines, and carries nothing that matters.

Without Redis, or while it is down or frozen, every tailer still looks once a second. Redis is never touched inside a
request: redis-py retries for seconds by default, so retries are off and publishing has a background task of its own.
"""

from __future__ import annotations

import contextlib
import logging
import queue

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ops import engine
from ops.core.live import Live
from ops.core.work import Doorbell

CHANNEL = "ops:bell"
TIMEOUT_S = 0.5
PAUSE_S = 2.0
log = logging.getLogger("ops.doorbell")


class RedisBell:
    """Rings here at once and in the other processes through Redis."""

    def __init__(self, url: str, live: Live, bell: Doorbell) -> None:
        self.url, self.live = url, live
        self.rung: queue.Queue[str] = queue.Queue(maxsize=100)
        bell.ring = self.ring

    def ring(self, event_id: str) -> None:
        """Never blocks and never fails: when the queue is full, a ring for the same lines is already on its way."""
        self.live.ring(event_id)
        with contextlib.suppress(queue.Full):
            self.rung.put_nowait(event_id)

    def start(self) -> None:
        """One task that publishes, one that listens; each with a connection of its own."""
        engine.spawn(self.publish)
        engine.spawn(self.listen)

    def _connect(self, wait_s: float) -> redis.Redis:
        return redis.Redis.from_url(
            self.url, socket_timeout=wait_s, socket_connect_timeout=TIMEOUT_S, retry=Retry(NoBackoff(), 0)
        )

    def publish(self) -> None:
        """Pass rings on; while Redis is away they are dropped, the others poll."""
        client = self._connect(TIMEOUT_S)
        while not self.live.closed:
            event_id = self.rung.get()
            try:
                client.publish(CHANNEL, event_id)
            except redis.RedisError as error:
                log.warning("redis does not take the bell: %s", error)
                engine.sleep(PAUSE_S)

    def listen(self) -> None:
        """Wake the tailer when another process rings."""
        while not self.live.closed:
            try:
                heard = self._connect(30.0).pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
                heard.subscribe(CHANNEL)
                while not self.live.closed:
                    if heard.get_message(timeout=10.0):
                        self.live.wake.set()
            except redis.RedisError as error:
                log.warning("redis cannot be heard: %s", error)
                engine.sleep(PAUSE_S)
