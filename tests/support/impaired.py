"""A bad line between network namespaces: packets go through this process, which delays, loses and cuts them.

Each far end has a namespace of its own and one TUN device in it; the near end is the namespace of whoever starts it.
Needs root (or a user namespace in which one is root) and /dev/net/tun.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time
from typing import Any

TUNSETIFF, TUN, NO_PI = 0x400454CA, 0x0001, 0x1000
MTU = 1_400


def open_tun(name: str) -> int:
    """A TUN device in this process's namespace."""
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), TUN | NO_PI))
    return fd


def ip(*words: str, netns: str | None = None) -> None:
    """The ip command, in a namespace or here."""
    inside = ["nsenter", f"--net=/run/netns/{netns}"] if netns else []
    subprocess.run([*inside, "ip", *words], check=True, capture_output=True)


def why_not() -> str:
    """Why there can be no namespaces here; nothing when there can."""
    probe = f"ops-probe-{os.getpid()}"
    try:
        ip("netns", "add", probe)
        os.close(open_tun(f"op{os.getpid() % 10_000}"))
    except (OSError, subprocess.CalledProcessError) as error:
        return str(error)
    finally:
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            ip("netns", "del", probe)
    return ""


class Line:
    """One far end: namespace `name`, reached from here; the near address is `near`, the far one `far`."""

    def __init__(self, name: str, number: int, delay_ms: float = 50, jitter_ms: float = 20, loss: float = 0.02) -> None:
        self.name, self.near, self.far = f"{name}-{os.getpid()}", f"10.91.{number}.1", f"10.91.{number}.2"
        self.rules = {"delay": delay_ms, "jitter": jitter_ms, "loss": loss, "cut": 0, "seed": number}
        self.child: subprocess.Popen[str] | None = None
        self.devices = (f"bn{os.getpid() % 100_000}{number}", f"bf{os.getpid() % 100_000}{number}")

    def __enter__(self) -> Line:
        ip("netns", "add", self.name)
        near, far = (open_tun(one) for one in self.devices)
        ip("link", "set", self.devices[1], "netns", self.name)
        ip("addr", "add", self.near, "peer", self.far, "dev", self.devices[0])
        ip("link", "set", self.devices[0], "up", "mtu", str(MTU))
        ip("link", "set", "lo", "up", netns=self.name)
        ip("addr", "add", self.far, "peer", self.near, "dev", self.devices[1], netns=self.name)
        ip("link", "set", self.devices[1], "up", "mtu", str(MTU), netns=self.name)
        argv = [sys.executable, __file__, str(near), str(far)]
        self.child = subprocess.Popen(argv, stdin=subprocess.PIPE, text=True, pass_fds=(near, far))
        os.close(near)
        os.close(far)
        self.set()
        return self

    def set(self, **rules: float) -> None:
        """Change the weather: delay, jitter (ms), loss (0 to 1), cut (0 or 1)."""
        self.rules |= rules
        assert self.child is not None and self.child.stdin is not None
        self.child.stdin.write(json.dumps(self.rules) + "\n")
        self.child.stdin.flush()

    @property
    def inside(self) -> tuple[str, ...]:
        """What to put before a command so that it runs at the far end."""
        return ("nsenter", f"--net=/run/netns/{self.name}")

    def __exit__(self, *_: object) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            with contextlib.suppress(BrokenPipeError):
                if self.child.stdin is not None:
                    self.child.stdin.close()
        with contextlib.suppress(subprocess.CalledProcessError):
            ip("netns", "del", self.name)


def forward(near: int, far: int) -> None:
    """Copy packets both ways until the standard input closes."""
    rules: dict[str, Any] = {}
    waiting: list[tuple[float, int, int, bytes]] = []
    chance, count = random.Random(1), 0
    poll = select.poll()
    for fd in (near, far, 0):
        poll.register(fd, select.POLLIN)
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(waiting)
            if not rules.get("cut"):
                with contextlib.suppress(OSError):
                    os.write(to, packet)
        wait = max(0.0, (waiting[0][0] - now) * 1000) if waiting else 200.0
        for fd, event in poll.poll(min(wait, 200.0)):
            if fd == 0:
                line = sys.stdin.readline() if event & select.POLLIN else ""
                if not line:
                    return
                fresh = not rules
                rules = json.loads(line)
                chance = random.Random(rules["seed"]) if fresh else chance
                continue
            with contextlib.suppress(OSError):
                packet = os.read(fd, 65_535)
                if rules and not rules["cut"] and chance.random() >= rules["loss"]:
                    later = rules["delay"] + chance.uniform(-rules["jitter"], rules["jitter"])
                    count += 1
                    heapq.heappush(waiting, (now + later / 1000, count, far if fd == near else near, packet))


if __name__ == "__main__":
    forward(int(sys.argv[1]), int(sys.argv[2]))
