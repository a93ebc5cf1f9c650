"""Keeps the process of one uplink running, and talks with it; never makes a caller wait."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
ARGV = [sys.executable, "-m", "ops.bridge.uplink_side"]
AGAIN_S = 2.0


class Keeper:
    """One child. `heard` gets every row it says; answers come back through `ask`'s callback."""

    def __init__(self, config: Row, heard: Callable[[Row], None]) -> None:
        self.config, self.heard = config, heard
        self.child: subprocess.Popen[bytes] | None = None
        self.sock: socket.socket | None = None
        self.waiting: dict[int, Callable[[Row], None]] = {}
        self.number = 0
        self.closed = threading.Event()
        threading.Thread(target=self._run, daemon=True, name="uplink").start()

    def ask(self, name: str, payload: Row, done: Callable[[Row], None]) -> None:
        """Ask the hub; `done` gets its answer, or `{ok: false}`."""
        self.number += 1
        self.waiting[self.number] = done
        self._send({"id": self.number, "ask": name, "payload": payload})

    def _send(self, row: Row) -> None:
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.sendall(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """End the child."""
        self.closed.set()
        if self.child is not None:
            self.child.terminate()

    def _run(self) -> None:
        while not self.closed.is_set():
            self._live()
            self.closed.wait(AGAIN_S)

    def _live(self) -> None:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self.child = subprocess.Popen(ARGV, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, cwd=ROOT)
            self.sock = ours
            self._send(self.config)
            try:
                self._read(ours)
            finally:
                self.sock, lost, self.waiting = None, self.waiting, {}
                self.child.kill()
                self.child.wait()
                for done in lost.values():
                    done({"ok": False})

    def _read(self, sock: socket.socket) -> None:
        rest = b""
        while data := _received(sock):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                said = json.loads(line)
                if said["what"] == "answer":
                    done = self.waiting.pop(said["id"], None)
                    if done is not None:
                        done(said["said"])
                else:
                    self.heard(said)


def _received(sock: socket.socket) -> bytes:
    try:
        return sock.recv(1 << 16)
    except OSError:
        return b""
