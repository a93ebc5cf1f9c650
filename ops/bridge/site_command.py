"""`ops bridge-site`: open the invite, be the site, say what happens as lines of JSON."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from ops.bridge.agent import LOOK_S, Agent
from ops.bridge.links import host_of
from ops.bridge.site_store import Store

Row = dict[str, Any]


def join(link: str, about: str, token: str = "") -> Row:
    """Open an invite at its hub; raises ValueError with the hub's sentence."""
    hub = host_of(link)
    if hub is None:
        raise ValueError("Cần cả địa chỉ liên kết, ví dụ https://…/bridge/join/…")
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = json.dumps({"link": link, "about": about}).encode()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{hub}/api/bridge/join", body, headers), timeout=8
        ) as answer:
            return dict(json.loads(answer.read()), hub=hub)
    except urllib.error.HTTPError as error:
        try:
            raise ValueError(json.loads(error.read())["error"]["message"]) from None
        except (KeyError, TypeError, json.JSONDecodeError):
            raise ValueError(f"Điểm cầu chính trả lời {error.code}.") from None
    except OSError as error:
        raise ValueError(f"Không gọi được điểm cầu chính: {error}") from None


def enter(link: str, folder: Path) -> Row:
    """Who we are: as kept in the folder, else by opening the link."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "site.json"
    kept: Row = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if kept and (not link or kept.get("link") == link):
        return kept
    told = join(link, "ops bridge-site") | {"link": link}
    file.touch(mode=0o600)
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return told


def say(row: Row) -> None:
    """One event as a line; what the join told is left out."""
    print(json.dumps({name: value for name, value in row.items() if name != "told"}, ensure_ascii=False), flush=True)


async def _serve(told: Row, folder: Path) -> None:
    agent = Agent(told["hub"], told["token"], Store(folder / "cues.json"), say)
    running = asyncio.ensure_future(agent.run())
    lamp = ""
    while not running.done():
        await asyncio.wait([running], timeout=LOOK_S)
        state = agent.lamp().state
        if state != lamp:
            lamp = state
            say({"what": "lamp", "state": state, "local": time.monotonic()})
    running.result()


def run(link: str, folder: Path) -> int:
    """The whole command. 0 never: it ends when it is ended; 1 when the link or the token is refused."""
    try:
        told = enter(link, folder)
    except ValueError as error:
        print(str(error), file=sys.stderr)
        return 1
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(told, folder))
    return 1
