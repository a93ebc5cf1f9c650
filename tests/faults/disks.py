"""Small file systems to fill, to freeze and to cut off. They need root; a container may still forbid mounting."""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.tools import need

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2  # nothing more reaches the disk, not even ext4's own journal


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=30)


def need_mounts(folder: Path) -> None:
    """Skip with the reason where nothing can be mounted; a CI machine without root is such a place."""
    need("mount")
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    probe = folder / "probe"
    probe.mkdir()
    tried = run("mount", "-t", "tmpfs", "-o", "size=64k", "none", probe)
    if tried.returncode:
        pytest.skip(f"this machine does not let us mount: {tried.stderr.strip()}")
    run("umount", probe)


def mount(*words: str | Path) -> None:
    done = run("mount", *words)
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def mounted(at: Path, *words: str | Path) -> Iterator[Path]:
    """`mount <words> <at>` for the time of the block."""
    at.mkdir(exist_ok=True)
    mount(*words, at)
    try:
        yield at
    finally:
        done = run("umount", at)
        assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def small_memory_disk(at: Path, size: str) -> Iterator[Path]:
    with mounted(at, "-t", "tmpfs", "-o", f"size={size},mode=700", "none") as disk:
        yield disk


def fill(disk: Path) -> Path:
    """A file that takes all the room that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        for size in (65536, 4096):
            with contextlib.suppress(OSError):
                while out.write(b"\0" * size) == size:
                    pass
    return ballast


@dataclass
class Ext4:
    """A real ext4 in a file, whose power can be cut."""

    image: Path
    at: Path

    def make(self) -> None:
        need("mkfs.ext4")
        with self.image.open("wb") as out:
            out.truncate(64 * 1024 * 1024)
        done = run(need("mkfs.ext4"), "-q", "-F", self.image)
        assert done.returncode == 0, done.stderr
        self.at.mkdir()

    def power_on(self) -> None:
        mount("-o", "loop", self.image, self.at)

    def settle(self) -> None:
        """What was copied by hand is on the disk; from here on only the program itself sees to that."""
        done = run("sync", "-f", self.at)
        assert done.returncode == 0, done.stderr

    def cut_power(self) -> None:
        """From here on nothing is written; everything in memory only is gone with the next `power_off`."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def power_off(self) -> None:
        done = run("umount", self.at)
        assert done.returncode == 0, done.stderr
