"""A venue for fault tests: the sample event with four paired tablets, as a folder or a database that is copied."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from scripts.parts import ROOT, Postgres, Server
from tests.support.follower import Follower
from tests.support.load import Caller, Json, Load, Reply, Writer, iso_now, random_scans

EVENT = "hp2025"
TABLETS = (("Cổng A 1", "A"), ("Cổng A 2", "A"), ("Cổng B 1", "B"), ("Cổng C 1", "C"))


def ops(*words: str, data: Path, url: str | None = None) -> subprocess.CompletedProcess[str]:
    """`ops …` in a shell of its own."""
    env = os.environ | {"OPS_DATA": str(data)} | ({"OPS_DATABASE_URL": url} if url else {})
    argv = [sys.executable, "-m", "ops", *words]
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


@dataclass
class Venue:
    """Where the data lies and who may do what there."""

    data: Path
    url: str | None
    staff: dict[str, str]  # login -> token
    tablets: list[Json]  # {id, name, post, token}
    guests: list[str]  # confirmed guests who may pass gate A

    @property
    def path(self) -> str:
        return f"/api/events/{EVENT}/scans"

    @property
    def database(self) -> Path:
        return self.data / "ops.db"

    def settings(self) -> dict[str, str]:
        """Environment of a server of this venue."""
        return {"OPS_DATA": str(self.data)} | ({"OPS_DATABASE_URL": self.url} if self.url else {})

    def server(self, folder: Path, engine: str = "eventlet", kind: type[Server] = Server, **env: str) -> Server:
        """A server that has not been started."""
        return kind(folder, 0, engine=engine, env=self.settings() | env)

    # ---------- who calls ----------

    def tablet(self, server: Any, number: int = 0) -> Caller:
        return Caller(server.url, self.tablets[number]["token"])

    def office(self, server: Any, login: str = "organiser") -> Caller:
        return Caller(server.url, self.staff[login])

    def upload(self, caller: Caller, items: list[Json], **values: Any) -> Reply:
        return caller.post(self.path, {"sent_at": iso_now(), "device": None, "items": items} | values)

    def command(self, caller: Caller, path: str, **values: Any) -> Reply:
        return caller.post(f"/api/events/{EVENT}/{path}", {"ref": str(uuid.uuid4())} | values)

    def load(self, server: Any, seed: int, writers: int = 4, **options: Any) -> Load:
        """Tablets that scan at random."""
        made = []
        for number in range(writers):
            tablet = self.tablets[number % len(self.tablets)]
            items = random_scans(self.guests[:120], "A", seed * 100 + number)
            made.append(Writer(lambda: server.url, self.path, tablet["token"], items, seed + number, **options))
        return Load(made)

    def followers(self, server: Any, count: int = 4) -> list[Follower]:
        """Started clients of the feed: desks, and a board every fourth."""
        made = []
        for number in range(count):
            board = number % 4 == 3
            token = self.staff["organiser"] if board else self.tablets[number % 4]["token"]
            made.append(Follower(lambda: server.url, token, EVENT, "board" if board else "desk", number))
            made[-1].start()
        return made

    # ---------- the truth ----------

    def query(self, sql: str) -> list[Any]:
        """Rows straight from the database."""
        engine = create_engine(self.url or f"sqlite:///{self.database}")
        try:
            with engine.connect() as conn:
                return list(conn.execute(text(sql)))
        finally:
            engine.dispose()

    def fresh_snapshots(self) -> dict[str, Json]:
        """Snapshots read from the database by this process, not by the server under test."""
        from ops.app import DOMAINS
        from ops.core import queries
        from ops.core.db import Database
        from ops.core.live import Live

        db = Database(self.url or f"sqlite:///{self.database}")
        try:
            with db.read() as conn:
                live = Live(db, queries.epoch(conn), DOMAINS, queries.actor_name)
            return {audience: json.loads(live.snapshot(EVENT, audience).body) for audience in live.audiences()}
        finally:
            db.release()

    def seqs(self) -> dict[str, int]:
        """Ref -> number of its line."""
        found = self.query(f"SELECT ref, seq FROM journal WHERE event_id = '{EVENT}' AND ref IS NOT NULL")
        counted = Counter(row.ref for row in found)
        assert max(counted.values(), default=1) == 1, "a ref has two lines"
        return {row.ref: row.seq for row in found}

    def assert_sound(self) -> None:
        """Numbers without a gap, every scan once, and every invariant of `ops check`."""
        numbers = [row.seq for row in self.query(f"SELECT seq FROM journal WHERE event_id = '{EVENT}' ORDER BY seq")]
        (head,) = self.query(f"SELECT seq FROM event WHERE id = '{EVENT}'")
        assert numbers == list(range(1, head.seq + 1))
        scans = [row.ref for row in self.query(f"SELECT ref FROM scan WHERE event_id = '{EVENT}'")]
        assert len(scans) == len(set(scans))
        assert self.broken_invariants() == []

    def broken_invariants(self) -> list[Any]:
        """Read by this process like the snapshots above; `ops check` itself is started in tests of its own."""
        from ops import checks
        from ops.core.db import Database

        db = Database(self.url or f"sqlite:///{self.database}")
        try:
            return list(checks.run(db, None))
        finally:
            db.release()

    def assert_all_kept(self, load: Load) -> int:
        """Every acknowledged scan has its line under the number that was told; answers how many."""
        seqs, told = self.seqs(), load.acknowledged()
        lost = [ref for ref in told if ref not in seqs]
        assert not lost, f"{len(lost)} of {len(told)} acknowledged scans are gone"
        assert {ref: one.answer["seq"] for ref, one in told.items()} == {ref: seqs[ref] for ref in told}
        stored = {row.ref for row in self.query(f"SELECT ref FROM scan WHERE event_id = '{EVENT}'")}
        assert told.keys() <= stored
        assert stored <= {one.ref for one in load.history}, "scans that nobody sent"
        return len(told)


def build(folder: Path, url: str | None = None) -> Venue:
    """Make the sample event and pair four tablets, through the server itself."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for words in (("migrate",), ("load-sample",)):
        done = ops(*words, data=folder, url=url)
        assert done.returncode == 0, done.stdout + done.stderr
    venue = Venue(folder, url, {}, [], [])
    server = venue.server(folder.parent / f"{folder.name}-log").start()
    try:
        _people(venue, server)
        _tablets(venue, server)
        _guests(venue, server)
    finally:
        server.stop()
    _stay_signed_in(folder, url)
    return venue


