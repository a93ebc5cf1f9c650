"""Keeps the side process running: starts it, talks to it, starts it again when it dies. Never makes a caller wait."""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Done = Callable[[Row], None]
ROOT = Path(__file__).resolve().parents[2]
ARGV = [sys.executable, "-m", "ops.outputs.side"]
AGAIN_S = (1.0, 2.0, 4.0, 8.0, 15.0)
WELL_AFTER = 3  # answers after which a start counts as a good one
log = logging.getLogger("ops.outputs")


class Keeper:
    """The one child of this process. `heard` gets what the child says by itself, `up` is called when it is ready."""

    def __init__(self, heard: Callable[[Row], None], up: Callable[[], None]) -> None:
        self.heard, self.up = heard, up
        self.child: subprocess.Popen[bytes] | None = None
        self.ready = False
        self.closed = False
        self.starts = 0
        self.waiting: dict[str, Done] = {}
        self._line: queue.Queue[bytes | None] = queue.Queue()
        self._number = 0
        self._started = False
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin, once: an event without outputs has no side process."""
        if not self._started:
            self._started = True
            threading.Thread(target=self._run, daemon=True, name="outputs").start()

    def ask(self, job: Row, done: Done) -> None:
        """Have something done; `done` gets the answer, also when the child dies over it."""
        if not self.ready:
            done({"ok": False, "reason": "no_sender", "ms": 0})
            return
        self._number += 1
        name = str(self._number)
        self.waiting[name] = done
        self.tell(job | {"id": name})

    def tell(self, job: Row) -> None:
        """Say something that has no answer."""
        if self.ready:
            self._line.put(json.dumps(job).encode() + b"\n")

    def close(self) -> None:
        """End the child with the server."""
        self.closed = True
        self._stop.set()
        self._line.put(None)
        if self.child is not None:
            self.child.terminate()

    # ---------- the child ----------

    def _run(self) -> None:
        failed = 0
        while not self.closed:
            try:
                answers = self._live()
            except Exception:  # without a child the rest of the server goes on
                log.exception("the side process of outputs")
                answers = 0
            failed = 0 if answers >= WELL_AFTER else min(failed + 1, len(AGAIN_S))
            self._stop.wait(AGAIN_S[max(failed, 1) - 1])

    def _live(self) -> int:
        """One life of the child, from its start to its end; answers how much it said."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self.child = subprocess.Popen(ARGV, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, cwd=ROOT)
            self.starts += 1
            self._line = queue.Queue()
            writer = threading.Thread(target=self._write, args=(ours, self._line), daemon=True)
            writer.start()
            try:
                return self._read(ours)
            finally:
                self.ready = False
                self._line.put(None)
                self._end()

    def _read(self, sock: socket.socket) -> int:
        count, rest = 0, b""
        while data := _received(sock):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                count += 1
                self._take(json.loads(line))
        return count

    def _take(self, said: Row) -> None:
        if "ready" in said:
            self.ready = True
            self.up()
        elif "id" in said:
            done = self.waiting.pop(said["id"], None)
            if done is not None:
                done(said)
        else:
            self.heard(said)

    def _write(self, sock: socket.socket, lines: queue.Queue[bytes | None]) -> None:
        with contextlib.suppress(OSError):
            while (line := lines.get()) is not None:
                sock.sendall(line)

    def _end(self) -> None:
        """Nobody waits for a dead child."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
        lost, self.waiting = self.waiting, {}
        for done in lost.values():
            done({"ok": False, "reason": "side_died", "ms": 0})


def _received(sock: socket.socket) -> bytes:
    try:
        return sock.recv(1 << 16)
    except OSError:
        return b""
