"""The line of an installation to its hub, in a process of its own: the same site as `ops bridge-site`, talking to the
server that started it, JSON, a line each, over the socket that is its standard input.

In, first: `{hub, token, file}`. Then `{id, ask: name, payload}`, passed on to the hub and answered under the same id.
Out: what the site says (`joined`, `cue`, `armed`, `fired` …) and `line` `{online}`. When the server goes, it goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from ops.bridge.agent import LOOK_S, Agent
from ops.bridge.rules.tally import UNKNOWN
from ops.bridge.site_store import Store
from ops.bridge.wire import Lost

Row = dict[str, Any]
LINE_LIMIT = 8 << 20


class Side:
    """One connection to the server."""

    def __init__(self, writer: asyncio.StreamWriter, config: Row) -> None:
        self.writer = writer
        self.agent = Agent(config["hub"], config["token"], Store(Path(config["file"])), self.say)
        self.tasks: set[asyncio.Task[None]] = set()

    def say(self, row: Row) -> None:
        self.writer.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    def take(self, job: Row) -> None:
        task = asyncio.ensure_future(self._pass_on(job))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _pass_on(self, job: Row) -> None:
        said: Row = {"ok": False}
        if self.agent.wire is not None:
            with contextlib.suppress(Lost):
                said = await self.agent.wire.ask(job["ask"], job["payload"])
        self.say({"what": "answer", "id": job["id"], "said": said})

    async def tell_line(self) -> None:
        """Whether the hub is heard, whenever that changes."""
        online: bool | None = None
        while True:
            now = self.agent.lamp().state != UNKNOWN
            if now != online:
                online = now
                self.say({"what": "line", "online": now})
            await asyncio.sleep(LOOK_S)


async def talk(sock: socket.socket) -> None:
    """Until the server closes the connection, or the hub refuses us."""
    reader, writer = await asyncio.open_connection(sock=sock, limit=LINE_LIMIT)
    side = Side(writer, json.loads(await reader.readline()))
    running = asyncio.ensure_future(side.agent.run())
    telling = asyncio.ensure_future(side.tell_line())
    with contextlib.suppress(ConnectionError):
        while line := await reader.readline():
            side.take(json.loads(line))
    telling.cancel()
    await side.agent.stop()
    running.cancel()


def run() -> int:
    """The whole process."""
    asyncio.run(talk(socket.socket(fileno=os.dup(0))))
    return 0


if __name__ == "__main__":
    sys.exit(run())
