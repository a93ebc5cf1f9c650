"""A client that follows the feed as docs/api.md section 5 tells it to, and keeps what it hears.

It speaks the few words of Socket.IO it needs itself (WebSocket only), so one thread is one client and a test sees every
frame. It never starts again by itself: only the server's `reset` makes it fetch a snapshot a second time.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import websocket

Json = dict[str, Any]
Rows = dict[str, dict[str, Json]]
GONE = (OSError, ValueError, websocket.WebSocketException, urllib.error.URLError)
SILENCE_S = 20.0  # the server pings every 10 s


def fetch_snapshot(url: str, token: str, event: str, audience: str) -> Json:
    """A snapshot made now."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
    request = urllib.request.Request(f"{url}/api/events/{event}/snapshot/{audience}", headers=headers)
    with urllib.request.urlopen(request, timeout=15) as answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    whole: Json = json.loads(gzip.decompress(body) if packed else body)
    return whole


def by_id(rows: dict[str, list[Json]]) -> Rows:
    """Rows of a snapshot as a store holds them."""
    return {entity: {row["id"]: row for row in some} for entity, some in rows.items() if some}


class Wire:
    """One Socket.IO connection."""

    def __init__(self, url: str, auth: Json, sockopt: tuple[tuple[int, int, int], ...] = ()) -> None:
        address = f"ws://{urlsplit(url).netloc}/socket.io/?EIO=4&transport=websocket"
        self.ws = websocket.create_connection(address, timeout=SILENCE_S, sockopt=sockopt)
        self._asked = 0
        try:
            self._expect("0")
            self.ws.send("40" + json.dumps(auth))
            self._expect("40")
        except BaseException:
            self.close()
            raise

    def _expect(self, kind: str) -> str:
        text = self.read()
        if not text.startswith(kind):
            raise ConnectionRefusedError(text)
        return text

    def read(self) -> str:
        """The next packet that is not a ping; an empty frame means that the other side has closed."""
        while True:
            text = self.ws.recv()
            if text == "2":
                self.ws.send("3")
            elif not text:
                raise ConnectionResetError
            else:
                return str(text)

    def ask(self, name: str, payload: Json) -> str:
        """Send an event that wants an answer; returns how its answer will begin."""
        self._asked += 1
        self.ws.send(f"42{self._asked}" + json.dumps([name, payload]))
        return f"43{self._asked}["

    def close(self) -> None:
        self.ws.shutdown()  # type: ignore[no-untyped-call]

    def wake(self) -> None:
        """Make another thread's `read` end. Closing here would give the number of the socket away under its feet."""
        sock = self.ws.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


