"""Programs as children: their own exit code, and none that is waited for for ever."""

from __future__ import annotations

import asyncio
import contextlib
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from ops.media import children

SOON_S = 5.0
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: print('x' * 65536)"
LEAVES_ONE = "import subprocess\nsubprocess.Popen(['sleep', '60'])"


async def started(*argv: str, stdout: int = PIPE) -> Process:
    return await children.start(argv, stdout=stdout)


async def _codes() -> list[int]:
    found = []
    for code in range(1, 41):
        process = await started("sh", "-c", f"exit {code}")
        await children.last_words(process)
        found.append(await children.end(process))
    return found


def test_a_program_that_has_just_ended_keeps_its_exit_code() -> None:
    """Whoever asks whether it is still there must not take the code from the loop that waits for it."""
    assert asyncio.run(_codes()) == list(range(1, 41))


@pytest.mark.parametrize("script", [STUBBORN, LEAVES_ONE])
def test_nobody_waits_for_what_a_dead_program_has_left_in_its_pipes(script: str) -> None:
    """What it wrote and nobody read keeps its pipe open; so does a child of its own, which is ended with it."""

    async def life() -> tuple[int, float]:
        process = await started("python3", "-c", script)
        await asyncio.sleep(0.5)
        began = time.monotonic()
        await asyncio.wait_for(children.end(process, polite=0.2), SOON_S)
        return process.pid, time.monotonic() - began

    group, took = asyncio.run(life())
    assert took < SOON_S
    assert not alive(group)


def alive(group: int) -> list[str]:
    """Programs of a process group; what has ended and waits to be looked at is none."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group, *_ = file.read_text().rpartition(")")[2].split()
            found += [file.parent.name] if int(its_group) == group and state != "Z" else []
    return found
