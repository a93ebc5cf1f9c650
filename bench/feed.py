"""The feed: 300 clients join, one line reaches them all; bytes, times, memory of the server.

A client joins as the board page does: snapshot over HTTP (gzip), then socket, hello. The client side is one process
with raw WebSocket frames, so that it costs little of the two cores.
`python -m bench.feed [--clients 300] [--engine eventlet]`
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import selectors
import socket
import struct
import time
from dataclasses import dataclass, field

from bench.scans import body, request
from bench.world import EVENT, World, cpu_s, percentile, rss_mb, show, world
from scripts.parts import Server

HELLO_ID = 0


@dataclass
class Listener:
    """One socket client; `heard` is when the number it waits for arrived."""

    sock: socket.socket
    buffer: bytearray = field(default_factory=bytearray)
    upgraded: bool = False
    joined: bool = False
    seq: int = 0
    heard: dict[int, float] = field(default_factory=dict)
    received: int = 0


def frame(text: str) -> bytes:
    """A masked text frame."""
    data = text.encode()
    mask = os.urandom(4)
    size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
    return b"\x81" + size + mask + bytes(one ^ mask[at % 4] for at, one in enumerate(data))


def next_frame(buffer: bytearray) -> str | None:
    """Take one whole frame off the buffer."""
    if len(buffer) < 2:
        return None
    size, start = buffer[1] & 0x7F, 2
    if size == 126:
        if len(buffer) < 4:
            return None
        size, start = struct.unpack(">H", buffer[2:4])[0], 4
    elif size == 127:
        if len(buffer) < 10:
            return None
        size, start = struct.unpack(">Q", buffer[2:10])[0], 10
    if len(buffer) < start + size:
        return None
    text = bytes(buffer[start : start + size]).decode()
    del buffer[: start + size]
    return text


class Crowd:
    """All clients of the measurement."""

    def __init__(self, place: World, audience: str) -> None:
        self.place, self.audience = place, audience
        self.host, self.port = place.url.split("//")[1].split(":")
        self.selector = selectors.DefaultSelector()
        self.listeners: list[Listener] = []
        self.bytes = 0
        self.epoch = ""

    def join(self, count: int) -> float:
        """Everybody joins at once; seconds until the last one is in."""
        began = time.perf_counter()
        for _ in range(count):
            self._upgrade()
        conn = http.client.HTTPConnection(self.host, int(self.port), timeout=30)
        for listener in self.listeners:
            listener.seq = self._snapshot(conn)
        while not all(one.joined for one in self.listeners):
            self.pump(0.5)
        self.bytes += sum(one.received for one in self.listeners)
        return time.perf_counter() - began

    def _snapshot(self, conn: http.client.HTTPConnection) -> int:
        headers = {"Authorization": f"Bearer {self.place.staff}", "Accept-Encoding": "gzip"}
        conn.request("GET", f"/api/events/{EVENT}/snapshot/{self.audience}", headers=headers)
        answer = conn.getresponse()
        data = answer.read()
        self.bytes += len(data)
        if not self.epoch:
            import gzip

            whole = json.loads(gzip.decompress(data))
            self.epoch, self.seq = whole["epoch"], whole["seq"]
        return self.seq

    def _upgrade(self) -> None:
        sock = socket.create_connection((self.host, int(self.port)))
        key = base64.b64encode(os.urandom(16)).decode()
        sock.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        listener = Listener(sock)
        self.listeners.append(listener)
        self.selector.register(sock, selectors.EVENT_READ, listener)

    def pump(self, wait_s: float) -> None:
        """Read what has come."""
        for key, _ in self.selector.select(wait_s):
            listener: Listener = key.data
            data = listener.sock.recv(262_144)
            if not data:
                raise SystemExit("the server closed a socket")
            listener.received += len(data)
            listener.buffer += data
            self._handle(listener)

    def _handle(self, listener: Listener) -> None:
        if not listener.upgraded:
            _, found, rest = bytes(listener.buffer).partition(b"\r\n\r\n")
            if not found:
                return
            listener.upgraded, listener.buffer = True, bytearray(rest)
        while (text := next_frame(listener.buffer)) is not None:
            self._said(listener, text)

    def _said(self, listener: Listener, text: str) -> None:
        if text.startswith("0"):
            listener.sock.sendall(frame("40" + json.dumps({"token": self.place.staff})))
        elif text == "2":
            listener.sock.sendall(frame("3"))
        elif text.startswith("40"):
            hello = {"event": EVENT, "audience": self.audience, "epoch": self.epoch, "seq": listener.seq}
            listener.sock.sendall(frame(f"42{HELLO_ID}" + json.dumps(["hello", hello])))
        elif text.startswith("43"):
            answer = json.loads(text[text.index("[") :])[0]
            if not answer["ok"] or answer.get("reset"):
                raise SystemExit(f"hello was answered {text[:200]}")
            listener.joined = True
        elif text.startswith('42["batch"'):
            upto = int(text.split('"upto":')[1].split(",")[0])
            listener.heard[upto] = time.perf_counter()


def tell(crowd: Crowd, place: World, codes: list[str], rounds: int) -> list[float]:
    """One scan at a time: ms from sending it until each client has the line."""
    sock = socket.create_connection((crowd.host, int(crowd.port)))
    times: list[float] = []
    for number in range(rounds):
        payload = request(place.devices[0], f"{crowd.host}:{crowd.port}", body([codes.pop()], [number + 1]))
        before = max((max(one.heard, default=0) for one in crowd.listeners), default=0)
        sent = time.perf_counter()
        sock.sendall(payload)
        while not all(max(one.heard, default=0) > before for one in crowd.listeners):
            crowd.pump(1.0)
        sock.recv(65536)
        times += [(one.heard[max(one.heard)] - sent) * 1000 for one in crowd.listeners]
        time.sleep(0.12)
    return times


def run(place: World, server: Server, clients: int, rounds: int) -> list[tuple[str, str, str]]:
    """The table."""
    codes = list(place.codes)
    small = Crowd(place, "board")
    small.join(2)
    tell(small, place, codes, 5)  # first requests compile statements
    crowd = Crowd(place, "board")
    took = crowd.join(clients)
    cpu = cpu_s(server.pid)
    times = tell(crowd, place, codes, rounds)
    used = (cpu_s(server.pid) - cpu) * 1e6 / (rounds * clients)
    return [
        (f"{clients} clients join", f"{took:.2f} s", "<= 2 s"),
        ("bytes for all of them", f"{crowd.bytes / 1e6:.2f} MB", "<= 5 MB"),
        ("scan sent -> line at a client, p50", f"{percentile(times, 0.5):.1f} ms", "<= 20 ms"),
        ("scan sent -> line at a client, p99", f"{percentile(times, 0.99):.1f} ms", "<= 60 ms"),
        ("server CPU a client and line", f"{used:.0f} us", ""),
        ("server memory with them", f"{rss_mb(server.pid):.0f} MB", "<= 150 MB"),
    ]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--guests", type=int, default=900)
    parser.add_argument("--engine", default="eventlet")
    options = parser.parse_args()
    with world(options.guests, 8, options.engine) as (place, server):
        rows = run(place, server, options.clients, options.rounds)
    show(f"Feed, {options.engine}, SQLite FULL, {options.guests} guests, {options.clients} clients", rows)


if __name__ == "__main__":
    main()
