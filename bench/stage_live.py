"""The stage live: a sheet of 500 rows, 50 and 300 screens that follow it, one caller and one editor.

A client joins as a page does (snapshot over HTTP, gzip, then socket and hello). A cue is `stage/step` "start" of the
next row, 350 to 550 ms apart: the guard against a double GO would refuse a GO so soon, and everything else is the same.
A client has the cue when the frame with the whole new state has arrived; all frames of one change are compared letter
by letter, and one of them is read: now, standby, next, group, offset, expected end and the hard rows in ONE message.
All sockets and the clock are of this one process, on the same cores as the server; no compression on the sockets.
`python -m bench.stage_live [--clients 50 300] [--cues 60] [--only cue edit reorder crash ...] [--engine eventlet]`
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import random
import socket
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from bench.feed import Crowd, Listener
from bench.world import EVENT, World, cpu_s, name_of, percentile, rss_mb, save, show, world
from ops.core import clock
from scripts.parts import Server

Plain = dict[str, Any]
Rows = list[tuple[str, str, str]]
BATCH = b'42["batch"'
ROWS = 500
EDITS = 30
MINUTE = 60_000
LIMITS = {50: ("", "<= 17 ms"), 300: ("<= 18 ms", "<= 40 ms")}
WHOLE = ("live", "standby", "next", "group", "offset", "expected_end", "hard", "phase", "planned_end")
COLUMNS = [("cue", "Số TT"), ("title", "Nội dung"), ("owner", "Phụ trách")]
DOES = ("Phát biểu của", "Trao hoa cho", "Giới thiệu gian hàng của", "Phỏng vấn", "Kết nối điểm cầu cùng", "Tặng quà")


class Screens(Crowd):
    """All screens of the measurement. A frame is kept as it came with its instant and read later: this process shares
    the cores with the server."""

    def __init__(self, place: World) -> None:
        super().__init__(place, "stage")
        self.frames: dict[int, list[tuple[float, bytes]]] = {}

    def pump(self, wait_s: float) -> None:
        """Read what has come."""
        for key, _ in self.selector.select(wait_s):
            listener: Listener = key.data
            data = listener.sock.recv(262_144)
            now = time.perf_counter()
            if not data:
                raise SystemExit("the server closed a socket")
            listener.received += len(data)
            listener.buffer += data
            if listener.joined and (listener.buffer.startswith(BATCH, 2) or listener.buffer.startswith(BATCH, 4)):
                self._keep(listener, now)
            else:
                self._handle(listener)

    def _keep(self, listener: Listener, now: float) -> None:
        """A frame that has come whole, alone in its buffer."""
        short, size = listener.buffer[1], len(listener.buffer)
        start, length = (4, int.from_bytes(listener.buffer[2:4])) if short == 126 else (2, short)
        if size == start + length:
            self.frames[id(listener)].append((now, bytes(listener.buffer[start:])))
            listener.buffer.clear()
        elif size > start + length or short == 127:
            raise SystemExit("more than one frame at a time")

    def _said(self, listener: Listener, text: str) -> None:
        """A frame that came behind a ping."""
        if text.startswith('42["batch"'):
            self.frames[id(listener)].append((time.perf_counter(), text.encode()))
        else:
            super()._said(listener, text)

    def forget(self) -> None:
        """What came until now does not count."""
        self.pump(0.05)
        self.frames = {id(one): [] for one in self.listeners}
        for one in self.listeners:
            one.received = 0

    def wait(self) -> list[float]:
        """Until every screen was told; the instant of each."""
        end = time.monotonic() + 10
        while not all(self.frames.values()):
            self.pump(1.0)
            if time.monotonic() > end:
                raise SystemExit("a screen was not told")
        return [frames[0][0] for frames in self.frames.values()]

    def told(self) -> Plain:
        """The one message that everybody was sent."""
        texts = {text for frames in self.frames.values() for _, text in frames}
        assert len(texts) == 1, "screens were told different things"
        found: Plain = json.loads(texts.pop()[2:])[1]
        return found


class Caller:
    """One keep-alive connection of the office. A command can be sent without waiting for its answer."""

    def __init__(self, place: World) -> None:
        self.host, port = place.url.split("//")[1].split(":")
        self.sock = socket.create_connection((self.host, int(port)))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.token = place.staff
        self.size = 0

    def send(self, method: str, path: str, body: Plain | None = None) -> float:
        data = json.dumps(body).encode() if body is not None else b""
        head = (
            f"{method} /api/events/{EVENT}/{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        began = time.perf_counter()
        self.sock.sendall(head.encode() + data)
        return began

    def answer(self) -> Plain:
        reply = http.client.HTTPResponse(self.sock)
        reply.begin()
        data = reply.read()
        self.size = len(data)
        found: Plain = json.loads(data)
        if reply.status != 200:
            raise SystemExit(f"refused: {found}")
        return found

    def command(self, path: str, **values: Any) -> tuple[Plain, float]:
        """A command and how many ms it took."""
        began = self.send("POST", f"stage/{path}", {"ref": str(uuid.uuid4()), **values})
        answer = self.answer()
        return answer, (time.perf_counter() - began) * 1000

    def get(self, path: str) -> Plain:
        self.send("GET", path)
        return self.answer()


@dataclass
class Show:
    """The sheet of the measurement, loaded through the API."""

    place: World
    server: Server
    track: str = ""
    rows: list[str] = field(default_factory=list)
    import_s: float = 0.0
    live: int = -1

    @property
    def far(self) -> list[str]:
        """Rows that are edited and moved; those before them are called, in their order."""
        return self.rows[len(self.rows) // 2 :]


def new_rows(count: int) -> list[Plain]:
    """Edits that make the sheet: rows of a minute, 25 to a group, hard ones from the second hundred on."""
    start, edits = clock.now() // MINUTE * MINUTE, list[Plain]()
    group = ""
    for number in range(count):
        if number % 25 == 0:
            group = f"g{number // 25}"
            made: Plain = {"id": group, "kind": "group", "target": 25 * MINUTE}
            words = {"title": f"Phần {number // 25 + 1}"}
        else:
            made = {"id": f"r{number}", "duration": MINUTE, "group": group, "warning": 20_000, "danger": 10_000}
            made |= {"begins": "fixed", "start": start} if number == 1 else {}
            made |= {"begins": "hard", "start": start + number * MINUTE} if number > 100 and number % 25 == 13 else {}
            made |= {"parallel": True} if number % 30 == 7 else {}
            words = {
                "cue": f"{number:03d}",
                "title": f"{DOES[number % 6]} {name_of(number)}",
                "owner": name_of(number % 9),
            }
        after = edits[-1]["row"]["id"] if edits else None
        edits.append({"edit": "insert", "row": made, "after": after, "cells": words})
    return edits


def load(place: World, server: Server, count: int) -> Show:
    """Columns, a track and its rows over HTTP; the rows are one command, as an import sends them."""
    caller = Caller(place)
    columns = [{"id": one, "name": name, "department": "", "writers": []} for one, name in COLUMNS]
    caller.command("columns", columns=columns)
    made, _ = caller.command("tracks", name="Sân khấu")
    track = made["facts"]["track"]
    edits = new_rows(count)
    _, took = caller.command("edit", track=track, label="Nhập kịch bản", edits=edits)
    names = [one["row"]["id"] for one in edits if one["row"].get("kind") != "group" and not one["row"].get("parallel")]
    return Show(place, server, track, names, took / 1000)


def line(what: str, times: list[float], limits: tuple[str, str]) -> Rows:
    found = [(f"{what}, p50", f"{percentile(times, 0.5):.1f} ms", limits[0])]
    found.append((f"{what}, p99", f"{percentile(times, 0.99):.1f} ms, max {max(times):.1f}", limits[1]))
    return found


# ---------- the pieces ----------


def cue(at: Show, screens: Screens, count: int, dice: random.Random) -> Rows:
    """Cue after cue; from sending it until each client has the whole state."""
    caller, times, slowest = Caller(at.place), list[float](), list[float]()
    used = cpu_s(at.server.pid)
    sizes = []
    for _ in range(count):
        screens.forget()
        at.live = (at.live + 1) % (len(at.rows) - 2)
        wanted = at.rows[at.live]
        body = {"ref": str(uuid.uuid4()), "track": at.track, "do": "start", "row": wanted}
        began = caller.send("POST", "stage/step", body)
        heard = screens.wait()
        caller.answer()
        check_whole(screens.told(), wanted, at.rows[at.live + 1])
        sizes.append(sum(one.received for one in screens.listeners))
        times += [(one - began) * 1000 for one in heard]
        slowest.append((max(heard) - began) * 1000)
        time.sleep(dice.uniform(0.35, 0.55))
    used = (cpu_s(at.server.pid) - used) * 1000 / count
    clients = len(screens.listeners)
    save(f"stage-cue-{clients}", times)
    return [
        *line(f"{clients} clients: cue -> whole state", times, LIMITS.get(clients, ("", ""))),
        (f"{clients} clients: slowest client of a cue, p50", f"{percentile(slowest, 0.5):.1f} ms", ""),
        (f"{clients} clients: server CPU a cue", f"{used:.1f} ms", ""),
        (f"{clients} clients: bytes of a cue, all of them", f"{max(sizes) / 1e6:.2f} MB", ""),
    ]


def check_whole(told: Plain, live: str, follows: str) -> None:
    """One message holds everything that a cue changes."""
    (row,) = told["rows"]["clock"]
    assert row["live"]["row"] == live, row
    assert row["next"] == row["standby"] == follows, row
    assert all(row[name] is not None for name in WHOLE), row
    assert row["hard"], "the slack of the hard rows"


def edits(at: Show, screens: Screens, dice: random.Random) -> Rows:
    """One cell of one row, words and then a length, until every client holds it; bytes over all clients."""
    caller, found = Caller(at.place), Rows()
    for name in ("title", "duration"):
        times, sizes = list[float](), list[int]()
        for number in range(EDITS):
            screens.forget()
            row = dice.choice(at.far)
            words = f"Tên mới số {number}" if name == "title" else (60 + dice.randrange(1, 60)) * 1000
            kind = {"edit": "cells" if name == "title" else "set", "row": row, "values": {name: words}}
            body = {"ref": str(uuid.uuid4()), "track": at.track, "label": "", "edits": [kind]}
            began = caller.send("POST", "stage/edit", body)
            heard = screens.wait()
            caller.answer()
            told = next(one for one in screens.told()["rows"]["sheet_row"] if one["id"] == row)
            assert (told["cells"] if name == "title" else told["fact"])[name] == words
            sizes.append(sum(one.received for one in screens.listeners))
            times += [(one - began) * 1000 for one in heard]
            time.sleep(0.1)
        clients = len(screens.listeners)
        found += line(f"{clients} clients: edit of a {name} -> all hold it", times, ("", "<= 200 ms"))
        found.append((f"{clients} clients: its bytes, all of them, largest", f"{max(sizes) / 1e6:.3f} MB", "<= 1 MB"))
    return found


def reorder(at: Show, screens: Screens | None, dice: random.Random) -> Rows:
    """One row to another place; how long its answer takes, with nobody else there and with everybody."""
    caller, times, size, sizes = Caller(at.place), list[float](), 0, list[int]()
    for _ in range(60):
        if screens:
            screens.forget()
        row, after = dice.sample(at.far, 2)
        _, took = caller.command("edit", track=at.track, edits=[{"edit": "move", "row": row, "after": after}])
        times.append(took)
        size = max(size, caller.size)
        if screens:
            screens.wait()
            sizes.append(sum(one.received for one in screens.listeners))
        time.sleep(0.1)
    who = f"{len(screens.listeners)} clients" if screens else "alone"
    found = line(f"{who}: reorder one row in {ROWS}", times, ("", "<= 20 ms"))
    found.append((f"{who}: its answer, largest", f"{size / 1000:.2f} kB", "<= 10 kB"))
    if screens:
        found.append((f"{who}: its bytes, all of them, largest", f"{max(sizes) / 1e6:.2f} MB", ""))
    return found


def crash(at: Show, times: int = 5) -> Rows:
    """kill -9 while live; from starting the process to the first answer with the state as it was."""
    took = []
    for _ in range(times):
        before = standing(at)
        at.server.kill9()
        began = time.perf_counter()
        at.server.start()
        after = standing(at)
        took.append(time.perf_counter() - began)
        assert before == after, (before, after)
    return [(f"kill -9 -> the exact state again, median of {times}", f"{percentile(took, 0.5):.2f} s", "<= 2 s"),
            ("the same, worst", f"{max(took):.2f} s", "")]  # fmt: skip


def standing(at: Show) -> Plain:
    """Everything that screens are given."""
    rows: Plain = Caller(at.place).get("snapshot/stage")["rows"]
    return rows


def snapshot_sizes(at: Show) -> tuple[float, float]:
    """The snapshot as it travels, and opened, kB."""
    conn = http.client.HTTPConnection(at.place.url.split("//")[1], timeout=10)
    headers = {"Authorization": f"Bearer {at.place.staff}", "Accept-Encoding": "gzip"}
    conn.request("GET", f"/api/events/{EVENT}/snapshot/stage", headers=headers)
    data = conn.getresponse().read()
    return len(data) / 1000, len(gzip.decompress(data)) / 1000


def together(at: Show, clients: int, cues: int, only: set[str]) -> Rows:
    """Everything that is measured with so many screens."""
    dice = random.Random(clients)
    screens = Screens(at.place)
    took = screens.join(clients)
    large = clients >= 300
    found: Rows = [
        (f"{clients} clients join", f"{took:.2f} s", "<= 2 s" if large else ""),
        (f"{clients} clients join, bytes for all of them", f"{screens.bytes / 1e6:.2f} MB", "<= 5 MB" if large else ""),
    ]
    if "cue" in only:
        cue(at, screens, 3, dice)  # first requests compile statements
        found += cue(at, screens, cues, dice)
    if "edit" in only:
        found += edits(at, screens, dice)
    if "reorder" in only:
        found += reorder(at, screens, dice)
    found.append((f"{clients} clients: memory of the server", f"{rss_mb(at.server.pid):.0f} MB", "<= 150 MB"))
    for one in screens.listeners:
        one.sock.close()
    return found


PIECES = ("cue", "edit", "reorder", "crash")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="*", default=[50, 300])
    parser.add_argument("--cues", type=int, default=60)
    parser.add_argument("--engine", default="eventlet")
    parser.add_argument("--only", nargs="+", choices=PIECES, default=list(PIECES))
    options = parser.parse_args()
    only = set(options.only)
    with world(0, 0, options.engine) as (place, server):
        at = load(place, server, ROWS)
        small, whole = snapshot_sizes(at)
        rows: Rows = [
            (f"{ROWS} rows taken in, one command", f"{at.import_s:.2f} s", "<= 1 s"),
            ("snapshot of the sheet, gzip / opened", f"{small:.1f} / {whole:.0f} kB", ""),
        ]
        if "reorder" in only:
            rows += reorder(at, None, random.Random(1))
        for clients in options.clients:
            rows += together(at, clients, options.cues, only)
        if "crash" in only:
            rows += crash(at)
    show(f"Stage, {options.engine}, SQLite FULL, {ROWS} rows", rows)


if __name__ == "__main__":
    main()