def _stay_signed_in(folder: Path, url: str | None) -> None:
    """A session lasts half a day; from the night before, a test moves the clock to the evening further than that."""
    engine = create_engine(url or f"sqlite:///{folder / 'ops.db'}")
    with engine.begin() as conn:
        conn.execute(text("UPDATE session SET expires_at = expires_at + 864000000"))
    engine.dispose()


def _people(venue: Venue, server: Server) -> None:
    passwords = json.loads((venue.data / f"{EVENT}-passwords.json").read_text())
    for login in ("organiser", "supervisor"):
        caller = Caller(server.url)
        reply = caller.post("/api/sign-in", {"login": login, "password": passwords[login]})
        venue.staff[login] = reply.body["token"]
        caller.close()


def _tablets(venue: Venue, server: Server) -> None:
    office = venue.office(server)
    for name, gate in TABLETS:
        made = venue.command(office, "pairings", name=name, role="reception", post=gate)
        assert made.status == 200, made.body
        paired = office.post("/api/pair", {"code": made.body["facts"]["code"], "about": "test"}).body
        venue.tablets.append(paired["device"] | {"token": paired["token"]})
    office.close()


def _guests(venue: Venue, server: Server) -> None:
    desk = venue.tablet(server)
    rows = desk.get(f"/api/events/{EVENT}/snapshot/desk").body["rows"]
    desk.close()
    (gate,) = (one for one in rows["gate"] if one["id"] == "A")
    venue.guests = [
        one["id"]
        for one in rows["guest"]
        if one["status"] == "confirmed" and not one.get("blocked") and one["category"] in gate["categories"]
    ]


def copy_folder(venue: Venue, folder: Path) -> Venue:
    """The same venue, untouched, in another folder (SQLite)."""
    shutil.copytree(venue.data, folder, dirs_exist_ok=True)
    return replace(venue, data=folder)


def copy_database(venue: Venue, folder: Path, postgres: Postgres) -> Venue:
    """The same venue in a new PostgreSQL database."""
    assert venue.url is not None
    postgres.databases += 1
    name = f"ops_copy_{postgres.databases}"
    postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "{venue.url.rpartition("/")[2]}"')
    shutil.copytree(venue.data, folder, dirs_exist_ok=True)
    return replace(venue, data=folder, url=postgres.url(name))


def backup(database: Path, to: Path) -> None:
    """A consistent copy of a database that is in use, by SQLite's own backup."""
    source, target = sqlite3.connect(database), sqlite3.connect(to)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
