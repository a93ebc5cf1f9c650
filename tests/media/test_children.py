"""Programs as children: their own exit code, and none that is waited for for ever.

Each story runs in a Python of its own: a process that eventlet has patched does not fork.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.parts import ROOT

pytestmark = pytest.mark.once
SOON_S = 5.0
CODES = """
import asyncio, json
from ops.media import children

async def codes():
    found = []
    for code in range(1, 41):
        process = await children.start(["sh", "-c", f"exit {code}"])
        await children.last_words(process)
        found.append(await children.end(process))
    return found

print(json.dumps(asyncio.run(codes())))
"""
END = """
import asyncio, json, sys, time
from asyncio.subprocess import PIPE
from ops.media import children

async def life():
    process = await children.start([sys.executable, "-c", sys.argv[1]], stdout=PIPE)
    await asyncio.sleep(0.5)
    began = time.monotonic()
    await asyncio.wait_for(children.end(process, polite=0.2), float(sys.argv[2]))
    return process.pid, time.monotonic() - began

print(json.dumps(asyncio.run(life())))
"""
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: print('x' * 65536)"
LEAVES_ONE = "import subprocess\nsubprocess.Popen(['sleep', '60'])"


def told(story: str, *words: str) -> list[float]:
    """What a story prints at its end."""
    done = subprocess.run(
        [sys.executable, "-c", story, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[float] = json.loads(done.stdout)
    return found


def test_a_program_that_has_just_ended_keeps_its_exit_code() -> None:
    """Whoever asks whether it is still there must not take the code from the loop that waits for it."""
    assert told(CODES) == list(range(1, 41))


@pytest.mark.parametrize("script", [STUBBORN, LEAVES_ONE])
def test_nobody_waits_for_what_a_dead_program_has_left_in_its_pipes(script: str) -> None:
    """What it wrote and nobody read keeps its pipe open; so does a child of its own, which is ended with it."""
    group, took = told(END, script, str(SOON_S))
    assert took < SOON_S
    assert not alive(round(group))


def alive(group: int) -> list[str]:
    """Programs of a process group; what has ended and waits to be looked at is none."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group, *_ = file.read_text().rpartition(")")[2].split()
            found += [file.parent.name] if int(its_group) == group and state != "Z" else []
    return found
