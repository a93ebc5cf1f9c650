"""The public programme: whoever looks again hears 304 from the app itself; bytes of a full page, requests a second.

A day of 45 slots is published; clients keep their connections and ask with the ETag they have, as phones do.
`python -m bench.live_public [--clients 16] [--seconds 6] [--engine eventlet]`
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import selectors
import socket
import time

from sqlalchemy import insert

from bench.world import EVENT, World, cpu_s, percentile, rss_mb, show, world
from ops.core import clock
from ops.core.db import Database
from ops.core.work import Doorbell, begin
from ops.livestream.catalogue.models import channel
from ops.livestream.models import live_release, live_session, live_slot
from scripts.parts import Server

PAGE = f"/p/{EVENT}"
LIMIT_RATE, LIMIT_BYTES = 1_500, 30_000


def fetch(place: World, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """One request on a connection of its own."""
    host, port = place.url.split("//")[1].split(":")
    conn = http.client.HTTPConnection(host, int(port), timeout=30)
    conn.request("GET", path, headers=headers)
    answer = conn.getresponse()
    return answer, answer.read()


def publish(place: World, slots: int) -> None:
    """A day of so many published slots, put beside the running server as an import would."""
    db = Database(f"sqlite:///{place.data / 'ops.db'}")
    begin_at = clock.now() // clock.DAY * clock.DAY + clock.DAY
    title = "Đặc sản Hải Phòng: nước mắm, bánh đậu xanh, chả mực và quà"
    with begin(db, Doorbell(), EVENT, "system") as work:
        line = {"name": "Hải Phòng Live", "platform": "tiktok", "url": "https://www.tiktok.com/@haiphong/live"}
        work.conn.execute(insert(channel).values(event_id=EVENT, id="k1", **line))
        one = {"title": title, "producers": "[]", "products": "[]", "room": "R1"}
        work.conn.execute(insert(live_session).values(event_id=EVENT, id="p1", **one))
        for n in range(slots):
            times = {"starts": begin_at + n * 15 * clock.MINUTE, "ends": begin_at + (n + 1) * 15 * clock.MINUTE}
            told = {
                **times,
                "version": 1,
                "channel": "k1",
                "room": "R1",
                "host": "",
                "title": title,
                "state": "confirmed",
            }
            row = {"id": f"s{n}", "session": "p1", "channel": "k1", "state": "confirmed", "told": json.dumps(told)}
            work.conn.execute(insert(live_slot).values(event_id=EVENT, **times, **row))
        release = {"version": 1, "at": work.now, "by": "bench", "note": "", "rows": "{}"}
        work.conn.execute(insert(live_release).values(event_id=EVENT, **release))
        work.record("live.loaded", "live_session:p1", {"live_session": ["p1"]}, {})
    db.release()


def hammer(place: World, tag: str, clients: int, seconds: float) -> tuple[float, list[float], set[str]]:
    """Requests a second, their times in ms, and the status lines that were heard."""
    host, port = place.url.split("//")[1].split(":")
    asked = f"GET {PAGE} HTTP/1.1\r\nHost: {host}:{port}\r\nIf-None-Match: {tag}\r\n\r\n".encode()
    selector = selectors.DefaultSelector()
    since: dict[int, float] = {}
    for _ in range(clients):
        made = socket.create_connection((host, int(port)))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(made, selectors.EVENT_READ, made)
        since[made.fileno()] = time.perf_counter()
        made.sendall(asked)
    times: list[float] = []
    heard: set[str] = set()
    began = now = time.perf_counter()
    while now - began < seconds:
        for key, _ in selector.select(0.5):
            data = key.data.recv(65536)
            if b"\r\n\r\n" in data:
                now = time.perf_counter()
                heard.add(data.split(b"\r\n", 1)[0].decode())
                times.append((now - since[key.fd]) * 1000)
                since[key.fd] = now
                key.data.sendall(asked)
    return len(times) / (now - began), times, heard


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--engine", default="eventlet")
    chosen = parser.parse_args()
    with world(50, 1, chosen.engine) as (place, server):
        measure(place, server, chosen)


def measure(place: World, server: Server, chosen: argparse.Namespace) -> None:
    """One page, looked at again and again."""
    publish(place, 45)
    answer, body = fetch(place, PAGE, **{"Accept-Encoding": "gzip"})
    tag, plain = answer.headers["ETag"], gzip.decompress(body)
    sheet = plain.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    _, css = fetch(place, sheet, **{"Accept-Encoding": "gzip"})
    before = cpu_s(server.pid)
    rate, times, heard = hammer(place, tag, chosen.clients, chosen.seconds)
    busy = (cpu_s(server.pid) - before) / chosen.seconds
    rows = [
        ("asked again with the ETag, requests a second", f"{rate:,.0f}", f">= {LIMIT_RATE:,}"),
        ("time of one, median / 99th", f"{percentile(times, 0.5):.1f} / {percentile(times, 0.99):.1f} ms", ""),
        ("answers", ", ".join(sorted({one.split()[1] for one in heard})), "304"),
        ("page of 45 slots, plain / packed", f"{len(plain) / 1000:.1f} / {len(body) / 1000:.1f} kB", ""),
        ("page and its sheet as sent", f"{(len(body) + len(css)) / 1000:.1f} kB", f"<= {LIMIT_BYTES / 1000:.0f} kB"),
        ("cookie", answer.headers.get("Set-Cookie") or "none", "none"),
        ("processor of the server", f"{busy * 100:.0f} % of a core", ""),
        ("memory of the server", f"{rss_mb(server.pid):.0f} MB", "<= 150 MB"),
    ]
    show(f"Public programme, {chosen.engine}, {chosen.clients} connections, {chosen.seconds:.0f} s", rows)


if __name__ == "__main__":
    main()