class Follower(threading.Thread):
    """Store, position, and what happened on the way."""

    def __init__(self, url: Callable[[], str], token: str, event: str, audience: str, seed: int = 0) -> None:
        super().__init__(daemon=True)
        self.url, self.token, self.event, self.audience = url, token, event, audience
        self.chance = random.Random(seed)
        self.store: Rows | None = None
        self.epoch, self.seq = "", 0
        self.connects = self.resets = self.holes = 0
        self.loads = 0  # whole snapshots that have been taken over; a reset is over when it has grown
        self.heard: list[int] = []  # numbers of the lines that were told, in the order of arrival
        self.applied: list[tuple[int, int]] = []
        self.words: list[str] = []
        self.at_head = threading.Event()
        self._closing = threading.Event()
        self._wire: Wire | None = None

    def run(self) -> None:
        while not self._closing.is_set():
            try:
                self._session()
            except GONE:
                self._leave()
            self._closing.wait(self.chance.uniform(0.1, 0.4))

    def _session(self) -> None:
        if self.store is None:
            self._load()
        self._wire = Wire(self.url(), {"token": self.token})
        self.connects += 1
        expected = self._hello()
        while not self._closing.is_set():
            packet = self._wire.read()
            if packet.startswith(expected):
                self._take_answer(json.loads(packet[len(expected) - 1 :])[0])
            elif packet.startswith("42["):
                name, payload = json.loads(packet[2:])
                self.words.append(name)
                if name == "batch" and not self._take(payload):
                    expected = self._hello()
        self._leave()

    def _hello(self) -> str:
        assert self._wire is not None
        said = {"event": self.event, "audience": self.audience, "epoch": self.epoch, "seq": self.seq}
        return self._wire.ask("hello", said)

    def _take_answer(self, answer: Json) -> None:
        if not answer["ok"]:
            raise ConnectionRefusedError(answer["error"]["code"])
        if answer.get("reset"):
            self.resets += 1
            self._load()
            raise ConnectionResetError
        if answer["batch"]:
            self._take(answer["batch"])
        if self.seq >= answer["seq"]:
            self.at_head.set()

    def _load(self) -> None:
        whole = fetch_snapshot(self.url(), self.token, self.event, self.audience)
        self.store, self.epoch, self.seq = by_id(whole["rows"]), whole["epoch"], whole["seq"]
        self.loads += 1

    def _take(self, batch: Json) -> bool:
        """Apply a batch; False when lines before it are missing."""
        assert self.store is not None
        if batch["upto"] <= self.seq:
            return True
        if batch["after"] > self.seq or batch["epoch"] != self.epoch:
            self.holes += 1
            return False
        for entity, rows in batch["rows"].items():
            self.store.setdefault(entity, {}).update({row["id"]: row for row in rows})
        for entity, ids in batch["gone"].items():
            for one in ids:
                self.store.get(entity, {}).pop(one, None)
        self.heard += [change["seq"] for change in batch["changes"] if change["seq"] > self.seq]
        self.applied.append((self.seq, batch["upto"]))
        self.seq = batch["upto"]
        return True

    def _leave(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def give_up(self) -> None:
        """Do not come back when the connection ends."""
        self._closing.set()

    def close(self) -> None:
        """End the client; what it knows stays."""
        self.give_up()
        wire = self._wire
        if wire is not None:
            wire.wake()
        self.join(10)

    def state(self) -> Rows:
        """The store, without entities that have no rows (left)."""
        return {entity: rows for entity, rows in (self.store or {}).items() if rows}

    def reached(self, seq: int, seconds: float) -> bool:
        """Wait until the position is `seq` or later."""
        end = time.monotonic() + seconds
        while self.seq < seq and time.monotonic() < end:
            time.sleep(0.02)
        return self.seq >= seq


def assert_converged(
    followers: Iterable[Follower], ask: Callable[[], Mapping[str, Json]], seconds: float = 10.0
) -> None:
    """Each follower's store becomes what a fresh snapshot says, with every line told once and in order.

    `ask` answers snapshots by audience. What comes by itself at its minute, an alarm, may add a line between a snapshot
    and the look at it: whoever has heard of it is held against a newer one.
    """
    left = list(followers)
    for _ in range(5):
        fresh = ask()
        left = [one for one in left if not _agrees(one, fresh[one.audience], seconds)]
        if not left:
            return
    raise AssertionError("lines came after each snapshot: the load is still running")


def _agrees(follower: Follower, fresh: Json, seconds: float) -> bool:
    """Whether the two stand at the same line; then they must be the same."""
    assert follower.reached(fresh["seq"], seconds), f"stays at {follower.seq}, the head is {fresh['seq']}"
    expected, kept = by_id(fresh["rows"]), follower.state()
    if follower.seq != fresh["seq"]:
        return False
    for entity in expected.keys() | kept.keys():
        theirs, ours = expected.get(entity, {}), kept.get(entity, {})
        wrong = [one for one in theirs.keys() | ours.keys() if theirs.get(one) != ours.get(one)]
        assert not wrong, f"{entity}: {[(one, theirs.get(one), ours.get(one)) for one in wrong[:2]]}"
    assert follower.heard == sorted(set(follower.heard)), "a line was told twice or out of order"
    assert all(first[1] <= then[0] for first, then in zip(follower.applied, follower.applied[1:], strict=False))
    return True
