"""Confirmed scans over HTTP: rate and latency at 1, 8 and 32 connections, CPU of the server, and one batch of 500.

Every scan is the first entry of its guest, over keep-alive connections, journal and feed on. The client shares the
machine. `python -m bench.scans [--postgres] [--engine eventlet] [--seconds 6]`
"""

from __future__ import annotations

import argparse
import datetime
import json
import selectors
import socket
import time
import uuid
from dataclasses import dataclass, field

from bench.world import EVENT, World, cpu_s, percentile, rss_mb, show, world
from scripts.parts import Server


@dataclass
class Line:
    """One keep-alive connection with one request under way."""

    sock: socket.socket
    token: str
    number: int = 0
    sent_at: float = 0.0
    buffer: bytes = b""
    times: list[float] = field(default_factory=list)


def body(codes: list[str], numbers: list[int]) -> bytes:
    """An upload of scans with fresh refs."""
    now = datetime.datetime.now(datetime.UTC).isoformat()
    items = [
        {
            "type": "scan",
            "ref": str(uuid.uuid4()),
            "dev_seq": number,
            "code": code,
            "device_at": now,
            "offset_ms": 0.5,
            "told": {"admit": True, "reason": "ok"},
        }
        for code, number in zip(codes, numbers, strict=True)
    ]
    return json.dumps({"sent_at": now, "items": items}).encode()


def request(token: str, host: str, payload: bytes) -> bytes:
    """A raw HTTP request."""
    head = (
        f"POST /api/events/{EVENT}/scans HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


class Load:
    """`lines` connections, each sending its next scan as soon as the last one was confirmed."""

    def __init__(self, place: World, codes: list[str], lines: int) -> None:
        self.place, self.codes = place, codes
        self.host = place.url.split("//")[1]
        self.selector = selectors.DefaultSelector()
        self.lines = [self._connect(place.devices[number % len(place.devices)]) for number in range(lines)]
        self.bad: list[bytes] = []

    def _connect(self, token: str) -> Line:
        host, port = self.host.split(":")
        sock = socket.create_connection((host, int(port)))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(sock, token)
        self.selector.register(sock, selectors.EVENT_READ, line)
        return line

    def run(self, seconds: float) -> float:
        """Drive the load; answers the seconds it took."""
        began = time.perf_counter()
        for line in self.lines:
            self._send(line)
        open_lines = len(self.lines)
        while open_lines:
            for key, _ in self.selector.select(5):
                if self._received(key.data):
                    more = time.perf_counter() - began < seconds and bool(self.codes)
                    if more:
                        self._send(key.data)
                    else:
                        open_lines -= 1
        return time.perf_counter() - began

    def _send(self, line: Line) -> None:
        line.number += 1
        payload = request(line.token, self.host, body([self.codes.pop()], [1 + len(self.codes)]))
        line.sent_at = time.perf_counter()
        line.sock.sendall(payload)

    def _received(self, line: Line) -> bool:
        line.buffer += line.sock.recv(65536)
        head, found, rest = line.buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(rest) < length:
            return False
        line.times.append((time.perf_counter() - line.sent_at) * 1000)
        if b'"admit":true' not in rest or not head.startswith(b"HTTP/1.1 200"):
            self.bad.append(rest)
        line.buffer = b""
        return True


def measure(
    place: World, server: Server, codes: list[str], lines: int, seconds: float
) -> tuple[float, list[float], float]:
    """Scans per second, latencies in ms, server CPU in ms a scan."""
    load = Load(place, codes, lines)
    cpu = cpu_s(server.pid)
    took = load.run(seconds)
    times = [one for line in load.lines for one in line.times]
    if load.bad:
        raise SystemExit(f"{len(load.bad)} scans were not confirmed, e.g. {load.bad[0][:300]!r}")
    return len(times) / took, times, (cpu_s(server.pid) - cpu) * 1000 / len(times)


def batch(place: World, codes: list[str], count: int) -> float:
    """Seconds for `count` queued scans in one request."""
    import http.client

    host, port = place.url.split("//")[1].split(":")
    conn = http.client.HTTPConnection(host, int(port), timeout=60)
    payload = body([codes.pop() for _ in range(count)], list(range(1, count + 1)))
    headers = {"Authorization": f"Bearer {place.devices[-1]}", "Content-Type": "application/json"}
    began = time.perf_counter()
    conn.request("POST", f"/api/events/{EVENT}/scans", payload, headers)
    answer = json.loads(conn.getresponse().read())
    took = time.perf_counter() - began
    if sum(one["admit"] for one in answer["answers"]) != count:
        raise SystemExit("not every scan of the batch was admitted")
    return took


LIMITS = {False: {8: (None, 50.0), 32: (500.0, 150.0)}, True: {8: (None, 50.0), 32: (None, 100.0)}}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--engine", default="eventlet")
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--guests", type=int, default=20_000)
    options = parser.parse_args()
    with world(options.guests, 32, options.engine, options.postgres) as (place, server):
        codes = list(place.codes)
        measure(place, server, codes, 4, 1.0)  # first requests compile statements
        rows = []
        for lines in (1, 8, 32):
            rate, times, cpu = measure(place, server, codes, lines, options.seconds)
            least, worst = LIMITS[options.postgres].get(lines, (None, None))
            rows.append((f"{lines} connections: scans/s", f"{rate:.0f}", f">= {least:.0f}" if least else ""))
            shown = f"{percentile(times, 0.5):.1f} / {percentile(times, 0.99):.1f} ms"
            rows.append((f"{lines} connections: p50 / p99", shown, f"p99 <= {worst:.0f} ms" if worst else ""))
            rows.append((f"{lines} connections: server CPU a scan", f"{cpu:.2f} ms", "<= 3 ms"))
        rows.append(("500 queued scans in one request", f"{batch(place, codes, 500):.2f} s", "<= 1 s"))
        rows.append(("server memory afterwards", f"{rss_mb(server.pid):.0f} MB", "<= 150 MB"))
    database = "PostgreSQL" if options.postgres else "SQLite FULL"
    show(f"Confirmed scans, {options.engine}, {database}, {options.guests} guests", rows)


if __name__ == "__main__":
    main()
