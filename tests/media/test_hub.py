"""The loops over all streams, with a media server that takes its time.

The story runs in a Python of its own: asyncio and a process that eventlet has patched do not go together.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ops.media.stream import END_TOLD_MS
from scripts.parts import ROOT

pytestmark = pytest.mark.once
STORY = """
import asyncio, json, sys
from dataclasses import replace
from pathlib import Path
from ops.media import hub, stream
from ops.media.config import MediaConfig
from ops.media.tickets import Tickets

class SlowServer:
    def __init__(self):
        self.told, self.may_answer = asyncio.Event(), asyncio.Event()

    async def publishers(self):
        return []

    async def kick(self, app, name, client):
        self.told.set()
        await self.may_answer.wait()
        return True

async def kicked_slowly():
    server = SlowServer()
    config = MediaConfig(Path("/nowhere"), "", "", 0, 0, 0, 0, 0, "", b"")
    lines = hub.Hub(config, server, None, Tickets())
    line = lines.find("contrib", "hp2025.hai-phong")
    line.line = replace(line.line, client="7")
    ending = asyncio.create_task(lines.end(line.path))
    await server.told.wait()
    await asyncio.sleep(0.01)
    await lines.look()
    server.may_answer.set()
    await ending
    return [[row["state"], row["cause"], row["client"]] for row in lines.report()["streams"]]

stream.END_TOLD_MS = int(sys.argv[1])
print(json.dumps(asyncio.run(kicked_slowly())))
"""
ENDED_WITH_NEWS = """
import asyncio, json
from pathlib import Path
from ops.media import hub
from ops.media.config import MediaConfig
from ops.media.tickets import Tickets

class Door:
    async def report(self, facts):
        return {}

async def ended_with_news():
    left = []
    for turns in range(8):
        config = MediaConfig(Path("/nowhere"), "", "", 0, 0, 0, 0, 0, "", b"")
        lines = hub.Hub(config, None, Door(), Tickets())
        task = asyncio.create_task(lines.report_for_ever())
        await asyncio.sleep(0.02)
        lines._urgent.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task}, timeout=0.5)
        if not task.done():
            left.append([str(turns)])
            task.cancel()
    return left

print(json.dumps(asyncio.run(ended_with_news())))
"""


def told_of(end_told_ms: int) -> list[list[str | None]]:
    """What the app is told of a line that is looked at while its publisher is being sent away."""
    return ran(STORY, str(end_told_ms))


def ran(story: str, *words: str) -> list[list[str | None]]:
    """What a story prints at its end."""
    done = subprocess.run(
        [sys.executable, "-c", story, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[list[str | None]] = json.loads(done.stdout)
    return found


def test_the_app_hears_of_the_end_of_a_line_that_nobody_wants() -> None:
    assert told_of(END_TOLD_MS) == [["OFF", "kicked", None]]


def test_a_line_that_ended_long_ago_is_forgotten() -> None:
    assert told_of(0) == []


def test_the_reports_end_when_they_are_told_to_whatever_comes_at_that_moment() -> None:
    """Else the process would not end: a picture that ends with it is news."""
    assert ran(ENDED_WITH_NEWS) == []
