"""A bounded load: tablets that scan, keep what they were told, and send again what was not answered.

Each sending is one line of a history: `ok` the server answered, `fail` the server refused (nothing was stored),
`info` nobody knows. An `ok` must be found afterwards, a `fail` may be sent again, an `info` may be there or not.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]
UNANSWERED = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True)
class Reply:
    """One answer of the server."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str | None:
        """The code of an error answer."""
        return self.body["error"]["code"] if isinstance(self.body, dict) and self.body.get("error") else None


class Caller:
    """JSON over one kept connection; raises one of UNANSWERED when no whole answer came."""

    def __init__(self, url: str, token: str = "", timeout: float = 15.0) -> None:
        self.port, self.token, self.timeout = urlsplit(url).port, token, timeout
        self._conn: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Reply:
        return self.call("GET", path)

    def post(self, path: str, body: Json) -> Reply:
        return self.call("POST", path, body)

    def call(self, method: str, path: str, body: Json | None = None) -> Reply:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        raw = None if body is None else json.dumps(body).encode()
        if raw is not None:
            headers["Content-Type"] = "application/json"
        try:
            return self.exchange(method, path, raw, headers)
        except BaseException:
            self.close()
            raise

    def exchange(self, method: str, path: str, raw: bytes | None, headers: dict[str, str]) -> Reply:
        """One request as it is given."""
        if self._conn is None:
            self._conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        self._conn.request(method, path, raw, headers)
        answer = self._conn.getresponse()
        text = answer.read()
        if answer.will_close:
            self.close()
        told = {name.lower(): value for name, value in answer.getheaders()}
        is_json = told.get("content-type", "").startswith("application/json")
        return Reply(answer.status, told, json.loads(text) if is_json else text)

    def close(self) -> None:
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    __del__ = close  # a test that failed in the middle must not leave an open line for the next to be blamed for


def iso_now(shift_s: float = 0.0) -> str:
    """The present instant as a device would write it; `shift_s` is the error of its clock."""
    moment = datetime.now(UTC) + timedelta(seconds=shift_s)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def scan_item(guest: str, **values: Any) -> Json:
    """One scan as a tablet hands it in."""
    item = {"type": "scan", "ref": str(uuid.uuid4()), "guest": guest, "device_at": iso_now(), "offset_ms": 0}
    return item | {"method": "search"} | values


@dataclass(frozen=True)
class Sending:
    """One line of a history."""

    began: float
    seconds: float
    ref: str
    outcome: str  # ok | fail | info
    status: int | None = None
    answer: Json = field(default_factory=dict)
    retry_after: str | None = None


class Writer(threading.Thread):
    """One tablet. Sends each item until it is answered, or lets it go after one try as `give_up` says."""

    def __init__(
        self,
        url: Callable[[], str],
        path: str,
        token: str,
        items: Iterator[Json],
        seed: int,
        pause_s: tuple[float, float] = (0.005, 0.02),
        give_up: float = 0.1,
    ) -> None:
        super().__init__(daemon=True)
        self.url, self.path, self.token, self.items = url, path, token, items
        self.chance, self.pause_s, self.give_up = random.Random(seed), pause_s, give_up
        self.history: list[Sending] = []
        self.stopping = threading.Event()
        self.broken: BaseException | None = None

    def run(self) -> None:
        caller = Caller(self.url(), self.token)
        try:
            for item in self.items:
                if self.stopping.is_set():
                    return
                caller = self._deliver(caller, item)
                self.stopping.wait(self.chance.uniform(*self.pause_s))
        except BaseException as error:
            self.broken = error
        finally:
            caller.close()

    def _deliver(self, caller: Caller, item: Json) -> Caller:
        lets_go = self.chance.random() < self.give_up
        while not self._try(caller, item) and not lets_go and not self.stopping.is_set():
            self.stopping.wait(self.chance.uniform(0.05, 0.2))
            caller.close()
            caller = Caller(self.url(), self.token)
        return caller

    def _try(self, caller: Caller, item: Json) -> bool:
        began = time.monotonic()
        try:
            reply = caller.post(self.path, {"sent_at": iso_now(), "device": None, "items": [item]})
        except UNANSWERED:
            self.history.append(Sending(began, time.monotonic() - began, item["ref"], "info"))
            return False
        took, retry = time.monotonic() - began, reply.headers.get("retry-after")
        fine = reply.status == 200 and reply.body["answers"][0]["ref"] == item["ref"]
        # 502 and 504 are words of a proxy whose server went away in the middle: nobody knows.
        outcome = "ok" if fine else "info" if reply.status in (502, 504) else "fail"
        answer = reply.body["answers"][0] if fine else {}
        self.history.append(Sending(began, took, item["ref"], outcome, reply.status, answer, retry))
        return fine


@dataclass
class Load:
    """Several writers at once."""

    writers: list[Writer]

    def __enter__(self) -> Load:
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all writers; a writer that broke is an error of the test."""
        for writer in self.writers:
            writer.stopping.set()
        for writer in self.writers:
            writer.join(30)
        broken = [writer.broken for writer in self.writers if writer.broken]
        if broken:
            raise broken[0]

    @property
    def history(self) -> list[Sending]:
        return sorted((one for writer in self.writers for one in writer.history), key=lambda one: one.began)

    def of(self, outcome: str) -> list[Sending]:
        return [one for one in self.history if one.outcome == outcome]

    def acknowledged(self) -> dict[str, Sending]:
        """Ref -> the first answer to it."""
        found: dict[str, Sending] = {}
        for one in self.of("ok"):
            found.setdefault(one.ref, one)
        return found


def random_scans(guests: list[str], gate: str, seed: int) -> Iterator[Json]:
    """Endless scans of random guests, mostly in, some out: admissions, refusals, re-entries, exits."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        direction = "out" if chance.random() < 0.3 else "in"
        ref = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        yield scan_item(chance.choice(guests), ref=ref, gate=gate, direction=direction, dev_seq=number)
