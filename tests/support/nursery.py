"""Servers of tests come from a process that has loaded the program already (scripts/nursery.py): 0.12 s, not 1.6.

tests/faults and tests/test_server.py start the real `python wsgi.py`: a start, and what is left of a killed one, is
what they are about.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scripts.parts import POLL_S, ROOT, PartFailed, Running, Server

COLD = ("tests/faults", "tests/test_server.py")
# Read by Python before the program begins: with another value only a process of its own will do.
EARLY = ("PYTHON", "LC_", "LANG", "LD_")


class Nursery:
    """A waiting `wsgi.py` under one engine, and the line to it."""

    def __init__(self, engine: str) -> None:
        self.env = os.environ | {"PYTHONUNBUFFERED": "1", "OPS_ENGINE": engine}
        self._line, theirs = socket.socketpair()
        argv = [sys.executable, "-m", "scripts.nursery"]
        with theirs:
            self._process = subprocess.Popen(argv, stdin=theirs, cwd=ROOT, env=self.env)
        self._answers = self._line.makefile("rb")
        self._turn = threading.Lock()

    def ask(self, order: dict[str, Any]) -> Any:
        with self._turn:
            self._line.sendall(json.dumps(order).encode() + b"\n")
            if not (answer := self._answers.readline()):
                raise PartFailed("the nursery has ended; what it said is on standard error")
            return json.loads(answer)

    def suits(self, env: dict[str, str]) -> bool:
        """Whether a process with this environment would have begun as this one did."""
        return early(env) == early(self.env)

    def close(self) -> None:
        self._answers.close()
        self._line.close()
        self._process.wait()


class Child:
    """A server that was forked; as much of `subprocess.Popen` as scripts/parts.py asks for."""

    def __init__(self, nursery: Nursery, argv: Sequence[str], log: Path, env: dict[str, str]) -> None:
        self._nursery = nursery
        self.returncode: int | None = None
        log.open("ab").close()  # there from now on, as with Popen
        self.pid = int(nursery.ask({"argv": list(argv), "log": str(log.absolute()), "env": env}))

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._nursery.ask({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"server {self.pid}", timeout or 0)
            time.sleep(POLL_S)
        return code


def early(env: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(EARLY)}


NURSERIES: dict[str, Nursery] = {}
MAKING = threading.Lock()


def begin(argv: Sequence[str], log: Path, env: dict[str, str]) -> Running | None:
    """A process that goes on as `python wsgi.py …`; None when only a new one can be what is asked for."""
    with MAKING:
        nursery = NURSERIES.get(env["OPS_ENGINE"]) or NURSERIES.setdefault(
            env["OPS_ENGINE"], Nursery(env["OPS_ENGINE"])
        )
    return Child(nursery, argv, log, env) if nursery.suits(env) else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    where = item.path.relative_to(ROOT)
    Server.mother = None if any(where.is_relative_to(one) for one in COLD) else staticmethod(begin)


def pytest_unconfigure() -> None:
    for nursery in NURSERIES.values():
        nursery.close()
    NURSERIES.clear()
