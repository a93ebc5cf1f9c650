"""Visitors with stamp cards against the product's server: each opens a card with a booth's code and then stamps on.

The codes are made as a tablet makes them, from the keys of the day. `together` phones ask at once, each over a
connection of its own; the client shares the machine.
`python -m bench.spaces [--visitors 2000] [--booths 4] [--together 32] [--postgres]`
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from bench.world import EVENT, World, cpu_s, percentile, rss_mb, save, show, world
from ops.core import clock
from ops.spaces.rules import codes

Row = dict[str, Any]


@dataclass
class Crowd:
    """Phones of visitors that take turns at some connections."""

    url: str
    booths: list[Row]
    waiting: list[int]
    lock: threading.Lock = field(default_factory=threading.Lock)
    opened: list[float] = field(default_factory=list)
    stamped: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def next(self) -> int | None:
        """The next visitor who comes to a booth."""
        with self.lock:
            return self.waiting.pop() if self.waiting else None

    def visit(self) -> None:
        """One connection's visitors, one after the other: the first booth opens the card, the others stamp it."""
        conn = http.client.HTTPConnection(self.url.split("//")[1], timeout=60)
        while (visitor := self.next()) is not None:
            token = ""
            for turn in range(len(self.booths)):
                booth = self.booths[(visitor + turn) % len(self.booths)]
                began = time.perf_counter()
                status, answer = send(conn, "/api/k/scan", scan_of(booth, token))
                took = (time.perf_counter() - began) * 1000
                if status != 200:
                    self.bad.append(json.dumps(answer))
                    break
                (self.stamped if token else self.opened).append(took)
                token = token or answer["token"]
        conn.close()


def scan_of(booth: Row, token: str) -> Row:
    """What a phone sends that has just seen the booth's screen."""
    step = codes.step_of(clock.now())
    return {"ref": str(uuid.uuid4()), "booth": booth["key"], "token": token,
            "code": codes.code_of(key_of(booth, step), booth["booth"], step)}  # fmt: skip


def key_of(booth: Row, step: int) -> bytes:
    """The key of the day in which a step begins."""
    at = clock.iso(step * codes.STEP_MS) or ""
    return base64.b64decode(next(one["key"] for one in booth["keys"] if one["from"] <= at < one["until"]))


def send(conn: http.client.HTTPConnection, path: str, body: Row | None, token: str = "") -> tuple[int, Any]:
    """A request over a connection that stays open."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    conn.request("GET" if body is None else "POST", path, json.dumps(body) if body is not None else None, headers)
    answer = conn.getresponse()
    return answer.status, json.loads(answer.read())


def make_fair(place: World, count: int) -> list[Row]:
    """Booths of one area; answers what the tablet of each is given."""
    conn, base = http.client.HTTPConnection(place.url.split("//")[1], timeout=60), f"/api/events/{EVENT}/spaces"

    def command(path: str, **body: Any) -> None:
        status, answer = send(conn, f"{base}/{path}", {"ref": str(uuid.uuid4()), **body}, place.staff)
        if status != 200:
            raise SystemExit(f"{path}: {answer}")

    command("areas", id="a1", name="Khu A", safety=500)
    for number in range(count):
        command("booths", id=f"b{number}", name=f"Gian {number}", area="a1")
    command("settings", gifts=[{"id": "g", "name": "Quà", "stamps": count + 1, "pieces": None}], burst=10_000)
    return [send(conn, f"{base}/booths/b{number}/codes", None, place.staff)[1] for number in range(count)]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visitors", type=int, default=2_000)
    parser.add_argument("--booths", type=int, default=4)
    parser.add_argument("--together", type=int, default=32)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with world(1, 1, postgres=options.postgres) as (place, server):
        crowd = Crowd(place.url, make_fair(place, options.booths), list(range(options.visitors)))
        phones = [threading.Thread(target=crowd.visit) for _ in range(options.together)]
        cpu, began = cpu_s(server.pid), time.perf_counter()
        for phone in phones:
            phone.start()
        for phone in phones:
            phone.join()
        took, spent, memory = time.perf_counter() - began, cpu_s(server.pid) - cpu, rss_mb(server.pid)
    if crowd.bad:
        raise SystemExit(f"{len(crowd.bad)} scans were refused, e.g. {crowd.bad[0][:300]}")
    every = crowd.opened + crowd.stamped
    rows = [
        ("scans a second", f"{len(every) / took:.0f}", ""),
        ("p50 / p99 of all", f"{percentile(every, 0.5):.0f} / {percentile(every, 0.99):.0f} ms", ""),
        ("p99 of a scan that opens a card", f"{percentile(crowd.opened, 0.99):.0f} ms", ""),
        ("server CPU a scan", f"{spent * 1000 / len(every):.2f} ms", ""),
        ("server memory afterwards", f"{memory:.0f} MB", ""),
    ]
    save("spaces", {"opened": crowd.opened, "stamped": crowd.stamped, "cpu_s": spent})
    database = "PostgreSQL" if options.postgres else "SQLite FULL"
    title = f"{options.visitors} visitors, {options.booths} booths each, {options.together} at once, {database}"
    show(title, rows)


if __name__ == "__main__":
    main()
