"""The side process of outputs: `ops outputs`, started and watched by the server, a child that knows no database.

It talks JSON, a line each, over the socket that is its standard input. In: `send` (one attempt), `scenes`, `doors`
(ports that hear OSC), `state` (datagrams, unanswered). Out: the answer under the same `id`, `osc` (what was heard),
`closed` (ports that cannot be opened). When the server goes, it goes. Waiting for names, networks and OBS happens here,
where it holds up nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ops.outputs import http_side
from ops.outputs.http_side import Undeliverable

Row = dict[str, Any]
LINE_LIMIT = 1 << 20
LONGEST_S = 12.0
WORKERS = 24
DOORS_AGAIN_S = 5.0


class Side:
    """One connection to the server, and what is done for it."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.pool = ThreadPoolExecutor(WORKERS)
        self.tasks: set[asyncio.Task[None]] = set()
        self.studios: Any = None
        self.ears: Any = None
        self.doors: list[Row] = []
        self.said_closed: list[int] | None = None

    def say(self, row: Row) -> None:
        self.writer.write(json.dumps(row).encode() + b"\n")

    def take(self, job: Row) -> None:
        """Begin a job; none waits for another."""
        task = asyncio.ensure_future(self._do(job))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _do(self, job: Row) -> None:
        began = time.monotonic()
        try:
            said = await asyncio.wait_for(self._work(job), LONGEST_S)
        except TimeoutError:
            said = {"ok": False, "reason": "timeout"}
        except Exception as error:
            print(f"outputs {job.get('do')}: {type(error).__name__}", file=sys.stderr)  # never what it was about
            said = {"ok": False, "reason": "broken"}
        if said is not None and "id" in job:
            self.say({**said, "id": job["id"], "ms": round((time.monotonic() - began) * 1000)})

    async def _work(self, job: Row) -> Row | None:
        if job["do"] == "doors":
            self.doors = job["doors"]
            await self._set_doors()
            return None
        if job["do"] == "state":
            return await self._osc(job)
        if job["do"] == "scenes":
            found: Row = await self._obs().scenes(job)
            return found
        if job["what"] == "http":
            return await asyncio.get_running_loop().run_in_executor(self.pool, http_side.post, job)
        if job["what"] == "osc":
            return await self._osc(job)
        changed: Row = await self._obs().scene(job)
        changed.pop("data", None)
        return changed

    async def _osc(self, job: Row) -> Row:
        from ops.outputs import osc_side

        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self.pool, osc_side.send, job["host"], job["port"], job["messages"])
        except Undeliverable as error:
            return {"ok": False, "reason": error.reason, "final": error.final}
        except OSError:
            return {"ok": False, "reason": "broken"}
        return {"ok": True}

    def _obs(self) -> Any:
        if self.studios is None:
            from ops.outputs.obs_side import Studios

            self.studios = Studios()
        return self.studios

    async def _set_doors(self) -> None:
        """Open what was asked for; ports that are taken are tried again for as long as they are wanted."""
        if self.ears is None:
            from ops.outputs.osc_side import Ears

            self.ears = Ears(self._heard)
        closed = await self.ears.set(self.doors)
        if closed != self.said_closed:
            self.said_closed = closed
            self.say({"closed": closed})

    def _heard(self, event: str, address: str, args: list[Any]) -> None:
        self.say({"osc": {"event": event, "address": address[:200], "args": args[:4]}})

    async def keep_doors(self) -> None:
        while True:
            await asyncio.sleep(DOORS_AGAIN_S)
            if self.said_closed:
                await self._set_doors()


async def talk(sock: socket.socket) -> None:
    """Until the server closes the connection."""
    reader, writer = await asyncio.open_connection(sock=sock, limit=LINE_LIMIT)
    side = Side(writer)
    keeping = asyncio.ensure_future(side.keep_doors())
    side.say({"ready": os.getpid()})
    with contextlib.suppress(ConnectionError):
        while line := await reader.readline():
            side.take(json.loads(line))
    keeping.cancel()


def run() -> int:
    """The whole process. Threads that wait for a name do not keep it."""
    if not stat.S_ISSOCK(os.fstat(0).st_mode):
        print("Tiến trình này do máy chủ tự mở; không cần chạy bằng tay.", file=sys.stderr)
        return 2
    asyncio.run(talk(socket.socket(fileno=os.dup(0))))
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":  # as the server starts it: without the rest of the command line, half the memory
    sys.exit(run())
