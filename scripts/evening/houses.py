"""The installations of the evening: each with a database, a journal, a secret and a server of its own."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from ops import app as assembly
from ops.config import Config
from ops.core.db import Database
from ops.core.migrate import migrate
from scripts.parts import Server
from tests.support.app import Ops
from tests.support.factories import Staff, World, make_world, new_ref

Row = dict[str, Any]
CLONE_NEWNET = 0x40000000
LONG_S = 40.0
LOOK_S = 0.01


class Inside:
    """One thread that lives in a namespace: what it opens goes through the network of that namespace."""

    def __init__(self, netns: str) -> None:
        self.pool = ThreadPoolExecutor(1, initializer=_enter, initargs=(netns,))

    def run(self, work: Callable[..., Any], *args: Any) -> Any:
        return self.pool.submit(work, *args).result()

    def close(self) -> None:
        self.pool.shutdown()


def _enter(netns: str) -> None:
    """setns for this thread alone; Python has no word for it before 3.12."""
    libc = ctypes.CDLL(None, use_errno=True)
    fd = os.open(f"/run/netns/{netns}", os.O_RDONLY)
    try:
        if libc.setns(fd, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(fd)


@dataclass
class PlacedServer(Server):
    """The product's server, in a namespace when `before` leads there."""

    before: tuple[str, ...] = ()

    def launch(self, argv: Sequence[str], ready: Callable[[], bool], env: dict[str, str] | None = None) -> None:
        super().launch([*self.before, *argv], ready, env)


@dataclass
class House:
    """One installation. `token` is of whoever runs it; `inside` when its server is in a namespace."""

    name: str
    folder: Path
    secret: bytes
    event: str
    token: str
    server: PlacedServer
    inside: Inside | None = None
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def url(self) -> str:
        """Where the server answers, for whoever is in its namespace."""
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def file(self) -> Path:
        return self.folder / "ops.db"

    def ask(self, method: str, path: str, body: Row | None = None) -> Row:
        """One request to the event; raises with what the server says when it refuses."""

        def send() -> requests.Response:
            headers = {"Authorization": f"Bearer {self.token}"}
            url = f"{self.url}/api/events/{self.event}/{path}"
            return self.session.request(method, url, json=body, headers=headers, timeout=20)

        answer = self.inside.run(send) if self.inside else send()
        if answer.status_code != 200:
            raise RuntimeError(f"{self.name} {path}: {answer.status_code} {answer.text[:300]}")
        found: Row = answer.json()
        return found

    def post(self, path: str, **body: Any) -> Row:
        """A command; answers its facts."""
        found: Row = self.ask("POST", path, {"ref": new_ref()} | body)["facts"]
        return found

    def rows(self, sql: str, *args: Any) -> list[Row]:
        """Straight from the file: what is looked at a hundred times a second must cost the server nothing."""
        conn = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)
        try:
            conn.row_factory = sqlite3.Row
            return [dict(row) for row in conn.execute(sql, args)]
        finally:
            conn.close()

    def control(self, site: str) -> str:
        """What the installation holds of the line to a site."""
        return str(self.rows("SELECT control FROM bridge_site WHERE id = ?", site)[0]["control"])

    def said(self, cue: str, site: str) -> Row:
        """What a site said of a cue; empty while the cue is not here."""
        found = self.rows("SELECT * FROM bridge_cue_site WHERE cue = ? AND site = ?", cue, site)
        return found[0] if found else {}

    def close(self) -> None:
        self.server.kill9()
        if self.inside is not None:
            self.inside.close()


def model_of(folder: Path) -> Path:
    """An empty database, migrated once: each installation begins with a copy."""
    db = Database(f"sqlite:///{folder / 'empty.db'}")
    migrate(db)
    db.release()
    return folder / "empty.db"


def build(folder: Path, model: Path, event: str, fill: Callable[[World, Staff], None]) -> House:
    """An installation with one event that `fill` furnishes by the product's own commands; not started yet."""
    folder.mkdir(parents=True)
    secret, url = secrets.token_bytes(32), f"sqlite:///{folder / 'ops.db'}"
    shutil.copy(model, folder / "ops.db")
    made, _ = assembly.create_app(Config(data=folder, database_url=url, secret=secret))
    ops = Ops(made, made.extensions["ops"], folder)
    world = make_world(ops, event)
    boss = world.make_staff("organiser")
    fill(world, boss)
    ops.close()
    env = {"OPS_DATA": str(folder), "OPS_SECRET": secret.hex(), "OPS_DATABASE_URL": url}
    server = PlacedServer(folder, 0, engine="eventlet", env=env, host="0.0.0.0")
    return House(folder.name, folder, secret, event, boss.token, server)


def until(happened: Callable[[], Any], what: str, seconds: float = LONG_S) -> float:
    """Wait for it; answers when it was seen (monotonic, s). Raises with `what` when it does not happen."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(LOOK_S)
    return time.monotonic()
